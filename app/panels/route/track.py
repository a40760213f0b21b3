"""The line of a route: a playhead over metres, behind it how the way rises and falls.

It knows metres and heights, neither the route nor the view.
"""

from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF

from app.chart_frame import round_steps
from app.panels.course.track import FIGURES, SIDE, TimeTrack
from app.theme import theme
from scene.payloads.arrays import F64

#: A flat way is drawn flat: heights are stretched to fill the track only from this difference on, metres.
RELIEF: Final = 6.0


class WayTrack(TimeTrack):
    """The line of a route; what :class:`TimeTrack` calls seconds are metres here."""

    def show_way(self, metres: F64, heights: F64) -> None:
        """Show a way by its metres and heights."""
        self.show_span(0.0, float(metres[-1]), ())
        self._metres, self._heights = metres, heights
        self.update()

    _metres: F64 = np.zeros(0)
    _heights: F64 = np.zeros(0)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return room for the way and the figures."""
        return QSize(360, 44)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the way, metres and playhead."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(SIDE, 2.0, self.width() - 2.0 * SIDE, self.height() - FIGURES - 2.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("shade"))
        painter.drawRoundedRect(box, 3.0, 3.0)
        if len(self._metres) > 1:
            low = float(self._heights.min())
            span = max(float(np.ptp(self._heights)), RELIEF)
            tall = (self._heights - low) / span * (box.height() - 8.0) + 4.0
            top = [
                QPointF(self.across(float(m)), box.bottom() - float(t))
                for m, t in zip(self._metres, tall, strict=True)
            ]
            ground = theme.colour("tile")
            ground.setAlpha(70)
            painter.setBrush(ground)
            ends = (QPointF(top[0].x(), box.bottom()), QPointF(top[-1].x(), box.bottom()))
            painter.drawPolygon(QPolygonF([ends[0], *top, ends[1]]))
            painter.setPen(QPen(theme.colour("tile"), 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF(top))
        metrics = QFontMetricsF(painter.font())
        painter.setPen(theme.colour("tile"))
        for metre in round_steps(0.0, self.last, max(int(box.width() / 90.0), 2)):
            x = self.across(metre)
            painter.drawLine(QPointF(x, box.bottom()), QPointF(x, box.bottom() + 3.0))
            text = f"{metre:g} m"
            wide = metrics.horizontalAdvance(text)
            painter.drawText(
                QPointF(min(max(x - wide / 2.0, 0.0), self.width() - wide), self.height() - 2.0), text
            )
        self._playhead(painter, box)
        painter.end()
