"""Fixtures for all tests: the one QApplication, no GUI without a display, and nothing left running."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Keep tests away from the person's own settings, logs and recovery files."""
    os.environ.setdefault("QT_QPA_PLATFORM", "xcb" if os.environ.get("DISPLAY") else "offscreen")


def _has_display() -> bool:
    return os.name == "nt" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a window where there is no display."""
    if _has_display():
        return
    skip = pytest.mark.skip(reason="no display: run the tests with ./run test, which brings its own X server")
    for item in items:
        if Path(str(item.fspath)).parent.name in ("gui", "render") or "qtbot" in getattr(
            item, "fixturenames", ()
        ):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def qapp_cls():
    """Make the QApplication as the program makes it: shared GL contexts, then dressed."""
    from PySide6.QtWidgets import QApplication

    from app.bootstrap import clean_environment, prepare_opengl

    clean_environment()
    prepare_opengl()
    return QApplication


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every test settings and recovery files of its own."""
    monkeypatch.setenv("WEIYANG_SETTINGS", str(tmp_path / "settings.toml"))
    if "NUMBA_CACHE_DIR" not in os.environ:  # else `main` would choose one here, for all tests that follow
        monkeypatch.setenv("NUMBA_CACHE_DIR", "")
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


@pytest.fixture(autouse=True)
def no_compiling_beside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compile kernels where they are called: a process beside the tests would take their time."""
    monkeypatch.setattr("app.rehearsal.Other.start", lambda other: None)


@pytest.fixture(autouse=True)
def nothing_left_running(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a Python thread or, where Qt is used, an active timer or busy pool behind."""
    before = set(threading.enumerate())
    yield
    left = [
        thread
        for thread in set(threading.enumerate()) - before
        # Qt's pooled threads show up here as dummies once they have run Python, and stay pooled.
        if thread.is_alive() and not isinstance(thread, threading._DummyThread)
    ]
    for thread in left:
        thread.join(timeout=2.0)
    assert not [t.name for t in left if t.is_alive() and not t.daemon], "threads left running"
    if "qtbot" in request.fixturenames:
        _check_qt()


def _check_qt() -> None:
    from PySide6.QtCore import QEvent, QThreadPool, QTimer
    from PySide6.QtWidgets import QApplication, QWidget

    application = QApplication.instance()
    assert application is not None
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    application.processEvents()
    assert QThreadPool.globalInstance().activeThreadCount() == 0, "the global thread pool is still at work"
    # Where a widget took over the address of a dead object, PySide may hand out that one's wrapper.
    widgets = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QWidget)]
    shown = [w for w in widgets if w.isVisible() and not w.inherits("QTipLabel")]
    running = [timer for window in shown for timer in window.findChildren(QTimer) if timer.isActive()]
    assert not shown, f"windows left open: {[type(w).__name__ for w in shown]} with {len(running)} timers"
