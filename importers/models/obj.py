"""Wavefront OBJ with its materials (MTL)."""

import re
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar, Final

from importers.base import ImportIssue
from importers.models.placement import Axis
from importers.models.through_trimesh import TrimeshImporter, as_utf8
from scene.messages import msg

_LINE: Final = re.compile(rb"^\s*(v\s+[-+\d.]|vn\s|vt\s|f\s+\d|o\s|g\s|mtllib\s|usemtl\s)", re.MULTILINE)
_LIBRARY: Final = re.compile(rb"^\s*mtllib\s+(.+?)\s*$", re.MULTILINE)
_TEXTURE: Final = re.compile(rb"^\s*map_Kd\s+(.+?)\s*$", re.MULTILINE)
#: Where libraries are named: at the top.
_TOP: Final = 1 << 16


class ObjImporter(TrimeshImporter):
    """A model from OBJ."""

    id: ClassVar[str] = "model.obj"
    format_name: ClassVar[str] = "OBJ"
    file_type: ClassVar[str] = "obj"
    up: ClassVar[Axis] = "y"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file is text with OBJ's lines."""
        return b"\x00" not in head and bool(_LINE.search(head))

    def opened(self, path: Path) -> Any:
        """Return its text as UTF-8."""
        return BytesIO(as_utf8(path.read_bytes()))

    def check(self, path: Path, issues: list[ImportIssue]) -> Iterable[Path]:
        """Return the material libraries and their textures; say which are missing."""
        top = as_utf8(path.read_bytes())[:_TOP]
        libraries = [name for line in _LIBRARY.findall(top) for name in _files(line, path.parent)]
        textures = []
        for library in libraries:
            if library.is_file():
                lines = _TEXTURE.findall(as_utf8(library.read_bytes())[:_TOP])
                textures += [_texture(line, path.parent) for line in lines]
            else:
                said = msg("The material file {file} is missing; faces stay plain.", file=library.name)
                issues.append(ImportIssue("note", said))
        for texture in dict.fromkeys(textures):
            if not texture.is_file():
                said = msg("The texture {file} is missing; faces stay plain.", file=texture.name)
                issues.append(ImportIssue("note", said))
        return (*libraries, *dict.fromkeys(textures))


def _texture(line: bytes, folder: Path) -> Path:
    """Return the file of a texture: all of its line, or what stands behind its options."""
    (whole,) = _files(line.replace(b"\\ ", b" "), folder)
    return _files(line.split()[-1], folder)[0] if line.startswith(b"-") and not whole.is_file() else whole


def _files(line: bytes, folder: Path) -> list[Path]:
    """Return the files that a line names: one whose name may hold spaces, or several with spaces escaped."""
    text = re.sub(r"\\(?! )", "/", line.decode("utf-8", "replace"))
    whole = folder / Path(text).name
    if whole.is_file() or "\\ " not in text:
        return [whole]
    return [folder / Path(part.replace("\\ ", " ")).name for part in re.split(r"(?<!\\)\s+", text)]
