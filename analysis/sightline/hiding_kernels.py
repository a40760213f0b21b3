"""The loop of :mod:`analysis.sightline.hiding`: compare the segments of screens with a silhouette's pieces.

It does not know what the rows are.
"""

from typing import Any, TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

from analysis.sightline.segment_kernels import collect, inverse_at, longer, wider
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
        nearest, farthest = 0.0, np.inf
        for p in range(first, stop):
            nearest = max(nearest, pieces.q_low[p], pieces.q_high[p])
            farthest = min(farthest, pieces.q_low[p], pieces.q_high[p])
        base, most = pieces.low[first], pieces.high[stop - 1]
        at = of[i]
        sight = (eye[at, 0], eye[at, 1], eye[at, 2], way[i, 0], way[i, 1], drop, 1.0 / farthest)
        count, found, face = collect(vertices, tree, sight, base, found, face)
        if count == 0:
            continue
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
                number, near, tangent, excess, edge = 0, 0.0, 0.0, 0.0, 1.0
                for g in range(begin, end):
                    s = order[g]
                    low, high, q_low, q_high = found[s, 0], found[s, 1], found[s, 2], found[s, 3]
                    before = number
                    if min(q_low, q_high) > nearest * (1.0 + _NEARER):
                        spans, number = _put(spans, number, max(low, base), min(high, most))
                    else:
                        for p in range(first, stop):
                            if pieces.low[p] >= high:
                                break
                            a, b = max(low, pieces.low[p]), min(high, pieces.high[p])
                            if b - a <= _SLIVER:
                                continue
                            middle = 0.5 * (a + b)
                            own = inverse_at(middle, (low, high, q_low, q_high))
                            other = inverse_at(
                                middle, (pieces.low[p], pieces.high[p], pieces.q_low[p], pieces.q_high[p])
                            )
                            if own > other * (1.0 + _NEARER):
                                spans, number = _put(spans, number, a, b)
                    if number > before:
                        if q_low > near:
                            near, tangent = q_low, low
                        if q_high > near:
                            near, tangent = q_high, high
                    # What it would have to lose counts all of it that stands over the line, wherever it is.
                    if (low - base) / q_low > excess:
                        excess, edge = (low - base) / q_low, q_low
                    if (high - base) / q_high > excess:
                        excess, edge = (high - base) / q_high, q_high
                number = _united(spans, number)
                for k in range(number):
                    if used == len(rows):
                        kept, rows = wider(kept, used), longer(rows, used)
                    kept[used, 0], kept[used, 1] = spans[k, 0], spans[k, 1]
                    kept[used, 2], kept[used, 3] = near, tangent
                    kept[used, 4], kept[used, 5] = excess, edge
                    rows[used] = row
                    used += 1
            begin = end
        start[i + 1] = used
    return (
        start, rows[:used].copy(), kept[:used, 0].copy(), kept[:used, 1].copy(), kept[:used, 2].copy(),
        kept[:used, 3].copy(), kept[:used, 4].copy(), kept[:used, 5].copy(),
    )  # fmt: skip


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
