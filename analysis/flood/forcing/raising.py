"""A barrier that is put up while the water runs: ground that rises at a moment.

It does not know what a scheme does with a higher bed: water that stands there is lifted with it.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.flood.account import Account
from analysis.flood.scheme import Scheme
from scene.messages import Message
from scene.payloads.arrays import F32, I32


class Raising:
    """Cells whose ground rises at a moment.

    Parameters
    ----------
    key : str
    cells : ndarray of int32
        Flat indices, open ones.
    levels : ndarray of float32
        Of each cell's ground from then on, local z, metres.
    starts : float
        Seconds of the run.
    """

    interval = math.inf

    def __init__(self, key: str, cells: I32, levels: F32, starts: float) -> None:
        self.key = key
        self._cells, self._levels, self._starts = cells, levels, starts
        self._stands = np.zeros(1, np.uint8)

    def next_change(self, time: float) -> float:
        """Return the moment at which it is put up, if that is still to come."""
        return self._starts if self._starts > time else math.inf

    def apply(self, scheme: Scheme, time: float, seconds: float, account: Account) -> None:
        """Put it up at the end of the span that reaches its moment."""
        if not self._stands[0] and time + seconds >= self._starts:
            self._stands[0] = 1
            scheme.set_ground(self._cells, self._levels)

    def notes(self, end: float) -> tuple[Message, ...]:
        """Return nothing."""
        return ()

    def state(self) -> Mapping[str, NDArray[Any]]:
        """Return whether it stands."""
        return {"stands": self._stands}

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Take up whether it stood."""
        self._stands[...] = state["stands"]
