"""Small pictures, one for each importer: a chessboard about the Wenchang Pavilion."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

Make = Callable[[Path], Path]

WORLD = "2.0\n0.0\n0.0\n-2.0\n446001.0\n3586119.0\n"


def board() -> np.ndarray:
    """Return a chessboard, shape (3, 60, 80)."""
    row, col = np.mgrid[0:60, 0:80]
    white = ((row // 10 + col // 10) % 2 * 255).astype(np.uint8)
    return np.stack([white, 255 - white, np.full_like(white, 90)])


def written(path: Path, driver: str, **options: object) -> Path:
    import rasterio
    from rasterio.io import MemoryFile
    from rasterio.shutil import copy
    from rasterio.transform import Affine

    with (
        rasterio.Env(GDAL_PAM_ENABLED="NO"),
        MemoryFile() as memory,
        memory.open(driver="GTiff", width=80, height=60, count=3, dtype="uint8", photometric="RGB",
                    crs="EPSG:4549", transform=Affine(2.0, 0.0, 446000.0, 0.0, -2.0, 3586120.0)) as file,
    ):  # fmt: skip
        file.write(board())
        copy(file, path, driver=driver, **options)
    return path


def geotiff(folder: Path) -> Path:
    return written(folder / "扬州 影像.tif", "GTiff")


def jpeg(folder: Path) -> Path:
    path = written(folder / "扬州 影像.jpg", "JPEG")
    path.with_suffix(".jgw").write_text(WORLD)
    return path


def png(folder: Path) -> Path:
    path = written(folder / "扬州 影像.png", "PNG")
    path.with_suffix(".pgw").write_text(WORLD)
    return path


def geopackage(folder: Path) -> Path:
    return written(folder / "扬州 影像.gpkg", "GPKG", RASTER_TABLE="picture", TILE_FORMAT="PNG")


SAMPLES: dict[str, Make] = {
    "imagery.geotiff": geotiff,
    "imagery.jpeg": jpeg,
    "imagery.png": png,
    "imagery.geopackage": geopackage,
}

#: Answers without which a sample leaves a question open.
ANSWERS: dict[str, dict[str, object]] = {
    "imagery.jpeg": {"crs": "EPSG:4549"},
    "imagery.png": {"crs": "EPSG:4549"},
}
