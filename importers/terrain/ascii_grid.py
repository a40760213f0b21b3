"""Esri ASCII grid: a short header and rows of numbers. Its system is in a ``.prj`` beside it, if anywhere."""

from pathlib import Path
from typing import ClassVar

from importers.terrain.importer import TerrainImporter


class AsciiGridImporter(TerrainImporter):
    """Heights from an Esri ASCII grid."""

    id: ClassVar[str] = "terrain.ascii_grid"
    format_name: ClassVar[str] = "Esri ASCII grid"
    driver: ClassVar[str] = "AAIGrid"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file begins with a grid's header."""
        start = head[:512].lower()
        return b"ncols" in start and b"nrows" in start and b"\x00" not in start
