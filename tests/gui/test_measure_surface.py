"""Heights from a surface model by the dialog, and the three map offsets of the import dialog."""

import numpy as np
from pytestqt.qtbot import QtBot

from app.window.import_dialog import ImportDialog
from app.window.main_window import MainWindow
from app.window.measure_dialog import MeasureDialog
from importers.registry import by_id
from scene.commands import Insert
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Raster
from tests.app.test_surface_measuring import GROUND, houses, surface


def test_a_surface_gives_heights_by_one_command(window: MainWindow, qtbot: QtBot) -> None:
    bench, layer = window.bench, houses("assumed", "field")
    assert not window.menus.actions["analysis.measure_heights"].isEnabled()
    bench.run(Insert([GROUND, surface(h0=11.0), layer]))
    window.menus.refresh()
    assert window.menus.actions["analysis.measure_heights"].isEnabled()
    dialog = MeasureDialog(bench, window)
    qtbot.addWidget(dialog)
    assert ["Surface model: surface"] == [dialog.sources.itemText(k) for k in range(dialog.sources.count())]
    dialog.layers.setCurrentIndex(dialog.layers.findData(layer.id))
    dialog.run()
    qtbot.waitUntil(lambda: not bench.jobs.running, timeout=60_000)
    changed = bench.session.scene.node(layer.id).payload
    assert ["surface", "field"] == changed.columns["height_source"].tolist()
    assert 11.0 == np.round(changed.top[0] - changed.outdoor_ground[0], 3)
    window.menus.trigger("edit.undo")
    assert layer is bench.session.scene.node(layer.id)


def test_a_surface_is_drawn_but_no_ground(window: MainWindow) -> None:
    flat = Raster(np.zeros((4, 4), np.float32), 10.0, 0.0, 40.0)
    node = Node(BilingualText.same("dsm"), Role.SURFACE, flat)
    window.bench.run(Insert([node]))
    assert node not in window.bench.session.scene.of_role(Role.TERRAIN)


def test_the_map_offset_is_a_choice_of_three(window: MainWindow, qtbot: QtBot) -> None:
    dialog = ImportDialog(window.bench, window)
    qtbot.addWidget(dialog)
    spec = by_id("footprints.geojson")
    dialog.answers.ask(spec, spec.load().params_type)
    assert ["none", "gcj02", "bd09"] == [
        dialog.answers.shift.itemData(k) for k in range(dialog.answers.shift.count())
    ]
    assert "none" == dialog.answers.read().datum_shift
    dialog.answers.shift.setCurrentIndex(2)
    assert "bd09" == dialog.answers.read().datum_shift
