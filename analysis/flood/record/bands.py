"""Work on a grid of tiles by bands of tile rows, shared out among a crew.

It does not know what the work is; a band must not depend on another, so that any number of threads gives the
same figures.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Final

import numpy as np

from analysis.flood.crew import Crew
from scene.payloads.arrays import U8

#: With fewer tiles or items than this, handing them to another thread costs more than it saves.
_FEW: Final = 32
_FEW_ITEMS: Final = 20_000


def in_bands(active: U8, work: Callable[[int, int], None], crew: Crew) -> None:
    """Call `work` with the first and the last tile row of each band that holds active tiles.

    Parameters
    ----------
    active : ndarray of uint8, shape (tile rows, tile cols)
    work : callable
        Should release the GIL.
    crew : Crew
    """
    counts = active.astype(bool).sum(axis=1)
    total = int(counts.sum())
    if not total:
        return
    threads = crew.threads
    if threads == 1 or total < _FEW:
        work(0, len(active))
        return
    # Bands of equal numbers of active tiles, so that no thread waits long for another.
    shares = np.searchsorted(np.cumsum(counts), np.arange(1, threads) * total / threads, side="left") + 1
    edges = np.unique(np.concatenate([[0], shares, [len(active)]])).tolist()
    crew.all(work, list(pairwise(edges)))


def in_chunks(count: int, work: Callable[[int, int], None], crew: Crew, few: int = _FEW_ITEMS) -> None:
    """Call `work` with the ends of runs of numbers below `count`, as :func:`in_bands` does with tile rows.

    Fewer than `few` are not shared out.
    """
    if crew.threads == 1 or count < few:
        work(0, count)
        return
    crew.all(work, list(pairwise(count * k // crew.threads for k in range(crew.threads + 1))))
