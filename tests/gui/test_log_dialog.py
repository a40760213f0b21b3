"""The window keeps the decision log by itself, and shows it."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.analysing import analyse
from app.i18n import translator
from app.projects import open_project, save_project
from app.record import body_of
from app.window.log_dialog import LogDialog
from scene.commands import Replace
from scene.feedback import SilentFeedback
from scene.messages import msg
from scene.node import Role
from scene.record.chain import flaws_of, head_of
from scene.record.entry import Deed
from tests.gui.conftest import MakeWindow
from tests.gui.example_analysis import ID, tallness
from tests.gui.small_city import small_city

__all__ = ["tallness"]


def rows(dialog: LogDialog) -> list[list[str]]:
    model = dialog.model
    columns = range(model.columnCount())
    return [
        [model.data(model.index(row, column), Qt.ItemDataRole.DisplayRole) for column in columns]
        for row in range(model.rowCount())
    ]


def test_the_window_writes_what_happens_into_the_project_and_shows_it(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    made = small_city()
    save_project(made, made.scene.snapshot(), tmp_path / "city.gpkg")
    window = make_window(open_project(tmp_path / "city.gpkg"))
    bench, recorder = window.bench, window.bench.recording.recorder
    assert recorder is not None
    window.menus.trigger("meeting.log")
    dialog = window.findChild(LogDialog)
    dialog.name.setText("李明")
    dialog.name.editingFinished.emit()
    node = bench.session.scene.of_role(Role.BUILDINGS)[0]
    bench.run(Replace(bench.session.scene, [replace(node, visible=False)], msg("Heights")))
    recorder.flush()
    dialog.role.setCurrentIndex(dialog.role.findData("recorder"))
    recorder.say("太高", "问题")
    recorder.flush()

    qtbot.waitUntil(lambda: len(rows(dialog)) == 3)
    assert ["opened", "changed", "said"] == [row[3] for row in rows(dialog)]
    assert ["Presenter", "李明", "李明"] == [row[2] for row in rows(dialog)]
    assert "Question: 太高" == rows(dialog)[-1][-1]
    entries = open_project(tmp_path / "city.gpkg").book.entries
    assert not flaws_of(entries)
    assert head_of(entries) in dialog.head.text()
    assert "recorder" == entries[-1].role
    dialog.copy()
    copied = QGuiApplication.clipboard().text()
    assert head_of(entries) in copied
    assert 4 == len(copied.splitlines())
    translator.speak("zh")
    assert "发言" == rows(dialog)[-1][3]


@pytest.mark.usefixtures("tallness")
def test_a_balloon_and_an_analysis_are_entered_by_the_desks(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window()
    bench, recorder = window.bench, window.bench.recording.recorder
    assert recorder is not None
    bench.balloon.test()
    qtbot.waitUntil(lambda: bench.balloon.fresh, timeout=60_000)
    bench.analyses.choose(ID)
    bench.analyses.run()
    qtbot.waitUntil(lambda: bool(bench.analyses.runs), timeout=60_000)
    recorder.flush()

    computed = [entry for entry in bench.session.book.entries if entry.deed is Deed.COMPUTED]
    again = analyse("sightline.balloon", bench.session.scene.snapshot(), {}, SilentFeedback())
    assert again.result.inputs == computed[0].body["inputs"]
    assert body_of(again)["verdicts"] == computed[0].body["verdicts"]
    assert body_of(again)["parts"] == computed[0].body["parts"]
    assert ["sightline.balloon", ID] == [entry.body["analysis"]["id"] for entry in computed]


def test_words_that_no_file_holds_are_asked_about_before_one_leaves(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window()
    bench, recorder = window.bench, window.bench.recording.recorder
    assert recorder is not None
    recorder.say("太高")
    recorder.flush()
    assert bench.session.book.unsaved_words

    bench.files.save_to(tmp_path / "city.gpkg")
    qtbot.waitUntil(lambda: bench.session.path is not None, timeout=20_000)
    qtbot.waitUntil(lambda: not bench.jobs.running, timeout=20_000)

    assert not bench.session.book.unsaved_words
    assert [Deed.OPENED, Deed.SAID] == sorted(
        e.deed for e in open_project(tmp_path / "city.gpkg").book.entries
    )
