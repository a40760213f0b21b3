"""Where water meets a house: the open cells along its outline, and the level of its lowest doorsill.

One rule for houses that block water, are raised or let it through: from points along the outline, half a cell
apart, the nearest cell outwards that is no wall. The lowest door side is where the ground beside the house is
lowest; of the cells in the lower half of the doorsill's height over it the one with the highest water counts,
so that a film that runs down beside the upper side of a house on a slope wets no door. Cells that are water
at the start (canals, lakes) are no door side, unless there is nothing else. It does not know time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from analysis.flood.domain import Domain
from analysis.flood.impacts.footprints import Footprints
from analysis.flood.scheme import TILE
from scene.payloads.arrays import F32, F64, I32, U8

#: How far outwards from an outline an open cell is looked for: in cells, beside it or over a thin wall; and,
#: if none is found around the whole house, in metres, to the street beyond lanes and yards lost in walls.
_NEAR: Final = 1.5
_FAR: Final = 30.0
#: Items in one piece of work, between two looks at cancel.
_PIECE: Final = 5_000
#: Water deeper than this at the start is a water body, metres.
STANDING: Final = 0.02


@dataclass(frozen=True, eq=False)
class Openings:
    """Which cells lie along each item.

    Parameters
    ----------
    cells : ndarray of int32, shape (k,)
        Flat indices, item after item, rising within one.
    start : ndarray of int64, shape (n + 1,)
        Item ``i`` has cells ``start[i]`` to ``start[i + 1]``; an item in the middle of walls has none.
    is_door : ndarray of uint8, shape (k,)
        1 of cells at the lowest door side: water over the doorsill there is no film.
    ground : ndarray of float32, shape (n,)
        Ground at the lowest door side, local z; nan without cells.
    sill : ndarray of float32, shape (n,)
        Level of the doorsill, local z; nan without cells.
    in_water : ndarray of bool, shape (n,)
        True of items that are surrounded by water at the start: their doorsill counts from the outdoor ground
        that the layer states, or from the water if that is higher.
    tiles : ndarray of int32, shape (n, 4)
        First and last tile row, first and last tile column of the cells.
    """

    cells: I32
    start: NDArray[np.int64]
    is_door: U8
    ground: F32
    sill: F32
    in_water: NDArray[np.bool_]
    tiles: I32

    @property
    def height(self) -> F32:
        """Height of the doorsill over the ground at the lowest door side, metres, shape (n,)."""
        return self.sill - self.ground

    def of(self, item: int) -> I32:
        """Return the cells along an item."""
        return self.cells[self.start[item] : self.start[item + 1]]

    def doors_of(self, item: int) -> I32:
        """Return the cells at an item's lowest door side."""
        span = slice(self.start[item], self.start[item + 1])
        found: I32 = self.cells[span][self.is_door[span] == 1]
        return found


