"""A few threads that stay for the length of a run, and share out the bands of every step.

It does not know what a band is. Work should release the GIL; which thread does which piece must not matter.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from typing import Final
from weakref import WeakValueDictionary


class Crew:
    """The calling thread and its helpers, who end when the crew is forgotten.

    Parameters
    ----------
    threads : int
        With the calling one; 0 for one a processor.
    """

    def __init__(self, threads: int = 0) -> None:
        self.threads = threads or cpu_count() or 1
        self._helpers = ThreadPoolExecutor(self.threads - 1) if self.threads > 1 else None

    def all(self, work: Callable[..., object], pieces: Sequence[tuple[object, ...]]) -> None:
        """Do some work on every piece, and return when all are done."""
        if self._helpers is None or len(pieces) == 1:
            for piece in pieces:
                work(*piece)
            return
        jobs = [self._helpers.submit(work, *piece) for piece in pieces[1:]]
        try:
            work(*pieces[0])
            for job, piece in zip(reversed(jobs), reversed(pieces), strict=False):
                if job.cancel():  # nobody has begun it
                    work(*piece)
        finally:
            for job in jobs:
                if not job.cancelled():
                    job.result()


_SHARED: Final[WeakValueDictionary[int, Crew]] = WeakValueDictionary()


def shared_crew(threads: int = 0) -> Crew:
    """Return the crew of so many threads that others hold too, for as long as anybody holds it."""
    count = threads or cpu_count() or 1
    crew = _SHARED.get(count)
    if crew is None:
        crew = _SHARED[count] = Crew(count)
    return crew
