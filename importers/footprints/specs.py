"""Vector layers by the light half of their importers: footprints, lines, zones. Nothing heavy is imported."""

from typing import Final

from importers.base import ImporterSpec
from scene.messages import BilingualText

SPECS: Final[tuple[ImporterSpec, ...]] = (
    ImporterSpec(
        "footprints.shapefile",
        BilingualText("建筑轮廓(Shapefile)", "Footprints from Shapefile"),
        "footprints",
        ("*.shp",),
        "importers.footprints.shapefile:ShapefileImporter",
        native=True,
    ),
    ImporterSpec(
        "footprints.geojson",
        BilingualText("建筑轮廓(GeoJSON)", "Footprints from GeoJSON"),
        "footprints",
        ("*.geojson", "*.json"),
        "importers.footprints.geojson:GeoJsonImporter",
        native=True,
    ),
    ImporterSpec(
        "footprints.geopackage",
        BilingualText("建筑轮廓(GeoPackage)", "Footprints from GeoPackage"),
        "footprints",
        ("*.gpkg",),
        "importers.footprints.geopackage:GeoPackageImporter",
        native=True,
    ),
    ImporterSpec(
        "footprints.spatialite",
        BilingualText("建筑轮廓(SpatiaLite)", "Footprints from SpatiaLite"),
        "footprints",
        ("*.sqlite", "*.db"),
        "importers.footprints.geopackage:SpatialiteImporter",
        native=True,
    ),
    ImporterSpec(
        "footprints.mapinfo",
        BilingualText("建筑轮廓(MapInfo)", "Footprints from MapInfo"),
        "footprints",
        ("*.tab", "*.mif"),
        "importers.footprints.mapinfo:MapInfoImporter",
        native=True,
    ),
    ImporterSpec(
        "footprints.flatgeobuf",
        BilingualText("建筑轮廓(FlatGeobuf)", "Footprints from FlatGeobuf"),
        "footprints",
        ("*.fgb",),
        "importers.footprints.flatgeobuf:FlatGeobufImporter",
        native=True,
    ),
    ImporterSpec(
        "footprints.geodatabase",
        BilingualText("建筑轮廓(文件地理数据库)", "Footprints from File Geodatabase"),
        "footprints",
        ("*.gdb", "*.gdbtable"),
        "importers.footprints.geodatabase:GeodatabaseImporter",
        native=True,
    ),
    ImporterSpec(
        "footprints.kml",
        BilingualText("轮廓与地点(KML)", "Outlines and places from KML"),
        "footprints",
        ("*.kml", "*.kmz"),
        "importers.footprints.kml:KmlImporter",
        native=True,
    ),
    ImporterSpec(
        "footprints.parquet",
        BilingualText("建筑轮廓(GeoParquet)", "Footprints from GeoParquet"),
        "footprints",
        ("*.parquet", "*.geoparquet"),
        "importers.footprints.parquet:ParquetImporter",
        native=True,
    ),
    ImporterSpec(
        "footprints.dxf",
        BilingualText("轮廓与线(DXF)", "Outlines and lines from DXF"),
        "footprints",
        ("*.dxf",),
        "importers.footprints.dxf:DxfImporter",
    ),
)
