"""GeoTIFF, Cloud Optimized GeoTIFF and BigTIFF."""

from pathlib import Path
from typing import ClassVar, Final

from importers.terrain.importer import TerrainImporter

_MAGIC: Final = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")


class GeoTiffImporter(TerrainImporter):
    """Heights from a GeoTIFF."""

    id: ClassVar[str] = "terrain.geotiff"
    format_name: ClassVar[str] = "GeoTIFF"
    driver: ClassVar[str] = "GTiff"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file begins as a TIFF."""
        return head.startswith(_MAGIC)
