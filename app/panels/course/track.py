"""The line of time: a playhead over minutes, behind it how it rained and how much water there was.

It knows charts and times, neither the course nor the view.
"""

from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from analysis.base import Chart, Series
from app.i18n import translator
from app.panels.track import Track
from app.theme import theme
from scene.units import DISCHARGE, ELAPSED, RAIN_RATE, WATER_VOLUME

#: Keys of the series of rain and of the water that is there, as a volume account names them.
RAIN: Final = "rain"
STORED: Final = "stored"


class TimeTrack(Track):
    """The line of time, in seconds since the start.

    Parameters
    ----------
    parent : QWidget, optional
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        #: Up to where a run has come; beyond it a first answer stands.
        self.reached = 1.0
        self.rain: Series | None = None
        self.volume: Series | None = None

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

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return room for the charts and the figures."""
        return QSize(420, 58)

    # -- drawing -------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw charts, minutes and playhead."""
        painter = QPainter(self)
        box = self._bed(painter)
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
        self._figures(painter, box, 60.0, _minutes)
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


def _minutes(figure: float) -> str:
    return f"{figure:g} min" if translator.language == "en" else f"{figure:g} 分"


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
