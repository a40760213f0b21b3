"""A balloon that can be flown again and again: the city is prepared once, a proposal once a place.

The window keeps one while a proposal is dragged; the command line makes one and asks each proposal at its
own height. Both read the same figures. It does not know windows or files.
"""

import math
from dataclasses import dataclass

import numpy as np

from analysis.base import AnalysisInputs
from analysis.common.curvature import drop_coefficient
from analysis.common.ports import SOLIDS, TERRAIN, TREES, VIEWPOINTS
from analysis.common.rules import RuleBook, rule_book
from analysis.common.verdict import Verdict
from analysis.sightline.balloon.findings import pairs_of
from analysis.sightline.balloon.params import BalloonParams
from analysis.sightline.balloon.profile import Profile, profile_of
from analysis.sightline.balloon.surroundings import Optics, Surroundings
from analysis.sightline.balloon.targets import Proposal
from analysis.sightline.balloon.verdicts import Judged, judge, verdict_of
from analysis.sightline.stations import Stations, stations_of
from scene.feedback import Feedback, SilentFeedback
from scene.geometry.ground import GroundHeights
from scene.geometry.ray_scene import RayScene
from scene.messages import Message, msg


@dataclass(frozen=True, slots=True)
class Answer:
    """What a proposal is told at one height.

    Parameters
    ----------
    height : float
        Above outdoor ground, metres.
    verdict : Verdict
    judged : list of Judged
        One a viewpoint.
    """

    height: float
    verdict: Verdict
    judged: list[Judged]


@dataclass(frozen=True, eq=False)
class BalloonSession:
    """A city with its viewpoints, ready for proposals.

    Parameters
    ----------
    rays : RayScene
        What screens.
    ground : GroundHeights
    stations : Stations
        Where one looks from.
    optics : Optics
    book : RuleBook
    """

    rays: RayScene
    ground: GroundHeights
    stations: Stations
    optics: Optics
    book: RuleBook

    @classmethod
    def of(
        cls, inputs: AnalysisInputs, params: BalloonParams, feedback: Feedback | None = None
    ) -> "BalloonSession":
        """Prepare a city.

        Raises
        ------
        InvalidRequest
            If there is no viewpoint, or one stands where nobody can.
        Cancelled
            If the person asked to stop.
        """
        feedback = feedback or SilentFeedback()
        book = rule_book().with_overrides(params.rules)
        terrain = inputs.at(TERRAIN)
        rays = RayScene((*terrain, *inputs.at(SOLIDS), *inputs.at(TREES)))
        feedback.check()
        ground = GroundHeights.of(terrain)
        for layer in rays.layers:
            feedback.check()
            layer.solid.index()
        stations = stations_of(
            inputs.at(VIEWPOINTS), rays, ground, params.station_spacing, params.default_eye_height, feedback
        )
        optics = Optics(
            math.radians(params.azimuth_step / 60.0),
            drop_coefficient(params.refraction, book.number("earth_radius")),
            params.greatest_height,
            params.station_spacing,
        )
        return cls(rays, ground, stations, optics, book)

    def prepare(
        self,
        proposal: Proposal,
        feedback: Feedback | None = None,
        stations: Stations | None = None,
        threads: int = 0,
    ) -> Profile:
        """Find what stands before a proposal; needed again when it moves, not when it grows.

        Parameters
        ----------
        proposal : Proposal
        feedback : Feedback, optional
        stations : Stations, optional
            Fewer stations, for an interim answer.
        threads : int
            Workers, 0 for one a processor; the figures do not depend on it.

        Raises
        ------
        Cancelled
            If the person asked to stop.
        """
        return profile_of(
            proposal, stations or self.stations, self.surroundings, feedback or SilentFeedback(), threads
        )

    @property
    def surroundings(self) -> Surroundings:
        """What stands around, and how one looks."""
        return Surroundings(self.rays, self.ground, self.optics)

    def answer(self, profile: Profile, height: float | None = None) -> Answer:
        """Return the verdict on a proposal.

        Parameters
        ----------
        profile : Profile
            As :meth:`prepare` returns it.
        height : float, optional
            Above outdoor ground, metres; its own height if not given.
        """
        proposal = profile.proposal
        asked = proposal.height if height is None else height
        pairs = pairs_of(profile, self.rays, asked)
        judged = [judge(pair, proposal, asked, self.surroundings, self.book) for pair in pairs]
        return Answer(asked, verdict_of(judged, proposal, asked, self.book, self._doubt(proposal)), judged)

    def _doubt(self, proposal: Proposal) -> Message | None:
        """Return why the method does not hold for a proposal, or None."""
        if not self.ground:
            return msg(
                "There is no terrain: whether the ground screens {proposal} is not known.",
                proposal=proposal.name,
            )
        if np.isnan(self.ground.exact(proposal.plan())).any():
            return msg(
                "{proposal} lies beyond the terrain: what screens it there is not known.",
                proposal=proposal.name,
            )
        return None
