"""A tree of squares over what is to be cut into tiles: split until a square holds little enough.

It does not know what lies in the squares.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scene.feedback import Feedback
from scene.payloads.arrays import F64

#: Squares are not split further than this many times.
_DEEPEST: Final = 12


@dataclass(slots=True, eq=False)
class Square:
    """A square of the tree.

    Parameters
    ----------
    low : ndarray of float64, shape (2,)
        South-west corner, metres.
    edge : float
        Length of a side, metres.
    items : ndarray of int64
        What lies in it; empty if it has smaller squares.
    children : list of Square
        Up to four.
    """

    low: F64
    edge: float
    items: NDArray[np.int64]
    children: "list[Square]" = field(default_factory=list)

    def leaves(self) -> "Iterator[Square]":
        """Yield the squares that hold something, in order."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


def quadtree(places: F64, weight: F64, most: float, feedback: Feedback) -> Square:
    """Return a tree in which no square holds more than some weight, if it can be split.

    Parameters
    ----------
    places : ndarray of float64, shape (n, 2)
        Where each item lies.
    weight : ndarray of float64, shape (n,)
        How much each is.
    most : float
        Weight of a square that is not split.
    feedback : Feedback
        Asked for cancel.
    """
    low, high = places.min(axis=0), places.max(axis=0)
    root = Square(low, float(max((high - low).max(), 1.0)) * 1.0001, np.arange(len(places)))
    open_squares = [(root, 0)]
    while open_squares:
        feedback.check()
        square, depth = open_squares.pop()
        if depth >= _DEEPEST or float(weight[square.items].sum()) <= most or len(square.items) < 2:
            continue
        half = square.edge / 2.0
        inside = places[square.items] >= square.low + half
        quarter = inside[:, 0] + 2 * inside[:, 1]
        for number in range(4):
            items = square.items[quarter == number]
            if len(items):
                corner = square.low + half * np.array([number & 1, number >> 1])
                square.children.append(Square(corner, half, items))
        square.items = np.zeros(0, np.int64)
        open_squares += [(child, depth + 1) for child in square.children]
    return root
