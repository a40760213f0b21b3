"""Where kernels put their triangles: flat arrays with a cursor, filled by quads and triangles.

A kernel runs twice over the same input. With an empty sink it only counts; the second sink has exactly
that room, and is filled. No face shares a vertex with a face of another direction, so that flat normals
are right. It does not know buildings.
"""

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scene.geometry.numba_inner import inner_kernel
from scene.payloads.arrays import F32, I32

Point: TypeAlias = tuple[float, float, float]
Texel: TypeAlias = tuple[float, float]
#: A material or another small number for a kernel. Constants are numpy's 64-bit ones: numba compiles a
#: kernel again for every plain integer that is written into a call.
Code: TypeAlias = int | np.int64


class Sink(NamedTuple):
    """Arrays that a kernel fills, and how far it has come. Few, since numba hands each on at every call.

    Parameters
    ----------
    corners : ndarray of float32, shape (n, 5)
        x, y, z, u, v of each vertex, metres.
    faces : ndarray of int32, shape (m, 5)
        Three vertices, counter-clockwise seen from outside; feature; material.
    cursor : ndarray of int64, shape (2,)
        Vertices and faces put so far.
    """

    corners: F32
    faces: I32
    cursor: NDArray[np.int64]


def sink_of(vertices: int, faces: int) -> Sink:
    """Return a sink with exactly this room; no room makes it count."""
    return Sink(np.empty((vertices, 5), np.float32), np.empty((faces, 5), np.int32), np.zeros(2, np.int64))


@inner_kernel
def put_vertex(sink: Sink, index: int, point: Point, texel: Texel) -> None:
    """Write one vertex."""
    for axis in range(3):
        sink.corners[index, axis] = point[axis]
    sink.corners[index, 3] = texel[0]
    sink.corners[index, 4] = texel[1]


@inner_kernel
def put_face(sink: Sink, index: int, a: int, b: int, c: int, row: int, material: Code) -> None:
    """Write one face."""
    sink.faces[index, 0] = a
    sink.faces[index, 1] = b
    sink.faces[index, 2] = c
    sink.faces[index, 3] = row
    sink.faces[index, 4] = material


@inner_kernel
def triangle(
    sink: Sink, row: int, material: Code, a: Point, b: Point, c: Point, ua: Texel, ub: Texel, uc: Texel
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


@inner_kernel
def quad(
    sink: Sink,
    row: int,
    material: Code,
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
