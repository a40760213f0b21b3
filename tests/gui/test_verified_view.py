"""A verified view is painted in the window between events, and left when another project opens."""

import numpy as np
from pytestqt.qtbot import QtBot

from app.window.main_window import MainWindow
from tests.gui.test_analysis_panel import opened


def test_its_frames_come_after_the_figures_and_are_shown(window: MainWindow, qtbot: QtBot) -> None:
    page, desk = opened(window, "view.verified"), window.bench.analyses
    page.run()
    qtbot.waitUntil(lambda: desk.current is not None, timeout=30_000)
    qtbot.waitUntil(lambda: bool(desk.current and desk.current.result.pictures), timeout=30_000)
    assert desk.current is not None
    pictures = desk.current.result.pictures
    assert [one.key for one in pictures] == ["existing", "proposed", "wire_line"]
    assert pictures[0].pixels.shape[1] == 1500
    assert len(desk.runs) == 1, "the run with its pictures takes the place of the one without"
    asked = [wanted for what, wanted in window.bench.view.asked if what == "framing"]  # type: ignore[attr-defined]
    assert [len(wanted.extra) for wanted in asked] == [0, 2], "as it is, and with both proposals"
    assert np.isfinite(pictures[0].pixels).all()


def test_painting_ends_with_the_project(window: MainWindow, qtbot: QtBot) -> None:
    page, desk = opened(window, "view.verified"), window.bench.analyses
    page.run()
    qtbot.waitUntil(lambda: desk.current is not None, timeout=30_000)
    desk._on_session()
    assert not desk._easel.busy
    assert desk.runs == ()
