"""Cast rays at a raster as it lies: no triangle is made before a ray comes near it.

Each square between four cell centres counts as the two triangles that it is drawn with, cut by the same sum
in float64 as triangles of a tree. Blocks of squares keep their lowest and highest point, so that a ray walks
only where it can meet the ground. It does not know layers.
"""

from typing import Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scene.geometry.numba_inner import inner_kernel
from scene.geometry.tree_cast import Point, cut_corners, shares_per_metre
from scene.payloads import Raster
from scene.payloads.arrays import F32, F64, I32

#: Squares along the edge of a block.
BLOCK: Final = 16
#: By so much is looked beyond what a ray passes over, metres: more than float32 rounds a centre within the
#: scene's reach. What lies there is cut, or not, by the exact sum.
_BEYOND: Final = 0.01


class Field(NamedTuple):
    """A raster, and the bounds of its blocks.

    Parameters
    ----------
    east : ndarray of float32, shape (cols,)
    north : ndarray of float32, shape (rows,)
        Where the centres lie, local metres.
    values : ndarray of float32, shape (rows, cols)
    cell : float
        Metres.
    low, high : ndarray of float32
        Lowest and highest corner of each block of squares.
    lowest, highest : float
        Of all, and a little beyond.
    beyond : float
        By how many cells is looked beyond what a ray passes over.
    """

    east: F32
    north: F32
    values: F32
    cell: float
    low: F32
    high: F32
    lowest: float
    highest: float
    beyond: float


class Course(NamedTuple):
    """How a ray moves over the squares: ``main + s way`` along the axis that it follows, ``side`` across it.

    `per` is the share by which it moves on per cell.

    In cells from the first centre, columns eastwards and rows southwards; `most` squares along an axis.
    """

    by_col: bool
    main: float
    way: float
    per: float
    most: int
    side: float
    side_way: float
    side_most: int


