"""A line with a playhead that is drawn along by the mouse: over minutes, over metres.

What stands behind the playhead, and in which unit, is of whoever derives from it.
"""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.chart_frame import round_steps
from app.i18n import translator
from app.theme import theme

#: Room for the playhead at both ends, and height of the figures below, pixels.
SIDE: Final = 10.0
FIGURES: Final = 17.0
#: A figure stands every so many pixels at the most.
APART: Final = 90.0


class Track(QWidget):
    """The line; it takes mouse presses and drags.

    Parameters
    ----------
    parent : QWidget, optional
    """

    #: The person goes to a place on the line.
    asked = Signal(float)
    #: The person took hold of the playhead, or let it go.
    held = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        #: Both ends, and where the playhead stands.
        self.first, self.last, self.at = 0.0, 1.0, 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.update)
        translator.language_changed.connect(self.update)

    def put(self, at: float) -> None:
        """Put the playhead at a place."""
        self.at = at
        self.update()

    def across(self, at: float) -> float:
        """Return where a place lies, pixels from the left."""
        share = (at - self.first) / (self.last - self.first)
        return SIDE + share * (self.width() - 2.0 * SIDE)

    def place_at(self, x: float) -> float:
        """Return the place at a pixel, within the span."""
        share = (x - SIDE) / max(self.width() - 2.0 * SIDE, 1.0)
        return self.first + min(max(share, 0.0), 1.0) * (self.last - self.first)

    # -- drawing -------------------------------------------------------------------------------------------

    def _bed(self, painter: QPainter) -> QRectF:
        """Draw the bed of the line, and return it."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(SIDE, 2.0, self.width() - 2.0 * SIDE, self.height() - FIGURES - 2.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("shade"))
        painter.drawRoundedRect(box, 3.0, 3.0)
        return box

    def _figures(self, painter: QPainter, box: QRectF, unit: float, text: Callable[[float], str]) -> None:
        """Write round figures below; one of them is `unit` long."""
        metrics = QFontMetricsF(painter.font())
        painter.setPen(theme.colour("tile"))
        for figure in round_steps(self.first / unit, self.last / unit, max(int(box.width() / APART), 2)):
            x = self.across(figure * unit)
            painter.drawLine(QPointF(x, box.bottom()), QPointF(x, box.bottom() + 3.0))
            wide = metrics.horizontalAdvance(text(figure))
            left = min(max(x - wide / 2.0, 0.0), self.width() - wide)
            painter.drawText(QPointF(left, self.height() - 2.0), text(figure))

    def _playhead(self, painter: QPainter, box: QRectF) -> None:
        x = self.across(min(max(self.at, self.first), self.last))
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
            self.asked.emit(self.place_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Draw the playhead along."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.asked.emit(self.place_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let the playhead go."""
        self.held.emit(False)
