"""Inspector, viewpoints, status bar and job area say what is there."""

import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.panels.describe import ROLE_NAMES
from app.panels.layers_model import ICONS
from app.viewport.picking import Picked
from app.views import views_of
from app.window.main_window import MainWindow
from scene.feedback import Feedback
from scene.messages import msg
from scene.node import Role
from scene.selection import Selected
from tests.gui.test_verbs import store_view

ROOT = Path(__file__).parents[2]


def said(window: MainWindow) -> list[str]:
    return [label.text() for label in window.inspector.widget().findChildren(QLabel)]


def test_every_role_has_a_name_and_an_icon() -> None:
    assert set(Role) == set(ROLE_NAMES)
    assert set(Role) == set(ICONS)
    assert all((ROOT / "assets/icons" / f"{name}.svg").exists() for name in ICONS.values())


def test_a_clicked_building_is_described_with_units_and_as_synthetic(window: MainWindow) -> None:
    window.bench.view.picked.emit(Picked("houses", 0, (0.0, 0.0, 0.0), 10.0))
    words = said(window)
    assert "House by the pavilion" in words
    assert {
        "6.00 m",
        "80 m²",
        "gabled",
        "Synthetic, illustrative",
        "© OpenStreetMap contributors (ODbL)",
    } <= set(words)


def test_a_click_into_the_sky_selects_nothing(window: MainWindow) -> None:
    window.bench.session.selection.select(Selected("houses"))
    window.bench.view.picked.emit(None)
    assert "Nothing is selected" in said(window)


def test_numbers_fly_to_the_stored_viewpoints(window: MainWindow, qtbot: QtBot) -> None:
    window.menus.trigger("view.viewpoint_2")
    assert (0.0, -300.0, 7.6) == pytest.approx(window.bench.view.pose.eye)
    assert not window.menus.actions["view.viewpoint_4"].isEnabled()
    store_view(window)
    window.menus.refresh()
    assert window.menus.actions["view.viewpoint_4"].isEnabled()
    assert 4 == window.viewpoints.list.count() == len(views_of(window.bench.session.scene))


def test_the_status_bar_gives_grid_degrees_and_height(window: MainWindow) -> None:
    window.bench.view.hovered.emit((204.0, -49.0, 6.5))
    assert "E 446 204.00   N 3 585 951.00" == window.status.projected.text()
    assert window.status.degrees.text().startswith("119.42")
    assert "6.50 m" in window.status.height_label.text()
    window.bench.view.hovered.emit((204.0, -49.0, float("nan")))  # paper in place of ground
    assert "E 446 204.00   N 3 585 951.00" == window.status.projected.text()
    assert "" == window.status.height_label.text()
    window.bench.view.hovered.emit(None)
    assert "" == window.status.projected.text()


def test_the_job_area_shows_while_there_is_work_and_cancels_it(window: MainWindow, qtbot: QtBot) -> None:
    def work(feedback: Feedback) -> None:
        while True:
            feedback.progress(0.4)
            feedback.check()
            time.sleep(0.005)

    assert window.central.jobs.isHidden()
    job = window.bench.jobs.run(work, msg("Save"))
    qtbot.waitUntil(window.central.jobs.isVisible)
    job.cancel()
    qtbot.waitUntil(window.central.jobs.isHidden)
    assert window.central.notices.notice is None


def test_modes_are_told_to_view_and_status_bar(window: MainWindow) -> None:
    window.menus.trigger("view.walk")
    assert "walk" == window.bench.view.last("set_mode")
    assert "Walk" in window.status.mode.text()
    assert window.menus.actions["view.walk"].isChecked()
    assert not window.menus.actions["view.orbit"].isChecked()
    window.menus.trigger("view.viewpoint_1")
    assert "orbit" == window.mode


def test_a_sentence_over_the_view_is_shown_whole(window: MainWindow, qtbot: QtBot) -> None:
    window.bench.tell(
        msg("{file} is in use by another program.", file="瘦西湖.gpkg"),
        msg("Close it there, then try again."),
    )
    bar = window.central.notices
    qtbot.waitUntil(lambda: bar.width() > 400)
    qtbot.wait(20)
    for label in (bar._message, bar._hint):
        assert label.width() > 300
        assert label.height() >= label.heightForWidth(label.width())
