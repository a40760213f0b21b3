"""Charts of analyses drawn with Qt's painter: on the panel, on a picture, on the page of a report alike.

``draw_chart(painter, box, chart, language)`` draws the whole; ``draw_reading`` lays on it what the curves
are at one place. It knows neither widgets nor analyses.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from analysis.base import Chart, Series
from app.chart_frame import Frame, ranges_of, round_steps, step_text, thinned, value_of
from app.wording import Language, in_language
from scene.payloads.arrays import F64
from scene.units import Quantity

#: Least contrast of a curve with its paper; fainter ones are drawn nearer to the ink.
CONTRAST: Final = 2.4


@dataclass(frozen=True, slots=True)
class ChartDress:
    """Colours of a chart.

    Parameters
    ----------
    ink, quiet, line, paper : QColor
        Words, words of less weight, hairlines, ground.
    """

    ink: QColor
    quiet: QColor
    line: QColor
    paper: QColor


#: As printed.
ON_PAPER: Final = ChartDress(QColor("#292E2E"), QColor("#5B6468"), QColor("#DAD4C6"), QColor("#FFFFFF"))


def draw_chart(
    painter: QPainter,
    box: QRectF,
    chart: Chart,
    language: Language,
    dress: ChartDress = ON_PAPER,
    titled: bool = False,
) -> Frame:
    """Draw a chart into a box, in the font of the painter.

    Parameters
    ----------
    painter : QPainter
        Its font's size is that of all words.
    box : QRectF
        About five times as wide as high, or less, in the painter's units.
    chart : Chart
        What to draw.
    language : str
        ``zh`` or ``en``.
    dress : ChartDress
        Colours.
    titled : bool
        Whether the chart says its own title; a page or a panel says it otherwise.

    Returns
    -------
    Frame
        Where values lie, for :func:`draw_reading`.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    metrics = QFontMetricsF(painter.font())
    line = metrics.height()
    top = box.top()
    if titled:
        top = _title(painter, box, top, in_language(chart.title, language), dress)
    top = _key(painter, box, top, chart, language, dress)
    west, east, low, high = ranges_of(chart)
    rows = round_steps(low, high, max(int((box.bottom() - top) / (2.6 * line)), 2))
    words = [step_text(chart.y, value, rows) for value in rows]
    margin = max((metrics.horizontalAdvance(word) for word in words), default=0.0) + 0.6 * line
    frame = Frame(
        box.left() + margin, top + 1.5 * line, box.right() - 0.7 * line, box.bottom() - 2.5 * line,
        west, east, low, high,
    )  # fmt: skip
    _rows(painter, frame, rows, words, dress)
    _columns(painter, frame, chart.x, dress)
    painter.setPen(dress.quiet)
    painter.drawText(QPointF(box.left(), top + metrics.ascent()), _axis(chart.y, language))
    foot = QRectF(frame.left, box.bottom() - 1.2 * line, frame.right - frame.left, 1.2 * line)
    painter.drawText(foot, Qt.AlignmentFlag.AlignRight, _axis(chart.x, language))
    painter.setClipRect(QRectF(frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top))
    for series in chart.series:
        _fill(painter, frame, series, dress)
    for series in chart.series:
        _curve(painter, frame, series, dress, line)
    painter.restore()
    return frame


