"""Vector files against the figures told of them: footprints, districts, lines, drawings, OpenStreetMap."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from importers import registry
from importers.base import ImportResult, ImportTarget
from importers.osm.extract import extract
from scene.errors import AnswerNeeded, UnreadableFile
from scene.feedback import SilentFeedback
from scene.frame import SceneFrame
from scene.geometry.triangulate import triangulate
from scene.payloads import Buildings, Polylines
from tests.validation.table import Absent, Case, compare, gathered

#: The systems that the told areas are in.
UTM_50 = SceneFrame("EPSG:32650", (801_000.0, 3_350_000.0, 0.0))
UTM_51 = SceneFrame("EPSG:32651", (272_000.0, 3_464_000.0, 0.0))


@cache
def result(*parts: str, frame: SceneFrame | None = None, **answers: Any) -> ImportResult:
    path = gathered(*parts)
    importer = registry.for_file(path).load()
    return importer.read(path, importer.params_type(**answers), ImportTarget(frame), SilentFeedback())


def payload(*parts: str, **answers: Any) -> Any:
    return result(*parts, **answers).nodes[0].payload


def area(buildings: Buildings) -> float:
    """Return the area of all rings, holes taken off, square metres."""
    return float(ring_areas(buildings).sum())


def ring_areas(buildings: Buildings) -> Any:
    """Return the area of each ring, square metres, that of a hole negative."""
    x, y = buildings.rings.astype(float).T
    following = np.arange(1, len(x) + 1)
    following[buildings.ring_start[1:] - 1] = buildings.ring_start[:-1]
    first = np.repeat(buildings.ring_start[:-1], np.diff(buildings.ring_start))
    x, y = x - x[first], y - y[first]
    return 0.5 * np.add.reduceat(x * y[following] - x[following] * y, buildings.ring_start[:-1])


def test_china() -> None:
    suzhou = ("china", "suzhou", "bd_demo_2.json")
    hsinchu = ("china", "hsinchu_nycu", "buildings_merged.geojson")
    wuhan = ("china", "derived", "wuhan_buildings.geojson")
    lake = ("china", "derived", "hangzhou_westlake_water.geojson")

    def measured(*parts: str) -> Any:
        buildings = payload(*parts)
        tagged = np.isin(buildings.columns["height_source"], ("field", "approximate"))
        top = buildings.top[buildings.building_start[:-1]] - buildings.outdoor_ground
        return top[tagged]

    def west_lake() -> float:
        waters = payload(*lake, as_="buildings", default_height=3.0, frame=UTM_50)
        part_of = np.repeat(np.arange(waters.count), np.diff(waters.building_start))
        ring_of = np.repeat(part_of, np.diff(waters.part_start))
        areas = ring_areas(waters)
        named = np.flatnonzero(waters.columns["name_zh"] == "西湖")
        return max(float(areas[ring_of == row].sum()) for row in named) / 1e6

    def districts(*parts: str) -> float:
        names = set(payload("china", *parts).columns["name_zh"].tolist())
        return len(names & {"广陵区", "邗江区", "江都区", "宝应县", "仪征市", "高邮市"})

    compare(
        "Footprints and districts of China",
        [
            Case("Suzhou: buildings", 3076, lambda: payload(*suzhou).count, 0),
            Case("Suzhou: footprint area, m²", 1_236_507, lambda: area(payload(*suzhou, frame=UTM_51)), 5),
            Case("Hsinchu: polygons", 319, lambda: payload(*hsinchu).count, 0),
            Case("Hsinchu: with a height", 274, lambda: len(measured(*hsinchu)), 0),
            Case("Hsinchu: mean height, m", 20.119, lambda: float(measured(*hsinchu).mean()), 0.001),
            Case("Hsinchu: highest, m", 79.71, lambda: float(measured(*hsinchu).max()), 0.001),
            Case("Wuhan: polygons with a height (144 with points)", 87, lambda: len(measured(*wuhan)), 0),
            Case("Wuhan: highest, m", 105, lambda: float(measured(*wuhan).max()), 0.001),
            Case("West Lake, km²", 5.983, west_lake, 0.0006),
            Case("Yangzhou: names of districts, GBK", 6,
                 lambda: districts("derived", "yz_gbk_ldid4d", "扬州区县.shp"), 0),
            Case("Yangzhou: names of districts, UTF-8", 6,
                 lambda: districts("derived", "yz_utf8_cpg", "yangzhou_utf8.shp"), 0),
            Case("Yangzhou: names of districts, GeoJSON", 6,
                 lambda: districts("yangzhou_boundary", "321000.json"), 0),
            Case("Nanshan: multipolygons, two of them invalid", 10,
                 lambda: payload("china", "shenzhen", "nanshan-building.geojson").count, 0),
            Case("Wuhan: roads", 374, lambda: listed("china", "derived", "wuhan_roads.geojson"), 0),
        ],
    )  # fmt: skip


def listed(*parts: str) -> float:
    path = gathered(*parts)
    importer = registry.for_file(path).load()
    return float(importer.inspect(path, importer.params_type()).count)


def test_vector_layers() -> None:
    shapelib = ("vector", "shapelib", "shape_eg_data")
    nowhere = "+proj=tmerc +lat_0=45 +lon_0=-93 +x_0=300000 +y_0=5200000 +ellps=GRS80 +units=m +type=crs"

    def asked() -> float:
        try:
            payload("vector", "pyshp", "shapefiles", "blockgroups.shp")
        except AnswerNeeded as question:
            return float(question.parameter == "crs")
        return 0.0

    def refused(*parts: str) -> float:
        try:
            payload(*parts)
        except UnreadableFile:
            return 1.0
        return 0.0

    lyon = ("vector", "lyon", "geojson_tiler_test_data", "buildings", "feature_1", "oneBlock.geojson")
    compare(
        "Layers of other formats",
        [
            Case("block groups: asks for the missing system", 1, asked, 0),
            Case("block groups: areas", 663,
                 lambda: payload("vector", "pyshp", "shapefiles", "blockgroups.shp", crs="EPSG:4326",
                                 as_="buildings", default_height=3.0).count, 0),
            Case("latin1.shp without .shx: features", 1,
                 lambda: listed("vector", "pyshp", "shapefiles", "latin1.shp"), 0),
            Case("csah.shp: roads", 124, lambda: listed(*shapelib, "csah.shp"), 0),
            Case("csah.shp: opens as lines", 1,
                 lambda: float(isinstance(payload(*shapelib, "csah.shp", crs=nowhere), Polylines)), 0),
            Case("mpatch3.shp: MultiPatch", 473, lambda: listed(*shapelib, "mpatch3.shp"), 0),
            Case("anno.shp: polygons", 201, lambda: listed(*shapelib, "anno.shp"), 0),
            Case("masspntz.shp: points with z", 815, lambda: listed(*shapelib, "masspntz.shp"), 0),
            Case("Lyon block: multipolygons", 5, lambda: payload(*lyon).count, 0),
            Case("curvepolygon.gpkg: arcs as lines, cut at the reach", 2,
                 lambda: payload("vector", "gpkg", "curvepolygon.gpkg", as_="outlines").count, 0),
            Case("multisurface.gpkg: arcs as lines, cut at the reach", 1,
                 lambda: float(payload("vector", "gpkg", "multisurface.gpkg", as_="outlines").count > 0), 0),
            Case("test_gpkg_nulls.gpkg: points", 4,
                 lambda: listed("vector", "gpkg", "test_gpkg_nulls.gpkg"), 0),
            Case("hangzhou-water.pbf (geobuf): refused", 1,
                 lambda: refused("china", "hangzhou_osm_geobuf", "hangzhou-water.pbf"), 0),
        ],
    )  # fmt: skip


def test_triangles() -> None:
    told = json.loads(gathered_text("vector", "earcut", "expected.json"))["triangles"]

    def cut(name: str) -> float:
        rings = [
            np.array(ring, np.float32)
            for ring in json.loads(gathered("vector", "earcut", "fixtures", f"{name}.json").read_text())
        ]
        start = np.cumsum([0, *(len(ring) for ring in rings)]).astype(np.int32)
        xy = np.concatenate([ring[:, :2] for ring in rings if len(ring)])
        parts = np.array([0, len(rings)], np.int32)
        return float(len(triangulate(xy, start, parts, np.array([0], np.int32))[0]))

    sound = ("water2", "hilbert", "eberly-3", "simplified-us-border", "boxy", "issue35")
    # Ours leaves out triangles without an area, of which some fixtures count three or one.
    flat = {"building": 3, "dude": 1}
    compare(
        "Triangles of fixtures (earcut)",
        [Case(n, told.get(n, 0) - flat.get(n, 0), lambda n=n: cut(n), 0) for n in (*sound, *flat)],
    )


def gathered_text(*parts: str) -> str:
    try:
        return gathered(*parts).read_text("utf-8")
    except Absent:
        return '{"triangles": {}}'


def test_openstreetmap_areas() -> None:
    """Every area of the suite is as told; what is told to be invalid is dropped or mended, and we say so."""
    folder = gathered_folder("osm", "osm_testdata")
    if folder is None:
        return
    found = extract(folder / "all.osm", SilentFeedback(), ())
    shapes = dict(zip(found.areas.ids, shapely.from_wkb(found.areas.wkb), strict=True))
    noticed = {*found.mended, *found.broken}

    def met(case: dict[str, Any]) -> float:
        told = [area | {"way": kind} for kind, areas in case.get("areas", {}).items() for area in areas]
        for one in [area for area in told if area["way"] == "default"]:
            name = f"{one['from_type']}/{one['from_id']}"
            shape = shapes.get(name)
            same = [area for area in told if f"{area['from_type']}/{area['from_id']}" == name]
            fits = {
                area["way"]
                for area in same
                if shape is not None and area["wkt"] != "INVALID"
                and shapely.equals(shapely.from_wkt(area["wkt"]), shape)
            }  # fmt: skip
            if one["wkt"] != "INVALID" and "default" not in fits:
                return 0.0
            if one["wkt"] == "INVALID" and (name not in noticed or not (shape is None or fits)):
                return 0.0
        return 1.0

    cases = json.loads((folder / "tests.json").read_text("utf-8"))
    compare(
        "OpenStreetMap: areas of the test suite",
        [Case("cases met, of 130", 130, lambda: sum(met(case) for case in cases), 0)],
    )


def gathered_folder(*parts: str) -> Path | None:
    try:
        return gathered(*parts)
    except Absent:
        return None


def test_openstreetmap_files() -> None:
    def buildings(*parts: str) -> float:
        nodes = [node for node in result("osm", *parts).nodes if isinstance(node.payload, Buildings)]
        return float(sum(node.payload.count for node in nodes))

    compare(
        "OpenStreetMap: buildings",
        [
            Case("Helsinki suburb: ways with all their nodes (of 2219)", 2171,
                 lambda: buildings("pyrosm", "test.osm.pbf"), 0),
            Case("small town: sound ones (of 33; 3 are told to enclose nothing)", 30,
                 lambda: buildings("osmnx", "planet_10.068,48.135_10.071,48.137.osm"), 0),
        ],
    )  # fmt: skip
