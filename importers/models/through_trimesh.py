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

    def parts(self, path: Path, issues: list[ImportIssue]) -> tuple[list[Part], tuple[Path, ...]]:
        """Check it, then read it."""
        companions = tuple(self.check(path, issues))
        import trimesh

        scene: Any = trimesh.load_scene(path, file_type=self.file_type, process=False, resolver=_beside(path))
        return parts_of(scene, path, issues), companions


def _beside(path: Path) -> Any:
    """Return what finds the files beside a model, in its folder only, by names of either kind of system."""
    from trimesh.resolvers import FilePathResolver

    class Beside(FilePathResolver):
        def get(self, name: str) -> bytes:
            found: bytes = super().get(name.replace("\\", "/"))
            return found

    return Beside(str(path))
