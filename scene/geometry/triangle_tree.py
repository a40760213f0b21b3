"""A tree of boxes over triangles, so that a ray or an upright plane meets only those near it.

Triangles are halved again and again across the widest side of the box of their middles, until a few are left
for a leaf: a city has dense quarters and empty fields, and a tree is as fine as each asks for. It does not
know what the triangles stand for.
"""

from typing import Final, NamedTuple

import numpy as np
from numba import njit

from scene.payloads.arrays import F32, I32

#: Triangles in a leaf.
LEAF: Final = 4


class TriangleTree(NamedTuple):
    """Boxes in a complete binary tree: the children of node ``i`` are ``2 i + 1`` and ``2 i + 2``.

    Parameters
    ----------
    boxes : ndarray of float32, shape (nodes, 6)
        Low corner and high corner; an empty box has its low corner over its high one.
    leaves : int
        Number of leaves, a power of two; they are the last nodes.
    faces : ndarray of int32, shape (m, 3)
        Vertex indices, in the order of the leaves: leaf ``k`` has :data:`LEAF` triangles from ``LEAF * k``.
    order : ndarray of int32, shape (m,)
        Number of each triangle before it was put in order.
    """

    boxes: F32
    leaves: int
    faces: I32
    order: I32


def triangle_tree(vertices: F32, faces: I32) -> TriangleTree:
    """Build the tree.

    Parameters
    ----------
    vertices : ndarray of float32, shape (n, 3)
        Local metres.
    faces : ndarray of int32, shape (m, 3)
    """
    leaves = 1
    while leaves * LEAF < len(faces):
        leaves *= 2
    middles = np.empty((len(faces), 3), np.float32)
    order = np.arange(len(faces), dtype=np.int32)
    _halve(vertices, np.ascontiguousarray(faces), leaves, middles, order)
    boxes = np.empty((2 * leaves - 1, 6), np.float32)
    boxes[:, :3], boxes[:, 3:] = np.inf, -np.inf
    ordered = np.ascontiguousarray(faces[order])
    _bound_leaves(vertices, ordered, boxes[leaves - 1 :])
    level = leaves
    while level > 1:
        pairs = boxes[level - 1 : 2 * level - 1].reshape(level // 2, 2, 6)
        level //= 2
        boxes[level - 1 : 2 * level - 1, :3] = pairs[:, :, :3].min(axis=1)
        boxes[level - 1 : 2 * level - 1, 3:] = pairs[:, :, 3:].max(axis=1)
    return TriangleTree(boxes, leaves, ordered, order)


@njit(cache=True, nogil=True)
def _bound_leaves(vertices: F32, faces: I32, boxes: F32) -> None:
    for f in range(len(faces)):
        leaf = f // LEAF
        for corner in range(3):
            for axis in range(3):
                value = vertices[faces[f, corner], axis]
                boxes[leaf, axis] = min(boxes[leaf, axis], value)
                boxes[leaf, axis + 3] = max(boxes[leaf, axis + 3], value)


@njit(cache=True, nogil=True)
def _halve(vertices: F32, faces: I32, leaves: int, middles: F32, order: I32) -> None:
    """Put triangles in the order of the leaves; `middles` is room for the middle of each triangle's box."""
    for f in range(len(faces)):
        for axis in range(3):
            a, b, c = vertices[faces[f, 0], axis], vertices[faces[f, 1], axis], vertices[faces[f, 2], axis]
            middles[f, axis] = 0.5 * min(a, b, c) + 0.5 * max(a, b, c)
    stack = np.empty((64, 3), np.int64)
    stack[0, 0], stack[0, 1], stack[0, 2], left = 0, len(faces), leaves, 1
    while left > 0:
        left -= 1
        first, stop, below = stack[left]
        if below == 1 or stop - first <= LEAF:
            continue
        half = min(first + below // 2 * LEAF, stop)
        if half < stop:
            _part(middles, order, first, stop, half, _widest(middles, first, stop))
        stack[left, 0], stack[left, 1], stack[left, 2] = first, half, below // 2
        stack[left + 1, 0], stack[left + 1, 1], stack[left + 1, 2] = half, stop, below // 2
        left += 2


@njit(cache=True)
def _widest(middles: F32, first: int, stop: int) -> int:
    """Return the axis along which some middles are spread most."""
    best, most = 0, -1.0
    for axis in range(3):
        low, high = middles[first, axis], middles[first, axis]
        for k in range(first + 1, stop):
            low, high = min(low, middles[k, axis]), max(high, middles[k, axis])
        if high - low > most:
            best, most = axis, high - low
    return best


@njit(cache=True)
def _part(middles: F32, order: I32, first: int, stop: int, half: int, axis: int) -> None:
    """Bring those of lower coordinate before `half` and the others behind it (quickselect, Hoare 1961)."""
    while stop - first > 1:
        a, b, c = middles[first, axis], middles[(first + stop) // 2, axis], middles[stop - 1, axis]
        pivot = max(min(a, b), min(max(a, b), c))
        i, j = first, stop - 1
        while i <= j:
            while middles[i, axis] < pivot:
                i += 1
            while middles[j, axis] > pivot:
                j -= 1
            if i <= j:
                for k in range(3):
                    middles[i, k], middles[j, k] = middles[j, k], middles[i, k]
                order[i], order[j] = order[j], order[i]
                i += 1
                j -= 1
        if half <= j:
            stop = j + 1
        elif half >= i:
            first = i
        else:
            return
