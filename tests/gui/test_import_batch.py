"""Several files at once: dropped on the window, read one after the other, each its own step of undo."""

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.recipes import RecipeBook
from app.window.batch_dialog import BatchDialog
from app.window.import_batch import State
from app.window.import_dialog import ImportDialog
from app.window.main_window import MainWindow
from app.window.update_dialog import UpdateDialog


def houses(path: Path, field: str = "HEIGHT", crs: bool = True, count: int = 3) -> Path:
    features = []
    for i in range(count):
        east, north = 119.434 + i * 4e-4, 32.3935
        if not crs:
            east, north = 540_800.0 + 30.0 * i, 3_585_700.0
        size = 1e-4 if crs else 10.0
        ring = [(east, north), (east + size, north), (east + size, north + size), (east, north + size)]
        geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
        features.append({"type": "Feature", "properties": {field: 6.0 + i}, "geometry": geometry})
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def drop(window: MainWindow, paths: list[Path], drop_it: bool = True) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, buttons, keys)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted() == bool(paths)
    if drop_it:
        dropped = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, buttons, keys)
        QApplication.sendEvent(window, dropped)


def the_list(window: MainWindow) -> BatchDialog:
    return window.findChildren(BatchDialog)[-1]


def wait(window: MainWindow, dialog: BatchDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not dialog.batch.running and not window.bench.jobs.running, timeout=60_000)


def test_a_sheet_says_what_a_drop_would_bring_and_goes_when_the_mouse_leaves(
    window: MainWindow, tmp_path: Path
) -> None:
    drop(window, [tmp_path / "a.shp", tmp_path / "b.shp"], drop_it=False)
    assert window.drop.sheet.isVisible()
    assert "2 files" in window.drop.sheet._title.text()
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not window.drop.sheet.isVisible()
    drop(window, [])


def test_the_view_takes_no_drops_itself(window: MainWindow) -> None:
    assert not window.bench.view.acceptDrops()


