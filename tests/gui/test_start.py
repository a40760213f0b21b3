"""The program starts as a person starts it, opens a project that is named, and ends when it is closed."""

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import bootstrap
from app.projects import save_project
from app.window import start as starting
from app.window.main_window import MainWindow
from tests.gui.flat_view import FlatView
from tests.gui.small_city import small_city


def test_a_named_project_is_opened_and_closing_ends_with_zero(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "城.gpkg"
    saved = small_city()
    save_project(saved, saved.scene.snapshot(), path)
    monkeypatch.setattr("app.window.main_window._viewport", FlatView)
    monkeypatch.setattr("app.panels.balloon_desk.BalloonDesk._test_quietly", lambda desk: None)
    monkeypatch.setattr(starting, "install_crash_handlers", lambda: None)
    seen: list[int] = []

    def look() -> None:
        window = next(
            w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()
        )
        if window.bench.session.path != path:
            QTimer.singleShot(20, look)
            return
        seen.append(len(window.bench.session.scene))
        window.close()

    QTimer.singleShot(50, look)
    assert 0 == starting.start(str(path))
    assert [len(saved.scene)] == seen
    assert not bootstrap.uncaught


def test_foreign_paths_are_taken_out_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    monkeypatch.setenv("PROJ_LIB", "/usr/share/qgis/proj")
    bootstrap.clean_environment()
    assert "PROJ_LIB" not in os.environ
