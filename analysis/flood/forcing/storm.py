"""The design storm of a city: depth by return period and duration, spread over time after Keifer and Chu.

It does not know where the rain falls.
"""

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from analysis.flood.tables import flood_table
from scene.errors import InvalidRequest
from scene.messages import BilingualText, Message, msg
from scene.payloads.arrays import F64

#: L/(s·ha) in mm/min.
_MM_A_MINUTE: Final = 0.006
#: Handbook formulas are fitted to spells up to three hours and to a hundred years.
LONGEST_FITTED: Final = 180.0
RAREST_FITTED: Final = 100.0


@dataclass(frozen=True, slots=True)
class StormFormula:
    """A storm formula ``q = a (1 + c lg P) / (t + b)^n``, L/(s·ha), t in minutes, P in years.

    Parameters
    ----------
    name : BilingualText
    a, c, b, n : float
        Its constants; `b` in minutes.
    peak : float
        Usual place of the peak, as a share of the duration.
    source : BilingualText
    date : str
        ISO.
    assumed : bool
        True until somebody has checked it against the published formula.
    """

    name: BilingualText
    a: float
    c: float
    b: float
    n: float
    peak: float
    source: BilingualText
    date: str
    assumed: bool

    def depth(self, years: float, minutes: float) -> float:
        """Return the depth of a spell, mm."""
        return float(self.strength(years) * minutes / (minutes + self.b) ** self.n)

    def strength(self, years: float) -> float:
        """Return a (1 + c lg P) in mm/min."""
        return _MM_A_MINUTE * self.a * (1.0 + self.c * math.log10(years))


def formula(city: str = "yangzhou") -> StormFormula:
    """Return the formula of a city as the table has it.

    Raises
    ------
    InvalidRequest
        If the table has none of that name.
    """
    entry: dict[str, Any] | None = flood_table()["storm"].get(city)
    if entry is None:
        raise InvalidRequest(
            msg("There is no storm formula called {name}.", name=city),
            msg("The formulas are those of assets/tables/flood.toml."),
        )
    return StormFormula(
        BilingualText(entry["zh"], entry["en"]),
        entry["a"],
        entry["c"],
        entry["b"],
        entry["n"],
        entry["peak"],
        BilingualText(entry["source_zh"], entry["source_en"]),
        entry["date"].isoformat(),
        entry["assumed"],
    )


@dataclass(frozen=True, slots=True)
class DesignStorm:
    """A storm of one return period, its rain gathered round a peak.

    Keifer, C. J. and Chu, H. H. (1957), Synthetic storm pattern for drainage design, J. Hydraulics
    Division ASCE 83 (4): every spell that holds the peak and is cut from both sides in the ratio of the
    peak's place has the depth of the formula. So the depth from the peak to a moment τ minutes away is
    ``D(τ, s) = a τ / (τ/s + b)^n``, with s the share of the storm on that side.

    Parameters
    ----------
    formula : StormFormula
    years : float
        Return period.
    minutes : float
        Duration.
    peak : float
        Place of the peak, as a share of the duration.
    starts : float
        Seconds of the run at which it begins.

    Raises
    ------
    InvalidRequest
        If one of them cannot be.
    """

    formula: StormFormula
    years: float
    minutes: float = 120.0
    peak: float = 0.4
    starts: float = 0.0

    def __post_init__(self) -> None:
        for figure, low, high, what in (
            (self.years, 0.25, 10_000.0, msg("the return period in years")),
            (self.minutes, 1.0, 10_080.0, msg("the duration in minutes")),
            (self.peak, 0.01, 0.99, msg("the place of the peak")),
            (self.starts, 0.0, 1e9, msg("the start in seconds")),
        ):
            if not low <= figure <= high:
                raise InvalidRequest(
                    msg(
                        "Design storm: {what} is {value:g}; it lies between {low:g} and {high:g}.",
                        what=what,
                        value=figure,
                        low=low,
                        high=high,
                    )
                )

    @property
    def name(self) -> BilingualText:
        """What sentences call it."""
        return BilingualText(
            f"{self.years:g} 年一遇 {self.minutes:g} 分钟设计暴雨",
            f"Design storm of {self.years:g} years and {self.minutes:g} min",
        )

    @property
    def depth(self) -> float:
        """All of its rain, mm."""
        return self.formula.depth(self.years, self.minutes)

    @property
    def ends(self) -> float:
        """The moment at which it is over, seconds."""
        return self.starts + 60.0 * self.minutes

    def fallen(self, time: float) -> float:
        """Return what has fallen until a moment of the run, mm; exact."""
        minute = min(max((time - self.starts) / 60.0, 0.0), self.minutes)
        before = self.peak * self.minutes
        total = self._from_peak(before, self.peak)
        if minute <= before:
            return total - self._from_peak(before - minute, self.peak)
        return total + self._from_peak(minute - before, 1.0 - self.peak)

    def between(self, begun: float, ended: float) -> float:
        """Return what falls in a span of the run: mm/h times seconds, as a rate's integral."""
        return 3600.0 * (self.fallen(ended) - self.fallen(begun))

    def at(self, time: float) -> float:
        """Return the rate at a moment, mm/h."""
        minute = (time - self.starts) / 60.0
        if not 0.0 <= minute < self.minutes:
            return 0.0
        before = self.peak * self.minutes
        side = self.peak if minute <= before else 1.0 - self.peak
        apart = abs(minute - before) / side
        law = self.formula
        rate = ((1.0 - law.n) * apart + law.b) / (apart + law.b) ** (law.n + 1.0)
        return float(60.0 * law.strength(self.years) * rate)

    def next_change(self, time: float) -> float:
        """Return the next moment at which the rate jumps: the start, or the end."""
        return min((moment for moment in (self.starts, self.ends) if moment > time), default=math.inf)

    def steps(self, minutes: float = 5.0) -> tuple[F64, F64]:
        """Return the storm as a table: begin of each step, seconds, and its depth, mm.

        Parameters
        ----------
        minutes : float
            Length of a step; the last one may be shorter.
        """
        count = math.ceil(self.minutes / minutes - 1e-9)
        edges = self.starts + 60.0 * np.minimum(np.arange(count + 1) * minutes, self.minutes)
        fallen = np.array([self.fallen(float(edge)) for edge in edges])
        return edges[:-1], np.diff(fallen)

    def ends_early(self, end: float) -> tuple[Message, ...]:
        """Return nothing: after a design storm it is dry."""
        return ()

    def notes(self) -> tuple[Message, ...]:
        """Return what is assumed of it, or beyond what the formula was fitted to."""
        said = []
        if self.formula.assumed:
            said.append(
                msg(
                    "{name} rests on a formula that is not verified: {source} ({date}).",
                    name=self.name,
                    source=self.formula.source,
                    date=self.formula.date,
                )
            )
        if self.minutes > LONGEST_FITTED or self.years > RAREST_FITTED:
            said.append(
                msg(
                    "{name} exceeds what storm formulas are fitted to: {minutes:g} min, {years:g} years.",
                    name=self.name,
                    minutes=LONGEST_FITTED,
                    years=RAREST_FITTED,
                )
            )
        return tuple(said)

    def _from_peak(self, minutes: float, share: float) -> float:
        """Return what falls between the peak and a moment so far from it, mm."""
        law = self.formula
        return float(law.strength(self.years) * minutes / (minutes / share + law.b) ** law.n)
