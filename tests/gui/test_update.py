"""A layer from a newer file: compared, shown in table and view, accepted by one command."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.cli.command_line import main
from app.projects import open_project
from app.proposals import with_height
from app.window.main_window import MainWindow
from app.window.update_dialog import UpdateDialog
from app.window.updates import can_update, update_from
from scene.commands import Replace
from scene.geometry.comparison import heights
from scene.messages import BilingualText, msg
from scene.node import Node, Role, Style
from scene.selection import Selected

WEST, SOUTH = 119.434, 32.3935


def delivery(path: Path, houses: dict[str, tuple[float, float]], crs: str = "") -> Path:
    """Write houses by id: steps east of the first, and height."""
    features = []
    for name, (place, height) in houses.items():
        west = WEST + place * 4e-4
        ring = [(west, SOUTH), (west + 1e-4, SOUTH), (west + 1e-4, SOUTH + 1e-4), (west, SOUTH + 1e-4)]
        features.append(
            {
                "type": "Feature",
                "properties": {"编号": name, "HEIGHT": height, "用途": "住宅"},
                "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
            }
        )
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    path.write_text(text, "utf-8")
    return path


OLD = {"A1": (0.0, 9.0), "A2": (1.0, 9.0), "A3": (2.0, 12.0), "A4": (3.0, 15.0)}
NEW = {"A1": (0.0, 9.0), "A2": (1.05, 9.0), "A3": (2.0, 21.0), "A5": (4.0, 30.0)}


@pytest.fixture
def layer(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> Node:
    """The old delivery as a layer of the window's scene, named and coloured by hand."""
    from app.gathering import gather

    window.bench.files.import_all(gather([delivery(tmp_path / "建筑_2026-10.geojson", OLD)]))
    houses = "houses"
    scene = window.bench.session.scene
    qtbot.waitUntil(lambda: len(scene.of_role(Role.BUILDINGS)) == 2, timeout=30_000)
    qtbot.waitUntil(lambda: not window.bench.jobs.running, timeout=30_000)
    from app.window.batch_dialog import BatchDialog

    for dialog in window.findChildren(BatchDialog):
        dialog.close()
    node = next(node for node in scene.of_role(Role.BUILDINGS) if node.id != houses)
    mine = replace(node, name=BilingualText("老城", "Old town"), style=Style(opacity=0.7))
    window.bench.run(Replace(scene, [mine], msg("Rename")))
    return mine


def compared(window: MainWindow, node: Node, path: Path, qtbot: QtBot) -> UpdateDialog:
    update_from(window.bench, node, path)
    qtbot.waitUntil(lambda: bool(window.findChildren(UpdateDialog)), timeout=30_000)
    return window.findChildren(UpdateDialog)[-1]


def test_what_changed_is_shown_and_taken_over_by_one_command(
    window: MainWindow, layer: Node, tmp_path: Path, qtbot: QtBot
) -> None:
    window.bench.session.selection.select(Selected(layer.id))
    assert can_update(window.bench)
    dialog = compared(window, layer, delivery(tmp_path / "建筑_2027-01.geojson", NEW), qtbot)
    model = dialog.table.model()
    rows = [[model.index(r, c).data() for c in range(6)] for r in range(model.rowCount())]
    by_id = {row[1]: row for row in rows}
    assert {"A5", "A4", "A2", "A3"} == set(by_id)
    assert "added" in by_id["A5"][0]
    assert "removed" in by_id["A4"][0]
    assert "12.00 m → 21.00 m" == by_id["A3"][3]
    assert by_id["A2"][4].startswith("2.") or by_id["A2"][4].startswith("1.")
    colours = {node.style.colour for node in window.bench.view.laid_over}
    assert {(38, 98, 160), (181, 67, 46), (224, 160, 48)} == colours
    before = window.bench.session.scene.node(layer.id)
    dialog.take_over()
    after = window.bench.session.scene.node(layer.id)
    assert (("A1", "A2", "A3", "A5"), "老城", 0.7) == (after.payload.ids, after.name.zh, after.style.opacity)
    assert "建筑_2027-01.geojson" == after.provenance.source
    assert "Update Old town" in str(window.bench.session.history.undo_label)
    assert not window.bench.view.laid_over
    window.menus.trigger("edit.undo")
    assert before is window.bench.session.scene.node(layer.id)


