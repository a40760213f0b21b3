"""Rain into cells, tile by tile: added in double precision, booked as what was really added.

It does not know time, series or zones by name.
"""

import numpy as np
from numba import njit

from analysis.flood.scheme import TILE
from scene.geometry.numba_inner import inner_kernel
from scene.payloads.arrays import F32, F64, I32, U16


@inner_kernel
def _fall_on_row(depths: F32, rests: F32, weights: F32, falls: F64, added: F64) -> None:
    """Let rain fall on the cells of one row of a tile, metres by cell; `added` gathers what it became."""
    for col in range(depths.size):
        before, rest = np.float64(depths[col]), np.float64(rests[col])
        now = before + (rest + falls[col] * np.float64(weights[col]))
        whole = np.float32(now)
        left_over = np.float32(now - np.float64(whole))
        depths[col] = whole
        rests[col] = left_over
        added[col] += (np.float64(whole) - before) + (np.float64(left_over) - rest)


@njit(cache=True, nogil=True)
def rain_evenly(depth: F32, carry: F32, weight: F32, fall: float, tiles: I32, sums: F64) -> None:
    """Let `fall` metres fall on every cell, times its weight; column 0 of `sums` gets the metres added."""
    rows, cols = depth.shape
    across = (cols + TILE - 1) // TILE
    added, falls = np.empty(TILE, np.float64), np.full(TILE, fall)
    for index in range(tiles.size):
        top, left = tiles[index] // across * TILE, tiles[index] % across * TILE
        right = min(left + TILE, cols)
        added[:] = 0.0
        for row in range(top, min(top + TILE, rows)):
            _fall_on_row(
                depth[row, left:right], carry[row, left:right], weight[row, left:right], falls, added
            )
        sums[index, 0] = _sum(added)


@njit(cache=True, nogil=True)
def rain_by_zone(depth: F32, carry: F32, weight: F32, zone: U16, by_zone: F64, tiles: I32, sums: F64) -> None:
    """Let rain fall on every cell by its zone; `by_zone` are metres."""
    rows, cols = depth.shape
    across = (cols + TILE - 1) // TILE
    added, falls = np.empty(TILE, np.float64), np.zeros(TILE, np.float64)
    for index in range(tiles.size):
        top, left = tiles[index] // across * TILE, tiles[index] % across * TILE
        right = min(left + TILE, cols)
        added[:] = 0.0
        for row in range(top, min(top + TILE, rows)):
            zones = zone[row, left:right]
            for col in range(zones.size):
                falls[col] = by_zone[zones[col]]
            _fall_on_row(
                depth[row, left:right], carry[row, left:right], weight[row, left:right], falls, added
            )
        sums[index, 0] = _sum(added)


@inner_kernel
def _sum(values: F64) -> float:
    """Return the sum, from the first to the last."""
    total = 0.0
    for value in values:
        total += value
    return total
