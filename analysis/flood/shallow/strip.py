"""One step of a strip of tiles: its rows pass over the desk, and each stage follows the one before by a row.

A strip reads the old state and writes the new one elsewhere, so strips are independent of each other and of
the thread that works them. It does not know which strips there are.
"""

from typing import Final

import numpy as np
from numba import njit

from analysis.flood.scheme import TILE
from analysis.flood.shallow.desk import (
    FRINGE,
    KEPT,
    MARGIN,
    MOST_FROUDE,
    MOST_H,
    MOST_SPEED,
    NC,
    NH,
    NX,
    NY,
    ROWS,
    WIDTH,
    move_window,
)
from analysis.flood.shallow.friction import STILL
from analysis.flood.shallow.load import load_row
from analysis.flood.shallow.reconstruct import reconstruct_row
from analysis.flood.shallow.riemann import flux_along_row, flux_down_columns
from analysis.flood.shallow.update import (
    find_shares,
    share_along_row,
    share_down_columns,
    update_depths,
    update_momentum,
)
from scene.geometry.numba_inner import inner_borrowing_kernel
from scene.payloads.arrays import F32, F64, I32, U8

#: What a tile says of itself after a step, as bits: it holds water; some of it flows; it flows at an edge.
WET: Final = 1
FLOWS: Final = 2
FLOWS_NORTH: Final = 4
FLOWS_SOUTH: Final = 8
FLOWS_WEST: Final = 16
FLOWS_EAST: Final = 32

_NONE = np.float32(0.0)
_HALF = np.float32(0.5)


@njit(cache=True, nogil=True)
def step_strips(
    strips: I32,
    single: F32,
    double: F64,
    ground: F32,
    roughness: F32,
    depth: F32,
    carry: F32,
    east: F32,
    south: F32,
    new_depth: F32,
    new_carry: F32,
    new_east: F32,
    new_south: F32,
    seconds: float,
    cell: float,
    manning: bool,
    marks: U8,
    signal: F32,
    froude: F32,
) -> None:
    """Move the water of some strips by one step.

    Parameters
    ----------
    strips : ndarray of int32, shape (n, 4)
        First row of tiles, first tile in it, number of tiles side by side (at most
        :data:`analysis.flood.shallow.desk.STRIP`), number of rows of tiles.
    single, double : ndarray
        A desk; no other thread may use it.
    ground, roughness, depth, carry, east, south : ndarray of float32, shape (rows, cols)
        Old state; momentum to the east and to the south, m²/s.
    new_depth, new_carry, new_east, new_south : ndarray of float32, shape (rows, cols)
        New state, written where the strips lie.
    seconds, cell : float
        Step, and edge of a cell in metres.
    manning : bool
        Whether roughness is Manning's n, else Chezy's C.
    marks, signal, froude : ndarray, shape (tile rows, tile cols)
        Written: bits of a tile, greatest |u| + |v| + 2 √(g h), and greatest Froude number squared times g.
    """
    exact_ratio = np.float64(seconds / cell)
    ratio = np.float32(exact_ratio)
    for index in range(len(strips)):
        tile_col, tiles = strips[index, 1], strips[index, 2]
        first, width = tile_col * TILE, tiles * TILE
        top = strips[index, 0] * TILE
        bottom = min(top + strips[index, 3] * TILE, ground.shape[0])
        inside = min(width, ground.shape[1] - first)
        _clear(single)
        local = 0
        short_above = 0
        for row in range(top - 3, bottom + 3):
            if local == ROWS:
                move_window(single, double)
                local = KEPT
            load_row(
                single,
                double,
                local,
                row,
                first,
                width,
                ground,
                roughness,
                depth,
                carry,
                east,
                south,
                manning,
            )
            # Where a row begins on the desk: the one just laid, and those one, two and three above it.
            begin = local * WIDTH + MARGIN - FRINGE
            one, two, three = begin - WIDTH, begin - 2 * WIDTH, begin - 3 * WIDTH
            wide = width + 2 * FRINGE
            if row >= top - 1:
                reconstruct_row(single, one, wide, _HALF * ratio, np.float32(0.5 * seconds))
                flux_along_row(single, one, wide)
            if row >= top:
                flux_down_columns(single, one, wide)
            if row >= top + 1:
                short = find_shares(single, two, wide, ratio)
                if short > 0:
                    share_along_row(single, two, wide)
                if short > 0 or short_above > 0:
                    share_down_columns(single, two, wide)
                short_above = short
            if row >= top + 3:
                update_depths(single, double, three + FRINGE, width, exact_ratio)
                update_momentum(single, three + FRINGE, width, ratio, np.float32(seconds), manning)
                _write(single, NH, three + FRINGE, new_depth[row - 3, first : first + inside])
                _write(single, NC, three + FRINGE, new_carry[row - 3, first : first + inside])
                _write(single, NX, three + FRINGE, new_east[row - 3, first : first + inside])
                _write(single, NY, three + FRINGE, new_south[row - 3, first : first + inside])
                done = row - 2  # rows above this one have their new state
                if done % TILE == 0 or done == bottom:
                    for tile in range(tiles):
                        at = ((row - 3) // TILE, tile_col + tile)
                        _sum_up(single, tile * TILE, at, new_depth, marks, signal, froude)
                    _clear(single)
            local += 1


@inner_borrowing_kernel
def _clear(single: F32) -> None:
    for value in (MOST_H, MOST_SPEED, MOST_FROUDE):
        for at in range(np.uint64(WIDTH)):
            single[value + at] = _NONE


@inner_borrowing_kernel
def _write(single: F32, value: np.uint64, begin: int, into: F32) -> None:
    start = value + np.uint64(begin)
    for j in range(np.uint64(len(into))):
        into[j] = single[start + j]


@inner_borrowing_kernel
def _sum_up(
    single: F32, offset: int, tile: tuple[int, int], depth: F32, marks: U8, signal: F32, froude: F32
) -> None:
    """Say of a tile what its columns showed."""
    begin = np.uint64(MARGIN + offset)
    most, fastest, steepest = _NONE, _NONE, _NONE
    for at in range(begin, begin + np.uint64(TILE)):
        most = max(most, single[MOST_H + at])
        fastest = max(fastest, single[MOST_SPEED + at])
        steepest = max(steepest, single[MOST_FROUDE + at])
    signal[tile] = fastest
    froude[tile] = steepest
    marks[tile] = marks_of(depth, tile[0], tile[1]) if most > STILL else (WET if most > _NONE else 0)


@inner_borrowing_kernel
def _flows(depths: F32) -> bool:
    most = _NONE
    for j in range(np.uint64(len(depths))):
        most = max(most, depths[j])
    return bool(most > STILL)


@inner_borrowing_kernel
def marks_of(depth: F32, tile_row: int, tile_col: int) -> int:
    """Return the bits of a tile of which some water flows."""
    top, left = tile_row * TILE, tile_col * TILE
    bottom, right = min(top + TILE, depth.shape[0]), min(left + TILE, depth.shape[1])
    marks = WET | FLOWS
    if _flows(depth[top, left:right]):
        marks |= FLOWS_NORTH
    if _flows(depth[bottom - 1, left:right]):
        marks |= FLOWS_SOUTH
    if _flows(depth[top:bottom, left]):
        marks |= FLOWS_WEST
    if _flows(depth[top:bottom, right - 1]):
        marks |= FLOWS_EAST
    return marks
