"""Esri File Geodatabase: a folder ``*.gdb`` with a table in each of its files.

Whoever chooses a file inside the folder means the folder.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Final

from importers.base import ImportIssue
from importers.common.boundary import broken, existing
from importers.footprints.gdal import GdalImporter
from importers.footprints.params import FootprintParams
from importers.footprints.table import Source
from scene.errors import UnreadableFile
from scene.messages import msg

#: The table of all tables, without which there is no geodatabase.
_CATALOGUE: Final = "a00000001.gdbtable"


class GeodatabaseImporter(GdalImporter):
    """Buildings, outlines or zones from a file geodatabase."""

    id: ClassVar[str] = "footprints.geodatabase"
    format_name: ClassVar[str] = "File Geodatabase"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether this is a geodatabase's folder, or a file inside one."""
        folder = path if path.is_dir() else path.parent
        return folder.suffix.lower() == ".gdb" and (folder / _CATALOGUE).is_file()

    def located(self, path: Path) -> Path:
        """Return the folder."""
        if not path.is_dir():
            existing(path)
            path = path.parent
        if not (path / _CATALOGUE).is_file():
            raise UnreadableFile(
                msg("{file} is a folder without a geodatabase in it.", file=path.name),
                msg("Copy the whole folder, with the file {name}.", name=_CATALOGUE),
            )
        return path

    def companions(self, path: Path) -> Iterable[Path]:
        """Return nothing: the folder is hashed as one."""
        return ()

    @contextmanager
    def source(self, path: Path, params: FootprintParams, issues: list[ImportIssue]) -> Iterator[Source]:
        """Yield the folder, if no table in it is cut off."""
        for table in sorted(path.glob("a*.gdbtable")):
            with table.open("rb") as file:
                head = file.read(40)
            told, size = int.from_bytes(head[24:32], "little"), table.stat().st_size
            if len(head) < 40 or size < told:
                raise broken(path, "has a table that is cut off or broken: {name}", name=table.name)
        yield Source(path, path, self.format_name)
