"""Water in a tile as few bytes, and back: depth to 1 mm, velocity to 1 cm/s, bytes of equal weight together.

Depth is held as whole millimetres in 16 bits (up to 65.535 m, deeper water reads as that), velocity as whole
centimetres a second in 16 bits with a sign. It does not know where the bytes are kept.
"""

import zlib
from typing import Final

import numpy as np
from numba import njit

from analysis.flood.scheme import TILE
from scene.payloads.arrays import F32, U8

#: Steps in which depth (m) and velocity (m/s) are kept; errors are at most half of them.
DEPTH_STEP: Final = 0.001
VELOCITY_STEP: Final = 0.01

_CELLS: Final = TILE * TILE
#: Of the compression: the fastest level, since a run waits for it.
_LEVEL: Final = 1


def packed(depth: F32, east: F32, north: F32, tile_row: int, tile_col: int) -> tuple[bytes, bytes]:
    """Pack one tile; the first is empty if it is dry to the millimetre, the second if nothing moves.

    Parameters
    ----------
    depth, east, north : ndarray of float32, shape (rows, cols)
        Of the whole domain.
    tile_row, tile_col : int
    """
    planes = np.zeros((6, _CELLS), np.uint8)
    wet, moving = _pack(depth, east, north, tile_row * TILE, tile_col * TILE, planes)
    if not wet:
        return b"", b""
    return (
        zlib.compress(planes[:2].tobytes(), _LEVEL),
        zlib.compress(planes[2:].tobytes(), _LEVEL) if moving else b"",
    )


def planes_of(data: bytes) -> U8:
    """Return low and high bytes of each value of a tile, shape (2 or 4, TILE * TILE)."""
    return np.frombuffer(zlib.decompress(data), np.uint8).reshape(-1, _CELLS)


def depths(data: bytes) -> F32:
    """Return the depths of a tile, metres, shape (TILE, TILE)."""
    planes = planes_of(data)
    found = np.empty((TILE, TILE), np.float32)
    _unpack_depth(planes, found)
    return found


def velocities(data: bytes) -> tuple[F32, F32]:
    """Return the velocities of a tile to east and north, m/s, shape (TILE, TILE) each."""
    planes = planes_of(data)
    east, north = np.empty((TILE, TILE), np.float32), np.empty((TILE, TILE), np.float32)
    _unpack_velocity(planes[:2], east)
    _unpack_velocity(planes[2:], north)
    return east, north


def packed_ground(ground: F32, tile_row: int, tile_col: int) -> bytes:
    """Pack the bed of one tile, exactly; nan outside the domain."""
    tile = np.full((TILE, TILE), np.nan, np.float32)
    piece = ground[tile_row * TILE : (tile_row + 1) * TILE, tile_col * TILE : (tile_col + 1) * TILE]
    tile[: piece.shape[0], : piece.shape[1]] = piece
    return zlib.compress(tile.tobytes(), _LEVEL)


def ground_of(data: bytes) -> F32:
    """Return the bed of a tile, local z, shape (TILE, TILE)."""
    return np.frombuffer(zlib.decompress(data), np.float32).reshape(TILE, TILE)


@njit(cache=True, nogil=True)
def _pack(depth: F32, east: F32, north: F32, top: int, left: int, planes: U8) -> tuple[bool, bool]:
    """Write the low and high bytes of depth, east and north; say whether there is water and if it moves."""
    rows, cols = depth.shape
    wet, moving = False, False
    for row in range(top, min(top + TILE, rows)):
        for col in range(left, min(left + TILE, cols)):
            d = depth[row, col]
            if d < 0.0005:
                continue
            at = (row - top) * TILE + col - left
            steps = int(np.rint(min(float(d) * 1000.0, 65535.0)))
            planes[0, at], planes[1, at] = steps & 255, steps >> 8
            wet = wet or steps > 0
            e = int(np.rint(min(max(float(east[row, col]) * 100.0, -32767.0), 32767.0)))
            n = int(np.rint(min(max(float(north[row, col]) * 100.0, -32767.0), 32767.0)))
            planes[2, at], planes[3, at] = e & 255, (e >> 8) & 255
            planes[4, at], planes[5, at] = n & 255, (n >> 8) & 255
            moving = moving or e != 0 or n != 0
    return wet, moving


@njit(cache=True, nogil=True)
def _unpack_depth(planes: U8, found: F32) -> None:
    for at in range(planes.shape[1]):
        steps = np.int32(planes[0, at]) | np.int32(planes[1, at]) << 8
        found[at // TILE, at % TILE] = np.float32(steps) * np.float32(DEPTH_STEP)


@njit(cache=True, nogil=True)
def _unpack_velocity(planes: U8, found: F32) -> None:
    for at in range(planes.shape[1]):
        steps = np.int16(np.int32(planes[0, at]) | np.int32(planes[1, at]) << 8)
        found[at // TILE, at % TILE] = np.float32(steps) * np.float32(VELOCITY_STEP)
