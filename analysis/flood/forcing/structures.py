"""Pumps and sluices, each by its rule: from cells to cells, out of the domain, or into it.

It does not know schemes of flow, nor which works a city has.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analysis.flood.account import Account
from analysis.flood.domain import Domain
from analysis.flood.forcing.by_tiles import tiles_of
from analysis.flood.forcing.cell_kernels import mean_level, put, take_by_water
from analysis.flood.forcing.cells import open_cells
from analysis.flood.forcing.hydrograph import Series
from analysis.flood.scheme import GRAVITY, Scheme
from scene.errors import InvalidRequest
from scene.messages import BilingualText, Message, msg
from scene.payloads.arrays import I32

#: Of a broad weir, m^(1/2)/s: (2/3)^(3/2) √g; and of a sharp opening.
WEIR: Final = (2.0 / 3.0) ** 1.5 * math.sqrt(GRAVITY)
ORIFICE: Final = 0.6
#: Share of the volume that would make both sides level which one span may move: more would swing.
_CALM: Final = 0.5


@dataclass(frozen=True, slots=True)
class Rule:
    """When a structure may work.

    Parameters
    ----------
    start, stop : float
        Of a pump, levels at its gauge, local z: it starts at `start` and runs until `stop`; one that drains
        starts above where it stops, one that fills below. Of a gate, head differences, metres.
    spans : sequence of tuple of float
        Seconds of the run from and until which it may work; empty for always.
    """

    start: float = -math.inf
    stop: float = -math.inf
    spans: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        if (
            math.isnan(self.start)
            or math.isnan(self.stop)
            or any(not begun < ended for begun, ended in self.spans)
        ):
            raise InvalidRequest(
                msg("A pump or sluice has a level that is no number, or a span that ends before it begins.")
            )

    def allows(self, time: float) -> bool:
        """Tell whether it may work in the time after a moment."""
        return not self.spans or any(begun <= time < ended for begun, ended in self.spans)

    def next_change(self, time: float) -> float:
        """Return the next moment at which a span begins or ends."""
        return min((moment for span in self.spans for moment in span if moment > time), default=math.inf)

    def running(self, was: bool, figure: float) -> bool:
        """Tell whether it runs, from whether it ran and the level at its gauge."""
        if self.start >= self.stop:
            return figure > self.stop if was else figure >= self.start
        return figure < self.stop if was else figure <= self.start


class Structure:
    """What pumps and sluices share: where they take, where they give, and what they remember.

    Parameters
    ----------
    key : str
    name : BilingualText
    domain : Domain
    taken_from, given_to : ndarray of int32, optional
        Cells (flat indices); none for outside of the domain, but not both.
    capacity : float
        The most it moves, m³/s; 0 for one that is out of service.
    rule : Rule

    Raises
    ------
    InvalidRequest
        If no cell is open where there must be one, or the capacity cannot be.
    """

    interval = 0.0

    def __init__(
        self, key: str, name: BilingualText, domain: Domain, taken_from: I32 | None, given_to: I32 | None,
        capacity: float, rule: Rule,
    ) -> None:  # fmt: skip
        self.key, self.name, self.capacity, self.rule = key, name, capacity, rule
        if not 0.0 <= capacity <= 100_000.0 or (taken_from is None and given_to is None):
            raise InvalidRequest(
                msg(
                    "{name} moves no water: {capacity:g} m³/s, from nowhere or to nowhere.",
                    name=name,
                    capacity=capacity,
                ),
                msg("Give a capacity in m³/s, and cells at one end at least."),
            )
        self.taken_from = None if taken_from is None else open_cells(domain, taken_from, name)
        self.given_to = None if given_to is None else open_cells(domain, given_to, name)
        ends = [cells for cells in (self.taken_from, self.given_to) if cells is not None]
        self._tiles = tiles_of(np.concatenate(ends), domain.shape)
        # Whether it runs; the volume it has moved, m³; what it took and has not given, which rounding leaves;
        # when it first ran.
        self._memory = np.array([0.0, 0.0, 0.0, math.inf])

    @property
    def running(self) -> bool:
        """Whether it runs now."""
        return bool(self._memory[0])

    @property
    def moved(self) -> float:
        """Volume that it has moved since the start, m³."""
        return float(self._memory[1])

    @property
    def began(self) -> float:
        """The begin of the span in which it first ran, seconds; infinite if it has not.

        One of no capacity runs by its rule all the same, so that a run in which it is out of service knows
        when it would have begun.
        """
        return float(self._memory[3])

    def next_change(self, time: float) -> float:
        """Return the next moment at which it may begin or must stop."""
        return self.rule.next_change(time)

    def notes(self, end: float) -> tuple[Message, ...]:
        """Return that it is out of service, if it is."""
        return () if self.capacity > 0.0 else (msg("{name} is out of service.", name=self.name),)

    def state(self) -> Mapping[str, NDArray[Any]]:
        """Return whether it runs and what it moved."""
        return {"memory": self._memory}

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Take up whether it ran and what it moved."""
        self._memory[...] = state["memory"]

    def _run(self, time: float, figure: float) -> None:
        """Start, go on or stop by the level or the difference of levels that the rule looks at."""
        self._memory[0] = float(self.rule.running(self.running, figure))
        if self.running and self.began > time:
            self._memory[3] = time

    def _move(
        self, scheme: Scheme, account: Account, volume: float, taken_from: I32 | None, given_to: I32 | None
    ) -> None:
        """Move a volume, or what is there, and book it where it enters or leaves the domain."""
        area = scheme.domain.cell_area
        depth, carry = scheme.depth.ravel(), scheme.carry.ravel()
        if taken_from is not None:
            volume = take_by_water(depth, carry, taken_from, volume / area) * area
        if given_to is None:
            account.pumped_out += volume
        else:
            owed = volume + (self._memory[2] if taken_from is not None else 0.0)
            share = np.full(given_to.size, owed / area / given_to.size)
            given = put(depth, carry, given_to, share) * area
            if taken_from is None:
                account.pumped_in += given
                volume = given
            else:
                self._memory[2] = owed - given
        self._memory[1] += volume
        scheme.woken(self._tiles)


