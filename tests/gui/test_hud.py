"""The head-up display in the window: off it shows nothing and asks nothing, on it follows the eye."""

from pytestqt.qtbot import QtBot

from app.panels.hud.board import HudBoard
from app.panels.hud.lines import Line
from app.viewport.optics import Pose
from app.window.main_window import MainWindow
from tests.gui.test_course import settled, show
from tests.water.courses import RisingCourse, lane


def test_the_presenter_switches_it_and_its_lines(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.seeing.rays is not None, timeout=60_000)
    board, desk = window.findChild(HudBoard), window.bench.hud
    assert board is not None
    assert board.isHidden()
    assert desk.reading is None, "nothing is asked while it is off"

    window.bench.view.pose = Pose((0.0, -300.0, 156.0), (0.0, 0.0, 6.0))
    window.menus.trigger("view.hud")
    qtbot.waitUntil(lambda: bool(board.words))
    assert board.isVisible()
    assert ("Eye", "150.00 m over the ground", "at 156.00 m (1985 datum)") in board.words

    pose = Pose((0.0, -300.0, 7.6), (0.0, 0.0, 7.6))
    window.bench.view.pose = pose
    window.bench.view.pose_changed.emit(pose)
    qtbot.waitUntil(lambda: any(main == "1.60 m over the ground" for _, main, _ in board.words))

    desk.switch(Line.EYE)
    assert not any(title == "Eye" for title, _, _ in board.words)
    window.menus.trigger("view.hud")
    assert board.isHidden()
    assert not board.words


def test_it_says_how_deep_the_water_is_at_the_moment_that_is_played(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.seeing.rays is not None, timeout=60_000)
    show(window, RisingCourse(lane()))
    settled(qtbot, window)
    board = window.findChild(HudBoard)
    assert board is not None
    bed = lane()
    middle = (bed.west + 0.5 * bed.cell * bed.shape[1], bed.north - 0.5 * bed.cell * bed.shape[0])
    window.bench.view.pose = Pose((*middle, 7.6), (middle[0], middle[1] + 10.0, 7.6))
    window.bench.course.go(1800.0)
    window.menus.trigger("view.hud")
    qtbot.waitUntil(lambda: any(title == "Water here" for title, *_ in board.words), timeout=20_000)
    assert ("Water here", "0.50 m", "") in board.words
    window.bench.course.go(3600.0)
    qtbot.waitUntil(lambda: ("Water here", "1.00 m", "") in board.words, timeout=20_000)
