"""The tables of a result, one at a time: sorted by a click on the head, a click on a row flies there."""

from typing import Final

from PySide6.QtCore import QModelIndex, QRect, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QTableView, QVBoxLayout, QWidget

from analysis.base import Table
from app.i18n import tr, translator
from app.panels.analyses.places import EYES, NODES, SUBJECTS
from app.panels.result_table import ResultTable

#: A longer table scrolls by itself.
MOST_ROWS: Final = 9
#: Room beside the words of a head, pixels.
EDGE: Final = 22
#: No column begins wider than this, pixels.
WIDEST: Final = 220


class TableView(QWidget):
    """Tables with a list to choose among them.

    Parameters
    ----------
    whole : bool
        Whether it fills the room that it is given, as in a window of its own.
    """

    #: A row was clicked: its values by column key.
    row_asked = Signal(object)

    def __init__(self, whole: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = whole
        self._tables: tuple[Table, ...] = ()
        self.names = QComboBox()
        self.names.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.names.currentIndexChanged.connect(self._show)
        self.model = ResultTable(parent=self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.setAlternatingRowColors(True)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setCursor(Qt.CursorShape.PointingHandCursor)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag(Qt.TextFlag.TextWordWrap.value)
        )
        header.setResizeContentsPrecision(40)
        header.setSectionsClickable(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.table.setSortingEnabled(True)
        self.table.clicked.connect(self._on_row)
        self.table.activated.connect(self._on_row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.names)
        layout.addWidget(self.table)
        translator.language_changed.connect(self._rename)
        translator.language_changed.connect(self._set_widths)

    @property
    def current(self) -> Table | None:
        """The table that is shown."""
        place = self.names.currentIndex()
        return self._tables[place] if 0 <= place < len(self._tables) else None

    def show_tables(self, tables: tuple[Table, ...]) -> None:
        """Show the tables of a result, and keep the one that was looked at."""
        before = self.current
        keys = [table.key for table in tables]
        self._tables = tables
        with QSignalBlocker(self.names):
            self.names.clear()
            self.names.addItems(["" for _ in tables])
            self.names.setCurrentIndex(keys.index(before.key) if before and before.key in keys else 0)
        self._rename()
        self.names.setVisible(len(tables) > 1)
        self._show()

    def look_at(self, key: str) -> None:
        """Show the table of a key."""
        for place, table in enumerate(self._tables):
            if table.key == key:
                self.names.setCurrentIndex(place)

    def _rename(self, *changed: object) -> None:
        for place, table in enumerate(self._tables):
            self.names.setItemText(place, tr(table.title))

    def _show(self, *changed: object) -> None:
        table, header = self.current, self.table.horizontalHeader()
        before = [column.key for column in self.model.columns]
        self.model.show(table, hidden=left_out(table) if table and not self._whole else ())
        if before != [column.key for column in self.model.columns]:
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            self._set_widths()
        elif header.sortIndicatorSection() >= 0:
            self.model.sort(header.sortIndicatorSection(), header.sortIndicatorOrder())
        tall = self.fontMetrics().height() + 10
        self.table.verticalHeader().setDefaultSectionSize(tall)
        if not self._whole:
            rows = min(max(self.model.rowCount(), 1), MOST_ROWS)
            self.table.setFixedHeight(tall * rows + header.height() + 18)

    def _set_widths(self, *changed: object) -> None:
        """Make columns as wide as their values; long titles wrap, and the first column takes what is left."""
        header, metrics = self.table.horizontalHeader(), self.table.horizontalHeader().fontMetrics()
        horizontal = Qt.Orientation.Horizontal
        titles = [str(self.model.headerData(n, horizontal)) for n in range(self.model.columnCount())]
        words = [
            max([metrics.horizontalAdvance(title) // 2, *map(metrics.horizontalAdvance, title.split())])
            + EDGE
            for title in titles
        ]
        wide = [
            max(min(self.table.sizeHintForColumn(place) + 12, WIDEST), word)
            for place, word in enumerate(words)
        ]
        if wide and not self._whole:
            wide[0] = max(wide[0], self.table.viewport().width() - sum(wide[1:]))
        flags, tall = int(Qt.TextFlag.TextWordWrap), metrics.height()
        for place, (title, width) in enumerate(zip(titles, wide, strict=True)):
            header.resizeSection(place, width)
            box = metrics.boundingRect(QRect(0, 0, width - EDGE, 1000), flags, title)
            tall = max(tall, box.height())
        header.setFixedHeight(tall + 14)

    def _on_row(self, index: QModelIndex) -> None:
        self.row_asked.emit(self.model.row(index.row()))


def left_out(table: Table) -> tuple[str, ...]:
    """Return the columns that a narrow panel leaves out: ids beside their names, words that never change."""
    keys = {column.key for column in table.columns}
    ids = {*NODES, *SUBJECTS, *EYES} if "name" in keys else {*NODES, "key"}
    words = [(place, column.key) for place, column in enumerate(table.columns) if column.quantity is None]
    same = {key for place, key in words if len(table.rows) > 1 and _is_constant(table.rows, place)}
    return tuple(
        key for _, key in words if key != "outcome" and (f"{key}_name" in keys or key in ids or key in same)
    )


def _is_constant(rows: tuple[tuple[object, ...], ...], place: int) -> bool:
    first = rows[0][place]
    return all(row[place] == first for row in rows)
