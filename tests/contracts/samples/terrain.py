"""Small files of ground and pictures, one for each importer."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

Make = Callable[[Path], Path]


def geotiff(folder: Path) -> Path:
    import rasterio
    from affine import Affine

    path = folder / "扬州 地形.tif"
    shape = Affine(10.0, 0.0, 446000.0, 0.0, -10.0, 3586100.0)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=40,
        height=30,
        count=1,
        dtype="float32",
        crs="EPSG:4549",
        transform=shape,
    ) as file:
        file.write(np.arange(1200, dtype=np.float32).reshape(1, 30, 40) / 100.0)
    return path


def ascii_grid(folder: Path) -> Path:
    from pyproj import CRS

    path = folder / "扬州 地形.asc"
    rows = "\n".join(" ".join(f"{5 + 0.1 * (row + col):.1f}" for col in range(20)) for row in range(20))
    path.write_text(f"ncols 20\nnrows 20\nxllcorner 446000\nyllcorner 3586000\ncellsize 5\n{rows}\n")
    path.with_suffix(".prj").write_text(CRS.from_epsg(4549).to_wkt("WKT1_ESRI"))
    return path


def hgt(folder: Path) -> Path:
    path = folder / "N32E119.hgt"
    np.arange(1201 * 1201, dtype=">i2").__mod__(90).astype(">i2").tofile(path)
    return path


def usgs_dem(folder: Path) -> Path:
    import rasterio
    from affine import Affine
    from rasterio.io import MemoryFile
    from rasterio.shutil import copy

    path, second = folder / "扬州 地形.dem", 1.0 / 3600.0
    shape = Affine(3 * second, 0.0, 119.4 - 1.5 * second, 0.0, -3 * second, 32.45 + 1.5 * second)
    options = {"driver": "GTiff", "width": 61, "height": 61, "count": 1, "dtype": "int16", "nodata": -32767}
    with (
        rasterio.Env(GDAL_PAM_ENABLED="NO"),
        MemoryFile() as memory,
        memory.open(crs="EPSG:4326", transform=shape, **options) as file,
    ):
        file.write(np.arange(61 * 61, dtype=np.int16).reshape(1, 61, 61) % 90)
        copy(file, path, driver="USGSDEM")
    return path


def geopackage(folder: Path) -> Path:
    import rasterio
    from affine import Affine

    path = folder / "扬州 地形.gpkg"
    shape = Affine(10.0, 0.0, 446000.0, 0.0, -10.0, 3586600.0)
    options = {"width": 60, "height": 50, "count": 1, "dtype": "float32", "RASTER_TABLE": "dem"}
    with rasterio.open(path, "w", driver="GPKG", crs="EPSG:4549", transform=shape, **options) as file:
        file.write(np.arange(3000, dtype=np.float32).reshape(1, 50, 60) / 100.0)
    return path


def xyz(folder: Path) -> Path:
    path = folder / "扬州 地形.xyz"
    lines = [
        f"{446000 + 5 * col} {3586000 + 5 * row} {5 + 0.13 * (row + col):.2f}"
        for row in range(41)
        for col in range(30)
    ]
    path.write_text("\n".join(lines) + "\n")
    return path


SAMPLES: dict[str, Make] = {
    "terrain.geotiff": geotiff,
    "terrain.ascii_grid": ascii_grid,
    "terrain.hgt": hgt,
    "terrain.usgs_dem": usgs_dem,
    "terrain.geopackage": geopackage,
    "terrain.xyz": xyz,
}

#: Answers without which a sample leaves a question open.
ANSWERS: dict[str, dict[str, object]] = {"terrain.xyz": {"crs": "EPSG:4549"}}
