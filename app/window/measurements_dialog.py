"""What was measured, as a table with errors; a profile as a chart; to be written to a file or forgotten.

It stays open beside the view and follows the scene.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.i18n import renew_with_language, say, tr
from app.measured import doubt_of, profile_chart, write_measures
from app.panels.analyses.chart_view import ChartView
from app.panels.labels import button, label
from app.workbench import Workbench
from scene.errors import WeiyangError
from scene.feedback import Feedback
from scene.geometry.measuring import TITLES, Kind
from scene.messages import msg
from scene.node import Role
from scene.review.measure import Measure, figure_text, measures_of, remove_measures

if TYPE_CHECKING:
    from analysis.base import Chart

HEADS = (msg("Measured"), msg("Figure"), msg("Further figures"))
WIDTHS = (90, 200)


class MeasurementsDialog(QDialog):
    """The measurements of the open project.

    Parameters
    ----------
    bench : Workbench
    key : str
        Of the measurement that is shown first; empty for the last.
    """

    def __init__(self, bench: Workbench, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._measures: tuple[Measure, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(760, 560)
        say(self, self.setWindowTitle, msg("Measurements"))
        self.table = QTableWidget(0, len(HEADS))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        for column, width in enumerate(WIDTHS):
            self.table.setColumnWidth(column, width)
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(len(WIDTHS), QHeaderView.ResizeMode.Stretch)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.itemSelectionChanged.connect(self._on_row)
        self.chart = ChartView(tall=220)
        self.doubt = label("", "quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(12)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.chart, 1)
        layout.addWidget(self.doubt)
        layout.addLayout(self._buttons())
        bench.scene_changed.connect(self._renew)
        bench.session_changed.connect(self._renew)
        renew_with_language(self, self._renew)
        self._renew()
        self.show_measure(key)

    def _buttons(self) -> QHBoxLayout:
        self._forget = button(msg("Forget"), self.forget)
        self._export = button(msg("Export table…"), self._ask_file)
        close = button(msg("Close"), self.close)
        close.setDefault(True)
        row = QHBoxLayout()
        row.addWidget(self._forget)
        row.addStretch(1)
        row.addWidget(self._export)
        row.addWidget(close)
        return row

    @property
    def chosen(self) -> tuple[Measure, ...]:
        """The measurements whose rows are selected."""
        rows = sorted({index.row() for index in self.table.selectedIndexes()})
        return tuple(self._measures[row] for row in rows if row < len(self._measures))

    def show_measure(self, key: str) -> None:
        """Select a measurement; the last if there is none of that key."""
        keys = [one.key for one in self._measures]
        if keys:
            self.table.selectRow(keys.index(key) if key in keys else len(keys) - 1)

    @Slot()
    def _renew(self, *changed: object) -> None:
        kept = {one.key for one in self.chosen}
        self._measures = measures_of(self._bench.session.scene)
        self.table.setHorizontalHeaderLabels([tr(head) for head in HEADS])
        self.table.setRowCount(len(self._measures))
        for row, one in enumerate(self._measures):
            main, *others = one.figures
            more = "   ".join(f"{tr(other.quantity.title)} {figure_text(other)}" for other in others)
            for column, text in enumerate((tr(TITLES[one.kind]), figure_text(main), more)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(row, column, item)
            if one.key in kept:
                self.table.selectRow(row)
        self._on_row()

    @Slot()
    def _on_row(self) -> None:
        chosen = self.chosen
        self._forget.setEnabled(bool(chosen))
        self._export.setEnabled(bool(self._measures))
        self.doubt.setText(tr(doubt_of(chosen[0])) if chosen else "")
        profile = chosen[0] if len(chosen) == 1 and chosen[0].kind is Kind.PROFILE else None
        self.chart.setVisible(profile is not None)
        if profile is not None:
            self._draw(profile)

    def _draw(self, measure: Measure) -> None:
        """Have the section of a profile cut, away from the window."""
        snapshot, rays = self._bench.session.shown.graph.snapshot(), self._bench.window.seeing.rays

        def task(feedback: Feedback) -> "Chart":
            from scene.geometry.ground import GroundHeights

            return profile_chart(measure, GroundHeights.of(snapshot.of_role(Role.TERRAIN)), rays)

        self._bench.jobs.run(
            task, msg("Cutting the profile"), self.chart.show_chart, lane="profile", quiet=True
        )

    def forget(self) -> None:
        """Forget what is selected, by a command."""
        command = remove_measures(self._bench.session.scene, frozenset(one.key for one in self.chosen))
        if command is not None:
            self._bench.run(command)

    def save(self, path: Path) -> None:
        """Write all measurements to a file."""
        try:
            write_measures(path, self._measures, self._bench.session.scene.frame)
        except WeiyangError as problem:
            self._bench.report(problem)
            return
        self._bench.tell(msg("The measurements are saved as {file}.", file=path.name))

    def _ask_file(self) -> None:
        folder = self._bench.settings.current.last_folder
        name, _ = QFileDialog.getSaveFileName(
            self, tr(msg("Save the measurements as")), str(Path(folder) / "measurements.csv"), "CSV (*.csv)"
        )
        if name:
            self.save(Path(name).with_suffix(".csv"))
