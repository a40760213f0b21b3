"""Which part of a silhouette each object hides by itself, column by column.

Objects are the rows of a solid: buildings, features, trees, quarters of the ground. Each keeps its own
intervals, so that any of them can be thought away. It does not know other layers, or what is summed up.
"""

from typing import NamedTuple

from analysis.sightline.hiding_kernels import hide_columns
from analysis.sightline.silhouettes import I64, Silhouette
from scene.geometry.solids import Solid
from scene.payloads.arrays import F64, I32


class Hidden(NamedTuple):
    """What the objects of one solid hide, ragged by column; intervals of one object do not overlap.

    Parameters
    ----------
    start : ndarray of int64, shape (n + 1,)
        Intervals of column ``i`` are ``start[i]`` to ``start[i + 1]``, by row.
    row : ndarray of int32
        Of the solid.
    low, high : ndarray of float64
        Elevation tangents, within the extent of the silhouette.
    near, tangent : ndarray of float64
        Inverse distance of the object's nearest point that hides, 1/m, and that point's tangent.
    excess, edge : ndarray of float64
        Metres of the object over the sight line to the lower edge of the silhouette, the most in this
        column, and the inverse distance where that is, 1/m.
    """

    start: I64
    row: I32
    low: F64
    high: F64
    near: F64
    tangent: F64
    excess: F64
    edge: F64


def hidden_by(solid: Solid, silhouette: Silhouette, eye: F64, drop: float, but_row: int = -1) -> Hidden:
    """Find what the objects of a solid hide.

    Parameters
    ----------
    solid : Solid
    silhouette : Silhouette
        As seen from `eye`.
    eye : ndarray of float64, shape (m, 3)
    drop : float
        Curvature less refraction, 1/m.
    but_row : int
        The row that is itself looked at, and hides nothing; -1 if none is.
    """
    return Hidden(
        *hide_columns(
            eye, silhouette.of, silhouette.way, silhouette.pieces,
            solid.vertices, solid.tree, solid.row_of_face, drop, but_row,
        )
    )  # fmt: skip
