"""Small files of vector layers, one for each importer."""

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


SAMPLES: dict[str, Make] = {
    "footprints.shapefile": vector(".shp", "ESRI Shapefile"),
    "footprints.geojson": vector(".geojson", "GeoJSON"),
    "footprints.geopackage": vector(".gpkg", "GPKG"),
    "footprints.spatialite": vector(".sqlite", "SQLite"),
    "footprints.mapinfo": vector(".mif", "MapInfo File"),
}

#: Answers without which a sample leaves a question open.
ANSWERS: dict[str, dict[str, object]] = {}