def test_dropped_files_come_in_one_by_one_and_a_bad_one_stops_none(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    before = len(window.bench.session.scene)
    bad = tmp_path / "总图.dwg"
    bad.write_bytes(b"AC1032" + b"\x00" * 64)
    drop(window, [houses(tmp_path / "a.geojson"), bad, houses(tmp_path / "b.geojson")])
    dialog = the_list(window)
    assert not window.drop.sheet.isVisible()
    wait(window, dialog, qtbot)
    assert [State.DONE, State.FAILED, State.DONE] == [item.state for item in dialog.batch.items]
    assert "ODA" in dialog.rows[1].said.text()
    assert "2 of 3" in dialog._title.text()
    assert before + 2 == len(window.bench.session.scene)
    window.menus.trigger("edit.undo")
    assert before + 1 == len(window.bench.session.scene)
    assert "Import a.geojson" == str(window.bench.session.history.undo_label)
    dialog.close()


def test_a_file_that_leaves_a_question_opens_the_dialog_at_it(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    shape = tmp_path / "plan.shp"
    _shapefile_without_crs(shape)
    drop(window, [houses(tmp_path / "a.geojson"), shape, shape.with_suffix(".dbf")])
    dialog = the_list(window)
    assert 2 == len(dialog.batch.items)
    wait(window, dialog, qtbot)
    assert State.QUESTION is dialog.batch.items[1].state
    qtbot.waitUntil(lambda: bool(dialog.findChildren(ImportDialog)), timeout=5_000)
    asking = dialog.findChildren(ImportDialog)[0]
    qtbot.waitUntil(lambda: not window.bench.jobs.running, timeout=30_000)
    assert "plan.shp" in asking._problem.text()
    assert asking.answers.crs.property("wrong")
    asking.answers.crs.put("EPSG:4549")
    asking.start()
    qtbot.waitUntil(lambda: State.DONE is dialog.batch.items[1].state, timeout=30_000)
    dialog.close()


def test_an_answer_is_offered_for_the_other_files_that_ask_the_same(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    paths = [tmp_path / f"plan{letter}.shp" for letter in "abc"]
    for path in paths:
        _shapefile_without_crs(path)
    drop(window, paths)
    dialog = the_list(window)
    wait(window, dialog, qtbot)
    qtbot.waitUntil(lambda: bool(dialog.findChildren(ImportDialog)), timeout=5_000)
    asking = dialog.findChildren(ImportDialog)[0]
    qtbot.waitUntil(lambda: not window.bench.jobs.running, timeout=30_000)
    asking.answers.crs.put("EPSG:4549")
    asking.start()
    qtbot.waitUntil(dialog._same.isVisible, timeout=30_000)
    assert "EPSG:4549 for 2 more" in dialog._same.text()
    dialog._same.click()
    qtbot.waitUntil(lambda: dialog.batch.count(State.DONE) == 3, timeout=30_000)
    assert not dialog._same.isVisible()
    dialog.close()


def _shapefile_without_crs(path: Path) -> None:
    geopandas = pytest.importorskip("geopandas")
    shapely = pytest.importorskip("shapely")
    boxes = [shapely.box(540_800 + 30 * i, 3_585_700, 540_812 + 30 * i, 3_585_710) for i in range(3)]
    geopandas.GeoDataFrame({"HEIGHT": [9.0, 12.0, 15.0]}, geometry=boxes, crs="EPSG:4549").to_file(path)
    path.with_suffix(".prj").unlink()


def test_imported_files_are_offered_again_those_that_are_gone_greyed(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    drop(window, [houses(tmp_path / "a.geojson"), houses(tmp_path / "b.geojson")])
    dialog = the_list(window)
    wait(window, dialog, qtbot)
    dialog.close()
    (tmp_path / "a.geojson").unlink()
    menu = window.menus.actions["file.import_again"].menu()
    menu.aboutToShow.emit()
    lines = {line.text().split("  ")[0]: line.isEnabled() for line in menu.actions()}
    assert {"b.geojson": True, "a.geojson": False} == lines


def test_the_answers_of_one_delivery_are_filled_in_for_the_next_and_can_be_cleared(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    def opened(path: Path) -> ImportDialog:
        dialog = ImportDialog(window.bench, window)
        dialog.show()
        dialog.open_file(path)
        qtbot.waitUntil(lambda: not dialog._again.isActive() and dialog._job is None, timeout=30_000)
        qtbot.waitUntil(lambda: not window.bench.jobs.running, timeout=30_000)
        return dialog

    first = opened(houses(tmp_path / "建筑_2026-10.geojson", "gao"))
    first.answers.form.put({"storey_height": 3.3, "default_height": 5})
    assert not first.recipe_line.isVisible()
    first.start()
    book = RecipeBook.beside(window.bench.settings.path)
    qtbot.waitUntil(lambda: bool(book.recipes()), timeout=30_000)
    assert 3.3 == book.recipes()[0].answers["storey_height"]

    second = opened(houses(tmp_path / "建筑_2027-01.geojson", "gao"))
    assert second.recipe_line.isVisible()
    assert "建筑_2026-10.geojson" in second.recipe_line._said.text()
    assert 3.3 == second.answers.form.values["storey_height"]
    assert "Update 建筑_2026-10 instead" in second.recipe_line._update.text()
    second.recipe_line._clear.click()
    qtbot.waitUntil(lambda: not second._again.isActive() and second._job is None, timeout=30_000)
    assert 3.0 == second.answers.form.values["storey_height"]
    assert not second.recipe_line._clear.isVisible()
    second.recipe_line._update.click()
    qtbot.waitUntil(lambda: bool(window.findChildren(UpdateDialog)), timeout=30_000)
    assert "nothing changed" in window.findChildren(UpdateDialog)[0]._said.text()
    window.findChildren(UpdateDialog)[0].reject()
