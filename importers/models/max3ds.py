"""3DS, the old exchange format of 3D Studio: chunks within chunks. Z is up; its unit is nobody's business.

Every chunk is held against the one around it. Keyframes and lights are left.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue
from importers.common.boundary import broken
from importers.models.colours import cut_out, decoded, sampled
from importers.models.importer import ModelImporter
from importers.models.neighbours import Neighbours
from importers.models.part import Look, Part
from importers.models.placement import Axis
from scene.errors import UnreadableFile
from scene.messages import msg
from scene.payloads.arrays import F32, U8

_MAIN, _EDIT, _OBJECT, _MESH = 0x4D4D, 0x3D3D, 0x4000, 0x4100
_VERTICES, _FACES, _FACE_MATERIAL, _UV = 0x4110, 0x4120, 0x4130, 0x4140
_MATERIAL, _NAME, _DIFFUSE, _TEXTURE, _FILE = 0xAFFF, 0xA000, 0xA020, 0xA200, 0xA300
_COLOUR_FLOAT, _COLOUR_BYTE, _COLOUR_BYTE_LINEAR = 0x0010, 0x0011, 0x0012
_HEAD: Final = 6


@dataclass(slots=True)
class _Paint:
    colour: tuple[int, int, int] | None = None
    file: str = ""


@dataclass(slots=True)
class _Mesh:
    name: str
    points: F32 = field(default_factory=lambda: np.zeros((0, 3), np.float32))
    faces: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 3), np.int64))
    uv: F32 | None = None
    groups: list[tuple[str, NDArray[np.int64]]] = field(default_factory=list)


class Max3dsImporter(ModelImporter):
    """A model from 3DS."""

    id: ClassVar[str] = "model.3ds"
    format_name: ClassVar[str] = "3DS"
    up: ClassVar[Axis] = "z"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file begins with 3DS's main chunk, as long as the file."""
        if len(head) < _HEAD:
            return False
        kind, length = struct.unpack_from("<HI", head)
        return kind == _MAIN and (path.suffix.lower() == ".3ds" or length == path.stat().st_size)

    def parts(self, path: Path, issues: list[ImportIssue]) -> tuple[list[Part], tuple[Path, ...]]:
        """Read its meshes, each cut by material."""
        content = path.read_bytes()
        meshes: list[_Mesh] = []
        paints: dict[str, _Paint] = {}
        for kind, first, stop in _chunks(content, 0, len(content), path):
            if kind != _MAIN:
                raise broken(path, "is broken: it does not begin as 3DS")
            for inner, start, end in _chunks(content, first, stop, path):
                if inner == _EDIT:
                    _edit(content, start, end, path, meshes, paints)
        neighbours = Neighbours.of(path)
        images = _images(paints, neighbours, issues)
        parts = [part for mesh in meshes for part in _parts(mesh, paints, images, path)]
        return parts, tuple(dict.fromkeys(neighbours.seen))


def _chunks(content: bytes, first: int, stop: int, path: Path) -> Iterator[tuple[int, int, int]]:
    """Yield kind, first and last byte of the chunks in a part of the file."""
    while first + _HEAD <= stop:
        kind, length = struct.unpack_from("<HI", content, first)
        if length < _HEAD or first + length > stop:
            raise broken(path, "is cut off or broken: a chunk is longer than the file")
        yield kind, first + _HEAD, first + length
        first += length


def _word(content: bytes, first: int, stop: int) -> tuple[str, int]:
    """Return a text that ends with a zero, and where the next byte is."""
    end = content.find(b"\x00", first, stop)
    end = stop if end < 0 else end
    return _text(content[first:end]), min(end + 1, stop)


def _text(content: bytes) -> str:
    """Return a name as Chinese systems wrote it, or as UTF-8 if that makes Chinese of it."""
    modern = content.decode("utf-8", "ignore")
    if modern.encode() == content and (content.isascii() or any(letter >= "\u2e80" for letter in modern)):
        return modern
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _edit(
    content: bytes, first: int, stop: int, path: Path, meshes: list[_Mesh], paints: dict[str, _Paint]
) -> None:
    for kind, start, end in _chunks(content, first, stop, path):
        if kind == _MATERIAL:
            name, paint = _paint(content, start, end, path)
            paints[name] = paint
        elif kind == _OBJECT:
            name, at = _word(content, start, end)
            for inner, a, b in _chunks(content, at, end, path):
                if inner == _MESH:
                    meshes.append(_mesh(content, a, b, path, name))


