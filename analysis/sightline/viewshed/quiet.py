"""Which stretches of a ring need not be looked at: nothing on them can rise above what already hides them.

The greatest heights of square blocks of the grid, its peaks, are kept with the grid for any number of
observers. A block of bins is quiet on a ring if the slope to the highest peak near its cells, on that ring
and the one before, lies under the least lower bound of its bins: then all its cells are hidden, and taking
the ring in would change no bound. So what is found is the same to the last bit. Rows up to the end of a row
of peaks are judged at once. It does not know how bounds come about.
"""

from typing import Final

import numpy as np
from numba import njit

from analysis.sightline.viewshed.walk import I64
from scene.geometry.numba_inner import inner_borrowing_kernel
from scene.payloads.arrays import F32, F64

#: Edge of the square blocks of cells whose greatest height is kept.
PEAK: Final = 8
#: Bins that are judged together.
BLOCK: Final = 16


@njit(cache=True, nogil=True)
def find_peaks(surface: F32, peaks: F32, start: int, stop: int) -> None:
    """Write the greatest heights of the blocks of rows `start` to `stop` of blocks.

    Parameters
    ----------
    surface : ndarray of float32, shape (rows, cols)
    peaks : ndarray of float32, shape (rows / PEAK, cols / PEAK), rounded up
    start, stop : int
    """
    rows, cols = surface.shape
    highest = np.empty(cols, np.float32)
    for band in range(start, stop):
        highest[:] = surface[band * PEAK]
        for row in range(band * PEAK + 1, min(band * PEAK + PEAK, rows)):
            line = surface[row]
            for col in range(cols):
                highest[col] = line[col] if line[col] > highest[col] else highest[col]
        for block in range(peaks.shape[1]):
            peak = highest[block * PEAK]
            for col in range(block * PEAK + 1, min(block * PEAK + PEAK, cols)):
                peak = max(peak, highest[col])
            peaks[band, block] = peak


@inner_borrowing_kernel
def peak_near(peaks: F32, row: int, other: int, col: int, last: int) -> float:
    """Return the greatest peak of the blocks that hold the cells between two rows and columns."""
    top, bottom = min(row, other) // PEAK, max(row, other) // PEAK
    left, right = min(col, last) // PEAK, max(col, last) // PEAK
    peak = peaks[top, left]
    for i in range(top, bottom + 1):
        for j in range(left, right + 1):
            peak = max(peak, peaks[i, j])
    return float(peak)


@inner_borrowing_kernel
def loud_parts(
    peaks: F32, rows: int, cols: int, row: int, ring: int, way: int, side: int,
    across: float, ahead: float, begin: int, bins: int, first_bin: int, last_bin: int,
    above_eye: float, bend: float, blocks: F64, parts: I64,
) -> int:  # fmt: skip
    """Write first and last bin, less one, of the stretches of a ring that are not quiet; return how many.

    Parameters
    ----------
    peaks : ndarray of float32, as :func:`find_peaks` wrote them
    rows, cols : int
        Of the grid.
    row, ring, way, side, across, ahead
        As :func:`sweep.sweep_seen` has them.
    begin, bins, first_bin, last_bin : int
        First bin of the sector; bins of the octant; those of the sector that are open.
    above_eye : float
        What is added to the surface: target and slack less the eye.
    bend : float
        Curvature less refraction.
    blocks : ndarray of float64, shape (2, count)
        The least lower bound of each block of bins, and up to which ring, less one, it is quiet.
    parts : ndarray of int64, shape (count, 2)
    """
    count = 0
    before = ahead - 1.0
    end = min(row // PEAK * PEAK + PEAK - 1, rows - 1) if way > 0 else row // PEAK * PEAK
    until = ring + abs(end - row) + 1.0
    beyond = ahead + abs(end - row)
    for block in range(first_bin // BLOCK, (last_bin + BLOCK - 1) // BLOCK):
        if blocks[1, block] > ring:
            continue
        least = blocks[0, block]
        if before > 1.0 and least > -np.inf:
            u = (begin + block * BLOCK) / bins
            start = side * (int(np.floor(across + u * before)) - 1)
            stop = side * (int(np.floor(across + (u + BLOCK / bins) * beyond)) + 2)
            start, stop = min(max(start, 0), cols - 1), min(max(stop, 0), cols - 1)
            rise = peak_near(peaks, row - way, end, start, stop) + above_eye
            if rise / (before if rise > 0.0 else beyond) - before * bend < least:
                blocks[1, block] = until
                continue
        if count > 0 and parts[count - 1, 1] == block * BLOCK:
            parts[count - 1, 1] = min(block * BLOCK + BLOCK, last_bin)
        else:
            parts[count, 0] = max(block * BLOCK, first_bin)
            parts[count, 1] = min(block * BLOCK + BLOCK, last_bin)
            count += 1
    return count


@inner_borrowing_kernel
def note_least(bounds: F64, first_bin: int, last_bin: int, blocks: F64) -> None:
    """Keep the least lower bound of every block of bins between two bins."""
    for block in range(first_bin // BLOCK, (last_bin + BLOCK - 1) // BLOCK):
        least = bounds[0, block * BLOCK]
        for bin_ in range(block * BLOCK + 1, block * BLOCK + BLOCK):
            least = min(least, bounds[0, bin_])
        blocks[0, block] = least
