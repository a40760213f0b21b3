"""The loop of :mod:`analysis.skyline.additions`: what rises over a skyline, building by building.

It does not know what the buildings are.
"""

from typing import Any

import numpy as np
from numba import njit

from scene.payloads.arrays import F64, I32


@njit(cache=True)
def _sine(tangent: float) -> float:
    return float(tangent / np.sqrt(1.0 + tangent * tangent))


@njit(cache=True, nogil=True)
def add_above(
    order: I32,
    bin_of: I32,
    width: F64,
    extent: Any,
    skyline: F64,
    up_to: F64,
    added: F64,
    protected: F64,
    top: F64,
) -> None:
    """Find what each column of some buildings adds over a skyline.

    Parameters
    ----------
    order : ndarray of int32, shape (n,)
        Columns by bin, and within a bin the nearest building first: what it covers is no addition of another.
    bin_of : ndarray of int32, shape (n,)
        Column of the panorama that each lies in.
    width : ndarray of float64, shape (n,)
        Radians of azimuth.
    extent : Extent
        Of the buildings' silhouettes.
    skyline, up_to : ndarray of float64, shape (bins,)
        Elevation tangents of the skyline, and up to where the sky is protected.
    added, protected : ndarray of float64, shape (n,)
        Filled: steradians over the skyline, and of these within what is protected.
    top : ndarray of float64, shape (n,)
        Filled: highest tangent that is added, -inf if nothing is.
    """
    begin = 0
    while begin < len(order):
        at, end = bin_of[order[begin]], begin
        while end < len(order) and bin_of[order[end]] == at:
            end += 1
        room = 0
        for g in range(begin, end):
            room += extent.start[order[g] + 1] - extent.start[order[g]]
        taken, used = np.empty((room, 2)), 0
        for g in range(begin, end):
            i = order[g]
            top[i] = -np.inf
            former = used
            for k in range(extent.start[i], extent.start[i + 1]):
                low, high = max(extent.low[k], skyline[at]), extent.high[k]
                if high <= low:
                    continue
                top[i] = max(top[i], high)
                added[i] += width[i] * _free(taken, former, low, high)
                protected[i] += width[i] * _free(taken, former, low, min(high, up_to[at]))
                taken[used, 0], taken[used, 1] = low, high
                used += 1
        begin = end


@njit(cache=True)
def _free(taken: F64, used: int, low: float, high: float) -> float:
    """Return the rise of the sine of elevation from `low` to `high`, but for what is taken."""
    left, at = 0.0, low
    while at < high:
        inside, until = False, high
        for k in range(used):
            if taken[k, 0] <= at < taken[k, 1]:
                inside, until = True, min(high, taken[k, 1])
                break
        if not inside:
            for k in range(used):
                if taken[k, 0] > at:
                    until = min(until, taken[k, 0])
            left += _sine(until) - _sine(at)
        at = until
    return left
