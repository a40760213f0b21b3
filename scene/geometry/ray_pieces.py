"""Cast a long list of segments in pieces, side by side, by all processors; a short one as it is.

The pieces do not depend on the number of threads, so neither does any answer. It does not know what is cast
at.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scene.payloads.arrays import F64

#: Segments of a piece: enough that a layer and the next do not drive one another out of the cache too often.
PIECE: Final = 65_536
#: Which of the list.
Rows: TypeAlias = slice | NDArray[np.int32]
#: Takes them, their starts and ends, each cut off by a margin, and their whole lengths.
Cast: TypeAlias = Callable[[Rows, F64, F64, F64], None]


def in_pieces(cast: Cast, eyes: F64, targets: F64, *, margin: float, many: int, threads: int = 0) -> None:
    """Cast all segments.

    Parameters
    ----------
    cast : callable
        Puts down the answers of some of the list. Called from several threads.
    eyes : ndarray of float64, shape (n, 3) or (1, 3)
        One for each target, or one for all.
    targets : ndarray of float64, shape (n, 3)
    margin : float
        Cut off at both ends, metres; very short segments vanish.
    many : int
        Shorter lists are cast in one piece, in the order they come in.
    threads : int
        Workers; 0 for one a processor.
    """
    count = len(targets)
    if count < many or not count:
        cast(slice(0, count), *_cut_off(eyes, targets, margin))
        return
    from scene.geometry.ray_order import cut_off, scattered, side_by_side

    order = side_by_side(eyes, targets) if scattered(eyes, targets) else None

    def work(first: int) -> None:
        piece = slice(first, min(first + PIECE, count))
        rows = np.arange(piece.start, piece.stop, dtype=np.int32) if order is None else order[piece]
        starts, ends, length = np.empty((len(rows), 3)), np.empty((len(rows), 3)), np.empty(len(rows))
        cut_off(eyes, targets, rows, margin, starts, ends, length)
        cast(piece if order is None else rows, starts, ends, length)

    with ThreadPoolExecutor(threads or cpu_count() or 1) as workers:
        for _ in workers.map(work, range(0, count, PIECE)):
            pass


def _cut_off(eyes: F64, targets: F64, margin: float) -> tuple[F64, F64, F64]:
    """Do what :func:`scene.geometry.ray_order.cut_off` does, where that is not worth its loading."""
    way = targets - eyes
    length = np.linalg.norm(way, axis=1)
    share = np.minimum(margin / np.maximum(length, 1e-9), 0.5)[:, None]
    return eyes + share * way, targets - share * way, length
