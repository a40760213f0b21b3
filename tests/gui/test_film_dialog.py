"""A film of the course from the window: asked for, made beside the work, cancelled without a trace."""

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.film.writers import program
from app.window.film_dialog import FilmDialog
from app.window.main_window import MainWindow
from scene.review.agenda import time_stop
from tests.gui.flat_view import FlatSet
from tests.gui.test_course import settled, show
from tests.gui.test_routes import recorded
from tests.water.courses import RisingCourse, lane


def asked(window: MainWindow, qtbot: QtBot) -> FilmDialog:
    show(window, RisingCourse(lane()))
    settled(qtbot, window)
    dialog = FilmDialog(window.bench, window)
    dialog.open()
    dialog.size_choice.setCurrentIndex(1)
    dialog.length.setValue(2)
    return dialog


def test_a_film_is_made_of_the_whole_course(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = asked(window, qtbot)
    path = tmp_path / "film.mp4"
    dialog.save(path)
    qtbot.waitUntil(path.exists, timeout=60_000)
    qtbot.waitUntil(lambda: not window.filming.busy, timeout=10_000)
    takes = FlatSet.takes
    assert len(takes) == 50
    assert takes[0].caption.en == "2026-06-21 14:30 · minute 0"
    assert takes[-1].caption.en == "2026-06-21 15:30 · minute 60"
    assert [take.water.seconds for take in takes] == pytest.approx(np.linspace(0.0, 3600.0, 50).tolist())
    assert window.bench.view.last("film_set") is None  # the painter is given back
    assert program()


def test_a_cancelled_film_leaves_nothing_and_gives_the_painter_back(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = asked(window, qtbot)
    dialog.save(tmp_path / "frames")
    qtbot.waitUntil(lambda: len(FlatSet.takes) > 3, timeout=30_000)
    dialog.reject()
    assert not window.filming.busy
    qtbot.waitUntil(lambda: not window.bench.jobs.running, timeout=10_000)
    assert not (tmp_path / "frames").exists()
    assert window.bench.view.last("film_set") is None


def test_a_window_may_be_closed_while_a_film_is_made(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    asked(window, qtbot).save(tmp_path / "frames")
    qtbot.waitUntil(lambda: len(FlatSet.takes) > 1, timeout=30_000)
    window.bench.session.history.mark_saved()
    window.close()
    assert not window.filming.busy
    assert not (tmp_path / "frames").exists()


def test_a_film_along_a_route_moves_the_eye(window: MainWindow, qtbot: QtBot) -> None:
    dialog = asked(window, qtbot)
    assert dialog.camera.itemText(0) == "From where the eye is now"
    film = dialog.film()
    assert len({shot.pose for shot in film.shots}) == 1
    if dialog.camera.count() > 1:
        dialog.camera.setCurrentIndex(1)
        assert len({shot.pose.eye for shot in dialog.film().shots}) > 40
    dialog.reject()


def test_a_film_of_a_route_needs_no_water(window: MainWindow, qtbot: QtBot) -> None:
    recorded(window)
    dialog = FilmDialog(window.bench, window)
    dialog.open()
    assert dialog.camera.currentText() == "Along Route 1"
    assert dialog.length.value() == 71  # 100 m at 1.4 m/s
    film = dialog.film()
    assert len(film.shots) == 71 * 25
    assert film.shots[0].seconds is None
    dialog.reject()


def test_a_film_of_the_agenda_is_as_long_as_its_stops_and_shows_what_they_keep(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    bench = window.bench
    for hour in (8, 17):
        bench.session.clock.set(bench.session.clock.moment.replace(hour=hour))
        bench.session.shown.hide({"trees"} if hour == 17 else None)
        window.menus.trigger("meeting.add")
        bench.run(time_stop(bench.session.scene, bench.presenting.key, 1.0))
    bench.session.shown.hide(None)
    dialog = FilmDialog(bench, window, agenda=True)
    dialog.open()
    assert dialog.camera.currentText() == "The agenda, 2 stops"
    assert not dialog.length.isEnabled()
    dialog.size_choice.setCurrentIndex(1)
    dialog.save(tmp_path / "agenda.mp4")
    qtbot.waitUntil((tmp_path / "agenda.mp4").exists, timeout=60_000)
    qtbot.waitUntil(lambda: not window.filming.busy, timeout=10_000)
    takes = FlatSet.takes
    assert len(takes) == 2 * 25 + round(0.7 * 25) - 1
    assert takes[10].light != takes[-1].light
    assert takes[0].setting.shown["trees"]
    assert not takes[-1].setting.shown["trees"]
    assert takes[-1].title.text.en == "Stop 2"
    assert bench.session.shown.graph.node("trees").visible, "the window shows what it showed"
