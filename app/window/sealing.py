"""Seals the meeting of the window's project: a job computes and writes, the pictures are painted here.

It knows the view's painter and jobs; what goes into an archive is :mod:`app.archive`.
"""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

from app.window.pictures_beside import PicturesBeside
from app.workbench import Workbench
from scene.errors import WeiyangError
from scene.feedback import Feedback
from scene.messages import msg

if TYPE_CHECKING:
    from app.archive.matter import View
    from app.archive.sealing import Archive, Order
    from app.jobs import Job

#: Pixels of the pictures in minutes.
SIZE: Final = (1600, 900)


class Sealing(QObject):
    """Seals one meeting at a time.

    Parameters
    ----------
    bench : Workbench
        With view and recorder in place.
    """

    #: It is sealed, carries the archive; or it was cancelled or failed, carries None.
    ended = Signal(object)

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        self._pictures = PicturesBeside(bench, SIZE)
        self.job: Job | None = None

    @property
    def busy(self) -> bool:
        """Whether a meeting is being sealed."""
        return self.job is not None

    def seal(self, order: "Order") -> None:
        """Begin to seal the meeting; nobody changes the project until it has ended."""
        assert not self.busy, "one seal at a time"
        self._bench.opinions.settle()
        session, recorder = self._bench.session, self._bench.recording.recorder
        assert recorder is not None
        scene, ask = session.scene.snapshot(), self._pictures.begin()

        def task(feedback: Feedback) -> "Archive":
            from app.archive.painting import take_of
            from app.archive.sealing import seal
            from app.viewport.pyvista_backend import png_bytes

            def paint(view: "View") -> bytes:
                return png_bytes(ask(take_of(view, scene.frame), feedback))

            return seal(recorder, scene, order, paint, feedback)

        self.job = self._bench.jobs.run(
            task, msg("Sealing the meeting"), self._on_done, self._on_failed, lane="seal"
        )
        self.job.ended.connect(self._on_end)

    def cancel(self) -> None:
        """Stop; nothing is left of the archive."""
        if self.job is not None:
            self.job.cancel()

    def _on_done(self, archive: "Archive") -> None:
        self._stop(archive)

    def _on_failed(self, problem: WeiyangError) -> None:
        self._bench.report(problem)
        self._stop(None)

    @Slot(object)
    def _on_end(self, job: "Job") -> None:
        if self.job is job:  # cancelled
            self._stop(None)

    def _stop(self, archive: "Archive | None") -> None:
        self.stop()
        self.ended.emit(archive)

    def stop(self) -> None:
        """Give the view its painter back at once."""
        if self.job is not None:
            self.job.cancel()
        self.job = None
        self._pictures.end()
