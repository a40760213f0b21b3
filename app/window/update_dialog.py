"""A newer file for a layer: what it adds, removes and changes, in a table and in the view, before it counts.

It compares nothing itself.
"""

from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QBrush, QCloseEvent, QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.i18n import renew_with_language, say, tr, translator
from app.theme import theme
from app.update_marks import marks
from app.update_words import Change, changes
from app.updating import Update
from app.window.deliveries import Reading, remember
from app.window.seeing import pose_over, row_box
from app.workbench import Workbench
from scene.messages import BilingualText, Message, msg

Index = QModelIndex | QPersistentModelIndex

COLUMNS: Final[tuple[Message, ...]] = (
    msg("What"),
    msg("Id"),
    msg("Name"),
    msg("Height"),
    msg("Outline moved"),
    msg("Attributes"),
)
#: Sign, words and colour token: the sign tells what the hue tells.
WORDS: Final[dict[str, tuple[str, BilingualText, str]]] = {
    "added": ("＋", BilingualText("新增", "added"), "pass"),
    "removed": ("✕", BilingualText("移除", "removed"), "fail"),
    "changed": ("△", BilingualText("变更", "changed"), "review"),
}


class ChangesModel(QAbstractTableModel):
    """Changes as Qt's table."""

    def __init__(self, rows: tuple[Change, ...], parent: QObject) -> None:
        super().__init__(parent)
        self.rows = rows
        translator.language_changed.connect(self._repaint)

    def _repaint(self) -> None:
        self.layoutChanged.emit()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return how many rows differ."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return how much is said of each."""
        return len(COLUMNS)

    def headerData(self, section: int, way: Qt.Orientation, role: int = 0) -> Any:  # noqa: N802
        """Return the title of a column."""
        if way is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(COLUMNS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what the table shows of a change."""
        change = self.rows[index.row()]
        sign, words, token = WORDS[change.kind]
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 0:
            return QBrush(QColor(theme.colour(token)))
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if index.column() == 0:
            return f"{sign} {tr(words)}"
        attributes = change.attributes
        if change.lost:
            attributes = msg("says something that no file knows")
        elif change.conflict:
            attributes = msg("edited here by hand; {attributes}", attributes=attributes)
        shown = (change.id, change.name, change.height, change.moved, attributes)
        return tr(shown[index.column() - 1])


class UpdateDialog(QDialog):
    """Accept a newer delivery of a layer, or not.

    Parameters
    ----------
    bench : Workbench
        Whose layer.
    update : Update
        Compared, not accepted.
    columns : tuple of str
        Attribute columns of the file.
    """

    def __init__(
        self, bench: Workbench, update: Update, columns: tuple[str, ...] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bench, self._update, self._columns = bench, update, columns
        self._changes = changes(update)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(900, 560 if self._changes else 260)
        say(self, self.setWindowTitle, msg("Update a layer"))
        self._build()
        renew_with_language(self, self._renew)
        bench.session_changed.connect(self.close)
        bench.lay_over("update", marks(update))
        bench.touch()

    def _build(self) -> None:
        self._title, self._said, self._legend = QLabel(), QLabel(), QLabel()
        self._title.setProperty("title", True)
        self._said.setWordWrap(True)
        self._legend.setProperty("quiet", True)
        self.table = QTableView()
        self.table.setModel(ChangesModel(self._changes, self))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        for column, width in enumerate((110, 120, 150, 150, 130)):
            self.table.setColumnWidth(column, width)
        self.table.selectionModel().currentRowChanged.connect(self._fly)
        for widget in (self.table, self._legend):
            widget.setVisible(bool(self._changes))
        self._cancel, self._accept = QPushButton(), QPushButton()
        say(self._cancel, self._cancel.setText, msg("Do not update"))
        say(self._accept, self._accept.setText, msg("Accept"))
        self._accept.setDefault(True)
        self._cancel.clicked.connect(self.reject)
        self._accept.clicked.connect(self.take_over)
        foot = QHBoxLayout()
        self._keep = QCheckBox()
        self._keep.setChecked(True)
        say(self._keep, self._keep.setText, msg("Keep what was edited here by hand"))
        self._keep.setVisible(bool(self._update.conflicts.any()))
        self._keep.toggled.connect(self._keep_edits)
        foot.addWidget(self._legend, 1)
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(26, 22, 26, 20)
        layout.setSpacing(12)
        layout.addWidget(self._title)
        layout.addWidget(self._said)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._keep)
        if not self._changes:
            layout.addStretch(1)
        layout.addLayout(foot)

    def _renew(self) -> None:
        update = self._update
        name, file = tr(update.before.name), update.file
        self._title.setText(f"{name}  ←  {file}")
        lines = [tr(line) for line in update.summary]
        lines += [tr(issue.message) for issue in update.imported.result.issues[:6]]
        self._said.setText("\n".join(lines))
        self._legend.setText(tr(msg("In the view: added blue, removed red and crossed, changed amber.")))

    @Slot(QModelIndex, QModelIndex)
    def _fly(self, current: QModelIndex, before: QModelIndex) -> None:
        """Fly to the row that was chosen in the table."""
        change = self._changes[current.row()]
        node = self._update.before if change.kind == "removed" else self._update.after
        box = row_box(node, change.row)
        if box is not None:
            self._bench.window.fly_to(pose_over([box], self._bench.view.pose))

    @Slot(bool)
    def _keep_edits(self, keep: bool) -> None:
        self._update = self._update.keeping_edits(keep)

    @Slot()
    def take_over(self) -> None:
        """Accept the newer layer by one command."""
        scene = self._bench.session.scene
        if (
            self._update.before.id not in scene
            or scene.node(self._update.before.id) is not self._update.before
        ):
            self._bench.report_sentence(
                msg("The layer {name} was changed meanwhile.", name=self._update.before.name),
                msg("Compare it with the file again."),
            )
        elif self._bench.run(self._update.command(scene)):
            remember(self._bench, Reading(self._update.imported, None, self._columns))
            self._bench.tell(msg("{name} is updated.", name=self._update.before.name))
        self.accept()

    def done(self, code: int) -> None:
        """Take the marks from the view."""
        self._clear()
        super().done(code)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Take the marks from the view."""
        self._clear()
        super().closeEvent(event)

    def _clear(self) -> None:
        self._bench.lay_over("update", ())
