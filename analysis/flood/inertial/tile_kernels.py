"""Which tiles hold water, which have anything to move, and what becomes of those that have come to rest.

It does not know how the water moves.
"""

import numpy as np
from numba import njit

from analysis.flood.inertial.band_kernels import EAST, NORTH, SOUTH, WEST, note_row
from analysis.flood.scheme import TILE
from scene.geometry.numba_inner import inner_kernel
from scene.payloads.arrays import F32, U8


@inner_kernel
def _greater(one: np.float32, other: np.float32) -> np.float32:
    """Return the greater of two depths, and nan where one is no number."""
    return other if other > one or other != other else one  # noqa: PLR0124


@njit(cache=True, nogil=True, error_model="numpy")
def survey(
    first: int, last: int, depth: F32, changed: U8, deepest: F32, edges: U8, still: np.float32
) -> None:
    """Note anew how deep the water stands in changed tiles, and along which of their edges it can move.

    Parameters
    ----------
    first, last : int
        Tile rows.
    depth : ndarray of float32, shape (rows, cols)
    changed, deepest, edges : ndarray, shape (tile rows, tile cols)
    still : float32
        Depth up to which nothing moves, m.
    """
    rows = depth.shape[0]
    for line in range(first, last):
        top, bottom = line * TILE, min(line * TILE + TILE, rows)
        for tile in range(changed.shape[1]):
            if changed[line, tile] == 0:
                continue
            deepest[line, tile], edges[line, tile] = np.float32(0.0), 0
            for row in range(top, bottom):
                note_row(row, tile, depth, deepest[line], edges[line], row == top, row == bottom - 1, still)


@njit(cache=True, nogil=True, error_model="numpy")
def choose_active(
    deepest: F32, edges: U8, active: U8, wet: U8, east: F32, south: F32, still: np.float32
) -> np.float32:
    """Choose the tiles that the next step visits, and still the faces of those that it leaves.

    Returns
    -------
    float32
        Greatest depth anywhere, m; nan where a depth is no number.
    """
    lines, tiles = active.shape
    most = np.float32(0.0)
    for line in range(lines):
        for tile in range(tiles):
            here = deepest[line, tile]
            most = _greater(most, here)
            wet[line, tile] = 0 if here == 0.0 else 1
            needed = (
                not here <= still
                or (line > 0 and edges[line - 1, tile] & SOUTH != 0)
                or (line < lines - 1 and edges[line + 1, tile] & NORTH != 0)
                or (tile > 0 and edges[line, tile - 1] & EAST != 0)
                or (tile < tiles - 1 and edges[line, tile + 1] & WEST != 0)
            )
            if active[line, tile] != 0 and not needed:
                _still(line, tile, east, south)
            active[line, tile] = 1 if needed else 0
    return most


@njit(cache=True, nogil=True)
def _still(line: int, tile: int, east: F32, south: F32) -> None:
    """Let the faces that a tile owns carry nothing."""
    rows, cols = east.shape[0], south.shape[1]
    top, left = line * TILE, tile * TILE
    bottom, right = min(top + TILE, rows), min(left + TILE, cols)
    east[top:bottom, left:right] = np.float32(0.0)
    south[top:bottom, left:right] = np.float32(0.0)
