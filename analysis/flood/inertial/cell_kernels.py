"""What becomes of the water in a row of cells: none gives more than it has, and none is lost.

It does not know tiles, nor why the water moves.
"""

from typing import Final

import numpy as np

from analysis.flood.inertial.bit_kernels import bits_of, fused
from scene.geometry.numba_inner import inner_borrowing_kernel
from scene.payloads.arrays import F32

_ZERO: Final = np.float32(0.0)
#: What a cell may give of its depth in one step: a millionth stays, so that the remainder beside it, which
#: may be below zero by half the last digit, cannot make the depth negative.
_GIVEN: Final = np.float32(1.0 - 1.0e-6)
#: Depth below which a cell that is asked for more than it has gives nothing, m: there figures lose digits.
_LEAST: Final = np.float32(1.0e-30)


@inner_borrowing_kernel
def may_give_too_much(depth: F32, east: F32, north: F32, south: F32, count: int, share: np.float32) -> bool:
    """Return whether any cell of a row might give more than it has: more flows through its faces, in and out.

    Parameters
    ----------
    depth : ndarray of float32, shape (count,)
    east : ndarray of float32, shape (count + 1,)
        Discharge through the faces west and east of the cells, positive to the east.
    north, south : ndarray of float32, shape (count,)
        Through the faces north and south of them, positive to the south.
    count : int
    share : float32
        Δt/Δx.
    """
    worst = np.int32(-1)
    for i in range(count):
        through = (abs(east[i]) + abs(east[i + 1])) + (abs(north[i]) + abs(south[i]))
        over = bits_of(fused(share, through, -_GIVEN * depth[i]))
        worst = over if over > worst else worst
    return bool(worst > 0)


@inner_borrowing_kernel
def scale_what_is_given(depth: F32, east: F32, north: F32, south: F32, count: int, share: np.float32) -> None:
    """Scale what flows out of cells so that none gives more than it has; as :func:`may_give_too_much`.

    A face has one giver, so no face is scaled twice, whichever cell is visited first.
    """
    for i in range(count):
        to_west = -east[i] if east[i] < _ZERO else _ZERO
        to_east = east[i + 1] if east[i + 1] > _ZERO else _ZERO
        to_north = -north[i] if north[i] < _ZERO else _ZERO
        to_south = south[i] if south[i] > _ZERO else _ZERO
        asked = share * ((to_west + to_east) + (to_north + to_south))
        has = _GIVEN * depth[i]
        if asked > has:
            scale = has / asked if has > _LEAST else _ZERO
            if to_west > _ZERO:
                east[i] *= scale
            if to_east > _ZERO:
                east[i + 1] *= scale
            if to_north > _ZERO:
                north[i] *= scale
            if to_south > _ZERO:
                south[i] *= scale


@inner_borrowing_kernel
def exchange(depth: F32, carry: F32, east: F32, north: F32, south: F32, count: int, share: float) -> None:
    """Give every cell of a row what came in less what went out; as :func:`may_give_too_much`.

    In double precision, with what the depth cannot hold kept in `carry`: the volume is exact to 1e-14.
    """
    for i in range(count):
        net = (np.float64(east[i]) - np.float64(east[i + 1])) + (np.float64(north[i]) - np.float64(south[i]))
        total = np.float64(depth[i]) + (np.float64(carry[i]) + net * share)
        rounded = np.float32(total)
        depth[i] = rounded
        carry[i] = np.float32(total - np.float64(rounded))


@inner_borrowing_kernel
def deepest_bits(depth: F32, count: int) -> np.int32:
    """Return the bits of the greatest depth of a row; those of nan are greater than those of any number."""
    most = np.int32(0)
    for i in range(count):
        here = bits_of(depth[i])
        most = here if here > most else most
    return most
