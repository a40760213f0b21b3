"""The main window with a small city and a flat stand-in for the 3D view."""

from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.bootstrap import make_application
from app.i18n import translator
from app.session import Session
from app.settings import SettingsFile
from app.theme import theme
from app.window.main_window import MainWindow
from tests.gui.flat_view import FlatView
from tests.gui.small_city import small_city

MakeWindow = Callable[..., MainWindow]


@pytest.fixture
def make_window(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeWindow]:
    """Make windows that are closed at the end without questions."""
    made: list[MainWindow] = []
    # The balloon is tested by itself; elsewhere it would only take time.
    monkeypatch.setattr("app.panels.balloon_desk.BalloonDesk._test_quietly", lambda desk: None)

    def make(session: Session | None = None, language: str = "en") -> MainWindow:
        settings = SettingsFile()
        settings.change(language=language, theme="light")
        make_application([], settings.current)
        window = MainWindow(settings, session or small_city(), FlatView)  # type: ignore[arg-type]
        made.append(window)
        window.show()
        return window

    yield make
    for window in filter(isValid, made):
        window.bench.session.history.mark_saved()
        window.close()
    qtbot.wait(1)
    translator.speak("zh")
    theme.wear("light", 11.0)


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    """One window, in English."""
    return make_window()
