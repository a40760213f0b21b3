"""The heritage impact sheet is filled in a form, kept in the project, undone, and printed."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.heritage_sheet import entered
from app.i18n import translator
from app.session import Session
from app.window.heritage_sheet_dialog import HeritageSheetDialog
from app.window.main_window import MainWindow
from scene.materials import Material
from scene.node import Role
from tests.gui.conftest import MakeWindow
from tests.gui.small_city import small_city
from tests.render.world import box, node


def city() -> Session:
    session = small_city()
    session.scene.insert(node(box((0, 0, 0), (9, 9, 20), Material.PLAIN), Role.HERITAGE, id="pagoda"))
    return session


def choose(dialog: HeritageSheetDialog, value: str, change: str) -> None:
    dialog.value.setCurrentIndex(dialog.value.findData(value))
    dialog.change.setCurrentIndex(dialog.change.findData(change))


def test_a_grade_is_entered_kept_undone_and_shown_again(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(city())
    dialog = HeritageSheetDialog(window.bench, window)
    scene = window.bench.session.scene
    choose(dialog, "high", "major")
    assert "large" in dialog.grade.text() or "较大" in dialog.grade.text()
    dialog.fields["by"].setText("Li")
    dialog.enter()
    (entry,) = entered(scene)
    assert (entry.value, entry.change, entry.fields["by"]) == ("high", "major", "Li")
    choose(dialog, "high", "minor")
    dialog.enter()
    assert [one.change for one in entered(scene)] == ["minor"]
    window.bench.session.history.undo()
    assert [one.change for one in entered(scene)] == ["major"]
    window.bench.session.history.undo()
    assert entered(scene) == ()
    window.bench.session.history.redo()
    again = HeritageSheetDialog(window.bench, window)
    assert again.change.currentData() == "major"
    for one in (dialog, again):
        one.close()


def test_it_speaks_both_languages_and_says_what_is_missing(make_window: MakeWindow, qtbot: QtBot) -> None:
    window = make_window(city())
    dialog = HeritageSheetDialog(window.bench, window)
    said = {}
    for language in ("zh", "en"):
        translator.speak(language)  # type: ignore[arg-type]
        choose(dialog, "very_high", "moderate")
        said[language] = (dialog.suggested.text(), dialog.grade.text(), dialog.value.currentText())
    assert said["en"][0].startswith("none yet")
    assert "large/very large" in said["en"][1]
    assert said["zh"][2] == "极高(世界遗产)"
    dialog.close()


def test_an_entry_is_saved_with_the_project(make_window: MakeWindow, tmp_path: Path, qtbot: QtBot) -> None:
    from app.projects import open_project, wkt_of
    from scene.project.store import ProjectStore

    window: MainWindow = make_window(city())
    dialog = HeritageSheetDialog(window.bench, window)
    choose(dialog, "medium", "negligible")
    dialog.enter()
    dialog.close()
    scene = window.bench.session.scene
    ProjectStore(tmp_path / "a.gpkg").save(scene.snapshot(), wkt_of(scene.frame.crs))
    (entry,) = entered(open_project(tmp_path / "a.gpkg").scene)
    assert (entry.value, entry.change) == ("medium", "negligible")
