"""Footprints that nobody can have meant: the same one drawn twice, one that lies over another.

They are told, never changed. It does not know heights or files.
"""

from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from importers.base import ImportIssue
from importers.common.ragged import I64, taken
from importers.footprints.rings import Rings
from importers.issues import tell
from scene.geometry.numba_inner import inner_kernel
from scene.payloads.arrays import F32

#: What two footprints may share: square metres, and a part of the smaller one.
_SHARED_AREA: Final = 1.0
_SHARED_PART: Final = 0.05
#: Height of the bands in which footprints are compared, metres.
_BAND: Final = 120.0
#: Boxes that meet by less than this only touch, metres.
_TOUCH: Final = 0.2
#: More pairs than this are not measured: the layer is another kind of thing.
_MOST_PAIRS: Final = 200_000


def tell_of_doubts(rings: Rings, issues: list[ImportIssue]) -> None:
    """Say which footprints are drawn twice, and which lie over others.

    Parameters
    ----------
    rings : Rings
        In local metres.
    issues : list of ImportIssue
    """
    twin = _twins(rings)
    again = np.flatnonzero(twin != np.arange(len(twin)))
    tell(issues, "note", "Footprints drawn more than once: {count} (rows {rows}).", rings.rows[again])
    pairs = _meeting(rings)
    pairs = pairs[twin[pairs[:, 0]] != twin[pairs[:, 1]]][:_MOST_PAIRS]
    if not len(pairs):
        return
    shared = _shared_areas(rings, pairs)
    smaller = np.where(rings.area[pairs[:, 0]] <= rings.area[pairs[:, 1]], pairs[:, 0], pairs[:, 1])
    over = shared > np.maximum(_SHARED_AREA, _SHARED_PART * rings.area[smaller])
    rows = rings.rows[np.unique(smaller[over])]
    tell(issues, "note", "Footprints that lie over others: {count} (rows {rows}).", rows)


def _twins(rings: Rings) -> I64:
    """Return for each feature the first one with the same vertices, itself if there is none before it."""
    bits = np.ascontiguousarray(rings.rings, np.float32).view(np.uint32).astype(np.uint64)
    start = rings.ring_start[rings.part_start[rings.feature_start]].astype(np.int64)
    mixed = _mixed(bits, start)
    _, first, which = np.unique(mixed, return_index=True, return_inverse=True)
    twin: I64 = first[which]
    return twin


@njit(cache=True)
def _mixed(bits: NDArray[np.uint64], start: I64) -> NDArray[np.uint64]:
    """Return a number for each run of vertices, the same wherever it begins and whichever way it runs."""
    sums = np.zeros(len(start) - 1, np.uint64)
    for row in range(len(sums)):
        for vertex in range(start[row], start[row + 1]):
            value = bits[vertex, 0] << np.uint64(32) | bits[vertex, 1]
            value ^= value >> np.uint64(33)
            value *= np.uint64(0xFF51AFD7ED558CCD)
            value ^= value >> np.uint64(29)
            value *= np.uint64(0xC4CEB9FE1A85EC53)
            sums[row] += value ^ (value >> np.uint64(32))
    return sums


def _meeting(rings: Rings) -> I64:
    """Return pairs of features of which one seems to reach into the other, shape (k, 2)."""
    start = rings.ring_start[rings.part_start[rings.feature_start]].astype(np.int64)
    low = np.minimum.reduceat(rings.rings, start[:-1], axis=0)
    high = np.maximum.reduceat(rings.rings, start[:-1], axis=0)
    first = np.floor(low[:, 1] / _BAND).astype(np.int64)
    bands = np.floor(high[:, 1] / _BAND).astype(np.int64) - first + 1
    feature = np.repeat(np.arange(len(bands)), bands)
    turn = np.arange(len(feature)) - np.repeat(np.cumsum(bands) - bands, bands)
    band = first[feature] + turn
    order = np.lexsort((low[feature, 0], band))
    following = np.arange(1, len(rings.rings) + 1)
    following[rings.ring_start[1:] - 1] = rings.ring_start[:-1]
    return _pairs(rings.rings, following, start, low, high, feature[order], band[order])


