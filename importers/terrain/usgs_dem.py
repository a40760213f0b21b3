"""USGS DEM: ASCII records of 1024 characters, with their own zone and datum in the first of them."""

from pathlib import Path
from typing import ClassVar, Final

from importers.terrain.importer import TerrainImporter

#: Of a logical record: what its first one holds at fixed places, by the format's own numbering.
_PATTERN: Final = slice(150, 156)
_PLANE: Final = slice(156, 162)


class UsgsDemImporter(TerrainImporter):
    """Heights from a USGS DEM."""

    id: ClassVar[str] = "terrain.usgs_dem"
    format_name: ClassVar[str] = "USGS DEM"
    driver: ClassVar[str] = "USGSDEM"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the first record has the pattern and the system where the format puts them."""
        if b"\x00" in head[:1024] or len(head) < 1024:
            return False
        return head[_PATTERN].strip() in (b"1", b"4") and head[_PLANE].strip() in (b"0", b"1", b"2", b"3")
