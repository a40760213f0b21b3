"""What the raster of the balloon rule is computed on: surface, ground and own buildings, and eyes in cells.

Places are counted in cells from the centre of cell (0, 0): x to the east, y to the south. It does not know
how a screen is found.
"""

from typing import Final, NamedTuple

import numpy as np

from scene.geometry.surface_raster import Grid
from scene.payloads.arrays import F32, F64, I32

#: Stands for "nothing there": far under any screen, but not so far that rounding of a place shows beside it.
NOTHING: Final = np.float32(-1.0e5)


class Field(NamedTuple):
    """A city as a grid.

    Parameters
    ----------
    surface : ndarray of float32, shape (rows, cols)
        Local z of what screens; :data:`NOTHING` where nothing does.
    ground : ndarray of float32, shape (rows, cols)
        Local z of the ground; nan off the terrain, where nothing is computed.
    own : ndarray of int32, shape (rows, cols)
        Number of the building that stands in a cell, -1 for none. It does not screen its own cells: the
        question is how high a new one may be there.
    extent : ndarray of int32, shape (buildings,)
        Cells from one end of a building to the other, and one more at either end, at most.
    cell : float
        Edge of a cell, metres.
    drop : float
        Curvature less refraction, ``(1 - k) / 2R``, 1/m.
    """

    surface: F32
    ground: F32
    own: I32
    extent: I32
    cell: float
    drop: float


class Eyes(NamedTuple):
    """Where the grid is looked at from; all arrays have one value an eye.

    Parameters
    ----------
    x, y : ndarray of float64
        Cells from the centre of cell (0, 0), to the east and to the south.
    z : ndarray of float64
        Local metres.
    facing_x, facing_y : ndarray of float64
        Unit vector of the middle of the open side, east and south.
    least_cosine : ndarray of float64
        Of the angle from there within which an eye looks; -2 where it looks all around.
    number : ndarray of int32
        What is written down where an eye governs.
    """

    x: F64
    y: F64
    z: F64
    facing_x: F64
    facing_y: F64
    least_cosine: F64
    number: I32

    def chosen(self, rows: I32) -> "Eyes":
        """Return some eyes."""
        return Eyes(
            self.x[rows], self.y[rows], self.z[rows], self.facing_x[rows], self.facing_y[rows],
            self.least_cosine[rows], self.number[rows],
        )  # fmt: skip


def eyes_on(grid: Grid, eye: F64, facing: F64, opening: F64, number: I32) -> Eyes:
    """Return eyes as the grid counts.

    Parameters
    ----------
    grid : Grid
    eye : ndarray of float64, shape (n, 3)
        Local metres.
    facing, opening : ndarray of float64, shape (n,)
        Middle and full width of the open side, degrees from grid north; 360 if all is open.
    number : ndarray of int32, shape (n,)
    """
    turn, half = np.radians(facing), np.radians(0.5 * opening)
    return Eyes(
        (eye[:, 0] - grid.west) / grid.cell - 0.5,
        (grid.north - eye[:, 1]) / grid.cell - 0.5,
        np.ascontiguousarray(eye[:, 2]),
        np.sin(turn),
        -np.cos(turn),
        np.where(opening >= 360.0, -2.0, np.cos(half)),
        number.astype(np.int32),
    )


def extents(own: I32) -> I32:
    """Return how far each building reaches, in cells, with a margin for the crossings beside it."""
    count = int(own.max(initial=-1)) + 1
    rows, cols = np.nonzero(own >= 0)
    name = own[rows, cols]
    low, high = np.full((2, count), 2**30), np.full((2, count), -1)
    for axis, place in enumerate((rows, cols)):
        np.minimum.at(low[axis], name, place)
        np.maximum.at(high[axis], name, place)
    reach: I32 = np.where(high[0] >= 0, (high - low).max(axis=0) + 2, 0).astype(np.int32)
    return reach
