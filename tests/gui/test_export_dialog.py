"""The export dialog: offers what can hold the layers, writes one file whole, says errors as one sentence."""

from pathlib import Path
from threading import Event
from time import sleep
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from analysis.base import AnalysisResult
from app.i18n import translator
from app.window.export_dialog import ExportDialog
from app.window.main_window import MainWindow
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Polylines
from scene.selection import Selected


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot) -> ExportDialog:
    """The dialog over the houses, as the menu opens it."""
    window.bench.session.selection.select(Selected("houses"))
    window.menus.trigger("file.export")
    (found,) = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, ExportDialog)]
    return found


def offered(dialog: ExportDialog) -> list[str]:
    return [dialog.format.itemData(place) for place in range(dialog.format.count())]


def choose(dialog: ExportDialog, exporter: str) -> None:
    dialog.format.setCurrentIndex(dialog.format.findData(exporter))
    dialog.format.activated.emit(dialog.format.currentIndex())


def test_it_offers_the_formats_that_can_hold_what_is_selected(dialog: ExportDialog) -> None:
    assert offered(dialog) == ["geopackage", "geojson", "shapefile", "cityjson", "glb", "tiles3d"]
    dialog.layers.setCurrentIndex(1)
    dialog.layers.activated.emit(1)
    assert offered(dialog) == ["geopackage", "cityjson", "glb", "tiles3d"]


def test_a_layer_is_written_and_what_was_changed_is_said(
    dialog: ExportDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    choose(dialog, "shapefile")
    assert dialog.form is not None
    dialog.form.put({"encoding": "GBK"})
    dialog.write(tmp_path / "民居")
    qtbot.waitUntil(lambda: dialog._report is not None, timeout=20_000)
    assert (tmp_path / "民居.cpg").read_text() == "GBK"
    assert "12 features" in dialog._found.text()
    assert dialog._folder.isVisible()
    assert dialog._go.text() == "Close"


def test_the_system_is_asked_only_where_there_is_a_choice(dialog: ExportDialog) -> None:
    choose(dialog, "geojson")
    assert "EPSG:4326" in dialog.crs.itemText(0)
    choose(dialog, "geopackage")
    assert "EPSG:4549" in dialog.crs.itemText(0)
    choose(dialog, "glb")
    assert not dialog._rows.isRowVisible(dialog.crs)


def test_what_cannot_be_written_gets_one_sentence(dialog: ExportDialog, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.write(tmp_path / "gone" / "a.gpkg")
    qtbot.waitUntil(lambda: dialog._error is not None, timeout=20_000)
    assert "cannot be written" in dialog._problem.text()
    assert not dialog._problem.isHidden()
    dialog.write(tmp_path / "a.gpkg")
    qtbot.waitUntil(lambda: dialog._report is not None, timeout=20_000)


def test_cancel_leaves_nothing_and_the_dialog_open(
    dialog: ExportDialog, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = Event()

    def endless(*given: object, **more: object) -> None:
        feedback: Any = given[4]
        begun.set()
        while True:
            feedback.check()
            sleep(0.002)

    monkeypatch.setattr("app.window.export_dialog.export_layers", endless)
    choose(dialog, "glb")
    dialog.write(tmp_path / "a.glb")
    assert begun.wait(10.0)
    dialog.reject()
    assert dialog._job is None, "the person sees at once that it stops"
    qtbot.waitUntil(lambda: not dialog._bench.jobs.running, timeout=20_000)
    assert dialog.isVisible()
    assert dialog._go.isEnabled()
    # Neither the file nor a part of it; what the program keeps of its own lies in folders.
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["settings.toml"]
    dialog.reject()
    assert not dialog.isVisible()


def test_it_speaks_chinese_at_once(dialog: ExportDialog) -> None:
    translator.speak("zh")
    assert dialog._title.text() == "导出图层"
    assert dialog.layers.itemText(1) == "全部可见图层"
    assert dialog._go.text() == "另存为…"


def test_results_are_offered_once_there_are_some(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not window.menus.actions["analysis.export"].isEnabled()
    line = Polylines(np.array([[0, 0, 8], [50, 0, 9]], np.float32), [0, 2], ("V1",))
    node = Node(BilingualText("视线", "Sight lines"), Role.RESULT, line)
    monkeypatch.setattr(type(window.bench.balloon), "fresh", True)
    window.bench.balloon.result = AnalysisResult(nodes=(node,))
    dialog = ExportDialog(window.bench, window)
    place = dialog.layers.count() - 1
    dialog.layers.setCurrentIndex(place)
    dialog.layers.activated.emit(place)
    assert dialog.layers.itemText(place) == "Sight lines of the balloon test"
    dialog.write(tmp_path / "lines.geojson")
    qtbot.waitUntil(lambda: dialog._report is not None, timeout=20_000)
    dialog.start()

    out = tmp_path / "成果"
    monkeypatch.setattr("app.window.files.QFileDialog.getExistingDirectory", lambda *given: str(out))
    window.menus.trigger("analysis.export")
    qtbot.waitUntil(lambda: not window.bench.jobs.running, timeout=20_000)
    assert sorted(file.name for file in out.iterdir()) == ["results.gpkg", "results.json"]


def test_a_point_in_a_name_is_no_ending_and_nothing_is_replaced_unasked(
    dialog: ExportDialog, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(dialog, "geojson")
    typed = tmp_path / "扬州v1.2"
    monkeypatch.setattr(
        "app.window.export_dialog.QFileDialog.getSaveFileName", lambda *given: (str(typed), "")
    )
    (tmp_path / "扬州v1.2.geojson").write_text("of somebody else")
    dialog.start()
    assert "is there already" in dialog._problem.text()
    assert (tmp_path / "扬州v1.2.geojson").read_text() == "of somebody else"
    (tmp_path / "扬州v1.2.geojson").unlink()
    dialog.start()
    qtbot.waitUntil(lambda: dialog._report is not None, timeout=20_000)
    assert (tmp_path / "扬州v1.2.geojson").is_file()
