"""Which stretches of a ring need not be looked at: nothing on them can rise above what already hides them.

The greatest heights of square blocks of the grid, its peaks, are kept with the grid for any number of
observers. A block of bins is quiet on a ring if the slope to the highest point near its cells, on that ring
and the one before, lies under the least lower bound of its bins: then all its cells are hidden, and taking
the ring in would change no bound. So what is found is the same to the last bit. All rings up to the end of a
row of peaks are judged at once. It does not know how bounds come about.
"""

from typing import Final

import numpy as np

from scene.geometry.numba_inner import inner_borrowing_kernel
from scene.payloads.arrays import F32

#: Edge of the square blocks of cells whose greatest height is kept.
PEAK: Final = 8
#: Bins that are looked along together; a power of two.
BLOCK: Final = 16


@inner_borrowing_kernel
def rings_to_peaks_end(row: int, way: int) -> int:
    """Return how many rings there are from a row on up to the end of its row of peaks."""
    return PEAK - row % PEAK if way > 0 else row % PEAK + 1


@inner_borrowing_kernel
def peak_near(peaks: F32, row: int, other: int, col: int, last: int) -> float:
    """Return the greatest peak of the blocks that hold the cells between two rows and columns.

    Columns may lie off the grid: heights go on there as they are on its edge.
    """
    top, bottom = min(row, other) // PEAK, max(row, other) // PEAK
    edge = peaks.shape[1] - 1
    left, right = max(min(min(col, last) // PEAK, edge), 0), max(min(max(col, last) // PEAK, edge), 0)
    peak = peaks[top, left]
    for i in range(top, bottom + 1):
        for j in range(left, right + 1):
            peak = max(peak, peaks[i, j])
    return float(peak)


@inner_borrowing_kernel
def highest_hidden(least: float, before: float, beyond: float, above_eye: float, bend: float) -> float:
    """Return under which height all is hidden on rings between two distances: -inf if nothing may be.

    Parameters
    ----------
    least : float
        The least lower bound of slopes.
    before, beyond : float
        Distance of the ring before, and of the last one.
    above_eye : float
        What is added to the surface: target and slack less the eye.
    bend : float
        Curvature less refraction.
    """
    if before <= 1.0 or least == -np.inf:
        return -np.inf
    slope = least + before * bend
    return slope * (before if slope > 0.0 else beyond) - above_eye
