"""The Delaunay triangulation of points in the plan, and the regions that chosen edges of it enclose.

A sweep from the middle outwards that keeps the hull of what it has and flips edges behind it (the method of
Mapbox's delaunator, after Sinclair's s-hull, 2016). It does not know heights, and it keeps no given lines.

Points are told apart by 1/1024 m. On that grid the side of a line on which a point lies is exact in float64,
so that the sweep cannot go astray among the thousands of points that lie on one straight kerb.
"""

from typing import Final, NamedTuple, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scene.payloads.arrays import F64, I32

I64 = NDArray[np.int64]

#: Points are told apart by this, metres: a power of two, so that sums and halves of it are exact.
STEP: Final = 1.0 / 1024.0
#: Products of differences of coordinates are exact up to this extent, metres.
WIDEST: Final = 65_536.0
#: Share of its terms by which rounding may falsify the test of a circle (Shewchuk 1997, A bound).
_CIRCLE_ERROR: Final = 1.2e-15
#: The twin of an edge of the hull. A plain -1 would have kernels compiled again wherever it is passed.
_NONE: Final = cast(int, np.int64(-1))
#: Edges that may wait to be looked at; a flip seldom causes more than a dozen.
_WAITING: Final = 4096


class Triangulation(NamedTuple):
    """Triangles over points.

    Parameters
    ----------
    faces : ndarray of int32, shape (m, 3)
        Point numbers, counter-clockwise.
    twins : ndarray of int32, shape (3 m,)
        Edge ``3 f + k`` runs from corner ``k`` of face ``f`` to the next; here is the same edge seen from
        the face on its other side, or -1 along the hull.
    """

    faces: I32
    twins: I32


def snapped(points: F64) -> F64:
    """Return points on the grid on which the triangulation is exact, moved by half a millimetre at most."""
    return np.asarray(np.round(points / STEP) * STEP)


def delaunay(points: F64) -> Triangulation:
    """Triangulate points.

    Parameters
    ----------
    points : ndarray of float64, shape (n, 2)
        Metres, best :func:`snapped`; of points on one spot of the grid, one is taken.

    Raises
    ------
    ValueError
        If all points lie on one line, or farther apart than 65 km.
    """
    plan = snapped(np.ascontiguousarray(points, dtype=np.float64))
    if len(plan) and np.ptp(plan, axis=0).max() >= WIDEST:
        raise ValueError("points farther apart than 65 km cannot be triangulated exactly")
    seed = _seed(plan)
    centre = snapped(_circumcentre(plan[seed[0]], plan[seed[1:]])[0])
    away = (plan[:, 0] - centre[0]) ** 2 + (plan[:, 1] - centre[1]) ** 2
    order = np.lexsort((plan[:, 1], plan[:, 0], away))
    corners, twins = _swept(plan, order, seed, centre)
    return Triangulation(corners.reshape(-1, 3).astype(np.int32), twins.astype(np.int32))


def regions(twins: I32, walled: NDArray[np.bool_]) -> I32:
    """Give each face a number, the same for faces that meet at an open edge.

    Parameters
    ----------
    twins : ndarray of int32, shape (3 m,)
        Of a :class:`Triangulation`.
    walled : ndarray of bool, shape (3 m,)
        Edges that part regions, told from both sides.

    Returns
    -------
    ndarray of int32, shape (m,)
        From 0, in the order in which the faces first meet a region.
    """
    return _flooded(twins, walled)


def _seed(plan: F64) -> I64:
    """Return three points in the middle, counter-clockwise, with no other point in their circle."""
    middle = 0.5 * (plan.min(axis=0) + plan.max(axis=0)) if len(plan) > 2 else np.zeros(2)
    first = int(_squared(plan - middle).argmin()) if len(plan) > 2 else 0
    away = _squared(plan - plan[first]) if len(plan) > 2 else np.zeros(0)
    away[away == 0.0] = np.inf
    second = int(away.argmin()) if len(away) else 0
    if len(plan) < 3 or not np.isfinite(away[second]):
        raise ValueError("three points apart are needed for a triangle")
    ends = np.stack([np.broadcast_to(plan[second], plan.shape), plan], axis=1)
    radius = _circumcentre(plan[first], ends)[1]
    third = int(radius.argmin())
    if not np.isfinite(radius[third]):
        raise ValueError("points on one line have no triangles")
    a, b, c = plan[first], plan[second], plan[third]
    left = (b[0] - a[0]) * (c[1] - a[1]) > (b[1] - a[1]) * (c[0] - a[0])
    return np.array([first, second, third] if left else [first, third, second])


