"""The loop of :mod:`analysis.sightline.hiding`: compare the segments of screens with a silhouette's pieces.

It does not know what the rows are.
"""

from typing import Any, TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

from analysis.sightline.segment_kernels import Segment, collect, inverse_at, longer, wider
from scene.geometry.triangle_tree import TriangleTree
from scene.payloads.arrays import F32, F64, I32

#: A screen counts as nearer than what it hides from so many parts of its inverse distance on.
_NEARER = 1e-9
#: Lower than this an interval of tangents is rounding.
_SLIVER = 1e-11
Ragged: TypeAlias = tuple[NDArray[np.int64], I32, F64, F64, F64, F64, F64, F64]


@njit(cache=True, nogil=True)
def hide_columns(
    eye: F64,
    of: I32,
    way: F64,
    pieces: Any,
    vertices: F32,
    tree: TriangleTree,
    row_of_face: I32,
    drop: float,
    but_row: int,
) -> Ragged:
    """Return what each row hides in each column, as :class:`analysis.sightline.hiding.Hidden` holds it."""
    start = np.zeros(len(of) + 1, np.int64)
    kept, rows, used = np.empty((64, 6)), np.empty(64, np.int32), 0
    found, face = np.empty((64, 4)), np.empty(64, np.int32)
    spans = np.empty((16, 2))
    for i in range(len(of)):
        start[i + 1] = used
        first, stop = pieces.start[i], pieces.start[i + 1]
        if first == stop:
            continue
        nearest, farthest = _depths(pieces, first, stop)
        base = pieces.low[first]
        at = of[i]
        sight = (eye[at, 0], eye[at, 1], eye[at, 2], way[i, 0], way[i, 1], drop, 1.0 / farthest)
        count, found, face = collect(vertices, tree, sight, base, found, face)
        owner = np.empty(count, np.int32)
        for s in range(count):
            owner[s] = row_of_face[face[s]]
        order = np.argsort(owner, kind="mergesort")
        begin = 0
        while begin < count:
            row, end = owner[order[begin]], begin
            while end < count and owner[order[end]] == row:
                end += 1
            if row != but_row:
                group = order[begin:end]
                spans, number, note = _hide(found, group, pieces, first, stop, nearest, spans)
                for k in range(_united(spans, number)):
                    if used == len(rows):
                        kept, rows = wider(kept, used), longer(rows, used)
                    kept[used, 0], kept[used, 1] = spans[k, 0], spans[k, 1]
                    kept[used, 2], kept[used, 3], kept[used, 4], kept[used, 5] = note
                    rows[used] = row
                    used += 1
            begin = end
        start[i + 1] = used
    return (
        start, rows[:used].copy(), kept[:used, 0].copy(), kept[:used, 1].copy(), kept[:used, 2].copy(),
        kept[:used, 3].copy(), kept[:used, 4].copy(), kept[:used, 5].copy(),
    )  # fmt: skip


@njit(cache=True)
def _depths(pieces: Any, first: int, stop: int) -> tuple[float, float]:
    """Return the inverse distances of a column's nearest and farthest piece."""
    nearest, farthest = 0.0, np.inf
    for p in range(first, stop):
        nearest = max(nearest, pieces.q_low[p], pieces.q_high[p])
        farthest = min(farthest, pieces.q_low[p], pieces.q_high[p])
    return nearest, farthest


@njit(cache=True)
def _hide(
    found: F64, group: NDArray[np.int64], pieces: Any, first: int, stop: int, nearest: float, spans: F64
) -> tuple[F64, int, tuple[float, float, float, float]]:
    """Gather what the segments of one row hide of the pieces of one column.

    Returns
    -------
    spans : ndarray of float64
        The intervals, rising by their lower ends.
    number : int
        How many.
    note : tuple of float
        Inverse distance and tangent of the nearest point that hides; excess and the inverse distance of it.
    """
    base, most = pieces.low[first], pieces.high[stop - 1]
    number, near, tangent, excess, edge = 0, 0.0, 0.0, 0.0, 1.0
    for s in group:
        low, high, q_low, q_high = found[s, 0], found[s, 1], found[s, 2], found[s, 3]
        before = number
        if min(q_low, q_high) > nearest * (1.0 + _NEARER):
            spans, number = _put(spans, number, max(low, base), min(high, most))
        else:
            segment = (low, high, q_low, q_high)
            spans, number = _compare(segment, pieces, first, stop, spans, number)
        if number > before and max(q_low, q_high) > near:
            near, tangent = (q_low, low) if q_low > q_high else (q_high, high)
        # What it would have to lose counts all of it that stands over the line, wherever that is.
        if (low - base) / q_low > excess:
            excess, edge = (low - base) / q_low, q_low
        if (high - base) / q_high > excess:
            excess, edge = (high - base) / q_high, q_high
    return spans, number, (near, tangent, excess, edge)


@njit(cache=True)
def _compare(
    segment: Segment, pieces: Any, first: int, stop: int, spans: F64, number: int
) -> tuple[F64, int]:
    """Add where a segment is nearer than the pieces, which it may stand among."""
    for p in range(first, stop):
        if pieces.low[p] >= segment[1]:
            break
        low, high = max(segment[0], pieces.low[p]), min(segment[1], pieces.high[p])
        if high - low <= _SLIVER:
            continue
        piece = (pieces.low[p], pieces.high[p], pieces.q_low[p], pieces.q_high[p])
        middle = 0.5 * (low + high)
        if inverse_at(middle, segment) > inverse_at(middle, piece) * (1.0 + _NEARER):
            spans, number = _put(spans, number, low, high)
    return spans, number


@njit(cache=True)
def _put(spans: F64, number: int, low: float, high: float) -> tuple[F64, int]:
    """Put an interval among `number` that rise by their lower end."""
    if high - low <= _SLIVER:
        return spans, number
    if number == len(spans):
        spans = wider(spans, number)
    at = number
    while at > 0 and spans[at - 1, 0] > low:
        spans[at, 0], spans[at, 1] = spans[at - 1, 0], spans[at - 1, 1]
        at -= 1
    spans[at, 0], spans[at, 1] = low, high
    return spans, number + 1


@njit(cache=True)
def _united(spans: F64, number: int) -> int:
    """Unite intervals that touch; return how many are left."""
    if number == 0:
        return 0
    last = 0
    for k in range(1, number):
        if spans[k, 0] <= spans[last, 1] + _SLIVER:
            spans[last, 1] = max(spans[last, 1], spans[k, 1])
        else:
            last += 1
            spans[last, 0], spans[last, 1] = spans[k, 0], spans[k, 1]
    return last + 1
