"""What is overlooked where a station first sees a cell, and how far the raster may be off there.

The error of the raster at a cell. A crossing takes the surface between two posts; what stands within a cell
and a half of it may be as low as the lowest, or as high as the highest, of the posts around, and as much
nearer or farther. So the height that is seen over the cell lies between those reached over the lowest and
over the highest surface around each crossing: the larger of the two differences is the error. What is
narrower than a cell and met by no post, and what is open below (eaves, bridges), lies outside it. It does not
know rules.
"""

from typing import Final, NamedTuple

import numpy as np
from numba import njit

from analysis.common.workers import in_order
from analysis.sightline.ceiling.fields import Eyes, Field
from scene.feedback import Feedback
from scene.geometry.numba_inner import inner_borrowing_kernel
from scene.payloads.arrays import F32, F64, I32

#: How far from a crossing the edge may lie that it stands for, cells.
_WITHIN: Final = 1.5
#: Cells looked at in one piece of work, few enough for a cancel to be heard.
_AT_ONCE: Final = 1000


class Overlooked(NamedTuple):
    """For each pair of a cell and an eye.

    Parameters
    ----------
    distance : ndarray of float64
        Of the highest screen, horizontal, metres; nan where there is none.
    rise : ndarray of float64
        Of its edge over the eye, metres.
    row, col : ndarray of int32
        Post that makes it; -1 where there is none.
    least, most : ndarray of float64
        Local z between which the cell is first seen, by the error of the raster.
    """

    distance: F64
    rise: F64
    row: I32
    col: I32
    least: F64
    most: F64


def overlooked(
    field: Field, eyes: Eyes, rows: I32, cols: I32, which: I32, feedback: Feedback, threads: int = 0
) -> Overlooked:
    """Look from one eye at each cell.

    Parameters
    ----------
    field : Field
    eyes : Eyes
    rows, cols : ndarray of int32, shape (n,)
        The cells.
    which : ndarray of int32, shape (n,)
        Place in `eyes` of the one that looks.
    feedback : Feedback
        Told of progress, asked for cancel.
    threads : int
        Workers; the figures do not depend on it.

    Raises
    ------
    Cancelled
        If the person asked to stop.
    """
    n = len(rows)
    nowhere = np.full(n, -1, np.int32)
    found = Overlooked(
        np.full(n, np.nan), np.full(n, np.nan), nowhere, nowhere.copy(), np.empty(n), np.empty(n)
    )

    def look(first: int, stop: int) -> None:
        _overlook(field, eyes, rows, cols, which, first, stop, found)

    pieces = [(first, min(first + _AT_ONCE, n)) for first in range(0, n, _AT_ONCE)]
    if pieces:
        in_order(look, pieces, feedback, threads)
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def _overlook(
    field: Field, eyes: Eyes, rows: I32, cols: I32, which: I32, first: int, stop: int, found: Overlooked
) -> None:
    surface, ground, own_of = field.surface, field.ground, field.own
    for i in range(first, stop):
        e = which[i]
        dx, dy = cols[i] - eyes.x[e], rows[i] - eyes.y[e]
        upright = abs(dx) >= abs(dy)
        along, target = (eyes.x[e], cols[i]) if upright else (eyes.y[e], rows[i])
        length = np.sqrt(dx * dx + dy * dy)
        own = own_of[rows[i], cols[i]]
        tangent, low, high = -np.inf, -np.inf, -np.inf
        line = int(np.floor(min(along, target))) + 1
        while line < max(along, target):
            share = (line - along) / (target - along)
            distance = share * length * field.cell
            x, y = eyes.x[e] + share * dx, eyes.y[e] + share * dy
            row, col = (int(y), line) if upright else (line, int(x))
            next_row, next_col = (row + 1, col) if upright else (row, col + 1)
            part = y - row if upright else x - col
            a = _height(surface, ground, own_of, row, col, own)
            b = _height(surface, ground, own_of, next_row, next_col, own)
            z = (1.0 - part) * a + part * b
            slope = (z - eyes.z[e]) / distance - field.drop * distance
            if slope > tangent:
                tangent = slope
                found.distance[i], found.rise[i] = distance, z - eyes.z[e]
                found.row[i], found.col[i] = (row, col) if a >= b else (next_row, next_col)
            least, most = _lowest_and_highest(
                surface, ground, own_of, max(row - 1, 0), min(next_row + 2, surface.shape[0]),
                max(col - 1, 0), min(next_col + 2, surface.shape[1]), own,
            )  # fmt: skip
            least, most = least - eyes.z[e], most - eyes.z[e]
            near = max(distance - _WITHIN * field.cell, 0.5 * field.cell)
            far = distance + _WITHIN * field.cell
            low = max(low, least / (far if least > 0.0 else near) - field.drop * far)
            high = max(high, most / (near if most > 0.0 else far) - field.drop * near)
            line += 1
        reach = length * field.cell
        lift = eyes.z[e] + field.drop * reach * reach
        foot = np.float64(ground[rows[i], cols[i]])
        found.least[i], found.most[i] = max(lift + low * reach, foot), max(lift + high * reach, foot)


@inner_borrowing_kernel
def _lowest_and_highest(
    surface: F32, ground: F32, own_of: I32, top: int, bottom: int, left: int, right: int, own: int
) -> tuple[float, float]:
    """Return the lowest and the highest of some posts, the building `own` left out."""
    least, most = np.float32(np.inf), np.float32(-np.inf)
    for row in range(top, bottom):
        for col in range(left, right):
            value = surface[np.uint64(row), np.uint64(col)]
            if own >= 0 and own_of[np.uint64(row), np.uint64(col)] == own:
                value = ground[np.uint64(row), np.uint64(col)]
            least, most = min(least, value), max(most, value)
    return float(least), float(most)


@inner_borrowing_kernel
def _height(surface: F32, ground: F32, own_of: I32, row: int, col: int, own: int) -> float:
    row, col = min(row, surface.shape[0] - 1), min(col, surface.shape[1] - 1)
    if own >= 0 and own_of[row, col] == own:
        return float(ground[row, col])
    return float(surface[row, col])
