"""The window with its real 3D view: draws the small city, picks a house, takes a picture, closes clean."""

from collections.abc import Generator, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.bootstrap import make_application
from app.i18n import translator
from app.settings import SettingsFile
from app.sight_lines import SightLine, drawn
from app.window.main_window import MainWindow
from app.window.picture_dialog import PictureDialog
from app.window.seeing import pose_over, row_box
from tests.gui.small_city import small_city


@pytest.fixture
def real(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """A window with the viewport, looking at the first house."""
    monkeypatch.setattr("app.panels.balloon_desk.BalloonDesk._test_quietly", lambda desk: None)
    settings = SettingsFile()
    settings.change(language="en")
    make_application([], settings.current)
    window = MainWindow(settings, small_city())
    window.resize(1000, 640)
    window.viewpoints.stop()
    window.show()
    yield window
    if isValid(window):
        window.bench.session.history.mark_saved()
        window.close()
    qtbot.wait(1)
    translator.speak("zh")


def test_a_click_on_a_house_selects_it_and_a_picture_shows_it(
    real: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    bench = real.bench
    qtbot.waitUntil(lambda: real.seeing.rays is not None, timeout=60_000)
    house = bench.session.scene.node("houses")
    bench.view.look(pose_over([row_box(house, 0)]))
    qtbot.wait(50)
    middle = bench.view.rect().center()
    target = bench.view.childAt(middle) or bench.view
    qtbot.mouseClick(target, Qt.MouseButton.LeftButton, pos=target.mapFrom(bench.view, middle))
    qtbot.waitUntil(lambda: bench.session.selection.current is not None, timeout=5_000)
    assert ("houses", 0) == (bench.session.selection.current.node_id, bench.session.selection.current.row)

    path = tmp_path / "house.png"
    dialog = PictureDialog(bench, real)
    size = dialog.pixels
    dialog.save(path)
    qtbot.waitUntil(path.is_file, timeout=60_000)
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB888)
    assert size == (image.width(), image.height())
    pixels = np.frombuffer(image.constBits(), np.uint8)[: image.sizeInBytes()]
    assert pixels.std() > 8.0, "the picture is of one colour"


def test_closing_while_work_is_under_way_joins_it(real: MainWindow, qtbot: QtBot) -> None:
    bench = real.bench
    bench.balloon.test()
    assert bench.jobs.running
    bench.session.history.mark_saved()
    assert real.close()


def test_what_is_laid_over_the_view_is_in_its_picture_and_in_no_thumbnail(
    real: MainWindow, qtbot: QtBot
) -> None:
    view = real.bench.view
    x, y, z = view.pose.target
    line = SightLine((x - 600.0, y, z + 30.0), (x + 600.0, y, z + 30.0), None, (255, 0, 255))

    def magenta(picture: np.ndarray) -> int:
        red, green, blue = np.moveaxis(picture.astype(int), -1, 0)
        return int((np.minimum(red, blue) - green > 60).sum())

    view.lay_over([drawn(line)])
    steps = view.painting(400, 260)
    assert view.thumbnail(view.pose, 200, 130) is not None
    next(steps)
    assert view.thumbnail(view.pose, 200, 130) is None, "the painter is at work for somebody else"
    picture = finished(steps)
    small = view.thumbnail(view.pose, 400, 260)

    assert magenta(picture) > 40
    assert magenta(small) == 0
    view.lay_over([])
    assert magenta(finished(view.painting(400, 260))) == 0


def finished(steps: Generator[float, None, np.ndarray]) -> np.ndarray:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def test_the_picture_of_a_stop_shows_its_layers_and_the_view_keeps_its_own(
    real: MainWindow, qtbot: QtBot
) -> None:
    bench = real.bench
    bench.view.look(pose_over([row_box(bench.session.scene.node("houses"), 0)]))
    real.menus.trigger("meeting.add")
    bench.session.shown.hide({"houses"})
    real.menus.trigger("meeting.add")
    bench.session.shown.hide(None)
    qtbot.waitUntil(lambda: not real.stop_pictures.waiting, timeout=90_000)
    with_houses, without = (
        np.array(real.stop_pictures.of(stop.key).bits(), np.int16) for stop in bench.presenting.stops
    )
    assert np.abs(with_houses - without).mean() > 4.0, "the second stop hides the houses"
    again = bench.view.thumbnail(bench.view.pose, 480, 270)
    assert np.abs(again.reshape(-1).astype(np.int16) - with_houses).mean() < 2.0, "the painter has them back"
    # Somebody wants a picture while small ones are being drawn: they give way, and are drawn after it.
    real.stop_pictures._stale = {stop.key for stop in bench.presenting.stops}
    real.stop_pictures._begin()
    assert bench.view.lent
    steps = bench.view.painting(160, 90)
    next(steps)
    assert real.stop_pictures._set is None
    assert bench.view.lent
    steps.close()
    assert not bench.view.lent
    qtbot.waitUntil(lambda: not real.stop_pictures.waiting, timeout=90_000)
