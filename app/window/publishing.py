"""Asks where the page for the public goes, and makes it beside the work of the window.

A job judges and writes, the pictures are taken with the view's painter. What a page is, is :mod:`app.web`.
"""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from app.i18n import tr
from app.review import project_name
from app.window.pictured_job import PicturedJob
from app.workbench import Workbench
from scene.clock import BEIJING_TIME
from scene.feedback import Feedback, PartOf
from scene.messages import msg


class Publishing(PicturedJob):
    """Makes one page at a time; `ended` carries the file to open.

    Parameters
    ----------
    bench : Workbench
        With whose view's painter.
    """

    def __init__(self, bench: Workbench) -> None:
        from app.web.pictures import SIZE

        super().__init__(bench, SIZE)

    def ask(self) -> None:
        """Ask for the folder, and make the page."""
        last = self._bench.settings.current.last_folder
        proposed = Path(last or ".") / f"{tr(project_name(self._bench.session))}-page"
        chosen, _ = QFileDialog.getSaveFileName(
            self._bench.window, tr(msg("Folder of the web page")), str(proposed)
        )
        if chosen:
            self.make(Path(chosen))

    def make(self, folder: Path) -> None:
        """Begin to make a page of the project as it is now."""
        session = self._bench.session
        scene, ask = session.scene.snapshot(), self._pictures.begin()
        title, entries, hour = project_name(session), session.book.entries, session.clock.moment

        def task(feedback: Feedback) -> Path:
            from app.web.gathering import page_content
            from app.web.judging import page_findings
            from app.web.publishing import publish

            found = page_findings(scene, PartOf(feedback, 0.0, 0.3))
            moment = datetime.now(BEIJING_TIME).replace(microsecond=0)
            content = page_content(scene, title, moment, entries=entries, findings=found, otherwise=hour)
            return publish(content, folder, ask, PartOf(feedback, 0.3, 1.0))[0]

        self._run(task, msg("Writing the web page"), "page")

    def _on_done(self, made: object) -> None:
        self._bench.tell(msg("The web page is written: {file}.", file=str(made)))
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(made)))
        super()._on_done(made)