def _squared(offset: F64) -> F64:
    return np.asarray(offset[:, 0] ** 2 + offset[:, 1] ** 2)


def _circumcentre(corner: F64, others: F64) -> tuple[F64, F64]:
    """Return centres and squared radii of the circles through a corner and pairs of others, (…, 2, 2)."""
    b, c = np.moveaxis(others - corner, -2, 0)
    twice = 2.0 * (b[..., 0] * c[..., 1] - b[..., 1] * c[..., 0])
    bb, cc = (b**2).sum(axis=-1), (c**2).sum(axis=-1)
    flat = np.where(twice == 0.0, 1.0, twice)
    x = (c[..., 1] * bb - b[..., 1] * cc) / flat
    y = (b[..., 0] * cc - c[..., 0] * bb) / flat
    radius = np.where(twice == 0.0, np.inf, x * x + y * y)
    return np.stack([x, y], axis=-1) + corner, radius


@njit(cache=True, nogil=True)
def _side(plan: F64, a: int, b: int, c: int) -> float:
    """Return twice the area of a triangle, positive if it runs counter-clockwise; exact on the grid."""
    bx, by = plan[b, 0] - plan[a, 0], plan[b, 1] - plan[a, 1]
    cx, cy = plan[c, 0] - plan[a, 0], plan[c, 1] - plan[a, 1]
    return float(bx * cy - by * cx)


@njit(cache=True, nogil=True)
def _encloses(plan: F64, a: int, b: int, c: int, p: int) -> bool:
    """Say whether the circle of a counter-clockwise triangle surely holds a point: no doubtful edge flips."""
    ax, ay = plan[a, 0] - plan[p, 0], plan[a, 1] - plan[p, 1]
    bx, by = plan[b, 0] - plan[p, 0], plan[b, 1] - plan[p, 1]
    cx, cy = plan[c, 0] - plan[p, 0], plan[c, 1] - plan[p, 1]
    aa, bb, cc = ax * ax + ay * ay, bx * bx + by * by, cx * cx + cy * cy
    value = aa * (bx * cy - by * cx) + bb * (cx * ay - cy * ax) + cc * (ax * by - ay * bx)
    size = aa * (abs(bx * cy) + abs(by * cx)) + bb * (abs(cx * ay) + abs(cy * ax))
    return bool(value > _CIRCLE_ERROR * (size + cc * (abs(ax * by) + abs(ay * bx))))


@njit(cache=True, nogil=True)
def _bearing(x: float, y: float, count: int) -> int:
    """Return the slot of a direction among `count` round the circle."""
    total = abs(x) + abs(y)
    share = x / total if total > 0.0 else 0.0
    turn = (3.0 - share if y > 0.0 else 1.0 + share) / 4.0
    return int(turn * count) % count


@njit(cache=True, nogil=True)
def _linked(twins: I64, one: int, other: int) -> None:
    twins[one] = other
    if other != _NONE:
        twins[other] = one


@njit(cache=True, nogil=True)
def _settled(
    plan: F64, corners: I64, twins: I64, edge: int, hull: I64, before: I64, last: int, waiting: I64
) -> int:
    """Flip edges from `edge` on until all are Delaunay; return where its face's third edge has gone."""
    count, third = 0, 0
    a = edge
    while True:
        b = twins[a]
        face = a - a % 3
        third = face + (a + 2) % 3
        if b != _NONE:
            other = b - b % 3
            beyond = other + (b + 2) % 3
            p, q = corners[third], corners[beyond]
            if _encloses(plan, p, corners[a], corners[face + (a + 1) % 3], q):
                corners[a], corners[b] = q, p
                outer = twins[beyond]
                if outer == _NONE:  # the edge lay on the hull, which now finds it under another number
                    at = last
                    while hull[at] != beyond:
                        at = before[at]
                        if at == last:
                            break
                    if hull[at] == beyond:
                        hull[at] = a
                _linked(twins, a, outer)
                _linked(twins, b, twins[third])
                _linked(twins, third, beyond)
                if count < len(waiting):
                    waiting[count] = other + (b + 1) % 3
                    count += 1
                continue
        if count == 0:
            return third
        count -= 1
        a = waiting[count]


