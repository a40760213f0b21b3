"""The velocity at the centres of cells, and where it leaves what the scheme is valid for.

It changes nothing.
"""

import numpy as np
from numba import njit

from analysis.flood.scheme import GRAVITY, TILE
from scene.geometry.numba_inner import inner_kernel
from scene.payloads.arrays import F32, F64, U8


@inner_kernel
def _face_speed(flow: float, near: float, far: float, rise: float) -> float:
    """Return the velocity at a face, weighed for a cell: discharge over flow depth, or the cell's if deeper.

    Parameters
    ----------
    flow : float
        Unit discharge, m²/s.
    near, far : float
        Depth in the cell that asks and beyond the face, m.
    rise : float
        Bed beyond less bed here, m; nan at a wall.
    """
    if flow == 0.0:
        return 0.0
    return flow / max(near, near - max(rise, 0.0), far - max(-rise, 0.0))


@inner_kernel
def _centre(row: int, col: int, depth: F32, ground: F32, east: F32, south: F32) -> tuple[float, float]:
    """Return the velocity at a wet cell's centre to the east and to the north, m/s."""
    rows, cols = depth.shape
    near, bed = float(depth[row, col]), float(ground[row, col])
    to_east = to_south = 0.0
    if col > 0:
        to_east += _face_speed(east[row, col], near, depth[row, col - 1], ground[row, col - 1] - bed)
    if col < cols - 1:
        to_east += _face_speed(east[row, col + 1], near, depth[row, col + 1], ground[row, col + 1] - bed)
    if row > 0:
        to_south += _face_speed(south[row, col], near, depth[row - 1, col], ground[row - 1, col] - bed)
    if row < rows - 1:
        to_south += _face_speed(south[row + 1, col], near, depth[row + 1, col], ground[row + 1, col] - bed)
    return 0.5 * to_east, -0.5 * to_south


@njit(cache=True, nogil=True)
def write_velocity(
    first: int,
    last: int,
    depth: F32,
    ground: F32,
    east: F32,
    south: F32,
    active: U8,
    to_east: F32,
    to_north: F32,
) -> None:
    """Write the velocity at the centres in the tile rows `first` to `last`.

    Parameters
    ----------
    first, last : int
    depth, ground : ndarray of float32, shape (rows, cols)
    east, south : ndarray of float32, shape (rows, cols + 1) and (rows + 1, cols)
        Unit discharge through the faces, m²/s.
    active : ndarray of uint8, shape (tile rows, tile cols)
        Elsewhere everything stands.
    to_east, to_north : ndarray of float32, shape (rows, cols)
        Overwritten; m/s.
    """
    rows, cols = depth.shape
    for line in range(first, last):
        for tile in range(active.shape[1]):
            left, right = tile * TILE, min(tile * TILE + TILE, cols)
            for row in range(line * TILE, min(line * TILE + TILE, rows)):
                to_east[row, left:right] = np.float32(0.0)
                to_north[row, left:right] = np.float32(0.0)
                if active[line, tile] == 0:
                    continue
                for col in range(left, right):
                    if depth[row, col] > 0.0:
                        u, v = _centre(row, col, depth, ground, east, south)
                        to_east[row, col], to_north[row, col] = np.float32(u), np.float32(v)


#: Columns of what :func:`inspect` finds in a tile row.
GREATEST_FROUDE, FROUDE_CELL, FAST, STEEPEST, STEEPEST_CELL, STEEP, VOLUME = range(7)


@njit(cache=True, nogil=True)
def inspect(
    first: int, last: int, depth: F32, ground: F32, east: F32, south: F32, active: U8,
    cell: float, enough: float, most_froude: float, most_slope: float, found: F64,
) -> None:  # fmt: skip
    """Look in the tile rows `first` to `last` where the flow leaves what the scheme is valid for.

    Parameters
    ----------
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
    for line in range(first, last):
        found[line] = 0.0
        for row in range(line * TILE, min(line * TILE + TILE, rows)):
            for tile in range(active.shape[1]):
                if active[line, tile] == 0:
                    continue
                for col in range(tile * TILE, min(tile * TILE + TILE, cols)):
                    here = float(depth[row, col])
                    found[line, VOLUME] += here
                    if here <= enough:
                        continue
                    u, v = _centre(row, col, depth, ground, east, south)
                    froude = np.sqrt((u * u + v * v) / (GRAVITY * here))
                    if froude > found[line, GREATEST_FROUDE]:
                        found[line, GREATEST_FROUDE], found[line, FROUDE_CELL] = froude, row * cols + col
                    if froude > most_froude:
                        found[line, FAST] += here
                    level, fall = here + ground[row, col], 0.0
                    if col > 0 and depth[row, col - 1] > enough:
                        fall = abs(level - depth[row, col - 1] - ground[row, col - 1])
                    if row > 0 and depth[row - 1, col] > enough:
                        fall = max(fall, abs(level - depth[row - 1, col] - ground[row - 1, col]))
                    slope = fall / cell
                    if slope > found[line, STEEPEST]:
                        found[line, STEEPEST], found[line, STEEPEST_CELL] = slope, row * cols + col
                    if slope > most_slope:
                        found[line, STEEP] += here
