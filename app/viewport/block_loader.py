"""Blocks of a streamed cloud, read and coloured on threads of their own, what is wanted most first.

The threads last as long as there is something to read. It makes no VTK objects and knows no stage.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Condition, Thread
from typing import Final

from numpy.typing import NDArray

from scene.errors import WeiyangError
from scene.payloads.arrays import F32, U8

log = logging.getLogger(__name__)

#: Threads of one cloud.
THREADS: Final = 2


@dataclass(frozen=True, slots=True, eq=False)
class DrawnPoints:
    """Points as they are drawn.

    Parameters
    ----------
    positions : ndarray of float32, shape (n, 3)
        Local metres.
    colour : ndarray of uint8, shape (n, 3)
        sRGB.
    """

    positions: F32
    colour: U8


class BlockLoader:
    """Reads blocks as they are asked for.

    Parameters
    ----------
    read : callable
        Returns a block by its row; called on the threads.
    """

    def __init__(self, read: Callable[[int], DrawnPoints]) -> None:
        self._read = read
        self._news = Condition()
        self._waiting: list[int] = []
        self._busy: set[int] = set()
        self._ready: dict[int, DrawnPoints] = {}
        self._failed: set[int] = set()
        self._threads = 0

    def want(self, rows: Sequence[int] | NDArray[object]) -> None:
        """Take another list of wishes, the dearest first, in place of the one before."""
        with self._news:
            known = self._busy | self._failed | self._ready.keys()
            self._waiting = [int(row) for row in reversed(rows) if int(row) not in known]
            for _ in range(min(THREADS - self._threads, len(self._waiting))):
                self._threads += 1
                Thread(target=self._work, name="points", daemon=True).start()

    def take(self, row: int) -> DrawnPoints | None:
        """Return a block that has been read, and forget it; None if it has not."""
        with self._news:
            return self._ready.pop(row, None)

    def ready(self) -> list[int]:
        """Return the rows that have been read and were not taken."""
        with self._news:
            return list(self._ready)

    def failed(self, row: int) -> bool:
        """Return whether a block cannot be read."""
        with self._news:
            return row in self._failed

    def wait(self, seconds: float) -> None:
        """Wait for the next block, if any is under way, at most so long."""
        with self._news:
            if self._threads:
                self._news.wait(seconds)

    def close(self) -> None:
        """Want nothing any more."""
        with self._news:
            self._waiting = []
            self._ready.clear()

    def _work(self) -> None:
        while True:
            with self._news:
                if not self._waiting:
                    self._threads -= 1
                    self._news.notify_all()
                    return
                row = self._waiting.pop()
                self._busy.add(row)
            block: DrawnPoints | None = None
            try:
                block = self._read(row)
            except WeiyangError as problem:
                log.warning("a block of a point cloud cannot be read: %s", problem)
            except Exception:
                log.exception("a block of a point cloud cannot be read")
            with self._news:
                self._busy.discard(row)
                if block is None:
                    self._failed.add(row)
                else:
                    self._ready[row] = block
                self._news.notify_all()
