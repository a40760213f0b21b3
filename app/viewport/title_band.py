"""The title over a picture: what the room reads first, on a plaque that holds over any sky.

Drawn with Qt's painter on a window or on a picture alike. It knows words, no scene and no agenda.
"""

from typing import Final, Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from app.legend_drawing import DARK, LIGHT, plaque
from app.viewport.setting import Title

#: Pixels of the letters at a height of 900, and the widest that a title may grow.
LARGE: Final = 34
SMALL: Final = 16
WIDEST: Final = 0.62


def draw_title(
    painter: QPainter, width: int, scale: float, title: Title, language: Literal["zh", "en"], dark: bool
) -> None:
    """Draw a title at the upper left of a picture.

    Parameters
    ----------
    width : int
        Of the picture, logical pixels.
    scale : float
        Of everything that lies over the picture.
    """
    words, more = (text.zh if language == "zh" else text.en for text in (title.text, title.line))
    if not words or title.solid <= 0.0:
        return
    dress = DARK if dark else LIGHT
    large, small = QFont(painter.font()), QFont(painter.font())
    large.setPixelSize(round(LARGE * scale))
    large.setWeight(QFont.Weight.DemiBold)
    small.setPixelSize(round(SMALL * scale))
    most = WIDEST * width
    words = QFontMetricsF(large).elidedText(words, Qt.TextElideMode.ElideRight, most)
    more = QFontMetricsF(small).elidedText(more, Qt.TextElideMode.ElideRight, most)
    wide = max(QFontMetricsF(large).horizontalAdvance(words), QFontMetricsF(small).horizontalAdvance(more))
    high = QFontMetricsF(large).height() + (QFontMetricsF(small).height() + 2 * scale if more else 0.0)
    edge, within, bar = 24.0 * scale, 22.0 * scale, 5.0 * scale
    box = QRectF(edge, edge, wide + 2 * within + bar, high + 24 * scale)
    painter.save()
    painter.setOpacity(title.solid)
    plaque(painter, box, scale, dress)
    painter.fillRect(QRectF(box.left(), box.top(), bar, box.height()), dress.needle)
    painter.setPen(dress.ink)
    painter.setFont(large)
    foot = box.top() + 12 * scale + QFontMetricsF(large).ascent()
    painter.drawText(QPointF(box.left() + bar + within, foot), words)
    if more:
        painter.setFont(small)
        painter.setOpacity(0.78 * title.solid)
        foot += QFontMetricsF(large).descent() + 2 * scale + QFontMetricsF(small).ascent()
        painter.drawText(QPointF(box.left() + bar + within, foot), more)
    painter.restore()
