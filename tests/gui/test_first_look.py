"""What a file would bring is seen before it is imported, and nothing of it goes into the scene."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.window.first_look import look_at
from app.window.import_dialog import ImportDialog
from app.window.main_window import MainWindow
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import GroundPicture, PointCloud, Polylines, Raster, TriangleMesh
from tests.gui.small_city import houses
from tests.gui.test_import_batch import houses as delivery


def node(payload: object, role: Role = Role.BUILDINGS) -> Node:
    return Node(BilingualText.same("x"), role, payload)  # type: ignore[arg-type]


def ink(image: QImage) -> int:
    """Return how many pixels are not paper."""
    colours = {}
    for y in range(0, image.height(), 3):
        for x in range(0, image.width(), 3):
            colours[image.pixel(x, y)] = colours.get(image.pixel(x, y), 0) + 1
    return sum(colours.values()) - max(colours.values())


def test_every_kind_of_layer_can_be_looked_at(qapp: object) -> None:
    rng = np.random.default_rng(2)
    points = rng.uniform(0, 100, (500, 3)).astype(np.float32)
    hill = np.hypot(*np.mgrid[-20:20, -20:20]).astype(np.float32)
    hill[0, 0] = np.nan
    pixels = rng.integers(0, 255, (30, 40, 3)).astype(np.uint8)
    faces = rng.integers(0, 500, (60, 3)).astype(np.int32)
    payloads = [
        houses(),
        Polylines(points, np.array([0, 250, 499, 500], np.int32), ("a", "b", "c")),
        PointCloud(points),
        PointCloud(points, rng.integers(0, 255, (500, 3)).astype(np.uint8)),
        Raster(hill, 5.0, -50.0, 150.0),
        GroundPicture(pixels, np.array([[2.0, 0, 5], [0, -2.0, 80]])),
        TriangleMesh(points, faces),
    ]
    for payload in payloads:
        look = look_at([node(payload)])
        assert look is not None
        assert ink(look.image) > 50, type(payload).__name__
    assert look_at([Node(BilingualText.same("g"), Role.GROUP)]) is None


def test_north_is_up_and_terrain_lies_where_it_lies(qapp: object) -> None:
    high_in_the_north = np.repeat(np.linspace(100, 0, 40, dtype=np.float32)[:, None], 40, axis=1)
    look = look_at([node(Raster(high_in_the_north, 1.0, 0.0, 40.0), Role.TERRAIN)])
    assert look is not None
    assert (40.0, 40.0, 100.0) == pytest.approx((look.width, look.depth, look.height))
    middle = look.image.width() // 2
    top, bottom = look.image.pixelColor(middle, 40), look.image.pixelColor(middle, look.image.height() - 40)
    assert top.blue() - top.red() > bottom.blue() - bottom.red()


def test_the_dialog_shows_what_a_file_would_bring(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    before = len(window.bench.session.scene)
    dialog = ImportDialog(window.bench, window)
    dialog.show()
    dialog.open_file(delivery(tmp_path / "a.geojson", count=4))
    qtbot.waitUntil(dialog.answers.look.isVisible, timeout=30_000)
    assert "from west to east" in dialog.answers.look.told.text()
    assert before == len(window.bench.session.scene)
    dialog.reject()
    assert before == len(window.bench.session.scene)


def test_a_model_is_seen_before_it_has_a_place(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    trimesh = pytest.importorskip("trimesh")
    path = tmp_path / "tower.glb"
    trimesh.creation.box((2.0, 9.0, 4.0)).export(path)
    dialog = ImportDialog(window.bench, window)
    dialog.show()
    dialog.open_file(path)
    qtbot.waitUntil(dialog.answers.look.isVisible, timeout=30_000)
    assert "9.0 m from its lowest" in dialog.answers.look.told.text()
    dialog.answers.form.fields["up_axis"].widget.setCurrentIndex(
        dialog.answers.form.fields["up_axis"].widget.findData("z")
    )
    qtbot.waitUntil(lambda: "4.0 m from its lowest" in dialog.answers.look.told.text(), timeout=30_000)
    dialog.reject()