def openings_of(
    plans: Footprints, domain: Domain, standing: F32 | None = None, check: Callable[[], None] = lambda: None
) -> Openings:
    """Find the cells along every item.

    Parameters
    ----------
    plans : Footprints
    domain : Domain
    standing : ndarray of float32, shape (rows, cols), optional
        Depth at the start, metres.
    check : callable
        Called between pieces of work; may raise to stop.
    """
    grid = domain.grid
    is_open = np.isfinite(domain.ground)
    found: list[NDArray[np.int64]] = []
    for first in range(0, plans.count, _PIECE):
        check()
        last = min(first + _PIECE, plans.count)
        pairs = _beside(plans, domain, is_open, np.arange(first, last), _NEAR)
        lonely = np.setdiff1d(np.arange(first, last), pairs // (grid.rows * grid.cols))
        if len(lonely):
            pairs = np.concatenate([pairs, _beside(plans, domain, is_open, lonely, _FAR / grid.cell)])
        found.append(np.unique(pairs))
    pairs = np.concatenate([np.zeros(0, np.int64), *found])
    item, cells = np.divmod(pairs, grid.rows * grid.cols)
    start = np.searchsorted(item, np.arange(plans.count + 1)).astype(np.int64)
    return _judged(plans, domain, standing, cells.astype(np.int32), item, start)


def _beside(
    plans: Footprints, domain: Domain, is_open: NDArray[np.bool_], items: NDArray[np.int64], reach: float
) -> NDArray[np.int64]:
    """Return item times number of cells plus cell for every open cell beside some items, with repetitions."""
    grid = domain.grid
    arguments = (
        plans.rings, plans.ring_start, plans.item_start, items, is_open, grid.west, grid.north, grid.cell,
        reach,
    )  # fmt: skip
    count = _walk(*arguments, np.zeros(0, np.int64))
    pairs = np.empty(count, np.int64)
    _walk(*arguments, pairs)
    return pairs


def _judged(
    plans: Footprints, domain: Domain, standing: F32 | None, cells: I32, item: NDArray[np.int64],
    start: NDArray[np.int64],
) -> Openings:  # fmt: skip
    """Find the lowest door side and the doorsill of every item."""
    n, across = plans.count, domain.grid.cols
    bed = domain.ground.reshape(-1)[cells]
    deep = np.zeros(len(cells), np.float32) if standing is None else standing.reshape(-1)[cells]
    dry = deep <= STANDING
    lowest = np.full(n, np.inf, np.float32)
    np.minimum.at(lowest, item[dry], bed[dry])
    some = np.diff(start) > 0
    in_water = some & ~np.isfinite(lowest)
    surface = np.full(n, -np.inf, np.float32)
    np.maximum.at(surface, item, bed + deep)
    lowest[in_water] = np.maximum(plans.outdoor_ground, surface)[in_water]
    lowest[~some] = np.nan
    sill = np.where(np.isfinite(plans.floor) & some, plans.floor, lowest + plans.threshold)
    sill = np.maximum(sill, lowest).astype(np.float32)
    is_door = (bed <= ((lowest + sill) / 2)[item]) & (dry | in_water[item])
    row, col = np.divmod(cells, across)
    tiles = np.full((n, 4), -1, np.int32)
    for k, (values, least) in enumerate(((row, True), (row, False), (col, True), (col, False))):
        if some.any():
            reduced = (np.minimum if least else np.maximum).reduceat(values // TILE, start[:-1][some])
            tiles[some, k] = reduced
    return Openings(cells, start, is_door.astype(np.uint8), lowest, sill, in_water, tiles)


@njit(cache=True, nogil=True)
def _walk(
    rings: F64, ring_start: NDArray[np.int64], item_start: NDArray[np.int64], items: NDArray[np.int64],
    is_open: NDArray[np.bool_], west: float, north: float, cell: float, reach: float,
    found: NDArray[np.int64],
) -> int:  # fmt: skip
    """Walk along outlines and note the nearest open cell outwards; without room for the notes, count them."""
    rows, cols = is_open.shape
    count = 0
    for item in items:
        for ring in range(item_start[item], item_start[item + 1]):
            first, last = ring_start[ring], ring_start[ring + 1]
            for k in range(first, last):
                ax, ay = rings[k, 0], rings[k, 1]
                b = k + 1 if k + 1 < last else first
                dx, dy = rings[b, 0] - ax, rings[b, 1] - ay
                length = np.sqrt(dx * dx + dy * dy)
                if length == 0.0:
                    continue
                # Outer rings run counter-clockwise and holes clockwise: outwards is to the right.
                ox, oy = dy / length, -dx / length
                steps = int(np.ceil(length / (0.5 * cell)))
                for s in range(steps):
                    x, y = ax + (s + 0.5) / steps * dx, ay + (s + 0.5) / steps * dy
                    away = 0.5
                    while away <= reach:
                        col = int(np.floor((x + away * cell * ox - west) / cell))
                        row = int(np.floor((north - y - away * cell * oy) / cell))
                        if row < 0 or row >= rows or col < 0 or col >= cols:
                            break
                        if is_open[row, col]:
                            if len(found):
                                found[count] = item * (rows * cols) + row * cols + col
                            count += 1
                            break
                        away += 0.5
    return count
