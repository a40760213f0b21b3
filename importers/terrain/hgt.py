"""SRTM tiles: big-endian int16 on a square of one degree that the file's name gives, ``N32E119.hgt``."""

import re
from pathlib import Path
from typing import ClassVar, Final

from importers.terrain.importer import TerrainImporter

#: 1, 3 arc seconds, and the halved 1 arc second of high latitudes.
_SIZES: Final = (2 * 3601 * 3601, 2 * 1201 * 1201, 2 * 3601 * 1801)
_NAME: Final = re.compile(r"^[NS]\d{2}[EW]\d{3}", re.IGNORECASE)


class HgtImporter(TerrainImporter):
    """Heights from an SRTM tile."""

    id: ClassVar[str] = "terrain.hgt"
    format_name: ClassVar[str] = "SRTM tile (named by its corner, N32E119.hgt)"
    driver: ClassVar[str] = "SRTMHGT"
    prescribed_crs: ClassVar[str | None] = "EPSG:4326"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether name and size are those of a tile."""
        if path.suffix.lower() != ".hgt" or not _NAME.match(path.name):
            return False
        return path.stat().st_size in _SIZES
