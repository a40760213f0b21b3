"""Rivers and canals: a level that is given over time, or a discharge that comes in.

It does not know in which datum a level was published; it gets local z.
"""

import math
from typing import Final, Literal

import numpy as np

from analysis.flood.account import Account
from analysis.flood.domain import Domain
from analysis.flood.forcing.base import WithoutMemory
from analysis.flood.forcing.by_tiles import tiles_of
from analysis.flood.forcing.cell_kernels import put, set_level, take
from analysis.flood.forcing.cells import open_cells
from analysis.flood.forcing.hydrograph import Series
from analysis.flood.scheme import Scheme
from scene.messages import Message
from scene.payloads.arrays import F64, I32

#: Depth that a dry cell counts with where a discharge is shared by conveyance, metres.
_FILM: Final = 0.001


class StageBoundary(WithoutMemory):
    """Cells, on the edge or within, that stand at a level given over time.

    Parameters
    ----------
    key : str
    domain : Domain
    cells : ndarray of int32
        Flat indices; walls among them are left out.
    levels : Series
        Local z, metres; its first and last values are held.
    said : tuple of Message
        What a person should know of the levels, as their conversion has it.

    Raises
    ------
    InvalidRequest
        If no cell is open.
    """

    interval = 0.0

    def __init__(
        self, key: str, domain: Domain, cells: I32, levels: Series, said: tuple[Message, ...] = ()
    ) -> None:
        self.key = key
        self.cells = open_cells(domain, cells, levels.name)
        self.levels = levels
        self._said = said
        self._tiles = tiles_of(self.cells, domain.shape)

    def next_change(self, time: float) -> float:
        """Return the next moment at which the level jumps."""
        return self.levels.next_change(time)

    def apply(self, scheme: Scheme, time: float, seconds: float, account: Account) -> None:
        """Set the cells to the level at the end of the span."""
        level = self.levels.at(time + seconds)
        came, went = set_level(
            scheme.depth.ravel(), scheme.carry.ravel(), scheme.ground.ravel(), self.cells, level
        )
        account.inflow += came * scheme.domain.cell_area
        account.outflow += went * scheme.domain.cell_area
        if came > 0.0 or went > 0.0:
            scheme.woken(self._tiles)

    def notes(self, end: float) -> tuple[Message, ...]:
        """Return how levels were converted, and what ends early."""
        return self._said + self.levels.ends_early(end)


class DischargeBoundary(WithoutMemory):
    """A discharge over time into cells of an edge, a disc or a line; below 0 it takes what is there.

    Parameters
    ----------
    key : str
    domain : Domain
    cells : ndarray of int32
        Flat indices; walls among them are left out.
    discharge : Series
        m³/s.
    shared : {"evenly", "by_conveyance"}
        How the cells share it: alike, or as h^(5/3) / n.

    Raises
    ------
    InvalidRequest
        If no cell is open.
    """

    interval = 0.0

    def __init__(
        self,
        key: str,
        domain: Domain,
        cells: I32,
        discharge: Series,
        shared: Literal["evenly", "by_conveyance"] = "evenly",
    ) -> None:
        self.key = key
        self.cells = open_cells(domain, cells, discharge.name)
        self.discharge = discharge
        self._ease = 1.0 / domain.roughness.ravel()[self.cells].astype(np.float64)
        self._evenly = shared == "evenly"
        self._tiles = tiles_of(self.cells, domain.shape)

    def next_change(self, time: float) -> float:
        """Return the next moment at which the discharge jumps."""
        return self.discharge.next_change(time)

    def apply(self, scheme: Scheme, time: float, seconds: float, account: Account) -> None:
        """Put in the volume of the span, or take it out as far as it is there."""
        volume = self.discharge.between(time, time + seconds)
        if volume == 0.0:
            return
        area = scheme.domain.cell_area
        depth, carry = scheme.depth.ravel(), scheme.carry.ravel()
        amounts = self._shares(scheme) * (abs(volume) / area)
        if volume > 0.0:
            account.inflow += put(depth, carry, self.cells, amounts) * area
        else:
            account.outflow += take(depth, carry, self.cells, amounts) * area
        scheme.woken(self._tiles)

    def notes(self, end: float) -> tuple[Message, ...]:
        """Return what ends early."""
        return self.discharge.ends_early(end)

    def _shares(self, scheme: Scheme) -> F64:
        """Return which share of the discharge each cell has."""
        count = self.cells.size
        if self._evenly:
            return np.full(count, 1.0 / count)
        depths = scheme.depth.ravel()[self.cells].astype(np.float64)
        conveyance = self._ease * (depths + _FILM) ** (5.0 / 3.0)
        shares: F64 = conveyance / math.fsum(conveyance)
        return shares
