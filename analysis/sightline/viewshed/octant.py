"""Which way a part of a view looks, and what is asked of it: plain numbers that go together into a kernel.

It does not know heights.
"""

from typing import NamedTuple

import numpy as np

from scene.geometry.numba_inner import inner_borrowing_kernel
from scene.payloads.arrays import F32


class Octant(NamedTuple):
    """An eighth of a view: rings lie ahead, and sideways positions run from 0 to 45 degrees aside.

    In the octants to the east and west rings are columns of the grid. Rows and columns are then exchanged in
    all that is said here, and in what is called row or column along with an octant; never in a surface.

    Parameters
    ----------
    is_exchanged : bool
        Whether rings are columns of the grid.
    row0, col0 : float
        The observer, in cells, within the outermost centres.
    way, side : int
        1 or -1: along which rows and towards which columns.
    across : float
        Sideways position of the observer: `col0` times `side`, as all of them are columns times `side`.
    diagonal : bool
        Whether the octant holds its diagonal. Those towards greater columns hold their axis.
    """

    is_exchanged: bool
    row0: float
    col0: float
    way: int
    side: int
    across: float
    diagonal: bool


class Look(NamedTuple):
    """What is asked of a view.

    Parameters
    ----------
    reach : float
        How far along rows and columns cells are asked for, in cells.
    eye, above : float
        Elevation of the eye; height of the target over the surface.
    bend : float
        Curvature less refraction: by how much a target one cell away is lowered.
    slack : float
        By how much heights are widened for the bounds.
    above_eye : float
        What is added to the surface where all is to be hidden: target and slack less the eye.
    high : float
        Greatest height of the surface.
    is_limited : bool
        Whether not all cells within reach are asked about.
    is_exact : bool
        Whether doubtful cells are walked to; else the middle of the bounds decides.
    wants_lowest : bool
        Whether the lowest elevation that is seen is asked for, else which cells are.
    """

    reach: float
    eye: float
    above: float
    bend: float
    slack: float
    above_eye: float
    high: float
    is_limited: bool
    is_exact: bool
    wants_lowest: bool


@inner_borrowing_kernel
def extent(surface: F32, octant: Octant, reach: float) -> tuple[int, int, int]:
    """Return the first row ahead, how many there are, and the last sideways position; all within reach."""
    rows, cols = surface.shape
    if octant.is_exchanged:
        rows, cols = cols, rows
    row0 = octant.row0
    first = int(np.floor(row0)) + 1 if octant.way > 0 else int(np.ceil(row0)) - 1
    rings = rows - first if octant.way > 0 else first + 1
    last_col = cols - 1 if octant.side > 0 else 0
    if reach < rings + cols:
        rings = min(rings, int(np.floor(reach - abs(first - row0))) + 1)
        last_col = min(last_col, int(np.floor(octant.across + reach)))
    return first, max(rings, 0), last_col
