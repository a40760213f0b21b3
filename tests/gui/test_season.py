"""The season: switched from the menu, no step to undo, kept with the project."""

from pathlib import Path

from app.projects import open_project, save_project
from app.window.main_window import MainWindow


def test_the_season_is_switched_shown_and_kept(window: MainWindow, tmp_path: Path) -> None:
    session = window.bench.session
    window.menus.trigger("view.leaves")
    assert session.season.name == "bare"
    assert window.bench.view.asked[-1] == ("set_season", "bare")  # type: ignore[attr-defined]
    assert not window.menus.actions["view.leaves"].isChecked()
    assert not session.history.modified

    file = tmp_path / "winter.gpkg"
    save_project(session, session.scene.snapshot(), file)
    assert open_project(file).season.name == "bare"
