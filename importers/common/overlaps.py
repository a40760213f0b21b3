"""Buildings that are there twice, and buildings that stand in one another.

Pairs are found by sweeping over the boxes of parts from west to east, most of them are told apart by a line
along an edge; only the rest is intersected. It does not know files.
"""

from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scene.geometry.numba_inner import inner_kernel
from scene.payloads import Buildings
from scene.payloads.arrays import F32, F64, I32

#: Two buildings overlap if they share more than this, m², and more than a share of the smaller one.
LEAST_SHARED: Final = 1.0
_LEAST_SHARE: Final = 0.02
#: Walls may reach so far into each other, metres: the precision of surveys.
_TOUCH: Final = 0.05
#: So many pairs are intersected at most; in a layer with more, overlapping is how it was drawn.
MOST_PAIRS: Final = 100_000
#: Different rings in one box that a further one is compared with.
_MOST_APART: Final = 16
#: So few parts are compared without compiled code, which a first use would wait for.
_FEW: Final = 20_000
#: Steps of the sweep after which it gives up: boxes that all lie upon each other.
_MOST_STEPS: Final = 2_000_000_000


def boxes_of(buildings: Buildings) -> F64:
    """Return west, south, east, north of each part, shape (p, 4)."""
    outer = buildings.part_start[:-1]
    if not len(outer):
        return np.zeros((0, 4))
    start, stop = buildings.ring_start[outer], buildings.ring_start[outer + 1]
    bounds = np.column_stack([start, np.minimum(stop, len(buildings.rings) - 1)]).ravel()
    x, y = buildings.rings.T
    boxes = [np.minimum.reduceat(x, bounds), np.minimum.reduceat(y, bounds)]
    boxes += [np.maximum.reduceat(x, bounds), np.maximum.reduceat(y, bounds)]
    found = np.column_stack([side[::2] for side in boxes]).astype(np.float64)
    last = stop == len(buildings.rings)  # reduceat leaves the last vertex of all out
    found[last, :2] = np.minimum(found[last, :2], buildings.rings[-1])
    found[last, 2:] = np.maximum(found[last, 2:], buildings.rings[-1])
    return found


def repeated(buildings: Buildings) -> NDArray[np.int64]:
    """Return the rows whose outer rings and heights an earlier row has too, to the centimetre."""
    rows: NDArray[np.int64] = np.arange(buildings.count)
    first = buildings.building_start[:-1]
    has_parts = np.diff(buildings.building_start) == 1  # of several parts nobody makes a copy by accident
    rows, first = rows[has_parts], first[has_parts]
    if not len(rows):
        return rows
    outer = buildings.part_start[first]
    size = buildings.ring_start[outer + 1] - buildings.ring_start[outer]
    figures = (*boxes_of(buildings)[first].T, buildings.bottom[first], buildings.top[first], size)
    key = np.zeros(len(rows), np.uint64)
    for figure in figures:  # equal figures have equal keys; the others that do are told apart below
        key = key * np.uint64(0x9E3779B97F4A7C15) + np.rint(figure * 100.0).astype(np.int64).view(np.uint64)
    order = np.argsort(key, kind="stable")
    same = np.flatnonzero(key[order][1:] == key[order][:-1]) + 1
    twins: list[int] = []
    told_apart: list[F64] = []
    before = -1
    for place in same.tolist():  # few: the boxes of different buildings are not equal
        if place != before + 1:
            told_apart = [_ring(buildings, int(first[order[place - 1]]))]
        before = place
        ring = _ring(buildings, int(first[order[place]]))
        if any(_alike(ring, other) for other in told_apart):
            twins.append(int(rows[order[place]]))
        elif len(told_apart) < _MOST_APART:
            told_apart.append(ring)
    return np.array(sorted(twins), np.int64)


def _alike(one: F64, other: F64) -> bool:
    return one.shape == other.shape and np.allclose(one, other, rtol=0.0, atol=0.01)


def _ring(buildings: Buildings, part: int) -> F64:
    """Return the outer ring of a part, begun at its westernmost, then southernmost corner."""
    ring_row = int(buildings.part_start[part])
    ring = buildings.rings[buildings.ring_start[ring_row] : buildings.ring_start[ring_row + 1]]
    begun: F64 = np.roll(ring, -int(np.lexsort((ring[:, 1], ring[:, 0]))[0]), axis=0).astype(np.float64)
    return begun


def overlapping(buildings: Buildings) -> NDArray[np.int64] | None:
    """Return the rows that stand in an earlier row, None if too many might to look at each.

    Parts of one building may overlap, and so may buildings above each other.
    """
    boxes = boxes_of(buildings)
    owner = np.repeat(np.arange(buildings.count), np.diff(buildings.building_start))
    pairs = (_pairs_of_few if len(boxes) <= _FEW else _pairs_of_many)(buildings, boxes, owner)
    if pairs is None or not len(pairs):
        return pairs if pairs is None else np.zeros(0, np.int64)
    import shapely

    parts, place = np.unique(pairs, return_inverse=True)
    shapes = _polygons(buildings, parts)
    one, other = shapes[place.reshape(-1, 2)[:, 0]], shapes[place.reshape(-1, 2)[:, 1]]
    sound = shapely.is_valid(one) & shapely.is_valid(other)
    shared = np.zeros(len(pairs))
    shared[sound] = shapely.area(shapely.intersection(one[sound], other[sound]))
    least = np.maximum(LEAST_SHARED, _LEAST_SHARE * np.minimum(shapely.area(one), shapely.area(other)))
    return np.unique(owner[pairs[shared > least]].max(axis=1, initial=0))


