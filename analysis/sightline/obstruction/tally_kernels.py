"""Sum up, eye by eye, what of a silhouette is seen and which object hides what: arrays in, arrays out.

Everything is a solid angle, in steradians: a column's width times the rise of the sine of elevation. In each
column the ends of all intervals cut the elevation into strips; a strip belongs to the objects that cover it,
the nearest first. It does not know names or rules.
"""

from typing import Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scene.payloads.arrays import F64, I32


class Tally(NamedTuple):
    """What `k` eyes see of a silhouette before `m` objects.

    Parameters
    ----------
    total, hidden : ndarray of float64, shape (k,)
        Steradians of the silhouette, and of what is hidden of it.
    alone, first, only : ndarray of float64, shape (k, m)
        Steradians that an object hides; that it hides as the nearest; that nothing else hides.
    rise, lever : ndarray of float64, shape (k, m)
        Steradians more that would be hidden for each metre that the object were higher, and nearer.
    after : ndarray of float64, shape (k, m, m) or (k, 0, 0)
        Steradians that an object hides next behind another one; only if asked for.
    open : ndarray of float64, shape (n,)
        Steradians a radian of azimuth that are seen in each column.
    screen : ndarray of float64, shape (n,)
        Inverse distance of the nearest object that hides something in each column, 0 if none; 1/m.
    """

    total: F64
    hidden: F64
    alone: F64
    first: F64
    only: F64
    rise: F64
    lever: F64
    after: F64
    open: F64
    screen: F64


def no_tally(eyes: int, objects: int, columns: int, pairs: bool) -> Tally:
    """Return a tally of nothing."""
    alone, first, only, rise, lever = np.zeros((5, eyes, objects))
    after = np.zeros((eyes, objects, objects) if pairs else (eyes, 0, 0))
    none = np.zeros((2, eyes))
    return Tally(
        none[0], none[1], alone, first, only, rise, lever, after, np.zeros(columns), np.zeros(columns)
    )


@njit(cache=True)
def _sine(tangent: float) -> float:
    return float(tangent / np.sqrt(1.0 + tangent * tangent))


@njit(cache=True, nogil=True)
def tally_columns(
    of: I32,
    width: F64,
    extent: Any,
    start: NDArray[np.int64],
    thing: I32,
    low: F64,
    high: F64,
    near: F64,
    counts: NDArray[np.bool_],
    tally: Tally,
) -> None:
    """Fill a tally.

    Parameters
    ----------
    of, width
        Of the columns.
    extent : Extent
        Of the silhouette.
    start : ndarray of int64, shape (n + 1,)
        Where the intervals of each column begin.
    thing : ndarray of int32
        Object of each interval.
    low, high, near : ndarray of float64
        Its tangents, and the inverse distance of its nearest point.
    counts : ndarray of bool, shape (m,)
        Which objects stand there.
    tally : Tally
        Zeros, filled.
    """
    for i in range(len(of)):
        if extent.start[i] == extent.start[i + 1]:
            continue
        active = np.empty(start[i + 1] - start[i], np.int64)
        running = 0
        for k in range(start[i], start[i + 1]):
            if counts[thing[k]]:
                active[running] = k
                running += 1
        ends = _ends(extent, extent.start[i], extent.start[i + 1], low, high, active[:running])
        _strips(of[i], i, width[i], extent, ends, active[:running], thing, low, high, near, tally)


@njit(cache=True)
def _ends(extent: Any, first: int, stop: int, low: F64, high: F64, active: NDArray[np.int64]) -> F64:
    """Return the ends of the extent and of the active intervals of a column, rising."""
    ends = np.empty(2 * (stop - first) + 2 * len(active))
    e = 0
    for p in range(first, stop):
        ends[e], ends[e + 1] = extent.low[p], extent.high[p]
        e += 2
    for k in active:
        ends[e], ends[e + 1] = low[k], high[k]
        e += 2
    return np.sort(ends)


@njit(cache=True)
def _strips(
    who: int,
    column: int,
    width: float,
    extent: Any,
    ends: F64,
    active: NDArray[np.int64],
    thing: I32,
    low: F64,
    high: F64,
    near: F64,
    tally: Tally,
) -> None:
    """Go up one column, strip by strip."""
    pairs = tally.after.shape[1] > 0
    piece, stop = extent.start[column], extent.start[column + 1]
    above, is_open, former_high = -1, False, -np.inf
    for s in range(len(ends) - 1):
        a, b = ends[s], ends[s + 1]
        if b <= a:
            continue
        middle = 0.5 * (a + b)
        while piece < stop and extent.high[piece] <= middle:
            piece += 1
        if piece == stop:
            break
        if extent.low[piece] >= middle:
            above, is_open = -1, False
            continue
        area = width * (_sine(b) - _sine(a))
        tally.total[who] += area
        best, second = _nearest_two(a, b, active, low, high, near)
        touches, former_high = a == former_high, b
        if best < 0:
            tally.open[column] += area / width
            if touches and above >= 0:
                _edge(tally, who, thing[above], a, width * near[above])
            above, is_open = -1, True
            continue
        if touches and is_open:  # the lower edge of something: were it higher, more would be seen
            _edge(tally, who, thing[best], a, -width * near[best])
        above, is_open = best, False
        tally.hidden[who] += area
        for k in active:
            if low[k] <= a and high[k] >= b:
                tally.alone[who, thing[k]] += area
        tally.first[who, thing[best]] += area
        tally.screen[column] = max(tally.screen[column], near[best])
        if second < 0:
            tally.only[who, thing[best]] += area
        elif pairs:
            tally.after[who, thing[best], thing[second]] += area


@njit(cache=True)
def _nearest_two(
    a: float, b: float, active: NDArray[np.int64], low: F64, high: F64, near: F64
) -> tuple[int, int]:
    """Return which intervals cover a strip, the nearest and the next; -1 where there is none."""
    best, second = -1, -1
    for k in active:
        if low[k] <= a and high[k] >= b:
            if best < 0 or near[k] > near[best]:
                best, second = k, best
            elif second < 0 or near[k] > near[second]:
                second = k
    return best, second


@njit(cache=True)
def _edge(tally: Tally, who: int, thing: int, tangent: float, share: float) -> None:
    """Note by how much an edge between hidden and seen moves with the height and the place of its object."""
    slope = share / (1.0 + tangent * tangent) ** 1.5
    tally.rise[who, thing] += slope
    tally.lever[who, thing] += slope * abs(tangent)
