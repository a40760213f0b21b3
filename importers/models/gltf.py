"""glTF 2.0, as text with files beside it or as one GLB.

What it declares is held against what is there before the library is asked. It reads no file outside the
model's own folder.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar, Final

from importers.base import ImportIssue
from importers.models.gltf_check import check_document, companions_of, document_of
from importers.models.importer import ModelImporter
from importers.models.placement import Axis

_GLB: Final = b"glTF"


class GltfImporter(ModelImporter):
    """A model from glTF or GLB."""

    id: ClassVar[str] = "model.gltf"
    format_name: ClassVar[str] = "glTF"
    file_type: ClassVar[str] = "gltf"
    up: ClassVar[Axis] = "y"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file begins as GLB, or as JSON named .gltf or with glTF's asset."""
        if head.startswith(_GLB):
            return True
        text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
        return text.startswith(b"{") and (path.suffix.lower() == ".gltf" or b'"asset"' in head)

    def type_of(self, path: Path) -> str:
        """Return glb or gltf, by content."""
        with path.open("rb") as file:
            return "glb" if file.read(4) == _GLB else "gltf"

    def check(self, path: Path, issues: list[ImportIssue]) -> Iterable[Path]:
        """Refuse what is cut off, missing, or needs an extension that is not here."""
        document, binary = document_of(path)
        check_document(document, binary, path, issues)
        return companions_of(document, path)
