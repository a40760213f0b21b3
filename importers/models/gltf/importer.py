"""glTF 2.0 as a model: text with files beside it, or one GLB. It reads nothing outside the model's folder."""

from pathlib import Path
from typing import ClassVar

from importers.base import ImportIssue
from importers.models.gltf.container import MAGIC
from importers.models.gltf.scene import parts_of
from importers.models.importer import ModelImporter
from importers.models.neighbours import Neighbours
from importers.models.part import Cloud, Part
from importers.models.placement import Axis


class GltfImporter(ModelImporter):
    """A model from glTF or GLB."""

    id: ClassVar[str] = "model.gltf"
    format_name: ClassVar[str] = "glTF"
    up: ClassVar[Axis] = "y"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file begins as GLB, or as JSON named .gltf or with glTF's asset."""
        if head.startswith(MAGIC):
            return True
        text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
        return text.startswith(b"{") and (path.suffix.lower() == ".gltf" or _like_gltf(head))

    def parts(self, path: Path, issues: list[ImportIssue]) -> tuple[list[Part], tuple[Path, ...]]:
        """Read the surfaces of its scene."""
        parts, _, companions = self.content(path, issues)
        return parts, companions

    def content(
        self, path: Path, issues: list[ImportIssue]
    ) -> tuple[list[Part], list[Cloud], tuple[Path, ...]]:
        """Read its scene: surfaces and points."""
        neighbours = Neighbours.of(path)
        clouds: list[Cloud] = []
        parts, _ = parts_of(path.read_bytes(), neighbours, issues, clouds=clouds)
        return parts, clouds, tuple(dict.fromkeys(neighbours.seen))


def _like_gltf(head: bytes) -> bool:
    """Return whether a text names glTF's asset and none of the lists of a tileset."""
    return b'"asset"' in head and b'"geometricError"' not in head and b'"tilesetVersion"' not in head
