"""STL, ASCII and binary. Z is up, as printers have it; it has neither units nor colours."""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar, Final

from importers.base import ImportIssue
from importers.common.boundary import broken
from importers.models.placement import Axis
from importers.models.through_trimesh import TrimeshImporter

#: Header and count of a binary file, and bytes of one of its triangles.
_HEAD, _TRIANGLE = 84, 50
_SOLID: Final = b"solid"


class StlImporter(TrimeshImporter):
    """A model from STL."""

    id: ClassVar[str] = "model.stl"
    format_name: ClassVar[str] = "STL"
    file_type: ClassVar[str] = "stl"
    up: ClassVar[Axis] = "z"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file is STL text, or as long as its binary header says."""
        if _is_text(head):
            return True
        return len(head) >= _HEAD and path.stat().st_size == _binary_length(head)

    def check(self, path: Path, issues: list[ImportIssue]) -> Iterable[Path]:
        """Refuse a binary file that is shorter than its count says, and text without its end."""
        with path.open("rb") as file:
            head = file.read(4096)
            size = path.stat().st_size
            file.seek(max(0, size - 256))
            tail = file.read()
        if _is_text(head):
            if b"endsolid" not in tail.lower():
                raise broken(path, "is cut off: its last line is not endsolid")
        elif len(head) < _HEAD or size != _binary_length(head):
            wanted = _binary_length(head)
            raise broken(path, "is broken: {size} of {wanted} bytes are there", size=size, wanted=wanted)
        return ()


def _binary_length(head: bytes) -> int:
    return _HEAD + _TRIANGLE * int.from_bytes(head[80:84], "little")


def _is_text(head: bytes) -> bool:
    return head.lstrip().lower().startswith(_SOLID) and b"facet" in head.lower() and b"\x00" not in head
