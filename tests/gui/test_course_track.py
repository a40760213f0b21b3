"""Behind the line of time: how it rained, how much water there was, and what a first answer stands for."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from analysis.base import Chart
from app.window.main_window import MainWindow
from scene.messages import BilingualText
from scene.units import WATER_DEPTH
from tests.gui.test_course import settled, show
from tests.water.courses import RisingCourse, hyetograph, lane


def test_behind_the_time_stands_the_water_and_hangs_the_rain(window: MainWindow, qtbot: QtBot) -> None:
    from app.panels.course.track import series_of
    from scene.units import DISCHARGE, ELAPSED, RAIN_RATE, WATER_VOLUME

    show(window, RisingCourse(lane()))
    settled(qtbot, window)
    track = window.central.bars[0].track
    assert track.rain is not None
    assert track.volume is None
    rain = hyetograph().series[0]
    other = replace(rain, key="drained")
    name = BilingualText("水", "Water")
    exchange = Chart("exchange", name, ELAPSED, DISCHARGE, (other, rain))
    volume = Chart("volume", name, ELAPSED, WATER_VOLUME, (replace(rain, key="stored"), other))
    along = Chart("along", name, WATER_DEPTH, WATER_VOLUME, (rain,))
    charts = (along, volume, exchange)
    assert series_of(charts, ("discharge",), "rain") is rain
    assert series_of(charts, ("water_volume",), "stored") is volume.series[0]
    assert series_of((along,), ("water_volume",), "stored") is None
    assert series_of((replace(exchange, series=(other,)),), (RAIN_RATE.key, "discharge"), "rain") is None
    track.show_span(0.0, 3600.0, charts)
    track.grab()


def test_a_first_answer_stands_for_what_the_run_has_not_reached(window: MainWindow, qtbot: QtBot) -> None:
    show(window, RisingCourse(lane(10.0)), interim=True)
    settled(qtbot, window)
    bar, desk = window.central.bars[0], window.bench.course
    for reached in (3, 5):  # the run in its own cells comes up from behind
        show(window, RisingCourse(lane(), moments=reached), interim=True)
        settled(qtbot, window)
        assert bar.track.last == 3600.0
        assert bar.track.reached == 300.0 * (reached - 1)
        assert desk.seconds == 3600.0
        assert desk.cell == 10.0
    desk.go(900.0)
    settled(qtbot, window)
    assert desk.cell == 2.0
    desk.go(1200.0)
    desk.step(1)
    assert desk.seconds == 1500.0
    settled(qtbot, window)
    assert desk.cell == 10.0
    bar.track.grab()
    show(window, RisingCourse(lane()))
    settled(qtbot, window)
    assert desk.moments is not None
    assert desk.moments.before is None
    assert desk.seconds == 1500.0
    assert desk.cell == 2.0
