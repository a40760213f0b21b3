"""Measuring in the window: clicked, kept, undone, saved, and written to a file with its places."""

import csv
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.panels.describe import describe
from app.projects import open_project, save_project
from app.viewport.backend import MouseAt
from app.viewport.picking import Picked
from app.window.main_window import MainWindow
from app.window.measurements_dialog import MeasurementsDialog
from scene.geometry.measuring import RISE, Kind
from scene.node import Role
from scene.review.measure import figure_text, measures_of


def click(window: MainWindow, *places: tuple[float, float, float], node: str = "ground") -> None:
    for place in places:
        met = Picked(node, 0, place, 100.0)
        for kind in ("press", "release"):
            window.bench.toolbox.mouse(MouseAt(kind, 9, 9, True, (0, 0, 99), (0, 0, -1), met))  # type: ignore[arg-type]


@pytest.fixture
def ready(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """Return the window once places can be asked what they lie on."""
    qtbot.waitUntil(lambda: window.seeing.rays is not None, timeout=60_000)
    return window


def test_a_height_takes_two_clicks_is_kept_saved_and_undone(ready: MainWindow, tmp_path: Path) -> None:
    scene = ready.bench.session.scene
    ready.bench.toolbox.start("measure_height")
    click(ready, (0.0, 0.0, 6.0), (3.0, 4.0, 18.5))
    assert ready.bench.toolbox.active == ""
    (one,) = measures_of(scene)
    assert one.kind is Kind.HEIGHT
    assert one.figures[0].value == pytest.approx(12.5, abs=1e-5)
    assert one.figures[0].sigma == pytest.approx(2**0.5 * one.height_sigma, rel=1e-3)
    assert one.height_sigma > 0.0, "the rule table says how well unsurveyed ground is known"

    told = [line.value for line in describe(scene.of_role(Role.MEASURES)[0], 0) if line.title == RISE.title]
    assert told == [figure_text(one.figures[0])]
    assert str(told[0]).startswith("12.50 ± ")

    file = tmp_path / "measured.gpkg"
    save_project(ready.bench.session, scene.snapshot(), file)
    (again,) = measures_of(open_project(file).scene)
    assert again.words == one.words
    ready.menus.trigger("edit.undo")
    assert not measures_of(scene)


def test_an_area_is_closed_by_enter_and_written_with_its_places(ready: MainWindow, tmp_path: Path) -> None:
    ready.bench.toolbox.start("measure_area")
    click(ready, (0.0, 0.0, 6.0), (20.0, 0.0, 6.0), (20.0, 10.0, 6.0), (0.0, 10.0, 6.0))
    assert ready.bench.toolbox.tool is not None
    ready.bench.toolbox.tool.confirm()
    dialog = MeasurementsDialog(ready.bench, parent=ready)
    assert dialog.table.item(0, 1).text().startswith("200.0 ± ")
    dialog.save(tmp_path / "table.csv")
    rows = list(csv.DictReader((tmp_path / "table.csv").read_text("utf-8-sig").splitlines()))
    assert [row["数值 value"] for row in rows[:3]] == ["200.0", "200.0", "60.0"]
    places = np.array([[float(row[key]) for key in ("E [m]", "N [m]", "H [m]")] for row in rows[3:]])
    origin = ready.bench.session.scene.frame.origin
    assert places[2] - origin == pytest.approx((20.0, 10.0, 6.0), abs=1e-3)
    dialog.forget()
    assert not measures_of(ready.bench.session.scene)
    dialog.close()


def test_a_profile_cuts_ground_and_houses(ready: MainWindow, qtbot: QtBot) -> None:
    ready.bench.toolbox.start("measure_profile")
    click(ready, (-195.0, 100.0, 6.0), (-195.0, 150.0, 6.0))  # through the first house
    assert ready.bench.toolbox.tool is not None
    ready.bench.toolbox.tool.confirm()
    dialog = ready.findChild(MeasurementsDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.chart.chart is not None, timeout=60_000)
    assert dialog.chart.chart is not None
    top, ground = dialog.chart.chart.series
    assert ground.y == pytest.approx(6.0)
    inside = (top.x > 21.0) & (top.x < 27.0)
    assert top.y[~((top.x > 19.0) & (top.x < 29.0))] == pytest.approx(6.0, abs=1e-3)
    assert (top.y[inside] > 9.9).all()
    dialog.close()
