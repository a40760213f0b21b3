"""All verdicts of a result as a list, the worst first: colour and pattern, name, what was measured."""

from collections import Counter
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from analysis.common.verdict import Outcome, Verdict
from app.i18n import quantity_text, tr, translator
from app.panels.analyses.run import ORDER
from app.panels.pattern import WORDS, swatch
from app.theme import theme

Index = QModelIndex | QPersistentModelIndex

#: A longer list scrolls by itself.
MOST_ROWS: Final = 7


class Verdicts(QAbstractTableModel):
    """Rows of verdicts: name, and value against limit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.verdicts: tuple[Verdict, ...] = ()
        self._often: set[tuple[str, str]] = set()
        self._swatches: dict[Outcome, QPixmap] = {}
        translator.language_changed.connect(self.layoutChanged)
        theme.changed.connect(self._swatches.clear)
        theme.changed.connect(self.layoutChanged)

    def show(self, verdicts: tuple[Verdict, ...]) -> None:
        """Show these verdicts, the worst first."""
        self.beginResetModel()
        self.verdicts = tuple(sorted(verdicts, key=lambda verdict: ORDER.index(verdict.outcome)))
        counted = Counter((verdict.node, verdict.subject) for verdict in verdicts)
        self._often = {subject for subject, count in counted.items() if count > 1}
        self.endResetModel()

    def _name(self, verdict: Verdict) -> str:
        """Return the subject's name, with the place it is seen from where it is judged more than once."""
        name = tr(verdict.subject_name) or verdict.subject
        place = tr(verdict.viewpoint_name)
        return f"{name} · {place}" if (verdict.node, verdict.subject) in self._often and place else name

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return the number of verdicts."""
        return 0 if parent.isValid() else len(self.verdicts)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return two."""
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return name and figure as shown."""
        if not index.isValid():
            return None
        verdict, named = self.verdicts[index.row()], index.column() == 0
        if role == Qt.ItemDataRole.DisplayRole:
            return self._name(verdict) if named else quantity_text(verdict.quantity, verdict.value)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{tr(WORDS[verdict.outcome])}: {tr(verdict.reason)}"
        if role == Qt.ItemDataRole.DecorationRole and named:
            return self._swatches.setdefault(verdict.outcome, swatch(verdict.outcome))
        if role == Qt.ItemDataRole.TextAlignmentRole and not named:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None


class VerdictList(QTableView):
    """The list; a row that is chosen is shown as a card."""

    #: Another verdict is chosen, with the verdict.
    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.verdicts = Verdicts(self)
        self.setModel(self.verdicts)
        self.verticalHeader().hide()
        self.horizontalHeader().hide()
        self.setShowGrid(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # a name ends with what tells it apart
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setResizeContentsPrecision(40)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.selectionModel().currentRowChanged.connect(self._on_row)

    def show_verdicts(self, verdicts: tuple[Verdict, ...]) -> None:
        """Show verdicts, and keep the one that was looked at."""
        looked_at = self.current
        self.verdicts.show(verdicts)
        again = row_like(self.verdicts.verdicts, looked_at)
        tall = self.fontMetrics().height() + 12
        self.verticalHeader().setDefaultSectionSize(tall)
        self.setFixedHeight(tall * min(max(len(verdicts), 1), MOST_ROWS) + 4)
        if verdicts:
            with QSignalBlocker(self.selectionModel()):
                self.setCurrentIndex(self.verdicts.index(again, 0))

    @property
    def current(self) -> Verdict | None:
        """The verdict that is looked at."""
        row = self.currentIndex().row()
        return self.verdicts.verdicts[row] if 0 <= row < len(self.verdicts.verdicts) else None

    def _on_row(self, index: QModelIndex, before: QModelIndex) -> None:
        verdict = self.current
        if verdict is not None:
            self.chosen.emit(verdict)


def row_like(verdicts: tuple[Verdict, ...], looked_at: Verdict | None) -> int:
    """Return the row about the same thing, best by the same rule from the same place; else the first."""
    if looked_at is None:
        return 0

    def likeness(row: int) -> int:
        one = verdicts[row]
        if (one.node, one.subject) != (looked_at.node, looked_at.subject):
            return 0
        return 1 + 2 * (one.rule.id == looked_at.rule.id) + (one.viewpoint == looked_at.viewpoint)

    return max(range(len(verdicts)), key=likeness, default=0)
