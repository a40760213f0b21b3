"""Real files, imported, exported in every format that can hold them, and imported again: nothing has moved.

A case's figure is the largest difference of any coordinate, level or cell in metres; another count, another
id, role or attribute makes it infinite.
"""

import math
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from importers.base import ImportResult, ImportTarget
from importers.export.registry import by_id
from importers.registry import for_file
from scene.feedback import SilentFeedback
from scene.frame import SceneFrame
from scene.node import Node
from scene.payloads import PointCloud, StreamedPoints
from tests.validation.table import Case, compare, gathered

#: What each format keeps, metres.
PRECISION: Final = {
    "geopackage": 0.0, "shapefile": 0.0, "geojson": 0.002, "cityjson": 0.00055, "geotiff": 0.0, "cog": 0.0,
    "laz": 0.00055, "glb": 0.001,
}  # fmt: skip

VECTORS: Final = (
    ("china", "hsinchu_nycu", "buildings_merged.geojson"),
    ("china", "shenzhen", "nanshan-building.geojson"),
    ("china", "suzhou", "bd_demo_2.json"),
    ("china", "derived", "yz_gbk_ldid4d", "扬州区县.shp"),
    ("china", "derived", "wuhan_roads.geojson"),
    ("pointcloud", "dtcc", "MinimalCase", "PropertyMap.shp"),
    ("dem", "goteborg", "Goteborg_SWEREF99_1200", "poi_gbg.shp"),
)
MODELS: Final = (
    ("citymodel", "cityjson_cjio", "delft.json"),
    ("citymodel", "val3dity", "rotterdam", "3-20-DELFSHAVEN.city.json"),
    ("citymodel", "citygml4j", "lod2_buildings_v3.gml"),
)
RASTERS: Final = (
    ("dem", "athens", "DEM.tif"),
    ("dem", "geotiff_edge", "float_raster_with_nodata.tif"),
    ("dem", "goteborg", "Goteborg_SWEREF99_1200", "DSM_KRbig.tif"),
)
POINTS: Final = (
    ("pointcloud", "dtcc", "MinimalCase", "pointcloud.las"),
    ("pointcloud", "laspy", "autzen_trim.laz"),
    ("pointcloud", "ign", "sample_lareunion_epsg2975.laz"),
)


def read(path: Path, frame: SceneFrame | None = None) -> ImportResult:
    worker = for_file(path).load()
    return worker.read(path, worker.params_type(), ImportTarget(frame), SilentFeedback())


@cache
def original(*parts: str) -> ImportResult:
    return read(gathered(*parts))


def back(exporter: str, result: ImportResult) -> tuple[Node, Node]:
    """Return a layer before and after its way through a format."""
    spec, node = by_id(exporter), result.nodes[0]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"往返{spec.suffix}"
        worker = spec.load()
        worker.write([node], result.frame, path, worker.params_type(), SilentFeedback())
        return node, read(path, result.frame).nodes[0]


def difference(one: Any, other: Any) -> float:
    """Return the largest difference of two arrays, infinite if they are not of one shape or one kind."""
    if one.shape != other.shape:
        return math.inf
    if one.dtype.kind in "fiub" and other.dtype.kind in "fiub":
        a, b = one.astype(float), other.astype(float)
        unknown = np.isnan(a)
        if not np.array_equal(unknown, np.isnan(b)):
            return math.inf
        return float(np.abs(a - b)[~unknown].max(initial=0.0))
    return 0.0 if one.astype(str).tolist() == other.astype(str).tolist() else math.inf


def of_features(exporter: str, *parts: str) -> float:
    before, after = back(exporter, original(*parts))
    one, other = before.payload, after.payload
    assert one is not None
    assert other is not None
    if type(one) is not type(other) or one.ids != other.ids or before.role is not after.role:  # type: ignore[union-attr]
        return math.inf
    worst = [
        difference(values, getattr(other, key))
        for key, values in vars(one).items()
        if isinstance(values, np.ndarray) and key not in ("building_of_part", "first_ring_vertex")
    ]
    titles: Any = before.attributes["column_titles"], after.attributes["column_titles"]
    old, new = (
        {named.get(key, key): values for key, values in payload.columns.items()}  # type: ignore[union-attr]
        for named, payload in zip(titles, (one, other), strict=True)
    )
    if exporter == "shapefile":  # names are cut to ten bytes and text to 254, in the same order
        if len(old) != len(new):
            return math.inf
        return max(*worst, *(_relative(a, b) for a, b in zip(old.values(), new.values(), strict=True)))
    known = {name: values for name, values in old.items() if _said(values)}
    worst += [_relative(values, new[name]) if name in new else math.inf for name, values in known.items()]
    return max(worst)


