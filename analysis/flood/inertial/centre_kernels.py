"""The velocity at the centres of cells, a row at a time, in loops that run many cells at once.

It changes nothing of the water.
"""

from typing import Final

import numpy as np
from numba import njit

from analysis.flood.scheme import TILE
from scene.geometry.numba_inner import inner_borrowing_kernel
from scene.payloads.arrays import F32, U8

_ZERO: Final = np.float32(0.0)
_HALF: Final = np.float32(0.5)


@inner_borrowing_kernel
def _through(flow: np.float32, near: np.float32, far: np.float32, rise: np.float32) -> np.float32:
    """Return a face's part in a cell's velocity: discharge over flow depth, or over the cell's if deeper.

    Parameters
    ----------
    flow : float32
        Unit discharge, m²/s; 0 at a wall.
    near, far : float32
        Depth in the cell that asks and beyond the face, m.
    rise : float32
        Bed beyond less bed here, m; nan at a wall.
    """
    beyond = far + rise if rise < _ZERO else far
    deep = near if near > beyond else beyond
    return flow / deep if flow != _ZERO else _ZERO


@inner_borrowing_kernel
def _to_east(depth: F32, ground: F32, flow: F32, result: F32, count: int) -> None:
    """Write the velocity to the east of a row's cells; depth and ground begin one cell before them."""
    for i in range(count):
        here, bed = depth[i + 1], ground[i + 1]
        west = _through(flow[i], here, depth[i], ground[i] - bed)
        east = _through(flow[i + 1], here, depth[i + 2], ground[i + 2] - bed)
        result[i] = _HALF * (west + east) if here > _ZERO else _ZERO


@inner_borrowing_kernel
def _to_north(
    depth_north: F32, depth: F32, depth_south: F32, ground_north: F32, ground: F32, ground_south: F32,
    flow_north: F32, flow_south: F32, result: F32, count: int,
) -> None:  # fmt: skip
    """Write the velocity to the north of a row's cells."""
    for i in range(count):
        here, bed = depth[i], ground[i]
        north = _through(flow_north[i], here, depth_north[i], ground_north[i] - bed)
        south = _through(flow_south[i], here, depth_south[i], ground_south[i] - bed)
        result[i] = -_HALF * (north + south) if here > _ZERO else _ZERO


@inner_borrowing_kernel
def row_velocity(
    row: int,
    left: int,
    right: int,
    depth: F32,
    ground: F32,
    east: F32,
    south: F32,
    to_east: F32,
    to_north: F32,
) -> None:
    """Write the velocity at the centres of the cells `left` to `right` of a row.

    Parameters
    ----------
    row, left, right : int
    depth, ground : ndarray of float32, shape (rows, cols)
    east, south : ndarray of float32, shape (rows, cols + 1) and (rows + 1, cols)
        Unit discharge through the faces, m²/s.
    to_east, to_north : ndarray of float32, shape (right - left,)
        Overwritten; m/s.
    """
    rows, cols = depth.shape
    first, last = max(left, 1), min(right, cols - 1)
    if last > first:
        _to_east(
            depth[row, first - 1 : last + 1], ground[row, first - 1 : last + 1], east[row, first : last + 1],
            to_east[first - left :], last - first,
        )  # fmt: skip
    for col in (0, cols - 1):  # beyond which nothing lies
        if left <= col < right:
            inward = 1 if col == 0 else -1
            speed = _ZERO
            if cols > 1 and depth[row, col] > _ZERO:
                rise = ground[row, col + inward] - ground[row, col]
                flow = east[row, 1 if col == 0 else col]
                speed = _HALF * _through(flow, depth[row, col], depth[row, col + inward], rise)
            to_east[col - left] = speed
    north, below = max(row - 1, 0), min(row + 1, rows - 1)  # at the edge itself, with no discharge
    _to_north(
        depth[north, left:right], depth[row, left:right], depth[below, left:right],
        ground[north, left:right], ground[row, left:right], ground[below, left:right],
        south[row, left:right], south[row + 1, left:right], to_north, right - left,
    )  # fmt: skip


@njit(cache=True, nogil=True, error_model="numpy")
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
    """Write the velocity at the centres in the tile rows `first` to `last`; as :func:`row_velocity`.

    Parameters
    ----------
    active : ndarray of uint8, shape (tile rows, tile cols)
        Elsewhere everything stands.
    to_east, to_north : ndarray of float32, shape (rows, cols)
        Overwritten; m/s.
    """
    rows, cols = depth.shape
    for row in range(first * TILE, min(last * TILE, rows)):
        for tile in range(active.shape[1]):
            left, right = tile * TILE, min(tile * TILE + TILE, cols)
            if active[row // TILE, tile] == 0:
                to_east[row, left:right] = _ZERO
                to_north[row, left:right] = _ZERO
            else:
                row_velocity(
                    row, left, right, depth, ground, east, south,
                    to_east[row, left:right], to_north[row, left:right],
                )  # fmt: skip
