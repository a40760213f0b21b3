"""Whole grids before and after the sweep: holes, rows and columns exchanged, what was asked about.

All kernels take some rows of a grid, so that several threads can share one. It does not know lines of sight.
"""

from typing import Final

import numpy as np
from numba import njit

from analysis.sightline.viewshed.walk import DEEP
from scene.geometry.numba_inner import inner_kernel
from scene.payloads.arrays import F32, F64, U8

#: Edge of a block that is exchanged at once: it stays in the nearest cache.
_BLOCK: Final = 32


@njit(cache=True, nogil=True)
def fill_and_exchange(given: F32, exchanged: F32, start: int, stop: int) -> tuple[float, float, int]:
    """Exchange some rows, :data:`DEEP` where they are not finite; return least, greatest and holes."""
    cols = given.shape[1]
    low, high, holes = np.inf, -np.inf, 0
    for top in range(start, stop, _BLOCK):
        for left in range(0, cols, _BLOCK):
            for row in range(top, min(top + _BLOCK, stop)):
                for col in range(left, min(left + _BLOCK, cols)):
                    z = given[row, col]
                    if np.isfinite(z):
                        low, high = min(low, z), max(high, z)
                    else:
                        z = np.float32(DEEP)
                        holes += 1
                    exchanged[col, row] = z
    return low, high, holes


@njit(cache=True, nogil=True)
def take_exchanged(found: F32, aside: F32, surface: F32, start: int, stop: int) -> None:
    """Take over, where rows `start` to `stop` hold nan, what was found with rows and columns exchanged.

    Where the surface has no data it stays nan.
    """
    cols = found.shape[1]
    for top in range(start, stop, _BLOCK):
        for left in range(0, cols, _BLOCK):
            for row in range(top, min(top + _BLOCK, stop)):
                for col in range(left, min(left + _BLOCK, cols)):
                    if np.isnan(found[row, col]):
                        found[row, col] = aside[col, row]
                    if surface[row, col] < 0.5 * DEEP:
                        found[row, col] = np.nan


@inner_kernel
def is_asked(down: float, right: float, rise: float, wishes: F64) -> bool:
    """Say whether a cell so many cells to the south and east, and `rise` above the eye, is asked about.

    `wishes` holds edge of a cell, reach, azimuth from, width of the open side, least and greatest angle.
    """
    distance = np.sqrt(down * down + right * right) * wishes[0]
    if distance > wishes[1]:
        return False
    if distance == 0.0:
        return True
    if wishes[3] < 360.0 and (np.degrees(np.arctan2(right, -down)) - wishes[2]) % 360.0 > wishes[3]:
        return False
    angle = np.degrees(np.arctan2(rise, distance))
    return bool(wishes[4] <= angle <= wishes[5])


@njit(cache=True, nogil=True)
def mark_asked(
    surface: F32, asked: U8, row0: float, col0: float, eye: float, above: float, bend: float, wishes: F64,
    start: int, stop: int,
) -> None:  # fmt: skip
    """Write 1 into the cells of rows `start` to `stop` that have data and are asked about."""
    cols = asked.shape[1]
    reach = wishes[1] / wishes[0]
    first = 0 if col0 - reach < 0.0 else int(col0 - reach)
    last = cols - 1 if col0 + reach > cols - 1 else int(col0 + reach) + 1
    for row in range(start, stop):
        down = row - row0
        if abs(down) > reach:
            continue
        for col in range(first, min(last + 1, cols)):
            z, right = surface[row, col], col - col0
            rise = z + above - eye - bend * (down * down + right * right)
            if z > 0.5 * DEEP and is_asked(down, right, rise, wishes):
                asked[row, col] = 1
