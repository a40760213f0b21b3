"""Where the values of a chart lie on its paper: ranges, round steps, and what a curve is at a place.

Arithmetic on a :class:`analysis.base.Chart`; it knows no painter.
"""

from dataclasses import dataclass
from math import ceil, floor, isfinite, log10, nan
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.base import Chart, Series
from scene.payloads.arrays import F64
from scene.units import Quantity

#: Values keep this share of the height away from the upper edge.
HEADROOM: Final = 0.08
#: An axis that would begin at less than this share of its end begins at nought.
NEAR_NOUGHT: Final = 0.4


@dataclass(frozen=True, slots=True)
class Frame:
    """The rectangle that curves are drawn in, and the values at its edges.

    Parameters
    ----------
    left, top, right, bottom : float
        Pixels.
    west, east : float
        Values of x at the left and at the right edge.
    low, high : float
        Values of y at the lower and at the upper edge.
    """

    left: float
    top: float
    right: float
    bottom: float
    west: float
    east: float
    low: float
    high: float

    def across(self, values: F64) -> F64:
        """Return where values of x lie, pixels from the left."""
        share = (np.asarray(values, np.float64) - self.west) / (self.east - self.west)
        return np.asarray(self.left + share * (self.right - self.left), np.float64)

    def down(self, values: F64) -> F64:
        """Return where values of y lie, pixels from the top."""
        share = (np.asarray(values, np.float64) - self.low) / (self.high - self.low)
        return np.asarray(self.bottom - share * (self.bottom - self.top), np.float64)

    def value_at(self, across: float) -> float:
        """Return the value of x at a pixel, within the frame."""
        share = (across - self.left) / max(self.right - self.left, 1.0)
        return self.west + min(max(share, 0.0), 1.0) * (self.east - self.west)


def ranges_of(chart: Chart) -> tuple[float, float, float, float]:
    """Return west, east, low and high of the axes that hold all series of a chart."""
    xs = [series.x for series in chart.series]
    ys = [values for series in chart.series for values in (series.y, series.filled_to) if values is not None]
    west, east = _extent(xs)
    low, high = _extent(ys)
    if low >= 0.0 and low < NEAR_NOUGHT * high:
        low = 0.0
    elif high <= 0.0 and high > NEAR_NOUGHT * low:
        high = 0.0
    if east <= west:
        west, east = west - 0.5, west + 0.5
    if high <= low:
        low, high = low - 0.5, low + 0.5
    room = HEADROOM * (high - low)
    return west, east, low if low == 0.0 else low - room, high if high == 0.0 else high + room


def _extent(parts: list[F64]) -> tuple[float, float]:
    found = [part[np.isfinite(part)] for part in parts]
    held = [part for part in found if len(part)]
    if not held:
        return 0.0, 1.0
    return min(float(part.min()) for part in held), max(float(part.max()) for part in held)


def round_steps(low: float, high: float, most: int) -> tuple[float, ...]:
    """Return at most about `most` round values between two, one, two or five of a power of ten apart."""
    span = high - low
    if not isfinite(span) or span <= 0.0 or most < 1:
        return ()
    least = span / most
    power = 10.0 ** floor(log10(least))
    step = next((n * power for n in (1.0, 2.0, 5.0, 10.0) if n * power >= least * 0.999), 10.0 * power)
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return tuple(number * step for number in range(first, last + 1))


def step_text(quantity: Quantity, value: float, steps: tuple[float, ...]) -> str:
    """Return a round value as the axis says it, with the digits that its steps need; bearings below 360."""
    apart = abs(steps[1] - steps[0]) if len(steps) > 1 else 1.0
    digits = max(0, -floor(log10(apart) + 1e-9)) if apart > 0.0 else 0
    shown = value % 360.0 if quantity.key == "bearing" else value
    return f"{shown + 0.0:.{digits}f}"


def value_of(series: Series, x: float) -> float:
    """Return what a curve is at an x, linear between its points; nan outside it and in its gaps."""
    if not len(series.x) or not series.x[0] <= x <= series.x[-1]:
        return nan
    right = min(max(int(np.searchsorted(series.x, x)), 1), len(series.x) - 1)
    if len(series.x) == 1:
        return float(series.y[0])
    before, after = float(series.x[right - 1]), float(series.x[right])
    share = 0.0 if after <= before else (x - before) / (after - before)
    if share >= 1.0:
        return float(series.y[right])
    if share <= 0.0:
        return float(series.y[right - 1])
    return float(series.y[right - 1] + share * (series.y[right] - series.y[right - 1]))


def thinned(x: F64, y: F64, columns: int) -> tuple[F64, F64]:
    """Return the points of a curve that can be told apart on so many pixel columns.

    Of every column the first, the lowest, the highest and the last stay, so that no peak is lost.
    A gap stays a gap.
    """
    if len(x) <= 4 * columns:
        return x, y
    span = float(x[-1] - x[0]) or 1.0
    column = np.minimum(((x - x[0]) / span * columns).astype(np.int64), columns - 1)
    begins = np.concatenate([[0], np.flatnonzero(np.diff(column)) + 1])
    ends = np.concatenate([begins[1:], [len(x)]]) - 1
    lowest = _places(np.where(np.isfinite(y), y, np.inf), begins)
    highest = _places(np.where(np.isfinite(y), -y, np.inf), begins)
    gaps = np.flatnonzero(~np.isfinite(y))
    kept = np.unique(np.concatenate([begins, ends, lowest, highest, gaps]))
    return x[kept], y[kept]


def _places(values: F64, begins: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the place of the least value of every run."""
    least = np.minimum.reduceat(values, begins)
    lengths = np.diff(np.concatenate([begins, [len(values)]]))
    at_least = np.flatnonzero(values == np.repeat(least, lengths))
    run = np.repeat(np.arange(len(begins)), lengths)[at_least]
    _, first = np.unique(run, return_index=True)
    return np.asarray(at_least[first], np.int64)
