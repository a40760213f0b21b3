"""What the ground takes of the water on it: soil by land cover, and drains by quarter.

It does not know where water comes from.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analysis.flood.account import Account
from analysis.flood.crew import Crew
from analysis.flood.forcing import loss_kernels
from analysis.flood.forcing.by_tiles import over_tiles, reduced, wake
from analysis.flood.scheme import TILE, Scheme
from analysis.flood.tables import flood_table
from scene.errors import InvalidRequest
from scene.messages import BilingualText, Message, msg
from scene.payloads.arrays import F64, I32, U8, frozen

#: mm/h in m/s.
_RATE: Final = 1.0 / 3.6e6
#: The fastest a soil or a drain can be said to take water, mm/h: gravel takes less.
FASTEST: Final = 5000.0


@dataclass(frozen=True, slots=True)
class Soil:
    """How fast a land cover takes water.

    Parameters
    ----------
    name : BilingualText
    kind : int
        One of :data:`analysis.flood.forcing.loss_kernels.SEALED`, ``CONSTANT``, ``HORTON``, ``GREEN_AMPT``.
    rate : float
        mm/h: the constant rate, Horton's final rate, or Green and Ampt's conductivity.
    first : float
        mm/h: Horton's first rate.
    decay : float
        1/h: Horton's decay.
    suction : float
        mm: Green and Ampt's head at the wetting front times the deficit of moisture.
    assumed : bool
        True if no measurement stands behind it.

    Raises
    ------
    InvalidRequest
        If a figure cannot be.
    """

    name: BilingualText
    kind: int
    rate: float = 0.0
    first: float = 0.0
    decay: float = 0.0
    suction: float = 0.0
    assumed: bool = False

    def __post_init__(self) -> None:
        figures = (self.rate, self.first, self.decay, self.suction)
        fits = all(0.0 <= figure <= FASTEST for figure in figures)
        if self.kind == loss_kernels.HORTON:
            fits = fits and self.first >= self.rate and self.decay > 0.0 and self.first > 0.0
        if self.kind == loss_kernels.GREEN_AMPT:
            fits = fits and self.rate > 0.0 and self.suction > 0.0
        if not fits:
            raise InvalidRequest(
                msg(
                    "The soil {name} has a figure that cannot be: {figures}.",
                    name=self.name,
                    figures=", ".join(f"{figure:g}" for figure in figures),
                ),
                msg("Rates are in mm/h, the decay in 1/h, the suction in mm; first rates exceed last ones."),
            )


SEALED: Final = Soil(BilingualText("硬化地面", "sealed ground"), loss_kernels.SEALED)


def constant(name: BilingualText, rate: float) -> Soil:
    """Return a soil that takes so many mm/h for ever."""
    return Soil(name, loss_kernels.CONSTANT, rate)


def horton(name: BilingualText, first: float, last: float, decay: float) -> Soil:
    """Return a soil after Horton (1940): from `first` to `last` mm/h with a decay in 1/h.

    The decay follows what has gone in, not the clock (as in the cumulative form of the model of Tan and
    O'Connor and of storm water models); a soil that dries does not recover within a run.
    """
    return Soil(name, loss_kernels.HORTON, last, first=first, decay=decay)


def green_ampt(name: BilingualText, conductivity: float, suction: float, deficit: float) -> Soil:
    """Return a soil after Green and Ampt (1911).

    Parameters
    ----------
    name : BilingualText
    conductivity : float
        mm/h.
    suction : float
        Head at the wetting front, mm. The head of the water above is left out.
    deficit : float
        Share of the volume that is free of water at the start, 0 to 1.
    """
    return Soil(name, loss_kernels.GREEN_AMPT, conductivity, suction=suction * deficit)


def soil_of(key: str, wetness: float = 0.5) -> Soil:
    """Return a soil of the table.

    Parameters
    ----------
    key : str
    wetness : float
        Share of its pores that is full at the start; only Green and Ampt asks.

    Raises
    ------
    InvalidRequest
        If the table has none of that name, or the wetness cannot be.
    """
    entry: dict[str, Any] | None = flood_table()["soil"].get(key)
    if entry is None or not 0.0 <= wetness < 1.0:
        raise InvalidRequest(
            msg("There is no soil called {name} with a wetness of {wetness:g}.", name=key, wetness=wetness),
            msg("Soils are those of assets/tables/flood.toml; the wetness lies between 0 and 1."),
        )
    name = BilingualText(entry["zh"], entry["en"])
    kind = {"sealed": 0, "constant": 1, "horton": 2, "green_ampt": 3}[entry["law"]]
    return Soil(
        name,
        kind,
        entry.get("last", entry.get("conductivity", 0.0)),
        first=entry.get("first", 0.0),
        decay=entry.get("decay", 0.0),
        suction=entry.get("suction", 0.0) * entry.get("porosity", 0.0) * (1.0 - wetness),
        assumed=entry["assumed"],
    )


class Losses:
    """Soil and drains as forcing: soil takes first, drains of what is left.

    Parameters
    ----------
    soils : sequence of Soil
        By class of soil.
    soil : ndarray of uint8, shape (rows, cols)
        Class of every cell.
    capacities : sequence of float
        Of storm drains by class, mm/h. What they take has left the domain; no sewer gives it back.
    drain : ndarray of uint8, shape (rows, cols), optional
        Class of every cell; none where all have the first.
    interval : float
        Seconds between two takings.
    threads : int
        At most; 0 for one a processor.

    Raises
    ------
    InvalidRequest
        If a class has no soil or no capacity, or a capacity cannot be.
    """

    key = "losses"

    def __init__(
        self,
        soils: Sequence[Soil],
        soil: U8,
        capacities: Sequence[float] = (0.0,),
        drain: U8 | None = None,
        *,
        interval: float = 4.0,
        threads: int = 0,
    ) -> None:
        self.interval = interval
        self._crew = Crew(threads)
        self._soils = tuple(soils)
        classes = frozen("soil", soil, np.uint8, (None, None))
        drains = np.zeros(classes.shape, np.uint8) if drain is None else drain
        self._drain = frozen("drain", drains, np.uint8, classes.shape)
        self._capacity = np.asarray(capacities, dtype=np.float64) * _RATE
        if int(classes.max()) >= len(self._soils) or int(self._drain.max()) >= self._capacity.size:
            raise InvalidRequest(
                msg("A cell has a class of soil or of drains that is not described."),
                msg("Describe every class that occurs."),
            )
        if not ((self._capacity >= 0.0) & (self._capacity <= FASTEST * _RATE)).all():
            raise InvalidRequest(
                msg("A capacity of drains cannot be; it lies between 0 and {most:g} mm/h.", most=FASTEST),
                msg("Check the unit of the figures."),
            )
        self._kinds = np.array([soil.kind for soil in self._soils], np.uint8)
        self._used = np.unique(classes)
        takes = self._kinds[classes] != loss_kernels.SEALED
        self._starts, self._one_law, self._columns, self._law_of = _listed(takes, classes)
        self._memory = np.zeros(self._columns.size)
        low, high = reduced(np.minimum, self._drain), reduced(np.maximum, self._drain)
        self._alike = np.where(low == high, low.astype(np.int32), -1).astype(np.int32).ravel()
        self._busy = reduced(np.logical_or, takes | (self._capacity[self._drain] > 0.0))

    def next_change(self, time: float) -> float:
        """Return infinity: nothing jumps."""
        return math.inf

    def apply(self, scheme: Scheme, time: float, seconds: float, account: Account) -> None:
        """Take what soil and drains take in the span of what is there."""
        tiles = np.flatnonzero((scheme.wet != 0) & self._busy).astype(np.int32)
        if not tiles.size:
            return
        sums = np.zeros((tiles.size, 2))
        over_tiles(
            self._crew, loss_kernels.lose, tiles, sums,
            scheme.depth, scheme.carry, self._starts, self._one_law, self._columns, self._law_of,
            self._memory, self._kinds, self._laws(seconds), self._drain, self._alike,
            self._capacity * seconds, seconds,
        )  # fmt: skip
        area = scheme.domain.cell_area
        account.infiltrated += math.fsum(sums[:, 0]) * area
        account.drained += math.fsum(sums[:, 1]) * area
        wake(scheme, tiles)

    def notes(self, end: float) -> tuple[Message, ...]:
        """Return which soils are assumed, and that none recovers."""
        used = [self._soils[index] for index in self._used]
        said = [
            msg("The infiltration of {name} is assumed, not measured.", name=soil.name)
            for soil in used
            if soil.assumed and soil.kind != loss_kernels.SEALED
        ]
        if any(soil.kind == loss_kernels.HORTON for soil in used):
            said.append(msg("Soil after Horton does not recover in dry hours of the run."))
        return tuple(said)

    def state(self) -> Mapping[str, NDArray[Any]]:
        """Return what the soil remembers."""
        return {"memory": self._memory}

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Take up what the soil remembered."""
        self._memory[...] = state["memory"]

    def _laws(self, seconds: float) -> F64:
        """Return the kernel's table for a span."""
        laws = np.zeros((len(self._soils), 4))
        for row, soil in zip(laws, self._soils, strict=True):
            row[0] = soil.rate * _RATE
            if soil.kind == loss_kernels.HORTON:
                decay = soil.decay / 3600.0
                row[1:] = (soil.first - soil.rate) * _RATE / decay, decay, -math.expm1(-decay * seconds)
            elif soil.kind == loss_kernels.GREEN_AMPT:
                row[1] = soil.suction / 1000.0
        return laws


def _listed(takes: NDArray[Any], classes: U8) -> tuple[I32, I32, U8, U8]:
    """List the cells that take water, row by row of each tile.

    Returns
    -------
    starts : ndarray of int32, shape (tiles * TILE + 1,)
        Where each row of a tile begins in the list.
    one_class : ndarray of int32, shape (tiles * TILE,)
        The class that all cells of such a row have, else -1; also where it has none that take water.
    columns, classes : ndarray of uint8
        Of each cell in the list: its column within its tile, its class.
    """
    rows, cols = takes.shape
    down, across = -(-rows // TILE), -(-cols // TILE)
    outer = ((0, down * TILE - rows), (0, across * TILE - cols))
    by_tile = (down, TILE, across, TILE)
    flags = np.pad(takes, outer).reshape(by_tile).transpose(0, 2, 1, 3)
    listed = np.flatnonzero(flags)
    counts = np.count_nonzero(flags, axis=3).ravel()
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    kinds = np.pad(classes, outer).reshape(by_tile).transpose(0, 2, 1, 3).reshape(-1)[listed]
    one = np.full(counts.size, -1, np.int32)
    some = np.flatnonzero(counts)
    if some.size:
        low, high = np.minimum.reduceat(kinds, starts[some]), np.maximum.reduceat(kinds, starts[some])
        one[some] = np.where(low == high, low.astype(np.int32), -1)
    return starts, one, (listed % TILE).astype(np.uint8), kinds
