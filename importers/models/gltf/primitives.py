"""The triangles of glTF primitives: lists, strips and fans, plain or compressed by Draco.

It does not know nodes or what things look like.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from importers.common.boundary import broken
from importers.models.gltf import draco
from importers.models.gltf.buffers import Buffers, scaled
from importers.models.gltf.container import entry, extension
from scene.payloads.arrays import F64

_POINTS, _TRIANGLES, _STRIP, _FAN = 0, 4, 5, 6
DRACO: Final = "KHR_draco_mesh_compression"


@dataclass(slots=True, eq=False)
class Triangles:
    """A primitive's triangles.

    Parameters
    ----------
    points : ndarray of float64, shape (n, 3)
    faces : ndarray of int64, shape (m, 3)
    attributes : dict
        Name to ndarray of float64, shape (n, components).
    """

    points: F64
    faces: NDArray[np.int64]
    attributes: dict[str, F64]


def triangles_of(buffers: Buffers, primitive: dict[str, Any], wanted: tuple[str, ...]) -> Triangles | None:
    """Return the triangles of a primitive, None if it is points or lines or has no positions.

    Parameters
    ----------
    buffers : Buffers
    primitive : dict
        As described.
    wanted : tuple of str
        How the names of attributes begin that are read beside positions.

    Raises
    ------
    UnreadableFile
        If a face names a vertex that is not there, or attributes differ in length.
    """
    mode = primitive.get("mode", _TRIANGLES)
    names = dict(primitive["attributes"])
    if mode not in (_TRIANGLES, _STRIP, _FAN) or "POSITION" not in names:
        return None
    names = {name: index for name, index in names.items() if name == "POSITION" or name.startswith(wanted)}
    packed = extension(primitive, DRACO)
    if packed is not None:
        corners, values = _unpacked(buffers, names, packed)
    else:
        corners, values = None, {}
    for name, index in names.items():
        if name not in values:
            values[name] = buffers.numbers(index)
    points = values.pop("POSITION")
    if points.shape[1] != 3 or any(len(held) != len(points) for held in values.values()):
        raise broken(buffers.path, "is broken: the attributes of its vertices do not fit together")
    if corners is None:
        corners = _corners(buffers, primitive, len(points))
    if corners.size and (corners.min() < 0 or corners.max() >= len(points)):
        raise broken(buffers.path, "is broken: a face names a vertex that is not there")
    return Triangles(points, _faces(corners, mode), values)


def points_of(buffers: Buffers, primitive: dict[str, Any]) -> tuple[F64, F64 | None] | None:
    """Return points and their linear colours, shape (n, 3) both; None if a primitive is no plain points."""
    names = primitive["attributes"]
    if primitive.get("mode", _TRIANGLES) != _POINTS or "POSITION" not in names:
        return None
    points = buffers.numbers(names["POSITION"])
    colour = buffers.numbers(names["COLOR_0"])[:, :3] if "COLOR_0" in names else None
    if points.shape[1] != 3 or (colour is not None and colour.shape != points.shape):
        raise broken(buffers.path, "is broken: the attributes of its vertices do not fit together")
    if "indices" in primitive:
        chosen = _corners(buffers, primitive, len(points))
        if chosen.size and chosen.max() >= len(points):
            raise broken(buffers.path, "is broken: a point names a vertex that is not there")
        return points[chosen], None if colour is None else colour[chosen]
    return points, colour


def _unpacked(
    buffers: Buffers, names: dict[str, Any], packed: dict[str, Any]
) -> tuple[NDArray[np.int64], dict[str, F64]]:
    stream = buffers.view(packed["bufferView"]).tobytes()
    try:
        mesh = draco.decoded(stream)
    except Exception as problem:
        raise broken(buffers.path, "is broken: a part compressed by Draco cannot be decoded") from problem
    values = {}
    for name, number in packed["attributes"].items():
        if name in names:
            normal = bool(entry(buffers.document, "accessors", names[name]).get("normalized", False))
            values[name] = scaled(mesh.attributes[int(number)], normal)
    return mesh.faces.ravel(), values


def _corners(buffers: Buffers, primitive: dict[str, Any], count: int) -> NDArray[np.int64]:
    if "indices" not in primitive:
        return np.arange(count, dtype=np.int64)
    stored = buffers.accessor(primitive["indices"])
    if stored.shape[1] != 1 or stored.dtype.kind != "u":
        raise broken(buffers.path, "is broken: its faces are no whole numbers")
    return stored[:, 0].astype(np.int64)


def _faces(corners: NDArray[np.int64], mode: int) -> NDArray[np.int64]:
    if mode == _TRIANGLES:
        return corners[: len(corners) // 3 * 3].reshape(-1, 3)
    if len(corners) < 3:
        return np.zeros((0, 3), dtype=np.int64)
    if mode == _FAN:
        first = np.full(len(corners) - 2, corners[0])
        return np.column_stack([first, corners[1:-1], corners[2:]])
    faces = np.column_stack([corners[:-2], corners[1:-1], corners[2:]])
    faces[1::2] = faces[1::2, [1, 0, 2]]  # every other triangle of a strip turns the other way
    whole = (faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 0] != faces[:, 2])
    kept: NDArray[np.int64] = faces[whole]
    return kept
