"""A meeting sealed from the window: asked for, made beside the work, cancelled without a trace."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.archive.manifest import read_manifest
from app.cli.command_line import main
from app.projects import open_project
from app.window.key_dialog import KeyDialog
from app.window.main_window import MainWindow
from app.window.seal_dialog import SealDialog
from scene.record.entry import Deed
from tests.app.archive.meeting import hold_meeting
from tests.gui.conftest import MakeWindow
from tests.gui.flat_view import FlatSet


@pytest.fixture
def window(make_window: MakeWindow, tmp_path: Path) -> MainWindow:
    hold_meeting(tmp_path / "city.gpkg")
    made = make_window(open_project(tmp_path / "city.gpkg"))
    made.stop_pictures.stop()
    return made


def asked(window: MainWindow) -> SealDialog:
    window.menus.trigger("meeting.seal")
    return window.findChild(SealDialog)


def test_a_meeting_is_sealed_and_its_head_is_shown(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = asked(window)
    assert Path(dialog.place.text()).parent == tmp_path
    dialog.place.setText(str(tmp_path / "archive"))
    dialog.parts["minutes"].setChecked(False)
    with qtbot.waitSignal(window.sealing.ended, timeout=60_000):
        dialog.start.click()

    manifest = read_manifest(tmp_path / "archive")
    assert manifest.head in dialog._said.text()
    assert "pictures/stop-01.png" in manifest.files
    assert "minutes.en.pdf" not in manifest.files
    assert not FlatSet.takes[0].setting.shown["trees"]
    assert Deed.SEALED == window.bench.session.book.entries[-1].deed
    assert 0 == main(["verify", str(tmp_path / "archive")])
    dialog.start.click()


def test_a_cancelled_seal_leaves_nothing_and_the_dialog_as_it_was(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = asked(window)
    dialog.place.setText(str(tmp_path / "archive"))
    before = {path for path in tmp_path.iterdir() if path.is_file()}
    with qtbot.waitSignal(window.sealing.ended, timeout=60_000):
        dialog.start.click()
        dialog.cancel.click()

    qtbot.waitUntil(lambda: not window.bench.jobs.running, timeout=20_000)
    assert before == {path for path in tmp_path.iterdir() if path.is_file()}
    assert not (tmp_path / "archive").exists()
    assert dialog.place.isEnabled()
    assert Deed.SEALED not in {entry.deed for entry in window.bench.session.book.entries}
    dialog.cancel.click()


def test_a_key_is_made_in_the_window_and_signs_decision_and_seal(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    window.bench.settings.change(person="李明")
    window.menus.trigger("meeting.key")
    key = window.findChild(KeyDialog)
    key.passphrase.setText("湖上")
    key.act.click()
    assert "Decisions and seals are signed by 李明" in key.state.text()
    (tmp_path / "keys.txt").write_text(key.public.text(), "utf-8")
    key.accept()
    window.bench.recording.recorder.decide("降低三米")

    dialog = asked(window)
    assert "Signed by 李明." == dialog.signed.text()
    dialog.place.setText(str(tmp_path / "archive"))
    for name in ("minutes", "page"):
        dialog.parts[name].setChecked(False)
    with qtbot.waitSignal(window.sealing.ended, timeout=60_000):
        dialog.start.click()
    dialog.start.click()

    assert 0 == main(["verify", str(tmp_path / "archive"), "--trust", str(tmp_path / "keys.txt")])
    assert 2 == capsys.readouterr().out.count("李明")
