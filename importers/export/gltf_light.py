"""A glTF document made small for pages: whole-number places, no normals of flat faces, materials in alpha.

A place takes six bytes within its mesh's box (KHR_mesh_quantization); a viewer computes the normals of flat
faces itself, as the standard asks. It does not know layers, levels of detail or pages.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from importers.export.gltf_document import GltfDocument, linear, y_up
from scene.payloads.arrays import F32, I32, U8

_USHORT, _UBYTE, _BYTE, _FLOAT = 5123, 5121, 5120, 5126
_INDICES: Final = 34963
_STEPS: Final = 65535.0


class LightGltf(GltfDocument):
    """A document of meshes that look alike in a page and weigh a third.

    Notes
    -----
    The alpha of ``COLOR_0`` is the number of a :class:`scene.materials.Material`; what is drawn is opaque, so
    that other viewers pass over it, as the standard says.
    """

    def __init__(self) -> None:
        super().__init__(compact=True)

    def body(self, name: str, vertices: F32, faces: I32, colour: U8, material: U8, parent: int | None) -> int:
        """Add what has flat faces, and a node that puts it in its place; return the node's number.

        Parameters
        ----------
        name : str
        vertices : ndarray of float32, shape (n, 3)
            Metres, z up.
        faces : ndarray of int32, shape (m, 3)
        colour : ndarray of uint8, shape (m, 3)
            sRGB of each face.
        material : ndarray of uint8, shape (m,)
        parent : int, optional
            Node that it goes below.
        """
        low = vertices.min(axis=0)
        step = float(max((vertices.max(axis=0) - low).max(), 1e-3)) / _STEPS
        steps = np.round((vertices - low) / step).astype(np.int64)
        at, dress, corners = _joined(steps, faces, colour, material)
        stored = np.zeros((len(at), 4), np.uint16)
        stored[:, 0], stored[:, 1], stored[:, 2] = at[:, 0], at[:, 2], _STEPS - at[:, 1]  # y up, z south
        attributes = {"POSITION": self._places(stored), "COLOR_0": self._dress(dress)}
        mesh = self._triangles(name, attributes, corners, len(at))
        node = self.node(name, mesh, parent)
        corner = y_up(np.array([[low[0], low[1] + step * _STEPS, low[2]]], np.float32))[0]
        self._nodes[node] |= {"translation": corner.tolist(), "scale": [step] * 3}
        return node

    def shape(self, name: str, vertices: F32, faces: I32, colour: U8, material: U8, uv: F32 | None) -> int:
        """Add a round shape that is copied, a metre or so in size; return the mesh's number.

        Parameters
        ----------
        name, vertices, faces, colour, material
            As in :meth:`body`.
        uv : ndarray of float32, shape (n, 2), optional
            Where each corner lies on its leaf.
        """
        normal = _rounded(vertices, faces)
        code = colour.astype(np.int64) @ np.array([65536, 256, 1]) | material.astype(np.int64) << 24
        _, kind = np.unique(np.repeat(code, 3), return_inverse=True)
        key = faces.ravel().astype(np.int64) * (int(kind.max(initial=0)) + 1) + kind
        _, first, corners = np.unique(key, return_index=True, return_inverse=True)
        used = faces.ravel()[first]
        dress = np.column_stack([colour, material])[first // 3]
        lifted = y_up(vertices[used])
        attributes = {
            "POSITION": self._accessor(
                lifted, _FLOAT, "VEC3", min=lifted.min(axis=0).tolist(), max=lifted.max(axis=0).tolist()
            ),
            "NORMAL": self._small_normals(y_up(normal[used])),
            "COLOR_0": self._dress(dress),
        }
        if uv is not None:
            attributes["TEXCOORD_0"] = self._accessor(uv[used].astype(np.float32), _FLOAT, "VEC2")
        return self._triangles(name, attributes, corners, len(used))

    def _triangles(self, name: str, attributes: dict[str, int], corners: NDArray[np.intp], count: int) -> int:
        short = count < _STEPS
        numbers = corners.ravel().astype(np.uint16 if short else np.uint32)
        indices = self._accessor(numbers, _USHORT if short else 5125, "SCALAR", _INDICES)
        primitive: dict[str, Any] = {
            "attributes": attributes, "mode": 4, "indices": indices, "material": self._material(None)
        }  # fmt: skip
        self._meshes.append({"name": name, "primitives": [primitive]})
        return len(self._meshes) - 1

    def _places(self, stored: NDArray[np.uint16]) -> int:
        low, high = stored[:, :3].min(axis=0).tolist(), stored[:, :3].max(axis=0).tolist()
        number = self._accessor(stored, _USHORT, "VEC3", min=low, max=high)
        self._views[self._accessors[number]["bufferView"]]["byteStride"] = 8
        self._used.add("KHR_mesh_quantization")
        return number

    def _small_normals(self, normal: NDArray[np.float32]) -> int:
        stored = np.zeros((len(normal), 4), np.int8)
        stored[:, :3] = np.round(normal * 127.0)
        number = self._accessor(stored, _BYTE, "VEC3", normalized=True)
        self._views[self._accessors[number]["bufferView"]]["byteStride"] = 4
        self._used.add("KHR_mesh_quantization")
        return number

    def _dress(self, dress: NDArray[Any]) -> int:
        """Add linear colours with the material's number behind them."""
        stored = np.zeros((len(dress), 4), np.uint8)
        stored[:, :3] = np.round(linear(dress[:, :3].astype(np.uint8)) * 255.0)
        stored[:, 3] = dress[:, 3]
        return self._accessor(stored, _UBYTE, "VEC4", normalized=True)


def _joined(
    steps: NDArray[np.int64], faces: I32, colour: U8, material: U8
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.intp]]:
    """Return vertices that several faces of one dress share, their dress, and the corners of the faces."""
    corner = faces.ravel()
    place = steps @ np.array([1 << 32, 1 << 16, 1])
    dress = colour.astype(np.int64) @ np.array([65536, 256, 1]) | material.astype(np.int64) << 24
    _, dress_of_face = np.unique(dress, return_inverse=True)
    kinds = int(dress_of_face.max(initial=0)) + 1
    _, place_of_vertex = np.unique(place, return_inverse=True)
    key = place_of_vertex[corner] * kinds + np.repeat(dress_of_face, 3)
    _, first, corners = np.unique(key, return_index=True, return_inverse=True)
    # In the order of the faces, so that neighbours lie side by side and the file packs better.
    order = np.argsort(first, kind="stable")
    rank = np.empty(len(order), np.intp)
    rank[order] = np.arange(len(order))
    first = first[order]
    whole = np.column_stack([colour.astype(np.int64), material.astype(np.int64)])
    return steps[corner[first]], whole[first // 3], rank[corners]


def _rounded(vertices: F32, faces: I32) -> F32:
    """Return normals as if the faces were one round skin, corners at one place taken together."""
    _, place = np.unique(np.round(vertices * 1e4).astype(np.int64), axis=0, return_inverse=True)
    place = place.ravel()
    a, b, c = (vertices[faces[:, corner]].astype(np.float64) for corner in range(3))
    across = np.cross(b - a, c - a)
    total = np.zeros((int(place.max(initial=0)) + 1, 3))
    for axis in range(3):
        total[:, axis] = np.bincount(
            place[faces.ravel()], np.repeat(across[:, axis], 3), minlength=len(total)
        )
    length = np.linalg.norm(total, axis=1, keepdims=True)
    unit = np.where(length > 0.0, total / np.maximum(length, 1e-300), np.array([0.0, 0.0, 1.0]))
    rounded: F32 = unit[place].astype(np.float32)
    return rounded
