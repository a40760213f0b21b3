"""Charts: round steps, no peak lost, gaps kept, readings true, and what is painted where."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

from analysis.base import Chart, Series
from app.chart_frame import ranges_of, round_steps, step_text, thinned, value_of
from app.charts import ON_PAPER, ChartDress, draw_chart, draw_reading
from scene.messages import BilingualText
from scene.units import BEARING, STATION, VISIBLE_HEIGHT

RED, BLUE = (181, 67, 46), (47, 127, 166)


def series(x: object, y: object, **more: object) -> Series:
    title = BilingualText("现状", "Existing")
    return Series("a", title, np.array(x, float), np.array(y, float), more.pop("colour", RED), **more)  # type: ignore[arg-type]


def chart(*lines: Series, x: object = STATION) -> Chart:
    return Chart("c", BilingualText("沿线可见高度", "Visible height"), x, VISIBLE_HEIGHT, lines)  # type: ignore[arg-type]


def painted(one: Chart, dress: ChartDress = ON_PAPER) -> tuple[QImage, object]:
    image = QImage(600, 300, QImage.Format.Format_RGB32)
    image.fill(dress.paper)
    painter = QPainter(image)
    frame = draw_chart(painter, QRectF(0, 0, 600, 300), one, "en", dress, titled=True)
    draw_reading(painter, frame, one, 50.0, "en", dress)
    painter.end()
    return image, frame


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (0.0, 10.0, 5, (0.0, 2.0, 4.0, 6.0, 8.0, 10.0)),
        (3.0, 27.0, 3, (10.0, 20.0)),
        (-0.011, 0.011, 4, (-0.01, 0.0, 0.01)),
        (1.0, 1.0, 4, ()),
    ],
)
def test_steps_are_round(low: float, high: float, most: int, expected: tuple[float, ...]) -> None:
    assert expected == pytest.approx(round_steps(low, high, most))


def test_an_axis_says_no_more_digits_than_it_needs_and_bearings_stay_below_a_full_turn() -> None:
    assert "0.25" == step_text(VISIBLE_HEIGHT, 0.25, (0.25, 0.30))
    assert "40" == step_text(VISIBLE_HEIGHT, 40.0, (20.0, 40.0))
    assert "10" == step_text(BEARING, 370.0, (360.0, 370.0))


def test_an_axis_begins_at_nought_where_that_is_near() -> None:
    assert (0.0, 100.0, 0.0) == ranges_of(chart(series([0, 100], [2, 20])))[:3]
    assert ranges_of(chart(series([0, 100], [15, 20])))[2] > 10.0
    assert ranges_of(chart(series([], []))) == (0.0, 1.0, 0.0, 1.08)
    west, east, low, high = ranges_of(chart(series([5], [3])))
    assert west < 5 < east
    assert low < 3 < high


def test_thinning_loses_no_peak_and_no_gap() -> None:
    rng = np.random.default_rng(4)
    x, y = np.linspace(0.0, 1.0, 50_000), rng.normal(size=50_000)
    y[31_234], y[7_000], y[40_000:40_010] = 99.0, -99.0, np.nan
    fewer_x, fewer_y = thinned(x, y, 400)
    assert len(fewer_x) < 2_100
    assert 99.0 == np.nanmax(fewer_y)
    assert -99.0 == np.nanmin(fewer_y)
    assert 10 == np.isnan(fewer_y).sum()
    assert (np.diff(fewer_x) > 0).all()


def test_a_reading_is_the_curve_itself() -> None:
    curve = series([0, 10, 20, 30], [0, 5, np.nan, 7])
    assert 2.5 == value_of(curve, 5.0)
    assert 5.0 == value_of(curve, 10.0)
    assert np.isnan(value_of(curve, 15.0))
    assert 7.0 == value_of(curve, 30.0)
    assert np.isnan(value_of(curve, 31.0))


def test_curves_lie_where_their_values_are(qapp: QGuiApplication) -> None:
    x = np.linspace(0, 100, 201)
    image, frame = painted(chart(series(x, np.full(201, 10.0)), series(x, np.zeros(201), colour=BLUE)))
    row = round(float(frame.down(np.array([10.0]))[0]))
    column = round(float(frame.across(np.array([80.0]))[0]))
    drawn = image.pixelColor(column, row)
    assert drawn.red() > drawn.green() + 80  # smoothed, but red
    assert QColor(*RED) != image.pixelColor(column, row + 20)


def test_a_gap_is_not_drawn_and_an_area_is_washed(qapp: QGuiApplication) -> None:
    x = np.linspace(0, 100, 101)
    y = np.where((x > 60) & (x < 80), np.nan, 10.0)
    image, frame = painted(chart(series(x, y, filled_to=np.zeros(101))))
    middle = round(float(frame.down(np.array([3.1]))[0]))
    inside, gap = (round(float(frame.across(np.array([at]))[0])) for at in (20.0, 70.0))
    assert QColor(255, 255, 255) == image.pixelColor(gap, middle)
    assert image.pixelColor(inside, middle).green() < 235


def test_ink_on_a_dark_ground_is_made_light(qapp: QGuiApplication) -> None:
    dark = ChartDress(QColor("#ECE7DC"), QColor("#B3BABB"), QColor("#394143"), QColor("#262C2D"))
    x = np.linspace(0, 100, 101)
    image, frame = painted(chart(series(x, np.full(101, 10.0), colour=(40, 44, 44))), dark)
    row = round(float(frame.down(np.array([10.0]))[0]))
    assert image.pixelColor(round(float(frame.across(np.array([80.0]))[0])), row).lightness() > 90
