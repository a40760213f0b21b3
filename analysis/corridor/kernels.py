"""How much of some triangles rises over a corridor's plane: volume, highest and lowest place, profile, parts.

The plane's level is a polynomial of the distance along the axis, q0 + q1 d + q2 d², with q2 not negative,
so what a straight edge rises over it is a concave parabola. Nothing is sampled: polygons are cut to the zone,
and parabolas are integrated between their roots. The volume over the plane under a triangle of slope g across
the axis is, after Green, the sum over the cut polygon's edges of ``-1/2g ∫ max(u, 0)² dd`` with u what the
edge rises over the plane. A triangle that faces down counts negative: a closed body gives its own volume.
Plain float64 in a fixed order. It does not know corridors or buildings.
"""

from typing import Final, TypeAlias

import numpy as np
from numba import njit

from scene.geometry.numba_inner import inner_kernel
from scene.payloads.arrays import F64, I32

#: A slope across the axis below this is none.
_LEVEL: Final = 1e-7
#: Corners that a triangle can have after it is cut by a zone's polygon: no zone has more than twelve edges.
_ROOM: Final = 24
Plane: TypeAlias = tuple[float, float, float]


@inner_kernel
def _cut(corners: F64, polygon: F64, held: F64, spare: F64) -> int:
    """Write what of a triangle lies over a convex polygon into `held`, rows d, t, z; return its corners."""
    for k in range(3):
        for axis in range(3):
            held[k, axis] = corners[k, axis]
    count = 3
    for e in range(len(polygon)):
        ax, ay = polygon[e, 0], polygon[e, 1]
        f = e + 1 if e + 1 < len(polygon) else 0
        nx, ny = polygon[f, 1] - ay, ax - polygon[f, 0]
        kept = 0
        for i in range(count):
            j = i + 1 if i + 1 < count else 0
            here = nx * (held[i, 0] - ax) + ny * (held[i, 1] - ay)
            there = nx * (held[j, 0] - ax) + ny * (held[j, 1] - ay)
            if here <= 0.0:
                for axis in range(3):
                    spare[kept, axis] = held[i, axis]
                kept += 1
            if (here < 0.0 < there) or (there < 0.0 < here):
                share = here / (here - there)
                for axis in range(3):
                    spare[kept, axis] = held[i, axis] + share * (held[j, axis] - held[i, axis])
                kept += 1
        count = kept
        if count == 0:
            return 0
        for i in range(count):
            for axis in range(3):
                held[i, axis] = spare[i, axis]
    return count


@inner_kernel
def _apart(corners: F64, polygon: F64) -> bool:
    """Say whether the boxes around a triangle and a polygon do not meet."""
    for axis in range(2):
        low = min(corners[0, axis], corners[1, axis], corners[2, axis])
        high = max(corners[0, axis], corners[1, axis], corners[2, axis])
        near, far = polygon[0, axis], polygon[0, axis]
        for e in range(1, len(polygon)):
            near, far = min(near, polygon[e, axis]), max(far, polygon[e, axis])
        if high < near or low > far:
            return True
    return False


@inner_kernel
def _roots(a: float, b: float, e: float) -> tuple[float, float]:
    """Return the rising real roots of a + b s + e s²; inf for one that is not there."""
    if e == 0.0:
        return (-a / b if b != 0.0 else np.inf), np.inf
    inner = b * b - 4.0 * a * e
    if inner <= 0.0:
        return np.inf, np.inf
    q = -0.5 * (b + (np.sqrt(inner) if b >= 0.0 else -np.sqrt(inner)))
    one, other = q / e, (a / q if q != 0.0 else 0.0)
    return min(one, other), max(one, other)


@inner_kernel
def _power(a: float, b: float, e: float, t: float, k: float, s: float, squared: bool) -> float:
    """Return the antiderivative at s of (a + b s + e s²)², or of (a + b s + e s²)(t + k s)."""
    if squared:
        third, fourth = (b * b + 2.0 * a * e) / 3.0, b * e / 2.0 + s * e * e / 5.0
        return s * (a * a + s * (a * b + s * (third + s * fourth)))
    return s * (a * t + s * ((a * k + b * t) / 2.0 + s * ((b * k + e * t) / 3.0 + s * e * k / 4.0)))


