"""Offsets of web maps, zones and height datums against published figures, and against gathered layers."""

import re

import numpy as np

from importers import registry
from importers.base import ImportTarget
from importers.coordinates.bd09 import bd09_from_gcj02, bd09_from_wgs84, wgs84_from_bd09
from importers.coordinates.crs import moved, resolve, written
from importers.coordinates.gcj02 import gcj02_from_wgs84, wgs84_from_gcj02
from importers.coordinates.vertical import raised
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from tests.validation.table import Case, compare, gathered

DEGREE = 111_320.0


def metres(one, other) -> float:
    """Return the greatest distance between points given in degrees."""
    apart = (np.asarray(one) - np.asarray(other)) * DEGREE
    apart[:, 0] *= np.cos(np.radians(np.asarray(one)[:, 1]))
    return float(np.hypot(apart[:, 0], apart[:, 1]).max())


def pairs() -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs of the gathered converter's own test, true and shifted, longitude first."""
    text = gathered("view", "gcj02", "transform_test.go").read_text("utf-8")
    rows = re.findall(r"\{\s*(-?\d+\.\d+),\s*(-?\d+\.\d+),\s*(-?\d+\.\d+),\s*(-?\d+\.\d+)\s*\}", text)
    table = np.array(rows, dtype=float)
    return table[:, 1::-1], table[:, 3:1:-1]


def china() -> np.ndarray:
    lon, lat = np.meshgrid(np.linspace(74.0, 134.0, 300), np.linspace(18.5, 53.0, 300))
    return np.column_stack([lon.ravel(), lat.ravel()])


def test_offsets() -> None:
    def forward() -> float:
        true, shown = pairs()
        return metres(gcj02_from_wgs84(true), shown)

    def back() -> float:
        true, shown = pairs()
        return metres(wgs84_from_gcj02(shown), true)

    yangzhou = np.array([[119.4231, 32.3936]])
    baidu = [[116.41036949371029, 39.92133699351022]]
    compare(
        "Offsets of Chinese web maps, metres",
        [
            Case("WGS 84 to GCJ-02: the converter's own pairs", 0.0, forward, 0.01),
            Case("GCJ-02 to WGS 84: the same pairs", 0.0, back, 0.5),
            Case("Yangzhou: GCJ-02 is off by", 555.0,
                 lambda: metres(gcj02_from_wgs84(yangzhou), yangzhou), 1.0),
            Case("BD-09 of 116.404, 39.915 in GCJ-02 (public converters)", 0.0,
                 lambda: metres(bd09_from_gcj02(np.array([[116.404, 39.915]])), baidu), 1e-6),
            Case("GCJ-02 and back, 90,000 places over China", 0.0,
                 lambda: metres(gcj02_from_wgs84(wgs84_from_gcj02(china())), china()), 0.01),
            Case("BD-09 and back, 90,000 places over China", 0.0,
                 lambda: metres(bd09_from_wgs84(wgs84_from_bd09(china())), china()), 0.01),
        ],
    )  # fmt: skip


def test_layers_that_carry_an_offset() -> None:
    def hinted(*parts: str) -> float:
        path = gathered(*parts)
        importer = registry.for_file(path).load()
        notes = importer.inspect(path, importer.params_type()).notes
        return float(any("GCJ-02" in str(note) for note in notes))

    def moved_by(*parts: str) -> float:
        path = gathered(*parts)
        importer = registry.for_file(path).load()
        bounds, target = [], ImportTarget(YANGZHOU_FRAME)
        for shift in ("none", "gcj02"):
            params = importer.params_type(datum_shift=shift)
            payload = importer.read(path, params, target, SilentFeedback()).nodes[0].payload
            bounds.append(np.asarray(payload.vertices[:, :2], dtype=float).mean(axis=0))
        return float(np.hypot(*(bounds[1] - bounds[0])))

    boundary = "yangzhou_boundary"
    compare(
        "Layers that carry an offset",
        [
            Case("DataV 321000.json: proposed", 1, lambda: hinted("china", boundary, "321000.json"), 0),
            Case("DataV 321002.json: proposed", 1, lambda: hinted("china", boundary, "321002.json"), 0),
            Case("The same atlas as Shapefile: proposed", 1,
                 lambda: hinted("china", "derived", "yz_gbk_ldid4d", "扬州区县.shp"), 0),
            Case("Suzhou footprints (datum not stated): not proposed", 0,
                 lambda: hinted("china", "suzhou", "bd_demo_2.json"), 0),
            Case("DataV 321002.json: its middle moved by, m", 540,
                 lambda: moved_by("china", boundary, "321002.json"), 15),
        ],
    )  # fmt: skip


def test_zones_and_heights() -> None:
    wenchang = [(119.42822, 32.39638)]

    def easting(code: str) -> float:
        return float(moved("EPSG:4326", written(resolve(code)), wenchang)[0, 0])

    compare(
        "Zones and heights",
        [
            Case("Wenchang Pavilion, EPSG:4549, easting", 446_204.06, lambda: easting("EPSG:4549"), 0.005),
            Case("Wenchang Pavilion, EPSG:4528, easting", 40_446_204.06, lambda: easting("4528"), 0.005),
            Case("Wenchang Pavilion, EPSG:32650, easting", 728_395.50, lambda: easting("EPSG:32650"), 0.005),
            Case(
                "a height of 1956 in the datum of 1985, m",
                -0.029,
                lambda: raised("EPSG:5736", "EPSG:5737", []),
                0,
            ),
        ],
    )
