"""The sheet of figures of all schemes: which analyses are run on every one of them, and what each found.

It stays open beside the view. Running and keeping are the desk's work.
"""

import json
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.i18n import renew_with_language, say, tr, translator
from app.panels.compare.figures_desk import FiguresDesk
from app.panels.compare.figures_table import BEFORE, FiguresTable
from app.panels.labels import button, spoken
from app.workbench import Workbench
from scene.messages import msg

LIST_WIDTH: Final = 232
#: What is read first, whichever else is run.
FIRST: Final = ("scheme.indicators",)
#: Least width of a subject, a quantity, a scheme, and room beside the words of a cell, pixels.
LEAST: Final = (140, 130, 130)
EDGE: Final = 12


class FiguresDialog(QDialog):
    """Figures of all schemes.

    Parameters
    ----------
    bench : Workbench
        With its comparing in place.
    """

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._desk: FiguresDesk = bench.comparing.figures
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("figures_dialog")
        self.resize(1240, 620)
        say(self, self.setWindowTitle, msg("Figures of all schemes"))
        self.list = QListWidget()
        self.list.setFixedWidth(LIST_WIDTH)
        say(self.list, self.list.setAccessibleName, msg("Analyses to run on every scheme"))
        self.model = FiguresTable(self)
        self.table = QTableView()
        self.table.setModel(self.model)
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setAlternatingRowColors(True)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.against = QComboBox()
        self.against.setMinimumWidth(150)
        self.against.activated.connect(self._show)
        self.differing = QCheckBox()
        say(self.differing, self.differing.setText, msg("Only what differs"))
        self.differing.toggled.connect(self._show)
        self.go = button(msg("Run on all schemes"), self.run, "primary")
        self.stop = button(msg("Cancel"), self._desk.cancel)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 1000)
        self.said = QLabel()
        self.said.setProperty("quiet", True)
        self.said.setWordWrap(True)
        self.save = button(msg("Save as…"), self._ask)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(18)
        layout.addLayout(self._left())
        layout.addLayout(self._right(), 1)
        self._fill()
        self._desk.changed.connect(self.renew)
        self._desk.progressed.connect(self._on_progress)
        renew_with_language(self, self.renew)

    def _left(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(10)
        column.addWidget(spoken(msg("Analyses to run on every scheme"), "heading"))
        column.addWidget(self.list, 1)
        column.addWidget(spoken(msg("Each with what it is asked in the Analysis panel."), "quiet"))
        column.addWidget(self.go)
        column.addWidget(self.progress)
        column.addWidget(self.stop)
        return column

    def _right(self) -> QVBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(spoken(msg("Differences from")))
        head.addWidget(self.against)
        head.addStretch(1)
        head.addWidget(self.differing)
        foot = QHBoxLayout()
        foot.addWidget(self.said, 1)
        foot.addWidget(self.save)
        foot.addWidget(button(msg("Close"), self.close))
        column = QVBoxLayout()
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        return column

    def _fill(self) -> None:
        """List the analyses; those that were run before, or that are usual, are chosen."""
        from analysis.registry import specs
        from app.comparing_schemes import USUAL

        ran = {run.id for run in self._bench.analyses.runs}
        for spec in specs():
            line = QListWidgetItem()
            line.setData(Qt.ItemDataRole.UserRole, spec)
            chosen = spec.id in USUAL or spec.id in ran
            line.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)
            self.list.addItem(line)

    @property
    def chosen(self) -> tuple[str, ...]:
        """Ids of the analyses that are to be run."""
        lines = [self.list.item(row) for row in range(self.list.count())]
        checked = [line for line in lines if line.checkState() is Qt.CheckState.Checked]
        ids = [line.data(Qt.ItemDataRole.UserRole).id for line in checked]
        return tuple(sorted(ids, key=lambda one: one not in FIRST))

    def run(self) -> None:
        """Run what is chosen on every scheme and the existing city."""
        if self.chosen:
            self._desk.find(self.chosen)

    # -- showing -------------------------------------------------------------------------------------------

    @Slot()
    def renew(self) -> None:
        """Show what was found last."""
        for row in range(self.list.count()):
            line = self.list.item(row)
            line.setText(tr(line.data(Qt.ItemDataRole.UserRole).title))
        running, figures = self._desk.running, self._desk.held
        self.go.setVisible(not running)
        for widget in (self.progress, self.stop):
            widget.setVisible(running)
        place = max(self.against.currentIndex(), 0)
        with QSignalBlocker(self.against):
            self.against.clear()
            for column in () if figures is None else figures.columns:
                self.against.addItem(tr(column.name))
            self.against.setCurrentIndex(min(place, self.against.count() - 1))
        self.save.setEnabled(figures is not None)
        self._show()

    @Slot()
    def _show(self, *changed: object) -> None:
        figures = self._desk.held
        self.model.show(figures, max(self.against.currentIndex(), 0), self.differing.isChecked())
        self.table.resizeColumnsToContents()
        for column in range(self.model.columnCount()):
            least = LEAST[min(column, BEFORE)]
            self.table.setColumnWidth(column, max(self.table.columnWidth(column) + EDGE, least))
        self.said.setText(self._summary())

    def _summary(self) -> str:
        figures = self._desk.held
        if figures is None:
            return tr(msg("Nothing has been run yet."))
        names = {column.scheme: column.name for column in figures.columns}
        problems = [
            f"{tr(figures.titles[one.analysis])} · {tr(names[one.scheme])}: {tr(one.message)}"
            for one in figures.problems
        ]
        stale = [tr(msg("The project has changed since."))] if self._desk.stale else []
        return "\n".join([*stale, *problems])

    @Slot(float)
    def _on_progress(self, fraction: float) -> None:
        self.progress.setValue(round(1000 * fraction))

    # -- saving --------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        folder = self._bench.settings.current.last_folder
        name, _ = QFileDialog.getSaveFileName(
            self, tr(msg("Save the figures as")), str(Path(folder) / "schemes.csv"),
            tr(msg("Tables (*.csv);;JSON (*.json)")),
        )  # fmt: skip
        if name:
            self.save_as(Path(name))

    def save_as(self, path: Path) -> None:
        """Write the figures as CSV, or as JSON where the name ends so."""
        figures = self._desk.held
        assert figures is not None, "there is nothing to save before"
        try:
            if path.suffix.lower() == ".json":
                path.write_text(json.dumps(figures.as_json(), ensure_ascii=False, indent=2) + "\n", "utf-8")
            else:
                figures.write_csv(path.with_suffix(".csv"), translator.language)
        except OSError:
            self._bench.report_sentence(
                msg("{file} cannot be written.", file=path.name), msg("Check the folder and its permission.")
            )
        else:
            self._bench.tell(msg("The figures are saved as {file}.", file=path.name))
