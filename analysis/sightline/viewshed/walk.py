"""One line of sight over a grid, as the model states it: the surface where the line crosses grid lines.

The model (R3 of Franklin and Ray, 1994): a straight line runs from the eye to a target over the centre of a
cell. Wherever it crosses the line through the centres of a row or a column, strictly between the two, the
surface lies on the straight connection of the two nearest centres. The target is hidden if the surface lies
above the line at one such crossing. A crossing within 1e-9 of a cell of a centre counts as through it.

Heights are compared as what the target would need: ``(z - eye) n / k - drop k / n`` at crossing `k` of `n`
steps, against ``z_target - eye - drop``, in float64. The same expression serves the exact walk, its twin in
the tests and the lowest height that is seen, so that they agree to the last bit. A line that
dips under the surface by less than a millionth of the unit of height is not stopped: a plane is seen by who
lies on it. Where there is no data the surface lies endlessly deep (:data:`DEEP`): it neither screens nor is
seen.

It does not know where the bounds come from that say which part of a line is worth walking.
"""

from typing import Final, TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scene.geometry.numba_inner import inner_borrowing_kernel
from scene.payloads.arrays import F32

I64: TypeAlias = NDArray[np.int64]
BOOLS: TypeAlias = NDArray[np.bool_]

#: Height of a cell without data.
DEEP: Final = -1e30
#: What a target needs at least where anything with data lies between; less than this is nothing.
NOTHING: Final = -1e18
#: A line is not stopped where it dips under the surface by no more than this.
TOUCH: Final = 1e-6
#: Closer than this to a centre, in cells, a crossing is through it.
SNAP: Final = 1e-9


@inner_borrowing_kernel
def along_row(surface: F32, row: int, col: float) -> float:
    """Return the surface on the line through the centres of a row."""
    cell = int(np.floor(col + SNAP))
    share = col - cell
    if share <= SNAP:
        return float(surface[row, cell])
    return float((1.0 - share) * surface[row, cell] + share * surface[row, cell + 1])


@inner_borrowing_kernel
def along_col(surface: F32, row: float, col: int) -> float:
    """Return the surface on the line through the centres of a column."""
    cell = int(np.floor(row + SNAP))
    share = row - cell
    if share <= SNAP:
        return float(surface[cell, col])
    return float((1.0 - share) * surface[cell, col] + share * surface[cell + 1, col])


@inner_borrowing_kernel
def needed_rise(
    surface: F32, row0: float, col0: float, eye: float, row: int, col: int, drop: float,
    first_row: int, last_row: int, first_col: int, last_col: int, enough: float,
) -> float:  # fmt: skip
    """Return how far above the eye a target must stand to be seen over part of a line.

    Parameters
    ----------
    surface : ndarray of float32, shape (rows, cols)
        :data:`DEEP` where there is no data.
    row0, col0 : float
        The observer, in cells; whole numbers are centres.
    eye : float
        Elevation of the eye.
    row, col : int
        The target's cell.
    drop : float
        By how much curvature less refraction lowers the target.
    first_row, last_row, first_col, last_col : int
        Only crossings of these rows and columns are looked at.
    enough : float
        The walk stops where more than this is needed.

    Returns
    -------
    float
        -inf if nothing lies between.
    """
    most = -np.inf
    down, right = row - row0, col - col0
    steps = abs(down)
    if steps > 0.0:
        way = 1.0 if down > 0.0 else -1.0
        for i in range(first_row, last_row + 1):
            k = (i - row0) * way
            if k > 0.0 and k < steps:
                z = along_row(surface, i, col0 + right * k / steps)
                needed = (z - eye) * steps / k - drop * (k / steps)
                if needed > most:
                    most = needed
                    if most > enough:
                        return most
    steps = abs(right)
    if steps > 0.0:
        way = 1.0 if right > 0.0 else -1.0
        for i in range(first_col, last_col + 1):
            k = (i - col0) * way
            if k > 0.0 and k < steps:
                z = along_col(surface, row0 + down * k / steps, i)
                needed = (z - eye) * steps / k - drop * (k / steps)
                if needed > most:
                    most = needed
                    if most > enough:
                        return most
    return most


@njit(cache=True, nogil=True, error_model="numpy")
def walk_to(
    surface: F32, row0: float, col0: float, eye: float, above: float, bend: float, rows: I64, cols: I64
) -> BOOLS:
    """Say which of some cells are seen, each line walked from end to end."""
    seen = np.zeros(len(rows), np.bool_)
    for i in range(len(rows)):
        down, right = rows[i] - row0, cols[i] - col0
        drop = bend * (down * down + right * right)
        enough = surface[rows[i], cols[i]] + above - eye - drop + TOUCH
        first_row, last_row = int(np.floor(min(row0, rows[i]))), int(np.ceil(max(row0, rows[i])))
        first_col, last_col = int(np.floor(min(col0, cols[i]))), int(np.ceil(max(col0, cols[i])))
        needed = needed_rise(
            surface, row0, col0, eye, rows[i], cols[i], drop, first_row, last_row, first_col, last_col, enough
        )
        seen[i] = needed <= enough
    return seen
