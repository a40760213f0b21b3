"""Small files of vector layers, one for each importer."""

import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np

Make = Callable[[Path], Path]


def vector(suffix: str, driver: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        import shapely
        from pyogrio.raw import write

        path = folder / f"扬州 建筑{suffix}"
        west = 446000.0 + 20.0 * np.arange(30)
        wkb = shapely.to_wkb(shapely.box(west, 3586000.0, west + 10.0, 3586012.0))
        names = np.array([f"何园{row}" for row in range(30)], dtype=object)
        fields = [np.linspace(3.0, 24.0, 30), names]
        write(path, wkb, fields, ["height", "name"], crs="EPSG:4549", driver=driver, geometry_type="Polygon")
        return path

    return make


def geodatabase(folder: Path) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that its name becomes one without a space
        return vector(".gdb", "OpenFileGDB")(folder)


def parquet(folder: Path) -> Path:
    import geopandas
    import shapely

    path = folder / "扬州 建筑.parquet"
    west = 446000.0 + 20.0 * np.arange(300)
    boxes = shapely.box(west, 3586000.0, west + 10.0, 3586012.0)
    frame = geopandas.GeoDataFrame({"height": np.linspace(3.0, 24.0, 300)}, geometry=boxes, crs="EPSG:4549")
    frame.to_parquet(path)
    return path


def dxf(folder: Path) -> Path:
    import ezdxf

    path = folder / "扬州 建筑.dxf"
    drawing = ezdxf.new("R2010")
    drawing.units = 6
    for row in range(30):
        west = 446000.0 + 20.0 * row
        corners = [(west, 3586000.0), (west + 10.0, 3586000.0), (west + 10.0, 3586012.0), (west, 3586012.0)]
        house = drawing.modelspace().add_lwpolyline(corners, close=True, dxfattribs={"layer": "建筑"})
        house.dxf.thickness = 3.0 + row
    drawing.saveas(path)
    return path


SAMPLES: dict[str, Make] = {
    "footprints.shapefile": vector(".shp", "ESRI Shapefile"),
    "footprints.geojson": vector(".geojson", "GeoJSON"),
    "footprints.geopackage": vector(".gpkg", "GPKG"),
    "footprints.spatialite": vector(".sqlite", "SQLite"),
    "footprints.mapinfo": vector(".mif", "MapInfo File"),
    "footprints.flatgeobuf": vector(".fgb", "FlatGeobuf"),
    "footprints.geodatabase": geodatabase,
    "footprints.kml": vector(".kml", "LIBKML"),
    "footprints.parquet": parquet,
    "footprints.dxf": dxf,
}

#: Answers without which a sample leaves a question open.
ANSWERS: dict[str, dict[str, object]] = {"footprints.dxf": {"crs": "EPSG:4549"}}
