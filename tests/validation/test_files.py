"""What known files hold, against figures that other programs read from them."""

from functools import cache
from typing import Any

import numpy as np

from importers import registry
from importers.base import ImportTarget
from scene.feedback import SilentFeedback
from scene.payloads import Buildings
from tests.validation.table import Absent, Case, compare, gathered


@cache
def payload(*parts: str, **answers: Any) -> Any:
    path = gathered(*parts)
    importer = registry.for_file(path).load()
    return (
        importer.read(path, importer.params_type(**answers), ImportTarget(), SilentFeedback())
        .nodes[0]
        .payload
    )


def area(buildings: Buildings) -> float:
    """Return the area of all rings, holes taken off, square metres."""
    total = 0.0
    for start, stop in zip(buildings.ring_start[:-1], buildings.ring_start[1:], strict=True):
        x, y = buildings.rings[start:stop].astype(float).T
        total += 0.5 * float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))
    return total


def test_footprints() -> None:
    suzhou = ("china", "suzhou", "bd_demo_2.json")

    def floors() -> float:
        return float(payload(*suzhou).columns["floors"].mean())

    compare(
        "Footprints",
        [
            Case("Suzhou: buildings (geopandas)", 3076, lambda: payload(*suzhou).count, 0),
            Case("Suzhou: mean storeys", 2.975, floors, 0.0005),
            Case(
                "Suzhou: footprint area in EPSG:32651, m²", 1_236_507, lambda: area(payload(*suzhou)), 1_300
            ),
        ],
    )


def test_terrain() -> None:
    dem = ("dem", "athens", "DEM.tif")
    hgt = ("dem", "hgt", "N44W072.hgt")
    compare(
        "Terrain",
        [
            Case(
                "Athens DEM: lowest (GDAL), m", 108.961, lambda: float(np.nanmin(payload(*dem).values)), 0.001
            ),
            Case(
                "N44W072.hgt: highest (GDAL), m", 1908, lambda: float(np.nanmax(payload(*hgt).values)), 12.0
            ),
        ],
    )


def test_points() -> None:
    def of_class(name: str, number: int) -> float:
        cloud = payload("pointcloud", "delft_3dfier", "ahn3", name, crs="EPSG:28992")
        return float(np.count_nonzero(cloud.classification == number))

    one, two = "ahn3_cropped_1.laz", "ahn3_cropped_2.laz"
    compare(
        "Points",
        [
            Case("Delft 1: class 2 ground (laspy)", 195_988, lambda: of_class(one, 2), 0),
            Case("Delft 1: class 6 buildings", 246_753, lambda: of_class(one, 6), 0),
            Case("Delft 2: class 2 ground", 87_130, lambda: of_class(two, 2), 0),
        ],
    )


def test_models() -> None:
    place = {"easting": 446_000.0, "northing": 3_586_000.0, "height": 0.0, "crs": "EPSG:4549"}

    def surface(name: str) -> float:
        mesh = payload("mesh", "derived_formats", name, **place)
        a, b, c = (mesh.vertices[mesh.faces[:, k]].astype(float) for k in range(3))
        return float(0.5 * np.linalg.norm(np.cross(b - a, c - a), axis=1).sum())

    folder = gathered_names("mesh", "derived_formats")
    compare(
        "Models: the pagoda's surface in every format (trimesh), m²",
        [Case(name, 690.48, lambda n=name: surface(n), 0.01) for name in folder],
    )


def gathered_names(*parts: str) -> list[str]:
    try:
        folder = gathered(*parts)
    except Absent:
        return ["pagoda_plain.glb"]
    return sorted(p.name for p in folder.iterdir() if p.suffix in (".glb", ".obj", ".ply", ".stl"))
