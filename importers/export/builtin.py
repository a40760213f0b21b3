"""The exporters that come with the program. Nothing heavy is imported here."""

from typing import Final

from importers.export.base import ExporterSpec
from scene.messages import BilingualText

SPECS: Final[tuple[ExporterSpec, ...]] = (
    ExporterSpec(
        "geopackage",
        BilingualText("GeoPackage", "GeoPackage"),
        ("buildings", "lines", "instances"),
        ("*.gpkg",),
        "importers.export.geopackage:GeoPackageExporter",
        several=True,
    ),
    ExporterSpec(
        "geojson",
        BilingualText("GeoJSON(经纬度)", "GeoJSON (longitude and latitude)"),
        ("buildings", "lines", "instances"),
        ("*.geojson", "*.json"),
        "importers.export.geojson:GeoJsonExporter",
    ),
    ExporterSpec(
        "shapefile",
        BilingualText("Shapefile", "Shapefile"),
        ("buildings", "lines", "instances"),
        ("*.shp",),
        "importers.export.shapefile:ShapefileExporter",
    ),
    ExporterSpec(
        "cityjson",
        BilingualText("CityJSON 2.0", "CityJSON 2.0"),
        ("buildings", "mesh"),
        ("*.city.json", "*.cityjson"),
        "importers.export.cityjson:CityJsonExporter",
        several=True,
    ),
    ExporterSpec(
        "geotiff",
        BilingualText("GeoTIFF", "GeoTIFF"),
        ("raster", "picture"),
        ("*.tif", "*.tiff"),
        "importers.export.geotiff:GeoTiffExporter",
    ),
    ExporterSpec(
        "cog",
        BilingualText("云优化 GeoTIFF(COG)", "Cloud-optimised GeoTIFF (COG)"),
        ("raster", "picture"),
        ("*.tif", "*.tiff"),
        "importers.export.geotiff:CogExporter",
    ),
    ExporterSpec(
        "laz",
        BilingualText("LAZ 点云", "LAZ point cloud"),
        ("points",),
        ("*.laz", "*.las"),
        "importers.export.laz:LazExporter",
    ),
    ExporterSpec(
        "glb",
        BilingualText("GLB 模型", "GLB model"),
        ("buildings", "lines", "mesh", "instances", "raster", "points"),
        ("*.glb",),
        "importers.export.glb:GlbExporter",
        several=True,
    ),
    ExporterSpec(
        "tiles3d",
        BilingualText("3D Tiles 1.1(网页三维)", "3D Tiles 1.1 (for the web)"),
        ("buildings", "lines", "mesh", "instances", "raster", "points"),
        ("*tileset.json", "*.tiles.json"),
        "importers.export.tiles3d:TilesExporter",
        several=True,
    ),
    ExporterSpec(
        "bcf",
        BilingualText("BCF 3.0(会审意见)", "BCF 3.0 (opinions)"),
        ("opinions",),
        ("*.bcf", "*.bcfzip"),
        "importers.export.bcf:BcfExporter",
        several=True,
    ),
    ExporterSpec(
        "opinions.csv",
        BilingualText("CSV 表格(会审意见)", "CSV table (opinions)"),
        ("opinions",),
        ("*.csv",),
        "importers.export.opinion_tables:OpinionCsvExporter",
        several=True,
    ),
    ExporterSpec(
        "opinions.geopackage",
        BilingualText("GeoPackage(会审意见)", "GeoPackage (opinions)"),
        ("opinions",),
        ("*.gpkg",),
        "importers.export.opinion_tables:OpinionGeoPackageExporter",
        several=True,
    ),
)
