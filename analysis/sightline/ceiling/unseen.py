"""The balloon rule over a whole city: how high something may be at every cell and stay unseen.

It does not know other rules, names or errors.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.common.workers import in_order
from analysis.sightline.ceiling.city import CeilingCity
from analysis.sightline.ceiling.fields import Eyes, Field
from analysis.sightline.ceiling.horizon_bounds import Bounds, Relief, bound_horizons, no_bounds, relief_of
from analysis.sightline.ceiling.lowest_seen import TILE, lower_by_eyes, nothing_seen
from analysis.sightline.stations import Stations
from scene.feedback import Feedback, PartOf
from scene.node import NodeId
from scene.payloads.arrays import F32, I32

#: Stations that are taken together; the bounds of so many are held at once.
_BLOCK: Final = 64
#: Cells of one piece of work, few enough for a cancel to be heard within 0.2 s.
_PIECE: Final = (TILE, 48 * TILE)
_BOUNDED_AT_ONCE: Final = 2


@dataclass(frozen=True, eq=False)
class Unseen:
    """What stays unseen.

    Parameters
    ----------
    level : ndarray of float32, shape (rows, cols)
        Local z at which something over a cell is first seen, the ground at least; inf where nothing is seen
        from anywhere, nan off the terrain.
    station : ndarray of int32, shape (rows, cols)
        The station that sees it first; -1 for none.
    """

    level: F32
    station: I32


def unseen_over(city: CeilingCity, stations: Stations, feedback: Feedback, threads: int = 0) -> Unseen:
    """Find the lowest height that is seen over every cell, from all stations.

    Stations far from one another are taken first: what they leave is low already, and their neighbours can
    lower little.

    Parameters
    ----------
    city : CeilingCity
    stations : Stations
    feedback : Feedback
        Told of progress, asked for cancel.
    threads : int
        Workers; the figures do not depend on it.

    Raises
    ------
    Cancelled
        If the person asked to stop.
    """
    lowest, governing = nothing_seen(city.field)
    blocks = blocks_of(stations)
    field, relief, laid_out = city.field, relief_of(city.field), ""
    for number, (host, rows) in enumerate(blocks):
        share = PartOf(feedback, number / len(blocks), (number + 1) / len(blocks))
        if host != laid_out:
            field, laid_out = city.seen_past(host), host
            relief = relief_of(field)
        lower_by_block(field, relief, city.eyes(stations, rows), lowest, governing, share, threads)
    return Unseen(lowest, governing)


def blocks_of(stations: Stations) -> list[tuple[NodeId, I32]]:
    """Return stations in blocks of one host each, those of a block as far apart as can be."""
    hosts = np.array([stations.viewpoints[of].host for of in stations.of])
    blocks: list[tuple[NodeId, I32]] = []
    for host in np.unique(hosts):
        rows = np.flatnonzero(hosts == host).astype(np.int32)
        strides = max(-(-len(rows) // _BLOCK), 1)
        blocks += [(str(host), rows[start::strides]) for start in range(strides)]
    return blocks


def lower_by_block(
    field: Field,
    relief: Relief,
    eyes: Eyes,
    lowest: F32,
    governing: I32,
    feedback: Feedback,
    threads: int = 0,
) -> None:
    """Lower `lowest` to what a block of stations of one host sees; see :func:`unseen_over`."""
    bounds = no_bounds(len(eyes.x), field)
    work = [
        (first, min(first + _BOUNDED_AT_ONCE, len(eyes.x)))
        for first in range(0, len(eyes.x), _BOUNDED_AT_ONCE)
    ]

    def bound(first: int, stop: int) -> None:
        bound_horizons(field, relief, eyes, first, stop, bounds)

    in_order(bound, work, PartOf(feedback, 0.0, 0.3), threads)
    _look(field, relief, eyes, bounds, lowest, governing, PartOf(feedback, 0.3, 1.0), threads)


def _look(
    field: Field,
    relief: Relief,
    eyes: Eyes,
    bounds: Bounds,
    lowest: F32,
    governing: I32,
    feedback: Feedback,
    threads: int,
) -> None:
    rows, cols = field.surface.shape
    pieces = [
        (row, min(row + _PIECE[0], rows), col, min(col + _PIECE[1], cols))
        for row in range(0, rows, _PIECE[0])
        for col in range(0, cols, _PIECE[1])
    ]

    def look(row_from: int, row_to: int, col_from: int, col_to: int) -> None:
        lower_by_eyes(field, relief, eyes, bounds, row_from, row_to, col_from, col_to, lowest, governing)

    in_order(look, pieces, feedback, threads)
