"""Balloons in the air: the city prepared once, each proposal once a place, every height answered at once.

The same session, profiles and table as the analysis itself uses, so the window says the same figures.
It runs on workers and knows no widget.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from time import perf_counter

import numpy as np

from analysis.base import AnalysisInputs, AnalysisResult
from analysis.sightline.balloon.params import BalloonParams
from analysis.sightline.balloon.plugin import ID, VERSION
from analysis.sightline.balloon.profile import Profile
from analysis.sightline.balloon.results import sight_lines, table_of
from analysis.sightline.balloon.session import Answer, BalloonSession
from analysis.sightline.balloon.targets import Proposal, proposals_in
from analysis.sightline.stations import Stations
from app.proposals import GROUNDS
from scene.feedback import Feedback, PartOf
from scene.graph import Snapshot
from scene.messages import msg
from scene.node import Node, Provenance, Role

#: A first answer looks from every so many stations of a route: few enough for it to keep up with a drag.
STRIDE = 64


@dataclass(frozen=True, slots=True)
class Flown:
    """One proposal where it stands.

    Parameters
    ----------
    still : bytes
        As :class:`Proposal` has it: while it is the same, it has not moved.
    profile : Profile
        What stands before it.
    coarse : bool
        Whether only some stations of the routes were looked from.
    answers : dict
        What it was told at the height asked last, so that a drag asks only for the one that is dragged.
    seconds : list of float
        How long that answer took.
    """

    still: bytes
    profile: Profile
    coarse: bool
    answers: dict[float, Answer] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Flight:
    """A city with its balloons in the air.

    Parameters
    ----------
    grounds : tuple of Node
        What it was prepared from.
    params : BalloonParams
        With which parameters.
    session : BalloonSession
        The city.
    flown : Mapping
        Profiles by node id and proposal id.
    """

    grounds: tuple[Node, ...]
    params: BalloonParams
    session: BalloonSession
    flown: Mapping[tuple[str, str], Flown] = field(default_factory=dict)

    def holds(self, snapshot: Snapshot, params: BalloonParams) -> bool:
        """Return whether the city and the viewpoints are still the same."""
        grounds = snapshot.of_role(*GROUNDS)
        same = len(grounds) == len(self.grounds) and all(map(_same, grounds, self.grounds))
        return same and params == self.params

    def knows(self, proposal: Proposal) -> bool:
        """Return whether a proposal stands where it was looked at."""
        found = self.flown.get((proposal.node, proposal.id))
        return found is not None and found.still == proposal.still

    def answer(self, proposals: list[Proposal]) -> AnalysisResult:
        """Return verdicts, table and sight lines for proposals that it knows, at their present heights."""
        answers = [(proposal, self._answer(proposal)) for proposal in proposals]
        pairs = [(proposal, found.height, one) for proposal, found in answers for one in found.judged]
        verdicts = tuple(found.verdict for _, found in answers)
        coarse = any(self.flown[(proposal.node, proposal.id)].coarse for proposal in proposals)
        origin = Provenance(ID, VERSION, self.params.model_dump())
        lines = tuple(
            node for proposal, found in answers for node in sight_lines(proposal, found.judged, origin)
        )
        return AnalysisResult(verdicts, (table_of(pairs),), lines, interim=coarse)

    @property
    def seconds(self) -> float:
        """How long the slowest proposal took to answer when it was last asked."""
        return max((flown.seconds[0] for flown in self.flown.values() if flown.seconds), default=0.0)

    def _answer(self, proposal: Proposal) -> Answer:
        flown = self.flown[(proposal.node, proposal.id)]
        known = flown.answers.get(proposal.height)
        if known is None:
            began = perf_counter()
            known = self.session.answer(flown.profile, proposal.height, proposal)
            flown.seconds[:] = [perf_counter() - began]
            flown.answers.clear()
            flown.answers[proposal.height] = known
        return known


def _same(one: Node, other: Node) -> bool:
    return one.id == other.id and one.payload is other.payload and one.transform is other.transform


def take_off(
    snapshot: Snapshot, params: BalloonParams, earlier: Flight | None, feedback: Feedback, first: str = ""
) -> Flight:
    """Prepare the city and every proposal, taking over what is still true; routes from few stations at first.

    Parameters
    ----------
    snapshot : Snapshot
        The scene.
    params : BalloonParams
        Parameters of the analysis.
    earlier : Flight, optional
        The flight before.
    feedback : Feedback
        Progress and cancel.
    first : str
        Id of the proposal that shall come first.

    Raises
    ------
    InvalidRequest
        If there is no viewpoint, or an input does not fit.
    Cancelled
        If the person asked to stop.
    """
    proposals = _in_order(snapshot, first)
    feedback.progress(0.0, msg("Preparing the city"))
    flight, carried = _begun(snapshot, params, earlier, feedback)
    unknown = [proposal for proposal in proposals if not flight.knows(proposal)]
    for place, proposal in enumerate(unknown):
        part = PartOf(feedback, 0.05 + 0.15 * place / len(unknown), 0.05 + 0.15 * (place + 1) / len(unknown))
        flight = _with(flight, proposal, carried.get((proposal.node, proposal.id)), True, part)
    return flight


def fly(
    snapshot: Snapshot,
    params: BalloonParams,
    earlier: Flight | None,
    feedback: Feedback,
    aloft: Callable[[Flight], object],
    first: str = "",
) -> Flight:
    """Take off, and then look at every proposal from all stations.

    Parameters
    ----------
    snapshot, params, earlier, feedback, first
        As :func:`take_off` takes them.
    aloft : callable
        Given every flight in which all proposals are in the air: the first from fewer stations of the
        routes, the later ones with one proposal after another looked at from all.

    Raises
    ------
    InvalidRequest
        If there is no viewpoint, or an input does not fit.
    Cancelled
        If the person asked to stop.
    """
    flight = take_off(snapshot, params, earlier, feedback, first)
    if flight is not earlier:
        aloft(flight)
    proposals = _in_order(snapshot, first)
    coarse = [proposal for proposal in proposals if flight.flown[(proposal.node, proposal.id)].coarse]
    for place, proposal in enumerate(coarse):
        part = PartOf(feedback, 0.2 + 0.8 * place / len(coarse), 0.2 + 0.8 * (place + 1) / len(coarse))
        known = flight.flown[(proposal.node, proposal.id)].profile
        flight = _with(flight, proposal, known, False, part)
        aloft(flight)
    return flight


def _in_order(snapshot: Snapshot, first: str) -> list[Proposal]:
    return sorted(proposals_in(snapshot.of_role(Role.PROPOSALS)), key=lambda one: one.id != first)


def _begun(
    snapshot: Snapshot, params: BalloonParams, earlier: Flight | None, feedback: Feedback
) -> tuple[Flight, Mapping[tuple[str, str], Profile]]:
    """Return the flight to go on with, and profiles of which some views may still be true.

    Where only viewpoints have changed, the views of the others are.
    """
    if earlier is not None and earlier.holds(snapshot, params):
        return earlier, {}
    city = earlier.session if earlier is not None else None
    session = BalloonSession.of(AnalysisInputs(snapshot), params, feedback, city)
    flight = Flight(snapshot.of_role(*GROUNDS), params, session)
    if earlier is None or session.rays is not earlier.session.rays or session.book != earlier.session.book:
        return flight, {}
    return flight, {key: flown.profile for key, flown in earlier.flown.items()}


def _with(
    flight: Flight, proposal: Proposal, known: Profile | None, coarse: bool, feedback: Feedback
) -> Flight:
    """Return the flight with one proposal looked at from all stations, or from some."""
    feedback.check()
    feedback.progress(0.0, msg("Looking at {proposal}", proposal=proposal.name))
    every = flight.session.stations
    stations = every
    if coarse:
        seen = known is not None and known.proposal.still == proposal.still
        stations = every.coarse(STRIDE, _unchanged(every, known) if known is not None and seen else ())
    profile = flight.session.prepare(proposal, feedback, stations, known=known)
    flown = Flown(proposal.still, profile, len(stations.eye) < len(every.eye))
    return replace(flight, flown={**flight.flown, (proposal.node, proposal.id): flown})


def _unchanged(stations: Stations, known: Profile) -> tuple[int, ...]:
    """Return the viewpoints, by index, whose views are known from all of their stations."""
    return tuple(
        index
        for index, viewpoint in enumerate(stations.viewpoints)
        if any(
            view.viewpoint == viewpoint and np.array_equal(view.asked, stations.eye[stations.of == index])
            for view in known.views
        )
    )
