"""The figures of all schemes as Qt shows them: a line a subject, a column a scheme, coloured by verdict.

A cell gives the value and by how much it is more than that of the column one compares with.
"""

import math
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.i18n import quantity_text, tr
from app.panels.pattern import WORDS, swatch
from app.scheme_comparison import Figure, Line, SchemeComparison
from scene.messages import msg

Index = QModelIndex | QPersistentModelIndex
#: Columns before those of the schemes.
BEFORE = 2


class FiguresTable(QAbstractTableModel):
    """Lines of a comparison."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._figures: SchemeComparison | None = None
        self.lines: tuple[Line, ...] = ()
        self._against = 0

    def show(self, figures: SchemeComparison | None, against: int = 0, differing: bool = False) -> None:
        """Show a comparison against one of its columns, all of it or only what differs."""
        self.beginResetModel()
        self._figures, self._against = figures, against
        lines = () if figures is None else figures.lines
        self.lines = tuple(line for line in lines if line.differs or not differing)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return the number of lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return the number of columns."""
        return 0 if parent.isValid() or self._figures is None else BEFORE + len(self._figures.columns)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the title of a column."""
        if orientation is not Qt.Orientation.Horizontal or self._figures is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            if section < BEFORE:
                return tr((msg("Subject"), msg("Quantity"))[section])
            return tr(self._figures.columns[section - BEFORE].name)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell says; its tip says why."""
        line, place = self.lines[index.row()], index.column() - BEFORE
        return self._said_of(line, index.column(), role) if place < 0 else self._cell(line, place, role)

    def _cell(self, line: Line, place: int, role: int) -> Any:
        """Return what is said of a line in the column of a scheme."""
        figure = line.figures[place]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(line, figure, place)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole and figure is not None:
            return self._tip(line, figure)
        if role == Qt.ItemDataRole.DecorationRole and figure is not None and figure.outcome is not None:
            return swatch(figure.outcome, 12)
        return None

    def _said_of(self, line: Line, column: int, role: int) -> str | None:
        """Return what stands before the columns of the schemes: what is meant, and by which rule."""
        assert self._figures is not None
        if role == Qt.ItemDataRole.DisplayRole:
            return tr((line.name, line.quantity.title)[column])
        if role != Qt.ItemDataRole.ToolTipRole:
            return None
        title = tr(self._figures.titles[line.analysis])
        return title if line.rule is None else f"{title}\n{tr(line.rule.text)} ({tr(line.rule.source)})"

    def _text(self, line: Line, figure: Figure | None, place: int) -> str:
        if figure is None:
            return "–"
        said = quantity_text(line.quantity, figure.value)
        if math.isfinite(figure.error_95):
            said += f" ± {figure.error_95:.{line.quantity.decimals}f}"
        said += self._risen(line, line.difference, place)
        if math.isfinite(figure.limit):
            limit = quantity_text(line.quantity, figure.limit) + self._risen(
                line, line.limit_difference, place
            )
            said = tr(msg("{value}, limit {limit}", value=said, limit=limit))
        return said

    def _risen(self, line: Line, difference: Callable[[int, int], float], place: int) -> str:
        """Return by how much a figure is more than in the column it is held against; empty if by nothing."""
        risen, digits = difference(self._against, place), line.quantity.decimals
        if place == self._against or not math.isfinite(risen) or round(risen, digits) == 0.0:
            return ""
        return f" ({risen:+.{digits}f})".replace("-", "−")

    def _tip(self, line: Line, figure: Figure) -> str:
        said = [] if figure.outcome is None else [tr(WORDS[figure.outcome])]
        if math.isfinite(figure.error_95):
            error = quantity_text(line.quantity, figure.error_95)
            said.append(tr(msg("Error (95 %) {error}", error=error)))
        return "\n".join(filter(None, [*said, tr(figure.viewpoint), tr(figure.reason)]))
