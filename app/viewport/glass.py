"""The pane over the 3D view: shows the finished picture when the eye rests, and the overlay always.

It takes no mouse. It knows images and poses, not how they came to be.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.viewport.optics import Pose
from app.viewport.overlay import Overlay, draw_overlay


class Glass(QWidget):
    """A transparent pane.

    Parameters
    ----------
    parent : QWidget
        The view it lies on; it keeps that one's size.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.overlay = Overlay()
        self.pose: Pose | None = None
        self._still: QImage | None = None

    @property
    def shows_still(self) -> bool:
        """Whether a finished picture is shown."""
        return self._still is not None

    def show_still(self, picture: NDArray[np.uint8] | None) -> None:
        """Show a finished picture in place of the moving one; None takes it away."""
        if picture is None and self._still is None:
            return
        self._still = None if picture is None else as_image(picture)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the still, if any, and the overlay."""
        painter = QPainter(self)
        if self._still is not None:
            painter.drawImage(QRect(0, 0, self.width(), self.height()), self._still)
        if self.pose is not None:
            draw_overlay(painter, self.width(), self.height(), self.pose, self.overlay)
        painter.end()


def decorated(picture: NDArray[np.uint8], pose: Pose, overlay: Overlay) -> NDArray[np.uint8]:
    """Return a picture with north, measure and notes on it."""
    image = as_image(picture)
    painter = QPainter(image)
    draw_overlay(painter, image.width(), image.height(), pose, replace(overlay, foot=0.0))
    painter.end()
    rows, cols, step = image.height(), image.width(), image.bytesPerLine()
    held = np.frombuffer(image.constBits(), np.uint8).reshape(rows, step)[:, : cols * 3]
    return held.reshape(rows, cols, 3).copy()


def as_image(picture: NDArray[np.uint8]) -> QImage:
    """Return a picture, shape (rows, cols, 3), as an image with memory of its own."""
    held = np.ascontiguousarray(picture)
    rows, cols, _ = held.shape
    return QImage(held.data, cols, rows, 3 * cols, QImage.Format.Format_RGB888).copy()
