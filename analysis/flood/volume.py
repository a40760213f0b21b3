"""How much water a domain holds, and where water has gone astray.

Summed tile by tile in double precision and in the order of the tiles, so that the figure does not depend on
how many threads moved the water. It does not know how it came there.
"""

import numpy as np
from numba import njit

from analysis.flood.scheme import TILE, Scheme
from scene.geometry.numba_inner import inner_kernel
from scene.payloads.arrays import F32, F64, U8


def stored_volume(scheme: Scheme) -> float:
    """Return the volume of water in the domain, m³; nan or inf where the water itself is not a number."""
    sums = _sums_of_tiles(scheme.depth, scheme.carry, scheme.wet)
    return float(np.add.accumulate(sums)[-1]) * scheme.domain.cell_area


def strangest_cell(scheme: Scheme) -> tuple[int, int]:
    """Return row and column of the first cell whose depth is no number, else of the deepest."""
    odd = ~np.isfinite(scheme.depth)
    index = int(np.argmax(odd)) if odd.any() else int(np.argmax(scheme.depth))
    row, col = divmod(index, scheme.depth.shape[1])
    return row, col


@njit(cache=True, nogil=True)
def _sums_of_tiles(depth: F32, carry: F32, wet: U8) -> F64:
    """Sum the depths of every wet tile, metres."""
    rows, cols = depth.shape
    across = wet.shape[1]
    sums = np.zeros(wet.size, np.float64)
    columns = np.empty(TILE, np.float64)
    for tile in range(wet.size):
        top, left = tile // across * TILE, tile % across * TILE
        if wet[tile // across, tile % across] == 0:
            continue
        right = min(left + TILE, cols)
        columns[:] = 0.0
        for row in range(top, min(top + TILE, rows)):
            _add_row(depth[row, left:right], carry[row, left:right], columns, right - left)
        for col in range(right - left):
            sums[tile] += columns[col]
    return sums


@inner_kernel
def _add_row(depth: F32, carry: F32, columns: F64, count: int) -> None:
    """Add the depths of a tile's row to its columns, which many at once can do without another order."""
    for col in range(count):
        columns[col] += np.float64(depth[col]) + np.float64(carry[col])
