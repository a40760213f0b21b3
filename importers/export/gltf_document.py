"""A glTF 2.0 document in the making, and its one binary buffer: meshes, copies, textures, features, GLB.

Takes z-up metres and turns them y-up; colours are sRGB and become linear, as the standard asks.
It does not know layers or where on Earth they stand.
"""

import io
import json
import struct
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from importers.export.gltf_features import Properties
from scene.errors import InvalidRequest
from scene.messages import msg
from scene.payloads.arrays import F32, I32, U8

_FLOAT, _UBYTE, _BYTE, _USHORT, _UINT = 5126, 5121, 5120, 5123, 5125
_ARRAY, _INDICES = 34962, 34963
_LONGEST: Final = 2**32 - 1


class GltfDocument:
    """Collects meshes and nodes; :meth:`write` makes one GLB of them.

    Parameters
    ----------
    compact : bool
        Normals and colours in one byte a channel (KHR_mesh_quantization), for viewers on the web; else
        floats and two bytes, so that every colour comes back.
    """

    def __init__(self, compact: bool = False) -> None:
        self.compact = compact
        self.properties = Properties(self.view)
        self._nodes: list[dict[str, Any]] = []
        self._roots: list[int] = []
        self._meshes: list[dict[str, Any]] = []
        self._accessors: list[dict[str, Any]] = []
        self._views: list[dict[str, Any]] = []
        self._materials: list[dict[str, Any]] = []
        self._textures: list[dict[str, Any]] = []
        self._images: list[dict[str, Any]] = []
        self._buffer: list[bytes] = []
        self._length = 0
        self._used: set[str] = set()
        self._plain: int | None = None
        self._bare: int | None = None

    # -- the buffer ----------------------------------------------------------------------------------------

    def view(self, content: bytes, target: int = 0) -> int:
        """Append bytes and return the number of their view."""
        shift = -self._length % 8
        entry: dict[str, Any] = {"buffer": 0, "byteOffset": self._length + shift, "byteLength": len(content)}
        if target:
            entry["target"] = target
        self._buffer += [bytes(shift), content]
        self._length += shift + len(content)
        if self._length > _LONGEST:
            raise InvalidRequest(
                msg("The layers take more than the 4 GB that one GLB can hold."),
                msg("Export fewer layers, or 3D Tiles."),
            )
        self._views.append(entry)
        return len(self._views) - 1

    def _accessor(
        self, values: NDArray[Any], component: int, kind: str, target: int = _ARRAY, **more: object
    ) -> int:
        self._accessors.append(
            {
                "bufferView": self.view(np.ascontiguousarray(values).tobytes(), target),
                "componentType": component,
                "count": len(values),
                "type": kind,
                **more,
            }
        )
        return len(self._accessors) - 1

    # -- meshes --------------------------------------------------------------------------------------------

    def mesh(
        self,
        name: str,
        vertices: F32,
        faces: I32,
        colour: U8,
        feature: I32 | None = None,
        table: int | None = None,
        count: int = 0,
        uv: F32 | None = None,
        texture: U8 | None = None,
    ) -> int:
        """Add a mesh and return its number.

        Parameters
        ----------
        name : str
            Of the mesh.
        vertices : ndarray of float32, shape (n, 3)
            z up.
        faces : ndarray of int32, shape (m, 3)
        colour : ndarray of uint8, shape (m, 3)
            sRGB of each face; a texture takes its place.
        feature : ndarray of int32, shape (m,), optional
            Feature of each face.
        table : int, optional
            Number of the property table of the features.
        count : int
            How many features there are.
        uv, texture : ndarray, optional
            As in :class:`scene.payloads.TriangleMesh`.
        """
        vertices, faces, shown, feature, uv = _apart(
            vertices, faces, colour if texture is None else None, feature, uv
        )
        lifted = y_up(vertices)
        attributes = {"POSITION": self._accessor(
            lifted, _FLOAT, "VEC3", min=lifted.min(axis=0).tolist(), max=lifted.max(axis=0).tolist()
        )}  # fmt: skip
        attributes["NORMAL"] = self._normals(lifted, faces)
        if shown is not None:
            attributes["COLOR_0"] = self._colours(shown)
        if uv is not None and texture is not None:
            flipped = np.column_stack([uv[:, 0], 1.0 - uv[:, 1]]).astype(np.float32)
            attributes["TEXCOORD_0"] = self._accessor(flipped, _FLOAT, "VEC2")
        primitive: dict[str, Any] = {"attributes": attributes, "mode": 4, "material": self._material(texture)}
        short = len(vertices) < 65535
        corners = faces.ravel().astype(np.uint16 if short else np.uint32)
        primitive["indices"] = self._accessor(corners, _USHORT if short else _UINT, "SCALAR", _INDICES)
        if feature is not None:
            self._say_features(primitive, feature, table, count)
        self._meshes.append({"name": name, "primitives": [primitive]})
        return len(self._meshes) - 1

    def strokes(
        self,
        name: str,
        vertices: F32,
        pairs: I32,
        spots: I32,
        colour: U8,
        feature: I32 | None = None,
        table: int | None = None,
        count: int = 0,
    ) -> int:
        """Add lines and points as one mesh and return its number.

        Parameters
        ----------
        name : str
            Of the mesh.
        vertices : ndarray of float32, shape (n, 3)
            z up.
        pairs : ndarray of int32, shape (m, 2)
            Vertices at the ends of the pieces of lines.
        spots : ndarray of int32, shape (k,)
            Vertices that are points.
        colour, feature : ndarray
            Of the vertices; sRGB, and rows of the property table.
        table, count : int
            Number of the property table, and its rows.
        """
        primitives: list[dict[str, Any]] = []
        for mode, corners in ((1, pairs.ravel()), (0, spots)):
            if not len(corners):
                continue
            used, renumbered = (corners, None) if mode == 0 else np.unique(corners, return_inverse=True)
            lifted = y_up(vertices[used])
            low, high = lifted.min(axis=0).tolist(), lifted.max(axis=0).tolist()
            attributes = {"POSITION": self._accessor(lifted, _FLOAT, "VEC3", min=low, max=high)}
            attributes["COLOR_0"] = self._colours(colour[used])
            primitive: dict[str, Any] = {"attributes": attributes, "mode": mode, "material": self._unlit()}
            if renumbered is not None:
                ends = renumbered.ravel().astype(np.uint32)
                primitive["indices"] = self._accessor(ends, _UINT, "SCALAR", _INDICES)
            if feature is not None:
                self._say_features(primitive, feature[used], table, count)
            primitives.append(primitive)
        self._meshes.append({"name": name, "primitives": primitives})
        return len(self._meshes) - 1

    def _say_features(self, primitive: dict[str, Any], feature: I32, table: int | None, count: int) -> None:
        """Say which feature each vertex of a primitive belongs to."""
        number = self._accessor(feature.astype(np.float32), _FLOAT, "SCALAR")
        primitive["attributes"]["_FEATURE_ID_0"] = number
        ids: dict[str, Any] = {"featureCount": count, "attribute": 0}
        if table is not None:
            ids["propertyTable"] = table
        primitive["extensions"] = {"EXT_mesh_features": {"featureIds": [ids]}}
        self._used.add("EXT_mesh_features")

    def _unlit(self) -> int:
        """Return the material of what has no faces for light to fall on."""
        if self._bare is None:
            base = {"metallicFactor": 0.0, "roughnessFactor": 1.0}
            bare: dict[str, Any] = {"KHR_materials_unlit": {}}
            self._materials.append({"name": "lines", "pbrMetallicRoughness": base, "extensions": bare})
            self._bare = len(self._materials) - 1
            self._used.add("KHR_materials_unlit")
        return self._bare

    def _normals(self, lifted: F32, faces: I32) -> int:
        """Add normals: of flat faces where corners are apart, smooth where they are shared."""
        a, b, c = (lifted[faces[:, corner]].astype(np.float64) for corner in range(3))
        across = np.cross(b - a, c - a)
        total = np.zeros((len(lifted), 3))
        for axis in range(3):
            total[:, axis] = np.bincount(faces.ravel(), np.repeat(across[:, axis], 3), minlength=len(lifted))
        length = np.linalg.norm(total, axis=1, keepdims=True)
        total = np.where(length > 0.0, total / np.maximum(length, 1e-300), np.array([0.0, 1.0, 0.0]))
        if not self.compact:
            return self._accessor(total.astype(np.float32), _FLOAT, "VEC3")
        self._used.add("KHR_mesh_quantization")
        stored = np.zeros((len(total), 4), np.int8)
        stored[:, :3] = np.round(total * 127.0)
        number = self._accessor(stored, _BYTE, "VEC3", normalized=True)
        self._views[self._accessors[number]["bufferView"]]["byteStride"] = 4
        return number

    def _colours(self, colour: U8) -> int:
        share = linear(colour)
        depth, component = (np.uint8, _UBYTE) if self.compact else (np.uint16, _USHORT)
        most = np.iinfo(depth).max
        stored = np.full((len(colour), 4), most, depth)
        stored[:, :3] = np.round(share * most)
        return self._accessor(stored, component, "VEC4", normalized=True)

    def _material(self, texture: U8 | None) -> int:
        base: dict[str, Any] = {"metallicFactor": 0.0, "roughnessFactor": 1.0}
        if texture is None:
            if self._plain is None:
                self._materials.append({"name": "plain", "pbrMetallicRoughness": base, "doubleSided": True})
                self._plain = len(self._materials) - 1
            return self._plain
        from PIL import Image

        stream = io.BytesIO()
        Image.fromarray(np.asarray(texture)).save(stream, "PNG")
        self._images.append({"bufferView": self.view(stream.getvalue()), "mimeType": "image/png"})
        self._textures.append({"source": len(self._images) - 1})
        base["baseColorTexture"] = {"index": len(self._textures) - 1}
        material: dict[str, Any] = {"name": "texture", "pbrMetallicRoughness": base, "doubleSided": True}
        if texture.shape[2] == 4:
            material["alphaMode"] = "MASK"
        self._materials.append(material)
        return len(self._materials) - 1

    # -- nodes ---------------------------------------------------------------------------------------------

    def node(self, name: str, mesh: int | None = None, parent: int | None = None, **extras: object) -> int:
        """Add a node, at the top or below another, and return its number."""
        entry: dict[str, Any] = {"name": name}
        if mesh is not None:
            entry["mesh"] = mesh
        if extras:
            entry["extras"] = extras
        self._nodes.append(entry)
        number = len(self._nodes) - 1
        if parent is None:
            self._roots.append(number)
        else:
            self._nodes[parent].setdefault("children", []).append(number)
        return number

    def copies(
        self, node: int, positions: ArrayLike, heading: ArrayLike, scale: ArrayLike, colour: U8 | None
    ) -> None:
        """Make a node's mesh stand in many places (EXT_mesh_gpu_instancing).

        Parameters
        ----------
        node : int
            With a mesh that stands on z = 0.
        positions, heading, scale, colour : array_like
            As in :class:`scene.payloads.Instances`.
        """
        places, turns, sizes = (np.asarray(values, np.float32) for values in (positions, heading, scale))
        quaternion = np.zeros((len(places), 4), np.float32)
        quaternion[:, 1], quaternion[:, 3] = np.sin(turns / 2.0), np.cos(turns / 2.0)
        attributes = {
            "TRANSLATION": self._accessor(y_up(places), _FLOAT, "VEC3", 0),
            "ROTATION": self._accessor(quaternion, _FLOAT, "VEC4", 0),
            "SCALE": self._accessor(sizes[:, [0, 2, 1]], _FLOAT, "VEC3", 0),
        }
        if colour is not None:
            tint = np.column_stack([colour, np.full(len(colour), 255, np.uint8)])
            attributes["_TINT"] = self._accessor(tint, _UBYTE, "VEC4", 0, normalized=True)
        self._nodes[node].setdefault("extensions", {})["EXT_mesh_gpu_instancing"] = {"attributes": attributes}
        self._used.add("EXT_mesh_gpu_instancing")

    def write(self, path: Path, **extras: object) -> int:
        """Write the GLB and return its length in bytes."""
        used = set(self._used)
        document: dict[str, Any] = {
            "asset": {"version": "2.0", "generator": "Weiyang", "extras": extras},
            "scene": 0,
            "scenes": [{"nodes": self._roots}],
            "nodes": self._nodes,
            "meshes": self._meshes,
            "accessors": self._accessors,
            "bufferViews": self._views,
            "materials": self._materials,
            "buffers": [{"byteLength": self._length}],
        }
        if self._images:
            document |= {"images": self._images, "textures": self._textures}
        metadata = self.properties.document()
        if metadata is not None:
            used.add("EXT_structural_metadata")
            document["extensions"] = {"EXT_structural_metadata": metadata}
        if used:
            document["extensionsUsed"] = sorted(used)
        if required := sorted(used & {"KHR_mesh_quantization", "EXT_mesh_gpu_instancing"}):
            document["extensionsRequired"] = required
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 8)
        tail = bytes(-self._length % 8)
        total = 12 + 8 + len(text) + 8 + self._length + len(tail)
        with path.open("wb") as file:
            file.write(struct.pack("<4sII", b"glTF", 2, total))
            file.write(struct.pack("<I4s", len(text), b"JSON") + text)
            file.write(struct.pack("<I4s", self._length + len(tail), b"BIN\0"))
            file.writelines(self._buffer)
            file.write(tail)
        return total


