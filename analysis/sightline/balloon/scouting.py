"""Find the stations of a route that see a proposal lowest, and one that sees much of it.

The route is gone over in rounds, every 256th station, every 64th, and so on to every one. A station is asked
only whether it sees the proposal lower than the lowest found in earlier rounds: most columns are blocked up
to there by the first trees. What is found does not depend on the number of threads. Nothing is skipped: each
station is looked from in every column. What is seen in full is measured from a few stations only.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.common.workers import in_order
from analysis.sightline.balloon.kernels import Sight, sight_at
from analysis.sightline.balloon.surroundings import Aim, Surroundings
from analysis.sightline.balloon.targets import Proposal
from analysis.sightline.column_kernels import OPEN_ANGLE
from analysis.sightline.columns import gaps_between
from analysis.sightline.stations import Stations
from scene.feedback import Feedback, PartOf
from scene.payloads.arrays import F64, I32

_STRIDES: Final = (256, 64, 16, 4, 1)
#: Of every so many stations, one is asked how much it sees in full.
_FULL: Final = 32
#: Stations that one worker takes at a time.
_PIECE: Final = 24


def worst_stations(
    proposal: Proposal, stations: Stations, surroundings: Surroundings, feedback: Feedback, threads: int
) -> Stations:
    """Return, for each viewpoint, the stations that see a proposal lowest, with trees and without, and most.

    A mast has its own lowest stations beside those of the body.

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
    # Two rows, without trees and with them, for the body; and two for the mast if there is one.
    rows_of = [slice(2, 4) if part.is_mast else slice(0, 2) for part in proposal.parts]
    kinds = max(rows.stop for rows in rows_of)
    best = np.full((kinds, count), greatest)
    unseen = np.full((kinds, len(stations.eye)), np.inf)
    begun = ~routes[stations.of]
    for number, stride in enumerate(_STRIDES):
        due = np.flatnonzero(~begun & (_number_on_route(stations) % stride == 0)).astype(np.int32)
        begun[due] = True
        if not len(due):
            continue
        caps = best[:, stations.of]
        work = [
            (index, due[piece])
            for index in range(len(proposal.parts))
            for piece in stations.runs(_PIECE, due)
        ]

        def look(index: int, rows: I32, caps: F64 = caps) -> F64:
            return _limits(proposal, index, stations, rows, surroundings, caps[rows_of[index], rows])

        share = PartOf(feedback, 0.9 * number / len(_STRIDES), 0.9 * (number + 1) / len(_STRIDES))
        for (index, rows), found in zip(work, in_order(look, work, share, threads), strict=True):
            own = rows_of[index]
            unseen[own, rows] = np.minimum(unseen[own, rows], found)
            for trees in (0, 1):
                np.minimum.at(best[own][trees], stations.of[rows], found[trees])
    few = np.flatnonzero(routes[stations.of] & (_number_on_route(stations) % _FULL == 0)).astype(np.int32)
    visible = _visible_metres(proposal, stations, few, surroundings, PartOf(feedback, 0.9, 1.0), threads)
    return stations.chosen(_kept(stations, unseen, visible, routes))


def _visible_metres(
    proposal: Proposal,
    stations: Stations,
    due: I32,
    surroundings: Surroundings,
    feedback: Feedback,
    threads: int,
) -> F64:
    """Return the metres of a proposal that the stations `due` see; 0 for all others."""
    work = [
        (index, due[piece]) for index in range(len(proposal.parts)) for piece in stations.runs(_PIECE, due)
    ]

    def look(index: int, rows: I32) -> F64:
        aim = surroundings.aim(proposal.parts[index], stations, rows)
        return _sight(proposal, aim, surroundings, True, np.full(len(rows), proposal.height)).visible

    visible = np.zeros(len(stations.eye))
    for (_, rows), found in zip(work, in_order(look, work, feedback, threads), strict=True):
        visible[rows] = np.maximum(visible[rows], found)
    return visible


def _number_on_route(stations: Stations) -> I32:
    first = np.searchsorted(stations.of, stations.of)
    number: I32 = (np.arange(len(stations.of)) - first).astype(np.int32)
    return number


def _limits(
    proposal: Proposal, index: int, stations: Stations, rows: I32, surroundings: Surroundings, caps: F64
) -> F64:
    """Return the height up to which a part stays unseen from some stations; inf if not under its cap.

    Parameters
    ----------
    caps : ndarray of float64, shape (2, len(rows))
        Without trees, and with them; so is what is returned.
    """
    limits = np.full(caps.shape, np.inf)
    if not (caps > 0.0).any():
        return limits
    aim = surroundings.aim(proposal.parts[index], stations, rows)
    for trees in (0, 1):
        if (caps[trees] > 0.0).any():
            found = _sight(proposal, aim, surroundings, bool(trees), caps[trees]).unseen
            limits[trees] = np.where(found < caps[trees], found, np.inf)
    return limits


def _sight(proposal: Proposal, aim: Aim, surroundings: Surroundings, trees: bool, caps: F64) -> Sight:
    """Return how some stations see a part at its own height, as far up as their caps."""
    columns = surroundings.columns(aim, proposal, caps)
    # A little over the cap, so that what closes a gap that begins under it is met too.
    columns = columns._replace(high=columns.high + 1.1 * OPEN_ANGLE)
    # Trees stand nearest, and close most columns at once.
    kinds = (True, False) if trees else (False,)
    blocked = surroundings.block_side_by_side(columns, aim.fan.of, aim.host, kinds)
    gaps, height = gaps_between(columns, blocked), proposal.height
    return sight_at(aim.fan, gaps, aim.eye, height, height, False, surroundings.optics.drop)


def _kept(stations: Stations, unseen: F64, visible: F64, routes: NDArray[np.bool_]) -> I32:
    """Return the rows of all points, and of each route the lowest and the clearest, or its first."""
    rows: list[int] = []
    for of in range(len(stations.viewpoints)):
        own = np.flatnonzero(stations.of == of)
        if routes[of]:
            lowest = [int(own[np.argmin(limits[own])]) for limits in unseen]
            rows += sorted({*lowest, int(own[np.argmax(visible[own])])})
        else:
            rows += own.tolist()
    return np.array(rows, np.int32)
