"""Arrays of upright columns: where they look, what blocks them, and the gaps that are left.

It does not know how they are filled; :mod:`analysis.sightline.columns` says what a column is.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scene.payloads.arrays import F64, I32


class Columns(NamedTuple):
    """Columns to look along.

    Parameters
    ----------
    eye : ndarray of float64, shape (n, 3)
        Local metres.
    way : ndarray of float64, shape (n, 2)
        Unit vector of the azimuth, east and north.
    reach : ndarray of float64, shape (n,)
        Horizontal distance of the target; only what is nearer screens it, metres.
    low, high : ndarray of float64, shape (n,)
        Elevation tangents between which the target may lie.
    """

    eye: F64
    way: F64
    reach: F64
    low: F64
    high: F64


class Blocked(NamedTuple):
    """Blocked intervals of elevation tangents, disjoint and rising, a row a column.

    Parameters
    ----------
    low, high : ndarray of float64, shape (n, k)
        Ends of the intervals.
    joint : ndarray of float64, shape (n, k)
        A gap below or above that is no wider than this is closed.
    distance : ndarray of float64, shape (n, k)
        Horizontal distance of the point that makes the upper end, metres.
    layer, face : ndarray of int32, shape (n, k)
        What makes the upper end: index of the layer, triangle of its solid.
    used : ndarray of int32, shape (n,)
        Intervals of each column.
    """

    low: F64
    high: F64
    joint: F64
    distance: F64
    layer: I32
    face: I32
    used: I32

    def copy(self) -> "Blocked":
        """Return intervals that can be added to without touching these."""
        return self.in_room(self.low.shape[1])

    def in_room(self, room: int) -> "Blocked":
        """Return a copy with `room` places for each column, at least as many as there are."""

        def wider(array: NDArray[Any]) -> NDArray[Any]:
            return np.pad(array, ((0, 0), (0, room - array.shape[1])))

        return Blocked(
            wider(self.low),
            wider(self.high),
            wider(self.joint),
            wider(self.distance),
            wider(self.layer),
            wider(self.face),
            self.used.copy(),
        )


class Noted(NamedTuple):
    """Leaves of triangle trees that blocked something new in a column, a row a column.

    Parameters
    ----------
    layer, leaf : ndarray of int32, shape (n, k)
        Index of the layer, and node of its tree. What finds no room is left out: it is a hint only.
    used : ndarray of int32, shape (n,)
        Leaves of each column.
    """

    layer: I32
    leaf: I32
    used: I32


class Gaps(NamedTuple):
    """What is left between the blocked intervals: ragged, a run of gaps a column, rising.

    Parameters
    ----------
    start : ndarray of int64, shape (n + 1,)
        Gaps of column ``i`` are ``start[i]`` to ``start[i + 1]``.
    low, high : ndarray of float64
        Elevation tangents.
    distance : ndarray of float64
        Of the screen under the gap, metres; nan if the gap reaches down to the target's foot.
    layer, face : ndarray of int32
        The screen under the gap, -1 if none.
    """

    start: NDArray[np.int64]
    low: F64
    high: F64
    distance: F64
    layer: I32
    face: I32
