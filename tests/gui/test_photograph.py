"""A photograph is aligned by clicking pixels and the same places in the view; what fits is handed on."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from analysis.verified.camera import Camera, focal_pixels
from app.window.main_window import MainWindow
from app.window.photograph_dialog import PhotographDialog
from app.window.photograph_view import PhotographView
from scene.node import Role

#: Right, up and ahead of the camera: shares of the distance, and the distance.
SPREAD = ((-0.4, -0.2, 60.0), (0.4, -0.25, 90.0), (0.3, 0.3, 200.0), (-0.3, 0.3, 150.0), (0.05, 0.0, 40.0))


@pytest.fixture
def taken(tmp_path: Path) -> Path:
    Image.fromarray(np.full((240, 360, 3), 150, np.uint8)).save(tmp_path / "taken.png")
    return tmp_path / "taken.png"


def eye_of(window: MainWindow) -> tuple[float, float, float]:
    (node, *_) = window.bench.session.scene.of_role(Role.VIEWPOINTS)
    x, y, z = node.payload.vertices[0].tolist()  # type: ignore[union-attr]
    high = node.payload.columns.get("eye_height")  # type: ignore[union-attr]
    return (x, y, z + (1.6 if high is None else float(high[0])))


def camera_of(window: MainWindow) -> Camera:
    eye = eye_of(window)
    return Camera(eye, 80.0, 3.0, 1.0, focal_pixels(360, 60.0), 360, 240)


def places_of(camera: Camera) -> list[tuple[float, float, float]]:
    right, up, ahead = camera.axes
    return [tuple(np.add(camera.eye, d * (ahead + x * right + y * up)).tolist()) for x, y, d in SPREAD]


def test_pairs_hold_the_camera_and_are_handed_on(window: MainWindow, taken: Path, qtbot: QtBot) -> None:
    dialog = PhotographDialog(window.bench, window)
    dialog.show()
    assert not dialog.use.isEnabled()
    dialog.open_photograph(taken)
    true = camera_of(window)
    places = places_of(true)
    for place, (column, row, depth) in zip(places, true.project(places), strict=True):
        assert depth > 0
        dialog.photograph.picked.emit(float(column), float(row))
        assert "same place" in dialog.said.text()
        window.bench.view.click(place)  # type: ignore[attr-defined]
    assert len(dialog.pairs) == len(places)
    assert dialog.use.isEnabled(), dialog.said.text()
    assert "reprojection error 0.0" in dialog.said.text()
    dialog.hand_on()
    desk = window.bench.analyses
    qtbot.waitUntil(lambda: bool(desk.current and desk.current.result.pictures), timeout=60_000)
    assert desk.current is not None
    keys = [one.key for one in desk.current.result.pictures]
    assert keys[-3:] == ["photograph", "photograph_proposed", "photograph_wire_line"]
    page = window.analyses.work_page
    assert page is not None
    page.run()
    qtbot.waitUntil(lambda: len(desk.runs) == 2, timeout=60_000)
    assert len(desk.runs[1].finding.params.control_points) == 5, "pairs are kept when it is run again"  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: not desk._easel.busy, timeout=60_000)


def test_it_says_what_is_missing_and_what_does_not_fit(window: MainWindow, taken: Path, qtbot: QtBot) -> None:
    dialog = PhotographDialog(window.bench, window)
    assert "Choose a photograph" in dialog.said.text()
    dialog.open_photograph(taken)
    assert "Click a corner" in dialog.said.text()
    east, north, _ = window.bench.session.scene.frame.origin
    wrong = [(10.0, 200.0), (300.0, 20.0), (40.0, 30.0), (310.0, 220.0), (150.0, 100.0)]
    dialog.pairs = [
        (east + x, north + y, z, *pixel)
        for (x, y, z), pixel in zip(places_of(camera_of(window)), wrong, strict=True)
    ]
    dialog._renew()
    assert not dialog.use.isEnabled()
    assert "No camera fits" in dialog.said.text()
    dialog.remove()
    assert len(dialog.pairs) == 4
    dialog.open_photograph(taken.with_name("none.png"))
    assert "Choose a photograph" in dialog.said.text()
    dialog.close()


def test_the_wheel_zooms_at_the_mouse_and_a_click_gives_the_pixel(taken: Path, qtbot: QtBot) -> None:
    view = PhotographView()
    qtbot.addWidget(view)
    view.resize(720, 480)
    assert view.show_file(taken)
    view.show()
    with qtbot.waitSignal(view.picked) as caught:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.point_of(100.0, 50.0).toPoint())
    assert caught.args == pytest.approx([100.0, 50.0], abs=0.5)
    at = QPointF(300.0, 100.0)
    before = view.pixel_at(at)
    view._zoom = 3.0
    view._middle += QPointF(*before) - QPointF(*view.pixel_at(at))
    assert view.pixel_at(at) == pytest.approx(before)
    column, row = view.pixel_at(view.point_of(33.0, 44.0))
    assert (column, row) == pytest.approx((33.0, 44.0))
