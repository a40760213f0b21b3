"""One job beside the window's work that asks the view's painter for pictures, and gives the painter back.

It knows neither what the job makes nor what is in the pictures.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from app.window.pictures_beside import PicturesBeside
from app.workbench import Workbench
from scene.errors import WeiyangError
from scene.feedback import Feedback
from scene.messages import Message

if TYPE_CHECKING:
    from app.jobs import Job


class PicturedJob(QObject):
    """Runs one such job at a time.

    Parameters
    ----------
    bench : Workbench
        With whose view's painter.
    size : tuple of int
        Pixels of the pictures.
    """

    #: It is done, carries what was made; or it was cancelled or failed, carries None.
    ended = Signal(object)

    def __init__(self, bench: Workbench, size: tuple[int, int]) -> None:
        super().__init__(bench)
        self._bench = bench
        self._pictures = PicturesBeside(bench, size)
        self.job: Job | None = None

    @property
    def busy(self) -> bool:
        """Whether the job is running."""
        return self.job is not None

    def _run(self, task: Callable[[Feedback], Any], title: Message, lane: str) -> None:
        self.job = self._bench.jobs.run(task, title, self._on_done, self._on_failed, lane=lane)
        self.job.ended.connect(self._on_end)
        self._bench.touch()

    def cancel(self) -> None:
        """Stop; nothing is left of what was being made."""
        if self.job is not None:
            self.job.cancel()

    def _on_done(self, made: object) -> None:
        self._end(made)

    def _on_failed(self, problem: WeiyangError) -> None:
        self._bench.report(problem)
        self._end(None)

    @Slot(object)
    def _on_end(self, job: "Job") -> None:
        if self.job is job:  # cancelled
            self._end(None)

    def _end(self, made: object) -> None:
        self.stop()
        self._bench.touch()
        self.ended.emit(made)

    def stop(self) -> None:
        """Give the view its painter back at once."""
        self.cancel()
        self.job = None
        self._pictures.end()
