"""A tree of boxes over triangles, so that a ray or an upright plane meets only those near it.

Triangles are put in the order of a curve that fills the plan, a few in a leaf, two nodes under each node: a
city has dense quarters and empty fields, and a tree is as fine as each asks for. It does not know what the
triangles stand for.
"""

from typing import Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

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
    order = _in_order(_curve(vertices[faces[:, 0], :2]))
    leaves = 1
    while leaves * LEAF < len(faces):
        leaves *= 2
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


def _in_order(keys: NDArray[np.uint32]) -> I32:
    """Return the rows by rising key, equal ones as they came: two radix sorts of 16 bits each."""
    order = np.argsort((keys & np.uint32(0xFFFF)).astype(np.uint16), kind="stable")
    upper = (keys >> np.uint32(16)).astype(np.uint16)
    sorted_rows: I32 = order[np.argsort(upper[order], kind="stable")].astype(np.int32)
    return sorted_rows


def _curve(places: F32) -> NDArray[np.uint32]:
    """Return the place of each point along Morton's curve through the plan, 16 bits an axis."""
    if not len(places):
        return np.zeros(0, np.uint32)
    west_south = places.min(axis=0)
    span = float(np.max(places.max(axis=0) - west_south)) or 1.0
    cells = ((places - west_south) * (65535.0 / span)).astype(np.uint32)
    return _spread(cells[:, 0]) | (_spread(cells[:, 1]) << np.uint32(1))


def _spread(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Put a zero bit before each of the lower 16 bits."""
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        values = (values | (values << np.uint32(shift))) & np.uint32(mask)
    return values
