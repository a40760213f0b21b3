"""The report of an import as a table: what was read, repaired, dropped; a click flies to the feature.

It stays open beside the view. It does not know how a report comes about.
"""

from math import isnan
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSortFilterProxyModel, Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.i18n import renew_with_language, say, tr
from app.import_report import MOST_KEPT, ImportReport
from app.import_report_file import write_reports
from app.panels.result_table import ResultTable, shown
from app.window.seeing import pose_over
from app.workbench import Workbench
from scene.errors import WeiyangError
from scene.messages import msg
from scene.node import NodeId

#: Metres about a feature that are shown when one flies to it.
AROUND = 25.0


class Sorted(QSortFilterProxyModel):
    """Rows in the order of a column: numbers by size, what is unknown last, text as it reads."""

    def lessThan(  # noqa: N802
        self, left: QModelIndex | QPersistentModelIndex, right: QModelIndex | QPersistentModelIndex
    ) -> bool:
        """Return whether one cell comes before another."""
        model = self.sourceModel()
        assert isinstance(model, ResultTable)
        one, other = (model.value(index) for index in (left, right))
        if isinstance(one, float) and isinstance(other, float):
            return one < other or (isnan(other) and not isnan(one))
        return shown(one) < shown(other)


class ImportReportDialog(QDialog):
    """One report.

    Parameters
    ----------
    bench : Workbench
        Whose view flies.
    report : ImportReport
        What to show.
    node_id : str, optional
        The imported layer; the dialog closes when it is gone.
    """

    def __init__(
        self, bench: Workbench, report: ImportReport, node_id: NodeId = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bench, self.report, self._node_id = bench, report, node_id
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(860, 560)
        say(self, self.setWindowTitle, msg("Import report"))
        self._build()
        self.model.show(report.table(bench.session.scene.frame))
        self._arrange()
        bench.session_changed.connect(self.close)
        bench.scene_changed.connect(self._on_scene)
        renew_with_language(self, self._renew)

    def _build(self) -> None:
        self._title, self._counts, self._note = QLabel(self.report.file), QLabel(), QLabel()
        self._title.setProperty("title", True)
        for label in (self._counts, self._note):
            label.setProperty("quiet", True)
            label.setWordWrap(True)
        self.model = ResultTable(parent=self)
        self.sorted = Sorted(self)
        self.sorted.setSourceModel(self.model)
        self.table = QTableView()
        self.table.setModel(self.sorted)
        self.table.setSortingEnabled(True)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setAlternatingRowColors(True)
        self.table.verticalHeader().hide()
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        self.table.clicked.connect(self._fly)
        save, close = QPushButton(), QPushButton()
        say(save, save.setText, msg("Save as CSV…"))
        say(close, close.setText, msg("Close"))
        save.clicked.connect(self.ask_save)
        close.clicked.connect(self.close)
        close.setDefault(True)
        foot = QHBoxLayout()
        foot.addWidget(self._note, 1)
        foot.addWidget(save)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(26, 22, 26, 20)
        layout.setSpacing(12)
        for part in (self._title, self._counts):
            layout.addWidget(part)
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)

    def _arrange(self) -> None:
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in enumerate((84, 360, 130, 100, 110, 70)):
            header.resizeSection(column, width)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)

    @Slot()
    def _renew(self) -> None:
        report = self.report
        counts = msg(
            "{what} are in the scene; {repaired:,} were repaired, {dropped:,} left out.",
            what=report.what(),
            repaired=report.count("repaired"),
            dropped=report.count("dropped"),
        )
        digest = f"\nsha256 {report.sha256}" if report.sha256 else ""
        self._counts.setText(tr(counts) + digest)
        more = len(report.feature) > MOST_KEPT
        kept = msg("The scene keeps the first {most:,} marks; the CSV written now holds all.", most=MOST_KEPT)
        self._note.setText(tr(kept) if more else tr(msg("A click on a row flies to its feature.")))

    @Slot(QModelIndex)
    def _fly(self, index: QModelIndex) -> None:
        """Fly to the feature of a row, if its place is known."""
        place = self.report.place_of(self.sorted.mapToSource(index).row())
        if place is None:
            return
        x, y, z = place
        box = (x - AROUND, y - AROUND, z - AROUND / 2, x + AROUND, y + AROUND, z)
        self._bench.window.fly_to(pose_over([box], self._bench.view.pose))

    @Slot(QModelIndex, QModelIndex)
    def _on_row(self, current: QModelIndex, before: QModelIndex) -> None:
        if before.isValid():  # the first row becomes current by itself
            self._fly(current)

    @Slot(tuple)
    def _on_scene(self, changes: tuple[object, ...]) -> None:
        if self._node_id and self._node_id not in self._bench.session.scene:
            self.close()

    @Slot()
    def ask_save(self) -> None:
        """Ask where the CSV shall go, and write it."""
        folder = Path(self._bench.settings.current.last_folder) / f"{Path(self.report.file).stem}.csv"
        name, _ = QFileDialog.getSaveFileName(
            self, tr(msg("Save as CSV…")), str(folder), f"{tr(msg('Table'))} (*.csv)"
        )
        if name:
            self.save_to(Path(name))

    def save_to(self, path: Path) -> None:
        """Write the CSV."""
        try:
            write_reports(path, [self.report], self._bench.session.scene.frame)
        except WeiyangError as problem:
            self._bench.report(problem)
        else:
            self._bench.tell(msg("Saved as {file}.", file=path.name))
