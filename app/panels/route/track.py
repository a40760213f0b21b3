"""The line of a route: a playhead over metres, behind it how the way rises and falls.

It knows metres and heights, neither the route nor the view.
"""

from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.panels.track import Track
from app.theme import theme
from scene.payloads.arrays import F64

#: A flat way is drawn flat: heights are stretched to fill the track only from this difference on, metres.
RELIEF: Final = 6.0


class WayTrack(Track):
    """The line of a route, in metres.

    Parameters
    ----------
    parent : QWidget, optional
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._metres: F64 = np.zeros(0)
        self._heights: F64 = np.zeros(0)

    def show_way(self, metres: F64, heights: F64) -> None:
        """Show a way by its metres and heights."""
        self.first, self.last = 0.0, max(float(metres[-1]), 1.0)
        self._metres, self._heights = metres, heights
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return room for the way and the figures."""
        return QSize(360, 44)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the way, metres and playhead."""
        painter = QPainter(self)
        box = self._bed(painter)
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
        self._figures(painter, box, 1.0, lambda figure: f"{figure:g} m")
        self._playhead(painter, box)
        painter.end()
