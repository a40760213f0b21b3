"""Polygons of one ring straight out of well-known binary, cleaned and judged, as compiled loops.

Nearly all footprints are such rings; everything else goes through shapely. A ring that these loops do not
vouch for goes there too, so that shapely alone decides what is broken. They know numbers, not files.

Source of the layout: OGC 06-103r4 (well-known binary), with the flags of extended WKB for heights.
"""

from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from importers.common.ragged import I64
from scene.geometry.numba_inner import inner_kernel
from scene.payloads.arrays import F32, F64, I32

#: Rings of more vertices are left to shapely: judging one takes time with the square of their number.
MOST_VERTICES: Final = 96
#: Relative error of a cross product of differences, with room.
_ROUNDING: Final = 1e-14


@inner_kernel
def _uint32(data: NDArray[np.uint8], at: int) -> int:
    value = 0
    for byte in range(3, -1, -1):
        value = value << 8 | data[at + byte]
    return value


@inner_kernel
def _header(data: NDArray[np.uint8], at: int, stop: int) -> tuple[int, int, int]:
    """Return kind, dimensions and where the content begins; kind -1 if it is not little-endian."""
    if at + 9 > stop or data[at] != 1:
        return -1, 2, at
    code = _uint32(data, at + 1)
    at += 5
    dimensions = 2
    if code & 0x80000000:
        dimensions += 1
    if code & 0x40000000:
        dimensions += 1
    if code & 0x20000000:
        at += 4  # the number of its system
    code &= 0x0FFFFFFF
    thousand = code // 1000
    if thousand in (1, 2):
        dimensions = 3
    elif thousand == 3:
        dimensions = 4
    return code % 1000, dimensions, at


@inner_kernel
def _ring(data: NDArray[np.uint8], at: int, stop: int) -> tuple[int, int, int]:
    """Return where the only ring's coordinates begin, its vertices with the closing one, dimensions."""
    kind, dimensions, at = _header(data, at, stop)
    if kind == 6 and at + 4 <= stop and _uint32(data, at) == 1:
        kind, dimensions, at = _header(data, at + 4, stop)
    if kind != 3 or at + 8 > stop or _uint32(data, at) != 1:
        return 0, 0, 2
    size = _uint32(data, at + 4)
    if size < 4 or size > MOST_VERTICES or at + 8 + 8 * dimensions * size != stop:
        return 0, 0, 2
    return at + 8, size, dimensions


@njit(cache=True)
def ring_sizes(data: NDArray[np.uint8], start: I64) -> I32:
    """Return the vertices of each geometry that is one plain ring, the closing one left out, 0 for others.

    Parameters
    ----------
    data : ndarray of uint8
        Well-known binary, one geometry after the other.
    start : ndarray of int64, shape (n + 1,)
        Where each begins; nothing is read beyond the next.
    """
    sizes = np.zeros(len(start) - 1, np.int32)
    for row in range(len(sizes)):
        _, size, _ = _ring(data, start[row], start[row + 1])
        if size > 0:
            sizes[row] = size - 1
    return sizes


@njit(cache=True)
def ring_vertices(data: NDArray[np.uint8], start: I64, sizes: I32) -> tuple[F64, F32]:
    """Return the vertices of all plain rings, shape (v, 2), and the highest z of each, nan if it has none.

    A ring that is not closed, or with a coordinate that is no number, gets size 0 in `sizes`.
    """
    total = 0
    for row in range(len(sizes)):
        total += sizes[row]
    xy = np.empty((total, 2), np.float64)
    highest = np.full(len(sizes), np.nan, np.float32)
    place = 0
    for row in range(len(sizes)):
        if sizes[row] == 0:
            continue
        at, size, dimensions = _ring(data, start[row], start[row + 1])
        values = data[at : at + 8 * dimensions * size].copy().view(np.float64)
        last = dimensions * (size - 1)
        fit = values[0] == values[last] and values[1] == values[last + 1]
        for k in range(size - 1):
            x, y = values[dimensions * k], values[dimensions * k + 1]
            fit = fit and np.isfinite(x) and np.isfinite(y)
            xy[place + k, 0], xy[place + k, 1] = x, y
            if dimensions > 2:
                z = np.float32(values[dimensions * k + 2])
                if not z <= highest[row]:
                    highest[row] = z
        if fit:
            place += size - 1
        else:
            sizes[row] = 0
    return xy[:place], highest


