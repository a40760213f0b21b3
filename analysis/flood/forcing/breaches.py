"""A dyke or a barrier that gives way: its crest falls to a sill, from a moment or from a level on.

It does not know what a scheme does with a lower bed.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.flood.account import Account
from analysis.flood.domain import Domain
from analysis.flood.forcing.cell_kernels import mean_level
from analysis.flood.forcing.cells import open_cells
from analysis.flood.scheme import Scheme
from scene.errors import InvalidRequest
from scene.messages import BilingualText, Message, msg
from scene.payloads.arrays import F64, I32


class Breach:
    """Cells whose ground falls evenly in time to a sill.

    Parameters
    ----------
    key : str
    name : BilingualText
    domain : Domain
    cells : ndarray of int32
        Of the crest (flat indices). Those that lie below the sill stay as they are.
    sill : float
        Local z to which it falls, metres.
    starts : float
        Seconds of the run; infinite if only the level starts it.
    takes : float
        Seconds from crest to sill; 0 for at once.
    trigger : float
        Level, local z, at which it begins before its moment; infinite for none.
    gauge : ndarray of int32, optional
        Cells whose mean level is looked at for the trigger; the crest's own if none.

    Raises
    ------
    InvalidRequest
        If a figure cannot be, or no cell is open: a breach needs ground that can fall.
    """

    interval = 1.0

    def __init__(
        self, key: str, name: BilingualText, domain: Domain, cells: I32, sill: float,
        *, starts: float = 0.0, takes: float = 600.0, trigger: float = math.inf, gauge: I32 | None = None,
    ) -> None:  # fmt: skip
        figures_fit = math.isfinite(sill) and starts >= 0.0 and 0.0 <= takes < math.inf
        if not figures_fit or math.isnan(trigger) or (math.isinf(starts) and math.isinf(trigger)):
            raise InvalidRequest(
                msg("The breach {name} has no sill, no duration, or nothing that begins it.", name=name),
                msg("Give the level of its sill, its duration, and a moment or a level at which it begins."),
            )
        self.key, self.name = key, name
        self.cells = open_cells(domain, cells, name)
        self._gauge = self.cells if gauge is None else open_cells(domain, gauge, name)
        self._sill, self._starts, self._takes, self._trigger = sill, starts, takes, trigger
        self._crest: F64 = domain.ground.ravel()[self.cells].astype(np.float64)
        # The moment at which it began, and which share of the way it has gone.
        self._memory = np.array([math.nan, 0.0])

    @property
    def began(self) -> float:
        """The moment at which it began, seconds; nan if it has not."""
        return float(self._memory[0])

    def next_change(self, time: float) -> float:
        """Return the moment at which it begins by the clock, if that is still to come."""
        return self._starts if math.isnan(self.began) and self._starts > time else math.inf

    def apply(self, scheme: Scheme, time: float, seconds: float, account: Account) -> None:
        """Let the crest fall as far as it has fallen at the end of the span."""
        now = time + seconds
        if math.isnan(self.began):
            self._begin(scheme, now)
        if math.isnan(self.began) or self._memory[1] >= 1.0:
            return
        gone = now - self.began
        share = 1.0 if gone >= self._takes else gone / self._takes
        if share > self._memory[1]:
            self._memory[1] = share
            levels = self._crest + share * np.minimum(self._sill - self._crest, 0.0)
            scheme.set_ground(self.cells, levels.astype(np.float32))

    def notes(self, end: float) -> tuple[Message, ...]:
        """Return that the breach is assumed."""
        return (msg("The breach {name} is assumed: where, when, how wide and how deep.", name=self.name),)

    def state(self) -> Mapping[str, NDArray[Any]]:
        """Return when it began and how far it has gone."""
        return {"memory": self._memory}

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Take up when it began and how far it had gone."""
        self._memory[...] = state["memory"]

    def _begin(self, scheme: Scheme, now: float) -> None:
        """Begin by the clock, or by the level at the gauge."""
        if now >= self._starts:
            self._memory[0] = self._starts
            return
        if math.isinf(self._trigger):
            return
        level, wet = mean_level(
            scheme.depth.ravel(), scheme.carry.ravel(), scheme.ground.ravel(), self._gauge
        )
        if wet > 0.0 and level >= self._trigger:
            self._memory[0] = now
