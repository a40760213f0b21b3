"""The importers that come with the program, by their light half. Nothing heavy is imported here."""

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
    ),
    ImporterSpec(
        "terrain.ascii_grid",
        BilingualText("地形(Esri ASCII 栅格)", "Terrain from Esri ASCII grid"),
        "terrain",
        ("*.asc", "*.grd", "*.txt"),
        "importers.terrain.ascii_grid:AsciiGridImporter",
    ),
    ImporterSpec(
        "terrain.hgt",
        BilingualText("地形(SRTM HGT)", "Terrain from SRTM tile"),
        "terrain",
        ("*.hgt",),
        "importers.terrain.hgt:HgtImporter",
    ),
    ImporterSpec(
        "footprints.shapefile",
        BilingualText("建筑轮廓(Shapefile)", "Footprints from Shapefile"),
        "footprints",
        ("*.shp",),
        "importers.footprints.shapefile:ShapefileImporter",
    ),
    ImporterSpec(
        "footprints.geojson",
        BilingualText("建筑轮廓(GeoJSON)", "Footprints from GeoJSON"),
        "footprints",
        ("*.geojson", "*.json"),
        "importers.footprints.geojson:GeoJsonImporter",
    ),
    ImporterSpec(
        "footprints.geopackage",
        BilingualText("建筑轮廓(GeoPackage)", "Footprints from GeoPackage"),
        "footprints",
        ("*.gpkg",),
        "importers.footprints.geopackage:GeoPackageImporter",
    ),
    ImporterSpec(
        "points.las",
        BilingualText("点云(LAS、LAZ)", "Point cloud from LAS or LAZ"),
        "points",
        ("*.las", "*.laz"),
        "importers.pointcloud.las:LasImporter",
    ),
    ImporterSpec(
        "model.gltf",
        BilingualText("模型(glTF、GLB)", "Model from glTF or GLB"),
        "model",
        ("*.glb", "*.gltf"),
        "importers.models.gltf:GltfImporter",
    ),
    ImporterSpec(
        "model.obj",
        BilingualText("模型(OBJ)", "Model from OBJ"),
        "model",
        ("*.obj",),
        "importers.models.obj:ObjImporter",
    ),
    ImporterSpec(
        "model.ply",
        BilingualText("模型(PLY)", "Model from PLY"),
        "model",
        ("*.ply",),
        "importers.models.ply:PlyImporter",
    ),
    ImporterSpec(
        "model.stl",
        BilingualText("模型(STL)", "Model from STL"),
        "model",
        ("*.stl",),
        "importers.models.stl:StlImporter",
    ),
)
