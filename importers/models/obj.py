"""Wavefront OBJ with its materials (MTL)."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar, Final

from importers.base import ImportIssue
from importers.models.importer import ModelImporter
from importers.models.placement import Axis
from scene.messages import msg

_LINE: Final = re.compile(rb"^\s*(v\s+[-+\d.]|vn\s|vt\s|f\s+\d|o\s|g\s|mtllib\s|usemtl\s)", re.MULTILINE)
_LIBRARY: Final = re.compile(rb"^\s*mtllib\s+(.+?)\s*$", re.MULTILINE)
#: Where libraries are named: at the top.
_TOP: Final = 1 << 16


class ObjImporter(ModelImporter):
    """A model from OBJ."""

    id: ClassVar[str] = "model.obj"
    format_name: ClassVar[str] = "OBJ"
    file_type: ClassVar[str] = "obj"
    up: ClassVar[Axis] = "y"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file is text with OBJ's lines."""
        return b"\x00" not in head and bool(_LINE.search(head))

    def check(self, path: Path, issues: list[ImportIssue]) -> Iterable[Path]:
        """Return the material libraries; say which are missing."""
        with path.open("rb") as file:
            top = file.read(_TOP)
        libraries = [
            path.parent / Path(name.decode("utf-8", "replace")).name for name in _LIBRARY.findall(top)
        ]
        for library in libraries:
            if not library.is_file():
                said = msg("The material file {file} is missing; faces stay plain.", file=library.name)
                issues.append(ImportIssue("note", said))
        return libraries
