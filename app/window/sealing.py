"""Seals the meeting of the window's project: a job computes and writes, the pictures are painted here.

It knows the view's painter and jobs; what goes into an archive is :mod:`app.archive`.
"""

from collections.abc import Generator
from concurrent.futures import Future
from contextlib import ExitStack
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.workbench import Workbench
from scene.errors import WeiyangError
from scene.feedback import Feedback
from scene.messages import msg

if TYPE_CHECKING:
    from app.archive.matter import View
    from app.archive.sealing import Archive, Order
    from app.jobs import Job
    from app.viewport.filming import FilmSet

Picture = NDArray[np.uint8]

#: Pixels of the pictures in minutes.
SIZE: Final = (1600, 900)
#: How long the job waits for a picture before it asks whether somebody pressed cancel, seconds.
_LOOK: Final = 0.1


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
        self._orders: SimpleQueue[tuple[View, Future[Picture]]] = SimpleQueue()
        self._work: tuple[Generator[float, None, Picture], Future[Picture]] | None = None
        self._open = ExitStack()
        self._set: FilmSet | None = None
        self.job: Job | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._step)

    @property
    def busy(self) -> bool:
        """Whether a meeting is being sealed."""
        return self.job is not None

    def seal(self, order: "Order") -> None:
        """Begin to seal the meeting; nobody changes the project until it has ended."""
        assert not self.busy, "one seal at a time"
        session, recorder = self._bench.session, self._bench.recording.recorder
        assert recorder is not None
        scene, orders = session.scene.snapshot(), SimpleQueue[tuple["View", "Future[Picture]"]]()
        self._orders = orders

        def task(feedback: Feedback) -> "Archive":
            from app.archive.sealing import seal
            from app.viewport.pyvista_backend import png_bytes

            def paint(view: "View") -> bytes:
                promised: Future[Picture] = Future()
                orders.put((view, promised))
                while True:
                    try:
                        return png_bytes(promised.result(_LOOK))
                    except TimeoutError:
                        feedback.check()

            return seal(recorder, scene, order, paint, feedback)

        self.job = self._bench.jobs.run(
            task, msg("Sealing the meeting"), self._on_done, self._on_failed, lane="seal"
        )
        self.job.ended.connect(self._on_end)
        self._timer.start()

    def cancel(self) -> None:
        """Stop; nothing is left of the archive."""
        if self.job is not None:
            self.job.cancel()

    @Slot()
    def _step(self) -> None:
        if self._work is None:
            try:
                view, promised = self._orders.get_nowait()
            except Empty:
                self._timer.setInterval(15)
                return
            self._timer.setInterval(0)
            self._work = (self._taking(view), promised)
        steps, promised = self._work
        try:
            next(steps)
        except StopIteration as finished:
            self._work = None
            promised.set_result(finished.value)

    def _taking(self, view: "View") -> Generator[float, None, Picture]:
        from app.archive.painting import take_of

        if self._set is None:
            self._bench.window.stop_pictures.stop()
            self._set = self._open.enter_context(self._bench.view.film_set(SIZE, notes=False))
        return self._set.taking(take_of(view, self._bench.session.scene.frame))

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
        self._timer.stop()
        if self._work is not None:
            self._work[0].close()
            self._work = None
        if self.job is not None:
            self.job.cancel()
        self.job, self._set = None, None
        self._open.close()
