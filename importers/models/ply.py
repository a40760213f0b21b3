"""PLY, ASCII and binary. Z is up, as scanners have it."""

from pathlib import Path
from typing import ClassVar

from importers.models.placement import Axis
from importers.models.through_trimesh import TrimeshImporter


class PlyImporter(TrimeshImporter):
    """A model from PLY."""

    id: ClassVar[str] = "model.ply"
    format_name: ClassVar[str] = "PLY"
    file_type: ClassVar[str] = "ply"
    up: ClassVar[Axis] = "z"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file begins as PLY."""
        return head.startswith((b"ply\n", b"ply\r"))
