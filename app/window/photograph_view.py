"""A photograph in which places are picked: the wheel zooms at the mouse, a drag moves, a click picks a pixel.

It knows pixels and crosses, not what they stand for.
"""

from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QImageReader, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

#: A press that moves no farther than this is a click, logical pixels.
STILL = 4.0
MOST_ZOOM = 40.0


class PhotographView(QWidget):
    """Shows a photograph with numbered crosses."""

    #: Column and row that were clicked, pixels of the photograph.
    picked = Signal(float, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(520, 340)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._image = QImage()
        self._zoom = 1.0
        self._middle = QPointF()
        self._pressed: QPointF | None = None
        self._moved = 0.0
        self._crosses: list[tuple[float, float, str]] = []

    @property
    def shows(self) -> bool:
        """Whether there is a photograph."""
        return not self._image.isNull()

    def show_file(self, path: Path) -> bool:
        """Show a photograph; return False if it cannot be read."""
        reader = QImageReader(str(path))
        reader.setAutoTransform(False)  # pixels are counted as the file holds them
        self._image = reader.read()
        self._zoom = 1.0
        self._middle = QPointF(self._image.width() / 2.0, self._image.height() / 2.0)
        self.update()
        return self.shows

    def mark(self, crosses: list[tuple[float, float, str]]) -> None:
        """Show crosses: column, row and what is written beside."""
        self._crosses = crosses
        self.update()

    @property
    def scale(self) -> float:
        """Logical pixels a pixel of the photograph."""
        if not self.shows:
            return 1.0
        return min(self.width() / self._image.width(), self.height() / self._image.height()) * self._zoom

    def pixel_at(self, at: QPointF) -> tuple[float, float]:
        """Return column and row under a point of the widget."""
        off = (at - QPointF(self.width() / 2.0, self.height() / 2.0)) / self.scale + self._middle
        return off.x(), off.y()

    def point_of(self, column: float, row: float) -> QPointF:
        """Return where a pixel of the photograph is drawn."""
        off = (QPointF(column, row) - self._middle) * self.scale
        return off + QPointF(self.width() / 2.0, self.height() / 2.0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the photograph and the crosses."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#2B3032"))
        if self.shows:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.scale < 4.0)
            low = self.point_of(0.0, 0.0)
            high = self.point_of(self._image.width(), self._image.height())
            painter.drawImage(QRectF(low, high), self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for column, row, words in self._crosses:
            at = self.point_of(column, row)
            for colour, width in ((QColor("#FFFFFF"), 3.0), (QColor("#C8321E"), 1.4)):
                painter.setPen(QPen(colour, width))
                painter.drawLine(at - QPointF(9, 0), at + QPointF(9, 0))
                painter.drawLine(at - QPointF(0, 9), at + QPointF(0, 9))
            painter.setPen(QColor("#FFFFFF"))
            painter.drawText(at + QPointF(8, -6), words)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom at the mouse."""
        before = QPointF(*self.pixel_at(event.position()))
        self._zoom = min(max(self._zoom * 1.0015 ** event.angleDelta().y(), 1.0), MOST_ZOOM)
        self._middle += before - QPointF(*self.pixel_at(event.position()))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin a click or a drag."""
        self._pressed, self._moved = event.position(), 0.0

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag the photograph."""
        if self._pressed is not None:
            step = event.position() - self._pressed
            self._moved += abs(step.x()) + abs(step.y())
            if self._moved > STILL:
                self._middle -= step / self.scale
                self._pressed = event.position()
                self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Pick the pixel if the mouse stayed."""
        pressed, self._pressed = self._pressed, None
        if pressed is None or self._moved > STILL or not self.shows:
            return
        column, row = self.pixel_at(event.position())
        if 0.0 <= column < self._image.width() and 0.0 <= row < self._image.height():
            self.picked.emit(column, row)