def _pairs_of_few(buildings: Buildings, boxes: F64, owner: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """Return pairs of parts of different buildings whose boxes overlap; None if there are too many."""
    import shapely

    shrunk = shapely.box(*(boxes + np.array([_TOUCH, _TOUCH, -_TOUCH, -_TOUCH]) / 2.0).T)
    one, other = shapely.STRtree(shrunk).query(shrunk, predicate="intersects")
    bottom, top = buildings.bottom, buildings.top
    meet = (one < other) & (owner[one] != owner[other])
    meet &= (bottom[one] < top[other]) & (bottom[other] < top[one])
    return None if meet.sum() > MOST_PAIRS else np.column_stack([one[meet], other[meet]])


def _pairs_of_many(buildings: Buildings, boxes: F64, owner: NDArray[np.int64]) -> NDArray[np.int64] | None:
    """Return pairs of parts of different buildings that no edge tells apart; None if there are too many."""
    outer = buildings.part_start[:-1]
    pairs = np.empty((MOST_PAIRS, 2), np.int64)
    strip, entries, first_strip = _strips(boxes)
    count = _pairs(
        strip, entries, first_strip, boxes, buildings.bottom, buildings.top, owner, buildings.rings,
        buildings.ring_start[outer], buildings.ring_start[outer + 1], pairs,
    )  # fmt: skip
    return None if count < 0 else pairs[:count]


def _strips(boxes: F64) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return entries of parts in level strips, from south to north and in each from west to east.

    Returns
    -------
    strip, entries : ndarray of int64, shape (e,)
        Strip and part of each entry; a part stands in every strip that its box touches.
    first : ndarray of int64, shape (p,)
        Southernmost strip of each part.
    """
    if not len(boxes):
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64)
    tall = boxes[:, 3] - boxes[:, 1]
    # Strips of some houses' height keep the sweep short; those of the mean keep the entries few.
    height = max(4.0 * float(np.median(tall)), float(tall.mean()), 1.0)
    south = float(boxes[:, 1].min())
    first = ((boxes[:, 1] - south) // height).astype(np.int64)
    last = ((boxes[:, 3] - south) // height).astype(np.int64)
    entries = np.repeat(np.arange(len(boxes)), last - first + 1)
    begins = np.cumsum(last - first + 1) - (last - first + 1)
    strip = first[entries] + np.arange(len(entries)) - begins[entries]
    order = np.lexsort((boxes[entries, 0], strip))
    return strip[order], entries[order], first


def _polygons(buildings: Buildings, parts: NDArray[np.int64]) -> NDArray[Any]:
    import shapely

    made = []
    for part in parts.tolist():
        rings = [
            buildings.rings[buildings.ring_start[ring] : buildings.ring_start[ring + 1]].astype(np.float64)
            for ring in range(int(buildings.part_start[part]), int(buildings.part_start[part + 1]))
        ]
        made.append(shapely.Polygon(rings[0], rings[1:]))
    return np.array(made, dtype=object)


@njit(cache=True)
def _pairs(
    strip: NDArray[np.int64],
    entries: NDArray[np.int64],
    first_strip: NDArray[np.int64],
    boxes: F64,
    bottom: F32,
    top: F32,
    owner: NDArray[np.int64],
    rings: F32,
    start: I32,
    stop: I32,
    pairs: NDArray[np.int64],
) -> int:
    """Fill in pairs of parts of different buildings that no edge tells apart; -1 if there are too many."""
    count = 0
    steps = 0
    for place in range(len(entries)):
        one = entries[place]
        for later in range(place + 1, len(entries)):
            other = entries[later]
            steps += 1
            if strip[later] != strip[place] or boxes[other, 0] >= boxes[one, 2] - _TOUCH:
                break
            if boxes[other, 1] >= boxes[one, 3] - _TOUCH or boxes[one, 1] >= boxes[other, 3] - _TOUCH:
                continue
            if strip[place] != max(first_strip[one], first_strip[other]):
                continue  # they meet in several strips; the first of them counts
            if owner[one] == owner[other] or bottom[one] >= top[other] or bottom[other] >= top[one]:
                continue
            first, second = rings[start[one] : stop[one]], rings[start[other] : stop[other]]
            if _apart(first, second) or _apart(second, first):
                continue
            if count == len(pairs):
                return -1
            pairs[count, 0], pairs[count, 1] = one, other
            count += 1
        if steps > _MOST_STEPS:
            return -1
    return count


@inner_kernel
def _apart(first: F32, second: F32) -> bool:
    """Return whether an edge of the first ring has all of the first behind it and none of the second."""
    size = len(first)
    for corner in range(size):
        following = corner + 1 if corner + 1 < size else 0
        x, y = first[corner, 0], first[corner, 1]
        along_x, along_y = first[following, 0] - x, first[following, 1] - y
        length = np.sqrt(along_x * along_x + along_y * along_y)
        if length <= 0.0:
            continue
        outside = True
        for row in range(len(second)):  # to the right of a counter-clockwise edge lies the outside
            if along_x * (second[row, 1] - y) - along_y * (second[row, 0] - x) > _TOUCH * length:
                outside = False
                break
        if not outside:
            continue
        for row in range(size):
            if along_x * (first[row, 1] - y) - along_y * (first[row, 0] - x) < -_TOUCH * length:
                outside = False
                break
        if outside:
            return True
    return False
