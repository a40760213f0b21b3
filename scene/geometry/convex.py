"""Convex polygons in the plane: the hull of some points, what a line leaves, what another one leaves.

It does not know what a polygon stands for.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: Corners counter-clockwise, without a closing repeat, shape (n, 2); empty if nothing is left.
Polygon: TypeAlias = NDArray[np.float64]


def hull(points: ArrayLike) -> Polygon:
    """Return the convex hull of some points (Andrew's chains), without corners on a straight edge."""
    places = np.unique(np.asarray(points, np.float64).reshape(-1, 2), axis=0)
    if len(places) < 3:
        return places[:0]
    lower, upper = _chain(places), _chain(places[::-1])
    corners = np.array(lower[:-1] + upper[:-1])
    return corners if len(corners) > 2 else places[:0]


def _chain(places: Polygon) -> list[tuple[float, float]]:
    chain: list[tuple[float, float]] = []
    for x, y in places.tolist():
        while len(chain) > 1 and _turn(chain[-2], chain[-1], (x, y)) <= 0.0:
            chain.pop()
        chain.append((x, y))
    return chain


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def clipped(polygon: Polygon, normal: tuple[float, float], offset: float) -> Polygon:
    """Return what of a polygon lies where ``normal · p <= offset``; empty if that has no area."""
    kept: list[tuple[float, float]] = []
    beyond = polygon @ np.array(normal) - offset
    for i in range(len(polygon)):
        j = (i + 1) % len(polygon)
        if beyond[i] <= 0.0:
            kept.append((float(polygon[i, 0]), float(polygon[i, 1])))
        if (beyond[i] < 0.0 < beyond[j]) or (beyond[j] < 0.0 < beyond[i]):
            share = beyond[i] / (beyond[i] - beyond[j])
            x, y = polygon[i] + share * (polygon[j] - polygon[i])
            kept.append((float(x), float(y)))
    left = np.array(kept).reshape(-1, 2)
    return left if len(left) > 2 and area(left) > 1e-9 else left[:0]


def difference(polygon: Polygon, hole: Polygon) -> list[Polygon]:
    """Return convex polygons that together are what of a polygon lies outside another convex one."""
    pieces, left = [], polygon
    for (ax, ay), (bx, by) in zip(hole, np.roll(hole, -1, axis=0), strict=True):
        outward = (float(by - ay), float(ax - bx))
        offset = outward[0] * float(ax) + outward[1] * float(ay)
        piece = clipped(left, (-outward[0], -outward[1]), -offset)
        left = clipped(left, outward, offset)
        if len(piece):
            pieces.append(piece)
        if not len(left):
            break
    return pieces


def grown(polygon: Polygon, by: float) -> Polygon:
    """Return a polygon with every edge moved outwards, its sharp corners cut off as far out along x."""
    low, high = polygon[:, 0].min() - by, polygon[:, 0].max() + by
    before, after = np.roll(polygon, 1, axis=0), np.roll(polygon, -1, axis=0)
    one, other = _outward(before, polygon), _outward(polygon, after)
    # Where the two moved edges meet: along the sum of their normals.
    both = one + other
    corners = polygon + both * (2.0 * by / np.sum(both * both, axis=1))[:, None]
    return clipped(clipped(corners, (-1.0, 0.0), -low), (1.0, 0.0), high)


def shrunk(polygon: Polygon, by: float) -> Polygon:
    """Return what of a polygon lies farther inside than a distance; empty if nothing does."""
    left = polygon
    after = np.roll(polygon, -1, axis=0)
    for corner, (nx, ny) in zip(polygon, _outward(polygon, after), strict=True):
        left = clipped(left, (float(nx), float(ny)), float(nx * corner[0] + ny * corner[1]) - by)
        if not len(left):
            break
    return left


def _outward(start: Polygon, end: Polygon) -> Polygon:
    along = end - start
    outward: Polygon = np.column_stack([along[:, 1], -along[:, 0]]) / np.hypot(*along.T)[:, None]
    return outward


def area(polygon: Polygon) -> float:
    """Return the area of a polygon, square metres."""
    if len(polygon) < 3:
        return 0.0
    x, y = (polygon - polygon[0]).T
    return 0.5 * float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)))


def spans(polygon: Polygon, at: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return between which y a polygon is cut by upright lines at some x; nan where a line misses it."""
    x = np.asarray(at, np.float64)
    low, high = np.full(x.shape, np.nan), np.full(x.shape, np.nan)
    for (ax, ay), (bx, by) in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
        met = (x >= min(ax, bx)) & (x <= max(ax, bx))
        if ax == bx:
            ends = (min(ay, by), max(ay, by))
            low[met], high[met] = np.fmin(low[met], ends[0]), np.fmax(high[met], ends[1])
        else:
            y = ay + (x[met] - ax) * (by - ay) / (bx - ax)
            low[met], high[met] = np.fmin(low[met], y), np.fmax(high[met], y)
    return low, high