@inner_kernel
def _positive(a: float, b: float, e: float, t: float, k: float, run: float, squared: bool) -> float:
    """Integrate where the parabola is positive, from 0 to `run`, which may be negative."""
    first, second = _roots(a, b, e)
    low, high = min(0.0, run), max(0.0, run)
    total, start = 0.0, low
    for piece in range(3):
        stop = high
        if piece == 0:
            stop = min(max(first, low), high)
        elif piece == 1:
            stop = min(max(second, low), high)
        if stop > start:
            middle = 0.5 * (start + stop)
            if a + middle * (b + middle * e) > 0.0:
                total += _power(a, b, e, t, k, stop, squared) - _power(a, b, e, t, k, start, squared)
            start = stop
    return total if run >= 0.0 else -total


@inner_kernel
def _volume(held: F64, count: int, across: float, plane: Plane, over: float) -> float:
    """Return the signed volume between a cut triangle and the plane raised by `over`, where it is higher."""
    q0, q1, q2 = plane
    squared = abs(across) > _LEVEL
    total = 0.0
    for i in range(count):
        j = i + 1 if i + 1 < count else 0
        d, run = held[i, 0], held[j, 0] - held[i, 0]
        if run == 0.0:
            continue
        a = held[i, 2] - (q0 + d * (q1 + d * q2)) - over
        b = (held[j, 2] - held[i, 2]) / run - (q1 + 2.0 * q2 * d)
        k = (held[j, 1] - held[i, 1]) / run
        total -= _positive(a, b, -q2, held[i, 1], k, run, squared)
    volume: float = total / (2.0 * across) if squared else total
    return volume


@inner_kernel
def _across(corners: F64) -> float:
    """Return the slope of a triangle across the axis; nan if it stands upright."""
    d1, t1, z1 = corners[1, 0] - corners[0, 0], corners[1, 1] - corners[0, 1], corners[1, 2] - corners[0, 2]
    d2, t2, z2 = corners[2, 0] - corners[0, 0], corners[2, 1] - corners[0, 1], corners[2, 2] - corners[0, 2]
    up = d1 * t2 - t1 * d2
    if abs(up) <= 1e-9 * (abs(d1 * t2) + abs(t1 * d2)):
        return np.nan
    slope: float = -(z1 * d2 - d1 * z2) / up
    return slope


@njit(cache=True, nogil=True)
def measure(
    corners: F64, rows: I32, polygon: F64, plane: Plane, cap: float,
    volume: F64, high: F64, low: F64, place: F64,
) -> None:  # fmt: skip
    """Add what triangles have over the plane within a convex polygon to their rows.

    Parameters
    ----------
    corners : ndarray of float64, shape (m, 3, 3)
        d, t and z of each triangle's corners, counter-clockwise seen from outside.
    rows : ndarray of int32, shape (m,)
    polygon : ndarray of float64, shape (n, 2)
        Counter-clockwise.
    plane : tuple of float
        q0, q1, q2.
    cap : float
        What is higher over the plane than this does not count to the volume, metres.
    volume, high, low : ndarray of float64, shape (rows,)
        Added to; raised to what the row rises over the plane at most; lowered to what at least.
    place : ndarray of float64, shape (rows, 2)
        d and t of where it is highest.
    """
    held, spare = np.empty((_ROOM, 3)), np.empty((_ROOM, 3))
    q0, q1, q2 = plane
    for f in range(len(corners)):
        if _apart(corners[f], polygon):
            continue
        count = _cut(corners[f], polygon, held, spare)
        if count == 0:
            continue
        row = rows[f]
        across = _across(corners[f])
        if not np.isnan(across) and count > 2:
            part = _volume(held, count, across, plane, 0.0)
            if cap < np.inf:
                part -= _volume(held, count, across, plane, cap)
            volume[row] += part
        for i in range(count):
            j = i + 1 if i + 1 < count else 0
            d, run = held[i, 0], held[j, 0] - held[i, 0]
            a = held[i, 2] - (q0 + d * (q1 + d * q2))
            share = 0.0
            if run != 0.0 and q2 > 0.0:
                slope = (held[j, 2] - held[i, 2]) / run - (q1 + 2.0 * q2 * d)
                share = min(max(slope / (2.0 * q2) / run, 0.0), 1.0)
            rise = held[j, 2] - held[i, 2]
            s = share * run
            best = a + share * rise - s * (q1 + 2.0 * q2 * d + q2 * s)
            low[row] = min(low[row], a)
            if best > high[row]:
                high[row] = best
                place[row, 0], place[row, 1] = d + s, held[i, 1] + share * (held[j, 1] - held[i, 1])


