"""A view corridor is drawn by two clicks, widened in the inspector, undone, and taken to the project file."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox
from pytestqt.qtbot import QtBot

from app.tools.draw_corridor import DrawCorridor
from app.viewport.optics import Pose
from app.window.main_window import MainWindow
from scene.node import Node, Role
from scene.payloads import Polylines
from tests.gui.small_city import GROUND


def drawn(window: MainWindow) -> list[Node]:
    return list(window.bench.session.scene.of_role(Role.CORRIDORS))


@pytest.fixture
def corridor(window: MainWindow) -> Node:
    window.menus.trigger("analysis.corridor")
    assert "corridor" == window.bench.toolbox.active
    view = window.bench.view
    for place in ((-120.0, -80.0, GROUND), (100.0, 60.0, GROUND + 9.0)):
        view.mouse("move", place, under="ground")  # type: ignore[attr-defined]
        view.mouse("press", place, under="ground")  # type: ignore[attr-defined]
        view.mouse("release", place, under="ground")  # type: ignore[attr-defined]
    (node,) = drawn(window)
    return node


def test_two_clicks_make_a_corridor_and_undo_takes_it_back(window: MainWindow, corridor: Node) -> None:
    lines = corridor.payload
    assert isinstance(lines, Polylines)
    assert lines.line(0)[0] == pytest.approx((-120.0, -80.0, GROUND), abs=0.5)
    assert lines.line(0)[1] == pytest.approx((100.0, 60.0, GROUND), abs=0.5)
    assert float(lines.columns["threshold_height"][0]) == pytest.approx(9.0, abs=0.2)
    assert "" == window.bench.toolbox.active
    assert corridor.id == window.bench.session.selection.current.node_id  # type: ignore[union-attr]
    window.menus.trigger("edit.undo")
    assert [] == drawn(window)
    window.menus.trigger("edit.redo")
    assert [corridor.id] == [node.id for node in drawn(window)]


def test_a_click_near_a_protected_viewpoint_takes_its_place_and_name(window: MainWindow) -> None:
    window.bench.view.look(Pose((0.0, -700.0, 156.0), (0.0, -300.0, 6.0)))  # type: ignore[attr-defined]
    window.menus.trigger("analysis.corridor")
    tool = window.bench.toolbox.tool
    assert isinstance(tool, DrawCorridor)
    window.bench.view.mouse("press", (1.0, -299.0, GROUND), under="ground")  # type: ignore[attr-defined]
    assert (0.0, -300.0, GROUND) == tool.place
    assert "Wuting Bridge" == str(tool.seen_from)
    assert tool.back()
    assert tool.place is None


def test_a_width_typed_in_the_inspector_is_one_step_of_undo(
    window: MainWindow, corridor: Node, qtbot: QtBot
) -> None:
    def width() -> float:
        return float(drawn(window)[0].payload.columns["width_at_landmark"][0])  # type: ignore[union-attr]

    before = width()
    box = window.inspector.findChild(QDoubleSpinBox, "corridor_width_at_landmark")
    box.setValue(33.5)
    qtbot.waitUntil(lambda: width() == 33.5)
    window.menus.trigger("edit.undo")
    assert before == width()


def test_its_kind_is_chosen_in_the_inspector(window: MainWindow, corridor: Node, qtbot: QtBot) -> None:
    box = window.inspector.findChild(QComboBox, "corridor_kind")
    box.setCurrentIndex(2)
    box.activated.emit(2)
    qtbot.waitUntil(lambda: "street" == str(drawn(window)[0].payload.columns["kind"][0]))  # type: ignore[union-attr]


def test_a_landmark_at_the_viewing_place_gets_a_sentence(window: MainWindow) -> None:
    said: list[object] = []
    window.bench.noticed.connect(said.append)
    window.menus.trigger("analysis.corridor")
    for _ in range(2):
        window.bench.view.click((-120.0, -80.0, GROUND))  # type: ignore[attr-defined]
    assert "The landmark stands at the viewing place." in [str(notice.message) for notice in said]  # type: ignore[attr-defined]
    assert [] == drawn(window)


def test_a_project_file_keeps_corridors_as_they_are(
    window: MainWindow, corridor: Node, tmp_path: Path
) -> None:
    from app.projects import open_project, wkt_of
    from scene.feedback import SilentFeedback
    from scene.project.store import ProjectStore

    scene = window.bench.session.scene
    ProjectStore(tmp_path / "city.gpkg").save(scene.snapshot(), wkt_of(scene.frame.crs))
    (back,) = open_project(tmp_path / "city.gpkg", SilentFeedback()).scene.of_role(Role.CORRIDORS)
    before, after = corridor.payload, back.payload
    assert isinstance(before, Polylines)
    assert isinstance(after, Polylines)
    assert corridor.name == back.name
    np.testing.assert_array_equal(before.vertices, after.vertices)
    assert {key: values.tolist() for key, values in before.columns.items()} == {
        key: values.tolist() for key, values in after.columns.items()
    }