class Pump(Structure):
    """A pump: its full capacity while it runs, or what is there.

    It runs by the level at its gauge, with a start and a stop apart from one another.

    Parameters
    ----------
    gauge : ndarray of int32, optional
        Cells whose mean level its rule looks at; where it takes, or if that is outside, where it gives.
    """

    def __init__(
        self, key: str, name: BilingualText, domain: Domain, taken_from: I32 | None, given_to: I32 | None,
        capacity: float, rule: Rule, gauge: I32 | None = None,
    ) -> None:  # fmt: skip
        super().__init__(key, name, domain, taken_from, given_to, capacity, rule)
        ends = [cells for cells in (gauge, self.taken_from, self.given_to) if cells is not None]
        self._gauge = open_cells(domain, ends[0], name)

    def apply(self, scheme: Scheme, time: float, seconds: float, account: Account) -> None:
        """Look at the gauge, then move what the pump moves in the span."""
        if not self.rule.allows(time):
            self._memory[0] = 0.0
            return
        depth, carry = scheme.depth.ravel(), scheme.carry.ravel()
        level, _ = mean_level(depth, carry, scheme.ground.ravel(), self._gauge)
        self._run(time, level)
        if self.running and self.capacity > 0.0:
            self._move(scheme, account, self.capacity * seconds, self.taken_from, self.given_to)


