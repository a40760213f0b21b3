"""Save, open, and take up what a crash left behind."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from app.projects import recovery_folder
from app.window.main_window import MainWindow
from scene.project import recovery
from scene.selection import Selected
from tests.gui.conftest import MakeWindow
from tests.gui.test_verbs import remove, rename


def names(window: MainWindow) -> list[str]:
    return [node.name.en for node in window.bench.session.scene.walk()]


def idle(window: MainWindow, qtbot: QtBot) -> None:
    bench = window.bench
    qtbot.waitUntil(lambda: not (bench.jobs.running or bench.keeping.running), timeout=20_000)


def test_a_saved_project_opens_as_it_was(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    rename(window)
    before = names(window)
    path = tmp_path / "瘦西湖.gpkg"
    window.bench.files.save_to(path)
    idle(window, qtbot)
    assert not window.bench.session.history.modified
    assert not window.isWindowModified()
    remove(window)
    window.bench.session.history.mark_saved()
    window.bench.files.open(path)
    idle(window, qtbot)
    assert before == names(window)
    assert [str(path)] == list(window.bench.settings.current.recent)
    assert "瘦西湖" in window.windowTitle()


def test_a_file_that_is_no_project_is_one_sentence(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "letter.gpkg"
    path.write_text("Dear planner")
    before = names(window)
    window.bench.files.open(path)
    idle(window, qtbot)
    assert window.central.notices.notice is not None
    assert "error" == window.central.notices.notice.kind
    assert window.central.veil.isHidden()
    assert before == names(window)


def test_unsaved_work_of_a_dead_program_is_offered_and_taken_up(
    make_window: MakeWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make_window()
    rename(first)
    before = names(first)
    first.bench.files.recovery.keep()
    idle(first, qtbot)
    (left_behind,) = recovery_folder().glob("*.gpkg")
    # As after a crash: the process that wrote the file is gone.
    monkeypatch.setattr(recovery, "is_running", lambda process: False)
    monkeypatch.setattr("app.window.recovery.Recovery._wants", lambda self, unsaved: True)
    second = make_window()
    second.start()
    idle(second, qtbot)
    assert before == names(second)
    assert second.bench.session.history.modified
    assert not left_behind.exists()
    assert list(recovery_folder().glob("*.gpkg")), "taken up work is kept anew before the old file goes"


def test_unsaved_work_is_kept_a_moment_after_a_command(window: MainWindow, qtbot: QtBot) -> None:
    rename(window)
    qtbot.waitUntil(lambda: bool(list(recovery_folder().glob("*.gpkg"))), timeout=10_000)


def test_a_clean_end_leaves_nothing_to_recover(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    rename(window)
    window.bench.files.recovery.keep()
    idle(window, qtbot)
    window.bench.session.history.mark_saved()
    window.close()
    assert not list(recovery_folder().glob("*.gpkg"))


def test_closing_with_unsaved_work_asks_and_cancel_stays(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.bench.session.selection.select(Selected("houses"))
    rename(window)
    asked: list[str] = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: asked.append(box.text()))
    monkeypatch.setattr(QMessageBox, "clickedButton", lambda box: None)
    assert not window.close()
    assert ["Save the changes to this project first?"] == asked
    assert window.isVisible()
