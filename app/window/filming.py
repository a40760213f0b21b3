"""Makes a film beside the work of the window: pictures are taken here, step by step; the rest is a job.

The job makes the water ready and writes the file; it shows progress and can be cancelled as any other. What
the film shows is said in :mod:`app.film.plan`.
"""

from collections.abc import Generator
from concurrent.futures import Future
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.film.making import FilmWater, make_film
from app.film.plan import Film, Shot
from app.film.writers import writer_for
from app.panels.course.words import caption_of
from app.viewport.sun import daylight_at
from app.workbench import Workbench
from scene.errors import WeiyangError
from scene.feedback import Feedback
from scene.messages import msg

if TYPE_CHECKING:
    from app.jobs import Job
    from app.viewport.filming import FilmSet, Take
    from app.water.making import WaterPicture

Picture = NDArray[np.uint8]


class Filming(QObject):
    """Makes one film at a time.

    Parameters
    ----------
    bench : Workbench
        With whose view's painter.
    """

    #: The film is done, carries its path; or it was cancelled or failed, carries None.
    ended = Signal(object)
    #: Frames taken so far.
    progressed = Signal(int)

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        self._orders: SimpleQueue[tuple[Shot, WaterPicture | None, Future[Picture]]] = SimpleQueue()
        self._work: tuple[Generator[float, None, Picture], Future[Picture]] | None = None
        self._set: FilmSet | None = None
        self._open = ExitStack()
        self._job: Job | None = None
        self._taken = 0
        self._start: datetime | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._step)

    @property
    def busy(self) -> bool:
        """Whether a film is being made."""
        return self._job is not None

    def make(self, film: Film, path: Path, water: FilmWater | None, *, notes: bool, draft: bool) -> None:
        """Begin to make a film.

        Parameters
        ----------
        film : Film
        path : Path
            ``.mp4`` for a film, anything else for a folder of pictures.
        water : FilmWater, optional
            Of the course that is played.
        notes : bool
            Whether moment, legend, north and credits are written on every frame.
        draft : bool
            Quicker, without smooth edges.
        """
        from app.viewport.filming import DRAFTED, FILMED

        assert not self.busy, "one film at a time"
        moments = self._bench.course.moments
        self._start = None if moments is None or water is None else moments.course.start
        size, quality = (film.width, film.height), DRAFTED if draft else FILMED
        own = any(shot.setting is not None for shot in film.shots)
        names = own and self._bench.window.labels_shown
        self._set = self._open.enter_context(
            self._bench.view.film_set(size, notes=notes, quality=quality, alone=own, names=names)
        )
        self._taken = 0
        orders = self._orders = SimpleQueue()

        def take(shot: Shot, ready: "WaterPicture | None") -> "Future[Picture]":
            promised: Future[Picture] = Future()
            orders.put((shot, ready, promised))
            return promised

        def task(feedback: Feedback) -> Path:
            writer = writer_for(path, film.width, film.height, film.rate)
            return make_film(film, water, take, writer, feedback)

        self._job = self._bench.jobs.run(
            task, msg("Making a film"), self._on_done, self._on_failed, lane="film"
        )
        self._job.ended.connect(self._on_end)
        self._timer.start()

    def cancel(self) -> None:
        """Stop; nothing is left of the film."""
        if self._job is not None:
            self._job.cancel()

    @Slot()
    def _step(self) -> None:
        if self._work is None:
            try:
                shot, ready, promised = self._orders.get_nowait()
            except Empty:
                self._timer.setInterval(15)
                return
            self._timer.setInterval(0)
            assert self._set is not None
            self._work = (self._set.taking(self._take_of(shot, ready)), promised)
        steps, promised = self._work
        try:
            next(steps)
        except StopIteration as finished:
            self._work = None
            self._taken += 1
            if not promised.cancelled():
                promised.set_result(finished.value)
            self.progressed.emit(self._taken)

    def _take_of(self, shot: Shot, ready: "WaterPicture | None") -> "Take":
        from app.viewport.filming import Take

        caption = None
        if shot.seconds is not None and self._start is not None:
            caption = caption_of(self._start + timedelta(seconds=shot.seconds), shot.seconds)
        light = None if shot.moment is None else daylight_at(shot.moment, self._bench.session.scene.frame)
        return Take(shot.pose, light, ready, caption, shot.setting, shot.title)

    def _on_done(self, path: Path) -> None:
        self._bench.tell(msg("The film is saved as {file}.", file=path.name))
        self._stop(path)

    def _on_failed(self, problem: WeiyangError) -> None:
        self._bench.report(problem)
        self._stop(None)

    @Slot(object)
    def _on_end(self, job: "Job") -> None:
        if self._job is job:  # cancelled
            self._stop(None)

    def _stop(self, path: Path | None) -> None:
        self.stop()
        self.ended.emit(path)

    def stop(self) -> None:
        """Give the view its painter back at once."""
        self._timer.stop()
        if self._work is not None:
            self._work[0].close()
            self._work = None
        if self._job is not None:
            self._job.cancel()
        self._job, self._set = None, None
        self._open.close()
