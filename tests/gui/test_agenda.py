"""The agenda in the window: a stop in a keypress, order, titles, notes; shown, gone through with a remote."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.meeting.kiosk import be_a_kiosk
from app.viewport.camera import Flight
from app.viewport.optics import Pose
from app.window.main_window import MainWindow
from scene.clock import BEIJING_TIME
from scene.record.entry import Deed
from scene.schemes.editing import new_scheme

POSES = (
    Pose((0.0, -300.0, 156.0), (0.0, 0.0, 6.0), 40.0),
    Pose((200.0, -250.0, 7.6), (0.0, 0.0, 12.0), 38.0),
    Pose((-200.0, -250.0, 7.6), (0.0, 0.0, 12.0), 38.0),
)


@pytest.fixture
def meeting(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """A window with three stops, at three hours, and wings."""
    monkeypatch.setattr("app.meeting.presenting.flight", lambda start, end: Flight(start, end, 0.05, 0.0))
    window.dock("agenda").raise_()
    for hour, pose in zip((8, 12, 17), POSES, strict=True):
        clock = window.bench.session.clock
        clock.set(clock.moment.replace(hour=hour, minute=0))
        window.bench.view.look(pose)
        window.menus.trigger("meeting.add")
    return window


def key(window: MainWindow, code: Qt.Key) -> None:
    """Press a key as a remote does, whichever widget has it."""
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
        event = QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(QApplication.focusWidget() or window.bench.view, event)


def reached(qtbot: QtBot, window: MainWindow, place: int) -> None:
    qtbot.waitUntil(
        lambda: window.bench.presenting.place == place and not window.bench.presenting.under_way,
        timeout=8_000,
    )


def test_a_stop_is_added_in_a_keypress_and_undone_in_another(window: MainWindow, qtbot: QtBot) -> None:
    panel, bench = window.agenda, window.bench
    assert panel._stack.currentIndex() == 0
    bench.view.look(POSES[1])
    assert window.menus.actions["meeting.add"].shortcut().toString() == "K"
    window.menus.trigger("meeting.add")
    (stop,) = bench.presenting.stops
    assert (stop.eye, stop.view_angle) == (POSES[1].eye, 38.0)
    assert stop.time == bench.session.clock.moment
    assert panel.list.item(0).text() == "Stop 1"
    window.menus.trigger("edit.undo")
    assert bench.presenting.stops == ()
    assert panel._stack.currentIndex() == 0


def test_stops_are_put_in_order_named_noted_and_taken_out(meeting: MainWindow, qtbot: QtBot) -> None:
    panel, bench = meeting.agenda, meeting.bench
    panel.list.setCurrentRow(2)
    panel.move(-1)
    assert [stop.name.en for stop in bench.presenting.stops] == ["Stop 1", "Stop 3", "Stop 2"]
    # A drag, as the list reports it: the first row to the end.
    panel.list.model().moveRow(QModelIndex(), 0, QModelIndex(), 3)
    qtbot.waitUntil(lambda: bench.presenting.stops[2].name.en == "Stop 1", timeout=2_000)
    assert [panel.list.item(row).text() for row in range(3)] == ["Stop 3", "Stop 2", "Stop 1"]
    panel.list.item(0).setText("从桥上看")
    assert bench.presenting.stops[0].name.zh == "从桥上看"
    panel.list.setCurrentRow(1)
    panel.notes.setPlainText("先说高度，再说屋顶")
    panel.seconds.setValue(45)
    assert (bench.presenting.stops[1].notes, bench.presenting.stops[1].seconds) == (
        "先说高度，再说屋顶",
        45.0,
    )
    panel.remove()
    assert [stop.name.en for stop in bench.presenting.stops] == ["从桥上看", "Stop 1"]


def test_showing_a_stop_sets_what_it_keeps_and_changes_nothing_in_the_project(
    meeting: MainWindow, qtbot: QtBot
) -> None:
    bench = meeting.bench
    bench.session.history.mark_saved()
    before = bench.session.history.undo_label
    bench.presenting.show(bench.presenting.stops[0].key)
    reached(qtbot, meeting, 0)
    assert bench.view.pose == POSES[0]
    assert bench.session.clock.moment.astimezone(BEIJING_TIME).hour == 8
    assert not bench.session.history.modified
    assert bench.session.history.undo_label == before


def test_a_remote_goes_through_the_meeting_and_the_log_keeps_what_was_shown(
    meeting: MainWindow, qtbot: QtBot
) -> None:
    bench = meeting.bench
    presenting = bench.presenting
    meeting.menus.trigger("meeting.present")
    reached(qtbot, meeting, 0)
    assert bench.view.title.text.en == "Stop 1"
    assert bench.view.plain
    key(meeting, Qt.Key.Key_PageDown)
    reached(qtbot, meeting, 1)
    key(meeting, Qt.Key.Key_End)
    reached(qtbot, meeting, 2)
    key(meeting, Qt.Key.Key_PageDown)  # nothing comes after the last
    assert presenting.place == 2
    key(meeting, Qt.Key.Key_PageUp)
    reached(qtbot, meeting, 1)
    key(meeting, Qt.Key.Key_Period)
    assert presenting.dark
    key(meeting, Qt.Key.Key_Escape)
    assert not presenting.running
    assert bench.view.title is None
    bench.recording.recorder.flush()
    shown = [entry for entry in bench.session.book.entries if entry.deed is Deed.PRESENTED]
    stops = presenting.stops
    assert [entry.body["stop"] for entry in shown] == [stops[place].key for place in (0, 1, 2, 1)]


def test_whoever_types_keeps_the_keys(meeting: MainWindow, qtbot: QtBot) -> None:
    meeting.menus.trigger("meeting.present")
    reached(qtbot, meeting, 0)
    field = QLineEdit(meeting.centralWidget())
    qtbot.addWidget(field)
    field.show()
    meeting.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus, timeout=3_000)
    key(meeting, Qt.Key.Key_Space)
    assert field.text() == "" or field.text() == " "
    assert meeting.bench.presenting.place == 0
    meeting.bench.presenting.leave()


def test_the_agenda_goes_on_by_itself_and_begins_again(meeting: MainWindow, qtbot: QtBot) -> None:
    panel, presenting = meeting.agenda, meeting.bench.presenting
    panel.list.setCurrentRow(2)
    panel.seconds.setValue(1)
    presenting.set_looping(True)
    presenting.set_by_itself(True)
    places: list[int] = []
    presenting.arrived.connect(lambda stop: places.append(presenting.place))
    presenting.present()
    presenting.last()
    qtbot.waitUntil(lambda: places[-2:] == [2, 0], timeout=15_000)
    presenting.leave()
    assert not presenting.by_itself


def test_the_agenda_is_there_again_when_the_project_is_opened(
    meeting: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    from app.projects import open_project, save_project

    bench = meeting.bench
    save_project(bench.session, bench.session.scene.snapshot(), tmp_path / "meeting.gpkg")
    bench.take(open_project(tmp_path / "meeting.gpkg"))
    assert [meeting.agenda.list.item(row).text() for row in range(3)] == ["Stop 1", "Stop 2", "Stop 3"]
    # A kiosk presents it as soon as it is opened.
    be_a_kiosk(bench)
    bench.take(open_project(tmp_path / "meeting.gpkg"))
    qtbot.waitUntil(lambda: bench.presenting.running, timeout=2_000)
    assert (bench.presenting.looping, bench.presenting.by_itself) == (True, True)
    bench.presenting.leave()


def test_a_stop_hides_its_layers_and_shows_its_scheme_for_a_while_only(
    meeting: MainWindow, qtbot: QtBot
) -> None:
    bench, session = meeting.bench, meeting.bench.session
    made = new_scheme(session.scene)
    bench.run(made)
    scheme = made.branches[0].node
    session.shown.choose(scheme.id)
    session.shown.hide({"trees"})
    session.season.set("bare")
    meeting.menus.trigger("meeting.add")
    session.shown.hide(None)
    session.shown.choose("")
    session.season.set("leaf")
    session.history.mark_saved()
    presenting = bench.presenting
    presenting.show(presenting.stops[-1].key)
    reached(qtbot, meeting, 3)
    eye = meeting.layers.model.index_of("trees").siblingAtColumn(1)
    assert (session.shown.scheme, session.season.name) == (scheme.id, "bare")
    assert not session.shown.graph.node("trees").visible
    assert session.scene.node("trees").visible
    assert eye.data(Qt.ItemDataRole.ToolTipRole) == "Show"
    assert not session.history.modified
    # The eye in the tree lifts the veil; the project never hid them.
    meeting.layers.model.toggle("trees")
    assert session.shown.graph.node("trees").visible
    assert not session.history.modified
    meeting.layers.model.toggle("trees")
    assert not session.scene.node("trees").visible
    presenting.show(presenting.stops[0].key)
    reached(qtbot, meeting, 0)
    assert session.shown.scheme == ""
    assert session.shown.graph.node("trees").visible, "the first stop showed them"
    presenting.leave()
    assert not session.shown.graph.node("trees").visible, "the project hides them by now"


def test_a_viewer_looks_at_the_agenda_and_changes_nothing(meeting: MainWindow, qtbot: QtBot) -> None:
    meeting.bench.settings.change(person_role="viewer")
    meeting.bench.touch()
    panel = meeting.agenda
    panel.list.setCurrentRow(0)
    qtbot.waitUntil(panel.notes.isReadOnly, timeout=2_000)
    assert not panel.seconds.isEnabled()
    assert not panel.list.dragEnabled()
    panel.remove()
    assert len(meeting.bench.presenting.stops) == 3
    meeting.bench.presenting.show(meeting.bench.presenting.stops[1].key)
    reached(qtbot, meeting, 1)
