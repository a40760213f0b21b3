"""Places in a cube as Morton codes, and which points a coarser level of an octree takes.

Arrays in, arrays out; it does not know files.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

U64 = NDArray[np.uint64]

#: Halvings of the cube that a code holds for each axis.
BITS: Final = 21
#: A node is divided into 2 to this many cells along a side; its level takes one point of each.
CELL_BITS: Final = 7
#: A node with no more points than this keeps them all.
LEAF: Final = 20_000
#: Levels below the root.
DEEPEST: Final = BITS - CELL_BITS

_SPREAD: Final = (
    (32, 0x1F00000000FFFF), (16, 0x1F0000FF0000FF), (8, 0x100F00F00F00F00F), (4, 0x10C30C30C30C30C3),
    (2, 0x1249249249249249),
)  # fmt: skip


def codes(positions: NDArray[np.float32], low: NDArray[np.float64], side: float) -> U64:
    """Return the Morton codes of points, those outside the cube as if they lay at its faces, shape (n,).

    Parameters
    ----------
    positions : ndarray of float32, shape (n, 3)
    low : ndarray of float64, shape (3,)
        Lowest corner of the cube.
    side : float
        Of the cube, metres.
    """
    most = 2**BITS - 1
    code = np.zeros(len(positions), np.uint64)
    for axis in range(3):
        cell = (positions[:, axis].astype(np.float64) - low[axis]) * (2**BITS / side)
        spread = np.clip(cell, 0, most).astype(np.uint64)
        for step, mask in _SPREAD:
            spread = (spread | (spread << np.uint64(step))) & np.uint64(mask)
        code |= spread << np.uint64(axis)
    return code


def prefix(code: U64, depth: int) -> U64:
    """Return the codes of the cells after so many halvings."""
    result: U64 = code >> np.uint64(3 * (BITS - depth))
    return result


def levels(code: U64) -> NDArray[np.uint8]:
    """Return the level that takes each point: the middle one of each cell, or all of a small node.

    Parameters
    ----------
    code : ndarray of uint64, shape (n,)
        Rising.
    """
    level = np.full(len(code), DEEPEST, np.uint8)
    left = np.arange(len(code))
    for depth in range(DEEPEST):
        if not len(left):
            break
        rest = code[left]
        begins = run_starts(prefix(rest, depth))
        lengths = np.diff(begins, append=len(rest))
        taken = np.repeat(lengths <= LEAF, lengths)
        cells = run_starts(prefix(rest, depth + CELL_BITS))
        ends = np.append(cells[1:], len(rest))
        taken[(cells + ends) // 2] = True
        level[left[taken]] = depth
        left = left[~taken]
    return level


def run_starts(values: U64) -> NDArray[np.int64]:
    """Return where runs of equal values begin."""
    if not len(values):
        return np.zeros(0, np.int64)
    return np.concatenate([[0], np.flatnonzero(values[1:] != values[:-1]) + 1]).astype(np.int64)
