"""Point clouds in the window: choices in the inspector, prepared behind it, heights by the dialog."""

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.clouds import FEW, reader_of
from app.panels.cloud_choices import CloudChoices
from app.window.main_window import MainWindow
from app.window.measure_dialog import MeasureDialog
from scene.commands import Insert
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import PointCloud
from scene.selection import Selected
from tests.scene.geometry.test_cloud_heights import houses, scan


@pytest.fixture
def cloud() -> Node:
    payload = scan()
    intensity = np.arange(len(payload.positions)).astype(np.uint16)
    return Node(BilingualText("点云", "Cloud"), Role.POINTS, replace(payload, intensity=intensity))


def choices(window: MainWindow) -> CloudChoices:
    found = window.inspector.widget().findChildren(CloudChoices)
    assert len(found) == 1
    return found[0]


def test_colour_and_classes_are_chosen_by_commands(window: MainWindow, cloud: Node) -> None:
    bench = window.bench
    bench.run(Insert([cloud]))
    bench.session.selection.select(Selected(cloud.id))
    colouring = choices(window).colouring
    assert [colouring.itemData(k) for k in range(colouring.count())] == ["class", "height", "intensity"]
    colouring.setCurrentIndex(1)
    colouring.activated.emit(1)
    assert bench.session.scene.node(cloud.id).style.colour_by == "height"
    boxes = choices(window).classes
    assert sorted(boxes) == [2, 5, 6, 7]
    boxes[5].setChecked(False)
    choices(window).classes[7].setChecked(False)
    assert bench.session.scene.node(cloud.id).style.hidden_classes == (5, 7)
    choices(window).classes[5].setChecked(True)
    assert bench.session.scene.node(cloud.id).style.hidden_classes == (7,)
    for _ in range(4):
        bench.session.history.undo()
    assert bench.session.scene.node(cloud.id).style == cloud.style


def test_a_large_cloud_is_prepared_in_the_background(window: MainWindow, qtbot: QtBot) -> None:
    places = np.random.default_rng(1).random((FEW + 1, 3), np.float32)
    large = Node(BilingualText("点云", "Cloud"), Role.POINTS, PointCloud(places))
    small = Node(BilingualText("点", "Few"), Role.POINTS, PointCloud(places[:100]))
    window.bench.run(Insert([large, small]))
    qtbot.waitUntil(lambda: reader_of(large.payload) is not None, timeout=20_000)
    qtbot.waitUntil(lambda: ("renew_points", None) in window.bench.view.asked, timeout=5_000)
    assert reader_of(small.payload) is not None, "at once"


def test_heights_from_the_cloud_by_the_dialog(window: MainWindow, qtbot: QtBot, cloud: Node) -> None:
    bench = window.bench
    layer = Node(BilingualText("房屋", "Houses"), Role.BUILDINGS, houses())
    bench.run(Insert([layer, cloud]))
    bench.session.selection.select(Selected(layer.id))
    dialog = MeasureDialog(bench, window)
    assert dialog.layers.currentData() == layer.id
    dialog.run()
    qtbot.waitUntil(lambda: bench.session.scene.node(layer.id) is not layer, timeout=30_000)
    after = bench.session.scene.node(layer.id).payload
    np.testing.assert_allclose((after.top - after.outdoor_ground)[:2], (9.0, 15.0), atol=0.2)
    bench.session.history.undo()
    assert bench.session.scene.node(layer.id) is layer
