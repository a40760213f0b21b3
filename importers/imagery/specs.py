"""Pictures on the ground by the light half of their importers. Nothing heavy is imported."""

from typing import Final

from importers.base import ImporterSpec
from scene.messages import BilingualText

SPECS: Final[tuple[ImporterSpec, ...]] = (
    ImporterSpec(
        "imagery.geotiff",
        BilingualText("影像(GeoTIFF)", "Imagery from GeoTIFF"),
        "imagery",
        ("*.tif", "*.tiff"),
        "importers.imagery.formats:GeoTiffPictureImporter",
        native=True,
    ),
    ImporterSpec(
        "imagery.jpeg",
        BilingualText("影像(JPEG + 坐标文件)", "Imagery from JPEG with world file"),
        "imagery",
        ("*.jpg", "*.jpeg"),
        "importers.imagery.formats:JpegImporter",
        native=True,
    ),
    ImporterSpec(
        "imagery.png",
        BilingualText("影像(PNG + 坐标文件)", "Imagery from PNG with world file"),
        "imagery",
        ("*.png",),
        "importers.imagery.formats:PngImporter",
        native=True,
    ),
    ImporterSpec(
        "imagery.geopackage",
        BilingualText("影像(GeoPackage 瓦片)", "Imagery from GeoPackage tiles"),
        "imagery",
        ("*.gpkg",),
        "importers.imagery.formats:GeoPackageTilesImporter",
        native=True,
    ),
)