def test_closing_without_accepting_changes_nothing(
    window: MainWindow, layer: Node, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = compared(window, layer, delivery(tmp_path / "next.geojson", NEW), qtbot)
    dialog._cancel.click()
    assert layer is window.bench.session.scene.node(layer.id)
    assert not window.bench.view.laid_over


def test_a_layer_changed_meanwhile_is_not_overwritten(
    window: MainWindow, layer: Node, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = compared(window, layer, delivery(tmp_path / "next.geojson", NEW), qtbot)
    scene = window.bench.session.scene
    window.bench.run(Replace(scene, [replace(layer, visible=False)], msg("Hide")))
    dialog.take_over()
    assert layer.payload is scene.node(layer.id).payload
    assert "changed meanwhile" in str(window.central.notices.notice.message)


def test_a_file_of_another_kind_is_a_sentence(
    window: MainWindow, layer: Node, tmp_path: Path, qtbot: QtBot
) -> None:
    grid = tmp_path / "dem.asc"
    grid.write_text("ncols 2\nnrows 2\nxllcorner 540800\nyllcorner 3585700\ncellsize 10\n1 2\n3 4\n")
    grid.with_suffix(".prj").write_text(_wkt())
    update_from(window.bench, layer, grid)
    qtbot.waitUntil(lambda: window.central.notices.notice is not None, timeout=30_000)
    said = str(window.central.notices.notice.message)
    assert "buildings" in said
    assert "raster" in said


def _wkt() -> str:
    from pyproj import CRS

    return CRS.from_epsg(4549).to_wkt("WKT1_ESRI")


def test_the_command_line_compares_and_accepts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = tmp_path / "city.gpkg"
    old, new = delivery(tmp_path / "old.geojson", OLD), delivery(tmp_path / "new.geojson", NEW)
    assert 0 == main(["import", str(old), "--into", str(project)])
    assert 0 == main(["update", str(project), str(new), "--layer", "old"])
    said = capsys.readouterr().out
    assert "1 added, 1 removed, 2 changed: 1 in height, 1 in outline" in said
    assert "12.00 m → 21.00 m" in said

    def ids() -> tuple[str, ...]:
        return open_project(project).scene.of_role(Role.BUILDINGS)[0].payload.ids

    assert ("A1", "A2", "A3", "A4") == ids()
    assert 0 == main(["update", str(project), str(new), "--layer", "old", "--accept"])
    assert ("A1", "A2", "A3", "A5") == ids()
    assert 1 == main(["update", str(project), str(new), "--layer", "nowhere"])
    assert "The layers are: old" in capsys.readouterr().err


def test_a_height_that_a_person_dragged_is_kept_unless_they_say_otherwise(
    window: MainWindow, layer: Node, tmp_path: Path, qtbot: QtBot
) -> None:
    scene = window.bench.session.scene
    window.bench.run(Replace(scene, [with_height(layer, 2, 18.0)], msg("Height")))
    node = scene.node(layer.id)
    dialog = compared(window, node, delivery(tmp_path / "next.geojson", NEW), qtbot)
    assert dialog._keep.isVisible()
    assert "Edited here by hand, and told otherwise by the file: 1" in dialog._said.text()
    kept, dropped = dialog._update, dialog._update.keeping_edits(False)
    assert pytest.approx(18.0, abs=1e-3) == float(heights(kept.after.payload)[2])
    assert pytest.approx(21.0, abs=1e-3) == float(heights(dropped.after.payload)[2])
    dialog._keep.setChecked(False)
    dialog.take_over()
    assert pytest.approx(21.0, abs=1e-3) == float(heights(scene.node(layer.id).payload)[2])
