"""Where the rain that falls on houses goes: to the nearest cell that is open to water.

Yards without a way out are part of the houses around them: their drains lead to the lane.
It does not know how much it rains.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.flood.setting.kernels import join_neighbours, name_pockets, sweep_nearest
from scene.payloads.arrays import F32, I32, U8

#: Rows between two looks at cancel, by cells.
_CELLS: Final = 400_000


def pockets(open_cells: U8, check: Callable[[], None]) -> I32:
    """Return the lowest flat index of what each cell hangs together with over edges; -1 where not open."""
    rows, cols = open_cells.shape
    parent = np.empty(rows * cols, np.int32)
    step = max(_CELLS // cols, 1)
    for first in range(0, rows, step):
        check()
        join_neighbours(open_cells, parent, first, min(first + step, rows))
    for first in range(0, rows, step):
        check()
        name_pockets(parent, first * cols, min(first + step, rows) * cols)
    return parent


def without_pockets(open_cells: U8, ways: U8, largest: float, check: Callable[[], None]) -> tuple[U8, int]:
    """Close the pockets of open cells that no way, and no edge of the grid, leads out of.

    Parameters
    ----------
    open_cells : ndarray of uint8, shape (rows, cols)
    ways : ndarray of uint8, shape (rows, cols)
        Cells of streets and waters: what hangs together with one of them stays open.
    largest : float
        Pockets of more cells than this stay open, too: they are no yards.
    check : callable
        Called between pieces of work; may raise to stop.

    Returns
    -------
    open_cells : ndarray of uint8, shape (rows, cols)
    closed : int
        How many cells were closed.
    """
    rows, cols = open_cells.shape
    parent = pockets(open_cells, check)
    size = np.bincount(parent[parent >= 0], minlength=rows * cols)
    led = np.zeros(rows * cols, bool)
    leading = ways.astype(bool)
    leading[[0, -1], :] = True
    leading[:, [0, -1]] = True
    led[parent[(leading & open_cells.astype(bool)).ravel()]] = True
    kept = np.zeros(rows * cols, bool)
    within = parent >= 0
    kept[within] = led[parent[within]] | (size[parent[within]] > largest)
    left = kept.reshape(rows, cols).astype(np.uint8)
    return left, int(open_cells.sum()) - int(left.sum())


def nearest_open(open_cells: U8, check: Callable[[], None]) -> I32:
    """Return the flat index of the nearest open cell of each, shape (rows, cols); -1 where there is none.

    Of two sweeps (Danielsson 1980): in rare corners the cell found is farther than the nearest by less than
    half a cell.
    """
    rows, cols = open_cells.shape
    target = np.where(open_cells.ravel() > 0, np.arange(rows * cols, dtype=np.int32), np.int32(-1))
    target = target.reshape(rows, cols)
    step = max(_CELLS // cols, 1)
    for first in range(0, rows, step):
        check()
        sweep_nearest(target, first, min(first + step, rows), True)
    for last in range(rows, 0, -step):
        check()
        sweep_nearest(target, max(last - step, 0), last, False)
    return target


def catchment(open_cells: U8, check: Callable[[], None], rained_on: NDArray[np.bool_] | None = None) -> F32:
    """Return of how many cells the rain reaches each open cell: its own and those of the roofs led to it.

    Parameters
    ----------
    open_cells : ndarray of uint8, shape (rows, cols)
    check : callable
    rained_on : ndarray of bool, shape (rows, cols), optional
        False where there is nothing, neither ground nor roof: what falls there is lost.

    Returns
    -------
    ndarray of float32, shape (rows, cols)
        0 in closed cells; the sum is the number of cells that it rains on, unless none is open.
    """
    rows, cols = open_cells.shape
    known = nearest_open(open_cells, check).ravel()
    counted = known >= 0
    if rained_on is not None:
        counted &= rained_on.ravel()
    counts = np.bincount(known[counted], minlength=rows * cols)
    return counts.astype(np.float32).reshape(rows, cols)
