"""A card that hangs over the view at the place it speaks of, and follows it while the eye moves.

It takes no mouse. It knows poses and words, no analysis.
"""

from math import isfinite
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from analysis.base import Card
from app.i18n import tr, translator
from app.panels.pattern import paint_pattern
from app.theme import theme
from app.viewport.optics import Pose

Point = tuple[float, float, float]

#: Nearer than this in front of the eye nothing is drawn, metres.
NEAR: Final = 0.5
#: Widest text, in heights of a line; and reasons that are shown at most: the panel has all of them.
WIDEST: Final = 24.0
MOST_LINES: Final = 5
BAND: Final = 9.0
PAD: Final = 14.0
#: The card stands this far above its place, pixels.
STALK: Final = 46.0


class Callout(QWidget):
    """Lies over the view.

    Parameters
    ----------
    parent : QWidget
        The middle of the window.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.card: Card | None = None
        self.place: Point = (0.0, 0.0, 0.0)
        #: Where the card was drawn last, pixels; empty while its place is behind the eye.
        self.box = QRectF()
        self._pose: Pose | None = None
        self.hide()
        translator.language_changed.connect(self.update)
        theme.changed.connect(self.update)

    def show_card(self, card: Card, place: Point, pose: Pose) -> None:
        """Show a card at a place, local metres."""
        self.card, self.place, self._pose = card, place, pose
        self.show()
        self.update()

    def follow(self, pose: Pose) -> None:
        """Keep to the place as it is seen from a pose."""
        if self._pose != pose:
            self._pose = pose
            if not self.isHidden():
                self.update()

    def foot(self) -> QPointF | None:
        """Return where the place is seen, None behind the eye."""
        if self._pose is None or not all(map(isfinite, self.place)):
            return None
        x, y, depth = self._pose.project(np.array([self.place]), self.width() / max(self.height(), 1))[0]
        if depth < NEAR:
            return None
        return QPointF((x + 1.0) / 2.0 * self.width(), (1.0 - y) / 2.0 * self.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the pin and the card, within the view."""
        foot = self.foot()
        self.box = QRectF()
        inside = foot is not None and QRectF(self.rect()).adjusted(-200, -200, 200, 200).contains(foot)
        if self.card is None or foot is None or not inside:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        head, body = QFont(self.font()), QFont(self.font())
        head.setPointSizeF(self.font().pointSizeF() * 1.55)
        head.setWeight(QFont.Weight.DemiBold)
        body.setPointSizeF(self.font().pointSizeF() * 1.08)
        parts = [(head, tr(self.card.headline)), *((body, tr(line)) for line in self.card.lines[:MOST_LINES])]
        room = min(WIDEST * QFontMetricsF(body).height(), self.width() - 60.0)
        sizes = [_size(font, text, room) for font, text in parts]
        wide = max(size.width() for size in sizes) + 2 * PAD + BAND
        tall = sum(size.height() for size in sizes) + 6.0 * (len(sizes) - 1) + 2 * PAD
        self.box = self._placed(foot, wide, tall)
        self._draw_pin(painter, foot)
        self._draw_ground(painter)
        y = self.box.top() + PAD
        for place, ((font, text), size) in enumerate(zip(parts, sizes, strict=True)):
            painter.setFont(font)
            painter.setPen(theme.colour("ink" if place < 2 else "tile"))
            line = QRectF(self.box.left() + BAND + PAD, y, room, size.height())
            painter.drawText(line, int(Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextWordWrap), text)
            y += size.height() + 6.0
        painter.end()

    def _placed(self, foot: QPointF, wide: float, tall: float) -> QRectF:
        """Return the card above its place, or beside and below it where there is no room above."""
        left = min(max(foot.x() - 0.3 * wide, 12.0), max(self.width() - wide - 12.0, 12.0))
        top = foot.y() - STALK - tall
        if top < 12.0:
            top = min(foot.y() + STALK, self.height() - tall - 12.0)
        return QRectF(left, max(top, 12.0), wide, tall)

    def _draw_pin(self, painter: QPainter, foot: QPointF) -> None:
        nearest = QPointF(
            min(max(foot.x(), self.box.left() + 12.0), self.box.right() - 12.0),
            self.box.bottom() if foot.y() > self.box.bottom() else self.box.top(),
        )
        for colour, width in ((theme.colour("wall"), 4.0), (theme.colour("ink"), 1.6)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(nearest, foot)
        painter.setPen(QPen(theme.colour("wall"), 2.5))
        painter.setBrush(theme.colour("vermilion"))
        painter.drawEllipse(foot, 6.0, 6.0)

    def _draw_ground(self, painter: QPainter) -> None:
        shadow = QColor(0, 0, 0, 40)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shadow)
        painter.drawRoundedRect(self.box.translated(0.0, 3.0), 7.0, 7.0)
        painter.setPen(QPen(theme.colour("line"), 1.0))
        painter.setBrush(theme.colour("wall"))
        painter.drawRoundedRect(self.box, 6.0, 6.0)
        band = QRectF(self.box.left() + 1, self.box.top() + 1, BAND, self.box.height() - 2)
        if self.card is not None and self.card.outcome is not None:
            paint_pattern(painter, band, self.card.outcome, 3.0)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("edge"))
            painter.drawRoundedRect(band, 3.0, 3.0)


def _size(font: QFont, text: str, room: float) -> QSize:
    flags = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextWordWrap)
    box = QFontMetricsF(font).boundingRect(QRectF(0, 0, room, 4000), flags, text)
    return QSize(int(box.width()) + 2, int(box.height()) + 1)
