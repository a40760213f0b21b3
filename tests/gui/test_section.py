"""The section in the window: switched, dragged by its handles, taken over, and never a step to undo."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.tools.drag_section import BEFORE, DRAWN, DragSection
from app.viewport.backend import MouseAt
from app.viewport.optics import Pose
from app.viewport.section import Shape
from app.window.main_window import MainWindow
from scene.node import Node

NORTHWARD = Pose((0.0, -300.0, 156.0), (0.0, 0.0, 6.0), 40.0)


def drag(window: MainWindow, handle: str, to: tuple[float, float, float]) -> None:
    """Press on a handle and let go where a place is seen."""
    view, tool = window.bench.view, window.bench.toolbox.tool
    assert isinstance(tool, DragSection)
    aspect = view.width() / view.height()
    for kind, place in (("press", tool._handles()[handle]), ("move", to), ("release", to)):
        x, y, _ = view.pose.project(np.array([place]), aspect)[0]
        at = ((x + 1.0) / 2.0 * view.width(), (1.0 - y) / 2.0 * view.height())
        window.bench.toolbox.mouse(
            MouseAt(kind, *at, True, view.pose.eye, (0.0, 1.0, 0.0), None)  # type: ignore[arg-type]
        )


def test_a_plane_is_moved_along_turned_and_turned_over(window: MainWindow) -> None:
    window.bench.view.pose = NORTHWARD
    window.menus.trigger("view.section_plane")
    before = window.bench.view.section
    assert before is not None
    assert before.shape is Shape.PLANE
    assert before.heading == pytest.approx(180.0), "what stands before it, seen from the south, is away"

    x, y, z = before.centre
    drag(window, "along", (x, y - BEFORE * DRAWN - 25.0, z))
    assert window.bench.view.section.centre == pytest.approx((x, y - 25.0, z), abs=1e-6)
    drag(window, "turn", (x - 30.0, y - 25.0 - 30.0, z))
    assert window.bench.view.section.heading == pytest.approx(135.0, abs=1e-4)
    assert window.bench.toolbox.tool is not None
    window.bench.toolbox.tool.confirm()
    assert window.bench.view.section.heading == pytest.approx(315.0, abs=1e-4)
    assert not window.bench.session.history.modified
    window.menus.trigger("view.section_plane")
    assert window.bench.view.section is None
    assert window.bench.toolbox.active == ""


def test_a_box_is_sized_and_takes_the_place_of_the_plane(window: MainWindow) -> None:
    window.bench.view.pose = NORTHWARD
    window.menus.trigger("view.section_plane")
    window.menus.trigger("view.section_box")
    box = window.bench.view.section
    assert box.shape is Shape.BOX
    assert not window.menus.actions["view.section_plane"].isChecked()
    x, y, z = box.centre
    drag(window, "wide", (x + 12.0, y, z))
    drag(window, "deep", (x, y + 9.0, z))
    wide, deep, _ = window.bench.view.section.half
    assert (wide, deep) == pytest.approx((12.0, 9.0), abs=1e-6)
    drag(window, "middle", (x + 5.0, y, z - box.half[2]))
    assert window.bench.view.section.centre == pytest.approx((x + 5.0, y, z), abs=1e-6)


def earth(window: MainWindow) -> list[Node]:
    return [node for node in getattr(window.bench.view, "laid_over", ()) if node.id == "section.earth"]


def test_the_face_of_the_earth_is_no_higher_than_the_ground_nor_cut_away(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.bench.view.pose = NORTHWARD
    window.menus.trigger("view.section_box")
    qtbot.waitUntil(lambda: bool(earth(window)), timeout=30_000)
    vertices = earth(window)[0].payload.vertices.astype(np.float64)  # type: ignore[union-attr]
    assert vertices[:, 2].max() == pytest.approx(6.0), "the ground of the small city"
    assert window.bench.view.section.keeps(vertices).all()
    window.menus.trigger("view.section_box")
    assert not earth(window)
