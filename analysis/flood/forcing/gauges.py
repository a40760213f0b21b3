"""Rain of several gauges: every cell has the rain of the gauge that is nearest.

It does not know where the figures of the gauges come from.
"""

from collections.abc import Sequence

import numpy as np

from analysis.flood.forcing.hydrograph import Series
from analysis.flood.forcing.rain import Rates
from scene.geometry.surface_raster import Grid
from scene.messages import Message, msg
from scene.payloads.arrays import F64, U16


class GaugedRain(Rates):
    """Rates of rain by gauge, and which gauge each cell has.

    Parameters
    ----------
    rates : sequence of Series
        One a gauge.
    places : ndarray of float64, shape (gauges, 2)
        Where they stand, local metres.
    grid : Grid
    said : tuple of Message
        What a person should know of how they were read.
    """

    def __init__(
        self, rates: Sequence[Series], places: F64, grid: Grid, said: tuple[Message, ...] = ()
    ) -> None:
        super().__init__(rates)
        self.zone = nearest(grid, places)
        self.ends = max(rate.ends for rate in rates)
        self._said = said

    def notes(self, end: float) -> tuple[Message, ...]:
        """Return how they were read, which of them reach the area, and what ends early."""
        count = len(np.unique(self.zone))
        told = msg(
            "Every cell has the rain of the nearest of {total} gauges; {count} of them are nearest "
            "somewhere.",
            total=len(self.rates), count=count,
        )  # fmt: skip
        return (*self._said, told, *super().notes(end))


def nearest(grid: Grid, places: F64) -> U16:
    """Return the number of the place nearest to the middle of each cell; of two as near the first."""
    x = grid.west + (np.arange(grid.cols) + 0.5) * grid.cell
    y = grid.north - (np.arange(grid.rows) + 0.5) * grid.cell
    found = np.zeros((grid.rows, grid.cols), np.uint16)
    least = np.full(found.shape, np.inf)
    for number, (east, north) in enumerate(places.tolist()):
        away = np.square(y - north)[:, None] + np.square(x - east)[None, :]
        closer = away < least
        found[closer], least[closer] = number, away[closer]
    return found
