"""Which tiles take part in a step, in strips for the threads; what a tile says when it is looked at afresh.

It does not know how water moves.
"""

import numpy as np
from numba import njit

from analysis.flood.scheme import GRAVITY, TILE
from analysis.flood.shallow.desk import STRIP, TALL
from analysis.flood.shallow.friction import STILL
from analysis.flood.shallow.strip import (
    FLOWS,
    FLOWS_EAST,
    FLOWS_NORTH,
    FLOWS_SOUTH,
    FLOWS_WEST,
    WET,
    marks_of,
)
from scene.geometry.numba_inner import inner_borrowing_kernel
from scene.payloads.arrays import F32, I32, U8

_NONE = np.float32(0.0)
_ONE = np.float32(1.0)
_TWO = np.float32(2.0)
_G = np.float32(GRAVITY)


def active(marks: U8) -> U8:
    """Return 1 for each tile in which water may move: some flows there, or at the edge to it."""
    here = (marks & FLOWS) > 0
    here[1:] |= (marks[:-1] & FLOWS_SOUTH) > 0
    here[:-1] |= (marks[1:] & FLOWS_NORTH) > 0
    here[:, 1:] |= (marks[:, :-1] & FLOWS_EAST) > 0
    here[:, :-1] |= (marks[:, 1:] & FLOWS_WEST) > 0
    return here.astype(np.uint8)


@njit(cache=True, nogil=True)
def strips_of(tiles: U8) -> I32:
    """Return rectangles that cover the tiles once: first row, first tile, tiles side by side, rows."""
    left = tiles.copy()
    strips = np.empty((tiles.size, 4), np.int32)
    count = 0
    for row in range(tiles.shape[0]):
        for first in range(tiles.shape[1]):
            beyond = first
            while beyond < tiles.shape[1] and left[row, beyond] != 0 and beyond - first < STRIP:
                beyond += 1
            if beyond == first:
                continue
            below = row
            while below < tiles.shape[0] and left[below, first:beyond].all() and below - row < TALL:
                left[below, first:beyond] = 0
                below += 1
            strips[count] = row, first, beyond - first, below - row
            count += 1
    return strips[:count]


@njit(cache=True, nogil=True)
def look_at(
    begin: int, end: int, tiles: U8, depth: F32, east: F32, south: F32, marks: U8, signal: F32
) -> None:
    """Find afresh what some tiles say of themselves, after something else than a step changed them.

    Of the rows of tiles from `begin` to `end`, so that threads can share them.
    """
    deepest, fastest = np.empty(TILE, np.float32), np.empty(TILE, np.float32)
    for tile_row in range(begin, end):
        top, bottom = tile_row * TILE, min(tile_row * TILE + TILE, depth.shape[0])
        for tile_col in range(tiles.shape[1]):
            if tiles[tile_row, tile_col] == 0:
                continue
            left, right = tile_col * TILE, min(tile_col * TILE + TILE, depth.shape[1])
            deepest[:] = _NONE
            fastest[:] = _NONE
            for row in range(top, bottom):
                _look_along(
                    depth[row, left:right], east[row, left:right], south[row, left:right], deepest, fastest
                )
            most = deepest.max()
            signal[tile_row, tile_col] = fastest.max()
            if most > STILL:
                marks[tile_row, tile_col] = marks_of(depth, tile_row, tile_col)
            else:
                marks[tile_row, tile_col] = WET if most > _NONE else 0


@inner_borrowing_kernel
def _look_along(depth: F32, east: F32, south: F32, deepest: F32, fastest: F32) -> None:
    for j in range(np.uint64(len(depth))):
        flows = depth[j] > STILL
        deep = depth[j] if flows else _ONE
        per_depth = _ONE / deep  # as a step finds it, so that a run that is taken up again has the same steps
        signal = (abs(east[j]) + abs(south[j])) * per_depth + _TWO * np.sqrt(_G * deep) if flows else _NONE
        deepest[j] = max(deepest[j], depth[j])
        fastest[j] = max(fastest[j], signal)


@njit(cache=True, nogil=True)
def copy_tiles(tiles: U8, source: F32, target: F32) -> None:
    """Copy the cells of some tiles."""
    for tile_row in range(tiles.shape[0]):
        for tile_col in range(tiles.shape[1]):
            if tiles[tile_row, tile_col] != 0:
                top, left = tile_row * TILE, tile_col * TILE
                target[top : top + TILE, left : left + TILE] = source[top : top + TILE, left : left + TILE]


@njit(cache=True, nogil=True)
def write_velocity(tiles: U8, depth: F32, east: F32, south: F32, to_east: F32, to_north: F32) -> None:
    """Write velocities, m/s; 0 where no water flows."""
    for tile_row in range(tiles.shape[0]):
        for tile_col in range(tiles.shape[1]):
            for row in range(tile_row * TILE, min(tile_row * TILE + TILE, depth.shape[0])):
                for col in range(tile_col * TILE, min(tile_col * TILE + TILE, depth.shape[1])):
                    deep = depth[row, col]
                    if tiles[tile_row, tile_col] != 0 and deep > STILL:
                        to_east[row, col] = east[row, col] / deep
                        to_north[row, col] = -south[row, col] / deep
                    else:
                        to_east[row, col] = _NONE
                        to_north[row, col] = _NONE
