"""Opinions in the window: two clicks, words, Enter; then listed, narrowed, answered, flown to, sent on."""

from collections.abc import Callable
from pathlib import Path
from threading import Event, current_thread, main_thread

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.i18n import tr
from app.panels.opinions.marks import paint_mark
from app.panels.opinions.picture import packed
from app.projects import open_project, save_project
from app.session import Session
from app.viewport.optics import Pose
from app.window.files import Files
from app.window.main_window import MainWindow
from scene.commands import Insert
from scene.record.entry import Deed
from scene.review.opinion import STATES, Opinion, opinions_of
from scene.review.saying import say
from scene.schemes.scheme import fresh
from tests.scene.review.opinions import opinion

HOUSE = (5.0, 124.0, 12.0)
Say = Callable[..., Opinion]
MAY_LEAVE = Files.may_leave


@pytest.fixture(autouse=True)
def nobody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let windows close although what was said is in no file."""
    monkeypatch.setattr("app.window.files.Files.may_leave", lambda files: True)


@pytest.fixture
def speak(window: MainWindow, qtbot: QtBot) -> Say:
    """Say something as a person does: the action, a click, words, Enter."""

    def done(
        text: str, place: tuple[float, float, float] = HOUSE, under: str = "houses", **told: str
    ) -> Opinion:
        desk, sheet, view = window.bench.opinions, window.opinions.sheet, window.bench.view
        count = len(desk.all)
        window.menus.trigger("meeting.say")
        view.mouse("press", place, under=under)
        view.mouse("release", place, under=under)
        assert sheet.isVisible()
        if "kind" in told:
            QTest.mouseClick(sheet.kind.buttons[told["kind"]], Qt.MouseButton.LeftButton)
        if "severity" in told:
            QTest.mouseClick(sheet.severity.buttons[told["severity"]], Qt.MouseButton.LeftButton)
        sheet.who.setEditText(told.get("who", sheet.who.currentText()))
        sheet.words.setPlainText(text)
        QTest.keyClick(sheet.words, Qt.Key.Key_Return)
        assert len(desk.all) == count + 1, "the words are there at once"
        qtbot.waitUntil(lambda: bool(desk.all[-1].picture))
        return desk.all[-1]

    return done


def test_two_clicks_words_and_enter_keep_everything_that_was_seen(window: MainWindow, speak: Say) -> None:
    view, session = window.bench.view, window.bench.session
    said = speak("Too high.", who="Li", kind="要求", severity="high")

    assert ("Too high.", "要求", "high", "Li", "open", 1) == (
        said.text, said.kind, said.severity, said.who, said.state, said.number,
    )  # fmt: skip
    assert HOUSE == said.place
    assert ("houses", "house-0", "House by the pavilion") == (
        said.subject.node, said.subject.row, tr(said.subject.name),
    )  # fmt: skip
    assert view.pose.eye == pytest.approx(said.eye, abs=1e-6)
    assert view.pose.target == pytest.approx(said.target, abs=1e-6)
    assert session.clock.moment.isoformat() == said.moment
    picture = QImage.fromData(said.picture)
    assert (1152, 720) == (picture.width(), picture.height())
    assert "" == window.bench.toolbox.active
    assert said == window.bench.opinions.current


def test_it_enters_the_log_with_the_hash_of_its_picture(window: MainWindow, speak: Say) -> None:
    said = speak("Why here?", kind="问题")
    window.bench.opinions.answer(said, "accepted", "Moved.", "Wang")
    window.bench.recording.recorder.flush()  # type: ignore[union-attr]

    entries = window.bench.session.book.entries
    words = [entry.body for entry in entries if entry.deed is Deed.SAID]
    changed = [entry.body["nodes"].get(said.key, {}) for entry in entries if entry.deed is Deed.CHANGED]
    assert [("Why here?", "问题"), ("Moved.", "答复")] == [(body["text"], body["kind"]) for body in words]
    assert said.picture_hash in [told.get("picture") for told in changed]
    assert said.picture_hash == words[1]["picture"] != ""
    assert [said.key] * 2 == [body["opinion"] for body in words]
    assert ("accepted", "Wang") == (words[1]["state"], words[1]["by"])


def test_words_and_picture_are_one_step_to_undo(window: MainWindow, speak: Say) -> None:
    for said in (speak("One."), speak("Two.")):  # the first brings the group along
        assert said.picture
    for left in (1, 0):
        window.menus.trigger("edit.undo")
        assert left == len(window.bench.opinions.all)
    window.menus.trigger("edit.redo")
    assert window.bench.opinions.all[0].picture


def test_leaving_at_once_keeps_words_and_picture(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bench, sheet = window.bench, window.opinions.sheet
    monkeypatch.setattr(Files, "may_leave", MAY_LEAVE)
    left = Event()

    def slowly(seen: QImage, opinion: Opinion) -> bytes:
        if current_thread() is not main_thread():
            left.wait(5.0)
        return packed(seen, opinion)

    monkeypatch.setattr("app.panels.opinions.desk.packed", slowly)
    save_project(bench.session, bench.session.scene.snapshot(), tmp_path / "a.gpkg")
    bench.session.history.mark_saved()
    window.menus.trigger("meeting.say")
    bench.view.click(HOUSE)
    sheet.words.setPlainText("Lower, please.")
    QTest.keyClick(sheet.words, Qt.Key.Key_Return)
    (said,) = bench.opinions.all
    assert ("Lower, please.", b"") == (said.text, said.picture)

    QTimer.singleShot(0, lambda: QApplication.activeModalWidget().defaultButton().click())
    assert bench.files.may_leave()
    left.set()
    (kept,) = opinions_of(open_project(tmp_path / "a.gpkg").scene)
    assert "Lower, please." == kept.text
    assert (1152, 720) == QImage.fromData(kept.picture).size().toTuple()


def test_whoever_spoke_is_remembered_and_escape_says_nothing(window: MainWindow, speak: Say) -> None:
    speak("One.", who="Zhao")
    assert "Zhao" == speak("Two.").who
    sheet = window.opinions.sheet
    window.menus.trigger("meeting.say")
    window.bench.view.click(HOUSE)
    QTest.keyClick(sheet.words, Qt.Key.Key_Return)
    assert sheet.isVisible(), "no words, no opinion"
    QTest.keyClick(sheet.words, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert 2 == len(window.bench.opinions.all)


def test_the_list_is_narrowed_by_every_trait(window: MainWindow, speak: Say) -> None:
    speak("A", who="Li", kind="问题", severity="low")
    speak("B", who="Wang", kind="要求", severity="high")
    desk, bar = window.bench.opinions, window.opinions.sieve
    desk.answer(desk.all[1], "rejected", "", "Li")

    for trait, value, found in (
        ("kind", "问题", ["A"]), ("severity", "high", ["B"]), ("who", "Wang", ["B"]),
        ("state", "rejected", ["B"]), ("state", "closed", []), ("stop", "", ["A", "B"]),
    ):  # fmt: skip
        box = bar.boxes[trait]
        box.setCurrentIndex(box.findData(value))
        assert found == [one.text for one in desk.listed], (trait, value)
        assert found == [one.text for one in window.opinions.list.rows.opinions]
        box.setCurrentIndex(0)
    assert 2 == len(desk.listed)


def test_an_answer_closes_nothing_by_itself_and_undo_takes_it_back(window: MainWindow, speak: Say) -> None:
    speak("A")
    detail, desk = window.opinions.detail, window.bench.opinions
    detail.answer.setText("We look into it.")
    QTest.keyClick(detail.answer, Qt.Key.Key_Return)
    assert ("answered", ["We look into it."]) == (
        desk.all[0].state,
        [one.text for one in desk.all[0].comments],
    )
    window.menus.trigger("edit.undo")
    assert ("open", ()) == (desk.all[0].state, desk.all[0].comments)


def test_it_flies_to_camera_scheme_and_hour(window: MainWindow, speak: Say) -> None:
    session, view, desk = window.bench.session, window.bench.view, window.bench.opinions
    scheme = fresh(())
    session.run(Insert([scheme]))
    session.shown.choose(scheme.id)
    said = speak("A")
    assert (scheme.id, scheme.name) == (said.scheme, said.scheme_name)
    then, hour = view.pose, session.clock.moment
    session.shown.choose("")
    session.clock.set(hour.replace(hour=15))
    view.look(Pose((0.0, 0.0, 50.0), (10.0, 0.0, 0.0), 20.0))
    desk.fly_to(said)
    assert then.eye == pytest.approx(view.pose.eye, abs=1e-6)
    assert (scheme.id, hour) == (session.shown.scheme, session.clock.moment)


def test_a_click_on_a_pin_looks_at_it(window: MainWindow, speak: Say) -> None:
    one, other = speak("A"), speak("B", place=(-60.0, -20.0, 6.0), under="ground")
    pins, view = window.opinions.pins, window.bench.view
    assert other == window.bench.opinions.current
    centre = pins.places[one.key]
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(round(centre.x()), round(centre.y())))
    assert one == window.bench.opinions.current
    window.menus.trigger("meeting.pins")
    assert not pins.isVisible()


def test_what_was_said_goes_out_and_comes_into_another_project(
    window: MainWindow, speak: Say, qtbot: QtBot, tmp_path: Path
) -> None:
    speak("第一条", who="李")
    speak("第二条", kind="问题", severity="medium")
    desk, path = window.bench.opinions, tmp_path / "会审 意见.bcf"
    desk.export(path, desk.listed)
    qtbot.waitUntil(path.exists)
    said = desk.all

    empty = Session.empty()
    save_project(empty, empty.scene.snapshot(), tmp_path / "other.gpkg")
    window.bench.take(open_project(tmp_path / "other.gpkg"))
    assert () == desk.all
    from app.importing import read_file
    from scene.feedback import SilentFeedback

    command, _ = read_file(window.bench.session, path, {}, feedback=SilentFeedback())
    window.bench.run(command)
    assert said == desk.all
    assert said == opinions_of(window.bench.session.scene)


def test_every_state_looks_different_without_colour() -> None:
    pictures = []
    for state in STATES:
        image = QImage(64, 64, QImage.Format.Format_Grayscale8)
        image.fill(200)
        painter = QPainter(image)
        paint_mark(painter, QPointF(32, 32), 26, opinion(state=state))
        painter.end()
        pictures.append(bytes(image.constBits()))
    assert len(STATES) == len(set(pictures))


def test_both_languages_and_themes_show_it(window: MainWindow, speak: Say) -> None:
    speak("A", kind="要求")
    for language, word in (("zh", "要求 1"), ("en", "Demand 1")):
        window.speak(language)  # type: ignore[arg-type]
        assert word in window.opinions.detail._facts.text()
    window.wear("dark")
    window.wear("light")


def test_opinions_that_were_saved_are_listed_at_once(window: MainWindow, tmp_path: Path) -> None:
    session = window.bench.session
    session.run(say(session.scene, opinion()))
    save_project(session, session.scene.snapshot(), tmp_path / "a.gpkg")
    window.bench.take(open_project(tmp_path / "a.gpkg"))
    assert [opinion().text] == [one.text for one in window.bench.opinions.listed]
