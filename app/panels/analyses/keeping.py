"""The foot of the Analysis panel: keep a result in the project, write it into files, make a report of it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from app.i18n import say, tr
from app.panels.labels import button
from app.review import project_name
from app.workbench import Workbench
from scene.feedback import Feedback, PartOf
from scene.messages import Message, msg

if TYPE_CHECKING:
    from app.panels.analyses.run import Run


class Keeping(QWidget):
    """What can be done with a result.

    Parameters
    ----------
    bench : Workbench
        With its analyses in place.
    """

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.setProperty("panel", True)
        self.keep_button = button(msg("Keep"), bench.analyses.keep)
        say(self.keep_button, self.keep_button.setToolTip, msg("Keep in the project"))
        self.export_button = button(msg("Export…"), self.ask_export)
        line = QHBoxLayout(self)
        line.setContentsMargins(14, 8, 14, 10)
        line.addWidget(self.keep_button)
        line.addStretch(1)
        self.report_button = button(msg("Report…"), self.ask_report)
        line.addWidget(self.report_button)
        line.addWidget(self.export_button)

    def renew(self) -> None:
        """Say what can be done now."""
        desk = self._bench.analyses
        run = desk.current
        whole = run is not None and not run.result.interim
        self.keep_button.setVisible(run is not None and bool(run.result.nodes))
        self.keep_button.setEnabled(whole and not desk.kept)
        self.export_button.setEnabled(whole)
        self.report_button.setEnabled(whole)

    def ask_export(self) -> None:
        """Ask for a folder and write the files that the headless job writes."""
        self._ask(self.export)

    def ask_report(self) -> None:
        """Ask for a folder and write the files with the report of them, in both languages."""
        self._ask(self.report)

    def _ask(self, write: Callable[["Run", Path], object]) -> None:
        run, settings = self._bench.analyses.current, self._bench.settings
        if run is None:
            return
        name = QFileDialog.getExistingDirectory(
            self, tr(msg("Folder for the results")), settings.current.last_folder
        )
        if name:
            settings.change(last_folder=name)
            write(run, Path(name))

    def export(self, run: "Run", folder: Path) -> None:
        """Write a result into a folder, in the background."""
        said = msg("The results are exported into {folder}.", folder=folder.name)
        self._write(lambda feedback: _export(run, folder, feedback), msg("Exporting the results"), said)

    def report(self, run: "Run", folder: Path) -> None:
        """Write a result and its report into a folder, in the background."""
        project, now = project_name(self._bench.session), self._bench.session.shown.graph.snapshot()

        def task(feedback: Feedback) -> object:
            from app.report.finding import report_finding

            _export(run, folder, PartOf(feedback, 0.0, 0.5))
            return report_finding(folder, project, run.finding, moment=run.moment, now=now)

        said = msg("The report is in {folder}.", folder=folder.name)
        self._write(task, msg("Writing the report"), said)

    def _write(self, task: Callable[[Feedback], object], title: Message, said: Message) -> None:
        self._bench.jobs.run(task, title, done=lambda files: self._bench.tell(said), lane="results")


def _export(run: "Run", folder: Path, feedback: Feedback) -> object:
    from app.exporting import export_results

    finding = run.finding
    parameters = finding.params.model_dump(mode="json")
    return export_results(folder, finding.spec.id, parameters, finding.result, finding.scene, feedback)
