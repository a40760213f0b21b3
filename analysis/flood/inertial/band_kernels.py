"""One step over a band of tile rows: faces, limits and cells in one sweep, each a row behind the other.

So a band's rows are still in the cache when they are needed again. A tile owns the faces west and north of
its cells; faces owned by a tile at rest hold 0. It does not know threads: who calls it sees to the rows in
which two bands meet.
"""

from typing import Final

import numpy as np
from numba import njit

from analysis.flood.inertial.bit_kernels import float_of
from analysis.flood.inertial.cell_kernels import (
    deepest_bits,
    exchange,
    may_give_too_much,
    scale_what_is_given,
)
from analysis.flood.inertial.face_kernels import PIECE, eastward, southward, sum_beside
from analysis.flood.reading_ahead import LINE, read_ahead
from analysis.flood.scheme import TILE
from scene.geometry.numba_inner import inner_borrowing_kernel
from scene.payloads.arrays import F32, U8

#: Bits of `edges`: water that can move stands along this edge of a tile.
NORTH: Final = 1
SOUTH: Final = 2
WEST: Final = 4
EAST: Final = 8

_ZERO: Final = np.float32(0.0)


@inner_borrowing_kernel
def _run_end(active: U8, tile: int) -> int:
    """Return where a run of active tiles that begins at `tile` ends."""
    while tile < len(active) and active[tile] != 0:
        tile += 1
    return tile


@inner_borrowing_kernel
def _read_next_row(
    row: int, start: int, stop: int,
    depth: F32, carry: F32, ground: F32, roughness: F32, east: F32, south: F32,
) -> None:  # fmt: skip
    """Have the cells of the row that comes next brought into the cache while this one is reckoned."""
    if row >= depth.shape[0]:
        return
    for col in range(start, stop, LINE):
        read_ahead(depth, row, col)
        read_ahead(carry, row - 1, col)
        read_ahead(ground, row, col)
        read_ahead(roughness, row, col)
        read_ahead(east, row, col)
        read_ahead(south, row + 1, col)


@inner_borrowing_kernel
def _face_row(
    row: int, depth: F32, carry: F32, ground: F32, roughness: F32, east: F32, south: F32,
    before: F32, after: F32, across: F32, active: U8, scratch: F32,
    theta: np.float32, side: np.float32, push: np.float32, drag: np.float32, still: np.float32,
) -> None:  # fmt: skip
    """Renew the discharge through the faces west and north of a row of cells."""
    cols = depth.shape[1]
    tile = 0
    while tile < len(active):
        if active[tile] == 0:
            tile += 1
            continue
        end = _run_end(active, tile)
        left, right = tile * TILE, min(end * TILE, cols)
        tile = end
        sum_beside(east[row, left : right + 1], across[row % 2, left:right], right - left)
        first = max(left, 1)
        old = east[row, first - 1]
        for start in range(first, right, PIECE):
            stop = min(start + PIECE, right)
            _read_next_row(row + 1, start, stop, depth, carry, ground, roughness, east, south)
            # The piece before has renewed the face to the west, whose old discharge is asked for.
            renewed, east[row, start - 1] = east[row, start - 1], old
            old = east[row, stop - 1]
            eastward(
                depth[row, start - 1 : stop], ground[row, start - 1 : stop], roughness[row, start - 1 : stop],
                east[row, start - 1 : stop + 1], south[row, start - 1 : stop], after[start - 1 : stop],
                scratch, stop - start, theta, side, push, drag, still,
            )  # fmt: skip
            east[row, start - 1] = renewed
        if row == 0:
            continue
        for start in range(left, right, PIECE):
            stop = min(start + PIECE, right)
            southward(
                depth[row - 1, start:stop], depth[row, start:stop],
                ground[row - 1, start:stop], ground[row, start:stop],
                roughness[row - 1, start:stop], roughness[row, start:stop],
                before[start:stop], south[row, start:stop], after[start:stop],
                across[(row + 1) % 2, start:stop], across[row % 2, start:stop], scratch, stop - start,
                theta, side, push, drag, still,
            )  # fmt: skip


@inner_borrowing_kernel
def _limit_row(row: int, depth: F32, east: F32, south: F32, active: U8, share: np.float32) -> None:
    """Scale what the cells of a row give, where it is more than they have."""
    cols = depth.shape[1]
    for tile in range(len(active)):
        if active[tile] == 0:
            continue
        left, right = tile * TILE, min(tile * TILE + TILE, cols)
        here, through = depth[row, left:right], east[row, left : right + 1]
        north, below = south[row, left:right], south[row + 1, left:right]
        if may_give_too_much(here, through, north, below, right - left, share):
            scale_what_is_given(here, through, north, below, right - left, share)


