"""Small files of point clouds, one for each importer."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

Make = Callable[[Path], Path]


def las(folder: Path) -> Path:
    import laspy
    from pyproj import CRS

    path = folder / "扬州 点云.laz"
    header = laspy.LasHeader(point_format=6, version="1.4")
    header.offsets = np.array([446000.0, 3586000.0, 0.0])
    header.add_crs(CRS.from_epsg(4549))
    points = laspy.LasData(header)
    points.x = 446000.0 + np.arange(3000) % 60
    points.y = 3586000.0 + np.arange(3000) // 60
    points.z = np.arange(3000) * 0.01
    points.write(path)
    return path


SAMPLES: dict[str, Make] = {
    "points.las": las,
}

#: Answers without which a sample leaves a question open.
ANSWERS: dict[str, dict[str, object]] = {}
