"""A viewer's window changes nothing and says so; whoever takes another role gets its verbs back."""

from pathlib import Path

from app.projects import save_project
from app.window.log_dialog import LogDialog
from app.window.main_window import MainWindow
from scene.commands import Remove
from scene.review.opinion import Opinion
from scene.review.saying import say
from tests.gui.conftest import MakeWindow
from tests.gui.small_city import small_city

OPINION = Opinion("太高", "意见", "王", (0.0, 0.0, 0.0), "2026-11-27T10:00:00+08:00")


def take(window: MainWindow, role: str) -> None:
    window.menus.trigger("meeting.log")
    dialog = window.findChild(LogDialog)
    dialog.role.setCurrentIndex(dialog.role.findData(role))
    dialog.close()
    window.bench.state_changed.emit()


def test_a_viewer_changes_nothing_and_is_told_why(make_window: MakeWindow) -> None:
    window = make_window()
    bench, actions = window.bench, window.menus.actions
    assert actions["analysis.draw"].isEnabled()
    take(window, "viewer")

    assert "(read-only)" in window.windowTitle()
    assert not actions["analysis.draw"].isEnabled()
    assert "A Viewer does not change the project." == actions["analysis.draw"].toolTip()
    assert actions["view.fly"].isEnabled()
    assert not bench.run(Remove(bench.session.scene, "houses"))
    assert "houses" in bench.session.scene
    assert not bench.run(say(bench.session.scene, OPINION))
    take(window, "presenter")

    assert "(read-only)" not in window.windowTitle()
    assert bench.run(Remove(bench.session.scene, "houses"))


def test_a_reviewer_speaks_takes_that_back_and_changes_nothing_else(make_window: MakeWindow) -> None:
    window = make_window()
    bench = window.bench
    assert bench.run(Remove(bench.session.scene, "trees"))
    take(window, "reviewer")

    assert bench.run(say(bench.session.scene, OPINION))
    window.menus.trigger("edit.undo")
    assert OPINION.key not in bench.session.scene
    window.menus.trigger("edit.undo")
    assert "trees" not in bench.session.scene, "what the presenter removed"
    assert not window.menus.actions["meeting.seal"].isEnabled()


def test_a_decision_is_entered_in_the_log_dialog_by_who_may(make_window: MakeWindow, tmp_path: Path) -> None:
    session = small_city()
    save_project(session, session.scene.snapshot(), tmp_path / "city.gpkg")
    window = make_window(session)
    window.menus.trigger("meeting.decide")
    dialog = window.findChild(LogDialog)
    dialog.decision.setText("高度降低三米")
    dialog.decide.click()
    window.bench.recording.recorder.flush()

    assert "高度降低三米" == window.bench.session.book.entries[-1].body["text"]
    assert not dialog.decision.text()
    dialog.role.setCurrentIndex(dialog.role.findData("reviewer"))
    window.bench.state_changed.emit()
    assert not dialog.decide.isEnabled()
    assert "A Reviewer enters no decisions." == dialog.decide.toolTip()
    dialog.close()
