"""The bar of time plays the course of a result: it scrubs, steps, loops, and draws what is asked for last."""

from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from analysis.base import AnalysisResult
from analysis.builtin import SPECS
from app.analysing import Finding
from app.i18n import translator
from app.panels.analyses.run import Run
from app.panels.course.desk import WHOLE
from app.panels.course.words import badge_of, caption_of
from app.window.main_window import MainWindow
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Raster
from scene.units import WATER_DEPTH, WATER_SPEED
from tests.water.courses import START, RisingCourse, hyetograph, lane


def show(window: MainWindow, course: RisingCourse | None, *, interim: bool = False, number: int = 1) -> Run:
    """Show a result that has a course, as the Analysis panel would."""
    bench = window.bench
    peaks = Node(
        BilingualText("最大水深", "Peak depth"),
        Role.RESULT,
        Raster(np.ones((4, 4), np.float32), 10.0, 0.0, 40.0, WATER_DEPTH),
    )
    result = AnalysisResult(nodes=(peaks,), charts=(hyetograph(),), course=course, interim=interim)
    spec = SPECS[0]
    finding = Finding(spec, spec.params_type()(), bench.session.scene.snapshot(), result)
    run = Run(number, finding, frozenset(), START)
    bench.analyses.runs = (run,)
    bench.analyses.show(run)
    return run


@pytest.fixture
def course() -> RisingCourse:
    return RisingCourse(lane())