@inner_kernel
def _side(ax: float, ay: float, bx: float, by: float, cx: float, cy: float) -> int:
    """Return on which side of a to b c lies: 1 left, -1 right, 0 too near to tell."""
    one, other = (bx - ax) * (cy - ay), (by - ay) * (cx - ax)
    error = _ROUNDING * (abs(one) + abs(other))
    if one - other > error:
        return 1
    return -1 if one - other < -error else 0


@inner_kernel
def _surely_simple(ring: F64, size: int) -> bool:
    """Return whether a ring surely neither crosses nor touches itself nor runs back over its own edge."""
    for i in range(size):
        ax, ay = ring[i, 0], ring[i, 1]
        b = i + 1 if i + 1 < size else 0
        bx, by = ring[b, 0], ring[b, 1]
        c = b + 1 if b + 1 < size else 0
        cx, cy = ring[c, 0], ring[c, 1]
        back = (bx - ax) * (cx - bx) + (by - ay) * (cy - by) < 0.0
        if back and _side(ax, ay, bx, by, cx, cy) == 0:
            return False
        for j in range(i + 2, size):
            k = j + 1 if j + 1 < size else 0
            if k == i:
                continue
            px, py, qx, qy = ring[j, 0], ring[j, 1], ring[k, 0], ring[k, 1]
            if max(px, qx) < min(ax, bx) or min(px, qx) > max(ax, bx):
                continue
            if max(py, qy) < min(ay, by) or min(py, qy) > max(ay, by):
                continue
            if _side(ax, ay, bx, by, px, py) * _side(ax, ay, bx, by, qx, qy) > 0:
                continue
            if _side(px, py, qx, qy, ax, ay) * _side(px, py, qx, qy, bx, by) > 0:
                continue
            return False
    return True


@njit(cache=True)
def tidied_rings(xy: F32, start: I64, smallest: float) -> tuple[F32, I32, F64, NDArray[np.bool_]]:
    """Return rings without repeated vertices, counter-clockwise, and which of them are surely sound.

    Parameters
    ----------
    xy : ndarray of float32, shape (v, 2)
    start : ndarray of int64, shape (k + 1,)
    smallest : float
        Area below which a ring is left to others to judge.

    Returns
    -------
    xy : ndarray of float32, shape (w, 2)
        Sound rings only, one after the other.
    sizes : ndarray of int32, shape (k,)
        Vertices of each that are left, 0 of an unsound one.
    area : ndarray of float64, shape (k,)
    sound : ndarray of bool, shape (k,)
    """
    count = len(start) - 1
    tidy = np.empty_like(xy)
    sizes = np.zeros(count, np.int32)
    area = np.zeros(count)
    sound = np.zeros(count, np.bool_)
    ring = np.empty((MOST_VERTICES, 2))
    place = 0
    for row in range(count):
        size = 0
        for vertex in range(start[row], start[row + 1]):
            x, y = np.float64(xy[vertex, 0]), np.float64(xy[vertex, 1])
            if size == 0 or x != ring[size - 1, 0] or y != ring[size - 1, 1]:
                ring[size, 0], ring[size, 1] = x, y
                size += 1
        while size > 1 and ring[size - 1, 0] == ring[0, 0] and ring[size - 1, 1] == ring[0, 1]:
            size -= 1
        if size < 3:
            continue
        twice = 0.0
        for i in range(1, size - 1):
            twice += (ring[i, 0] - ring[0, 0]) * (ring[i + 1, 1] - ring[0, 1])
            twice -= (ring[i + 1, 0] - ring[0, 0]) * (ring[i, 1] - ring[0, 1])
        area[row] = 0.5 * abs(twice)
        if not (area[row] >= smallest and np.isfinite(area[row])) or not _surely_simple(ring, size):
            continue
        sound[row] = True
        sizes[row] = size
        for i in range(size):
            kept = i if twice > 0.0 or i == 0 else size - i
            tidy[place + i, 0], tidy[place + i, 1] = np.float32(ring[kept, 0]), np.float32(ring[kept, 1])
        place += size
    return tidy[:place], sizes, area, sound
