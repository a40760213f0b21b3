"""Work that takes long, off the window's thread: progress, cancel, and what happens at the end.

A job is given its ends at the start, because a slot connected later misses a fast one.
A cancelled job is not an error. It does not know how progress is shown.

The threads are Python's, not a ``QThreadPool``'s: those lose their Python thread state after every task, and
with it what libraries keep for each thread. PROJ's context goes that way, and the next task that asks for
a coordinate system crashes (`test_tasks_of_one_thread_may_use_projections_again`).
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from enum import StrEnum
from threading import Event
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from scene.errors import Cancelled, WeiyangError
from scene.feedback import Feedback
from scene.messages import Message, msg

log = logging.getLogger(__name__)

Task = Callable[[Feedback], Any]


class State(StrEnum):
    """Where a job stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class _Voice(QObject):
    """The feedback that a worker speaks into; Qt carries what it says to the window's thread."""

    progressed = Signal(float, object)
    warned = Signal(object)
    previewed = Signal(object)
    ended = Signal(object, object, object)

    def __init__(self, job: QObject) -> None:
        super().__init__(job)
        self.stop = Event()
        self._said = -1.0

    def progress(self, fraction: float, message: Message | None = None) -> None:
        """Say how much is done, at most a few hundred times for a whole job."""
        if message is not None or abs(fraction - self._said) >= 0.004 or fraction >= 1.0:
            self._said = fraction
            self.progressed.emit(fraction, message)

    def check(self) -> None:
        """Raise Cancelled if somebody pressed cancel."""
        if self.stop.is_set():
            raise Cancelled

    def warn(self, message: Message) -> None:
        """Pass a warning on."""
        self.warned.emit(message)

    def preview(self, result: object) -> None:
        """Pass an interim result on."""
        self.previewed.emit(result)


def _work(task: Task, voice: _Voice) -> None:
    """Do the task and say how it ended; nothing may escape into the pool."""
    try:
        voice.check()
        result = task(voice)
        voice.check()
    except Cancelled:
        voice.ended.emit(State.CANCELLED, None, None)
    except WeiyangError as problem:
        voice.ended.emit(State.FAILED, None, problem)
    except Exception as problem:
        log.exception("a job failed unexpectedly")
        voice.ended.emit(State.FAILED, None, _unexpected(problem))
    else:
        voice.ended.emit(State.DONE, result, None)


def _unexpected(problem: Exception) -> WeiyangError:
    wrapped = WeiyangError(
        msg("Something unexpected went wrong: {problem}.", problem=f"{type(problem).__name__}: {problem}"),
        msg("The scene is as it was; the log file holds the details."),
    )
    wrapped.__cause__ = problem
    return wrapped


class Job(QObject):
    """One piece of work under way. Lives on the window's thread.

    Parameters
    ----------
    title : Message
        What the job area says.
    lane : str
        A new job in the same lane cancels the ones before it.
    quiet : bool
        Whether the job area leaves it out, as the many small ones of a drag.
    """

    changed = Signal()
    #: Emitted once, with the job itself.
    ended = Signal(object)

    def __init__(self, parent: QObject, title: Message, lane: str, quiet: bool) -> None:
        super().__init__(parent)
        self.title = title
        self.lane = lane
        self.quiet = quiet
        self.state = State.RUNNING
        self.fraction = 0.0
        self.message: Message | None = None
        self.warnings: list[Message] = []
        self.result: Any = None
        self.error: WeiyangError | None = None
        self._voice = _Voice(self)
        self._done: Callable[[Any], object] | None = None
        self._failed: Callable[[WeiyangError], object] | None = None
        self._preview: Callable[[Any], object] | None = None
        self._voice.progressed.connect(self._on_progress)
        self._voice.warned.connect(self._on_warning)
        self._voice.previewed.connect(self._on_preview)
        self._voice.ended.connect(self._on_end)

    def cancel(self) -> None:
        """Ask the work to stop; it does at its next check."""
        self._voice.stop.set()

    @property
    def cancelling(self) -> bool:
        """Whether somebody pressed cancel and the work has not stopped yet."""
        return self.state is State.RUNNING and self._voice.stop.is_set()

    @Slot(float, object)
    def _on_progress(self, fraction: float, message: Message | None) -> None:
        self.fraction = fraction
        self.message = message or self.message
        self.changed.emit()

    @Slot(object)
    def _on_warning(self, message: Message) -> None:
        self.warnings.append(message)

    @Slot(object)
    def _on_preview(self, result: object) -> None:
        if self._preview is not None and not self.cancelling:
            self._preview(result)

    @Slot(object, object, object)
    def _on_end(self, state: State, result: object, error: WeiyangError | None) -> None:
        # Cancel pressed after the worker's last check still means: do not use the result.
        self.state = State.CANCELLED if state is State.DONE and self._voice.stop.is_set() else state
        self.result, self.error = result, error
        try:
            if self.state is State.DONE and self._done is not None:
                self._done(result)
            elif self.state is State.FAILED and self._failed is not None and error is not None:
                self._failed(error)
        finally:
            self._done = self._failed = self._preview = None
            self.ended.emit(self)


class Jobs(QObject):
    """All jobs of one window, on a pool of their own."""

    started = Signal(object)
    ended = Signal(object)
    #: A job failed and nobody was named to deal with it.
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None, threads: int = 3) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="job")
        self._futures: set[Future[None]] = set()
        self._running: list[Job] = []

    @property
    def running(self) -> tuple[Job, ...]:
        """Jobs that have not ended."""
        return tuple(self._running)

    def run(
        self,
        task: Task,
        title: Message,
        done: Callable[[Any], object] | None = None,
        failed: Callable[[WeiyangError], object] | None = None,
        preview: Callable[[Any], object] | None = None,
        lane: str = "",
        quiet: bool = False,
    ) -> Job:
        """Start work on another thread.

        Parameters
        ----------
        task : callable
            Called with a Feedback on a worker thread. It gets frozen values, never the live scene.
        title : Message
            What the job area says.
        done, failed, preview : callable, optional
            Called on this thread with the result, the error, an interim result. Without `failed` the error
            goes to the `failed` signal. A cancelled job calls none of them.
        lane : str
            A new job cancels those before it in the same lane.
        quiet : bool
            Whether the job area leaves it out.
        """
        for other in self._running:
            if lane and other.lane == lane:
                other.cancel()
        job = Job(self, title, lane, quiet)
        job._done, job._preview = done, preview
        job._failed = failed or self.failed.emit
        job.ended.connect(self._on_end)
        self._running.append(job)
        self.started.emit(job)
        self._futures = {future for future in self._futures if not future.done()}
        self._futures.add(self._pool.submit(_work, task, job._voice))
        return job

    @Slot(object)
    def _on_end(self, job: Job) -> None:
        self._running.remove(job)
        self.ended.emit(job)
        job.deleteLater()

    def cancel_all(self) -> None:
        """Ask everything to stop."""
        for job in self._running:
            job.cancel()

    def close(self, wait_s: float = 30.0) -> bool:
        """Cancel everything and wait for it; return whether all has stopped. Nothing is called back."""
        for job in self._running:
            job._done = job._failed = job._preview = None
        self.cancel_all()
        left = wait(self._futures, wait_s).not_done
        self._pool.shutdown(wait=not left, cancel_futures=True)
        return not left
