"""The skyline along upright columns: the highest elevation that anything reaches, near or far.

It does not know what stands out against it.
"""

from typing import Final

import numpy as np
from numba import njit

from analysis.sightline.column_arrays import Columns
from analysis.sightline.column_kernels import cut_triangle, look_along, span_of_box
from scene.geometry.solids import Solid
from scene.geometry.triangle_tree import LEAF, TriangleTree
from scene.payloads.arrays import F32, F64

#: Nothing farther than this makes a skyline, metres.
HORIZON: Final = 30_000.0
#: Steeper than this nothing is looked for: a tangent.
STEEPEST: Final = 1e3


def raise_skyline(columns: Columns, solid: Solid, drop: float, skyline: F64) -> None:
    """Raise a skyline to what a solid reaches over it.

    Parameters
    ----------
    columns : Columns
        With the horizon as their reach; `low` and `high` do not count.
    solid : Solid
    drop : float
        Curvature less refraction, 1/m.
    skyline : ndarray of float64, shape (n,)
        Elevation tangents, raised in place.
    """
    _raise(columns, solid.vertices, solid.tree, drop, skyline)


@njit(cache=True, nogil=True)
def _raise(columns: Columns, vertices: F32, tree: TriangleTree, drop: float, skyline: F64) -> None:
    """Go through the boxes of each column, the one that may reach highest first."""
    boxes, faces = tree.boxes, tree.faces
    stack, reached = np.empty(64, np.int64), np.empty(64)
    for i in range(len(skyline)):
        ex, ey, ez, ux, uy, reach, _, _, _ = look_along(columns, i, drop)
        best = skyline[i]
        stack[0], left = 0, 1
        reached[0] = STEEPEST
        while left > 0:
            left -= 1
            if reached[left] <= best:
                continue
            at = stack[left]
            look = (ex, ey, ez, ux, uy, reach, best, STEEPEST, drop)
            if at >= tree.leaves - 1:
                first = (at - tree.leaves + 1) * LEAF
                for f in range(first, min(first + LEAF, len(faces))):
                    low, high, _, _ = cut_triangle(vertices, faces[f, 0], faces[f, 1], faces[f, 2], look)
                    if high >= low:
                        best = max(best, high)
                continue
            one, other = 2 * at + 1, 2 * at + 2
            low_one, high_one = span_of_box(boxes, one, look)
            low_other, high_other = span_of_box(boxes, other, look)
            if high_one > high_other:
                one, low_one, high_one, other, low_other, high_other = (
                    other, low_other, high_other, one, low_one, high_one,
                )  # fmt: skip
            if low_one < high_one:
                stack[left], reached[left] = one, high_one
                left += 1
            if low_other < high_other:
                stack[left], reached[left] = other, high_other
                left += 1
        skyline[i] = best
