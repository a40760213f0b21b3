"""GeoPackage geometry: a short header and well-known binary, written and read with numpy.

It knows bytes and world coordinates, not tables. Rings are closed in the file and open in memory.
Source of the layout: OGC 12-128r18, clause 2.1.3, and OGC 06-103r4 (WKB).
"""

import struct
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

_POINT_Z: Final = 1001
_LINE_Z: Final = 1002
_POLYGON: Final = 3
_MULTIPOLYGON: Final = 6

#: Length in bytes of the envelope for each value of the header's envelope code.
_ENVELOPE_BYTES: Final = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}


def header(srs_id: int) -> bytes:
    """Return the GeoPackage header of a non-empty little-endian geometry without an envelope."""
    return b"GP" + struct.pack("<BBi", 0, 1, srs_id)


def multipolygon(parts: Sequence[Sequence[NDArray[np.float64]]]) -> bytes:
    """Return WKB of a multipolygon.

    Parameters
    ----------
    parts : sequence of sequence of ndarray of float64, shape (k, 2)
        Rings of each part, the outer one first, without a closing repeat.
    """
    pieces = [struct.pack("<BII", 1, _MULTIPOLYGON, len(parts))]
    for rings in parts:
        pieces.append(struct.pack("<BII", 1, _POLYGON, len(rings)))
        for ring in rings:
            pieces.extend((struct.pack("<I", len(ring) + 1), ring.tobytes(), ring[:1].tobytes()))
    return b"".join(pieces)


def line(vertices: NDArray[np.float64]) -> bytes:
    """Return WKB of a line with heights, or of a point if there is one vertex, shape (k, 3)."""
    if len(vertices) == 1:
        return struct.pack("<BI", 1, _POINT_Z) + vertices.tobytes()
    return struct.pack("<BII", 1, _LINE_Z, len(vertices)) + vertices.tobytes()


class _Reader:
    """Walks through one geometry of either byte order."""

    def __init__(self, blob: bytes) -> None:
        if blob[:2] != b"GP":
            raise ValueError("not a GeoPackage geometry")
        self.blob = blob
        self.at = 8 + _ENVELOPE_BYTES[(blob[3] >> 1) & 7]
        self.order = "<"

    def kind(self) -> int:
        """Read a byte order and a geometry type; ISO and extended types come out as ISO."""
        self.order = "<" if self.blob[self.at] == 1 else ">"
        (code,) = struct.unpack_from(self.order + "I", self.blob, self.at + 1)
        self.at += 5
        has_z = bool(code & 0x80000000)
        return int(code & 0x0FFFFFFF) + (1000 if has_z else 0)

    def count(self) -> int:
        """Read a number of things."""
        (value,) = struct.unpack_from(self.order + "I", self.blob, self.at)
        self.at += 4
        return int(value)

    def points(self, count: int, dimensions: int) -> NDArray[np.float64]:
        """Read coordinates, shape (count, dimensions)."""
        values = np.frombuffer(self.blob, self.order + "f8", count * dimensions, self.at)
        self.at += values.nbytes
        return values.reshape(count, dimensions).astype(np.float64)


def _dimensions(kind: int) -> int:
    return {0: 2, 1: 3, 2: 3, 3: 4}[kind // 1000]


def _polygon(reader: _Reader, kind: int) -> list[NDArray[np.float64]]:
    dimensions = _dimensions(kind)
    return [reader.points(reader.count(), dimensions)[:-1, :2] for _ in range(reader.count())]


def read_polygons(blob: bytes) -> Iterator[list[NDArray[np.float64]]]:
    """Yield the rings of each part of a polygon or multipolygon, without their closing repeat.

    Raises
    ------
    ValueError
        If it is another kind of geometry.
    """
    reader = _Reader(blob)
    kind = reader.kind()
    if kind % 1000 == _POLYGON:
        yield _polygon(reader, kind)
    elif kind % 1000 == _MULTIPOLYGON:
        for _ in range(reader.count()):
            yield _polygon(reader, reader.kind())
    else:
        raise ValueError(f"geometry type {kind} where a polygon was expected")


def read_line(blob: bytes) -> NDArray[np.float64]:
    """Return the vertices of a line or point, shape (k, 3); a missing height is 0.

    Raises
    ------
    ValueError
        If it is another kind of geometry.
    """
    reader = _Reader(blob)
    kind = reader.kind()
    if kind % 1000 not in (1, 2):
        raise ValueError(f"geometry type {kind} where a line or point was expected")
    points = reader.points(1 if kind % 1000 == 1 else reader.count(), _dimensions(kind))
    if points.shape[1] == 2:
        return np.column_stack([points, np.zeros(len(points))])
    return points[:, :3]
