"""The page for the public, made from the window beside its work."""

import json
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from scene.review.agenda import add_stop
from tests.app.archive.meeting import BRIDGE, TERRACE
from tests.gui.conftest import MakeWindow
from tests.gui.small_city import small_city


def test_a_page_is_made_from_the_menu_and_opened(
    make_window: MakeWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = small_city()
    for stop in (BRIDGE, TERRACE):
        session.run(add_stop(session.scene, stop))
    window = make_window(session)
    window.stop_pictures.stop()
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "page"), ""))

    with qtbot.waitSignal(window.publishing.ended, timeout=60_000) as ended:
        window.menus.trigger("meeting.page")
        assert not window.menus.actions["meeting.page"].isEnabled()

    page = tmp_path / "page" / "index.html"
    assert [page] == ended.args
    assert [page] == [Path(url.toLocalFile()) for url in opened]
    told = json.loads((tmp_path / "page/data/review.js").read_text("utf-8")[len("const REVIEW = ") : -2])
    assert ["五亭桥上", "熙春台"] == [stop["name"]["zh"] for stop in told["stops"]]
    assert 4 == len(list((tmp_path / "page/pictures").iterdir()))  # each stop as it stands and as proposed
    assert told["findings"][0]["verdicts"]
