"""The courtyard house of the old city: halls north and south of a court (天井), wings beside it, walls.

One house a lot, at the scale of the lot; it does not know streets, blocks or heights of ground.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from importers.yangzhou.buildings.lots import Lots, turned
from importers.yangzhou.buildings.massing import Masses, joined, masses
from scene.payloads.arrays import F64

#: Neighbours leave this much between their walls, half on each side, metres.
PARTY_GAP: Final = 0.05
#: Shares of houses, after surveys of the quarter by eye: two storeys, grey brick, hipped hall.
TWO_STOREYS: Final = 0.12
GREY_BRICK: Final = 0.35
HIPPED: Final = 0.05
#: A rise of 0.3 of the depth is the slope of a tiled roof here; the ridge bar comes on top.
PITCH: Final = 0.3
_WALL: Final = 0.34


@dataclass(frozen=True, slots=True, eq=False)
class Walls:
    """Free-standing yard walls: outlines, heights above ground in metres, and whether they are brick."""

    corners: F64
    height: F64
    brick: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Courts:
    """What stands on some lots, and which hall of each faces a street.

    Parameters
    ----------
    houses : Masses
        North halls first, one a lot; then south halls and wings of those that have them.
    walls : Walls
    lot_of_house : ndarray of int64
        Row of the lot each house stands on.
    """

    houses: Masses
    walls: Walls
    lot_of_house: NDArray[np.int64]


def courts(
    lots: Lots,
    rng: Generator,
    *,
    horse_heads: float,
    two_storeys: float = TWO_STOREYS,
    composed: NDArray[np.bool_] | None = None,
) -> Courts:
    """Build one courtyard house a lot.

    Parameters
    ----------
    lots : Lots
    rng : Generator
    horse_heads : float
        Share of houses with stepped gables.
    two_storeys : float
        Share of north halls with an upper floor.
    composed : ndarray of bool, optional
        Lots on a composed lane: all have a front, and half of them stepped gables.

    Returns
    -------
    Courts
    """
    n = len(lots)
    composed = np.zeros(n, bool) if composed is None else composed
    tilt = rng.uniform(-0.008, 0.008, n)
    brick = rng.random(n) < GREY_BRICK
    stepped = rng.random(n) < np.where(composed, 0.5, horse_heads)
    w, d = lots.width - PARTY_GAP, lots.depth - 2 * PARTY_GAP
    hall = np.minimum(rng.uniform(6.6, 8.4, n), 0.46 * d)
    front = np.minimum(rng.uniform(4.8, 6.2, n), 0.29 * d)
    has_front = (rng.random(n) < np.where(composed, 1.0, 0.86)) & (d > 13.0)
    front = np.where(has_front, front, 0.0)
    wing = np.minimum(rng.uniform(3.2, 4.6, n), 0.3 * w)
    long_side = d - hall - front
    has_court = (long_side > 3.2) & (w > 8.5)
    side = rng.random(n) < 0.5
    west = has_court & np.where(side, rng.random(n) < 0.9, rng.random(n) < 0.6)
    east = has_court & np.where(side, rng.random(n) < 0.6, rng.random(n) < 0.9)

    upper = rng.random(n) < two_storeys
    hall_eaves = np.where(upper, rng.uniform(5.7, 6.4, n), rng.uniform(3.3, 3.95, n))
    halls = masses(
        _inside(lots, tilt, 0.0, d - hall, w, hall),
        eaves=hall_eaves,
        rise=PITCH * hall + 0.25 + np.where(stepped, 0.4, 0.0),
        floors=np.where(upper, 2, 1),
        roof=np.where((rng.random(n) < HIPPED) & ~stepped, "hipped", "gabled"),
        material=np.where(brick, "brick", "lime"),
        roof_material="tile",
        gable=np.where(stepped, "matou", ""),
        overhang=rng.uniform(0.42, 0.58, n),
    )
    fronts = masses(
        _inside(lots, tilt, 0.0, 0.0, w, np.maximum(front, 0.1)),
        eaves=rng.uniform(2.9, 3.4, n),
        rise=PITCH * front + 0.2 + np.where(stepped, 0.4, 0.0),
        roof="gabled",
        material=np.where(brick, "brick", "lime"),
        roof_material="tile",
        gable=np.where(stepped & (front > 4.4), "matou", ""),
        overhang=rng.uniform(0.36, 0.48, n),
    ).take(has_front)
    sides = [
        masses(
            _inside(lots, tilt, place, front, wing, long_side),
            eaves=rng.uniform(2.55, 2.95, n),
            rise=PITCH * wing + 0.2,
            roof="gabled",
            material=np.where(brick, "brick", "lime"),
            roof_material="tile",
            overhang=rng.uniform(0.26, 0.36, n),
        ).take(there)
        for place, there in ((np.zeros(n), west), (w - wing, east))
    ]
    lot = np.arange(n)
    return Courts(
        joined([halls, fronts, *sides]),
        _yard_walls(lots, tilt, rng, front, hall, brick, (west, east, has_front)),
        np.concatenate([lot, lot[has_front], lot[west], lot[east]]),
    )


def _inside(lots: Lots, tilt: F64, x: float | F64, y: float | F64, width: F64, depth: F64) -> F64:
    """Return corners of rectangles given from each lot's south-west corner, the lot tilted in its place."""
    half = 0.5 * np.stack([lots.width, lots.depth], axis=-1)
    low = np.stack([np.broadcast_to(x, width.shape), np.broadcast_to(y, width.shape)], axis=-1)
    low = low + np.array([0.5 * PARTY_GAP, PARTY_GAP]) - half
    size = np.stack([width, np.broadcast_to(depth, width.shape)], axis=-1)
    corners = low[:, None, :] + size[:, None, :] * np.array([(0, 0), (1, 0), (1, 1), (0, 1)], float)
    middle = np.stack([lots.west, lots.south], axis=-1) + half
    return turned(turned(corners, tilt[:, None]) + middle[:, None, :], lots.angle[:, None])


def _yard_walls(
    lots: Lots,
    tilt: F64,
    rng: Generator,
    front: F64,
    hall: F64,
    brick: NDArray[np.bool_],
    built: tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]],
) -> Walls:
    """Close every side of a court on which nothing is built."""
    west, east, south = built
    n = len(lots)
    w, d = lots.width - PARTY_GAP, lots.depth - 2 * PARTY_GAP
    thick, long_side = np.full(n, _WALL), d - hall - front
    open_enough = long_side > 1.0
    height = rng.uniform(2.5, 3.3, n)
    sides = (
        (0.0, front, thick, long_side, ~west & open_enough),
        (w - _WALL, front, thick, long_side, ~east & open_enough),
        (0.0, 0.0, w, thick, ~south & open_enough),
    )
    return Walls(
        np.concatenate([_inside(lots, tilt, x, y, a, b)[there] for x, y, a, b, there in sides]),
        np.concatenate([height[there] for *_, there in sides]),
        np.concatenate([brick[there] for *_, there in sides]),
    )