def _paint(content: bytes, first: int, stop: int, path: Path) -> tuple[str, _Paint]:
    name, paint = "", _Paint()
    for kind, start, end in _chunks(content, first, stop, path):
        if kind == _NAME:
            name, _ = _word(content, start, end)
        elif kind == _DIFFUSE:
            for inner, a, b in _chunks(content, start, end, path):
                if inner in (_COLOUR_BYTE, _COLOUR_BYTE_LINEAR) and b - a >= 3:
                    paint.colour = (content[a], content[a + 1], content[a + 2])
                elif inner == _COLOUR_FLOAT and b - a >= 12:
                    shares = np.clip(np.nan_to_num(np.frombuffer(content, "<f4", 3, a)), 0.0, 1.0)
                    red, green, blue = np.round(shares * 255.0).astype(int).tolist()
                    paint.colour = (red, green, blue)
        elif kind == _TEXTURE:
            for inner, a, b in _chunks(content, start, end, path):
                if inner == _FILE:
                    paint.file, _ = _word(content, a, b)
    return name, paint


def _mesh(content: bytes, first: int, stop: int, path: Path, name: str) -> _Mesh:
    mesh = _Mesh(name)
    for kind, start, end in _chunks(content, first, stop, path):
        if kind == _VERTICES:
            mesh.points = _table(content, start, end, "<f4", 3, path)
        elif kind == _UV:
            mesh.uv = _table(content, start, end, "<f4", 2, path)
        elif kind == _FACES:
            rows = _table(content, start, end, "<u2", 4, path)
            mesh.faces = rows[:, :3].astype(np.int64)
            for inner, a, b in _chunks(content, start + 2 + rows.nbytes, end, path):
                if inner == _FACE_MATERIAL:
                    material, at = _word(content, a, b)
                    mesh.groups.append(
                        (material, _table(content, at, b, "<u2", 1, path)[:, 0].astype(np.int64))
                    )
    return mesh


def _table(content: bytes, first: int, stop: int, kind: str, width: int, path: Path) -> NDArray[Any]:
    """Return rows of numbers behind their count, shape (count, width)."""
    count = struct.unpack_from("<H", content, first)[0] if first + 2 <= stop else 0
    dtype = np.dtype(kind)
    if first + 2 + count * width * dtype.itemsize > stop:
        raise broken(path, "is cut off or broken: a chunk is longer than the file")
    return np.frombuffer(content, dtype, count * width, first + 2).reshape(count, width)


def _images(paints: dict[str, _Paint], neighbours: Neighbours, issues: list[ImportIssue]) -> dict[str, U8]:
    """Return the textures that are there, by the names in the file, whatever the letters' case."""
    beside = {file.name.lower(): file.name for file in neighbours.root.iterdir()}
    images: dict[str, U8] = {}
    for name in dict.fromkeys(paint.file for paint in paints.values() if paint.file):
        last = name.replace("\\", "/").rpartition("/")[2]
        try:
            images[name] = cut_out(decoded(neighbours.read(beside[last.lower()])), 0.5)
        except (KeyError, OSError, UnreadableFile):
            said = msg("The texture {file} is missing; faces stay plain.", file=last)
            issues.append(ImportIssue("note", said))
    return images


def _parts(mesh: _Mesh, paints: dict[str, _Paint], images: dict[str, U8], path: Path) -> Iterator[Part]:
    """Yield the faces of a mesh, those of one material together."""
    m, n = len(mesh.faces), len(mesh.points)
    if m and mesh.faces.max() >= n:
        raise broken(path, "is broken: a face names a vertex that is not there")
    left = np.ones(m, dtype=bool)
    groups = [*mesh.groups]
    for _, rows in mesh.groups:
        left[rows[rows < m]] = False
    groups.append(("", np.flatnonzero(left)))
    for material, rows in groups:
        faces = mesh.faces[rows[rows < m]]
        if len(faces):
            paint = paints.get(material, _Paint())
            yield Part(mesh.name, mesh.points.astype(np.float64), faces, _look(mesh, faces, paint, images))


def _look(mesh: _Mesh, faces: NDArray[np.int64], paint: _Paint, images: dict[str, U8]) -> Look:
    image = images.get(paint.file)
    if image is not None and mesh.uv is not None and len(mesh.uv) == len(mesh.points):
        return Look(sampled(image, mesh.uv, faces), mesh.uv, image)
    if paint.colour is None:
        return Look()
    return Look(np.tile(np.array(paint.colour, dtype=np.uint8), (len(faces), 1)))
