"""What water flows over: a grid of ground levels, walls and roughness.

It does not know where the ground came from, nor by which scheme the water moves.
"""

from dataclasses import dataclass

import numpy as np

from scene.geometry.surface_raster import Grid
from scene.payloads.arrays import F32, frozen


@dataclass(frozen=True, eq=False)
class Domain:
    """Square cells over which water flows. Row 0 is the northernmost, column 0 the westernmost.

    The outer edge is a wall wherever no boundary condition opens it.

    Parameters
    ----------
    grid : Grid
        Cells, metres.
    ground : ndarray of float32, shape (rows, cols)
        Level of the bed at the centre of each cell, local z, metres; nan where there is a wall: no water
        enters such a cell, and its four edges are impermeable.
    roughness : ndarray of float32, shape (rows, cols)
        Manning's n, s/m^(1/3); any positive number in walls.

    Raises
    ------
    ValueError
        If the shapes differ, or a roughness is not positive.
    """

    grid: Grid
    ground: F32
    roughness: F32

    def __post_init__(self) -> None:
        shape = (self.grid.rows, self.grid.cols)
        object.__setattr__(self, "ground", frozen("ground", self.ground, np.float32, shape))
        object.__setattr__(self, "roughness", frozen("roughness", self.roughness, np.float32, shape))
        if not bool(np.all(self.roughness > 0.0)):
            raise ValueError("a roughness is positive")

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return (self.grid.rows, self.grid.cols)

    @property
    def cell_area(self) -> float:
        """Area of a cell, m²."""
        return self.grid.cell * self.grid.cell
