"""A meeting from its first minute to its archive, as a presenter plays it: the real window, the whole city.

Two schemes, six stops, a walk in a lane of the old city, a curtain from the Xichun Terrace, three opinions,
a decision, a seal, and the archive held to what it says.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from pytestqt.qtbot import QtBot

from app.bootstrap import make_application
from app.cli.command_line import main
from app.i18n import translator
from app.projects import open_built_in
from app.session import Session
from app.settings import SettingsFile
from app.viewport.backend import Arrangement
from app.views import views_of
from app.window.log_dialog import LogDialog
from app.window.main_window import MainWindow
from app.window.seal_dialog import SealDialog
from scene.commands import Remove
from scene.node import Role
from scene.record.entry import Deed
from scene.schemes.scheme import schemes_of
from tests.meeting.room import Room

#: Local metres: a plot that is seen from the Xichun Terrace past the Wuting Bridge, and Dongguan Street.
PLOT = (1010.0, 1722.0)
HALF = 16.0
STREET = (1446.0, 342.0)
LOW, TALL = 12.0, 90.0


@pytest.fixture
def room(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Room]:
    """The window over the built-in city, kept as a project."""
    settings = SettingsFile()
    settings.change(language="zh", theme="light", person="李明", person_role="presenter")
    make_application([], settings.current)
    monkeypatch.setattr("app.archive.painting.SIZE", (960, 540))
    window = MainWindow(settings, plain_city())
    window.resize(1200, 760)
    window.viewpoints.stop()
    window.show()
    room = Room(window, qtbot, tmp_path / "pictures")
    room.at_rest()
    project = tmp_path / "会审.gpkg"
    window.bench.files.save_to(project)
    room.until(lambda: window.bench.session.path == project)
    room.at_rest()
    yield room
    window.bench.session.history.mark_saved()
    window.close()
    qtbot.wait(1)
    translator.speak("zh")


def plain_city() -> Session:
    """Return the built-in city without its routes and proposals, which are slow to judge."""
    session = open_built_in()
    for node in (*session.scene.of_role(Role.ROUTES), *session.scene.of_role(Role.PROPOSALS)):
        session.run(Remove(session.scene, node.id))
    return session


def test_a_meeting_from_its_first_minute_to_its_archive(room: Room, tmp_path: Path) -> None:
    terrace = views_of(room.bench.session.scene)[0].pose
    make_two_schemes(room)
    see_both_from(room, terrace)
    walk_a_lane(room)
    make_six_stops(room, terrace)
    present_and_listen(room)
    decide(room, "采用方案 A；檐口不高于 12 m。")
    seal_and_verify(room, tmp_path / "档案")


def make_two_schemes(room: Room) -> None:
    """Draw a low house in scheme A, and pull its copy up in scheme B; both are judged."""
    bench, (x, y) = room.bench, PLOT
    room.choose("scheme.new")
    room.look((x, y - 190.0, 170.0), (x, y, 10.0))
    room.until(lambda: room.window.seeing.rays is not None)
    room.choose("analysis.draw")
    for dx, dy in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        room.click(room.ground(x + dx * HALF, y + dy * HALF))
    room.key(Qt.Key.Key_Return)
    room.picture("01-drawing")
    room.key(Qt.Key.Key_Return)
    assert 1 == len(bench.balloon.proposals)
    room.choose("scheme.copy")
    assert ["A", "B"] == [scheme.letter for scheme in schemes_of(bench.session.scene)]
    for number, height in ((1, LOW), (2, TALL)):
        room.choose(f"scheme.show_{number}")
        bench.balloon.look_at(bench.balloon.proposals[-1].key)
        room.window.balloon.height_control.number.setValue(height)
        room.at_rest()
        room.choose("analysis.balloon")
        room.at_rest()
        assert bench.balloon.fresh
        room.picture(f"02-scheme-{number}")
    low, tall = (seen_of(room, scheme.id) for scheme in schemes_of(bench.session.scene))
    assert low < tall, "what is pulled up is seen more of"


def see_both_from(room: Room, terrace: object) -> None:
    """Draw a curtain between both schemes as seen from the Xichun Terrace."""
    room.bench.view.look(terrace)
    first, second = (scheme.id for scheme in schemes_of(room.bench.session.scene))
    room.bench.comparing.start(Arrangement.CURTAIN)
    room.bench.comparing.choose((first, second))
    room.at_rest()
    seen = []
    for name, at in (("left", 0.98), ("middle", 0.5), ("right", 0.02)):
        room.bench.comparing.hang_curtain(at)
        seen.append(room.view_picture(f"03-curtain-{name}"))
    room.choose("meeting.curtain")
    assert room.bench.comparing.arrangement is None
    differs = np.abs(seen[0] - seen[2]).max(axis=2) > 40
    assert 200 < differs.sum() < 0.2 * differs.size, "the tower, and nothing but the tower"


def walk_a_lane(room: Room) -> None:
    """Walk some metres along Dongguan Street, record it, and stay out of the houses."""
    bench, start = room.bench, room.ground(*STREET)
    room.choose("scheme.show_0")
    room.look((start[0], start[1], start[2] + 1.6), (start[0] + 30.0, start[1], start[2] + 1.8), 60.0)
    room.choose("view.walk")
    room.choose("meeting.record_route")
    before = np.array(bench.view.pose.eye)
    room.key(Qt.Key.Key_W)
    room.until(lambda: np.linalg.norm(np.array(bench.view.pose.eye) - before) > 6.0)
    room.key(Qt.Key.Key_W, (QEvent.Type.KeyRelease,))
    room.choose("meeting.record_route")
    assert bench.routes.route is not None
    eye = bench.view.pose.eye
    assert 1.2 < eye[2] - room.ground(eye[0], eye[1])[2] < 2.2
    assert -1 == room.window.seeing.rays.inside_solid(np.array([eye]))[0]
    room.picture("04-lane")
    bench.routes.leave()
    room.choose("view.orbit")


def make_six_stops(room: Room, terrace: object) -> None:
    """Keep six views with hour and scheme, a keypress each."""
    (x, y), bench = PLOT, room.bench
    lane = bench.view.pose
    for hour, scheme, pose in (
        (9, 0, None), (9, 0, terrace), (10, 1, terrace), (10, 2, terrace), (16, 2, "plot"), (17, 1, lane),
    ):  # fmt: skip
        room.choose(f"scheme.show_{scheme}")
        bench.session.clock.set(bench.session.clock.moment.replace(hour=hour, minute=30))
        if pose == "plot":
            room.look((x - 260.0, y - 260.0, 120.0), (x, y, 20.0))
        elif pose is None:
            bench.view.look(room.window.seeing._home())
        else:
            bench.view.look(pose)
        room.choose("meeting.add")
    assert 6 == len(bench.presenting.stops)
    room.window.dock("agenda").raise_()
    room.until(lambda: not room.window.stop_pictures.waiting)
    room.picture("05-agenda")


def present_and_listen(room: Room) -> None:
    """Go through the agenda with a remote; at three stops somebody says something."""
    room.choose("meeting.present")
    for place in range(6):
        if place:
            room.key(Qt.Key.Key_PageDown)
        room.arrive(place)
        room.view_picture(f"06-stop-{place + 1}")
        if place in WORDS:
            say(room, *WORDS[place])
    room.key(Qt.Key.Key_Escape)
    entries = written(room)
    assert 6 <= sum(entry.deed is Deed.PRESENTED for entry in entries)
    assert 3 == len(room.bench.opinions.all)
    room.window.dock("opinions").raise_()
    room.until(lambda: room.bench.view.still is not None)
    room.picture("07-opinions")


#: At which stop: what, by whom, how it is meant, how much it matters.
WORDS = {
    2: ("从熙春台看，屋脊不要超过树冠。", "王工", "要求", "high"),
    3: ("九十米的塔楼在五亭桥后露头，不可接受。", "陈处长", "意见", "high"),
    4: ("塔楼的停车在哪里？", "周局长", "问题", "low"),
}


def say(room: Room, words: str, who: str, kind: str, severity: str) -> None:
    """Point, write, Enter."""
    desk, sheet = room.bench.opinions, room.window.opinions.sheet
    known, view = len(desk.all), room.bench.view
    room.choose("meeting.say")
    middle = view.rect().center()
    middle.setY(round(0.72 * view.height()))
    target = view.childAt(middle) or view
    room.qtbot.mouseClick(target, Qt.MouseButton.LeftButton, pos=target.mapFrom(view, middle))
    room.until(sheet.isVisible)
    sheet.kind.buttons[kind].click()
    sheet.severity.buttons[severity].click()
    sheet.who.setEditText(who)
    sheet.words.setPlainText(words)
    room.picture(f"06-saying-{known + 1}")
    room.qtbot.keyClick(sheet.words, Qt.Key.Key_Return)
    room.until(lambda: len(desk.all) == known + 1)


def decide(room: Room, words: str) -> None:
    """Enter a decision where the log is."""
    room.choose("meeting.decide")
    log = room.window.findChild(LogDialog)
    log.decision.setText(words)  # QTest types no Chinese
    room.qtbot.keyClick(log.decision, Qt.Key.Key_Return)
    assert Deed.DECIDED is written(room)[-1].deed
    room.picture("08-decision", log)
    log.close()


def seal_and_verify(room: Room, out: Path) -> None:
    """Seal what was held, and hold the archive to it."""
    room.choose("meeting.seal")
    dialog = room.window.findChild(SealDialog)
    dialog.place.setText(str(out))
    dialog.parts["page"].setChecked(False)  # tests/web makes pages
    room.picture("09-seal", dialog)
    dialog.start.click()
    room.until(lambda: not room.window.sealing.busy)
    assert out.is_dir()
    room.picture("10-sealed", dialog)
    dialog.start.click()
    head = written(room)[-2].hash
    assert 0 == main(["verify", str(out), "--head", head])


def written(room: Room) -> tuple:
    """Return the entries of the log, with all that is on its way to the disk."""
    room.bench.recording.recorder.flush()
    return room.bench.session.book.entries


def seen_of(room: Room, scheme: str) -> float:
    """Return how much of what a scheme adds is seen, by the last entry about it, metres."""
    *_, body = (e.body for e in written(room) if e.deed is Deed.COMPUTED and e.body["scheme"] == scheme)
    return float(body["verdicts"][-1]["value"])
