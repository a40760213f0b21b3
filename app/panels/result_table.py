"""A table of results as Qt shows it: titles with units, numbers rounded as their quantity declares."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from analysis.base import Column, Table
from analysis.common.verdict import Outcome
from app.i18n import tr, translator
from app.panels.pattern import WORDS, swatch
from scene.messages import BilingualText, Message, msg

Index = QModelIndex | QPersistentModelIndex


class ResultTable(QAbstractTableModel):
    """Rows and columns of one result table.

    Parameters
    ----------
    titles : Mapping, optional
        Keys of the columns to show, in this order, with shorter titles; by default all under their own.
    """

    def __init__(
        self, titles: Mapping[str, BilingualText] | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._titles = dict(titles or {})
        self._table: Table | None = None
        self._places: list[int] = []
        self._rows: list[tuple[object, ...]] = []
        translator.language_changed.connect(self.layoutChanged)

    def show(
        self,
        table: Table | None,
        rows: list[tuple[object, ...]] | None = None,
        hidden: tuple[str, ...] = (),
    ) -> None:
        """Show a table, or some rows of it, without the columns of some keys."""
        self.beginResetModel()
        self._table = table
        keys = [column.key for column in table.columns] if table else []
        self._places = [keys.index(key) for key in self._titles or keys if key in keys and key not in hidden]
        self._rows = list(rows if rows is not None else table.rows if table else ())
        self.endResetModel()

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that are shown."""
        return tuple(self._table.columns[place] for place in self._places) if self._table else ()

    def row(self, row: int) -> dict[str, object]:
        """Return a row by column key."""
        assert self._table is not None
        return {column.key: value for column, value in zip(self._table.columns, self._rows[row], strict=True)}

    def value(self, index: Index) -> object:
        """Return the value of a cell as it is, to sort by."""
        return self._rows[index.row()][self._places[index.column()]]

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort the rows by the values of a column; what has no value comes last either way."""
        if self._table is None or not 0 <= column < len(self._places):
            return
        place, falling = self._places[column], order is Qt.SortOrder.DescendingOrder
        known = [row for row in self._rows if not _is_empty(row[place])]
        empty = [row for row in self._rows if _is_empty(row[place])]
        self.layoutAboutToBeChanged.emit()
        known.sort(key=lambda row: _rank(row[place]), reverse=falling)
        self._rows = known + empty
        self.layoutChanged.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._places)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's title with its unit."""
        if orientation is not Qt.Orientation.Horizontal or self._table is None:
            return None
        column = self._table.columns[self._places[section]]
        if role == Qt.ItemDataRole.DisplayRole:
            unit = column.quantity.unit if column.quantity else ""
            title = tr(self._titles.get(column.key, column.title))
            return f"{title}\n{unit}" if unit else title
        if role == Qt.ItemDataRole.ToolTipRole:
            return tr(column.title)
        if role == Qt.ItemDataRole.TextAlignmentRole and column.quantity is not None:
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            return int(right) | int(Qt.TextFlag.TextWordWrap)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a value as shown."""
        if self._table is None or not index.isValid():
            return None
        place = self._places[index.column()]
        value = self._rows[index.row()][place]
        quantity = self._table.columns[place].quantity
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            if quantity is not None and isinstance(value, int | float):
                return "–" if value != value else f"{value:.{quantity.decimals}f}"  # noqa: PLR0124
            is_verdict = self._table.columns[place].key == "outcome" and value
            return tr(WORDS[Outcome(str(value))]) if is_verdict else shown(value)
        if role == Qt.ItemDataRole.DecorationRole and index.column() == 0:
            outcome = self.row(index.row()).get("outcome")
            return swatch(Outcome(str(outcome)), 12) if outcome else None
        if role == Qt.ItemDataRole.TextAlignmentRole and isinstance(value, int | float):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None


def shown(value: object) -> str:
    """Return a value of a table as text."""
    if isinstance(value, BilingualText | Message):
        return tr(value)
    if isinstance(value, bool):
        return tr(msg("yes") if value else msg("no"))
    return "" if value is None else str(value)


def _is_empty(value: object) -> bool:
    return value is None or value == "" or value != value  # noqa: PLR0124  # nan is not itself


def _rank(value: object) -> tuple[int, float, str]:
    """Return what values are sorted by: numbers before words."""
    return (0, float(value), "") if isinstance(value, int | float) else (1, 0.0, shown(value))
