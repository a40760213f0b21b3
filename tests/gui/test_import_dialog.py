"""The import dialog: looks, asks, imports by one command, and says errors as one sentence."""

import json
import time
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.session import Session
from app.window.import_dialog import ImportDialog
from app.window.main_window import MainWindow
from scene.node import Role
from tests.gui.conftest import MakeWindow


@pytest.fixture
def footprints(tmp_path: Path) -> Path:
    """Four houses with heights near the Wenchang Pavilion, under a Chinese name."""
    features = []
    for i in range(4):
        west, south = 119.434 + i * 4e-4, 32.3935
        ring = [(west, south), (west + 1e-4, south), (west + 1e-4, south + 1e-4), (west, south + 1e-4)]
        features.append(
            {
                "type": "Feature",
                "properties": {"名称": f"民居{i}", "HEIGHT": 6.0 + i},
                "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
            }
        )
    path = tmp_path / "老城建筑.geojson"
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), "utf-8"
    )
    return path


def open_dialog(window: MainWindow, path: Path, qtbot: QtBot) -> ImportDialog:
    dialog = ImportDialog(window.bench, window)
    dialog.show()
    dialog.open_file(path)
    qtbot.waitUntil(lambda: not window.bench.jobs.running, timeout=30_000)
    return dialog


def test_a_file_is_looked_at_and_imported_by_one_command(
    window: MainWindow, footprints: Path, qtbot: QtBot
) -> None:
    dialog = open_dialog(window, footprints, qtbot)
    preview = dialog.answers._preview
    assert (4, 2) == (preview.rowCount(), preview.columnCount())
    assert "HEIGHT" == dialog.answers.form.fields["height_field"].value
    assert "EPSG:4326" in dialog.answers.crs.itemText(0)
    dialog.start()
    qtbot.waitUntil(
        lambda: "Import 老城建筑.geojson" in str(window.bench.session.history.undo_label), timeout=30_000
    )
    layers = [n for n in window.bench.session.scene.of_role(Role.BUILDINGS) if n.id != "houses"]
    assert [4] == [node.payload.count for node in layers]
    window.menus.trigger("edit.undo")
    assert ["houses"] == [node.id for node in window.bench.session.scene.of_role(Role.BUILDINGS)]


def test_footprints_can_come_in_as_proposals(window: MainWindow, footprints: Path, qtbot: QtBot) -> None:
    before = len(window.bench.balloon.proposals)
    dialog = open_dialog(window, footprints, qtbot)
    dialog.answers._proposals.setChecked(True)
    dialog.start()
    qtbot.waitUntil(lambda: len(window.bench.balloon.proposals) == before + 4, timeout=30_000)


def test_an_empty_project_takes_its_frame_from_the_file_and_gives_it_back_on_undo(
    make_window: MakeWindow, footprints: Path, qtbot: QtBot
) -> None:
    window = make_window(Session.empty())
    frame = window.bench.session.scene.frame
    dialog = open_dialog(window, footprints, qtbot)
    dialog.start()
    qtbot.waitUntil(lambda: len(window.bench.session.scene) > 0, timeout=30_000)
    assert "EPSG" in window.bench.session.scene.frame.crs
    window.menus.trigger("edit.undo")
    assert frame == window.bench.session.scene.frame
    assert window.central.invitation.isVisible()
    dialog.close()


def test_a_broken_file_is_one_sentence_and_the_scene_is_unchanged(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "broken.geojson"
    path.write_text('{"type": "FeatureCollection", "features": [{"type"')
    nodes = list(window.bench.session.scene.walk())
    dialog = open_dialog(window, path, qtbot)
    dialog.start()
    qtbot.waitUntil(lambda: not window.bench.jobs.running, timeout=30_000)
    assert dialog._problem.isVisible()
    assert "broken.geojson" in dialog._problem.text()
    assert "Traceback" not in dialog._problem.text()
    assert nodes == list(window.bench.session.scene.walk())
    dialog.close()


def test_a_missing_file_and_an_unknown_kind_are_said(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    unknown = tmp_path / "notes.docx"
    unknown.write_bytes(b"\x00\x01\x02 nothing")
    for path in (tmp_path / "gone.shp", unknown):
        dialog = open_dialog(window, path, qtbot)
        assert path.name in dialog._problem.text()
        assert not dialog._import.isEnabled()
        dialog.close()


def test_a_model_is_placed_where_the_person_clicks(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "亭.obj"
    path.write_text("v 0 0 0\nv 4 0 0\nv 0 0 4\nv 0 6 0\nf 1 2 3\nf 1 2 4\nf 2 3 4\nf 1 3 4\n")
    dialog = open_dialog(window, path, qtbot)
    assert dialog.answers._place.isVisible()
    dialog.answers._place.click()
    assert dialog.isHidden()
    window.bench.view.click((50.0, -60.0, 6.0))
    assert dialog.isVisible()
    values = dialog.answers.form.values
    assert (446050.0, 3585940.0) == pytest.approx(
        (float(values["easting"]), float(values["northing"])), abs=0.01
    )
    before = len(window.bench.session.scene)
    dialog.start()
    qtbot.waitUntil(lambda: len(window.bench.session.scene) > before, timeout=30_000)
    model = window.bench.session.scene.of_role(Role.MODEL)[0]
    assert "亭" in model.name.zh


def test_cancel_takes_a_moment_and_leaves_the_scene_as_it_was(
    window: MainWindow, footprints: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    feature = json.dumps(json.loads(footprints.read_text("utf-8"))["features"][0], ensure_ascii=False)
    large = tmp_path / "大.geojson"
    many = ",\n".join([feature] * 200_000)
    large.write_text(f'{{"type": "FeatureCollection", "features": [{many}]}}', "utf-8")
    nodes = list(window.bench.session.scene.walk())
    dialog = open_dialog(window, large, qtbot)
    dialog.start()
    qtbot.wait(300)
    assert window.bench.jobs.running
    pressed = time.monotonic()
    dialog.reject()
    qtbot.waitUntil(lambda: not window.bench.jobs.running, timeout=10_000)
    assert time.monotonic() - pressed < 0.6
    assert nodes == list(window.bench.session.scene.walk())
    assert window.bench.session.history.undo_label is None
    dialog.close()