@inner_borrowing_kernel
def _exchange_row(
    row: int, depth: F32, carry: F32, east: F32, south: F32, active: U8, deepest: F32, edges: U8,
    share: float, still: np.float32,
) -> None:  # fmt: skip
    """Move the water of a row of cells, and note how deep it stands in each tile and along which edges."""
    rows, cols = depth.shape
    at_north, at_south = row % TILE == 0, row % TILE == TILE - 1 or row == rows - 1
    tile = 0
    while tile < len(active):
        if active[tile] == 0:
            tile += 1
            continue
        end = _run_end(active, tile)
        left, right = tile * TILE, min(end * TILE, cols)
        exchange(
            depth[row, left:right], carry[row, left:right], east[row, left : right + 1],
            south[row, left:right], south[row + 1, left:right], right - left, share,
        )  # fmt: skip
        while tile < end:
            note_row(row, tile, depth, deepest, edges, at_north, at_south, still)
            tile += 1


@inner_borrowing_kernel
def note_row(
    row: int,
    tile: int,
    depth: F32,
    deepest: F32,
    edges: U8,
    at_north: bool,
    at_south: bool,
    still: np.float32,
) -> None:
    """Note how deep the water stands in a tile's row, and which edges it touches where it can move."""
    left, right = tile * TILE, min(tile * TILE + TILE, depth.shape[1])
    most = float_of(deepest_bits(depth[row, left:right], right - left))
    if most > deepest[tile] or most != most:  # noqa: PLR0124 (nan stays the greatest)
        deepest[tile] = most
    touched = 0
    if most > still:
        touched = (NORTH if at_north else 0) | (SOUTH if at_south else 0)
        touched |= (WEST if depth[row, left] > still else 0) | (EAST if depth[row, right - 1] > still else 0)
    edges[tile] |= np.uint8(touched)


@njit(cache=True, nogil=True, error_model="numpy")
def step_band(
    first: int, last: int, depth: F32, carry: F32, ground: F32, roughness: F32, east: F32, south: F32,
    before: F32, after: F32, across: F32, scratch: F32, active: U8, deepest: F32, edges: U8,
    theta: np.float32, side: np.float32, push: np.float32, drag: np.float32, still: np.float32, share: float,
) -> None:  # fmt: skip
    """Move the water in the tile rows `first` to `last` by one step, but for the rows where bands meet.

    Left to :func:`step_seam`: limits of the band's last row, exchange in its first one and its last two.

    Parameters
    ----------
    depth, carry, ground, roughness : ndarray of float32, shape (rows, cols)
    east : ndarray of float32, shape (rows, cols + 1)
        Unit discharge through the faces west of the cells, m²/s; the outermost faces stay 0.
    south : ndarray of float32, shape (rows + 1, cols)
        Through the faces north of them, positive to the south.
    before, after : ndarray of float32, shape (cols,)
        Copies of the discharge in the row of faces to the north of the band's first and to the south of its
        last one, taken before any band began.
    across : ndarray of float32, shape (2, cols)
        In its second row, taken likewise: the discharges west and east of each cell of the row to the north
        of the band's first, summed. Both rows are used up.
    scratch : ndarray of float32, shape (SCRATCH,)
    active : ndarray of uint8, shape (tile rows, tile cols)
    deepest, edges : ndarray, shape (tile rows, tile cols)
        Greatest depth and touched edges of the active tiles; renewed.
    theta, side, push, drag, still : float32
        As :func:`analysis.flood.inertial.face_kernels.eastward` takes them.
    share : float
        Δt/Δx.
    """
    rows, cols = depth.shape
    top, bottom = first * TILE, min(last * TILE, rows)
    single_share = np.float32(share)
    for row in range(top, bottom + 2 if bottom == rows else bottom):
        line = row // TILE
        if row < bottom:
            if row % TILE == 0:
                for tile in range(active.shape[1]):
                    if active[line, tile] != 0:
                        deepest[line, tile], edges[line, tile] = _ZERO, 0
                    if row > top and active[line - 1, tile] == 0:
                        left, right = tile * TILE, min(tile * TILE + TILE, cols)
                        before[left:right] = _ZERO
                        across[(row + 1) % 2, left:right] = _ZERO
            following = after if row == bottom - 1 else south[row + 1]
            _face_row(
                row, depth, carry, ground, roughness, east, south, before, following, across,
                active[line], scratch, theta, side, push, drag, still,
            )  # fmt: skip
        if top <= row - 1 < bottom:
            _limit_row(row - 1, depth, east, south, active[(row - 1) // TILE], single_share)
        if top + (1 if top > 0 else 0) <= row - 2 < bottom:
            above = (row - 2) // TILE
            _exchange_row(
                row - 2, depth, carry, east, south, active[above], deepest[above], edges[above], share, still
            )


@njit(cache=True, nogil=True, error_model="numpy")
def step_seam(
    row: int, depth: F32, carry: F32, east: F32, south: F32, active: U8, deepest: F32, edges: U8,
    still: np.float32, share: float,
) -> None:  # fmt: skip
    """Do what two bands left where they meet, the second of which begins at `row`."""
    _limit_row(row - 1, depth, east, south, active[(row - 1) // TILE], np.float32(share))
    for beside in range(row - 2, row + 1):
        line = beside // TILE
        _exchange_row(
            beside, depth, carry, east, south, active[line], deepest[line], edges[line], share, still
        )
