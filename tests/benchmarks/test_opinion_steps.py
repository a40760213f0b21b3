"""Saying, choosing and answering an opinion hold the window's thread no longer than 50 ms, painting apart.

In the real window over the built-in city, with thirty opinions and a picture that is hard to pack.
"""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtGui import QImage

from app.viewport.glass import as_image
from app.viewport.views import OPENING
from app.window.main_window import MainWindow
from tests.benchmarks.test_meeting_steps import longest_turn, settle, told, window

__all__ = ["window"]

PLACE = (-923.5, 1439.8, 12.0)
MANY = 30


@pytest.fixture(scope="module")
def busy(quiet: pytest.MonkeyPatch, window: MainWindow) -> MainWindow:
    """The window with many opinions, and a view of leaves."""
    leaves = np.random.default_rng(3).integers(60, 190, (1080, 1920, 3), np.uint8)
    seen: QImage = as_image(leaves)
    quiet.setattr(window.bench.view, "seen_now", lambda: seen)
    window.bench.view.look(OPENING.pose)
    window.dock("opinions").raise_()
    desk, sheet = window.bench.opinions, window.opinions.sheet
    while len(desk.all) < MANY:
        desk.ask(PLACE, None, 400.0, 300.0)
        sheet.words.setPlainText("檐口过高,请降低一层。")
        sheet.keep()
        settle(window, 0.05)
    settle(window)
    return window


@pytest.fixture(scope="module")
def quiet() -> Iterator[pytest.MonkeyPatch]:
    """Let the window close although what was said is in no file; made before it, so undone after it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.window.files.Files.may_leave", lambda files: True)
        yield patch


@pytest.mark.benchmark
def test_an_opinion_is_said_chosen_and_answered_without_a_halt(busy: MainWindow) -> None:
    desk, sheet = busy.bench.opinions, busy.opinions.sheet
    told("open the sheet of an opinion", longest_turn(busy, lambda: desk.ask(PLACE, None, 400.0, 300.0)))
    sheet.words.setPlainText("屋面改用小青瓦。")
    told("keep an opinion and pack its picture", longest_turn(busy, sheet.keep))
    settle(busy)
    first = desk.all[0]
    told("look at another opinion", longest_turn(busy, lambda: desk.choose(first.key)))
    told("answer it", longest_turn(busy, lambda: desk.answer(first, "accepted", "照办。", "设计方")))
