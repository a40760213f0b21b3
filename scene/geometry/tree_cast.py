"""Cut the triangles of a tree with segments, in float64.

It does not know layers, or which answer a caller makes of a cut.
"""

from typing import TypeAlias

import numpy as np
from numba import njit

from scene.geometry.numba_inner import inner_kernel
from scene.geometry.triangle_tree import LEAF, TriangleTree
from scene.payloads.arrays import F32, F64, I32

Point: TypeAlias = tuple[float, float, float]


@inner_kernel
def cut_corners(o: Point, w: Point, a: Point, b: Point, c: Point) -> float:
    """Return where the segment ``o + s w`` cuts a triangle, s from 0 to 1; inf if it does not.

    Möller and Trumbore, Fast minimum storage ray/triangle intersection, 1997; borders belong to the
    triangle, both faces count, and a segment in the triangle's own plane does not cut it.
    """
    e1x, e1y, e1z = b[0] - a[0], b[1] - a[1], b[2] - a[2]
    e2x, e2y, e2z = c[0] - a[0], c[1] - a[1], c[2] - a[2]
    px, py, pz = w[1] * e2z - w[2] * e2y, w[2] * e2x - w[0] * e2z, w[0] * e2y - w[1] * e2x
    volume = e1x * px + e1y * py + e1z * pz
    if volume == 0.0:
        return np.inf
    tx, ty, tz = o[0] - a[0], o[1] - a[1], o[2] - a[2]
    u = (tx * px + ty * py + tz * pz) / volume
    qx, qy, qz = ty * e1z - tz * e1y, tz * e1x - tx * e1z, tx * e1y - ty * e1x
    v = (w[0] * qx + w[1] * qy + w[2] * qz) / volume
    edge = 1e-12
    if u < -edge or v < -edge or u + v > 1.0 + edge:
        return np.inf
    s = (e2x * qx + e2y * qy + e2z * qz) / volume
    return s if 0.0 <= s <= 1.0 else np.inf


@njit(cache=True)
def cut(o: Point, w: Point, vertices: F32, a: int, b: int, c: int) -> float:
    """Return where the segment ``o + s w`` cuts a triangle of a mesh, as :func:`cut_corners` does."""
    return float(
        cut_corners(
            o, w,
            (np.float64(vertices[a, 0]), np.float64(vertices[a, 1]), np.float64(vertices[a, 2])),
            (np.float64(vertices[b, 0]), np.float64(vertices[b, 1]), np.float64(vertices[b, 2])),
            (np.float64(vertices[c, 0]), np.float64(vertices[c, 1]), np.float64(vertices[c, 2])),
        )
    )  # fmt: skip


@inner_kernel
def enters(o: Point, per: Point, boxes: F32, at: int, until: float) -> float:
    """Return the share of a segment at which it enters a box, inf if it does not before `until`.

    The box is a micrometre wider than it is told, which is more than rounding takes away.
    """
    if boxes[at, 0] > boxes[at, 3]:  # empty
        return np.inf
    first, last = 0.0, until
    for axis in range(3):
        one = (np.float64(boxes[at, axis]) - 1e-6 - o[axis]) * per[axis]
        other = (np.float64(boxes[at, axis + 3]) + 1e-6 - o[axis]) * per[axis]
        first, last = max(first, min(one, other)), min(last, max(one, other))
    return first if first <= last else np.inf


@inner_kernel
def shares_per_metre(w: Point) -> Point:
    """Return by what share a segment moves on per metre along each axis; very much where it runs across."""
    return (
        1.0 / w[0] if abs(w[0]) > 1e-200 else 1e200,
        1.0 / w[1] if abs(w[1]) > 1e-200 else 1e200,
        1.0 / w[2] if abs(w[2]) > 1e-200 else 1e200,
    )


@njit(cache=True, nogil=True)
def cast(
    starts: F64,
    ends: F64,
    vertices: F32,
    tree: TriangleTree,
    row_of_face: I32,
    row_now: I32,
    any_hit: bool,
    share: F64,
    face: I32,
) -> None:
    """Cut triangles with segments.

    Parameters
    ----------
    starts, ends : ndarray of float64, shape (n, 3)
    vertices, tree
        The triangles.
    row_of_face, row_now : ndarray of int32
        Row of each triangle, and where each row is now: triangles of rows that are at -1 are gone. Both are
        empty where nothing is gone.
    any_hit : bool
        Stop at the first triangle that is found, whether or not it is the nearest.
    share, face : ndarray of float64 and int32, shape (n,)
        Filled with the share of the segment at the cut, and the triangle. Of triangles that are cut at
        the same place, the one with the smallest number counts.
    """
    stack = np.empty(64, np.int64)
    entry = np.empty(64)
    boxes = tree.boxes
    for k in range(len(starts)):
        o = (starts[k, 0], starts[k, 1], starts[k, 2])
        w = (ends[k, 0] - o[0], ends[k, 1] - o[1], ends[k, 2] - o[2])
        per = shares_per_metre(w)
        best, found = np.inf, -1
        stack[0], entry[0], left = 0, enters(o, per, boxes, 0, 1.0), 1
        while left > 0:
            left -= 1
            at = stack[left]
            if entry[left] > min(best, 1.0):
                continue
            if at >= tree.leaves - 1:
                first = (at - tree.leaves + 1) * LEAF
                for f in range(first, min(first + LEAF, len(tree.faces))):
                    hit = cut(o, w, vertices, tree.faces[f, 0], tree.faces[f, 1], tree.faces[f, 2])
                    if hit < best or (hit == best and hit < np.inf and tree.order[f] < found):
                        if len(row_now) and row_now[row_of_face[tree.order[f]]] < 0:
                            continue
                        best, found = hit, tree.order[f]
                if any_hit and found >= 0:
                    break
                continue
            one, other = 2 * at + 1, 2 * at + 2
            sooner = enters(o, per, boxes, one, min(best, 1.0))
            later = enters(o, per, boxes, other, min(best, 1.0))
            if later < sooner:
                one, other, sooner, later = other, one, later, sooner
            if later < np.inf:
                stack[left], entry[left] = other, later
                left += 1
            if sooner < np.inf:
                stack[left], entry[left] = one, sooner
                left += 1
        share[k] = best
        face[k] = found
