"""Lines with the fields of view corridors become corridors, and come back from our own export unchanged."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from importers.base import ImportTarget
from importers.export.registry import by_id
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.geometry.corridors import Kind, Zone, corridor_at
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Polylines
from tests.importers.vectors import inspect, read, said, write

EAST, NORTH = 446_000.0, 3_586_000.0


def line(*points: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([(EAST + x, NORTH + y) for x, y in points])


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    shapes = [
        line((0, 0), (0, 1_000)),
        line((-20, 0), (20, 0), (0, 800)),
        line((0, 0), (1, 1), (2, 3), (9, 9)),
    ]
    return write(
        tmp_path / "视廊.gpkg", shapes, "GPKG",
        名称=["望白塔", "望五亭桥", "路"], 视廊宽度=["60m", "", "5"], 协商区宽度=[120.0, np.nan, np.nan],
        门槛高程=[24.5, np.nan, 3.0], 视高=[1.6, np.nan, np.nan], 视廊类型=["远景", "视锥", ""],
        依据=["扬府〔2010〕1号", "", ""], 轮廓保护=["是", "否", ""],
    )  # fmt: skip


def test_chinese_fields_make_corridors(plan: Path) -> None:
    assert "corridors" == inspect(plan).suggested["as_"]
    result = read(plan)
    (node,) = result.nodes
    lines = node.payload
    assert node.role is Role.CORRIDORS
    assert isinstance(lines, Polylines)
    assert lines.columns["name_zh"].tolist() == ["望白塔", "望五亭桥"]
    assert lines.columns["width_at_landmark"].tolist() == [60.0, 60.0]
    assert lines.columns["kind"].tolist() == ["protected_vista", "cone"]
    assert lines.columns["silhouette"].tolist() == ["yes", ""]
    assert lines.columns["assumed"].tolist() == ["", "yes"]
    assert "neither two nor three points: 1 (rows 3)" in said(result)
    assert "without a width, taken as 60 m: 1" in said(result)


def test_an_imported_corridor_means_what_the_file_says(plan: Path) -> None:
    (node,) = read(plan).nodes
    made = corridor_at(node, 0, 0.0)

    assert made.kind is Kind.VISTA
    assert made.length == pytest.approx(1_000.0, abs=1e-3)
    assert made.landmark[2] == pytest.approx(24.5)
    assert made.eye[2] == pytest.approx(1.6)
    assert "扬府〔2010〕1号" == made.source.zh
    assert made.of_zone(Zone.WIDER)


def test_a_layer_of_lines_without_such_fields_stays_outlines(tmp_path: Path) -> None:
    path = write(tmp_path / "roads.gpkg", [line((0, 0), (0, 1_000))], "GPKG", width=[12.0])
    assert read(path).nodes[0].role is Role.PLACES
    assert read(path, as_="corridors").nodes[0].role is Role.CORRIDORS


@pytest.mark.parametrize("exporter", ["geopackage", "geojson"])
def test_our_own_export_comes_back_as_corridors(exporter: str, tmp_path: Path) -> None:
    lines = Polylines(
        [(0, 0, 3.0), (10, 900, 8.0)], [0, 2], ("c1",),
        {"name_zh": ["望白塔"], "name_en": ["View"], "kind": ["cone"], "width_at_landmark": [40.5]},
    )  # fmt: skip
    node = Node(BilingualText("视廊", "Corridors"), Role.CORRIDORS, lines)
    worker = by_id(exporter).load()
    path = tmp_path / f"corridors{by_id(exporter).suffix}"
    worker.write([node], YANGZHOU_FRAME, path, worker.params_type(), SilentFeedback())
    (back,) = read(path, ImportTarget(YANGZHOU_FRAME)).nodes

    assert back.role is Role.CORRIDORS
    assert isinstance(back.payload, Polylines)
    assert back.payload.ids == ("c1",)
    np.testing.assert_allclose(back.payload.vertices, lines.vertices, atol=2e-4)
    assert back.payload.columns["kind"].tolist() == ["cone"]
    assert back.payload.columns["width_at_landmark"].tolist() == pytest.approx([40.5])
