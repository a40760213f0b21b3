"""The numbers of a glTF file: buffers, views (plain or compressed), accessors (plain, sparse, quantised).

Every length is held against what is there before anything is allocated. It does not know meshes.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from importers.common.boundary import broken
from importers.models.gltf.container import entry, extension
from importers.models.neighbours import Neighbours
from scene.payloads.arrays import F64, U8

_COMPONENT: Final = {5120: "<i1", 5121: "<u1", 5122: "<i2", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
_COMPONENTS: Final = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}
#: Elements of an accessor that no buffer stands behind: more than any model needs.
_MOST_UNBACKED: Final = 10_000_000
#: What compressed views may unfold to: bytes in all, beyond three times the file.
_MOST_UNFOLDED: Final = 400_000_000
MESHOPT: Final = ("EXT_meshopt_compression", "KHR_meshopt_compression")


@dataclass(slots=True)
class Buffers:
    """Reads the numbers of one file.

    Parameters
    ----------
    document : dict
        Its description.
    binary : bytes, optional
        The buffer that a GLB carries.
    neighbours : Neighbours
        Where its other buffers lie.
    """

    document: dict[str, Any]
    binary: bytes | None
    neighbours: Neighbours
    _buffers: dict[int, U8] = field(default_factory=dict)
    _views: dict[int, U8] = field(default_factory=dict)
    _unfolded: int = 0

    @property
    def path(self) -> Path:
        """The file, for sentences."""
        return self.neighbours.path

    def buffer(self, index: int) -> U8:
        """Return the bytes of a buffer.

        Raises
        ------
        UnreadableFile
            If it is not there, or shorter than declared.
        """
        if index not in self._buffers:
            declared = entry(self.document, "buffers", index)
            uri, length = declared.get("uri"), int(declared["byteLength"])
            if uri is not None:
                content = self.neighbours.read(str(uri))
            else:
                content = self.binary if index == 0 and self.binary is not None else b""
            if length < 0 or len(content) < length:
                raise broken(self.path, "is cut off: {size} of {wanted} bytes of a buffer are there",
                             size=len(content), wanted=length)  # fmt: skip
            self._buffers[index] = np.frombuffer(content, dtype=np.uint8, count=length)
        return self._buffers[index]

    def view(self, index: int) -> U8:
        """Return the bytes of a view, unfolded if they are compressed.

        Raises
        ------
        UnreadableFile
            If it reaches beyond its buffer, or its compression is broken.
        """
        if index not in self._views:
            declared = entry(self.document, "bufferViews", index)
            packed = extension(declared, *MESHOPT)
            self._views[index] = self._part(declared) if packed is None else self._unfold(packed)
        return self._views[index]

    def _part(self, declared: dict[str, Any]) -> U8:
        offset, length = int(declared.get("byteOffset", 0)), int(declared["byteLength"])
        buffer = self.buffer(declared["buffer"])
        if offset < 0 or length < 0 or offset + length > len(buffer):
            raise broken(self.path, "is broken: a view reaches beyond its buffer")
        return buffer[offset : offset + length]

    def _unfold(self, packed: dict[str, Any]) -> U8:
        stream = self._part(packed)
        count, stride = int(packed["count"]), int(packed["byteStride"])
        self._unfolded += max(count, 0) * max(stride, 0)
        if self._unfolded > _MOST_UNFOLDED + 3 * sum(len(buffer) for buffer in self._buffers.values()):
            raise broken(self.path, "is broken: its compressed views unfold to more than it can hold")
        try:
            from importers.models.gltf.meshopt import decoded
            from importers.models.gltf.meshopt_filters import filtered

            plain = decoded(stream, str(packed["mode"]), count, stride)
            return filtered(plain, str(packed.get("filter", "NONE")), stride)
        except ValueError as problem:
            raise broken(self.path, "is broken: a compressed view cannot be decoded") from problem

    def accessor(self, index: int) -> NDArray[Any]:
        """Return the elements of an accessor as stored, shape (count, components).

        Raises
        ------
        UnreadableFile
            If it reaches beyond its view.
        """
        declared = entry(self.document, "accessors", index)
        count, kind = int(declared["count"]), np.dtype(_COMPONENT[declared["componentType"]])
        components = _COMPONENTS[declared["type"]]
        if declared.get("bufferView") is not None:
            offset = int(declared.get("byteOffset", 0))
            stored = self._strided(declared["bufferView"], offset, count, components, kind)
        elif 0 <= count <= _MOST_UNBACKED:
            stored = np.zeros((count, components), dtype=kind)
        else:
            raise broken(self.path, "is broken: an accessor reaches beyond its view")
        return self._overwritten(stored, declared["sparse"]) if "sparse" in declared else stored

    def _strided(
        self, view: int, offset: int, count: int, components: int, kind: np.dtype[Any]
    ) -> NDArray[Any]:
        content = self.view(view)
        element = components * kind.itemsize
        declared = entry(self.document, "bufferViews", view)
        packed = extension(declared, *MESHOPT)
        stride = int((packed or declared).get("byteStride", 0)) or element
        if offset < 0 or count < 0 or stride < element:
            raise broken(self.path, "is broken: an accessor reaches beyond its view")
        if count and offset + (count - 1) * stride + element > len(content):
            raise broken(self.path, "is broken: an accessor reaches beyond its view")
        return np.ndarray(
            (count, components), kind, content.data, offset if count else 0, (stride, kind.itemsize)
        )

    def _overwritten(self, stored: NDArray[Any], sparse: dict[str, Any]) -> NDArray[Any]:
        """Return elements with some of them taken from elsewhere."""
        count = int(sparse["count"])
        where, what = sparse["indices"], sparse["values"]
        kind = np.dtype(_COMPONENT[where["componentType"]])
        rows = self._strided(where["bufferView"], int(where.get("byteOffset", 0)), count, 1, kind)[:, 0]
        values = self._strided(
            what["bufferView"], int(what.get("byteOffset", 0)), count, stored.shape[1], stored.dtype
        )
        if count and (kind.kind == "f" or rows.max() >= len(stored)):
            raise broken(self.path, "is broken: an accessor reaches beyond its view")
        changed = stored.copy()
        changed[rows] = values
        return changed

    def numbers(self, index: int) -> F64:
        """Return the elements of an accessor as what they stand for, shape (count, components)."""
        stored = self.accessor(index)
        normal = bool(entry(self.document, "accessors", index).get("normalized", False))
        return scaled(stored, normal)


def scaled(stored: NDArray[Any], normalised: bool) -> F64:
    """Return stored numbers as float64; normalised integers as shares of their greatest."""
    values = stored.astype(np.float64)
    if normalised and stored.dtype.kind in "iu":
        return np.maximum(values / np.iinfo(stored.dtype).max, -1.0)
    return values
