"""The pane over the 3D view: shows the finished picture when the eye rests, and the overlay always.

It takes no mouse. It knows images and poses, not how they came to be.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.viewport.cuts import UNCUT, Cut, Rect
from app.viewport.optics import Pose
from app.viewport.overlay import Overlay, draw_overlay, scale_of
from app.viewport.title_band import title_box


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
        self._stills: dict[int, QImage] = {}
        self._parts: dict[int, Cut] = {0: UNCUT}
        self._count = 1

    @property
    def still(self) -> QImage | None:
        """What the finished pictures show together, None until they cover the moving one."""
        if not self.shows_still:
            return None
        whole = QImage(self.size(), QImage.Format.Format_RGB888)
        painter = QPainter(whole)
        self._draw_stills(painter)
        painter.end()
        return whole

    @property
    def title_foot(self) -> float:
        """Pixels from the upper edge that a title takes at the left, 0 while there is none."""
        title = self.overlay.title
        if title is None:
            return 0.0
        font, scale = self.font(), scale_of(self.height())
        return title_box(font, self.width(), scale, title, self.overlay.language).bottom()

    @property
    def shows_still(self) -> bool:
        """Whether finished pictures are shown: of several scenes all or none, lest one looks better so."""
        return all(number in self._stills for number in range(self._count))

    def show_still(self, picture: NDArray[np.uint8], number: int = 0) -> None:
        """Show a finished picture in place of the moving one; of several scenes each has its own."""
        self._stills[number] = as_image(picture)
        self.update()

    def clear(self) -> None:
        """Take all finished pictures away."""
        if self._stills:
            self._stills = {}
            self.update()

    def show_parts(self, parts: Mapping[int, Cut], count: int) -> None:
        """Show these of so many pictures, where they are cut."""
        self._parts, self._count = dict(parts), count
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the still, if any, and the overlay."""
        painter = QPainter(self)
        self._draw_stills(painter)
        if self.pose is not None:
            draw_overlay(painter, self.width(), self.height(), self.pose, self.overlay)
        painter.end()

    def _draw_stills(self, painter: QPainter) -> None:
        for number, cut in self._parts.items() if self.shows_still else ():
            painter.setClipRect(placed(cut.box, self.width(), self.height()))
            painter.drawImage(placed(cut.of, self.width(), self.height()), self._stills[number])
        painter.setClipping(False)


def placed(part: Rect, width: int, height: int) -> QRect:
    """Return the pixels of a part of a view."""
    left, top = round(part.left * width), round(part.top * height)
    return QRect(left, top, round(part.right * width) - left, round(part.bottom * height) - top)


def decorated(picture: NDArray[np.uint8], pose: Pose, overlay: Overlay) -> NDArray[np.uint8]:
    """Return a picture with north, measure and notes on it."""
    image = as_image(picture)
    painter = QPainter(image)
    draw_overlay(painter, image.width(), image.height(), pose, replace(overlay, foot=0.0, head=0.0))
    painter.end()
    rows, cols, step = image.height(), image.width(), image.bytesPerLine()
    held = np.frombuffer(image.constBits(), np.uint8).reshape(rows, step)[:, : cols * 3]
    return held.reshape(rows, cols, 3).copy()


def as_image(picture: NDArray[np.uint8]) -> QImage:
    """Return a picture, shape (rows, cols, 3), as an image with memory of its own."""
    held = np.ascontiguousarray(picture)
    rows, cols, _ = held.shape
    return QImage(held.data, cols, rows, 3 * cols, QImage.Format.Format_RGB888).copy()
