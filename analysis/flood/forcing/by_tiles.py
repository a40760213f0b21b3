"""Work on lists of tiles by several threads, with one figure a tile, so that sums do not depend on threads.

It does not know what the work is.
"""

import itertools
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analysis.flood.crew import Crew
from analysis.flood.scheme import TILE, Scheme
from scene.payloads.arrays import F64, I32, U8

#: Tiles below which a second thread costs more than it brings.
_WORTH_A_THREAD: Final = 24


def reduced(combine: np.ufunc, cells: NDArray[Any]) -> NDArray[Any]:
    """Return what a function of two makes of all cells of a tile: shape (tile rows, tile cols)."""
    down, across = np.arange(0, cells.shape[0], TILE), np.arange(0, cells.shape[1], TILE)
    found: NDArray[Any] = combine.reduceat(combine.reduceat(cells, down, axis=0), across, axis=1)
    return found


def tiles_where(cells: NDArray[Any]) -> I32:
    """Return the tiles in which any cell holds: flat indices, rising."""
    return np.flatnonzero(reduced(np.logical_or, cells)).astype(np.int32)


def tiles_of(cells: I32, shape: tuple[int, int]) -> U8:
    """Return which tiles hold any of some cells (flat indices): shape (tile rows, tile cols), 1 or 0."""
    found = np.zeros((-(-shape[0] // TILE), -(-shape[1] // TILE)), np.uint8)
    rows, cols = np.divmod(cells, shape[1])
    found[rows // TILE, cols // TILE] = 1
    return found


def wake(scheme: Scheme, tiles: I32) -> None:
    """Tell a scheme that depths changed in some tiles, given by flat indices."""
    changed = np.zeros(scheme.wet.shape, np.uint8)
    changed.ravel()[tiles] = 1
    scheme.woken(changed)


def over_tiles(crew: Crew, kernel: Callable[..., None], tiles: I32, sums: F64, *arguments: object) -> None:
    """Call ``kernel(*arguments, tiles, sums)`` on pieces of the list, shared out among a crew.

    Parameters
    ----------
    crew : Crew
    kernel : callable
        Compiled, without the GIL; what it does to one tile does not depend on another.
    tiles : ndarray of int32, shape (n,)
    sums : ndarray of float64, shape (n, k)
        One row a tile, which the kernel writes.
    """
    count = min(2 * crew.threads, max(tiles.size // _WORTH_A_THREAD, 1)) if crew.threads > 1 else 1
    edges = [tiles.size * part // count for part in range(count + 1)]
    crew.all(kernel, [
        (*arguments, tiles[first:last], sums[first:last]) for first, last in itertools.pairwise(edges)
    ])  # fmt: skip
