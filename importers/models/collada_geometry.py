"""The triangles of COLLADA geometries: sources, and the faces that refer to them.

It does not know scenes or materials.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from importers.models.markup import child, children, local, numbers
from importers.models.polygons import triangles_of
from scene.payloads.arrays import F64

_I64 = NDArray[np.int64]
_FACES: Final = ("triangles", "polylist", "polygons", "tristrips", "trifans")


@dataclass(frozen=True, slots=True, eq=False)
class Faces:
    """Triangles of one material.

    Parameters
    ----------
    material : str
        Its symbol, which an instance binds to a material.
    points : ndarray of float64, shape (3 * m, 3)
        Corners, three a triangle.
    uvs : dict
        By set: texture coordinates of the corners, v upwards, shape (3 * m, 2).
    """

    material: str
    points: F64
    uvs: dict[int, F64]


def faces_of(geometry: Any) -> list[Faces]:
    """Return the triangles of a geometry, none of its lines.

    Raises
    ------
    ValueError, IndexError, KeyError
        If a face refers to what is not there.
    """
    mesh = child(geometry, "mesh")
    sources = {source.get("id", ""): _source(source) for source in children(mesh, "source")}
    vertices = child(mesh, "vertices")
    positions = next(
        (
            held.get("source", "")
            for held in children(vertices, "input")
            if held.get("semantic") == "POSITION"
        ),
        "",
    )
    found = []
    for held in children(mesh, *_FACES):
        corners, sizes = _corners(held)
        offset = _vertex_offset(held)
        points = _taken(sources[_bare(positions)], corners[:, offset])[:, :3]
        places = _places(local(held), points, sizes)
        rows = corners[places.ravel()]
        uvs = {
            int(named.get("set", 0) or 0): _taken(
                sources[_bare(named.get("source", ""))], rows[:, int(named.get("offset", 0))]
            )[:, :2]
            for named in children(held, "input")
            if named.get("semantic") == "TEXCOORD"
        }
        found.append(Faces(held.get("material", ""), points[places.ravel()], uvs))
    return found


def _vertex_offset(held: Any) -> int:
    for named in children(held, "input"):
        if named.get("semantic") == "VERTEX":
            return int(named.get("offset", 0))
    raise KeyError("faces without vertices")


def _bare(reference: str) -> str:
    return reference.lstrip("#")


def _source(source: Any) -> F64:
    """Return the rows of a source, shape (n, stride)."""
    values = numbers(child(source, "float_array"))
    accessor = child(source, "technique_common", "accessor")
    stride = int(accessor.get("stride", 1)) if accessor is not None else 3
    offset = int(accessor.get("offset", 0)) if accessor is not None else 0
    if stride < 1 or offset < 0:
        raise ValueError("a source without a stride")
    rows = (len(values) - offset) // stride
    return values[offset : offset + rows * stride].reshape(rows, stride)


def _taken(values: F64, rows: _I64) -> F64:
    if len(rows) and (rows.min() < 0 or rows.max() >= len(values)):
        raise IndexError("a face names a vertex that is not there")
    taken: F64 = values[rows]
    return taken


def _corners(held: Any) -> tuple[_I64, _I64]:
    """Return the references of all corners, shape (c, width), and how many corners each face has."""
    width = 1 + max((int(named.get("offset", 0)) for named in children(held, "input")), default=0)
    pieces = [numbers(p).astype(np.int64) for p in children(held, "p")]
    pieces += [numbers(child(ph, "p")).astype(np.int64) for ph in children(held, "ph")]
    pieces = [piece[: len(piece) // width * width].reshape(-1, width) for piece in pieces]
    corners = np.concatenate(pieces) if pieces else np.zeros((0, width), dtype=np.int64)
    kind = local(held)
    if kind == "triangles":
        corners = corners[: len(corners) // 3 * 3]
        sizes = np.full(len(corners) // 3, 3)
    elif kind == "polylist":
        sizes = numbers(child(held, "vcount")).astype(np.int64)
        if sizes.sum() != len(corners) or (len(sizes) and sizes.min() < 0):
            raise ValueError("faces and their corners do not fit together")
    else:
        sizes = np.array([len(piece) for piece in pieces], dtype=np.int64)
    return corners, sizes.astype(np.int64)


def _places(kind: str, points: F64, sizes: _I64) -> _I64:
    """Return which corners make triangles, shape (t, 3)."""
    if kind not in ("tristrips", "trifans"):
        return triangles_of(points, np.arange(len(points)), sizes)[0]
    start = np.concatenate([[0], np.cumsum(sizes)])
    runs = [_run(int(a), int(b), kind == "tristrips") for a, b in pairwise(start)]
    return np.concatenate([np.zeros((0, 3), dtype=np.int64), *runs])


def _run(first: int, stop: int, strip: bool) -> _I64:
    """Return the triangles of a strip or fan of corners."""
    count = max(stop - first - 2, 0)
    k = np.arange(count) + first
    if not strip:
        return np.column_stack([np.full(count, first), k + 1, k + 2])
    faces = np.column_stack([k, k + 1, k + 2])
    faces[1::2] = faces[1::2, [1, 0, 2]]
    return faces
