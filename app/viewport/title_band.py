"""The title over a picture: what the room reads first, on a plaque that holds over any sky.

Drawn with Qt's painter on a window or on a picture alike. It knows words, no scene and no agenda.
"""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from app.legend_drawing import DARK, LIGHT, plaque
from app.viewport.setting import Title
from app.wording import Language

#: Pixels of the letters at a height of 900, and the widest that a title may grow.
LARGE: Final = 34
SMALL: Final = 16
WIDEST: Final = 0.62
#: From the edge of the picture, from the edge of the plaque, and of the red line before it, at that height.
EDGE, WITHIN, BAR = 24.0, 22.0, 5.0


def title_box(font: QFont, width: int, scale: float, title: Title, language: Language) -> QRectF:
    """Return the plaque of a title, empty if there are no words.

    Parameters
    ----------
    font : QFont
        Whose family is written in.
    width : int
        Of the picture, logical pixels.
    scale : float
        Of everything that lies over the picture.
    """
    words, more = _words(title, language)
    if not words:
        return QRectF()
    large, small = (QFontMetricsF(one) for one in _fonts(font, scale))
    wide = min(max(large.horizontalAdvance(words), small.horizontalAdvance(more)), WIDEST * width)
    high = large.height() + (small.height() + 2 * scale if more else 0.0)
    edge = EDGE * scale
    return QRectF(edge, edge, wide + (2 * WITHIN + BAR) * scale, high + 24 * scale)


def draw_title(
    painter: QPainter, width: int, scale: float, title: Title, language: Language, dark: bool
) -> None:
    """Draw a title at the upper left of a picture."""
    box = title_box(painter.font(), width, scale, title, language)
    if box.isEmpty() or title.solid <= 0.0:
        return
    dress = DARK if dark else LIGHT
    large, small = _fonts(painter.font(), scale)
    words, more = (
        QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, WIDEST * width + 1.0)
        for font, text in zip((large, small), _words(title, language), strict=True)
    )
    left = box.left() + (BAR + WITHIN) * scale
    painter.save()
    painter.setOpacity(title.solid)
    plaque(painter, box, scale, dress)
    painter.fillRect(QRectF(box.left(), box.top(), BAR * scale, box.height()), dress.needle)
    painter.setPen(dress.ink)
    painter.setFont(large)
    foot = box.top() + 12 * scale + QFontMetricsF(large).ascent()
    painter.drawText(QPointF(left, foot), words)
    if more:
        painter.setFont(small)
        painter.setOpacity(0.78 * title.solid)
        foot += QFontMetricsF(large).descent() + 2 * scale + QFontMetricsF(small).ascent()
        painter.drawText(QPointF(left, foot), more)
    painter.restore()


def _words(title: Title, language: Language) -> tuple[str, str]:
    words, more = (text.zh if language == "zh" else text.en for text in (title.text, title.line))
    return words, more


def _fonts(font: QFont, scale: float) -> tuple[QFont, QFont]:
    large, small = QFont(font), QFont(font)
    large.setPixelSize(round(LARGE * scale))
    large.setWeight(QFont.Weight.DemiBold)
    small.setPixelSize(round(SMALL * scale))
    return large, small