def settled(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until what was asked for is drawn."""
    desk = window.bench.course
    qtbot.waitUntil(lambda: not desk._busy and not window.bench.jobs.running, timeout=20_000)


def drawn(window: MainWindow) -> list[object]:
    return [asked for name, asked in window.bench.view.asked if name == "show_water"]


def test_the_bar_is_there_only_while_a_result_runs_in_time(
    window: MainWindow, course: RisingCourse, qtbot: QtBot
) -> None:
    bar = window.central.bars[0]
    assert bar.isHidden()
    show(window, course)
    settled(qtbot, window)
    assert bar.isVisible()
    qtbot.waitUntil(lambda: window.bench.view.foot > 50.0)
    show(window, None)
    assert bar.isHidden()
    assert drawn(window)[-1] is None
    qtbot.waitUntil(lambda: window.bench.view.foot == 0.0)


def test_the_moment_is_drawn_with_the_water_it_had(
    window: MainWindow, course: RisingCourse, qtbot: QtBot
) -> None:
    show(window, course)
    desk = window.bench.course
    desk.go(1800.0)
    settled(qtbot, window)
    picture = drawn(window)[-1]
    assert picture.seconds == 1800.0
    depths = np.concatenate([surface.state[:, 0] for surface in picture.surfaces.values()])
    assert depths.max() == pytest.approx(0.5, abs=1e-4)
    assert window.bench.view.caption.en == "2026-06-21 15:00 · minute 30"


def test_rasters_of_the_whole_run_give_way_to_the_moment_and_come_back(
    window: MainWindow, course: RisingCourse, qtbot: QtBot
) -> None:
    show(window, course)
    settled(qtbot, window)
    assert window.bench.view.laid_over == ()
    window.bench.course.show(WHOLE)
    assert len(window.bench.view.laid_over) == 1
    assert drawn(window)[-1] is None
    window.bench.course.show(WATER_DEPTH.key)
    settled(qtbot, window)
    assert window.bench.view.laid_over == ()
    assert drawn(window)[-1].legend.title.en == WATER_DEPTH.title.en


def test_who_switches_a_raster_on_sees_the_whole_run(
    window: MainWindow, course: RisingCourse, qtbot: QtBot
) -> None:
    run = show(window, course)
    settled(qtbot, window)
    window.bench.analyses.show_layers(run.result.nodes, True)
    assert window.bench.course.shown == WHOLE
    assert window.bench.view.laid_over == run.result.nodes
    window.bench.course.play()  # and back to the moments
    assert window.bench.view.laid_over == ()
    window.bench.course.pause()
    settled(qtbot, window)


def test_playing_passes_through_the_moments_and_begins_again(
    window: MainWindow, course: RisingCourse, qtbot: QtBot
) -> None:
    show(window, course)
    settled(qtbot, window)
    desk = window.bench.course
    desk.set_speed(30.0)
    seen: list[float] = []
    desk.moved.connect(seen.append)
    desk.play()
    assert window.bench.view.last("set_playing") is True
    qtbot.waitUntil(lambda: any(b < a for a, b in pairwise(seen)), timeout=10_000)
    desk.pause()
    assert window.bench.view.last("set_playing") is False
    settled(qtbot, window)
    # Moments are dropped rather than queued: no more than there were positions of the playhead.
    assert len(drawn(window)) <= len(seen) + 3


def test_without_looping_it_stops_at_the_end(window: MainWindow, course: RisingCourse, qtbot: QtBot) -> None:
    show(window, course)
    desk = window.bench.course
    desk.set_looping(False)
    desk.set_speed(30.0)
    desk.go(3000.0)
    desk.play()
    qtbot.waitUntil(lambda: not desk.playing, timeout=10_000)
    assert desk.seconds == course.times[-1]
    settled(qtbot, window)


def test_the_keys_play_and_step(window: MainWindow, course: RisingCourse, qtbot: QtBot) -> None:
    show(window, course)
    settled(qtbot, window)
    bar, desk = window.central.bars[0], window.bench.course
    bar.setFocus()
    QTest.keyClick(bar, Qt.Key.Key_Left)
    assert desk.seconds == 3300.0
    desk.go(3100.0)
    QTest.keyClick(bar, Qt.Key.Key_Right)
    assert desk.seconds == 3300.0
    QTest.keyClick(bar, Qt.Key.Key_Home)
    assert desk.seconds == 0.0
    QTest.keyClick(bar, Qt.Key.Key_Space)
    assert desk.playing
    QTest.keyClick(bar, Qt.Key.Key_Space)
    assert not desk.playing
    settled(qtbot, window)


def test_the_playhead_goes_where_the_mouse_is(window: MainWindow, course: RisingCourse, qtbot: QtBot) -> None:
    show(window, course)
    settled(qtbot, window)
    track, desk = window.central.bars[0].track, window.bench.course
    place = track.rect().center()
    QTest.mouseClick(track, Qt.MouseButton.LeftButton, pos=place)
    assert desk.seconds == pytest.approx(1800.0, abs=20.0)
    assert track.across(desk.seconds) == pytest.approx(place.x(), abs=1.0)
    settled(qtbot, window)


def test_the_sun_follows_only_if_asked(window: MainWindow, course: RisingCourse, qtbot: QtBot) -> None:
    clock = window.bench.session.clock
    before = clock.moment
    show(window, course)
    desk = window.bench.course
    desk.go(600.0)
    assert clock.moment == before
    desk.set_sun_follows(True)
    assert clock.moment == START + timedelta(minutes=10)
    desk.go(1200.0)
    assert clock.moment == START + timedelta(minutes=20)
    settled(qtbot, window)


def test_a_run_that_goes_on_makes_the_bar_grow_and_keeps_the_moment(
    window: MainWindow, course: RisingCourse, qtbot: QtBot
) -> None:
    show(window, RisingCourse(lane(10.0), moments=5), interim=True)
    settled(qtbot, window)
    bar, desk = window.central.bars[0], window.bench.course
    assert bar.badge.text() == "Preview, 10 m cells"
    assert bar.track.last == 1200.0
    assert desk.seconds == 1200.0
    desk.go(500.0)
    show(window, RisingCourse(lane(10.0), moments=9), interim=True)
    assert bar.track.last == 2400.0
    assert desk.seconds == 500.0
    assert bar.track.reached == 2400.0
    show(window, course)
    settled(qtbot, window)
    assert bar.badge.isHidden()
    assert desk.cell == 2.0
    assert drawn(window)[-1].fresh


def test_maps_offer_speed_where_velocities_are_known(
    window: MainWindow, course: RisingCourse, qtbot: QtBot
) -> None:
    show(window, course)
    settled(qtbot, window)
    look = window.central.bars[0].look
    assert [look.itemText(i) for i in range(look.count())] == [
        "Water",
        "Depth",
        "Speed",
        "Results of the whole run",
    ]
    assert [quantity.key for quantity in window.bench.course.maps] == [WATER_DEPTH.key, WATER_SPEED.key]
    translator.speak("zh")
    assert look.itemText(0) == "水面"


def test_another_project_takes_the_water_away(window: MainWindow, course: RisingCourse, qtbot: QtBot) -> None:
    from app.session import Session

    show(window, course)
    window.bench.course.play()
    window.bench.take(Session.empty())
    assert not window.bench.course.active
    assert not window.bench.course.playing
    settled(qtbot, window)
    assert drawn(window)[-1] is None


def test_what_is_said_of_a_moment() -> None:
    assert badge_of(False, 2.0) is None
    said = badge_of(True, 2.0, 2.0)
    assert said is not None
    assert str(said) == "Still running, 2 m cells"
    caption = caption_of(START + timedelta(minutes=90), 5400.0, badge_of(True, 2.5) or "")
    assert caption.en == "2026-06-21 16:00 · minute 90 · Preview, 2.5 m cells"
    assert caption.zh == "2026-06-21 16:00 · 第 90 分钟 · 预览，2.5 米网格"


def test_a_click_tells_how_the_water_rose_there_and_the_moment_is_marked(
    window: MainWindow, course: RisingCourse, qtbot: QtBot
) -> None:
    show(window, course)
    window.show_analysis(window.bench.analyses.chosen)
    window.bench.analyses.attended = True
    page, probing = window.analyses.work_page, window.analyses.probing
    assert page is not None
    assert probing is not None
    assert probing.ready
    probing.ask((0.0, 0.0, 6.0))
    qtbot.waitUntil(lambda: page.histories.current is not None, timeout=10_000)
    chart = page.histories.view
    assert page.histories.isVisibleTo(page)
    assert chart.chart.series[0].y[-1] == pytest.approx(1.0)
    window.bench.course.go(1500.0)
    assert chart.mark == 25.0
    chart.resize(320, 230)
    chart.grab()
    x = float(chart.frame.across(np.array([40.0]))[0])
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(round(x), 100))
    assert window.bench.course.seconds == pytest.approx(2400.0, abs=15.0)
    probing.ask((15.0, 0.0, 8.0))  # within a wall nothing is remembered
    qtbot.waitUntil(lambda: page.histories.current is None, timeout=10_000)
    show(window, None)
    assert chart.mark is None
    settled(qtbot, window)


def test_a_chart_marks_the_moment_only_where_its_x_is_time(window: MainWindow, course: RisingCourse) -> None:
    show(window, course)
    window.show_analysis(window.bench.analyses.chosen)
    assert window.analyses.work_page is not None
    view = window.analyses.work_page.result.charts.view
    assert view.chart.key == "rain"
    assert view.runs_in_time
    assert view.mark == pytest.approx(60.0)


def flood_run(window: MainWindow, number: int, depth: float, *, interim: bool = False) -> Run:
    """Return a result of the flood with a peak depth in its western half."""
    from analysis.registry import by_id

    values = np.full((4, 4), np.nan, np.float32)
    values[:, :2] = depth
    peaks = Node(
        BilingualText("最大水深", "Peak depth"),
        Role.RESULT,
        Raster(values, 10.0, 0.0, 40.0, WATER_DEPTH),
        attributes={"quantity": WATER_DEPTH.key},
    )
    spec = by_id("flood.surface")
    result = AnalysisResult(nodes=(peaks,), interim=interim)
    finding = Finding(spec, spec.params_type()(), window.bench.session.scene.snapshot(), result)
    return Run(number, finding, frozenset(), START)


def test_a_result_is_held_against_the_one_before_it(window: MainWindow, qtbot: QtBot) -> None:
    desk = window.bench.analyses
    window.show_analysis("flood.surface")
    page = window.analyses.work_page
    assert page is not None
    first, second = flood_run(window, 1, 0.3), flood_run(window, 2, 0.5)
    desk.runs, desk._count = (first,), 2
    desk.show(first)
    assert page.compare.isHidden()
    desk.runs = (first, second)
    desk.show(second)
    assert page.compare.isVisibleTo(page)
    assert page.compare.text() == "Compare with result 1"
    page.compare.click()
    qtbot.waitUntil(lambda: len(desk.runs) == 3, timeout=10_000)
    compared = desk.current
    assert compared is not None
    assert compared.compares == (1, 2)
    assert compared.name.en.endswith("2 against 1")
    change = compared.result.nodes[0].payload
    assert isinstance(change, Raster)
    assert np.nanmax(change.values) == pytest.approx(0.2)
    assert window.bench.view.laid_over == compared.result.nodes
    assert page.compare.isHidden()  # a comparison is not compared
    assert "get wetter" in page.age.text()
    assert page.result.tables is not None


def test_a_first_answer_is_not_compared(window: MainWindow) -> None:
    desk = window.bench.analyses
    window.show_analysis("flood.surface")
    page = window.analyses.work_page
    assert page is not None
    desk.runs = (flood_run(window, 1, 0.3), flood_run(window, 2, 0.5, interim=True))
    desk.show(desk.runs[1])
    assert page.compare.isHidden()


def test_the_lakes_of_a_run_stay_known_while_it_goes_on(window: MainWindow, qtbot: QtBot) -> None:
    lake = Raster(np.full((40, 40), 5.0, np.float32), 2.0, -40.0, 40.0)
    for moments in (1, 4):
        show(window, RisingCourse(lake, moments=moments), interim=True)
        settled(qtbot, window)
        assert drawn(window)[-1].lakes is not None


def test_what_a_run_has_not_reached_is_not_drawn_again(
    window: MainWindow, course: RisingCourse, qtbot: QtBot
) -> None:
    show(window, RisingCourse(lane(10.0), moments=13), interim=True)
    settled(qtbot, window)
    count = len(drawn(window))
    show(window, RisingCourse(lane(), moments=3), interim=True)  # the playhead is still beyond it
    settled(qtbot, window)
    assert len(drawn(window)) == count
    assert window.bench.course.seconds == 3600.0
    window.bench.course.go(300.0)
    settled(qtbot, window)
    assert len(drawn(window)) > count
    assert window.bench.course.cell == 2.0