@dataclass(frozen=True, slots=True)
class Opening:
    """A gate's opening.

    Parameters
    ----------
    width : float
        Metres.
    sill : float
        Local z, metres.
    height : float
        Of the opening, metres; infinite where nothing closes it from above.
    """

    width: float
    sill: float
    height: float = math.inf

    def __post_init__(self) -> None:
        if not (0.0 < self.width < 10_000.0 and math.isfinite(self.sill) and self.height > 0.0):
            raise InvalidRequest(
                msg(
                    "A gate's opening is {width:g} m wide and {height:g} m high over {sill:g} m.",
                    width=self.width,
                    height=self.height,
                    sill=self.sill,
                ),
                msg("Width and height are over 0, and the sill is a level."),
            )

    def discharge(self, high: float, low: float) -> float:
        """Return what passes from a higher level to a lower one, m³/s.

        A broad weir, slowed by the water below after Villemonte (1947), ``(1 - (h2/h1)^1.5)^0.385``; where
        the opening is drowned, an orifice under the difference of the levels, the lower not under its middle.
        """
        head, back = high - self.sill, max(low - self.sill, 0.0)
        if head <= 0.0 or head <= back:
            return 0.0
        weir = WEIR * self.width * head**1.5 * (1.0 - (back / head) ** 1.5) ** 0.385
        if head <= self.height:
            return float(weir)
        fall = head - max(back, 0.5 * self.height)
        orifice = ORIFICE * self.width * self.height * math.sqrt(2.0 * GRAVITY * max(fall, 0.0))
        return float(min(weir, orifice))


class Gate(Structure):
    """A sluice that opens by the difference of the levels on its sides.

    Parameters
    ----------
    opening : Opening
    outside : Series, optional
        Level beyond the domain, local z, where one end is outside.
    both_ways : bool
        Whether water may come back through it; a flap lets it pass one way only.
    """

    def __init__(
        self, key: str, name: BilingualText, domain: Domain, taken_from: I32 | None, given_to: I32 | None,
        capacity: float, rule: Rule, opening: Opening, outside: Series | None = None, both_ways: bool = False,
    ) -> None:  # fmt: skip
        super().__init__(key, name, domain, taken_from, given_to, capacity, rule)
        self.opening, self.outside, self.both_ways = opening, outside, both_ways
        if outside is None and (taken_from is None or given_to is None):
            raise InvalidRequest(
                msg("{name} leads out of the domain, and there is no level outside.", name=name),
                msg("Give the level of the water beyond it, with its datum."),
            )

    def apply(self, scheme: Scheme, time: float, seconds: float, account: Account) -> None:
        """Open or close by the levels, then let pass what passes in the span."""
        if not self.rule.allows(time):
            self._memory[0] = 0.0
            return
        here, here_wet = self._level(scheme, self.taken_from, time + seconds)
        there, there_wet = self._level(scheme, self.given_to, time + seconds)
        difference = abs(here - there) if self.both_ways else here - there
        self._run(time, difference)
        if not self.running:
            return
        passed = min(self.opening.discharge(max(here, there), min(here, there)), self.capacity) * seconds
        onwards = here >= there
        source_wet = here_wet if onwards else there_wet
        if passed <= 0.0 or source_wet == 0.0 or not (onwards or self.both_ways):
            return
        area = scheme.domain.cell_area
        room = 1.0 / sum(1.0 / (wet * area) for wet in (here_wet, there_wet) if 0.0 < wet < math.inf)
        volume = min(passed, _CALM * abs(here - there) * room)
        ends = (self.taken_from, self.given_to) if onwards else (self.given_to, self.taken_from)
        self._move(scheme, account, volume, *ends)

    def notes(self, end: float) -> tuple[Message, ...]:
        """Return that it is out of service, or that the level outside ends early."""
        return super().notes(end) + (() if self.outside is None else self.outside.ends_early(end))

    def _level(self, scheme: Scheme, cells: I32 | None, time: float) -> tuple[float, float]:
        """Return the level at one end, and how many cells hold it: infinitely many outside."""
        if cells is None and self.outside is not None:
            return self.outside.at(time), math.inf
        assert cells is not None
        return mean_level(scheme.depth.ravel(), scheme.carry.ravel(), scheme.ground.ravel(), cells)
