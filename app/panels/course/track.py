"""The line of time: a playhead over minutes, behind it how it rained and how much water there was.

It knows charts and times, neither the course nor the view.
"""

from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from analysis.base import Chart, Series
from app.chart_frame import round_steps
from app.i18n import translator
from app.theme import theme
from scene.units import DISCHARGE, ELAPSED, RAIN_RATE, WATER_VOLUME

#: Room for the playhead at both ends, and height of the figures below, pixels.
SIDE: Final = 10.0
FIGURES: Final = 17.0
#: Keys of the series of rain and of the water that is there, as a volume account names them.
RAIN: Final = "rain"
STORED: Final = "stored"


class TimeTrack(QWidget):
    """The line of time; it takes mouse presses and drags.

    Parameters
    ----------
    parent : QWidget, optional
    """

    #: The person goes to a time, seconds since the start.
    asked = Signal(float)
    #: The person took hold of the playhead, or let it go.
    held = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first, self.last, self.seconds = 0.0, 1.0, 0.0
        #: Up to where a run has come; beyond it a first answer stands.
        self.reached = 1.0
        self.rain: Series | None = None
        self.volume: Series | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.update)
        translator.language_changed.connect(self.update)

    def show_span(
        self, first: float, last: float, charts: tuple[Chart, ...], reached: float | None = None
    ) -> None:
        """Show a span of time, seconds, behind it how it rained and how much water there was.

        Beyond what a run has `reached` the ground is hatched: there a first answer stands.
        """
        self.first, self.last = first, max(last, first + 1.0)
        self.reached = self.last if reached is None else reached
        self.rain = series_of(charts, (RAIN_RATE.key, DISCHARGE.key), RAIN)
        self.volume = series_of(charts, (WATER_VOLUME.key,), STORED)
        self.update()

    def show_time(self, seconds: float) -> None:
        """Put the playhead at a time."""
        self.seconds = seconds
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return room for the charts and the figures."""
        return QSize(420, 58)

    def across(self, seconds: float) -> float:
        """Return where a time lies, pixels from the left."""
        share = (seconds - self.first) / (self.last - self.first)
        return SIDE + share * (self.width() - 2.0 * SIDE)

    def time_at(self, x: float) -> float:
        """Return the time at a pixel, within the span."""
        share = (x - SIDE) / max(self.width() - 2.0 * SIDE, 1.0)
        return self.first + min(max(share, 0.0), 1.0) * (self.last - self.first)

    # -- drawing -------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw charts, minutes and playhead."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(SIDE, 2.0, self.width() - 2.0 * SIDE, self.height() - FIGURES - 2.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("shade"))
        painter.drawRoundedRect(box, 3.0, 3.0)
        if self.reached < self.last:
            beyond = QRectF(box)
            beyond.setLeft(self.across(self.reached))
            painter.setBrush(QBrush(theme.colour("edge"), Qt.BrushStyle.BDiagPattern))
            painter.drawRect(beyond)
        painter.save()
        painter.setClipRect(box)
        if self.volume is not None:
            self._area(painter, box, self.volume, hanging=False)
        if self.rain is not None:
            self._area(painter, box, self.rain, hanging=True)
        painter.restore()
        self._minutes(painter, box)
        self._playhead(painter, box)
        painter.end()

    def _area(self, painter: QPainter, box: QRectF, series: Series, hanging: bool) -> None:
        """Draw rain hanging from above, as hydrologists do, and volumes standing below it."""
        known = np.isfinite(series.y) & np.isfinite(series.x)
        if not known.any():
            return
        x, y = series.x[known] * 60.0, series.y[known]
        high = max(float(y.max()), 1e-9)
        room = box.height() * (0.55 if hanging else 0.80)
        tall = y / high * room
        edge = box.top() + tall if hanging else box.bottom() - tall
        base = box.top() if hanging else box.bottom()
        points = [QPointF(self.across(float(s)), float(e)) for s, e in zip(x, edge, strict=True)]
        colour = QColor(*series.colour) if hanging else theme.colour("tile")
        line = QColor(colour)
        colour.setAlpha(150 if hanging else 60)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF([QPointF(points[0].x(), base), *points, QPointF(points[-1].x(), base)]))
        painter.setPen(QPen(line, 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))

    def _minutes(self, painter: QPainter, box: QRectF) -> None:
        metrics = QFontMetricsF(painter.font())
        first, last = self.first / 60.0, self.last / 60.0
        painter.setPen(theme.colour("tile"))
        for minute in round_steps(first, last, max(int(box.width() / 90.0), 2)):
            x = self.across(minute * 60.0)
            painter.drawLine(QPointF(x, box.bottom()), QPointF(x, box.bottom() + 3.0))
            text = f"{minute:g} min" if translator.language == "en" else f"{minute:g} 分"
            wide = metrics.horizontalAdvance(text)
            left = min(max(x - wide / 2.0, 0.0), self.width() - wide)
            painter.drawText(QPointF(left, self.height() - 2.0), text)

    def _playhead(self, painter: QPainter, box: QRectF) -> None:
        x = self.across(min(max(self.seconds, self.first), self.last))
        for colour, width in ((theme.colour("wall"), 5.0), (theme.colour("vermilion"), 2.2)):
            painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            painter.drawLine(QPointF(x, box.top() - 2.0), QPointF(x, box.bottom() + 2.0))
        painter.setPen(QPen(theme.colour("wall"), 1.5))
        painter.setBrush(theme.colour("vermilion"))
        painter.drawEllipse(QPointF(x, box.bottom()), 5.0, 5.0)

    # -- the mouse -----------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of the playhead where the mouse is."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.held.emit(True)
            self.asked.emit(self.time_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Draw the playhead along."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.asked.emit(self.time_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let the playhead go."""
        self.held.emit(False)


def series_of(charts: tuple[Chart, ...], quantities: tuple[str, ...], key: str) -> Series | None:
    """Return the series with a key of a chart of some quantities over the time since the start.

    A chart of the first quantity needs no key if it has a single series. None if there is none.
    """
    for chart in charts:
        if chart.x.key != ELAPSED.key or chart.y.key not in quantities:
            continue
        for series in chart.series:
            if series.key == key or (len(chart.series) == 1 and chart.y.key == quantities[0]):
                return series
    return None
