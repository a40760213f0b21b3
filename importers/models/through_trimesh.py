"""Models that trimesh reads: a format is a subclass that recognises and checks it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

from importers.base import ImportIssue
from importers.models.importer import ModelImporter
from importers.models.part import Part
from importers.models.trimesh_parts import parts_of


class TrimeshImporter(ModelImporter):
    """A model that trimesh reads."""

    #: trimesh's name of the format.
    file_type: ClassVar[str]

    def check(self, path: Path, issues: list[ImportIssue]) -> Iterable[Path]:
        """Refuse what the library would not refuse clearly; return the files that belong to this one."""
        return ()

    def opened(self, path: Path) -> Any:
        """Return what the library reads: the path, or bytes that it understands better."""
        return path

    def parts(self, path: Path, issues: list[ImportIssue]) -> tuple[list[Part], tuple[Path, ...]]:
        """Check it, then read it."""
        companions = tuple(self.check(path, issues))
        import trimesh

        scene: Any = trimesh.load_scene(
            self.opened(path), file_type=self.file_type, process=False, resolver=_beside(path)
        )
        return parts_of(scene, path, issues), companions


def as_utf8(text: bytes) -> bytes:
    """Return a text as UTF-8: as it is, or from what Chinese systems write."""
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("gb18030", "replace").encode()
    return text


def _beside(path: Path) -> Any:
    """Return what finds the files beside a model, in its folder only, by names of either kind of system."""
    from trimesh.resolvers import FilePathResolver

    class Beside(FilePathResolver):
        def get(self, name: str) -> bytes:
            plain = (
                name.rsplit(maxsplit=1)[-1] if name.startswith("-") else name
            )  # what stands behind options
            found: bytes = super().get(plain.replace("\\", "/"))
            return as_utf8(found) if name.lower().endswith(".mtl") else found

    return Beside(str(path))
