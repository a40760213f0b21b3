"""Takes pictures for a job with the view's painter: asked for on the job's thread, taken here step by step.

The window stays at hand meanwhile. It knows neither what is seen nor what the pictures are for.
"""

from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextlib import ExitStack
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Slot

from app.workbench import Workbench
from scene.feedback import Feedback

if TYPE_CHECKING:
    from app.viewport.filming import FilmSet, Take

Picture = NDArray[np.uint8]
#: Called on the job's thread; waits for the picture, and raises if somebody cancels the job.
Asking: TypeAlias = "Callable[[Take, Feedback], Picture]"

#: How long a job waits for a picture before it asks whether somebody pressed cancel, seconds.
_LOOK: Final = 0.1


class PicturesBeside(QObject):
    """Takes the pictures of one job at a time.

    Parameters
    ----------
    bench : Workbench
        With whose view's painter.
    size : tuple of int
        Pixels of the pictures.
    """

    def __init__(self, bench: Workbench, size: tuple[int, int]) -> None:
        super().__init__(bench)
        self._bench, self._size = bench, size
        self._orders: SimpleQueue[tuple[Take, Future[Picture]]] = SimpleQueue()
        self._work: tuple[Generator[float, None, Picture], Future[Picture]] | None = None
        self._open = ExitStack()
        self._set: FilmSet | None = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._step)

    def begin(self) -> "Asking":
        """Begin to take pictures, and return what the job asks with."""
        orders = self._orders = SimpleQueue()

        def ask(take: "Take", feedback: Feedback) -> Picture:
            promised: Future[Picture] = Future()
            orders.put((take, promised))
            while True:
                try:
                    return promised.result(_LOOK)
                except TimeoutError:
                    feedback.check()

        self._timer.start()
        return ask

    def end(self) -> None:
        """Give the view its painter back at once."""
        self._timer.stop()
        if self._work is not None:
            self._work[0].close()
            self._work = None
        self._set = None
        self._open.close()

    @Slot()
    def _step(self) -> None:
        if self._work is None:
            try:
                take, promised = self._orders.get_nowait()
            except Empty:
                self._timer.setInterval(15)
                return
            self._timer.setInterval(0)
            self._work = (self._taking(take), promised)
        steps, promised = self._work
        try:
            next(steps)
        except StopIteration as finished:
            self._work = None
            promised.set_result(finished.value)

    def _taking(self, take: "Take") -> Generator[float, None, Picture]:
        if self._set is None:
            self._bench.window.stop_pictures.stop()
            self._set = self._open.enter_context(self._bench.view.film_set(self._size, notes=False))
        return self._set.taking(take)
