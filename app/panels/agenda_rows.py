"""Rows of the agenda: number, picture, title, and a quiet line of scheme, hour and time.

It draws stops; it does not know how one is shown or changed.
"""

from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.theme import pixmap, theme

Index = QModelIndex | QPersistentModelIndex

PICTURE: Final = QSize(112, 63)
EDGE: Final = 8
KEY_ROLE: Final = Qt.ItemDataRole.UserRole
LINE_ROLE: Final = Qt.ItemDataRole.UserRole + 1
PICTURE_ROLE: Final = Qt.ItemDataRole.UserRole + 2
SHOWN_ROLE: Final = Qt.ItemDataRole.UserRole + 3
NOTED_ROLE: Final = Qt.ItemDataRole.UserRole + 4


class StopDelegate(QStyledItemDelegate):
    """Draws one stop a row; the title is edited in its place."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Leave room for the picture or three lines of text, whichever is taller."""
        line = option.fontMetrics.height()  # type: ignore[attr-defined]
        return QSize(200, max(PICTURE.height(), 3 * line) + 2 * EDGE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground, number, picture and words."""
        box: QRect = option.rect  # type: ignore[attr-defined]
        state = option.state  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.colour("chosen"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.colour("shade"))
        if index.data(SHOWN_ROLE):
            painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), theme.colour("vermilion"))
        picture = QRectF(box.left() + 30, box.center().y() - PICTURE.height() / 2 + 1, 112, 63)
        painter.setPen(theme.colour("tile"))
        number = QRect(box.left() + 4, box.top(), 24, box.height())
        painter.drawText(number, Qt.AlignmentFlag.AlignCenter, str(index.row() + 1))
        draw_picture(painter, picture, index.data(PICTURE_ROLE))
        self._write(painter, option, index)
        painter.restore()

    def _write(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        box = words_box(option.rect)  # type: ignore[attr-defined]
        font = QFont(option.font)  # type: ignore[attr-defined]
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        painter.setPen(theme.colour("ink"))
        line = str(index.data(LINE_ROLE) or "")
        title = two_lines(str(index.data() or ""), metrics, box.width())
        top = box.center().y() - (len(title) + 1) * metrics.height() // 2
        for words in title:
            painter.drawText(QRect(box.left(), top, box.width(), metrics.height()), 0, words)
            top += metrics.height()
        font.setWeight(QFont.Weight.Normal)
        font.setPointSizeF(font.pointSizeF() * 0.88)
        painter.setFont(font)
        painter.setPen(theme.colour("tile"))
        room = QRect(box.left(), top + 1, box.width(), metrics.height())
        if index.data(NOTED_ROLE):
            painter.drawPixmap(room.left(), room.top() + 2, pixmap("rename", theme.colour("tile"), 12))
            room.setLeft(room.left() + 16)
        small = painter.fontMetrics()
        painter.drawText(room, 0, small.elidedText(line, Qt.TextElideMode.ElideRight, room.width()))

    def updateEditorGeometry(  # noqa: N802
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Lay the field over the title."""
        box = words_box(option.rect)  # type: ignore[attr-defined]
        high = editor.sizeHint().height()
        editor.setGeometry(box.left() - 6, box.center().y() - high // 2, box.width() + 6, high)


def two_lines(text: str, metrics: QFontMetrics, width: int) -> list[str]:
    """Return a text as one line or two that fit a width; what is left over is elided."""
    if metrics.horizontalAdvance(text) <= width:
        return [text]
    fits = next((k for k in range(len(text), 1, -1) if metrics.horizontalAdvance(text[:k]) <= width), 1)
    space = text.rfind(" ", 0, fits + 1)  # words stay whole; Chinese breaks anywhere
    cut = space if space > 0 else fits
    rest = metrics.elidedText(text[cut:].lstrip(), Qt.TextElideMode.ElideRight, width)
    return [text[:cut].rstrip(), rest]


def words_box(box: QRect) -> QRect:
    """Return where the words of a row stand."""
    left = box.left() + 30 + PICTURE.width() + 12
    return QRect(left, box.top() + EDGE, max(box.right() - left - EDGE, 20), box.height() - 2 * EDGE)


def draw_picture(painter: QPainter, box: QRectF, picture: Any, radius: float = 5.0) -> None:
    """Draw the picture of a stop with round corners, a quiet ground while there is none."""
    path = QPainterPath()
    path.addRoundedRect(box, radius, radius)
    painter.save()
    painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
    if isinstance(picture, QImage):
        painter.drawImage(box, picture)
    else:
        painter.fillRect(box, theme.colour("shade"))
        mark = pixmap("viewpoint", theme.colour("edge"), 24)
        centre = box.center().toPoint()
        painter.drawPixmap(centre.x() - 12, centre.y() - 12, mark)
    painter.restore()
