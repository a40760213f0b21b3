"""Inlets of storm drains at single places, as weirs that become orifices.

It does not know where the sewer leads; nothing comes back.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.flood.account import Account
from analysis.flood.domain import Domain
from analysis.flood.forcing.base import WithoutMemory
from analysis.flood.forcing.by_tiles import tiles_of
from analysis.flood.forcing.cell_kernels import take
from analysis.flood.scheme import GRAVITY, Scheme
from scene.errors import InvalidRequest
from scene.messages import msg
from scene.payloads.arrays import F64, I32, frozen

#: Of a grate's edge as a broad weir, m^(1/2)/s, and of its openings as an orifice (FHWA HEC-22, 2009).
WEIR: Final = 1.66
ORIFICE: Final = 0.67


@dataclass(frozen=True, eq=False)
class Grates:
    """Grates of storm drains.

    Parameters
    ----------
    cells : ndarray of int32, shape (n,)
        Flat index of the cell of each; those in walls take nothing.
    perimeter : ndarray of float64, shape (n,)
        Length over which water falls in, metres.
    area : ndarray of float64, shape (n,)
        Of its openings, m².
    capacity : ndarray of float64, shape (n,)
        Of the pipe below, m³/s.

    Raises
    ------
    InvalidRequest
        If a figure is below 0 or not a number.
    """

    cells: I32
    perimeter: F64
    area: F64
    capacity: F64

    def __post_init__(self) -> None:
        object.__setattr__(self, "cells", frozen("cells", self.cells, np.int32, (None,)))
        for name in ("perimeter", "area", "capacity"):
            values = frozen(name, getattr(self, name), np.float64, self.cells.shape)
            if not (np.isfinite(values) & (values >= 0.0)).all():
                raise InvalidRequest(
                    msg("A grate of a storm drain has a figure below 0 or none."),
                    msg("Perimeters are in m, areas in m², capacities in m³/s."),
                )
            object.__setattr__(self, name, values)

    def discharge(self, depth: F64) -> F64:
        """Return what each takes under a depth of water, m³/s: the least of weir, orifice and pipe."""
        weir = WEIR * self.perimeter * depth**1.5
        orifice = ORIFICE * self.area * np.sqrt(2.0 * GRAVITY * depth)
        least: F64 = np.minimum(np.minimum(weir, orifice), self.capacity)
        return least


class Inlets(WithoutMemory):
    """Grates of storm drains as forcing.

    Parameters
    ----------
    domain : Domain
    grates : Grates
    interval : float
        Seconds between two takings.
    """

    key = "inlets"

    def __init__(self, domain: Domain, grates: Grates, *, interval: float = 1.0) -> None:
        self.interval = interval
        self._grates = grates
        self._tiles = tiles_of(grates.cells, domain.shape)

    def apply(self, scheme: Scheme, time: float, seconds: float, account: Account) -> None:
        """Take what the grates take, or what is there."""
        depth, carry = scheme.depth.ravel(), scheme.carry.ravel()
        cells = self._grates.cells
        water = np.maximum(depth[cells].astype(np.float64), 0.0)
        wanted = self._grates.discharge(water) * (seconds / scheme.domain.cell_area)
        if not wanted.any():
            return
        account.drained += take(depth, carry, cells, wanted) * scheme.domain.cell_area
        scheme.woken(self._tiles)
