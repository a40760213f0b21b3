"""Values that pass limits in time: when first, for how long, when they came back under for good.

Straight between two looks. It does not know what the values are.
"""

from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scene.payloads.arrays import F64

_NAMES: Final = ("first", "total", "back", "peak", "peak_time", "last")


class Crossings:
    """Running crossings of several values over several limits.

    Parameters
    ----------
    count : int
        Number of values.
    limits : tuple of float

    Attributes
    ----------
    first : ndarray of float64, shape (limits, count)
        Seconds until the value first passed the limit; nan if it never did.
    total : ndarray of float64, shape (limits, count)
        Seconds over the limit.
    back : ndarray of float64, shape (limits, count)
        Seconds until it last came back under the limit; nan if it never did.
    peak, peak_time : ndarray of float64, shape (count,)
        Greatest value, and the first look at it; 0 and nan if it was never over 0.
    last : ndarray of float64, shape (count,)
        Value at the last look.
    """

    def __init__(self, count: int, limits: tuple[float, ...]) -> None:
        self.limits = np.array(limits, np.float64)
        shape = (len(limits), count)
        self.first: F64 = np.full(shape, np.nan)
        self.total: F64 = np.zeros(shape)
        self.back: F64 = np.full(shape, np.nan)
        self.peak: F64 = np.zeros(count)
        self.peak_time: F64 = np.full(count, np.nan)
        self.last: F64 = np.zeros(count)
        self.time = -1.0

    def is_over(self, limit: int) -> NDArray[np.bool_]:
        """Return whether each value was over a limit at the last look, shape (count,)."""
        over: NDArray[np.bool_] = self.last > self.limits[limit]
        return over

    def look(self, time: float, values: F64) -> None:
        """Take the values at a moment."""
        past = max(time - self.time, 0.0) if self.time >= 0.0 else 0.0
        _cross(
            values, time, past, self.limits, self.first, self.total, self.back, self.peak, self.peak_time,
            self.last,
        )  # fmt: skip
        self.time = time

    def state(self) -> dict[str, object]:
        """Return what a checkpoint keeps."""
        return {**{name: getattr(self, name) for name in _NAMES}, "time": np.array(self.time)}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint."""
        for name in _NAMES:
            getattr(self, name)[...] = state[name]
        self.time = float(state["time"])


@njit(cache=True, nogil=True)
def _cross(
    values: F64, time: float, past: float, limits: F64, first: F64, total: F64, back: F64, peak: F64,
    peak_time: F64, last: F64,
) -> None:  # fmt: skip
    for i in range(len(values)):
        now, before = values[i], last[i]
        if now > peak[i]:
            peak[i], peak_time[i] = now, time
        for k in range(len(limits)):
            limit = limits[k]
            if now <= limit and before <= limit:
                continue
            if now > limit and before > limit:
                total[k, i] += past
            else:
                share = (max(now, before) - limit) / abs(now - before)
                total[k, i] += past * share
                if now <= limit:
                    back[k, i] = time - past + past * share
                elif np.isnan(first[k, i]):
                    first[k, i] = time - past * share
        last[i] = now
