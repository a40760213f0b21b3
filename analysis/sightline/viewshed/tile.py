"""The heights that a block of bins looks over on some rings, laid side by side in a small array.

Rows of a tile are rings, its columns sideways positions, whatever way an octant looks: east or north, and
mirrored or not. So the arithmetic on it takes several bins at once, it stays in the nearest cache, and what
lies far away in memory is fetched all at once. It does not know bounds or lines of sight.
"""

from typing import Final

import numpy as np

from analysis.sightline.viewshed.octant import Octant
from analysis.sightline.viewshed.quiet import BLOCK, PEAK
from scene.geometry.numba_inner import inner_borrowing_kernel
from scene.payloads.arrays import F32

#: Rings of a tile at most, and the one before them.
TILE_ROWS: Final = PEAK + 1
#: A block is no wider than its bins are many cells, moves sideways by as many cells as there are rings, and
#: needs a centre on either side.
TILE_COLS: Final = BLOCK + PEAK + 8


@inner_borrowing_kernel
def lay_out(surface: F32, octant: Octant, row: int, rings: int, start: int, stop: int, tile: F32) -> None:
    """Copy heights into a tile; past the end of a ring stands its last height.

    Parameters
    ----------
    surface : ndarray of float32, shape (rows, cols)
    octant : Octant
    row, rings : int
        The first ring, and how many.
    start, stop : int
        The first sideways position, which is on the surface, and the one after the last.
    tile : ndarray of float32, shape (TILE_ROWS, TILE_COLS)
    """
    inside = places_inside(surface.shape, octant, start, stop)
    if octant.is_exchanged:
        for place in range(inside):
            line = np.uint64(octant.side * (start + place))
            for ring in range(rings):
                tile[ring, place] = surface[line, np.uint64(row + octant.way * ring)]
    for ring in range(rings):
        line = np.uint64(row + octant.way * ring)
        if not octant.is_exchanged and octant.side > 0:
            for place in range(inside):
                tile[ring, place] = surface[line, np.uint64(start + place)]
        elif not octant.is_exchanged:
            for place in range(inside):
                tile[ring, place] = surface[line, np.uint64(-start - place)]
        for place in range(inside, stop - start):
            tile[ring, place] = tile[ring, inside - 1]


@inner_borrowing_kernel
def places_inside(shape: tuple[int, int], octant: Octant, start: int, stop: int) -> int:
    """Return how many of some sideways positions, from the first one on, are on a grid."""
    end = (shape[0] if octant.is_exchanged else shape[1]) if octant.side > 0 else 1
    return min(stop, end) - start


@inner_borrowing_kernel
def nothing_over(tile: F32, ring: int, cols: int, limit: float) -> bool:
    """Say whether all heights of a ring, and of the one before it, lie under a limit."""
    over = 0
    for place in range(cols):
        at = np.uint64(place)
        over += int(tile[ring, at] >= limit) + int(tile[ring - 1, at] >= limit)
    return over == 0
