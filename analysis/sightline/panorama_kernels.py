"""The loops of :mod:`analysis.sightline.panorama`: the highest of a column, and the nearest at each height.

It does not know layers by name, kinds or colours.
"""

import numpy as np
from numba import njit

from analysis.sightline.segment_kernels import Sight, highest_of, inverse_at, met, segment_of
from scene.geometry.triangle_tree import LEAF, TriangleTree
from scene.payloads.arrays import F32, F64, I32


@njit(cache=True, nogil=True)
def raise_skyline(
    eye: F64,
    way: F64,
    vertices: F32,
    tree: TriangleTree,
    row_of_face: I32,
    layer: int,
    drop: float,
    tangent: F64,
    inverse: F64,
    layer_of: I32,
    row_of: I32,
) -> None:
    """Raise a skyline to what the triangles of one layer reach.

    Parameters
    ----------
    eye : ndarray of float64, shape (3,)
    way : ndarray of float64, shape (n, 2)
        Unit vectors of the azimuths.
    vertices, tree, row_of_face
        The triangles, and the row that each belongs to.
    layer : int
        Put down as who makes the skyline.
    drop : float
        Curvature less refraction, 1/m.
    tangent, inverse, layer_of, row_of : ndarray, shape (n,)
        Raised in place: elevation tangent, inverse distance, and who makes it. The first of equals stays.
    """
    boxes, faces = tree.boxes, tree.faces
    stack = np.empty(64, np.int64)
    for i in range(len(way)):
        sight = (eye[0], eye[1], eye[2], way[i, 0], way[i, 1], drop, np.inf)
        stack[0], left = 0, 1
        while left > 0:
            left -= 1
            at = stack[left]
            if _most(boxes, at, sight) <= tangent[i]:
                continue
            if at < tree.leaves - 1:
                one, other = 2 * at + 1, 2 * at + 2
                if _most(boxes, other, sight) > _most(boxes, one, sight):
                    one, other = other, one
                stack[left], stack[left + 1] = other, one  # the one that may reach higher is opened first
                left += 2
                continue
            first = (at - tree.leaves + 1) * LEAF
            for f in range(first, min(first + LEAF, len(faces))):
                low, high, _, q = segment_of(vertices, faces[f, 0], faces[f, 1], faces[f, 2], sight)
                if high >= low and high > tangent[i]:
                    tangent[i], inverse[i] = high, q
                    layer_of[i], row_of[i] = layer, row_of_face[tree.order[f]]


@njit(cache=True)
def _most(boxes: F32, at: int, sight: Sight) -> float:
    near, far = met(boxes, at, sight)
    return -np.inf if near > far else highest_of(boxes, at, near, far, sight[2])


@njit(cache=True, nogil=True)
def draw_nearest(
    eye: F64,
    way: F64,
    tangents: F64,
    vertices: F32,
    tree: TriangleTree,
    layer: int,
    drop: float,
    inverse: F32,
    layer_of: I32,
    face_of: I32,
) -> None:
    """Draw the triangles of one layer where they are nearer than what is drawn already.

    Parameters
    ----------
    eye, way, vertices, tree, layer, drop
        As in :func:`raise_skyline`.
    tangents : ndarray of float64, shape (rows,)
        Elevation of each row of pixels, falling.
    inverse, layer_of, face_of : ndarray, shape (rows, n)
        Drawn in place: inverse distance, 1/m, layer and triangle of what is nearest.
    """
    boxes, faces = tree.boxes, tree.faces
    rows = len(tangents)
    top, bottom = tangents[0], tangents[rows - 1]
    stack = np.empty(64, np.int64)
    for i in range(len(way)):
        sight = (eye[0], eye[1], eye[2], way[i, 0], way[i, 1], drop, np.inf)
        stack[0], left = 0, 1
        while left > 0:
            left -= 1
            at = stack[left]
            if _most(boxes, at, sight) < bottom:
                continue
            if at < tree.leaves - 1:
                stack[left], stack[left + 1] = 2 * at + 2, 2 * at + 1
                left += 2
                continue
            first = (at - tree.leaves + 1) * LEAF
            for f in range(first, min(first + LEAF, len(faces))):
                segment = segment_of(vertices, faces[f, 0], faces[f, 1], faces[f, 2], sight)
                if segment[1] < segment[0] or segment[0] > top or segment[1] < bottom:
                    continue
                row = np.searchsorted(-tangents, -segment[1])
                while row < rows and tangents[row] >= segment[0]:
                    q = np.float32(inverse_at(tangents[row], segment))
                    if q > inverse[row, i]:
                        inverse[row, i], layer_of[row, i], face_of[row, i] = q, layer, tree.order[f]
                    row += 1
