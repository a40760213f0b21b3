"""Find the stations of a route from which least of a proposal is hidden, without measuring all in full.

The route is gone over in rounds, every 256th station, every 64th, and so on to every one. A station is asked
only whether it sees the proposal lower than the lowest found in earlier rounds: most columns are blocked up
to there by the first trees. What is found does not depend on the number of threads. Nothing is skipped: each
station is looked from in every column.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.common.workers import in_order
from analysis.sightline.balloon.kernels import sight_at
from analysis.sightline.balloon.surroundings import Surroundings
from analysis.sightline.balloon.targets import Proposal
from analysis.sightline.column_kernels import OPEN_ANGLE
from analysis.sightline.columns import gaps_between, nothing_blocked
from analysis.sightline.stations import Stations
from scene.feedback import Feedback, PartOf
from scene.payloads.arrays import F64, I32

_STRIDES: Final = (256, 64, 16, 4, 1)
#: Stations that one worker takes at a time.
_PIECE: Final = 16


def worst_stations(
    proposal: Proposal, stations: Stations, surroundings: Surroundings, feedback: Feedback, threads: int
) -> Stations:
    """Return, for each viewpoint, the stations that see a proposal lowest, with trees and without.

    Parameters
    ----------
    proposal : Proposal
        A building; what a point shows does not follow from its lowest gap.
    stations : Stations
    surroundings : Surroundings
    feedback : Feedback
    threads : int
        Workers.

    Raises
    ------
    Cancelled
        If the person asked to stop.
    """
    count = len(stations.viewpoints)
    routes = np.bincount(stations.of, minlength=count) > 1
    greatest = surroundings.optics.greatest_height
    best = np.full((2, count), greatest)
    unseen = np.full((2, len(stations.eye)), np.inf)
    begun = ~routes[stations.of]
    for number, stride in enumerate(_STRIDES):
        due = np.flatnonzero(~begun & (_number_on_route(stations) % stride == 0)).astype(np.int32)
        begun[due] = True
        if not len(due):
            continue
        caps = best[:, stations.of]
        work = [
            (trees, index, due[piece])
            for trees in (0, 1)
            for index in range(len(proposal.parts))
            for piece in stations.runs(_PIECE, due)
        ]

        def look(trees: int, index: int, rows: I32, caps: F64 = caps) -> F64:
            return _limits(proposal, index, stations, rows, surroundings, bool(trees), caps[trees, rows])

        share = PartOf(feedback, number / len(_STRIDES), (number + 1) / len(_STRIDES))
        for (trees, _, rows), found in zip(work, in_order(look, work, share, threads), strict=True):
            unseen[trees, rows] = np.minimum(unseen[trees, rows], found)
            np.minimum.at(best[trees], stations.of[rows], found)
    return stations.chosen(_kept(stations, unseen, routes))


def _number_on_route(stations: Stations) -> I32:
    first = np.searchsorted(stations.of, stations.of)
    number: I32 = (np.arange(len(stations.of)) - first).astype(np.int32)
    return number


def _limits(
    proposal: Proposal,
    index: int,
    stations: Stations,
    rows: I32,
    surroundings: Surroundings,
    trees: bool,
    caps: F64,
) -> F64:
    """Return the height up to which a part stays unseen from some stations; inf if not under its cap."""
    if not (caps > 0.0).any():
        return np.full(len(rows), np.inf)
    aim = surroundings.aim(proposal.parts[index], stations, rows)
    columns = surroundings.columns(aim, proposal, caps)
    # A little over the cap, so that what closes a gap that begins under it is met too.
    columns = columns._replace(high=columns.high + 1.1 * OPEN_ANGLE)
    blocked = nothing_blocked(len(columns.reach))
    if trees:  # they stand nearest, and close most columns at once
        blocked = surroundings.block(columns, blocked, aim.host, trees=True)
    blocked = surroundings.block(columns, blocked, aim.host, trees=False)
    gaps, height = gaps_between(columns, blocked), proposal.height
    found = sight_at(aim.fan, gaps, aim.eye, height, height, False, surroundings.optics.drop).unseen
    limits: F64 = np.where(found < caps, found, np.inf)
    return limits


def _kept(stations: Stations, unseen: F64, routes: NDArray[np.bool_]) -> I32:
    """Return the rows of all points, and of the lowest stations of each route; its first if none is low."""
    rows: list[int] = []
    for of in range(len(stations.viewpoints)):
        own = np.flatnonzero(stations.of == of)
        if routes[of]:
            rows += sorted({int(own[np.argmin(unseen[trees, own])]) for trees in (0, 1)})
        else:
            rows += own.tolist()
    return np.array(rows, np.int32)