@njit(cache=True, nogil=True)
def _face(corners: I64, twins: I64, face: int, a: int, b: int, c: int, ab: int, bc: int, ca: int) -> None:
    """Write a face with the twins of its edges."""
    corners[3 * face], corners[3 * face + 1], corners[3 * face + 2] = a, b, c
    _linked(twins, 3 * face, ab)
    _linked(twins, 3 * face + 1, bc)
    _linked(twins, 3 * face + 2, ca)


@njit(cache=True, nogil=True)
def _facing(
    plan: F64, point: int, key: int, slot: I64, after: I64, before: I64, last: int
) -> tuple[int, int]:
    """Return where the first edge of the hull that faces a point begins, and where the search began.

    Slots are a guess: one may name a point that is on the hull no more, which follows itself.
    """
    start = last
    for k in range(len(slot)):
        candidate = slot[(key + k) % len(slot)]
        if candidate != -1 and candidate != after[candidate]:
            start = candidate
            break
    start = before[start]
    e = start
    while _side(plan, e, after[e], point) >= 0.0:
        e = after[e]
        if e == start:
            return -1, start
    return e, start


@njit(cache=True, nogil=True)
def _swept(plan: F64, order: I64, seed: I64, centre: F64) -> tuple[I64, I64]:
    """Add the points from the middle outwards; `hull` holds the inner edge that starts at each hull point."""
    count = len(plan)
    corners, twins = np.empty(6 * count, np.int64), np.full(6 * count, _NONE, np.int64)
    after, before, hull = np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros(count, np.int64)
    waiting = np.empty(_WAITING, np.int64)
    slots = int(np.ceil(np.sqrt(count)))
    slot = np.full(slots, -1, np.int64)
    for k in range(3):
        point, following = seed[k], seed[(k + 1) % 3]
        after[point], before[following], hull[point] = following, point, k
        slot[_bearing(plan[point, 0] - centre[0], plan[point, 1] - centre[1], slots)] = point
    corners[0], corners[1], corners[2] = seed[0], seed[1], seed[2]
    faces, last, previous = 1, seed[0], -1
    for point in order:
        if point == seed[0] or point == seed[1] or point == seed[2]:
            continue
        if previous != -1 and plan[point, 0] == plan[previous, 0] and plan[point, 1] == plan[previous, 1]:
            continue
        previous = point
        key = _bearing(plan[point, 0] - centre[0], plan[point, 1] - centre[1], slots)
        e, start = _facing(plan, point, key, slot, after, before, last)
        if e == -1:
            continue  # on the spot of another point
        n = after[e]
        _face(corners, twins, faces, e, point, n, _NONE, _NONE, hull[e])
        hull[e] = 3 * faces
        hull[point] = _settled(plan, corners, twins, 3 * faces + 2, hull, before, last, waiting)
        faces += 1
        while _side(plan, n, after[n], point) < 0.0:
            _face(corners, twins, faces, n, point, after[n], hull[point], _NONE, hull[n])
            hull[point] = _settled(plan, corners, twins, 3 * faces + 2, hull, before, last, waiting)
            faces += 1
            gone, n = n, after[n]
            after[gone] = gone  # no longer on the hull
        while e == start and _side(plan, before[e], e, point) < 0.0:
            q = before[e]
            _face(corners, twins, faces, q, point, e, _NONE, hull[e], hull[q])
            hull[q] = 3 * faces
            _settled(plan, corners, twins, 3 * faces + 2, hull, before, last, waiting)
            faces += 1
            after[e] = e  # no longer on the hull
            e = start = q
        last = e
        before[point], after[e], before[n], after[point] = e, point, point, n
        slot[key] = point
        slot[_bearing(plan[e, 0] - centre[0], plan[e, 1] - centre[1], slots)] = e
    return corners[: 3 * faces].copy(), twins[: 3 * faces].copy()


@njit(cache=True, nogil=True)
def _flooded(twins: I32, walled: NDArray[np.bool_]) -> I32:
    count = len(twins) // 3
    region = np.full(count, -1, np.int32)
    waiting = np.empty(count, np.int32)
    number = 0
    for first in range(count):
        if region[first] != -1:
            continue
        region[first], waiting[0], left = number, first, 1
        while left:
            left -= 1
            face = waiting[left]
            for edge in range(3 * face, 3 * face + 3):
                other = twins[edge] // 3
                if twins[edge] != -1 and not walled[edge] and region[other] == -1:
                    region[other], waiting[left] = number, other
                    left += 1
        number += 1
    return region
