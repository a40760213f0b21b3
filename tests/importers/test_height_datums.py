"""Heights of every kind of file go into the project's datum where that is known; else it is told."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from importers.base import ImportResult, ImportTarget
from importers.export.registry import by_id
from importers.registry import for_file
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME, SceneFrame
from scene.geometry.placed import placed
from scene.node import Node
from scene.payloads import Buildings, PointCloud, Raster, TriangleMesh
from tests.contracts.layers import LAYERS

KINDS = [
    ("cityjson", "buildings"), ("cityjson", "mesh"), ("glb", "mesh"), ("laz", "points"),
    ("geotiff", "raster"),
]  # fmt: skip


def taken(exporter: str, kind: str, vertical: str, folder: Path, frame: SceneFrame | None) -> ImportResult:
    path = folder / f"a{by_id(exporter).suffix}"
    writer = by_id(exporter).load()
    own = replace(YANGZHOU_FRAME, vertical=vertical)
    writer.write([LAYERS[kind]()], own, path, writer.params_type(), SilentFeedback())
    if exporter == "cityjson":  # writes no datum, as the standard has no code for two systems
        text = path.read_text("utf-8").replace(
            "https://www.opengis.net/def/crs/EPSG/0/4549", f"urn:ogc:def:crs,crs:EPSG::4549,crs:{vertical}"
        )
        path.write_text(text, "utf-8")
    reader = for_file(path).load()
    return reader.read(path, reader.params_type(), ImportTarget(frame), SilentFeedback())


def highest(node: Node) -> float:
    payload = node.payload
    if isinstance(payload, Buildings):
        return float(payload.top.max())
    if isinstance(payload, Raster):
        return float(np.nanmax(payload.values))
    assert isinstance(payload, TriangleMesh | PointCloud)
    points = payload.vertices if isinstance(payload, TriangleMesh) else payload.positions
    return float(placed(points.astype(np.float64), node.transform)[:, 2].max())


def said(result: ImportResult) -> str:
    return " ".join(str(issue.message) for issue in result.issues)


@pytest.mark.parametrize(("exporter", "kind"), KINDS)
def test_heights_of_1956_are_lowered_into_the_datum_of_1985(exporter: str, kind: str, tmp_path: Path) -> None:
    result = taken(exporter, kind, "EPSG:5736", tmp_path, YANGZHOU_FRAME)
    assert highest(result.nodes[0]) == pytest.approx(highest(LAYERS[kind]()) - 0.029, abs=2e-3)
    assert "-0.029 m" in said(result)
    assert "mixed" not in said(result)


@pytest.mark.parametrize(("exporter", "kind"), KINDS)
def test_the_same_datum_changes_nothing(exporter: str, kind: str, tmp_path: Path) -> None:
    result = taken(exporter, kind, "EPSG:5737", tmp_path, YANGZHOU_FRAME)
    assert highest(result.nodes[0]) == pytest.approx(highest(LAYERS[kind]()), abs=1e-3)
    assert "m from" not in said(result)


@pytest.mark.parametrize(("exporter", "kind"), KINDS)
def test_a_datum_whose_difference_is_not_known_is_told(exporter: str, kind: str, tmp_path: Path) -> None:
    result = taken(exporter, kind, "EPSG:5773", tmp_path, YANGZHOU_FRAME)
    assert highest(result.nodes[0]) == pytest.approx(highest(LAYERS[kind]()), abs=1e-3)
    assert "Two height datums are mixed" in said(result)


@pytest.mark.parametrize(("exporter", "kind"), KINDS)
def test_an_empty_project_takes_the_datum_of_the_data(exporter: str, kind: str, tmp_path: Path) -> None:
    result = taken(exporter, kind, "EPSG:5736", tmp_path, None)
    assert result.frame.vertical == "EPSG:5736"
    assert not said(result) or "-0.029" not in said(result)


def test_tiles_stand_above_the_ellipsoid_and_an_empty_project_says_so(tmp_path: Path) -> None:
    path = tmp_path / "tileset.json"
    writer = by_id("tiles3d").load()
    writer.write([LAYERS["mesh"]()], YANGZHOU_FRAME, path, writer.params_type(), SilentFeedback())
    reader = for_file(path).load()
    alone = reader.read(path, reader.params_type(), ImportTarget(), SilentFeedback())
    assert alone.frame.vertical == "ellipsoid"
    joined = reader.read(path, reader.params_type(), ImportTarget(YANGZHOU_FRAME), SilentFeedback())
    assert joined.frame == YANGZHOU_FRAME
    assert "above the ellipsoid" in said(joined)


def test_a_project_above_the_ellipsoid_can_be_exported(tmp_path: Path) -> None:
    frame = replace(YANGZHOU_FRAME, vertical="ellipsoid")
    for exporter, kind in KINDS:
        writer = by_id(exporter).load()
        path = tmp_path / f"b{by_id(exporter).suffix}"
        writer.write([LAYERS[kind]()], frame, path, writer.params_type(), SilentFeedback())
        assert path.stat().st_size
