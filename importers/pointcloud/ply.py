"""PLY without faces: text, or binary of either byte order. With faces it is a model.

The header is read here and held against the length of the file before anything is allocated.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportParams
from importers.common.boundary import broken, existing, reading
from importers.pointcloud.columns import Layout, named
from importers.pointcloud.importer import PointImporter
from importers.pointcloud.source import Batch, PointSource, extent_of, runs
from importers.pointcloud.text import Dialect, blocks, spread_lines, table
from scene.errors import UnreadableFile
from scene.payloads.arrays import F64

#: A header that is longer is none.
_LONGEST: Final = 1 << 16
_FORMATS: Final = {"ascii": "", "binary_little_endian": "<", "binary_big_endian": ">"}
_TYPES: Final = {
    "char": "i1", "int8": "i1", "uchar": "u1", "uint8": "u1", "short": "i2", "int16": "i2", "ushort": "u2",
    "uint16": "u2", "int": "i4", "int32": "i4", "uint": "u4", "uint32": "u4", "float": "f4", "float32": "f4",
    "double": "f8", "float64": "f8",
}  # fmt: skip
#: Points after which a binary file may be entered.
_UNIT: Final = 5_000


@dataclass(frozen=True, slots=True)
class PlyHeader:
    """What a header declares.

    Parameters
    ----------
    order : str
        Byte order, ``<`` or ``>``; empty for text.
    start : int
        Where the vertices begin, bytes.
    count : int
        Vertices.
    fields : tuple of (str, str)
        Name and numpy type of each property of a vertex.
    faces : int
        Faces or strips; a cloud has none.
    """

    order: str
    start: int
    count: int
    fields: tuple[tuple[str, str], ...]
    faces: int


def header_of(head: bytes, path: Path) -> PlyHeader:
    """Return what a header declares.

    Raises
    ------
    UnreadableFile
        If it makes no sense, or vertices hold or follow lists.
    """
    stop = head.find(b"end_header")
    end = head.find(b"\n", stop)
    if not head.startswith((b"ply\n", b"ply\r", b"ply ")) or stop < 0:
        raise broken(path, "is not a PLY file, or its header has no end")
    form, elements = _elements(head[:stop].decode("latin-1"))
    if form not in _FORMATS:
        raise broken(path, "is a PLY file with a broken header")
    vertices = [place for place, element in enumerate(elements) if element.name == "vertex"]
    if not vertices:
        raise broken(path, "is a PLY file without vertices")
    vertex = elements[vertices[0]]
    fields = tuple((name, _TYPES.get(kind, "")) for name, kind in vertex.properties)
    if any(element.count for element in elements[: vertices[0]]):
        raise broken(path, "is a PLY file whose vertices do not come first")
    if not all(kind for _, kind in fields) or len({name for name, _ in fields}) != len(fields):
        raise broken(path, "is a PLY file whose vertices hold something that cannot be read here")
    faces = sum(element.count for element in elements if element.name in ("face", "tristrips"))
    return PlyHeader(_FORMATS[form], end + 1 if end >= 0 else len(head), vertex.count, fields, faces)


@dataclass(slots=True)
class _Element:
    name: str
    count: int
    properties: list[tuple[str, str]]


def _elements(text: str) -> tuple[str, list[_Element]]:
    """Return the format and the elements of a header, an empty format if a line of it makes no sense."""
    form, elements = "", list[_Element]()
    for line in text.splitlines()[1:]:
        words = line.split()
        if not words or words[0] in ("comment", "obj_info"):
            continue
        if words[0] == "format" and len(words) == 3:
            form = words[1]
        elif words[0] == "element" and len(words) == 3 and words[2].isdigit():
            elements.append(_Element(words[1], int(words[2]), []))
        elif words[0] == "property" and len(words) >= 3 and elements:
            elements[-1].properties.append((words[-1], words[1]))
        else:
            return "", []
    return form, elements


class PlyPointsImporter(PointImporter):
    """A point cloud from PLY."""

    id = "points.ply"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file is PLY without faces."""
        if not head.startswith(b"ply"):
            return False
        if b"end_header" not in head and path.is_file():
            with path.open("rb") as file:
                head = file.read(_LONGEST)
        try:
            return header_of(head, path).faces == 0
        except UnreadableFile:
            return False

    @contextmanager
    def opened(self, path: Path, params: ImportParams) -> Iterator[PointSource]:
        """Open a PLY file after holding its declared size against its real one."""
        with reading(existing(path), "PLY"):
            with path.open("rb") as file:
                header = header_of(file.read(_LONGEST), path)
            columns = named([name for name, _ in header.fields])
            if not {"x", "y", "z"} <= set(columns):
                raise broken(path, "is a PLY file whose vertices have no x, y and z")
            room = path.stat().st_size - header.start
            kind = np.dtype([(name, header.order + form) for name, form in header.fields])
            least = kind.itemsize if header.order else 2 * len(header.fields) - 1
            if header.count * least > room:
                raise broken(
                    path, "is cut off: it declares {count} points and has room for {room}",
                    count=header.count, room=room // least,
                )  # fmt: skip
            source = _Binary(path, header, columns, kind) if header.order else _Text(path, header, columns)
            yield source