def y_up(vertices: F32) -> F32:
    """Return z-up vertices as glTF has them: x east, y up, z south."""
    turned: F32 = np.column_stack([vertices[:, 0], vertices[:, 2], -vertices[:, 1]]).astype(np.float32)
    return turned


def linear(colour: U8) -> NDArray[np.float64]:
    """Return sRGB as shares of linear light, 0 to 1."""
    share = np.asarray(colour).astype(np.float64) / 255.0
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def _apart(
    vertices: F32, faces: I32, colour: U8 | None, feature: I32 | None, uv: F32 | None
) -> tuple[F32, I32, U8 | None, I32 | None, F32 | None]:
    """Return a mesh with colours and features of vertices: split where faces of different ones meet."""
    code = np.zeros(len(faces), np.int64)
    if colour is not None:
        code = colour.astype(np.int64) @ np.array([65536, 256, 1])
    if feature is not None:
        code |= feature.astype(np.int64) << 24
    corner_code = np.repeat(code, 3)
    corner = faces.ravel()
    face_of_vertex = np.full(len(vertices), -1, np.int64)
    face_of_vertex[corner] = np.repeat(np.arange(len(faces)), 3)
    whole = bool((code[face_of_vertex[corner]] == corner_code).all()) and bool((face_of_vertex >= 0).all())
    if not whole:
        _, kind = np.unique(corner_code, return_inverse=True)
        key = corner.astype(np.int64) * (int(kind.max(initial=0)) + 1) + kind
        _, first, renumbered = np.unique(key, return_index=True, return_inverse=True)
        vertices, uv = vertices[corner[first]], None if uv is None else uv[corner[first]]
        faces = renumbered.reshape(faces.shape).astype(np.int32)
        face_of_vertex = first // 3
    return (
        vertices,
        faces,
        None if colour is None else colour[face_of_vertex],
        None if feature is None else feature[face_of_vertex],
        uv,
    )
