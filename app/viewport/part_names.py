"""Write over several scenes in one view what each is called, and draw the lines between them.

Drawn with Qt's painter on a window or on a picture alike.
"""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.legend_drawing import Dress, plaque
from app.viewport.cuts import Cut
from app.wording import Language, in_language
from scene.messages import BilingualText

#: Height of a name's plaque and its way from what it keeps off, logical pixels at scale 1.
TALL: Final = 28.0
EDGE: Final = 14.0


def draw_parts(
    painter: QPainter,
    size: tuple[int, int],
    parts: Sequence[tuple[Cut, BilingualText]],
    language: Language,
    scale: float,
    dress: Dress,
    head: float = 0.0,
) -> None:
    """Draw names and lines in a picture of a size; `head` pixels of it are covered by something else."""
    width, height = size
    for cut, name in parts:
        left, top = cut.box.left * width, cut.box.top * height
        box = QRectF(left, top, cut.box.width * width, cut.box.height * height)
        for ink, width_of_it in ((dress.line, 5.0), (dress.paper, 3.0)):  # seen on bright and dark alike
            painter.setPen(QPen(ink, width_of_it * scale))
            if left > 0.0:
                painter.drawLine(box.topLeft(), box.bottomLeft())
            if top > 0.0:
                painter.drawLine(box.topLeft(), box.topRight())
        _write(painter, box, cut, in_language(name, language), scale, dress, 0.0 if top > 0.0 else head)


def _write(
    painter: QPainter, box: QRectF, cut: Cut, words: str, scale: float, dress: Dress, head: float
) -> None:
    """Write a name at the head of its box: beside a curtain, else in the middle."""
    wide = painter.fontMetrics().horizontalAdvance(words) + 24.0 * scale
    if wide > box.width():
        return  # the curtain leaves it no room, and nothing of its scene to be named
    left = box.center().x() - wide / 2.0
    if cut.box.right < cut.of.right:
        left = box.right() - wide - EDGE * scale
    elif cut.box.left > cut.of.left:
        left = box.left() + EDGE * scale
    at = QRectF(QPointF(max(left, box.left()), box.top() + head + EDGE * scale), box.bottomRight())
    at.setWidth(wide)
    at.setHeight(TALL * scale)
    plaque(painter, at, scale, dress)
    painter.setPen(dress.ink)
    painter.drawText(at, Qt.AlignmentFlag.AlignCenter, words)
