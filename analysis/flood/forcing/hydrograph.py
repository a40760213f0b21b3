"""A figure over time: a level, a discharge, a rate of rain; checked once, integrated exactly.

It does not know what the figure does to the water, nor from which file it came.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike

from scene.errors import InvalidRequest
from scene.messages import BilingualText, Message, msg
from scene.payloads.arrays import F64, frozen

#: What a figure can be: lowest, highest, and the unit in which that is said. Beyond it the unit is wrong.
LIMITS: Final = {
    "m": (-500.0, 9000.0),
    "m³/s": (-300_000.0, 300_000.0),
    "mm/h": (0.0, 3000.0),
}

Shape = Literal["line", "steps"]
Rest = Literal["nothing", "last"]


@dataclass(frozen=True, eq=False)
class Series:
    """A figure over time.

    Parameters
    ----------
    name : BilingualText
        What sentences call it.
    times : ndarray of float64, shape (n,)
        Seconds since the start of the run, rising.
    values : ndarray of float64, shape (n,)
        In the unit.
    unit : str
        One of :data:`LIMITS`.
    shape : {"line", "steps"}
        Straight between two moments; or each value holds until the next moment, the last one for nothing.
    rest : {"nothing", "last"}
        What holds outside the moments: 0, or the first value before them and the last one after.

    Raises
    ------
    InvalidRequest
        If it is empty, not a number anywhere, not rising in time, or in a unit that cannot be.
    """

    name: BilingualText
    times: F64
    values: F64
    unit: str
    shape: Shape = "line"
    rest: Rest = "last"
    _sums: F64 = field(init=False, repr=False)

    def __post_init__(self) -> None:
        times = frozen("times", self.times, np.float64, (None,))
        values = frozen("values", self.values, np.float64, (None,))
        _check(self.name, times, values, self.unit)
        object.__setattr__(self, "times", times)
        object.__setattr__(self, "values", values)
        spans = np.diff(times)
        heights = values[:-1] if self.shape == "steps" else 0.5 * (values[:-1] + values[1:])
        object.__setattr__(self, "_sums", np.concatenate([[0.0], np.cumsum(spans * heights)]))

    @property
    def ends(self) -> float:
        """The last moment, seconds."""
        return float(self.times[-1])

    def at(self, time: float) -> float:
        """Return the figure at a moment."""
        if not self.times[0] <= time <= self.times[-1]:
            return self._outside(time)
        index = min(int(np.searchsorted(self.times, time, "right")), self.times.size) - 1
        if self.shape == "steps":
            last = index == self.times.size - 1
            return self._outside(time) if last else float(self.values[index])
        return float(np.interp(time, self.times, self.values))

    def between(self, begun: float, ended: float) -> float:
        """Return the integral over a span: the figure's unit times seconds. Exact, whatever the span."""
        return self._until(ended) - self._until(begun)

    def next_change(self, time: float) -> float:
        """Return the next moment after `time` at which the figure jumps; infinite if it does not again."""
        if self.shape == "steps":
            later = self.times[self.times > time]
            return float(later[0]) if later.size else math.inf
        ends = (self.times[0], self.times[-1]) if self.rest == "nothing" else ()
        return min((float(moment) for moment in ends if moment > time), default=math.inf)

    def ends_early(self, end: float) -> tuple[Message, ...]:
        """Return the sentences to say if a run begins before the first moment or goes on after the last.

        A figure with a single moment is one that never changes, and has nothing to say.
        """
        if self.times.size == 1 and self.rest == "last":
            return ()
        said = []
        if self.rest == "last" and self.times[0] > 0.0:
            said.append(
                msg(
                    "{name} begins at {minutes:.1f} min; {value:.2f} {unit} is held before.",
                    name=self.name, minutes=float(self.times[0]) / 60.0, value=float(self.values[0]),
                    unit=self.unit,
                )
            )  # fmt: skip
        if self.ends < end and self.rest == "last":
            said.append(
                msg(
                    "{name} ends at {minutes:.1f} min; {value:.2f} {unit} is held until {end:.1f} min.",
                    name=self.name, minutes=self.ends / 60.0, value=float(self.values[-1]), unit=self.unit,
                    end=end / 60.0,
                )
            )  # fmt: skip
        elif self.ends < end and (self.shape == "steps" or self.values[-1] != 0.0):
            said.append(
                msg(
                    "{name} ends at {minutes:.1f} min; until {end:.1f} min there is nothing of it.",
                    name=self.name, minutes=self.ends / 60.0, end=end / 60.0,
                )
            )  # fmt: skip
        return tuple(said)

    def _outside(self, time: float) -> float:
        if self.rest == "nothing":
            return 0.0
        return float(self.values[0] if time < self.times[0] else self.values[-1])

    def _until(self, time: float) -> float:
        """Integral from the first moment to `time`; negative before it where the first value is held."""
        first, last = float(self.times[0]), float(self.times[-1])
        if time <= first:
            return (time - first) * self._outside(time) if time < first else 0.0
        if time >= last:
            return float(self._sums[-1]) + (time - last) * self._outside(time)
        index = int(np.searchsorted(self.times, time, "right")) - 1
        span = time - float(self.times[index])
        start = float(self.values[index])
        if self.shape == "steps":
            return float(self._sums[index]) + span * start
        slope = (float(self.values[index + 1]) - start) / float(self.times[index + 1] - self.times[index])
        return float(self._sums[index]) + span * (start + 0.5 * slope * span)


def constant(name: BilingualText, value: float, unit: str) -> Series:
    """Return a figure that never changes.

    Raises
    ------
    InvalidRequest
        If it cannot be.
    """
    return Series(name, np.array([0.0]), np.array([value]), unit)


def series(name: BilingualText, points: Sequence[tuple[float, float]], unit: str) -> Series:
    """Return straight lines through points (seconds, figure), the last held.

    Raises
    ------
    InvalidRequest
        As :class:`Series`.
    """
    table = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    return Series(name, table[:, 0].copy(), table[:, 1].copy(), unit)


def _check(name: BilingualText, times: ArrayLike, values: ArrayLike, unit: str) -> None:
    when, what = np.asarray(times), np.asarray(values)
    if when.size == 0 or when.size != what.size:
        raise InvalidRequest(
            msg(
                "{name} has {times} moments and {values} values.",
                name=name,
                times=when.size,
                values=what.size,
            ),
            msg("Give one value for every moment, and at least one."),
        )
    broken = np.flatnonzero(~(np.isfinite(when) & np.isfinite(what)))
    if broken.size:
        raise InvalidRequest(
            msg("{name}: row {row} is not a number.", name=name, row=int(broken[0]) + 1),
            msg("Fill the gap or take the row out; gaps are not guessed."),
        )
    standing = np.flatnonzero(np.diff(when) <= 0.0)
    if standing.size:
        raise InvalidRequest(
            msg(
                "{name}: the time of row {row} does not come after that of the row before.",
                name=name,
                row=int(standing[0]) + 2,
            ),
            msg("Sort the rows by time and give every moment once."),
        )
    low, high = LIMITS[unit]
    wrong = np.flatnonzero((what < low) | (what > high))
    if wrong.size:
        raise InvalidRequest(
            msg(
                "{name}: {value:g} {unit} in row {row} cannot be; {low:g} to {high:g} {unit} can.",
                name=name,
                value=float(what[wrong[0]]),
                unit=unit,
                row=int(wrong[0]) + 1,
                low=low,
                high=high,
            ),
            msg("Check the unit of the figures."),
        )
