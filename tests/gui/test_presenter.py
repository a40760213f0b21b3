"""The meeting on one screen and on two: what the room is shown, what the presenter has, what is put back."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from app.window.main_window import MainWindow
from app.window.presenter import PresenterWindow
from app.window.screens import Placing, placing
from scene.review.agenda import note_stop
from tests.gui.test_agenda import key, meeting, reached

__all__ = ["meeting"]

LAPTOP, HALL, SIDE = QRect(0, 0, 1440, 900), QRect(1440, 0, 3840, 2160), QRect(-1024, 0, 1024, 768)


def test_the_room_gets_the_largest_of_the_other_screens() -> None:
    assert placing([LAPTOP], 0) == Placing(0, 0)
    assert not placing([LAPTOP], 0).apart
    assert placing([LAPTOP, HALL], 0) == Placing(room=1, desk=0)
    assert placing([LAPTOP, HALL], 0, swapped=True) == Placing(room=0, desk=1)
    assert placing([SIDE, LAPTOP, HALL], 1) == Placing(room=2, desk=1)
    assert not placing([LAPTOP, QRect(LAPTOP)], 0).apart, "a mirrored projector is no second screen"


def test_on_one_screen_the_view_is_clean_and_the_bar_can_be_hidden(meeting: MainWindow, qtbot: QtBot) -> None:
    bench, bar = meeting.bench, meeting.presenter_bar
    bench.run(note_stop(bench.session.scene, bench.presenting.stops[0].key, "先看全景"))
    meeting.dock("balloon").raise_()
    before = {dock.objectName(): dock.isVisibleTo(meeting) for dock in meeting.docks}
    meeting.menus.trigger("meeting.present")
    reached(qtbot, meeting, 0)
    assert meeting.isFullScreen()
    assert not any(dock.isVisibleTo(meeting) for dock in meeting.docks)
    for part in (meeting.menuBar(), meeting.menus.toolbar, meeting.statusBar()):
        assert not part.isVisibleTo(meeting)
    assert bar.isVisibleTo(meeting)
    assert (bar.title.text(), bar.notes.text(), bar.place.text()) == ("Stop 1", "先看全景", "1 / 3")
    assert not bar.notes.isVisibleTo(bar), "the room may see this screen"
    said = [button.defaultAction() for button in bar.findChildren(QToolButton) if button.defaultAction()]
    assert said == [meeting.menus.actions["meeting.say"]], "somebody may speak at any stop"
    bar.noted.click()
    assert bar.notes.isVisibleTo(bar)
    key(meeting, Qt.Key.Key_M)
    assert not bar.isVisibleTo(meeting)
    key(meeting, Qt.Key.Key_V)
    assert meeting.dock("balloon").isVisibleTo(meeting)
    key(meeting, Qt.Key.Key_B)
    assert meeting.central.dark.isVisibleTo(meeting)
    key(meeting, Qt.Key.Key_PageDown)
    assert not meeting.central.dark.isVisibleTo(meeting), "going on brings the picture back"
    key(meeting, Qt.Key.Key_Escape)
    assert not meeting.isFullScreen()
    assert {dock.objectName(): dock.isVisibleTo(meeting) for dock in meeting.docks} == before
    assert meeting.menuBar().isVisibleTo(meeting)
    qtbot.waitUntil(lambda: not meeting.menus.actions["meeting.present"].isChecked(), timeout=2_000)
    qtbot.waitUntil(lambda: bench.view.foot == 0.0, timeout=2_000)


@pytest.fixture
def two_screens(meeting: MainWindow, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """A window that believes in a second screen, which here is the first once more."""
    monkeypatch.setattr("app.window.projecting.placing", lambda screens, here, swapped: Placing(0, 1))
    screens = meeting.screen()
    monkeypatch.setattr(
        "app.window.projecting.QGuiApplication.screens", staticmethod(lambda: [screens, screens])
    )
    return meeting


def test_on_two_screens_the_presenter_has_notes_next_stop_and_time(
    two_screens: MainWindow, qtbot: QtBot
) -> None:
    window, bench = two_screens, two_screens.bench
    for place, notes in enumerate(("一", "二", "三")):
        bench.run(note_stop(bench.session.scene, bench.presenting.stops[place].key, notes))
    window.menus.trigger("meeting.present")
    reached(qtbot, window, 0)
    presenter = window.projecting.presenter
    assert isinstance(presenter, PresenterWindow)
    assert presenter.isVisible()
    assert not window.presenter_bar.isVisibleTo(window), "the room sees no controls"
    assert (presenter.title.text(), presenter.coming.text()) == ("Stop 1", "Stop 2")
    assert presenter.notes.toPlainText() == "一"
    bench.view.still = QImage(32, 18, QImage.Format.Format_RGB888)
    presenter.renew()
    assert presenter.now._image is bench.view.still
    assert window.menus.actions["view.walk"] in presenter.actions(), "shortcuts work from there"
    presenter.controls.on.click()
    reached(qtbot, window, 1)
    presenter.controls.on.click()
    reached(qtbot, window, 2)
    assert presenter.coming.text() == "The end"
    assert not presenter.controls.on.isEnabled()
    bench.report_sentence(bench.session.history.undo_label)
    assert presenter.said.text(), "what the projector does not say, the presenter is told"
    presenter.close()
    qtbot.waitUntil(lambda: not bench.presenting.running, timeout=2_000)
    assert window.projecting.presenter is None
    assert not window.isFullScreen()


def test_after_the_meeting_the_docks_stand_as_they_stood(meeting: MainWindow, qtbot: QtBot) -> None:
    meeting.dock("agenda").raise_()
    qtbot.wait(20)
    sizes = {dock.objectName(): dock.height() for dock in meeting.docks}
    meeting.menus.trigger("meeting.present")
    reached(qtbot, meeting, 0)
    meeting.bench.presenting.leave()
    qtbot.wait(50)
    assert not meeting.dock("agenda").visibleRegion().isEmpty(), "the tab in front is in front again"
    assert meeting.dock("viewpoints").visibleRegion().isEmpty()
    assert abs(meeting.dock("layers").height() - sizes["layers"]) < 12