class _Binary:
    """An opened binary PLY."""

    counted = True
    stated_crs: str | None = None
    extent: F64 | None = None

    def __init__(self, path: Path, header: PlyHeader, columns: dict[str, int], kind: np.dtype[Any]) -> None:
        self._path, self._header, self._kind = path, header, kind
        self.count = header.count
        self.dimensions = tuple(name for name, _ in header.fields)
        self._layout = Layout(columns)
        first = self._rows(0, min(10_000, self.count))
        self._layout = self._layout.scaled(first)
        self.extent = extent_of(self.spread(20_000))

    def _rows(self, first: int, count: int) -> NDArray[np.float64]:
        start = self._header.start + first * self._kind.itemsize
        records = np.fromfile(self._path, self._kind, count, offset=start)
        if len(records) < count:
            raise broken(
                self._path, "says it holds {told} points but {found} can be read",
                told=self.count, found=first + len(records),
            )  # fmt: skip
        return np.column_stack([records[name].astype(np.float64) for name in self.dimensions])

    def spread(self, most: int) -> Iterator[Batch]:
        """Yield points from all over the file."""
        for first, skip, count in runs(self.count, most, _UNIT):
            yield self._layout.batch(self._rows(first + skip, count))

    def batches(self, size: int) -> Iterator[Batch]:
        """Yield all points in order."""
        for first in range(0, self.count, size):
            yield self._layout.batch(self._rows(first, min(size, self.count - first)))


class _Text:
    """An opened PLY of text."""

    counted = True
    stated_crs: str | None = None
    extent: F64 | None = None

    def __init__(self, path: Path, header: PlyHeader, columns: dict[str, int]) -> None:
        self._path, self._start = path, header.start
        self.count = header.count
        self.dimensions = tuple(name for name, _ in header.fields)
        self._dialect = Dialect(" ", ".", header.start, self.dimensions, len(header.fields))
        self._layout = Layout(columns)
        for lines in spread_lines(path, header.start, 2000):
            self._layout = self._layout.scaled(table(lines, self._dialect))
            break
        self.extent = extent_of(self.spread(20_000))

    def spread(self, most: int) -> Iterator[Batch]:
        """Yield lines from all over the file."""
        for lines in spread_lines(self._path, self._start, most):
            yield self._layout.batch(table(lines, self._dialect))

    def batches(self, size: int) -> Iterator[Batch]:
        """Yield all points in order."""
        found = 0
        for lines in blocks(self._path, self._start):
            rows = table(lines, self._dialect)[: self.count - found]
            found += len(rows)
            for first in range(0, len(rows), size):
                yield self._layout.batch(rows[first : first + size])
        if found != self.count:
            raise broken(
                self._path,
                "says it holds {told} points but {found} can be read",
                told=self.count,
                found=found,
            )
