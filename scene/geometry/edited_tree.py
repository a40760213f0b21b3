"""Put triangles into a tree that there is, behind those that it holds: the free leaves at its end take them.

It does not know what the triangles stand for.
"""

import numpy as np

from scene.geometry.triangle_tree import LEAF, TriangleTree
from scene.payloads.arrays import F32, I32


def grown(tree: TriangleTree, vertices: F32, faces: I32, order: I32) -> TriangleTree | None:
    """Return a tree with more triangles; None where it has no leaves for them.

    Parameters
    ----------
    tree : TriangleTree
        No box of it shrinks, wherever the vertices of its triangles are now.
    vertices : ndarray of float32, shape (n, 3)
        Of all triangles.
    faces : ndarray of int32, shape (k, 3)
        The new ones; neighbours should follow one another.
    order : ndarray of int32, shape (k,)
        Their numbers.
    """
    held, total = len(tree.faces), len(tree.faces) + len(faces)
    if total > tree.leaves * LEAF:
        return None
    boxes = tree.boxes.copy()
    corners = vertices[faces]
    at = tree.leaves - 1 + np.arange(held, total) // LEAF
    np.minimum.at(boxes[:, :3], at, corners.min(axis=1))
    np.maximum.at(boxes[:, 3:], at, corners.max(axis=1))
    while len(at) and at[0] > 0:
        at = np.unique((at - 1) // 2)
        one, other = boxes[2 * at + 1], boxes[2 * at + 2]
        boxes[at, :3] = np.minimum(one[:, :3], other[:, :3])
        boxes[at, 3:] = np.maximum(one[:, 3:], other[:, 3:])
    joined = np.concatenate([tree.faces, faces])
    return TriangleTree(boxes, tree.leaves, joined, np.concatenate([tree.order, order]))
