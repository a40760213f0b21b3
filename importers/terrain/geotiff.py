"""GeoTIFF, Cloud Optimized GeoTIFF and BigTIFF that hold figures; those that hold colours are pictures."""

from pathlib import Path
from typing import ClassVar

from importers.common.tiff import is_tiff, pixels
from importers.terrain.importer import TerrainImporter


class GeoTiffImporter(TerrainImporter):
    """Heights from a GeoTIFF."""

    id: ClassVar[str] = "terrain.geotiff"
    format_name: ClassVar[str] = "GeoTIFF"
    driver: ClassVar[str] = "GTiff"

    def accepts(self, path: Path, head: bytes) -> bool:
        """Return whether the file begins as a TIFF and its pixels are no colours."""
        if not is_tiff(head):
            return False
        found = pixels(path, head)
        return found is None or not found.coloured
