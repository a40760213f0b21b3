"""Ground and surfaces by the light half of their importers. Nothing heavy is imported."""

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
        version="2",
        native=True,
    ),
    ImporterSpec(
        "terrain.ascii_grid",
        BilingualText("地形(Esri ASCII 栅格)", "Terrain from Esri ASCII grid"),
        "terrain",
        ("*.asc", "*.grd", "*.txt"),
        "importers.terrain.ascii_grid:AsciiGridImporter",
        version="2",
        native=True,
    ),
    ImporterSpec(
        "terrain.hgt",
        BilingualText("地形(SRTM HGT)", "Terrain from SRTM tile"),
        "terrain",
        ("*.hgt",),
        "importers.terrain.hgt:HgtImporter",
        version="2",
        native=True,
    ),
    ImporterSpec(
        "terrain.usgs_dem",
        BilingualText("地形(USGS DEM)", "Terrain from USGS DEM"),
        "terrain",
        ("*.dem",),
        "importers.terrain.usgs_dem:UsgsDemImporter",
        native=True,
    ),
    ImporterSpec(
        "terrain.geopackage",
        BilingualText("地形(GeoPackage 栅格)", "Terrain from GeoPackage grid"),
        "terrain",
        ("*.gpkg",),
        "importers.terrain.geopackage:GeoPackageGridImporter",
        native=True,
    ),
    ImporterSpec(
        "terrain.xyz",
        BilingualText("地形(XYZ 格网文本)", "Terrain from XYZ grid"),
        "terrain",
        ("*.xyz", "*.txt", "*.csv"),
        "importers.terrain.xyz:XyzImporter",
    ),
)
