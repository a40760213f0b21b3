"""Triangles as an upright column sees them: from which elevation to which, and how near at either end.

A segment is what a column cuts out of a triangle. Its depth is kept as the inverse of the horizontal
distance, which runs evenly with the tangent of elevation along a straight cut. It does not
know what hides what.
"""

from typing import TypeAlias

import numpy as np
from numba import njit

from analysis.sightline.column_kernels import NEAR, section
from scene.geometry.triangle_tree import LEAF, TriangleTree
from scene.payloads.arrays import F32, F64, I32

#: One column: eye, unit vector of the azimuth, the drop by curvature, and how far it reaches, metres.
Sight: TypeAlias = tuple[float, float, float, float, float, float, float]
#: Lower and upper elevation tangent of a segment, and the inverse distance at each, 1/m.
Segment: TypeAlias = tuple[float, float, float, float]


@njit(cache=True)
def met(boxes: F32, at: int, sight: Sight) -> tuple[float, float]:
    """Return between which distances a column may meet a box; the first greater if it does not."""
    ex, ey, _, ux, uy, _, reach = sight
    half_x = 0.5 * (np.float64(boxes[at, 3]) - np.float64(boxes[at, 0]))
    half_y = 0.5 * (np.float64(boxes[at, 4]) - np.float64(boxes[at, 1]))
    x, y = np.float64(boxes[at, 0]) + half_x - ex, np.float64(boxes[at, 1]) + half_y - ey
    # An empty box has a width of minus infinity, and fails here too.
    if not abs(ux * y - uy * x) <= abs(ux) * half_y + abs(uy) * half_x + 1e-6:
        return 1.0, 0.0
    along, half = ux * x + uy * y, abs(ux) * half_x + abs(uy) * half_y
    if along + half <= NEAR or along - half >= reach:
        return 1.0, 0.0
    return max(along - half, NEAR), min(along + half, reach)


@njit(cache=True)
def highest_of(boxes: F32, at: int, near: float, far: float, ez: float) -> float:
    """Return an elevation tangent that nothing in a box exceeds; curvature only lowers it."""
    rise = np.float64(boxes[at, 5]) - ez
    return float(rise / (near if rise > 0.0 else far))


@njit(cache=True)
def segment_of(vertices: F32, a: int, b: int, c: int, sight: Sight) -> Segment:
    """Return the segment of a triangle in a column; its lower end is above its upper one if there is none."""
    ex, ey, ez, ux, uy, drop, reach = sight
    cut, d0, z0, d1, z1 = section(vertices, a, b, c, ex, ey, ux, uy)
    if not cut or d1 <= NEAR or d0 >= reach:
        return 1.0, 0.0, 0.0, 0.0
    if d0 < NEAR:
        z0 += (z1 - z0) * (NEAR - d0) / (d1 - d0)
        d0 = NEAR
    if d1 > reach:
        z1 = z0 + (z1 - z0) * (reach - d0) / (d1 - d0)
        d1 = reach
    first, last = (z0 - ez) / d0 - drop * d0, (z1 - ez) / d1 - drop * d1
    if first <= last:
        return first, last, 1.0 / d0, 1.0 / d1
    return last, first, 1.0 / d1, 1.0 / d0


@njit(cache=True)
def inverse_at(tangent: float, segment: Segment) -> float:
    """Return the inverse distance of a segment at an elevation tangent between its ends, 1/m."""
    low, high, q_low, q_high = segment
    if high <= low:
        return max(q_low, q_high)
    return q_low + (tangent - low) / (high - low) * (q_high - q_low)


@njit(cache=True)
def collect(
    vertices: F32, tree: TriangleTree, sight: Sight, above: float, found: F64, face: I32
) -> tuple[int, F64, I32]:
    """Gather the segments of a tree in one column that rise over an elevation tangent.

    Parameters
    ----------
    vertices, tree
        The triangles.
    sight : tuple
    above : float
        Segments that stay below this tangent are left out.
    found : ndarray of float64, shape (k, 4)
        Room for segments.
    face : ndarray of int32, shape (k,)
        Room for the triangle of each, as numbered before the tree was built.

    Returns
    -------
    count : int
    found, face : ndarray
        The same arrays, or larger ones.
    """
    boxes, faces = tree.boxes, tree.faces
    stack = np.empty(64, np.int64)
    stack[0], left, count = 0, 1, 0
    while left > 0:
        left -= 1
        at = stack[left]
        near, far = met(boxes, at, sight)
        if near > far or highest_of(boxes, at, near, far, sight[2]) <= above:
            continue
        if at < tree.leaves - 1:
            stack[left], stack[left + 1] = 2 * at + 2, 2 * at + 1
            left += 2
            continue
        first = (at - tree.leaves + 1) * LEAF
        for f in range(first, min(first + LEAF, len(faces))):
            low, high, q_low, q_high = segment_of(vertices, faces[f, 0], faces[f, 1], faces[f, 2], sight)
            if high < low or high <= above:
                continue
            if count == len(face):
                found, face = wider(found, count), longer(face, count)
            found[count, 0], found[count, 1], found[count, 2], found[count, 3] = low, high, q_low, q_high
            face[count] = tree.order[f]
            count += 1
    return count, found, face


@njit(cache=True)
def wider(rows: F64, used: int) -> F64:
    """Return a copy of rows of figures with twice the room."""
    grown = np.empty((2 * len(rows) + 8, rows.shape[1]))
    grown[:used] = rows[:used]
    return grown


@njit(cache=True)
def longer(numbers: I32, used: int) -> I32:
    """Return a copy of numbers with twice the room."""
    grown = np.empty(2 * len(numbers) + 8, np.int32)
    grown[:used] = numbers[:used]
    return grown
