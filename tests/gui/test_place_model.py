"""A model is placed by its handles, by numbers, on the ground, and from the library."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDoubleSpinBox
from pytestqt.qtbot import QtBot

from app.library import Library
from app.placement import placement_of
from app.tools.place_model import PlaceModel
from app.window.library_dialog import LibraryDialog
from app.window.main_window import MainWindow
from scene.commands import Insert
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import TriangleMesh
from scene.selection import Selected
from tests.gui.small_city import GROUND


@pytest.fixture
def model(window: MainWindow) -> str:
    """A small tower on the ground, selected, with its handles about it."""
    corners = np.array([(-3, -3, 0), (3, -3, 0), (3, 3, 0), (-3, 3, 0), (0, 0, 12)], np.float32)
    faces = np.array([(0, 1, 4), (1, 2, 4), (2, 3, 4), (3, 0, 4)], np.int32)
    matrix = np.eye(4)
    matrix[:3, 3] = (10.0, 0.0, GROUND)
    node = Node(
        BilingualText("塔", "Tower"), Role.MODEL, TriangleMesh(corners, faces), transform=matrix, id="tower"
    )
    window.bench.run(Insert([node]))
    window.bench.session.selection.select(Selected("tower"))
    window.menus.trigger("edit.place")
    assert "model" == window.bench.toolbox.active
    return "tower"


def now(window: MainWindow) -> tuple[float, float, float, float, float]:
    at = placement_of(window.bench.session.scene.node("tower"))
    return at.x, at.y, at.foot, at.bearing, at.scale


def drag(window: MainWindow, start: tuple[float, float, float], *steps: tuple[float, float, float]) -> None:
    view = window.bench.view
    view.mouse("press", start, under="ground")
    for step in steps:
        view.mouse("move", step, under="ground")
    view.mouse("release", steps[-1], under="ground")


def handle(window: MainWindow, name: str) -> tuple[float, float, float]:
    """Return a place on a handle."""
    tool = window.bench.toolbox.tool
    assert isinstance(tool, PlaceModel)
    gizmo = tool._gizmo()
    assert gizmo is not None
    lines = gizmo.lines()
    return lines[name][1] if name in "xyz" else lines[name][9 if name == "turn" else 0]  # type: ignore[index]


def test_the_arrow_shifts_along_its_axis_as_one_step_of_undo(window: MainWindow, model: str) -> None:
    x, y, z = handle(window, "x")
    drag(window, (x - 3, y, z), (x + 5, y, z), (x + 12, y, z))
    east, north, foot, *_ = now(window)
    assert (25.0, 0.0, GROUND) == pytest.approx((east, north, foot), abs=0.8)
    assert "Place Tower" == str(window.bench.session.history.undo_label)
    window.menus.trigger("edit.undo")
    assert (10.0, 0.0) == pytest.approx(now(window)[:2])
    assert "Add Tower" == str(window.bench.session.history.undo_label)


def test_the_upright_arrow_lifts_and_standing_on_the_ground_brings_it_down(
    window: MainWindow, model: str
) -> None:
    x, y, z = handle(window, "z")
    drag(window, (x, y, z - 4), (x, y, z + 6))
    assert 10.0 == pytest.approx(now(window)[2] - GROUND, abs=0.5)
    window.menus.trigger("edit.stand")
    assert pytest.approx(GROUND, abs=1e-3) == now(window)[2]


def test_the_ring_turns_by_whole_degrees(window: MainWindow, model: str) -> None:
    tool = window.bench.toolbox.tool
    gizmo = tool._gizmo()
    ring = gizmo.lines()["turn"]
    drag(window, ring[27], ring[24], ring[21])  # from south, clockwise by 60 degrees
    assert 60.0 == pytest.approx(now(window)[3], abs=1.0)
    assert pytest.approx(round(now(window)[3]), abs=1e-9) == now(window)[3]


def test_the_corner_scales(window: MainWindow, model: str) -> None:
    tool = window.bench.toolbox.tool
    corner = np.mean(tool._gizmo().lines()["scale"][:4], axis=0)
    twice = np.array([10.0, 0.0, GROUND]) + 2.0 * (corner - (10.0, 0.0, GROUND))
    start = tool._gizmo().lines()["scale"][0]
    drag(window, start, tuple(map(float, twice)))
    assert 1.7 < now(window)[4] < 2.6


def test_escape_takes_a_drag_back_and_then_ends_the_tool(
    window: MainWindow, model: str, qtbot: QtBot
) -> None:
    view, (x, y, z) = window.bench.view, handle(window, "x")
    view.mouse("press", (x - 3, y, z))
    view.mouse("move", (x + 9, y, z))
    assert now(window)[0] > 15.0
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert (10.0, 0.0) == pytest.approx(now(window)[:2])
    assert "model" == window.bench.toolbox.active
    view.mouse("release", (x + 9, y, z))
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert "" == window.bench.toolbox.active


def test_beside_the_handles_the_view_keeps_the_mouse(window: MainWindow, model: str) -> None:
    assert not window.bench.view.mouse("press", (150.0, 60.0, GROUND))
    assert not window.bench.view.mouse("move", (160.0, 60.0, GROUND))


def test_numbers_place_it_too(window: MainWindow, model: str, qtbot: QtBot) -> None:
    def field(name: str) -> QDoubleSpinBox:
        found = window.inspector.widget().findChild(QDoubleSpinBox, f"placement_{name}")
        assert found is not None
        return found

    origin = window.bench.session.scene.frame.origin
    assert origin[0] + 10.0 == pytest.approx(field("easting").value())
    field("easting").setValue(origin[0] + 33.25)
    qtbot.waitUntil(lambda: abs(now(window)[0] - 33.25) < 1e-3)
    field("bearing").setValue(45.0)
    qtbot.waitUntil(lambda: abs(now(window)[3] - 45.0) < 1e-6)
    field("height").setValue(20.0)
    qtbot.waitUntil(lambda: abs(now(window)[2] - 20.0) < 1e-3)
    field("scale").setValue(2.0)
    qtbot.waitUntil(lambda: abs(now(window)[4] - 2.0) < 1e-6)
    assert (33.25, 0.0, 20.0, 45.0, 2.0) == pytest.approx(now(window), abs=1e-3)
    field("easting").setValue(9e7)
    qtbot.waitUntil(lambda: window.central.notices.notice is not None)
    assert 33.25 == pytest.approx(now(window)[0], abs=1e-3)


def test_the_library_gives_a_copy_where_one_clicks(
    window: MainWindow, model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr("app.library.user_data_path", lambda name: tmp_path)
    window.menus.trigger("edit.keep")
    qtbot.waitUntil(lambda: len(Library().entries()) == 1, timeout=20_000)
    assert Library().entries()[0].picture.stat().st_size > 500
    dialog = LibraryDialog(window.bench, parent=window)
    dialog.open()
    assert "6.0 × 6.0 × 12.0 m" in dialog.list.item(0).text()
    dialog.place()
    window.bench.view.click((-40.0, 20.0, GROUND))
    scene = window.bench.session.scene
    qtbot.waitUntil(lambda: len(scene.of_role(Role.MODEL)) == 2, timeout=20_000)
    copy = next(node for node in scene.of_role(Role.MODEL) if node.id != "tower")
    at = placement_of(copy)
    assert (-40.0, 20.0, GROUND) == pytest.approx((at.x, at.y, at.foot), abs=1e-3)
    assert copy.id == window.bench.session.selection.current.node_id
    qtbot.waitUntil(lambda: window.bench.toolbox.active == "model")
