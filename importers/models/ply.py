"""PLY with faces, ASCII and binary. Z is up, as scanners have it. Without faces it is a point cloud."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar, Final

from importers.base import ImportIssue
from importers.common.boundary import broken
from importers.models.placement import Axis
from importers.models.through_trimesh import TrimeshImporter

_BEGINS: Final = (b"ply\n", b"ply\r")
_ELEMENT: Final = re.compile(rb"^element\s+(\w+)\s+(\d+)\s*$", re.MULTILINE)
_END: Final = b"end_header"


class PlyImporter(TrimeshImporter):
    """A model from PLY."""

    id: ClassVar[str] = "model.ply"
    format_name: ClassVar[str] = "PLY"
    file_type: ClassVar[str] = "ply"
    up: ClassVar[Axis] = "z"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file begins as PLY and has faces."""
        if not head.startswith(_BEGINS):
            return False
        return _END not in head or _counts(head).get(b"face", 0) > 0

    def check(self, path: Path, issues: list[ImportIssue]) -> Iterable[Path]:
        """Refuse counts that so short a file cannot hold: of vertices and faces, at least two bytes each."""
        with path.open("rb") as file:
            counts = _counts(file.read(1 << 16))
        vertices, faces = counts.get(b"vertex", 0), counts.get(b"face", 0)
        if 2 * (vertices + faces) > path.stat().st_size:
            raise broken(path, "says it holds {vertices} vertices and {faces} faces, which its length denies",
                         vertices=vertices, faces=faces)  # fmt: skip
        return ()


def _counts(head: bytes) -> dict[bytes, int]:
    """Return how many of each element a header declares."""
    lines = head.partition(_END)[0].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return {name: int(count) for name, count in _ELEMENT.findall(lines)}
