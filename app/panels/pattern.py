"""Colour and pattern of the three verdicts, the same wherever a verdict is drawn.

Blue and plain passes, amber and dotted asks for review, red and hatched fails: told apart without colour.
"""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from analysis.common.verdict import Outcome
from app.theme import theme
from scene.messages import BilingualText

WORDS: Final[dict[Outcome, BilingualText]] = {
    Outcome.PASS: BilingualText("通过", "Pass"),
    Outcome.REVIEW: BilingualText("需复核", "Review"),
    Outcome.FAIL: BilingualText("不通过", "Fail"),
}

TOKENS: Final = {Outcome.PASS: "pass", Outcome.REVIEW: "review_fill", Outcome.FAIL: "fail"}


def paint_pattern(
    painter: QPainter, box: QRectF, outcome: Outcome, radius: float = 0.0, pitch: float = 9.0
) -> None:
    """Fill a box with the colour and the pattern of a verdict."""
    colour = theme.colour(TOKENS[outcome])
    shape = QPainterPath()
    shape.addRoundedRect(box, radius, radius)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(shape, colour)
    painter.setClipPath(shape)
    mark = QColor(255, 255, 255, 150) if theme.name == "light" else QColor(30, 35, 36, 140)
    if outcome is Outcome.FAIL:
        painter.setPen(QPen(mark, 2.0))
        at = box.left() - box.height()
        while at < box.right():
            painter.drawLine(QPointF(at, box.bottom()), QPointF(at + box.height(), box.top()))
            at += pitch
    elif outcome is Outcome.REVIEW:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mark)
        y, row = box.top() + pitch / 2, 0
        while y < box.bottom() + pitch:
            x = box.left() + pitch / 2 + (pitch / 2 if row % 2 else 0)
            while x < box.right() + pitch:
                painter.drawEllipse(QPointF(x, y), 1.9, 1.9)
                x += pitch
            y += pitch * 0.8
            row += 1
    painter.restore()


def swatch(outcome: Outcome, size: int = 14) -> QPixmap:
    """Return a small square in colour and pattern."""
    drawn = QPixmap(size * 2, size * 2)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    paint_pattern(painter, QRectF(0, 0, size * 2, size * 2), outcome, 6.0, 12.0)
    painter.end()
    drawn.setDevicePixelRatio(2.0)
    return drawn
