"""The plan of every row of a layer: corners, edges, box. How far two plans lie apart.

The same for buildings and for lines, so that whoever compares layers need not ask which it has. It does not
know what is compared or why.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scene.geometry.numba_inner import inner_kernel
from scene.payloads import Buildings, Polylines
from scene.payloads.arrays import F64

I64 = NDArray[np.int64]

#: Rows of this many edges and fewer are compared edge by edge; longer ones corner by corner along the row.
_MANY: Final = 4000


@dataclass(frozen=True, eq=False)
class Outlines:
    """The plans of a layer's rows.

    Parameters
    ----------
    corners : ndarray of float64, shape (v, 2)
        Local metres.
    corner_start : ndarray of int64, shape (n + 1,)
        Row ``i`` has corners ``corner_start[i]`` to ``corner_start[i + 1]``.
    ends : ndarray of int64, shape (v,)
        The corner at the other end of the edge that begins at each corner; its own for the end of a line.
    boxes : ndarray of float64, shape (n, 4)
        West, south, east, north of each row; nan of a row without corners.
    """

    corners: F64
    corner_start: I64
    ends: I64
    boxes: F64

    @classmethod
    def of(cls, payload: Buildings | Polylines) -> "Outlines":
        """Take the plans out of a layer."""
        if isinstance(payload, Buildings):
            corners = payload.rings.astype(np.float64)
            start = payload.ring_start[payload.part_start[payload.building_start]].astype(np.int64)
            ends = _next_corner(payload.ring_start.astype(np.int64), len(corners), closed=True)
        else:
            corners = payload.vertices[:, :2].astype(np.float64)
            start = payload.line_start.astype(np.int64)
            ends = _next_corner(start, len(corners), closed=False)
        return cls(np.ascontiguousarray(corners), start, ends, _boxes(corners, start))

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self.corner_start) - 1


def _next_corner(start: I64, count: int, *, closed: bool) -> I64:
    """Return which corner follows each one in its ring or line."""
    following = np.arange(1, count + 1, dtype=np.int64)
    filled = start[1:] > start[:-1]
    last, first = start[1:][filled] - 1, start[:-1][filled]
    following[last] = first if closed else last
    return following


def _boxes(corners: F64, start: I64) -> F64:
    """Return the box about each row, shape (n, 4)."""
    boxes = np.full((len(start) - 1, 4), np.nan)
    filled = np.flatnonzero(np.diff(start) > 0)
    if len(filled):
        boxes[filled, :2] = np.minimum.reduceat(corners, start[filled])
        boxes[filled, 2:] = np.maximum.reduceat(corners, start[filled])
    return boxes


def distances_apart(one: Outlines, other: Outlines, rows: I64, other_rows: I64) -> F64:
    """Return how far the outlines of pairs of rows lie apart.

    The largest distance of a corner of either outline from the edges of the other: 0 for the same outline,
    however its corners are counted; the length of the shift for one that was moved.

    Parameters
    ----------
    one, other : Outlines
        Of two layers.
    rows, other_rows : ndarray of int64, shape (p,)
        The pairs.

    Returns
    -------
    ndarray of float64, shape (p,)
        Metres.
    """
    found = np.zeros(len(rows))
    _measure(
        one.corners, one.corner_start, one.ends, other.corners, other.corner_start, other.ends,
        np.ascontiguousarray(rows, np.int64), np.ascontiguousarray(other_rows, np.int64), found,
    )  # fmt: skip
    return found


@inner_kernel
def _farthest(corners: F64, first: int, stop: int, edges: F64, ends: I64, begin: int, end: int) -> float:
    """Return the largest distance of the corners of a row from the edges of another, squared."""
    most = 0.0
    for i in range(first, stop):
        x, y = corners[i, 0], corners[i, 1]
        least = np.inf
        for k in range(begin, end):
            ax, ay = edges[k, 0], edges[k, 1]
            dx, dy = edges[ends[k], 0] - ax, edges[ends[k], 1] - ay
            length = dx * dx + dy * dy
            t = 0.0
            if length > 0.0:
                t = min(max(((x - ax) * dx + (y - ay) * dy) / length, 0.0), 1.0)
            gx, gy = x - ax - t * dx, y - ay - t * dy
            least = min(least, gx * gx + gy * gy)
            if least <= most:
                break
        most = max(most, least)
    return most


@njit(cache=True, nogil=True)
def _measure(
    a: F64, a_start: I64, a_ends: I64, b: F64, b_start: I64, b_ends: I64, rows: I64, others: I64, found: F64
) -> None:
    for p in range(len(rows)):
        a0, a1 = a_start[rows[p]], a_start[rows[p] + 1]
        b0, b1 = b_start[others[p]], b_start[others[p] + 1]
        if a1 == a0 or b1 == b0:
            found[p] = 0.0 if a1 - a0 == b1 - b0 else np.inf
            continue
        # Most rows of a new delivery are as they were: that is seen without looking at edges.
        same = a1 - a0 == b1 - b0
        largest = 0.0
        if same:
            for k in range(a1 - a0):
                dx, dy = a[a0 + k, 0] - b[b0 + k, 0], a[a0 + k, 1] - b[b0 + k, 1]
                largest = max(largest, dx * dx + dy * dy)
        if same and (largest == 0.0 or a1 - a0 > _MANY):
            found[p] = np.sqrt(largest)
            continue
        there = _farthest(a, a0, a1, b, b_ends, b0, b1)
        back = _farthest(b, b0, b1, a, a_ends, a0, a1)
        found[p] = np.sqrt(max(there, back))
