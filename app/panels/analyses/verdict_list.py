"""All verdicts of a result as a list, the worst first: colour and pattern, name, what was measured."""

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
        self._swatches: dict[Outcome, QPixmap] = {}
        translator.language_changed.connect(self.layoutChanged)
        theme.changed.connect(self._swatches.clear)
        theme.changed.connect(self.layoutChanged)

    def show(self, verdicts: tuple[Verdict, ...]) -> None:
        """Show these verdicts, the worst first."""
        self.beginResetModel()
        self.verdicts = tuple(sorted(verdicts, key=lambda verdict: ORDER.index(verdict.outcome)))
        self.endResetModel()

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
            name = tr(verdict.subject_name) or verdict.subject
            return name if named else quantity_text(verdict.quantity, verdict.value)
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
        again = 0
        for row, verdict in enumerate(self.verdicts.verdicts):
            if looked_at is not None and same_subject(verdict, looked_at):
                again = row
                break
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


def same_subject(one: Verdict, other: Verdict) -> bool:
    """Return whether two verdicts answer about the same thing by the same rule."""
    return (one.node, one.subject, one.rule.id) == (other.node, other.subject, other.rule.id)