class FieldCaster:
    """A caster over a raster.

    Parameters
    ----------
    raster : Raster
        In local metres.
    east : ndarray of float32, shape (cols,)
    north : ndarray of float32, shape (rows,)
        Where its centres lie, rounded as corners of triangles are.

    Notes
    -----
    The square between rows `r` and `r + 1` and columns `c` and `c + 1` has triangles ``2 n`` and ``2 n + 1``
    with ``n = r * (cols - 1) + c``.
    """

    def __init__(self, raster: Raster, east: F32, north: F32) -> None:
        rows, cols = raster.shape
        shape = (max(-(-(rows - 1) // BLOCK), 0), max(-(-(cols - 1) // BLOCK), 0))
        low, high = np.full(shape, np.inf, np.float32), np.full(shape, -np.inf, np.float32)
        _bound_blocks(raster.values, low, high)
        lowest, highest = low.min(initial=np.inf) - _BEYOND, high.max(initial=-np.inf) + _BEYOND
        cell = float(raster.cell)
        beyond = 1e-3 + _BEYOND / cell
        self._field = Field(
            east, north, raster.values, cell, low, high, float(lowest), float(highest), beyond
        )

    def blocked(self, starts: F64, ends: F64, hidden: NDArray[np.bool_] | None = None) -> NDArray[np.bool_]:
        """Walk until any triangle is cut."""
        share = np.full(len(starts), np.inf)
        if hidden is not None:
            share[hidden] = -1.0
        found = self._cast(starts, ends, True, share) >= 0
        return found if hidden is None else found | hidden

    def first(self, starts: F64, ends: F64, until: F64 | None = None) -> tuple[F64, I32]:
        """Walk until no nearer triangle can come."""
        share = np.full(len(starts), np.inf) if until is None else until.copy()
        face = self._cast(starts, ends, False, share)
        share[face < 0] = np.inf
        return share, face

    def _cast(self, starts: F64, ends: F64, any_hit: bool, share: F64) -> I32:
        face = np.full(len(starts), -1, np.int32)
        if self._field.low.size:
            _cast(np.ascontiguousarray(starts), np.ascontiguousarray(ends), self._field, any_hit, share, face)
        return face


@njit(cache=True, nogil=True)
def _bound_blocks(values: F32, low: F32, high: F32) -> None:
    """Fill in the lowest and the highest corner of the squares of each block; nan is passed over."""
    rows, cols = values.shape
    for r in range(rows):
        for c in range(cols):
            z = values[r, c]
            if not np.isfinite(z):
                continue
            for block_row in range(max(r - 1, 0) // BLOCK, min(r, rows - 2) // BLOCK + 1):
                for block_col in range(max(c - 1, 0) // BLOCK, min(c, cols - 2) // BLOCK + 1):
                    low[block_row, block_col] = min(low[block_row, block_col], z)
                    high[block_row, block_col] = max(high[block_row, block_col], z)


@inner_kernel
def _within(at: float, per: float, low: float, high: float, first: float, last: float) -> tuple[float, float]:
    """Return the part of ``[first, last]`` in which ``at + s / per`` lies between bounds; empty if none."""
    one, other = (low - at) * per, (high - at) * per
    return max(first, min(one, other)), min(last, max(one, other))


@inner_kernel
def _cells(at: float, way: float, first: float, last: float, beyond: float, most: int) -> tuple[int, int]:
    """Return the first and the last of the squares that ``at + s way`` passes over."""
    one, other = at + first * way, at + last * way
    low, high = np.floor(min(one, other) - beyond), np.floor(max(one, other) + beyond)
    return int(max(low, 0.0)), int(min(high, most - 1.0))


@inner_kernel
def _cut_square(o: Point, w: Point, field: Field, row: int, col: int) -> tuple[float, int]:
    """Return the first cut of the two triangles of a square, and which of them it is."""
    values = field.values
    nw, ne = np.float64(values[row, col]), np.float64(values[row, col + 1])
    sw, se = np.float64(values[row + 1, col]), np.float64(values[row + 1, col + 1])
    if not np.isfinite(nw + ne + sw + se):
        return np.inf, 0
    x, y = np.float64(field.east[col]), np.float64(field.north[row + 1])
    right, top = np.float64(field.east[col + 1]), np.float64(field.north[row])
    lower = cut_corners(o, w, (x, y, sw), (right, y, se), (right, top, ne))
    upper = cut_corners(o, w, (x, y, sw), (right, top, ne), (x, top, nw))
    return (upper, 1) if upper < lower else (lower, 0)


@inner_kernel
def _walk(
    o: Point, w: Point, field: Field, course: Course, near: int, far: int, side_block: int,
    first: float, last: float, best: float, found: int,
) -> tuple[float, int]:  # fmt: skip
    """Walk through the squares of a block and return the first cut, or what was found before."""
    for ahead in range(far - near + 1):
        at = near + ahead if course.way >= 0.0 else far - ahead
        s0, s1 = _within(
            course.main, course.per, at - field.beyond, at + 1.0 + field.beyond, first, min(last, best)
        )
        if not s0 <= s1:
            continue
        one, other = o[2] + s0 * w[2], o[2] + s1 * w[2]
        under, over = min(one, other) - _BEYOND, max(one, other) + _BEYOND
        left, right = _cells(course.side, course.side_way, s0, s1, field.beyond, course.side_most)
        left, right = max(left, side_block * BLOCK), min(right, side_block * BLOCK + BLOCK - 1)
        for across in range(left, right + 1):
            row, col = (across, at) if course.by_col else (at, across)
            a, b = field.values[row, col], field.values[row, col + 1]
            c, d = field.values[row + 1, col], field.values[row + 1, col + 1]
            if under > max(a, b, c, d) or over < min(a, b, c, d):
                continue
            hit, half = _cut_square(o, w, field, row, col)
            number = 2 * (row * (field.values.shape[1] - 1) + col) + half
            if hit < best or (hit == best and hit < np.inf and number < found):
                best, found = hit, number
    return best, found


@inner_kernel
def _first(o: Point, w: Point, field: Field, any_hit: bool, until: float) -> tuple[float, int]:
    """Walk along a segment, block by block, by the axis along which it is longer."""
    rows, cols = field.values.shape
    beyond = field.beyond
    u, v = (o[0] - field.east[0]) / field.cell, (field.north[0] - o[1]) / field.cell
    du, dv = w[0] / field.cell, -w[1] / field.cell
    per_u, per_v, per_z = shares_per_metre((du, dv, w[2]))
    first, last = _within(o[2], per_z, field.lowest, field.highest, 0.0, min(until, 1.0))
    first, last = _within(u, per_u, -beyond, cols - 1.0 + beyond, first, last)
    first, last = _within(v, per_v, -beyond, rows - 1.0 + beyond, first, last)
    best, found = until, -1
    if not first <= last:
        return best, found
    if abs(du) >= abs(dv):
        course = Course(True, u, du, per_u, cols - 1, v, dv, rows - 1)
    else:
        course = Course(False, v, dv, per_v, rows - 1, u, du, cols - 1)
    low, high = _cells(course.main, course.way, first, last, beyond, course.most)
    for ahead in range(high // BLOCK - low // BLOCK + 1):
        block = low // BLOCK + ahead if course.way >= 0.0 else high // BLOCK - ahead
        near, far = max(block * BLOCK, low), min(block * BLOCK + BLOCK - 1, high)
        s0, s1 = _within(course.main, course.per, near - beyond, far + 1.0 + beyond, first, min(last, best))
        if not s0 <= s1:
            continue
        one, other = o[2] + s0 * w[2], o[2] + s1 * w[2]
        under, over = min(one, other) - _BEYOND, max(one, other) + _BEYOND
        left, right = _cells(course.side, course.side_way, s0, s1, beyond, course.side_most)
        for side_block in range(left // BLOCK, right // BLOCK + 1):
            block_row, block_col = (side_block, block) if course.by_col else (block, side_block)
            if under <= field.high[block_row, block_col] and over >= field.low[block_row, block_col]:
                best, found = _walk(o, w, field, course, near, far, side_block, s0, s1, best, found)
        if any_hit and found >= 0:
            break
    return best, found


@njit(cache=True, nogil=True)
def _cast(starts: F64, ends: F64, field: Field, any_hit: bool, share: F64, face: I32) -> None:
    """Fill in share and face of the first cut of each segment that is nearer than `share`."""
    for k in range(len(starts)):
        if not share[k] > 0.0:
            continue
        o = (starts[k, 0], starts[k, 1], starts[k, 2])
        w = (ends[k, 0] - o[0], ends[k, 1] - o[1], ends[k, 2] - o[2])
        if not np.isfinite(o[0] + o[1] + o[2] + w[0] + w[1] + w[2]):
            continue  # it leads nowhere; its squares would have no numbers
        share[k], face[k] = _first(o, w, field, any_hit, share[k])
