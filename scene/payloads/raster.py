"""A regular grid of values: terrain, surfaces, results.

It does not know where a value came from or how it is coloured.
"""

from dataclasses import dataclass

import numpy as np

from scene.payloads.arrays import F32, U8, frozen
from scene.units import ELEVATION, Quantity


@dataclass(frozen=True, eq=False)
class Raster:
    """Values at the centres of square cells. Row 0 is the northernmost, column 0 the westernmost.

    Parameters
    ----------
    values : ndarray of float32, shape (rows, cols)
        ``nan`` where there is no data.
    cell : float
        Edge of a cell, metres.
    west, north : float
        Local x and y of the outer corner of cell (0, 0).
    quantity : Quantity
        What the values are.
    cover : ndarray of uint8, shape (rows, cols), optional
        :class:`scene.materials.Material` of the ground in each cell (grass, road, lane, earth …).

    Raises
    ------
    ValueError
        If the grid is empty or the cell is not positive.
    """

    values: F32
    cell: float
    west: float
    north: float
    quantity: Quantity = ELEVATION
    cover: U8 | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", frozen("values", self.values, np.float32, (None, None)))
        if not self.values.size or not self.cell > 0:
            raise ValueError("a raster has at least one cell, and cells have a size")
        if self.cover is not None:
            object.__setattr__(self, "cover", frozen("cover", self.cover, np.uint8, self.values.shape))

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, cols = self.values.shape
        return (rows, cols)

    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east, north of the outer edges, local metres."""
        rows, cols = self.shape
        return (self.west, self.north - rows * self.cell, self.west + cols * self.cell, self.north)

    def centre(self, row: float, col: float) -> tuple[float, float]:
        """Return local x and y of the centre of a cell."""
        return (self.west + (col + 0.5) * self.cell, self.north - (row + 0.5) * self.cell)
