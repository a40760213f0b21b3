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


def scan() -> np.ndarray:
    """Return x, y, z, intensity, red, green, blue and class of points on no grid."""
    random = np.random.default_rng(9)
    places = random.uniform((446000, 3586000, 5), (446060, 3586050, 35), (3000, 3)).round(3)
    figures = random.integers((0, 0, 0, 0, 1), (4000, 256, 256, 256, 7), (3000, 5))
    return np.hstack([places, figures])


def ply(folder: Path) -> Path:
    path = folder / "扬州 扫描.ply"
    names = ("x", "y", "z", "scalar_Intensity", "red", "green", "blue", "classification")
    kinds = ("f8", "f8", "f8", "f4", "u1", "u1", "u1", "u1")
    words = {"f8": "double", "f4": "float", "u1": "uchar"}
    records = np.zeros(3000, list(zip(names, ["<" + kind for kind in kinds], strict=True)))
    for name, values in zip(names, scan().T, strict=True):
        records[name] = values
    properties = "".join(f"property {words[kind]} {name}\n" for name, kind in zip(names, kinds, strict=True))
    head = f"ply\nformat binary_little_endian 1.0\nelement vertex 3000\n{properties}end_header\n"
    path.write_bytes(head.encode() + records.tobytes())
    return path


def xyz(folder: Path) -> Path:
    path = folder / "扬州 扫描.xyz"
    np.savetxt(path, scan()[:2987], "%.3f %.3f %.3f %d %d %d %d %d")
    return path


SAMPLES: dict[str, Make] = {
    "points.las": las,
    "points.ply": ply,
    "points.xyz": xyz,
}

#: Answers without which a sample leaves a question open.
ANSWERS: dict[str, dict[str, object]] = {
    "points.ply": {"crs": "EPSG:4549"},
    "points.xyz": {"crs": "EPSG:4549"},
}
