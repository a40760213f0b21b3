"""The course of a run for the time bar: rasters of each moment, and hydrographs at a place or a house.

It does not know who plays it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.base import Chart, Series
from analysis.flood.impacts.recorders import Recorders
from analysis.flood.record.series import QUANTITIES, Histories
from analysis.flood.record.series import Series as Moments
from scene.messages import BilingualText
from scene.payloads import Raster
from scene.payloads.arrays import F64
from scene.units import (
    ELAPSED,
    ELEVATION,
    FLOOD_HAZARD,
    WATER_DEPTH,
    WATER_LEVEL,
    WATER_SPEED,
    Quantity,
)

_DEPTH, _LEVEL, _SPEED = (0x2E, 0x62, 0x92), (0x22, 0x3C, 0x6C), (0xB9, 0x5A, 0x34)
_LIMIT: Final = (0xB5, 0x43, 0x2E)


@dataclass(frozen=True, eq=False)
class FloodCourse:
    """The moments of a run (a Course).

    Parameters
    ----------
    recorders : Recorders
        Of the run; it may still go on.
    moments : Moments
        What is kept of it.
    start : datetime
    synthetic : bool
    quantities : tuple of Quantity
    """

    recorders: Recorders
    moments: Moments
    start: datetime
    synthetic: bool
    quantities: tuple[Quantity, ...] = (*QUANTITIES, FLOOD_HAZARD, ELEVATION)

    @property
    def times(self) -> F64:
        """Moments that are kept, seconds since `start`."""
        return self.moments.times

    def raster(self, quantity: str, moment: int) -> Raster:
        """Return a quantity at a moment; nan where it is dry, of the bed in walls."""
        grid = self.moments.grid
        if quantity == ELEVATION.key:
            return grid.raster(self.moments.ground(moment), ELEVATION)
        if quantity == FLOOD_HAZARD.key:
            depth = self.moments.values(WATER_DEPTH, moment)
            speed = self.moments.values(WATER_SPEED, moment)
            hazard = self.recorders.maxima.hazard_method
            classes = hazard.classes_of(hazard.rated(np.nan_to_num(depth), np.nan_to_num(speed)))
            values = np.where(classes > 0, classes, np.nan).astype(np.float32)
            return grid.raster(values, FLOOD_HAZARD)
        return self.moments.raster(quantity, moment)

    def histories(self, place: tuple[float, float, float]) -> tuple[Chart, ...]:
        """Return depth, level and speed in time at a place, or beside the house that stands there."""
        impacts = self.recorders.buildings
        item = None if impacts is None else impacts.plans.at(place[0], place[1])
        if impacts is not None and item is not None and len(impacts.openings.of(item)):
            return self._at_house(item)
        cell = self.cell_at(place)
        if cell is None:
            return ()
        title = BilingualText(f"({place[0]:.0f}, {place[1]:.0f})", f"({place[0]:.0f}, {place[1]:.0f})")
        return _charts(self.moments.histories(np.array([cell])), title, "")

    def cell_at(self, place: tuple[float, float, float]) -> int | None:
        """Return the flat index of the cell at a place; None outside and in walls."""
        grid = self.moments.grid
        col = int(np.floor((place[0] - grid.west) / grid.cell))
        row = int(np.floor((grid.north - place[1]) / grid.cell))
        if not (0 <= row < grid.rows and 0 <= col < grid.cols):
            return None
        if np.isnan(self.recorders.domain.ground[row, col]):
            return None
        return row * grid.cols + col

    def _at_house(self, item: int) -> tuple[Chart, ...]:
        impacts = self.recorders.buildings
        assert impacts is not None, "a house is recorded"
        plans, openings = impacts.plans, impacts.openings
        doors = openings.doors_of(item)
        cells = doors if len(doors) else openings.of(item)
        history = self.moments.histories(cells.astype(np.int64))
        return _charts(history, plans.name(item), plans.id(item), float(openings.sill[item]))


def _charts(
    history: Histories, name: BilingualText, subject: str, sill: float = float("nan")
) -> tuple[Chart, ...]:
    """Return the charts of some cells: of each moment the deepest, the highest and the fastest of them."""
    minutes = history.times / 60.0
    depth = history.depth.max(axis=1).astype(np.float64)
    level = np.where(np.isfinite(history.level), history.level, -np.inf).max(axis=1).astype(np.float64)
    level[~np.isfinite(level)] = np.nan
    speed = history.speed.max(axis=1).astype(np.float64)

    def chart(
        quantity: Quantity, values: NDArray[np.float64], colour: tuple[int, int, int], *more: Series
    ) -> Chart:
        title = BilingualText(f"{quantity.title.zh}：{name.zh}", f"{quantity.title.en}: {name.en}")
        line = Series(quantity.key, quantity.title, minutes, values, colour)
        return Chart(f"flood_{quantity.key}", title, ELAPSED, quantity, (line, *more), subject)

    at_sill: tuple[Series, ...] = ()
    if np.isfinite(sill) and len(minutes):
        ends = minutes[[0, -1]]
        at_sill = (
            Series("sill", BilingualText("门槛", "Doorsill"), ends, np.full(2, sill), _LIMIT, dashed=True),
        )
    return (
        chart(WATER_DEPTH, depth, _DEPTH),
        chart(WATER_LEVEL, level, _LEVEL, *at_sill),
        chart(WATER_SPEED, speed, _SPEED),
    )
