"""The list of opinions: mark, words in two lines, who and what came of it. Drawn, not made of widgets."""

from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.i18n import tr, translator
from app.panels.opinions.marks import paint_mark
from app.panels.own_keys import OwnKeys
from app.theme import theme
from scene.review.opinion import Opinion
from scene.review.words import KIND_WORDS, SEVERITY_WORDS, STATE_WORDS

Index = QModelIndex | QPersistentModelIndex

OPINION: Final = Qt.ItemDataRole.UserRole + 1
MARK: Final = 13.0
LEFT, RIGHT, GAP = 46, 12, 8


class OpinionRows(QAbstractListModel):
    """Opinions in their order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.opinions: tuple[Opinion, ...] = ()
        translator.language_changed.connect(self.layoutChanged)
        theme.changed.connect(self.layoutChanged)

    def show(self, opinions: tuple[Opinion, ...]) -> None:
        """Show these."""
        self.beginResetModel()
        self.opinions = opinions
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return how many there are."""
        return 0 if parent.isValid() else len(self.opinions)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the opinion, or its words for a screen reader."""
        if not index.isValid():
            return None
        opinion = self.opinions[index.row()]
        if role == OPINION:
            return opinion
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{opinion.number} {told_of(opinion)}: {opinion.text}"
        return opinion.text if role == Qt.ItemDataRole.ToolTipRole else None


def told_of(opinion: Opinion) -> str:
    """Return state, kind, severity and speaker in one line."""
    severity = tr(SEVERITY_WORDS[opinion.severity]) if opinion.severity else ""
    words = (tr(STATE_WORDS[opinion.state]), tr(KIND_WORDS[opinion.kind]), severity, opinion.who)
    return "  ·  ".join(filter(None, words))


class OpinionDelegate(QStyledItemDelegate):
    """Draws a row."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Return room for three lines."""
        return QSize(200, 3 * QFontMetrics(option.font).lineSpacing() + 2 * GAP + 4)  # type: ignore[attr-defined]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw mark, words and what is told of them."""
        opinion: Opinion = index.data(OPINION)
        rect: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.colour("chosen"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.colour("shade"))
        painter.fillRect(rect.left() + LEFT, rect.bottom(), rect.width(), 1, theme.colour("line"))
        font = QFont(option.font)  # type: ignore[attr-defined]
        line = QFontMetrics(font).lineSpacing()
        painter.setFont(font)
        mark = QPointF(rect.left() + LEFT / 2 + 1, rect.top() + GAP + line)
        paint_mark(painter, mark, MARK, opinion)
        room = QRect(rect.left() + LEFT, rect.top() + GAP, rect.width() - LEFT - RIGHT, 2 * line)
        closed = opinion.state in ("closed", "rejected")
        painter.setPen(theme.colour("tile" if closed else "ink"))
        lines = two_lines(opinion.text, QFontMetrics(font), room.width())
        for place, text in enumerate(lines):
            painter.drawText(room.left(), room.top() + place * line + QFontMetrics(font).ascent(), text)
        painter.setPen(theme.colour("tile"))
        foot = QRect(room.left(), room.top() + len(lines) * line + 3, room.width(), line)
        told = QFontMetrics(font).elidedText(told_of(opinion), Qt.TextElideMode.ElideRight, foot.width())
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, told)
        painter.restore()


def two_lines(text: str, metrics: QFontMetrics, width: int) -> tuple[str, ...]:
    """Return the beginning of a text as at most two lines that fit."""
    words = " ".join(text.split())
    if metrics.horizontalAdvance(words) <= width:
        return (words,)
    length = len(words)
    while length > 1 and metrics.horizontalAdvance(words[:length]) > width:
        length -= 1
    space = words.rfind(" ", 0, length + 1)
    cut = space if space > length // 2 else length  # Chinese breaks anywhere
    rest = metrics.elidedText(words[cut:].lstrip(), Qt.TextElideMode.ElideRight, width)
    return (words[:cut], rest)


class OpinionList(QListView):
    """The list; a row that is chosen is looked at, a double click flies there."""

    #: Another opinion is chosen, with its key.
    chosen = Signal(str)
    #: An opinion is to be flown to.
    flown = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = OpinionRows(self)
        self.setModel(self.rows)
        self.setItemDelegate(OpinionDelegate(self))
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        OwnKeys(self, Qt.Key.Key_F2, Qt.Key.Key_Delete)
        self.selectionModel().currentRowChanged.connect(self._on_row)
        self.doubleClicked.connect(lambda index: self.flown.emit(index.data(OPINION)))

    def show_opinions(self, opinions: tuple[Opinion, ...], current: str) -> None:
        """Show these, with one of them looked at."""
        if opinions != self.rows.opinions:
            self.rows.show(opinions)
        keys = [one.key for one in opinions]
        with_current = self.rows.index(keys.index(current)) if current in keys else QModelIndex()
        if with_current != self.currentIndex():
            self.setCurrentIndex(with_current)

    def _on_row(self, index: QModelIndex, before: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(index.data(OPINION).key)
