"""A flood is asked of the place that is looked at, and stays there for the next what-if."""

import pytest

from analysis.registry import by_id
from app.panels.analyses.looked_at import filled
from app.viewport.optics import Pose
from app.window.main_window import MainWindow

FLOOD = "flood.surface"


def looking_at(window: MainWindow, x: float, y: float, away: float = 400.0) -> None:
    window.bench.view.look(Pose((x, y - away, 100.0), (x, y, 6.0)))


def test_an_empty_middle_becomes_what_is_looked_at_and_then_stays(window: MainWindow) -> None:
    bench = window.bench
    window.show_analysis(FLOOD)
    page = window.analyses.work_page
    assert page is not None
    assert page.form is not None
    looking_at(window, 250.0, -100.0)
    east, north, _ = bench.session.scene.frame.to_world([(250.0, -100.0, 0.0)])[0].tolist()
    page.run()
    page.cancel_button.click()
    assert bench.analyses.answers["centre"] == [round(east), round(north)]
    assert page.form.fields["centre"].value == [round(east), round(north)]
    looking_at(window, -300.0, 200.0)
    again = filled(bench, by_id(FLOOD), bench.analyses.answers)  # type: ignore[arg-type]
    assert again["centre"] == [round(east), round(north)]
    field = page.form.fields["centre"].widget
    field.here_button.click()
    assert field.value() == pytest.approx([round(east) - 550.0, round(north) + 300.0], abs=1.0)
    assert bench.analyses.answers["centre"] == field.value()


@pytest.mark.parametrize("given", [{"whole_scene": True}, {"area": [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]}])
def test_an_area_that_was_given_is_left_alone(window: MainWindow, given: dict[str, object]) -> None:
    looking_at(window, 250.0, -100.0)
    assert "centre" not in filled(window.bench, by_id(FLOOD), given)  # type: ignore[arg-type]


@pytest.mark.parametrize(("x", "away"), [(250.0, 9000.0), (2500.0, 400.0)])
def test_from_afar_or_off_the_ground_no_place_is_looked_at(window: MainWindow, x: float, away: float) -> None:
    looking_at(window, x, -100.0, away)
    assert "centre" not in filled(window.bench, by_id(FLOOD), {})  # type: ignore[arg-type]


def test_the_form_is_no_wider_than_its_panel(window: MainWindow) -> None:
    window.show_analysis(FLOOD)
    page = window.analyses.work_page
    assert page is not None
    assert page.form is not None
    page.form.show_all(True)
    assert page.form.minimumSizeHint().width() <= page.area.viewport().width()