@njit(cache=True, nogil=True)
def profile(corners: F64, polygon: F64, stations: F64, top: F64) -> None:
    """Raise `top` to the highest that triangles are over a polygon at rising distances along the axis."""
    held, spare = np.empty((_ROOM, 3)), np.empty((_ROOM, 3))
    for f in range(len(corners)):
        if _apart(corners[f], polygon):
            continue
        count = _cut(corners[f], polygon, held, spare)
        for i in range(count):
            j = i + 1 if i + 1 < count else 0
            near, far = min(held[i, 0], held[j, 0]), max(held[i, 0], held[j, 0])
            k = np.searchsorted(stations, near)
            while k < len(stations) and stations[k] <= far:
                share = (stations[k] - held[i, 0]) / (held[j, 0] - held[i, 0]) if far > near else 0.0
                top[k] = max(top[k], held[i, 2] + share * (held[j, 2] - held[i, 2]))
                k += 1


@njit(cache=True, nogil=True)
def parts_over(
    corners: F64, polygon: F64, plane: Plane, cap: float, points: F64, start: I32
) -> int:  # fmt: skip
    """Write the corners of what triangles have within a polygon between the plane and a height over it.

    Parameters
    ----------
    corners, polygon, plane, cap
        As in :func:`measure`.
    points : ndarray of float64, shape (room, 3)
        d, t and z, polygon after polygon; nothing is written if it is empty.
    start : ndarray of int32, shape (m + 1,)
        Where each triangle's part begins.

    Returns
    -------
    int
        Corners in all.
    """
    held, spare = np.empty((_ROOM + 4, 3)), np.empty((_ROOM + 4, 3))
    total = 0
    for f in range(len(corners)):
        start[f] = total
        if not _apart(corners[f], polygon):
            count = _cut(corners[f], polygon, held, spare)
            count = _keep(held, spare, count, plane, 0.0, 1.0)
            if cap < np.inf:
                count = _keep(held, spare, count, plane, cap, -1.0)
            if count > 2:
                if total + count <= len(points):
                    for i in range(count):
                        for axis in range(3):
                            points[total + i, axis] = held[i, axis]
                total += count
    start[len(corners)] = total
    return total


@inner_kernel
def _keep(held: F64, spare: F64, count: int, plane: Plane, over: float, sign: float) -> int:
    """Keep what is over (sign 1) or under (-1) the plane raised by `over`; return its corners."""
    q0, q1, q2 = plane
    kept = 0
    for i in range(count):
        j = i + 1 if i + 1 < count else 0
        d, run = held[i, 0], held[j, 0] - held[i, 0]
        a = held[i, 2] - (q0 + d * (q1 + d * q2)) - over
        far = held[j, 0]
        b = held[j, 2] - (q0 + far * (q1 + far * q2)) - over
        if sign * a >= 0.0:
            for axis in range(3):
                spare[kept, axis] = held[i, axis]
            kept += 1
        if (a < 0.0 < b) or (b < 0.0 < a):
            bend = q2 * run * run  # over the edge, in shares of it: a + (b - a + bend) s - bend s²
            first, second = _roots(a, b - a + bend, -bend)
            share = first if 0.0 < first < 1.0 else (second if 0.0 < second < 1.0 else a / (a - b))
            for axis in range(3):
                spare[kept, axis] = held[i, axis] + share * (held[j, axis] - held[i, axis])
            kept += 1
    for i in range(kept):
        for axis in range(3):
            held[i, axis] = spare[i, axis]
    return kept
