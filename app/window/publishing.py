"""Asks where the page for the public goes, and makes it beside the work of the window.

A job judges and writes, the pictures are taken with the view's painter. What a page is, is :mod:`app.web`.
"""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from app.i18n import tr
from app.review import project_name
from app.window.pictures_beside import PicturesBeside
from app.workbench import Workbench
from scene.clock import BEIJING_TIME
from scene.errors import WeiyangError
from scene.feedback import Feedback, PartOf
from scene.messages import msg

if TYPE_CHECKING:
    from app.jobs import Job


class Publishing(QObject):
    """Makes one page at a time.

    Parameters
    ----------
    bench : Workbench
        With whose view's painter.
    """

    #: The page is written, carries the file to open; or it was cancelled or failed, carries None.
    ended = Signal(object)

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        from app.web.pictures import SIZE

        self._bench = bench
        self._pictures = PicturesBeside(bench, SIZE)
        self.job: Job | None = None

    @property
    def busy(self) -> bool:
        """Whether a page is being made."""
        return self.job is not None

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

        self.job = self._bench.jobs.run(
            task, msg("Writing the web page"), self._on_done, self._on_failed, lane="page"
        )
        self.job.ended.connect(self._on_end)
        self._bench.touch()

    def _on_done(self, page: Path) -> None:
        self._bench.tell(msg("The web page is written: {file}.", file=str(page)))
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(page)))
        self._stop(page)

    def _on_failed(self, problem: WeiyangError) -> None:
        self._bench.report(problem)
        self._stop(None)

    @Slot(object)
    def _on_end(self, job: "Job") -> None:
        if self.job is job:  # cancelled
            self._stop(None)

    def _stop(self, page: Path | None) -> None:
        self.stop()
        self._bench.touch()
        self.ended.emit(page)

    def stop(self) -> None:
        """Give the view its painter back at once."""
        if self.job is not None:
            self.job.cancel()
        self.job = None
        self._pictures.end()
