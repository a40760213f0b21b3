"""Where the flow leaves what the local inertial scheme is valid for, tile row by tile row.

It changes nothing, and does not know what is said about it.
"""

from typing import Final

import numpy as np
from numba import njit

from analysis.flood.inertial.bit_kernels import bits_of
from analysis.flood.inertial.centre_kernels import row_velocity
from analysis.flood.scheme import GRAVITY, TILE
from scene.geometry.numba_inner import inner_borrowing_kernel
from scene.payloads.arrays import F32, F64, U8

#: Columns of what :func:`inspect` finds in a tile row.
GREATEST_FROUDE, FROUDE_CELL, FAST, STEEPEST, STEEPEST_CELL, STEEP, VOLUME = range(7)

_ZERO: Final = np.float32(0.0)
_GRAVITY: Final = np.float32(GRAVITY)


@inner_borrowing_kernel
def _froude_squares(
    depth: F32, to_east: F32, to_north: F32, enough: np.float32, result: F32, count: int
) -> None:
    """Write the squares of a row's Froude numbers; 0 where the water is not deep enough to count."""
    for i in range(count):
        square = (to_east[i] * to_east[i] + to_north[i] * to_north[i]) / (_GRAVITY * depth[i])
        result[i] = square if depth[i] > enough else _ZERO


@inner_borrowing_kernel
def _falls(
    depth: F32, depth_other: F32, ground: F32, ground_other: F32, enough: np.float32, result: F32, count: int
) -> None:
    """Raise a row's falls to those of the water's surface towards neighbours that are deep enough too."""
    for i in range(count):
        fall = abs((depth[i] - depth_other[i]) + (ground[i] - ground_other[i]))
        counts = (depth[i] > enough) & (depth_other[i] > enough) & (fall > result[i])
        result[i] = fall if counts else result[i]


@inner_borrowing_kernel
def _gather(depth: F32, values: F32, limit: np.float32, sums: F64, count: int) -> None:
    """Add the depths of those cells of a row whose value is over a limit to sums by column."""
    for i in range(count):
        sums[i] += np.float64(depth[i]) if values[i] > limit else 0.0


@inner_borrowing_kernel
def _greatest(values: F32, count: int) -> np.int32:
    """Return the bits of the greatest value of a row."""
    most = np.int32(0)
    for i in range(count):
        here = bits_of(values[i])
        most = here if here > most else most
    return most


@inner_borrowing_kernel
def _note(values: F32, count: int, cell: int, found: F64, value_at: int, cell_at: int) -> None:
    """Note the greatest value of a row and its cell, if it is greater than what was found before."""
    if _greatest(values, count) > bits_of(np.float32(found[value_at])):
        for i in range(count):
            if values[i] > found[value_at]:
                found[value_at], found[cell_at] = values[i], cell + i


@njit(cache=True, nogil=True, error_model="numpy")
def inspect(
    first: int, last: int, depth: F32, ground: F32, east: F32, south: F32, active: U8,
    cell: float, enough: float, most_froude: float, most_slope: float, found: F64,
) -> None:  # fmt: skip
    """Look in the tile rows `first` to `last` where the flow leaves what the scheme is valid for.

    Parameters
    ----------
    depth, ground, east, south, active
        As :func:`analysis.flood.inertial.centre_kernels.write_velocity` takes them.
    cell : float
        Edge of a cell, m.
    enough : float
        Depth from which a cell counts, m.
    most_froude, most_slope : float
        Limits of the Froude number and of the slope of the water's surface between two such cells.
    found : ndarray of float64, shape (tile rows, 7)
        Overwritten: greatest Froude number and its cell, water beyond the limit (sum of depths, m), greatest
        slope and its cell, water beyond it, and all water.
    """
    rows, cols = depth.shape
    to_east, to_north = np.empty(TILE, np.float32), np.empty(TILE, np.float32)
    froude, falls = np.empty(TILE, np.float32), np.empty(TILE, np.float32)
    sums = np.zeros((3, TILE), np.float64)
    deep = np.float32(enough)
    for line in range(first, last):
        found[line] = 0.0
        sums[:] = 0.0
        for row in range(line * TILE, min(line * TILE + TILE, rows)):
            for tile in range(active.shape[1]):
                if active[line, tile] == 0:
                    continue
                left, right = tile * TILE, min(tile * TILE + TILE, cols)
                count, here = right - left, depth[row, left:right]
                row_velocity(row, left, right, depth, ground, east, south, to_east, to_north)
                _froude_squares(here, to_east, to_north, deep, froude, count)
                falls[:] = _ZERO
                if row > 0:
                    _falls(
                        here, depth[row - 1, left:right], ground[row, left:right],
                        ground[row - 1, left:right], deep, falls, count,
                    )  # fmt: skip
                start = max(left, 1)
                _falls(
                    depth[row, start:right], depth[row, start - 1 : right - 1], ground[row, start:right],
                    ground[row, start - 1 : right - 1], deep, falls[start - left :], right - start,
                )  # fmt: skip
                _note(froude, count, row * cols + left, found[line], GREATEST_FROUDE, FROUDE_CELL)
                _note(falls, count, row * cols + left, found[line], STEEPEST, STEEPEST_CELL)
                _gather(here, froude, np.float32(most_froude * most_froude), sums[0], count)
                _gather(here, falls, np.float32(most_slope * cell), sums[1], count)
                _gather(here, here, _ZERO, sums[2], count)
        found[line, GREATEST_FROUDE] = np.sqrt(found[line, GREATEST_FROUDE])
        found[line, STEEPEST] /= cell
        for column in range(TILE):
            found[line, FAST] += sums[0, column]
            found[line, STEEP] += sums[1, column]
            found[line, VOLUME] += sums[2, column]
