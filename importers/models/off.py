"""OFF, the text of the geometry viewers: corners, faces of any number of them, perhaps colours. Y is up."""

from pathlib import Path
from typing import ClassVar, Final

import numpy as np

from importers.base import ImportIssue
from importers.common.boundary import broken
from importers.models.importer import ModelImporter
from importers.models.part import Look, Part
from importers.models.placement import Axis
from importers.models.polygons import triangles_of
from scene.payloads.arrays import F64, U8

#: Letters of the shortest vertex ("0 0 0") and face ("0") with their line ends.
_VERTEX, _FACE = 6, 2
#: Corners that a face may have.
_MOST_CORNERS: Final = 100_000


class OffImporter(ModelImporter):
    """A model from OFF."""

    id: ClassVar[str] = "model.off"
    format_name: ClassVar[str] = "OFF"
    up: ClassVar[Axis] = "y"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file is text that begins with OFF and its counts."""
        return b"\x00" not in head and _counts(head) is not None

    def parts(self, path: Path, issues: list[ImportIssue]) -> tuple[list[Part], tuple[Path, ...]]:
        """Read its one part."""
        content = path.read_bytes()
        counts = _counts(content[:4096])
        if counts is None or b"\x00" in content:
            raise broken(path, "is broken: it does not begin with its counts")
        vertices, faces = counts
        if vertices * _VERTEX + faces * _FACE > len(content) + _VERTEX:
            raise broken(path, "says it holds {vertices} vertices and {faces} faces, which its length denies",
                         vertices=vertices, faces=faces)  # fmt: skip
        lines = [line for line in (raw.partition(b"#")[0].split() for raw in content.splitlines()) if line]
        lines = lines[1 if len(lines[0]) >= 3 else 2 :]
        if len(lines) < vertices + faces:
            raise broken(path, "is cut off: {size} of {wanted} lines are there",
                         size=len(lines), wanted=vertices + faces)  # fmt: skip
        points = np.array([line[:3] for line in lines[:vertices]], dtype=np.float64).reshape(-1, 3)
        part = _part(path, points, lines[vertices : vertices + faces])
        return [part], ()


def _part(path: Path, points: F64, lines: list[list[bytes]]) -> Part:
    sizes = np.array([line[0] for line in lines], dtype=np.int64)
    if len(sizes) and (sizes.min() < 0 or sizes.max() > _MOST_CORNERS):
        raise broken(path, "is broken: a face names a vertex that is not there")
    named = [word for line in lines for word in line[1 : int(line[0]) + 1]]
    corners = np.array(named, dtype=np.int64)
    if len(corners) != sizes.sum() or (len(corners) and (corners.min() < 0 or corners.max() >= len(points))):
        raise broken(path, "is broken: a face names a vertex that is not there")
    places, face = triangles_of(points, corners, sizes)
    shades = [line[int(line[0]) + 1 :] for line in lines]
    look = (
        Look(_colours(shades)[face]) if shades and all(len(shade) in (3, 4) for shade in shades) else Look()
    )
    return Part(path.stem, points, corners[places], look)


def _colours(shades: list[list[bytes]]) -> U8:
    """Return the colours behind faces: bytes, or shares of 1 if written with a point."""
    values = np.array([shade[:3] for shade in shades], dtype=np.float64)
    scale = 255.0 if any(b"." in word for word in shades[0]) else 1.0
    return np.clip(np.round(values * scale), 0, 255).astype(np.uint8)


def _counts(head: bytes) -> tuple[int, int] | None:
    """Return how many vertices and faces the beginning of a file declares."""
    words = b" ".join(line.partition(b"#")[0] for line in head.splitlines()).split()
    if not words or not words[0].upper().endswith(b"OFF") or len(words[0]) > 6:
        return None
    numbers = words[1:3]
    if len(numbers) < 2 or not all(number.isdigit() for number in numbers):
        return None
    return int(numbers[0]), int(numbers[1])