@njit(cache=True)
def _pairs(
    xy: F32, following: I64, start: I64, low: F32, high: F32, feature: I64, band: I64
) -> NDArray[np.int64]:
    found = np.empty((1024, 2), np.int64)
    count = 0
    for i in range(len(feature)):
        a = feature[i]
        for j in range(i + 1, len(feature)):
            b = feature[j]
            if band[j] != band[i] or low[b, 0] > high[a, 0] - _TOUCH:
                break
            bottom = max(low[a, 1], low[b, 1])
            if min(high[a, 1], high[b, 1]) - bottom < _TOUCH or np.floor(bottom / _BAND) != band[i]:
                continue
            if min(high[a, 0], high[b, 0]) - max(low[a, 0], low[b, 0]) < _TOUCH:
                continue
            if _reaches(xy, following, start, a, b) or _reaches(xy, following, start, b, a):
                if count == len(found):
                    more = np.empty((2 * count, 2), np.int64)
                    more[:count] = found
                    found = more
                found[count, 0], found[count, 1] = a, b
                count += 1
    return found[:count]


@inner_kernel
def _reaches(xy: F32, following: I64, start: I64, a: int, b: int) -> bool:
    """Return whether a corner or middle of an edge of one feature, a little inwards, lies in another."""
    x, y = 0.0, 0.0
    for vertex in range(start[a], start[a + 1]):
        x += xy[vertex, 0]
        y += xy[vertex, 1]
    x /= start[a + 1] - start[a]
    y /= start[a + 1] - start[a]
    for vertex in range(start[a], start[a + 1]):
        for middle in range(2):
            px, py = np.float64(xy[vertex, 0]), np.float64(xy[vertex, 1])
            if middle == 1:
                px = 0.5 * (px + xy[following[vertex], 0])
                py = 0.5 * (py + xy[following[vertex], 1])
            if _inside(xy, following, start[b], start[b + 1], px + 0.04 * (x - px), py + 0.04 * (y - py)):
                return True
    return False


@inner_kernel
def _inside(xy: F32, following: I64, first: int, stop: int, x: float, y: float) -> bool:
    """Return whether a point lies in rings, by the even-odd rule."""
    inside = False
    for vertex in range(first, stop):
        ax, ay = xy[vertex, 0], xy[vertex, 1]
        bx, by = xy[following[vertex], 0], xy[following[vertex], 1]
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def _shared_areas(rings: Rings, pairs: I64) -> Any:
    """Return the area that both features of each pair cover, square metres."""
    import shapely

    features, place = np.unique(pairs, return_inverse=True)
    shapes = polygons_at(rings, features)
    place = place.reshape(-1, 2)
    return shapely.area(shapely.intersection(shapes[place[:, 0]], shapes[place[:, 1]]))


def polygons_at(rings: Rings, features: I64) -> NDArray[Any]:
    """Return some features as multipolygons of shapely, shape (k,)."""
    import shapely

    parts, feature_start = taken(
        np.arange(len(rings.part_start) - 1), rings.feature_start.astype(np.int64), features
    )
    ring, part_start = taken(np.arange(len(rings.ring_start) - 1), rings.part_start.astype(np.int64), parts)
    xy, start = taken(rings.rings.astype(np.float64), rings.ring_start.astype(np.int64), ring)
    closed = np.insert(xy, start[1:], xy[start[:-1]], axis=0)
    ends = start + np.arange(len(start))
    kind = shapely.GeometryType.MULTIPOLYGON
    shapes: NDArray[Any] = shapely.from_ragged_array(kind, closed, (ends, part_start, feature_start))
    return shapes
