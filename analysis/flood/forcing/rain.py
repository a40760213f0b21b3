"""Rain: one rate for all, or one a zone, from a storm or from series, added so that no drop is lost.

It does not know from which file a rate came, nor where the water runs.
"""

import math
from collections.abc import Sequence
from typing import Final, Protocol

import numpy as np

from analysis.flood.account import Account
from analysis.flood.crew import Crew
from analysis.flood.forcing.base import WithoutMemory
from analysis.flood.forcing.by_tiles import over_tiles, tiles_where, wake
from analysis.flood.forcing.rain_kernels import rain_by_zone, rain_evenly
from analysis.flood.scheme import Scheme
from scene.errors import InvalidRequest
from scene.messages import BilingualText, Message, msg
from scene.payloads.arrays import F32, F64, U16, frozen

#: mm/h times seconds, in metres.
METRES: Final = 1.0 / 3.6e6


class RainRate(Protocol):
    """A rate of rain over time, mm/h: a design storm, or a series."""

    @property
    def name(self) -> BilingualText:
        """What sentences call it."""

    def between(self, begun: float, ended: float) -> float:
        """Return the integral over a span, mm/h times seconds."""

    def next_change(self, time: float) -> float:
        """Return the next moment at which the rate jumps."""

    def ends_early(self, end: float) -> tuple[Message, ...]:
        """Return the sentence to say if a run goes on after its last moment."""


class ZonedRain(Protocol):
    """Rates of many zones at once, as a field in space and time has them."""

    def falls(self, begun: float, ended: float) -> F64:
        """Return the metres that fall in a span by zone."""

    def next_change(self, time: float) -> float:
        """Return the next moment at which a rate jumps."""

    def notes(self, end: float) -> tuple[Message, ...]:
        """Return what a person should know of it."""


class Rates:
    """Rates by zone, each a storm or a series.

    Parameters
    ----------
    rates : sequence of RainRate
        By zone.
    """

    def __init__(self, rates: Sequence[RainRate]) -> None:
        self.rates = tuple(rates)

    def falls(self, begun: float, ended: float) -> F64:
        """Return the metres that fall in a span by zone."""
        return np.array([rate.between(begun, ended) * METRES for rate in self.rates])

    def next_change(self, time: float) -> float:
        """Return the next moment at which a rate jumps."""
        return min((rate.next_change(time) for rate in self.rates), default=math.inf)

    def notes(self, end: float) -> tuple[Message, ...]:
        """Return what ends early, and what a storm assumes."""
        said: list[Message] = []
        for rate in self.rates:
            said += rate.ends_early(end)
            said += getattr(rate, "notes", tuple)()
        return tuple(said)


class Rain(WithoutMemory):
    """Rain as forcing.

    Parameters
    ----------
    field : ZonedRain
        :class:`Rates` of one rate where it rains alike everywhere.
    weight : ndarray of float32, shape (rows, cols)
        For how many cells' rain a cell stands: 1 for its own, more where roofs drain to it, 0 in walls.
    zone : ndarray of uint16, shape (rows, cols), optional
        Zone of every cell; none where all have the first.
    interval : float
        Seconds between two additions; rain falls exactly, whatever it is.
    threads : int
        At most; 0 for one a processor.

    Raises
    ------
    InvalidRequest
        If a weight is negative or not a number, or a cell has a zone without a rate.
    """

    key = "rain"

    def __init__(
        self,
        field: ZonedRain,
        weight: F32,
        zone: U16 | None = None,
        *,
        interval: float = 4.0,
        threads: int = 0,
    ) -> None:
        self.interval = interval
        self._crew = Crew(threads)
        self._field = field
        self._weight = frozen("weight", weight, np.float32, (None, None))
        if not (np.isfinite(self._weight).all() and (self._weight >= 0.0).all()):
            raise InvalidRequest(
                msg("The rain's weight of a cell is not a number or below 0."),
                msg("Give 1 for a cell that takes its own rain, 0 for a wall."),
            )
        zones = field.falls(0.0, 0.0).size
        self._zone = None if zone is None else frozen("zone", zone, np.uint16, self._weight.shape)
        if zones == 0 or (self._zone is not None and int(self._zone.max()) >= zones):
            raise InvalidRequest(
                msg("A cell lies in a zone of rain that has no rate; there are {count} rates.", count=zones),
                msg("Give one rate for every zone."),
            )
        self._tiles = tiles_where(self._weight > 0.0)
        self._sums = np.zeros((self._tiles.size, 1))

    def next_change(self, time: float) -> float:
        """Return the next moment at which a rate jumps."""
        return self._field.next_change(time)

    def apply(self, scheme: Scheme, time: float, seconds: float, account: Account) -> None:
        """Let fall what falls in the span."""
        falls = self._field.falls(time, time + seconds)
        if not np.any(falls > 0.0) or not self._tiles.size:
            return
        cells = (scheme.depth, scheme.carry, self._weight)
        if self._zone is None:
            over_tiles(self._crew, rain_evenly, self._tiles, self._sums, *cells, float(falls[0]))
        else:
            over_tiles(self._crew, rain_by_zone, self._tiles, self._sums, *cells, self._zone, falls)
        account.rain += math.fsum(self._sums[:, 0]) * scheme.domain.cell_area
        wake(scheme, self._tiles)

    def notes(self, end: float) -> tuple[Message, ...]:
        """Return what ends early, and what is assumed."""
        return self._field.notes(end)
