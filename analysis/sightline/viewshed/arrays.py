"""Whole grids before and after the sweep: greatest heights of blocks, holes, what was asked about.

All kernels take some rows of a grid, so that several threads can share one. It does not know lines of sight.
"""

import numpy as np
from numba import njit

from analysis.sightline.viewshed.quiet import PEAK
from analysis.sightline.viewshed.walk import DEEP
from scene.geometry.numba_inner import inner_kernel
from scene.payloads.arrays import F32, F64, U8


@njit(cache=True, nogil=True, error_model="numpy")
def survey(surface: F32, peaks: F32, start: int, stop: int) -> tuple[float, float, bool]:
    """Write the greatest heights of the blocks of rows `start` to `stop` of blocks.

    Parameters
    ----------
    surface : ndarray of float32, shape (rows, cols)
        Without data where it is not finite, or no higher than half of :data:`walk.DEEP`.
    peaks : ndarray of float32, shape (rows / PEAK, cols / PEAK), rounded up
        :data:`walk.DEEP` where a block has no data.
    start, stop : int

    Returns
    -------
    tuple
        Least and greatest height, and whether any cell is without data.
    """
    rows, cols = surface.shape
    deep, half, endless = np.float32(DEEP), np.float32(0.5 * DEEP), np.float32(np.inf)
    highest, lowest = np.empty(cols, np.float32), np.full(cols, endless, np.float32)
    gaps = np.zeros(cols, np.float32)  # of the same width as heights, so that as many go together
    high = deep
    for band in range(start, stop):
        highest[:] = deep
        for row in range(band * PEAK, min(band * PEAK + PEAK, rows)):
            line = surface[row]
            for col in range(cols):
                z = line[col]
                known = (z > half) & (z < endless)
                highest[col] = max(highest[col], z if known else deep)
                lowest[col] = min(lowest[col], z if known else endless)
                gaps[col] = gaps[col] if known else np.float32(1.0)
        for block in range(peaks.shape[1]):
            peak = highest[block * PEAK]
            for col in range(block * PEAK + 1, min(block * PEAK + PEAK, cols)):
                peak = max(peak, highest[col])
            peaks[band, block] = peak
            high = max(high, peak)
    return float(lowest.min()), float(high), bool(gaps.max() > 0.0)


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
