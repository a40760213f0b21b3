"""Control plans become zones with their limits, holes kept, and stay so in the project file."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from importers.base import ImportTarget
from scene.errors import AnswerNeeded
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.graph import SceneGraph
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Buildings, Raster
from tests.importers.vectors import inspect, read, said, square, write


def plan(tmp_path: Path, **columns: object) -> Path:
    holed = shapely.Polygon(square(0, 0, 400).exterior, [square(100, 100, 50).exterior])
    shapes = [holed, square(500, 0, 300), square(900, 0, 300)]
    return write(tmp_path / "控高.gpkg", shapes, "GPKG", **columns)


def test_a_limit_field_makes_zones_with_their_holes(tmp_path: Path) -> None:
    path = plan(
        tmp_path,
        名称=["瘦西湖", "老城", "东关街"],
        限高=["24m", "≤12", "不限"],
        依据=["扬府〔2010〕1号", "", "x"],
    )
    guess = inspect(path)
    assert (guess.kind, guess.suggested["as_"], guess.suggested["limit_field"]) == ("lines", "zones", "限高")
    result = read(path)
    (node,) = result.nodes
    zones = node.payload
    assert node.role is Role.ZONES
    assert isinstance(zones, Buildings)
    np.testing.assert_array_equal(np.diff(zones.part_start), [2, 1, 1])
    np.testing.assert_array_equal(zones.columns["limit_m"], [24.0, 12.0, np.nan])
    np.testing.assert_array_equal(zones.top, [24.0, 12.0, 0.0])
    assert zones.columns["measured_from"].tolist() == ["top"] * 3
    assert zones.columns["source"].tolist() == ["扬府〔2010〕1号", "控高.gpkg", "x"]
    assert zones.columns["name_zh"].tolist() == ["瘦西湖", "老城", "东关街"]
    assert "cannot be read: 1 (rows 3)" in said(result)


def test_english_names_and_eaves_are_known_and_a_mapping_overrules(tmp_path: Path) -> None:
    path = plan(tmp_path, max_height=[9.0, 12.0, 0.0], 檐口=[6.0, 9.0, 3.0])
    assert read(path).nodes[0].payload.columns["limit_m"].tolist() == [9.0, 12.0, 0.0]
    other = read(path, as_="zones", limit_field="檐口").nodes[0].payload
    assert other.columns["limit_m"].tolist() == [6.0, 9.0, 3.0]
    assert set(other.columns["measured_from"]) == {"eaves"}
    assert read(path, as_="outlines").nodes[0].role is Role.PLACES
    with pytest.raises(AnswerNeeded) as caught:
        read(path, as_="zones", limit_field="-")
    assert caught.value.parameter == "limit_field"


def test_buildings_with_a_limit_stay_buildings(tmp_path: Path) -> None:
    path = write(tmp_path / "a.gpkg", [square(0, 0)], "GPKG", 高度=[9.0], 限高=[12.0])
    (node,) = read(path).nodes
    assert node.role is Role.BUILDINGS
    assert node.payload.top[0] == 9.0


def test_limits_count_from_the_ground(tmp_path: Path) -> None:
    ground = Node(
        BilingualText.same("g"), Role.TERRAIN, Raster(np.full((9, 9), 7.0, np.float32), 200.0, -100, 1500)
    )
    scene = SceneGraph(YANGZHOU_FRAME)
    scene.insert(ground)
    zones = read(
        plan(tmp_path, 控高=[24.0, 12.0, 9.0]), ImportTarget(YANGZHOU_FRAME, scene.snapshot())
    ).nodes[0]
    np.testing.assert_array_equal(zones.payload.top, [31.0, 19.0, 16.0])


def test_a_project_keeps_zones(tmp_path: Path) -> None:
    from app.projects import open_project, save_project
    from app.session import Session
    from scene.commands import Insert
    from scene.messages import msg

    (node,) = read(plan(tmp_path, 限高=[24.0, 12.0, np.nan])).nodes
    session = Session.empty()
    session.run(Insert((node,), label=msg("Import"), frame=YANGZHOU_FRAME))
    save_project(session, session.scene.snapshot(), tmp_path / "p.gpkg", SilentFeedback())
    (kept,) = open_project(tmp_path / "p.gpkg", SilentFeedback()).scene.of_role(Role.ZONES)
    np.testing.assert_array_equal(kept.payload.rings, node.payload.rings)
    np.testing.assert_array_equal(kept.payload.part_start, node.payload.part_start)
    np.testing.assert_array_equal(kept.payload.columns["limit_m"], node.payload.columns["limit_m"])
    assert kept.payload.columns["measured_from"].tolist() == ["top"] * 3


def test_plots_are_read_as_parcels_when_a_person_says_so(tmp_path: Path) -> None:
    path = plan(tmp_path, 地块号=["A-1", "A-2", "B-1"])
    (node,) = read(path, as_="parcels").nodes
    assert node.role is Role.PARCELS
    assert isinstance(node.payload, Buildings)
    np.testing.assert_array_equal(np.diff(node.payload.part_start), [2, 1, 1])
    np.testing.assert_array_equal(node.payload.top, node.payload.bottom)
    assert node.payload.count == 3
