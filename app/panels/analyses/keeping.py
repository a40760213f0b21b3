"""The foot of the Analysis panel: keep a result in the project, write it into files, make a report of it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from app.i18n import tr
from app.panels.labels import button
from app.workbench import Workbench
from scene.feedback import Feedback
from scene.messages import msg

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
        self.keep_button = button(msg("Keep in the project"), bench.analyses.keep)
        self.export_button = button(msg("Export…"), self.ask_export)
        line = QHBoxLayout(self)
        line.setContentsMargins(14, 8, 14, 10)
        line.addWidget(self.keep_button)
        line.addStretch(1)
        line.addWidget(self.export_button)

    def renew(self) -> None:
        """Say what can be done now."""
        desk = self._bench.analyses
        run = desk.current
        whole = run is not None and not run.result.interim
        self.keep_button.setVisible(run is not None and bool(run.result.nodes))
        self.keep_button.setEnabled(whole and not desk.kept)
        self.export_button.setEnabled(whole)

    def ask_export(self) -> None:
        """Ask for a folder and write the files that the headless job writes."""
        run, settings = self._bench.analyses.current, self._bench.settings
        if run is None:
            return
        name = QFileDialog.getExistingDirectory(
            self, tr(msg("Folder for the results")), settings.current.last_folder
        )
        if name:
            settings.change(last_folder=name)
            self.export(run, Path(name))

    def export(self, run: "Run", folder: Path) -> None:
        """Write a result into a folder, in the background."""
        finding = run.finding

        def task(feedback: Feedback) -> object:
            from app.exporting import export_results

            parameters = finding.params.model_dump(mode="json")
            return export_results(
                folder, finding.spec.id, parameters, finding.result, finding.scene, feedback
            )

        def done(files: object) -> None:
            self._bench.tell(msg("The results are exported into {folder}.", folder=folder.name))

        self._bench.jobs.run(task, msg("Exporting the results"), done=done, lane="results")
