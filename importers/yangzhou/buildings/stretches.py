"""How far lines run inside a block: the inner loop of cutting lots, thousands of times for small arrays.

It does not know frames or lots; :class:`importers.yangzhou.buildings.lots.Block` calls it.
"""

import numpy as np
from numba import njit

from scene.payloads.arrays import F64


@njit(cache=True, nogil=True)
def longest_stretch(start: F64, stop: F64, x: float, axis: int) -> tuple[float, float]:
    """Return the ends of the longest stretch of one line inside a block; equal if it misses the block.

    Parameters
    ----------
    start, stop : ndarray of float64, shape (m, 2)
        Ends of the block's edges.
    x : float
        Place of the line.
    axis : int
        0 for an upright line at x, 1 for a level one at y.
    """
    met = np.empty(len(start))
    count = 0
    for k in range(len(start)):
        a, b = start[k, axis], stop[k, axis]
        if (a <= x) != (b <= x):
            foot, head = start[k, 1 - axis], stop[k, 1 - axis]
            place = foot + (x - a) * ((head - foot) / (b - a))
            at = count  # a line meets few edges: each is put in its place among those before it
            while at > 0 and met[at - 1] > place:
                met[at] = met[at - 1]
                at -= 1
            met[at] = place
            count += 1
    low, high = 0.0, 0.0
    for k in range(0, count - 1, 2):
        if met[k + 1] - met[k] > high - low:
            low, high = met[k], met[k + 1]
    return low, high


@njit(cache=True, nogil=True)
def clear_stretches(start: F64, stop: F64, edges: F64, axis: int, probes: int) -> F64:
    """Return the stretch that is inside a block on every probe across each column, shape (k, 2).

    Parameters
    ----------
    start, stop : ndarray of float64, shape (m, 2)
    edges : ndarray of float64, shape (k, 2)
        Both sides of each column.
    axis : int
        As above.
    probes : int
        Lines across each column, the first and the last on its sides.
    """
    found = np.zeros((len(edges), 2))
    for k in range(len(edges)):
        floor, ceiling = -np.inf, np.inf
        for probe in range(probes):
            x = edges[k, 0] + (edges[k, 1] - edges[k, 0]) * probe / max(probes - 1, 1)
            low, high = longest_stretch(start, stop, x, axis)
            if high <= low:
                floor, ceiling = 0.0, 0.0
                break
            floor, ceiling = max(floor, low), min(ceiling, high)
        found[k, 0], found[k, 1] = floor, ceiling
    return found
