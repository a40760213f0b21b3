"""Ground, surfaces and draped pictures, by the light half of their importers. Nothing heavy is imported."""

from typing import Final

from importers.base import ImporterSpec
from scene.messages import BilingualText

SPECS: Final[tuple[ImporterSpec, ...]] = (
    ImporterSpec(
        "terrain.geotiff",
        BilingualText("地形(GeoTIFF)", "Terrain from GeoTIFF"),
        "terrain",
        ("*.tif", "*.tiff"),
        "importers.terrain.geotiff:GeoTiffImporter",
        native=True,
    ),
    ImporterSpec(
        "terrain.ascii_grid",
        BilingualText("地形(Esri ASCII 栅格)", "Terrain from Esri ASCII grid"),
        "terrain",
        ("*.asc", "*.grd", "*.txt"),
        "importers.terrain.ascii_grid:AsciiGridImporter",
        native=True,
    ),
    ImporterSpec(
        "terrain.hgt",
        BilingualText("地形(SRTM HGT)", "Terrain from SRTM tile"),
        "terrain",
        ("*.hgt",),
        "importers.terrain.hgt:HgtImporter",
        native=True,
    ),
)
