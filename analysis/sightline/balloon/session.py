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
from scene.errors import InvalidRequest
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
        cls,
        inputs: AnalysisInputs,
        params: BalloonParams,
        feedback: Feedback | None = None,
        earlier: "BalloonSession | None" = None,
    ) -> "BalloonSession":
        """Prepare a city.

        Parameters
        ----------
        inputs : AnalysisInputs
        params : BalloonParams
        feedback : Feedback, optional
        earlier : BalloonSession, optional
            Taken over as far as its city is the same: then only viewpoints that have moved are checked.

        Raises
        ------
        InvalidRequest
            If the city is empty, there is no viewpoint, or one stands where nobody can.
        Cancelled
            If the person asked to stop.
        """
        feedback = feedback or SilentFeedback()
        book = rule_book().with_overrides(params.rules)
        terrain = inputs.at(TERRAIN)
        rays = RayScene((*terrain, *inputs.at(SOLIDS), *inputs.at(TREES)))
        if earlier is not None and _same_city(rays, earlier.rays):
            rays = earlier.rays
        if not rays.layers:
            raise InvalidRequest(
                msg("There is neither ground nor any building: nothing could screen a proposal."),
                msg("Open a project with terrain and buildings, or import them."),
            )
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
        known: Profile | None = None,
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
        known : Profile, optional
            As it was prepared before in the same city: if the proposal stands where it stood, what
            viewpoints that have not moved see of it is taken over.

        Raises
        ------
        InvalidRequest
            If the proposal lies under the ground.
        Cancelled
            If the person asked to stop.
        """
        self._check_above_ground(proposal)
        if known is not None and known.proposal.still == proposal.still and proposal.still:
            proposal = known.proposal  # all of its views are laid over the same geometry
        else:
            known = None
        return profile_of(
            proposal,
            stations or self.stations,
            self.surroundings,
            feedback or SilentFeedback(),
            threads,
            known,
        )

    @property
    def surroundings(self) -> Surroundings:
        """What stands around, and how one looks."""
        return Surroundings(self.rays, self.ground, self.optics)

    def answer(
        self, profile: Profile, height: float | None = None, proposal: Proposal | None = None
    ) -> Answer:
        """Return the verdict on a proposal.

        Parameters
        ----------
        profile : Profile
            As :meth:`prepare` returns it.
        height : float, optional
            Above outdoor ground, metres; its own height if not given.
        proposal : Proposal, optional
            As it is now, if it has grown or was renamed since it was looked at.
        """
        proposal = proposal or profile.proposal
        asked = proposal.height if height is None else height
        pairs = pairs_of(profile, self.rays, asked)
        judged = [judge(pair, proposal, asked, self.surroundings, self.book) for pair in pairs]
        return Answer(asked, verdict_of(judged, proposal, asked, self.book, self._doubt(proposal)), judged)

    def _check_above_ground(self, proposal: Proposal) -> None:
        """Refuse a proposal of which nothing comes out of the ground."""
        if not self.ground:
            return
        level = self.ground.exact(proposal.plan())
        depth = float(np.min(level, initial=np.inf, where=np.isfinite(level))) - (
            proposal.outdoor_ground + proposal.height
        )
        if np.isfinite(depth) and depth >= 0.0:
            raise InvalidRequest(
                msg(
                    "The top of {proposal} lies {depth:.1f} m under the ground.",
                    proposal=proposal.name,
                    depth=depth,
                ),
                msg("Set its outdoor ground to the ground's level, or give it more height."),
            )

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


def _same_city(one: RayScene, other: RayScene) -> bool:
    return len(one.layers) == len(other.layers) and all(
        mine.node is its.node and mine.solid is its.solid
        for mine, its in zip(one.layers, other.layers, strict=True)
    )
