"""The loop of :mod:`analysis.sightline.silhouettes`: of what a column cuts out of a body, what is nearest.

It does not know what a silhouette is compared with.
"""

from typing import TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

from analysis.sightline.segment_kernels import collect, inverse_at, wider
from scene.geometry.triangle_tree import TriangleTree
from scene.payloads.arrays import F32, F64, I32

#: Lower than this an interval of tangents is rounding, and pieces so near one another touch.
SLIVER = 1e-12
#: Parts of a body that are no farther apart along the sight line are one surface, metres: tiles, mouldings.
#: What stands between a body's parts is told from them so exactly; outlines are not touched by it.
SURFACE = 0.25
Ragged: TypeAlias = tuple[NDArray[np.int64], F64, F64, F64, F64]


@njit(cache=True, nogil=True)
def outline_columns(eye: F64, of: I32, way: F64, vertices: F32, tree: TriangleTree, drop: float) -> Ragged:
    """Return the nearest pieces of a body in each column, as :class:`Pieces` holds them."""
    start = np.zeros(len(of) + 1, np.int64)
    kept, used = np.empty((4 * len(of) + 64, 4)), 0
    found, face = np.empty((64, 4)), np.empty(64, np.int32)
    for i in range(len(of)):
        at = of[i]
        sight = (eye[at, 0], eye[at, 1], eye[at, 2], way[i, 0], way[i, 1], drop, np.inf)
        count, found, face = collect(vertices, tree, sight, -np.inf, found, face)
        begun = used
        kept, used = _nearest(found, count, kept, used)
        used = _smoothed(kept, begun, used)
        start[i + 1] = used
    return start, kept[:used, 0].copy(), kept[:used, 1].copy(), kept[:used, 2].copy(), kept[:used, 3].copy()


@njit(cache=True)
def _smoothed(kept: F64, first: int, stop: int) -> int:
    """Make one piece of those that touch and lie in one surface to :data:`SURFACE`; return where they end."""
    used, p = first, first
    while p < stop:
        last = p
        while last + 1 < stop and kept[last + 1, 0] - kept[last, 1] <= SLIVER:
            whole = (kept[p, 0], kept[last + 1, 1], kept[p, 2], kept[last + 1, 3])
            if not _is_flat(kept, p, last + 1, whole):
                break
            last += 1
        kept[used, 0], kept[used, 1] = kept[p, 0], kept[last, 1]
        kept[used, 2], kept[used, 3] = kept[p, 2], kept[last, 3]
        used += 1
        p = last + 1
    return used


@njit(cache=True)
def _is_flat(kept: F64, first: int, last: int, whole: tuple[float, float, float, float]) -> bool:
    """Say whether the joints of some pieces lie in the surface that is drawn from end to end."""
    for p in range(first, last + 1):
        for end in range(2):
            if (p == first and end == 0) or (p == last and end == 1):
                continue
            q = inverse_at(kept[p, end], whole)
            if abs(1.0 / q - 1.0 / kept[p, 2 + end]) > SURFACE:
                return False
    return True


@njit(cache=True)
def _nearest(found: F64, count: int, kept: F64, used: int) -> tuple[F64, int]:
    """Add the nearest of some segments, elevation by elevation, to the pieces."""
    if count == 0:
        return kept, used
    begin = np.argsort(found[:count, 0], kind="mergesort")
    ends = np.sort(found[:count, :2].copy().reshape(2 * count))
    active, running, due, last = np.empty(count, np.int64), 0, 0, -1
    for e in range(2 * count - 1):
        low, high = ends[e], ends[e + 1]
        while due < count and found[begin[due], 0] <= low:
            active[running] = begin[due]
            running += 1
            due += 1
        if high - low <= SLIVER:
            continue
        middle, best, nearest = 0.5 * (low + high), -1, -1.0
        k = 0
        while k < running:
            s = active[k]
            if found[s, 1] <= low:
                running -= 1
                active[k] = active[running]
                continue
            q = inverse_at(middle, (found[s, 0], found[s, 1], found[s, 2], found[s, 3]))
            if q > nearest or (q == nearest and s < best):
                best, nearest = s, q
            k += 1
        if best < 0:
            last = -1
            continue
        piece = (found[best, 0], found[best, 1], found[best, 2], found[best, 3])
        if best == last:
            kept[used - 1, 1], kept[used - 1, 3] = high, inverse_at(high, piece)
            continue
        if used == len(kept):
            kept = wider(kept, used)
        kept[used, 0], kept[used, 1] = low, high
        kept[used, 2], kept[used, 3] = inverse_at(low, piece), inverse_at(high, piece)
        used += 1
        last = best
    return kept, used
