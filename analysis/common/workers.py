"""Several threads at work on a list of pieces, with the results in the order of the list.

It does not know what a piece is; a piece must not depend on another, so that any number of threads gives
the same figures.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from typing import TypeVar

from scene.feedback import Feedback

Result = TypeVar("Result")


def in_order(
    work: Callable[..., Result], pieces: Sequence[tuple[object, ...]], feedback: Feedback, threads: int = 0
) -> list[Result]:
    """Do some work on every piece.

    Parameters
    ----------
    work : callable
        Called with the items of a piece; should release the GIL, and take well under 0.2 s.
    pieces : sequence of tuple
    feedback : Feedback
        Told of progress; asked for cancel after every piece.
    threads : int
        Workers; 0 for one a processor.

    Raises
    ------
    Cancelled
        If the person asked to stop; pieces that were begun are finished first.
    """
    feedback.check()
    done: list[Result] = []
    with ThreadPoolExecutor(threads or cpu_count() or 1) as workers:
        jobs = [workers.submit(work, *piece) for piece in pieces]
        try:
            for job in jobs:
                done.append(job.result())
                feedback.check()
                feedback.progress(len(done) / len(jobs))
        finally:
            for job in jobs:
                job.cancel()
    return done