def draw_reading(
    painter: QPainter,
    frame: Frame,
    chart: Chart,
    x: float,
    language: Language,
    dress: ChartDress = ON_PAPER,
) -> None:
    """Lay on a chart an upright line at an x, and beside it what every curve is there."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    at = float(frame.across(np.array([x]))[0])
    painter.setPen(QPen(dress.quiet, 1.0))
    painter.drawLine(QPointF(at, frame.top), QPointF(at, frame.bottom))
    shown = x % 360.0 if chart.x.key == "bearing" else x
    lines: list[tuple[QColor, str]] = [(dress.quiet, chart.x.text(shown))]
    for series in chart.series:
        value = value_of(series, x)
        if not np.isfinite(value):
            continue
        colour = _readable(series.colour, dress)
        painter.setPen(QPen(dress.paper, 1.5))
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(at, float(frame.down(np.array([value]))[0])), 4.0, 4.0)
        lines.append((colour, f"{in_language(series.title, language)}  {chart.y.text(value)}"))
    _plaque(painter, frame, at, lines, dress)
    painter.restore()


def draw_mark(painter: QPainter, frame: Frame, x: float, dress: ChartDress, colour: QColor) -> None:
    """Lay on a chart the upright line of the moment that is shown elsewhere."""
    if not frame.west <= x <= frame.east:
        return
    painter.save()
    at = float(frame.across(np.array([x]))[0])
    for ink, width in ((dress.paper, 4.0), (colour, 1.8)):
        painter.setPen(QPen(ink, width))
        painter.drawLine(QPointF(at, frame.top), QPointF(at, frame.bottom))
    painter.restore()


def _plaque(
    painter: QPainter, frame: Frame, at: float, lines: list[tuple[QColor, str]], dress: ChartDress
) -> None:
    metrics = QFontMetricsF(painter.font())
    line, pad = metrics.height() * 1.15, metrics.height() * 0.5
    wide = max(metrics.horizontalAdvance(text) for _, text in lines) + 2.0 * pad + 0.9 * line
    left = at + pad if at + pad + wide <= frame.right else max(at - pad - wide, frame.left)
    box = QRectF(left, frame.top, wide, line * len(lines) + pad)
    ground = QColor(dress.paper)
    ground.setAlpha(235)
    painter.setPen(QPen(dress.line, 1.0))
    painter.setBrush(ground)
    painter.drawRoundedRect(box, 4.0, 4.0)
    for place, (colour, text) in enumerate(lines):
        base = box.top() + pad / 2.0 + line * place + metrics.ascent()
        indent = 0.0
        if place:
            painter.fillRect(QRectF(left + pad, base - 0.35 * line, 0.55 * line, 0.2 * line), colour)
            indent = 0.9 * line
        painter.setPen(dress.ink if place else dress.quiet)
        painter.drawText(QPointF(left + pad + indent, base), text)


def _title(painter: QPainter, box: QRectF, top: float, text: str, dress: ChartDress) -> float:
    bold = QFont(painter.font())
    bold.setWeight(QFont.Weight.DemiBold)
    painter.save()
    painter.setFont(bold)
    painter.setPen(dress.ink)
    metrics = QFontMetricsF(bold)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(QPointF(box.left(), top + metrics.ascent()), shown)
    painter.restore()
    return top + 1.5 * metrics.height()


def _key(
    painter: QPainter, box: QRectF, top: float, chart: Chart, language: Language, dress: ChartDress
) -> float:
    """Write what each curve is, several in a line as long as there is room; return where to go on."""
    if len(chart.series) < 2:
        return top
    metrics = QFontMetricsF(painter.font())
    line = metrics.height()
    x, y = box.left(), top
    for series in chart.series:
        text = metrics.elidedText(
            in_language(series.title, language), Qt.TextElideMode.ElideRight, box.width() - 2.0 * line
        )
        wide = 1.7 * line + metrics.horizontalAdvance(text)
        if x > box.left() and x + wide > box.right():
            x, y = box.left(), y + 1.25 * line
        sample = QRectF(x, y + 0.2 * line, 1.3 * line, 0.7 * line)
        _sample(painter, sample, series, dress, line)
        painter.setPen(dress.ink)
        painter.drawText(QPointF(x + 1.7 * line, y + metrics.ascent()), text)
        x += wide + 1.2 * line
    return y + 1.6 * line


def _sample(painter: QPainter, box: QRectF, series: Series, dress: ChartDress, line: float) -> None:
    if series.filled_to is not None:
        painter.fillRect(box, _wash(series.colour, dress))
    painter.setPen(_pen(series, dress, line))
    height = box.top() if series.filled_to is not None else box.center().y()
    painter.drawLine(QPointF(box.left(), height), QPointF(box.right(), height))


def _rows(
    painter: QPainter, frame: Frame, values: tuple[float, ...], words: list[str], dress: ChartDress
) -> None:
    metrics = QFontMetricsF(painter.font())
    for value, word in zip(values, words, strict=True):
        y = float(frame.down(np.array([value]))[0])
        strong = value == 0.0 and frame.low < 0.0
        painter.setPen(QPen(dress.quiet if strong else dress.line, 1.0))
        painter.drawLine(QPointF(frame.left, y), QPointF(frame.right, y))
        painter.setPen(dress.quiet)
        wide = metrics.horizontalAdvance(word)
        painter.drawText(
            QPointF(frame.left - 0.4 * metrics.height() - wide, y + 0.35 * metrics.ascent()), word
        )
    painter.setPen(QPen(dress.quiet, 1.0))
    painter.drawLine(QPointF(frame.left, frame.bottom), QPointF(frame.right, frame.bottom))


def _columns(painter: QPainter, frame: Frame, quantity: Quantity, dress: ChartDress) -> None:
    metrics = QFontMetricsF(painter.font())
    line = metrics.height()
    values = round_steps(frame.west, frame.east, max(int((frame.right - frame.left) / (5.0 * line)), 2))
    painter.setPen(QPen(dress.quiet, 1.0))
    for value in values:
        x = float(frame.across(np.array([value]))[0])
        painter.drawLine(QPointF(x, frame.bottom), QPointF(x, frame.bottom + 0.25 * line))
        word = step_text(quantity, value, values)
        wide = metrics.horizontalAdvance(word)
        painter.drawText(QPointF(x - wide / 2.0, frame.bottom + 0.35 * line + metrics.ascent()), word)


def _axis(quantity: Quantity, language: Language) -> str:
    title = in_language(quantity.title, language)
    return f"{title} ({quantity.unit})" if quantity.unit else title


def _fill(painter: QPainter, frame: Frame, series: Series, dress: ChartDress) -> None:
    """Wash the area between a curve and what it is filled to, gap by gap."""
    if series.filled_to is None:
        return
    columns = max(int(frame.right - frame.left), 1)
    known = np.isfinite(series.y) & np.isfinite(series.filled_to) & np.isfinite(series.x)
    wash = _wash(series.colour, dress)
    for first, last in _runs(known):
        part = slice(first, last)
        upper = _points(frame, *thinned(series.x[part], series.y[part], columns))
        lower = _points(frame, *thinned(series.x[part], series.filled_to[part], columns))
        path = QPainterPath()
        path.addPolygon(QPolygonF([*upper, *reversed(lower)]))
        painter.fillPath(path, wash)


def _curve(painter: QPainter, frame: Frame, series: Series, dress: ChartDress, line: float) -> None:
    columns = max(int(frame.right - frame.left), 1)
    painter.setPen(_pen(series, dress, line))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    known = np.isfinite(series.y) & np.isfinite(series.x)
    for first, last in _runs(known):
        part = slice(first, last)
        points = _points(frame, *thinned(series.x[part], series.y[part], columns))
        if len(points) == 1:
            painter.drawLine(QLineF(points[0] - QPointF(2.0, 0.0), points[0] + QPointF(2.0, 0.0)))
        else:
            painter.drawPolyline(QPolygonF(points))


def _points(frame: Frame, x: F64, y: F64) -> list[QPointF]:
    return [
        QPointF(across, down)
        for across, down in zip(frame.across(x).tolist(), frame.down(y).tolist(), strict=True)
    ]


def _runs(known: np.ndarray) -> list[tuple[int, int]]:
    """Return first and one past the last of every stretch without a gap."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]]).astype(np.int8)))
    return [(int(first), int(last)) for place, (first, last) in enumerate(pairwise(edges)) if place % 2 == 0]


def _pen(series: Series, dress: ChartDress, line: float) -> QPen:
    pen = QPen(_readable(series.colour, dress), max(0.11 * line, 1.2))
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if series.dashed:
        pen.setDashPattern([4.0, 3.0])
    return pen


def _wash(colour: tuple[int, int, int], dress: ChartDress) -> QColor:
    wash = _readable(colour, dress)
    wash.setAlpha(90)
    return wash


def _readable(colour: tuple[int, int, int], dress: ChartDress) -> QColor:
    """Return a colour, drawn nearer to the ink until it can be told from the paper."""
    ink = (dress.ink.red(), dress.ink.green(), dress.ink.blue())
    found = QColor(*colour)
    for share in (0.25, 0.5, 0.75, 1.0):
        light, dark = sorted((_light(found), _light(dress.paper)), reverse=True)
        if (light + 0.05) / (dark + 0.05) >= CONTRAST:
            break
        found = QColor(*(round(own + share * (to - own)) for own, to in zip(colour, ink, strict=True)))
    return found


def _light(colour: QColor) -> float:
    """Return the relative luminance of a colour, WCAG 2.1."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
