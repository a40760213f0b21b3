"""The heights that a block of bins looks over on some rings, laid side by side in one small array.

Rows of a tile are rings, its columns sideways positions, whatever way an octant looks: east or north, and
mirrored or not. So the arithmetic on it takes several bins at once, and it stays in the nearest cache. It
does not know bounds or lines of sight.
"""

from typing import Final

import numpy as np

from analysis.sightline.viewshed.quiet import BLOCK, PEAK
from scene.geometry.numba_inner import inner_vector_kernel
from scene.payloads.arrays import F32

#: Rings of a tile at most, and the one before them.
TILE_ROWS: Final = PEAK + 1
#: A block is no wider than its bins are many cells, moves sideways by as many cells as there are rings, and
#: needs a centre on either side.
TILE_COLS: Final = BLOCK + PEAK + 8


@inner_vector_kernel
def lay_out(
    surface: F32, is_exchanged: bool, row: int, way: int, count: int, side: int, start: int, stop: int,
    tile: F32,
) -> None:  # fmt: skip
    """Copy heights into a tile; past the ends of a ring stands its last height.

    Parameters
    ----------
    surface : ndarray of float32, shape (rows, cols)
    is_exchanged : bool
        Whether rings are columns of the surface.
    row, way, count : int
        The first ring, 1 or -1 for where the others lie, and how many.
    side, start, stop : int
        1 or -1 for which way sideways positions run, the first one and the one after the last.
    tile : ndarray of float32, shape (TILE_ROWS, TILE_COLS)
    """
    last = (surface.shape[0] if is_exchanged else surface.shape[1]) - 1
    if is_exchanged:
        for place in range(stop - start):
            line = min(max(side * (start + place), 0), last)
            for ring in range(count):
                tile[ring, place] = surface[np.uint64(line), np.uint64(row + way * ring)]
        return
    first, final = side * start, side * (stop - 1)
    inside = min(first, final) >= 0 and max(first, final) <= last
    for ring in range(count):
        line = np.uint64(row + way * ring)
        if inside and side > 0:
            for place in range(stop - start):
                tile[ring, place] = surface[line, np.uint64(first + place)]
        elif inside:
            for place in range(stop - start):
                tile[ring, place] = surface[line, np.uint64(first - place)]
        else:
            for place in range(stop - start):
                tile[ring, place] = surface[line, np.uint64(min(max(first + side * place, 0), last))]


@inner_vector_kernel
def nothing_over(tile: F32, ring: int, cols: int, limit: float) -> bool:
    """Say whether all heights of a ring, and of the one before it, lie under a limit."""
    over = 0
    for place in range(cols):
        at = np.uint64(place)
        over += int(tile[ring, at] >= limit) + int(tile[ring - 1, at] >= limit)
    return over == 0
