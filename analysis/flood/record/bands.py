"""Work on a grid of tiles by bands of tile rows, on as many threads as there are processors.

It does not know what the work is; a band must not depend on another, so that any number of threads gives the
same figures.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from os import cpu_count
from typing import Final

import numpy as np

from scene.payloads.arrays import U8

#: With fewer tiles or items than this, starting a thread costs more than it saves.
_FEW: Final = 32
_FEW_ITEMS: Final = 2_000


def in_bands(active: U8, work: Callable[[int, int], None], threads: int = 0) -> None:
    """Call `work` with the first and the last tile row of each band that holds active tiles.

    Parameters
    ----------
    active : ndarray of uint8, shape (tile rows, tile cols)
    work : callable
        Should release the GIL.
    threads : int
        0 for one a processor.
    """
    counts = active.astype(bool).sum(axis=1)
    total = int(counts.sum())
    if not total:
        return
    threads = threads or cpu_count() or 1
    if threads == 1 or total < _FEW:
        work(0, len(active))
        return
    # Bands of equal numbers of active tiles, so that no thread waits long for another.
    shares = np.searchsorted(np.cumsum(counts), np.arange(1, threads) * total / threads, side="left") + 1
    edges = np.unique(np.concatenate([[0], shares, [len(active)]]))
    with ThreadPoolExecutor(threads) as workers:
        bands = [workers.submit(work, int(a), int(b)) for a, b in pairwise(edges)]
        for band in bands:
            band.result()


def in_chunks(count: int, work: Callable[[int, int], None], threads: int = 0) -> None:
    """Call `work` with the ends of runs of numbers below `count`, as :func:`in_bands` does with tile rows."""
    threads = threads or cpu_count() or 1
    if threads == 1 or count < _FEW_ITEMS:
        work(0, count)
        return
    edges = [count * k // threads for k in range(threads + 1)]
    with ThreadPoolExecutor(threads) as workers:
        chunks = [workers.submit(work, a, b) for a, b in pairwise(edges)]
        for chunk in chunks:
            chunk.result()
