"""How much water a domain holds, and where water has gone astray.

Summed tile by tile in double precision and in the order of the tiles, so that the figure does not depend on
how many threads moved the water. It does not know how it came there.
"""

import numpy as np
from numba import njit

from analysis.flood.scheme import TILE, Scheme
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
    for tile in range(wet.size):
        top, left = tile // across * TILE, tile % across * TILE
        if wet[tile // across, tile % across] == 0:
            continue
        total = 0.0
        for row in range(top, min(top + TILE, rows)):
            line = 0.0
            for col in range(left, min(left + TILE, cols)):
                line += np.float64(depth[row, col]) + np.float64(carry[row, col])
            total += line
        sums[tile] = total
    return sums
