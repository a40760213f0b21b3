"""The volume account and the rates of a run in time. It does not know what is in the account."""

from dataclasses import fields
from typing import Any, Final

import numpy as np

from analysis.flood.account import Account
from analysis.flood.frame import Frame
from scene.payloads.arrays import F64

ITEMS: Final = tuple(item.name for item in fields(Account))


class Balance:
    """The account at regular moments (an Observer).

    Parameters
    ----------
    interval : float
        Seconds between two looks.
    """

    def __init__(self, interval: float = 60.0) -> None:
        self.interval = interval
        self._rows: list[tuple[float, ...]] = []

    @property
    def times(self) -> F64:
        """Moments, seconds since the start, shape (n,)."""
        return self._table()[:, 0]

    def of(self, item: str) -> F64:
        """Return one item of the account at each moment, m³ since the start, shape (n,)."""
        return self._table()[:, 1 + ITEMS.index(item)]

    def rate(self, item: str) -> F64:
        """Return how fast an item grew up to each moment, m³/s; 0 at the first."""
        times, volumes = self.times, self.of(item)
        if len(times) < 2:
            return np.zeros(len(times))
        spans = np.diff(times)
        grown = np.divide(np.diff(volumes), spans, out=np.zeros(len(spans)), where=spans > 0.0)
        return np.concatenate([[0.0], grown])

    def observe(self, frame: Frame) -> None:
        """Note the account as it stands."""
        if self._rows and frame.time <= self._rows[-1][0]:
            self._rows.pop()
        self._rows.append((frame.time, *(float(getattr(frame.account, item)) for item in ITEMS)))

    def state(self) -> dict[str, object]:
        """Return what a checkpoint keeps."""
        return {"rows": self._table()}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint."""
        self._rows = [tuple(float(value) for value in row) for row in np.asarray(state["rows"])]

    def _table(self) -> F64:
        return np.array(self._rows, np.float64).reshape(-1, 1 + len(ITEMS))
