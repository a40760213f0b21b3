"""Where kernels put their triangles: flat arrays with a cursor, filled by quads and triangles.

A kernel runs twice over the same input. With an empty sink it only counts; the second sink has exactly
that room, and is filled. No face shares a vertex with a face of another direction, so that flat normals
are right. It does not know buildings.
"""

from typing import NamedTuple, TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scene.payloads.arrays import F32, I32, U8

Point: TypeAlias = tuple[float, float, float]
Texel: TypeAlias = tuple[float, float]


class Sink(NamedTuple):
    """Arrays that a kernel fills, and how far it has come.

    Parameters
    ----------
    vertices : ndarray of float32, shape (n, 3)
    uv : ndarray of float32, shape (n, 2)
    faces : ndarray of int32, shape (m, 3)
    feature, material : ndarray of int32 and uint8, shape (m,)
    cursor : ndarray of int64, shape (2,)
        Vertices and faces put so far.
    """

    vertices: F32
    uv: F32
    faces: I32
    feature: I32
    material: U8
    cursor: NDArray[np.int64]


def sink_of(vertices: int, faces: int) -> Sink:
    """Return a sink with exactly this room; no room makes it count."""
    return Sink(
        np.empty((vertices, 3), np.float32),
        np.empty((vertices, 2), np.float32),
        np.empty((faces, 3), np.int32),
        np.empty(faces, np.int32),
        np.empty(faces, np.uint8),
        np.zeros(2, np.int64),
    )


@njit(cache=True)
def put_vertex(sink: Sink, index: int, point: Point, texel: Texel) -> None:
    """Write one vertex."""
    sink.vertices[index, 0] = point[0]
    sink.vertices[index, 1] = point[1]
    sink.vertices[index, 2] = point[2]
    sink.uv[index, 0] = texel[0]
    sink.uv[index, 1] = texel[1]


@njit(cache=True)
def put_face(sink: Sink, index: int, a: int, b: int, c: int, row: int, material: int) -> None:
    """Write one face."""
    sink.faces[index, 0] = a
    sink.faces[index, 1] = b
    sink.faces[index, 2] = c
    sink.feature[index] = row
    sink.material[index] = material


@njit(cache=True)
def triangle(
    sink: Sink, row: int, material: int, a: Point, b: Point, c: Point, ua: Texel, ub: Texel, uc: Texel
) -> None:
    """Put a triangle, corners counter-clockwise seen from outside."""
    v, f = sink.cursor[0], sink.cursor[1]
    sink.cursor[0] = v + 3
    sink.cursor[1] = f + 1
    if f + 1 > sink.faces.shape[0]:
        return
    put_vertex(sink, v, a, ua)
    put_vertex(sink, v + 1, b, ub)
    put_vertex(sink, v + 2, c, uc)
    put_face(sink, f, v, v + 1, v + 2, row, material)


@njit(cache=True)
def quad(
    sink: Sink,
    row: int,
    material: int,
    a: Point,
    b: Point,
    c: Point,
    d: Point,
    ua: Texel,
    ub: Texel,
    uc: Texel,
    ud: Texel,
) -> None:
    """Put a plane quadrilateral, corners counter-clockwise seen from outside."""
    v, f = sink.cursor[0], sink.cursor[1]
    sink.cursor[0] = v + 4
    sink.cursor[1] = f + 2
    if f + 2 > sink.faces.shape[0]:
        return
    put_vertex(sink, v, a, ua)
    put_vertex(sink, v + 1, b, ub)
    put_vertex(sink, v + 2, c, uc)
    put_vertex(sink, v + 3, d, ud)
    put_face(sink, f, v, v + 1, v + 2, row, material)
    put_face(sink, f + 1, v, v + 2, v + 3, row, material)
