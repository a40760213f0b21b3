"""What is left when a picture is done or a window is closed: nothing."""

import gc

import pytest

from app.viewport.optics import Pose
from app.viewport.pyvista_backend import PictureStudio
from tests.render.world import CLEAR, GROUND, LAKE, QUICK, scene_of


def windows() -> int:
    """Return how many render windows are alive."""
    from vtkmodules.vtkRenderingCore import vtkRenderWindow

    gc.collect()
    return sum(isinstance(thing, vtkRenderWindow) for thing in gc.get_objects())


def test_a_closed_studio_leaves_no_window() -> None:
    before = windows()
    pose = Pose((0.0, -40.0, 16.0), (0.0, 0.0, 6.0))
    with PictureStudio(scene_of(GROUND, LAKE)) as studio:
        studio.render_picture(pose, width=64, height=48, light=CLEAR, quality=QUICK)
    del studio
    assert windows() == before


def test_a_view_finishes_its_picture_when_it_rests_and_leaves_nothing_when_closed(
    qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from PySide6.QtCore import QTimer

    from app.viewport.quality import Governor
    from app.viewport.widget import Viewport

    monkeypatch.setattr(Governor, "still", property(lambda governor: replace(QUICK, frames=2)))
    before = windows()
    view = Viewport()
    view.resize(200, 150)
    view.show()
    qtbot.waitExposed(view)
    view.show_scene(scene_of(GROUND, LAKE))
    with qtbot.waitSignal(view.finished, timeout=60_000):
        view.look(Pose((0.0, -40.0, 16.0), (0.0, 0.0, 6.0)))
    assert view.glass.shows_still
    image = view.grab().toImage()
    assert image.pixelColor(100, 140) != image.pixelColor(100, 10)
    with qtbot.waitSignal(view.pose_changed, timeout=5_000):
        view.fly_to(Pose((0.0, -60.0, 30.0), (0.0, 0.0, 6.0)), 0.1)
    assert not view.glass.shows_still
    view.close()
    timers = [timer for timer in view.findChildren(QTimer) if timer.isActive()]
    assert not timers
    view.deleteLater()
    qtbot.wait(50)
    del view
    assert windows() <= before
