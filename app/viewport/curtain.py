"""The handle of the curtain between two pictures: dragged by the mouse, or by the arrow keys.

It says where it was drawn to; hanging the curtain there is the view's work.
"""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.i18n import say
from app.legend_drawing import DARK, LIGHT
from scene.messages import msg

#: Pixels across in which the mouse takes it, and of its grip.
WIDE: Final = 28
GRIP: Final = 13.0
#: How far a key moves it, as a part of the view, and with Shift.
STEP: Final = 0.01
STRIDE: Final = 0.10
KEYS: Final = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End})


class CurtainHandle(QWidget):
    """The handle; it lies over a view, as tall as it.

    Parameters
    ----------
    view : QWidget
    """

    #: It was drawn by hand; carries where to, 0 to 1 from the left.
    moved = Signal(float)

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self.setObjectName("curtain_handle")
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        say(self, self.setAccessibleName, msg("Curtain between two schemes"))
        say(self, self.setToolTip, msg("Drag the curtain, or move it with ← and →"))
        self.dark = False
        self._at = 0.5
        self._grabbed: float | None = None
        self.hide()

    def hang(self, at: float | None) -> None:
        """Hang somewhere over the view, 0 to 1 from the left; None takes it away."""
        if at is None:
            self.hide()
            return
        self._at = at
        view = self.parentWidget()
        self.setGeometry(round(at * view.width()) - WIDE // 2, 0, WIDE, view.height())
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the grip; the curtain's line is part of the picture."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        dress = DARK if self.dark else LIGHT
        middle = QPointF(self.width() / 2.0, self.height() / 2.0)
        painter.setBrush(dress.paper)
        painter.setPen(QPen(dress.needle if self.hasFocus() else dress.ink, 2.0 if self.hasFocus() else 1.2))
        painter.drawRoundedRect(
            QRectF(middle - QPointF(GRIP, GRIP * 1.5), middle + QPointF(GRIP, GRIP * 1.5)), 6.0, 6.0
        )
        painter.setPen(QPen(dress.ink, 1.6))
        for way in (-1.0, 1.0):
            tip = middle + QPointF(way * 8.0, 0.0)
            painter.drawLine(tip, tip + QPointF(-way * 5.0, -5.0))
            painter.drawLine(tip, tip + QPointF(-way * 5.0, 5.0))
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grabbed = event.position().x() - self.width() / 2.0

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Draw it."""
        if self._grabbed is not None:
            place = self.x() + event.position().x() - self._grabbed
            self.moved.emit(place / max(self.parentWidget().width(), 1))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let it go."""
        self._grabbed = None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Move it by a step, with Shift by a stride, or to either end."""
        step = STRIDE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
        places = {
            Qt.Key.Key_Left: self._at - step,
            Qt.Key.Key_Right: self._at + step,
            Qt.Key.Key_Home: 0.0,
            Qt.Key.Key_End: 1.0,
        }
        place = places.get(Qt.Key(event.key()))
        if place is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(min(max(place, 0.0), 1.0))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Keep the end of a key from the view, where the same keys walk."""
        if Qt.Key(event.key()) not in KEYS:
            super().keyReleaseEvent(event)
