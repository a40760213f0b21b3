"""Cut footprints into triangles: ear clipping for simple rings, Mapbox earcut for holes and giants.

Counts and areas are exact for simple polygons; a ring that crosses itself still gets triangles, and a
ring without an area gets none. It does not know heights.
"""

from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scene.payloads.arrays import F32, I32

#: Ear clipping looks at all vertices for each ear; beyond this many the hashed earcut is faster.
_GIANT: Final = 192


def triangulate(rings: F32, ring_start: I32, part_start: I32, parts: I32) -> tuple[I32, I32]:
    """Cut each part into triangles.

    Parameters
    ----------
    rings : ndarray of float32, shape (v, 2)
        Vertices of all rings, metres; closing repeats and repeated vertices are allowed.
    ring_start, part_start : ndarray of int32
        Nested offsets as in :class:`scene.payloads.buildings.Buildings`.
    parts : ndarray of int32, shape (k,)
        Which parts to cut.

    Returns
    -------
    triangles : ndarray of int32, shape (t, 3)
        Vertex indices into `rings`, counter-clockwise seen from above.
    triangle_start : ndarray of int32, shape (k + 1,)
        Triangles of the i-th wanted part.
    """
    sizes = (ring_start[part_start[parts + 1]] - ring_start[part_start[parts]]).astype(np.int64)
    rings = (
        rings if rings.flags.writeable else rings.copy()
    )  # writable, so that the kernels are compiled for one kind of array
    plain = ((part_start[parts + 1] - part_start[parts]) == 1) & (sizes <= _GIANT)
    room = np.zeros(len(parts) + 1, np.int64)
    np.cumsum(np.where(plain, np.maximum(sizes - 2, 0), 0), out=room[1:])
    clipped = np.empty((room[-1], 3), np.int32)
    counts = np.zeros(len(parts), np.int64)
    _clip_all(rings, ring_start, part_start, parts, plain, room, clipped, counts)

    others = {int(i): _earcut(rings, ring_start, part_start, int(parts[i])) for i in np.flatnonzero(~plain)}
    for i, found in others.items():
        counts[i] = len(found)
    start = np.zeros(len(parts) + 1, np.int32)
    np.cumsum(counts, out=start[1:])
    triangles = np.empty((start[-1], 3), np.int32)
    kept = np.where(plain, counts, 0)
    within = np.arange(int(kept.sum())) - np.repeat(np.cumsum(kept) - kept, kept)
    triangles[np.repeat(start[:-1], kept) + within] = clipped[np.repeat(room[:-1], kept) + within]
    for i, found in others.items():
        triangles[start[i] : start[i + 1]] = found
    return triangles, start


def _earcut(rings: F32, ring_start: I32, part_start: I32, part: int) -> I32:
    """Return the triangles of a part with holes, or of a very long ring."""
    import mapbox_earcut

    bounds = ring_start[part_start[part] : part_start[part + 1] + 1]
    if bounds[1] - bounds[0] < 3:
        return np.empty((0, 3), np.int32)
    points = rings[bounds[0] : bounds[-1]].astype(np.float64)
    if not np.isfinite(points).all():
        return np.empty((0, 3), np.int32)
    found = mapbox_earcut.triangulate_float64(points, (bounds[1:] - bounds[0]).astype(np.uint32))
    corners = found.astype(np.int32).reshape(-1, 3)
    a, b, c = (points[corners[:, k]] for k in range(3))
    twice = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    corners[twice < 0] = corners[twice < 0][:, ::-1]
    turned: NDArray[np.int32] = corners[twice != 0] + bounds[0]
    return turned


@njit(cache=True)
def _clip_all(
    rings: F32,
    ring_start: I32,
    part_start: I32,
    parts: I32,
    plain: NDArray[np.bool_],
    room: NDArray[np.int64],
    clipped: I32,
    counts: NDArray[np.int64],
) -> None:
    for i in range(len(parts)):
        if plain[i]:
            ring = part_start[parts[i]]
            first, stop = int(ring_start[ring]), int(ring_start[ring + 1])
            counts[i] = clip_ring(rings, first, stop, clipped, room[i])


@njit(cache=True)
def cross(rings: F32, a: int, b: int, c: int) -> float:
    """Return twice the area of the triangle of three vertices, positive if counter-clockwise, m²."""
    ax, ay = np.float64(rings[a, 0]), np.float64(rings[a, 1])  # float() would keep 32 bits here
    bx, by = np.float64(rings[b, 0]) - ax, np.float64(rings[b, 1]) - ay
    cx, cy = np.float64(rings[c, 0]) - ax, np.float64(rings[c, 1]) - ay
    return float(bx * cy - by * cx)


@njit(cache=True)
def _holds_none(rings: F32, follow: NDArray[np.int64], a: int, b: int, c: int, base: int) -> bool:
    """Say that no other remaining vertex lies in or on the triangle; ones on its corners do not count."""
    at = follow[c - base] + base
    while at != a:
        corner = False
        for k in (a, b, c):
            corner = corner or (rings[at, 0] == rings[k, 0] and rings[at, 1] == rings[k, 1])
        if (
            not corner
            and cross(rings, a, b, at) >= 0.0
            and cross(rings, b, c, at) >= 0.0
            and cross(rings, c, a, at) >= 0.0
        ):
            return False
        at = follow[at - base] + base
    return True


@njit(cache=True)
def clip_ring(rings: F32, first: int, stop: int, clipped: I32, at: int) -> int:
    """Clip the ears of one ring; return how many triangles were put at ``clipped[at:]``.

    Triangles without an area (collinear or repeated vertices) are left out. Where no ear is left, as in a
    ring that crosses itself, the next convex corner is cut all the same, so that the loop always ends.
    """
    n = stop - first
    area = 0.0
    for k in range(1, n - 1):
        area += cross(rings, first, first + k, first + k + 1)
    if n < 3 or not abs(area) > 1e-9:  # also true for NaN
        return 0
    follow = np.empty(n, np.int64)
    before = np.empty(n, np.int64)
    for k in range(n):
        forward, back = (k + 1) % n, (k + n - 1) % n
        follow[k] = forward if area > 0 else back
        before[k] = back if area > 0 else forward
    put, left, b, waited = 0, n, 0, 0
    while left >= 3:
        a, c = before[b], follow[b]
        twice = cross(rings, a + first, b + first, c + first)
        forced = waited > left
        ear = twice > 0.0 and (
            left == 3 or forced or _holds_none(rings, follow, a + first, b + first, c + first, first)
        )
        if ear or twice == 0.0 or waited > 2 * left:
            if twice > 0.0:
                clipped[at + put, 0] = a + first
                clipped[at + put, 1] = b + first
                clipped[at + put, 2] = c + first
                put += 1
            follow[a] = c
            before[c] = a
            left -= 1
            waited = 0
            b = a if twice == 0.0 else c
        else:
            waited += 1
            b = c
    return put
