"""Which stretches of a ring need not be looked at: nothing on them can rise above what already hides them.

The greatest heights of square blocks of the grid, its peaks, are kept with the grid for any number of
observers. A block of bins is quiet on a ring if the slope to the highest point near its cells, on that ring
and the one before, lies under the least lower bound of its bins: then all its cells are hidden, and taking
the ring in would change no bound. So what is found is the same to the last bit. All rings up to the end of a
row of peaks are judged at once. It does not know how bounds come about.
"""

from typing import Final

from scene.geometry.numba_inner import inner_borrowing_kernel
from scene.payloads.arrays import F32

#: Edge of the square blocks of cells whose greatest height is kept.
PEAK: Final = 8
#: Bins that are looked along together; a power of two.
BLOCK: Final = 16


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
def highest_hidden(least: float, before: float, beyond: float, above_eye: float, bend: float) -> float:
    """Return under which height all is hidden on rings between two distances.

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
    slope = least + before * bend
    return slope * (before if slope > 0.0 else beyond) - above_eye
