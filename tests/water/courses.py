"""A run of water by thought: a plane that rises over a given ground, and a wave that travels over it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from analysis.base import Chart, Series
from scene.clock import BEIJING_TIME
from scene.messages import BilingualText
from scene.payloads import Raster
from scene.payloads.arrays import F64
from scene.units import (
    ELAPSED,
    ELEVATION,
    RAIN_RATE,
    WATER_DEPTH,
    WATER_EAST,
    WATER_LEVEL,
    WATER_NORTH,
    Quantity,
)

START = datetime(2026, 6, 21, 14, 30, tzinfo=BEIJING_TIME)


@dataclass(eq=False)
class RisingCourse:
    """Water that rises evenly to a level, with a wave to the east over it.

    Parameters
    ----------
    bed : Raster
        nan in walls.
    level : callable
        Level of the surface at a time in seconds.
    moments, interval : int, float
        How many, and seconds between two.
    wave, flow : float
        Height of the wave and velocity to the east, metres and m/s.
    """

    bed: Raster
    level: Callable[[float], float] = lambda seconds: 6.0 + seconds / 3600.0
    moments: int = 13
    interval: float = 300.0
    wave: float = 0.0
    flow: float = 0.5
    knows_bed: bool = True
    synthetic: bool = True
    start: datetime = START
    reads: list[tuple[str, int]] = field(default_factory=list)

    @property
    def times(self) -> F64:
        """Seconds since the start."""
        return np.arange(self.moments) * self.interval

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """What there is at each moment."""
        found = (WATER_DEPTH, WATER_LEVEL, WATER_EAST, WATER_NORTH)
        return (*found, ELEVATION) if self.knows_bed else found

    def raster(self, quantity: str, moment: int) -> Raster:
        """Return the values of a quantity at a moment."""
        self.reads.append((quantity, moment))
        seconds = float(self.times[moment])
        x = self.bed.west + (np.arange(self.bed.shape[1]) + 0.5) * self.bed.cell
        surface = self.level(seconds) + self.wave * np.sin((x - 3.0 * seconds) / 25.0)[None, :]
        depth = np.maximum(surface - self.bed.values, 0.0)
        depth = np.where(np.isfinite(depth), depth, 0.0)
        wet = depth > 0.0
        values = {
            WATER_DEPTH.key: depth,
            WATER_LEVEL.key: np.where(wet, np.broadcast_to(surface, depth.shape), np.nan),
            WATER_EAST.key: np.where(wet, self.flow, 0.0),
            WATER_NORTH.key: np.zeros_like(depth),
            ELEVATION.key: self.bed.values,
        }[quantity]
        held = {one.key: one for one in self.quantities}[quantity]
        return Raster(values.astype(np.float32), self.bed.cell, self.bed.west, self.bed.north, held)

    def histories(self, place: tuple[float, float, float]) -> tuple[Chart, ...]:
        """Return the hydrograph of a place."""
        row = int((self.bed.north - place[1]) // self.bed.cell)
        col = int((place[0] - self.bed.west) // self.bed.cell)
        rows, cols = self.bed.shape
        if not (0 <= row < rows and 0 <= col < cols) or not np.isfinite(self.bed.values[row, col]):
            return ()
        depth = [self.raster(WATER_DEPTH.key, one).values[row, col] for one in range(self.moments)]
        line = Series(
            "depth", WATER_DEPTH.title, self.times / 60.0, np.array(depth, np.float64), (47, 127, 166)
        )
        title = BilingualText("此处水深过程线", "Hydrograph of depth here")
        return (Chart("depth", title, ELAPSED, WATER_DEPTH, (line,)),)


def hyetograph(minutes: float = 60.0) -> Chart:
    """Return a storm with its peak at two fifths of its time."""
    x = np.linspace(0.0, minutes, 61)
    y = 90.0 * np.exp(-((x / minutes - 0.4) ** 2) / 0.01) + 12.0
    rain = Series("rain", RAIN_RATE.title, x, y, (62, 99, 140), filled_to=np.zeros_like(x))
    return Chart("rain", BilingualText("雨强过程线", "Hyetograph"), ELAPSED, RAIN_RATE, (rain,))


def lane(cell: float = 2.0) -> Raster:
    """Return a street from south to north, 12 m wide, between two rows of houses; ground at 6 m."""
    rows = cols = round(120.0 / cell)
    bed = np.full((rows, cols), 6.0, np.float32)
    x = -60.0 + (np.arange(cols) + 0.5) * cell
    bed[:, (np.abs(x) > 6.0) & (np.abs(x) < 26.0)] = np.nan
    return Raster(bed, cell, -60.0, 60.0)
