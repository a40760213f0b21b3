"""Put segments in an order in which neighbours run side by side: a packet of them meets the same things.

Cameras, profiles and grids ask in such an order; pairs of places drawn at random do not, and a city of half
a million houses then comes from the memory anew for every one. It does not know what is cast at.
"""

from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scene.payloads.arrays import F64, I32

#: Bits of a key: the cell of the plan, in Morton's order, before the direction.
_CELL_BITS: Final = 9
_WAY_BITS: Final = 4
_DIGIT: Final = 11
#: Pairs of neighbours that are looked at to tell whether segments come in order.
_LOOKED_AT: Final = 2_000


@njit(cache=True, nogil=True)
def cut_off(eyes: F64, targets: F64, rows: I32, margin: float, starts: F64, ends: F64, length: F64) -> None:
    """Fill in some segments, cut off by a margin at both ends; very short ones vanish.

    Parameters
    ----------
    eyes : ndarray of float64, shape (n, 3) or (1, 3)
        One for each target, or one for all.
    targets : ndarray of float64, shape (n, 3)
    rows : ndarray of int32, shape (k,)
        Which.
    margin : float
        Metres.
    starts, ends, length : ndarray of float64, shape (k, 3), (k, 3) and (k,)
        Filled; the length is the whole one.
    """
    for k in range(len(rows)):
        row = rows[k]
        eye = row if len(eyes) > 1 else 0
        x = targets[row, 0] - eyes[eye, 0]
        y = targets[row, 1] - eyes[eye, 1]
        z = targets[row, 2] - eyes[eye, 2]
        length[k] = np.sqrt(x * x + y * y + z * z)
        share = min(margin / max(length[k], 1e-9), 0.5)
        starts[k, 0], ends[k, 0] = eyes[eye, 0] + share * x, targets[row, 0] - share * x
        starts[k, 1], ends[k, 1] = eyes[eye, 1] + share * y, targets[row, 1] - share * y
        starts[k, 2], ends[k, 2] = eyes[eye, 2] + share * z, targets[row, 2] - share * z


def scattered(starts: F64, ends: F64) -> bool:
    """Say whether neighbours in the list lie farther apart than they are long.

    Parameters
    ----------
    starts : ndarray of float64, shape (n, 3) or (1, 3)
    ends : ndarray of float64, shape (n, 3)
    """
    step = max(len(ends) // _LOOKED_AT, 1)
    one = np.arange(0, len(ends) - 1, step)
    if not len(one):
        return False
    starts = np.broadcast_to(starts, ends.shape)
    apart = np.abs(starts[one] - starts[one + 1]).max(axis=1) + np.abs(ends[one] - ends[one + 1]).max(axis=1)
    long = np.abs(starts[one] - ends[one]).max(axis=1)
    return bool(np.median(apart - long) > 0.0)


def side_by_side(starts: F64, ends: F64) -> I32:
    """Return an order by the cell that the middle of a segment lies in, and by its direction.

    Parameters
    ----------
    starts : ndarray of float64, shape (n, 3) or (1, 3)
    ends : ndarray of float64, shape (n, 3)
        What is nan goes anywhere.
    """
    keys = np.empty(len(ends), np.uint32)
    _put_keys(starts, ends, keys)
    order = np.empty(len(keys), np.int32)
    _sort(keys, order)
    return order


@njit(cache=True, nogil=True)
def _put_keys(starts: F64, ends: F64, keys: NDArray[np.uint32]) -> None:
    west = south = np.inf
    east = north = -np.inf
    for k in range(len(ends)):
        eye = k if len(starts) > 1 else 0
        x, y = 0.5 * (starts[eye, 0] + ends[k, 0]), 0.5 * (starts[eye, 1] + ends[k, 1])
        west, east = min(west, x), max(east, x)
        south, north = min(south, y), max(north, y)
    cells = 1 << _CELL_BITS
    per_metre = (cells - 1e-3) / max(east - west, north - south, 1e-9)
    turn = (1 << _WAY_BITS) / (2.0 * np.pi)
    for k in range(len(ends)):
        eye = k if len(starts) > 1 else 0
        x, y = 0.5 * (starts[eye, 0] + ends[k, 0]), 0.5 * (starts[eye, 1] + ends[k, 1])
        col, row = (x - west) * per_metre, (y - south) * per_metre
        if not (0.0 <= col < cells and 0.0 <= row < cells):
            keys[k] = 0
            continue
        key = 0
        for bit in range(_CELL_BITS):
            key |= ((int(col) >> bit) & 1) << (2 * bit) | ((int(row) >> bit) & 1) << (2 * bit + 1)
        angle = np.arctan2(ends[k, 1] - starts[eye, 1], ends[k, 0] - starts[eye, 0]) + np.pi
        keys[k] = key << _WAY_BITS | min(int(angle * turn), (1 << _WAY_BITS) - 1)


@njit(cache=True, nogil=True)
def _sort(keys: NDArray[np.uint32], order: I32) -> None:
    """Fill `order` by rising key, equal ones as they came: two rounds of counting, eleven bits each."""
    n = len(keys)
    once = np.empty(n, np.int32)
    digits = 1 << _DIGIT
    for turn in range(2):
        start = np.zeros(digits + 1, np.int64)
        for k in range(n):
            start[(keys[k] >> np.uint32(turn * _DIGIT)) % digits + 1] += 1
        for digit in range(digits):
            start[digit + 1] += start[digit]
        for k in range(n):
            row = np.int32(k) if turn == 0 else once[k]
            digit = (keys[row] >> np.uint32(turn * _DIGIT)) % digits
            if turn == 0:
                once[start[digit]] = row
            else:
                order[start[digit]] = row
            start[digit] += 1