def _said(values: Any) -> bool:
    return bool(np.isfinite(values).any()) if values.dtype.kind == "f" else bool((values != "").any())


def _relative(one: Any, other: Any) -> float:
    """Return 0 if attributes are the same to seven digits, else infinity."""
    if one.dtype.kind in "fiub" and other.dtype.kind in "fiub":
        same = np.allclose(one.astype(float), other.astype(float), rtol=1e-6, atol=1e-9, equal_nan=True)
        return 0.0 if same else math.inf
    one, other = (np.char.encode(values.astype(str), "utf-8").astype("S254") for values in (one, other))
    words = [[word.decode("utf-8", "ignore") for word in values.tolist()] for values in (one, other)]
    return 0.0 if words[0] == words[1] else math.inf


def of_model(exporter: str, *parts: str) -> float:
    before, after = back(exporter, original(*parts))
    corners = []
    for node in (before, after):
        mesh: Any = node.payload
        vertices = mesh.vertices.astype(float)
        if node.transform is not None:
            vertices = vertices @ node.transform[:3, :3].T + node.transform[:3, 3]
        middle = vertices[mesh.faces].mean(axis=1)
        corners.append(middle[np.lexsort(np.round(middle, 1).T)])
    if len(corners[0]) != len(corners[1]):
        return math.inf
    return float(max(abs(corners[0].mean(axis=0) - corners[1].mean(axis=0)).max(),
                     abs(corners[0].min(axis=0) - corners[1].min(axis=0)).max()))  # fmt: skip


def of_raster(exporter: str, *parts: str) -> float:
    before, after = back(exporter, original(*parts))
    one, other = before.payload, after.payload
    place = [abs(getattr(one, key) - getattr(other, key)) for key in ("cell", "west", "north")]
    return max(*place, difference(one.values, other.values))  # type: ignore[union-attr]


def of_points(exporter: str, *parts: str) -> float:
    before, after = back(exporter, original(*parts))
    clouds = []
    for node in (before, after):
        payload = node.payload
        cloud = payload.sample if isinstance(payload, StreamedPoints) else payload
        assert isinstance(cloud, PointCloud)
        clouds.append(cloud)
    one, other = clouds
    for key in ("classification", "intensity", "colour"):
        a, b = getattr(one, key), getattr(other, key)
        if a is not None and (b is None or not np.array_equal(a, b)):
            return math.inf
    return difference(one.positions, other.positions)


def cases(of: Any, formats: tuple[str, ...], files: tuple[tuple[str, ...], ...]) -> list[Case]:
    def ours(exporter: str, parts: tuple[str, ...]) -> Any:
        return lambda: of(exporter, *parts)

    return [
        Case(f"{parts[-1]} as {exporter}, m", 0.0, ours(exporter, parts), PRECISION[exporter])
        for parts in files
        for exporter in formats
    ]


def test_vector_layers() -> None:
    compare(
        "Round trips of vector layers", cases(of_features, ("geopackage", "shapefile", "geojson"), VECTORS)
    )


def test_buildings_as_city_models() -> None:
    compare("Round trips of buildings as CityJSON", cases(of_features, ("cityjson",), VECTORS[:3]))


def test_city_models() -> None:
    compare("Round trips of city models", cases(of_model, ("cityjson", "glb"), MODELS))


def test_rasters() -> None:
    compare("Round trips of rasters", cases(of_raster, ("geotiff", "cog"), RASTERS))


def test_point_clouds() -> None:
    compare("Round trips of point clouds", cases(of_points, ("laz",), POINTS))
