"""What the water is like at the edges of a cell, half a step from now: second order in space and in time.

Level, depth and the two velocities are taken as linear over a cell (van Leer 1979), with differences limited
by the generalised minmod of Kurganov and Tadmor (2000), and carried half a step ahead by the equations in
their primitive form (van Leer's MUSCL-Hancock method, Toro 2001, section 11.3). Where the level is flat and
the water at rest, every term vanishes to the bit. It does not know fluxes.
"""

from typing import Final

import numpy as np

from analysis.flood.scheme import GRAVITY
from analysis.flood.shallow.desk import (
    DH,
    EX,
    EY,
    FRICTION,
    HC,
    HX,
    HY,
    ONE,
    OX,
    OY,
    ROW,
    RX,
    RY,
    UC,
    UX,
    UY,
    VC,
    VX,
    VY,
    H,
    U,
    V,
)
from analysis.flood.shallow.friction import kept_share
from scene.geometry.numba_inner import inlined_kernel, inner_borrowing_kernel
from scene.payloads.arrays import F32

#: Of the limiter: 1 is minmod, 2 the sharpest that makes no new extremes.
THETA: Final = np.float32(1.4)

#: Steps of the bed that count, metres: more than rounding makes of a flat one.
_LEAST_STEP = np.float32(1e-4)

_NONE = np.float32(0.0)
_ONE = np.float32(1.0)
_HALF = np.float32(0.5)
_G = np.float32(GRAVITY)
_BOUND = np.float32(16.0 * GRAVITY)


@inlined_kernel
def limited(before: np.float32, after: np.float32, sharpness: np.float32) -> np.float32:
    """Return the difference across a cell, from those to the cell before and to the cell after."""
    size = min(sharpness * min(abs(before), abs(after)), _HALF * abs(before + after))
    signed = size if before > _NONE else -size
    return signed if before * after > _NONE else _NONE


@inlined_kernel
def sharpness_of(
    before: np.float32, after: np.float32, h_before: np.float32, h: np.float32, h_after: np.float32
) -> np.float32:
    """Return the limiter's sharpness for level and depth, from the steps of the bed before and after a cell.

    Where the bed steps by more than the depth on either side of it, minmod. The levels that two cells expect
    at their common edge then never cross; crossed, they would dam up a film behind a sill that is not there.
    """
    steps = abs(before) > min(h_before, h) + _LEAST_STEP or abs(after) > min(h, h_after) + _LEAST_STEP
    return _ONE if steps else THETA


@inlined_kernel
def towards_front(
    before: np.float32,
    after: np.float32,
    h_before: np.float32,
    h: np.float32,
    h_after: np.float32,
    rise_before: np.float32,
    rise_after: np.float32,
) -> np.float32:
    """Return the difference of the normal velocity across a cell; at a front, that from the wet side.

    The velocity of a front grows up to its tip (Ritter), and the dry cell before it, lower than the level
    here, says nothing of it. It may grow by no more than water of this depth can gain on dry ground, 2 √(g
    h), from the centre of the cell to its edge.
    """
    front_after = h_after == _NONE and rise_after < _NONE
    front_before = h_before == _NONE and rise_before > _NONE
    alone = before if front_after else after
    at_front = front_after != front_before and alone * alone < _BOUND * h
    inner = limited(before, after, THETA)
    return alone if at_front else inner


@inlined_kernel
def level_difference(
    before: np.float32,
    after: np.float32,
    h_before: np.float32,
    h: np.float32,
    h_after: np.float32,
    sharpness: np.float32,
) -> np.float32:
    """Return the difference of the level across a cell; none beside a shore, which is as good as a wall.

    A shore is a neighbour whose bed lies above this level, unless the level falls by more than the depth to
    the other side, as in a film that runs down a slope. A level carried on into a shore would make lakes
    with rough beds swing up by themselves.
    """
    shore_after = after > h_after and abs(before) < h
    shore_before = -before > h_before and abs(after) < h
    inner = limited(before, after, sharpness)
    return _NONE if shore_after or shore_before else inner


@inner_borrowing_kernel
def reconstruct_row(
    single: F32, begin: int, width: int, half_ratio: np.float32, half_step: np.float32
) -> None:
    """Reconstruct a row of the window, of which the rows above and below are laid out.

    Parameters
    ----------
    single : ndarray of float32
        The desk.
    begin, width : int
        Cells, by their position.
    half_ratio : float32
        Half a step over the edge of a cell, s/m.
    half_step : float32
        Seconds.
    """
    start = np.uint64(begin)
    for at in range(start, start + np.uint64(width)):
        left = single[OX + at - ONE]
        right = single[OX + at]
        above = single[OY + at]
        below = single[OY + at + ROW]
        h = single[H + at]
        u = single[U + at]
        v = single[V + at]
        wet = _ONE if h > _NONE else _NONE

        h_left, h_right = single[H + at - ONE], single[H + at + ONE]
        h_above, h_below = single[H + at - ROW], single[H + at + ROW]
        rise_left, rise_right = single[RX + at - ONE], single[RX + at]
        rise_above, rise_below = single[RY + at], single[RY + at + ROW]
        grows_left, grows_right = (h - h_left) * left, (h_right - h) * right
        grows_above, grows_below = (h - h_above) * above, (h_below - h) * below
        along = sharpness_of(rise_left - grows_left, rise_right - grows_right, h_left, h, h_right)
        down = sharpness_of(rise_above - grows_above, rise_below - grows_below, h_above, h, h_below)
        hx = limited(grows_left, grows_right, along)
        hy = limited(grows_above, grows_below, down)
        ux = towards_front(
            (u - single[U + at - ONE]) * left,
            (single[U + at + ONE] - u) * right,
            h_left,
            h,
            h_right,
            rise_left,
            rise_right,
        )
        vy = towards_front(
            (v - single[V + at - ROW]) * above,
            (single[V + at + ROW] - v) * below,
            h_above,
            h,
            h_below,
            rise_above,
            rise_below,
        )
        vx = limited((v - single[V + at - ONE]) * left, (single[V + at + ONE] - v) * right, THETA)
        uy = limited((u - single[U + at - ROW]) * above, (single[U + at + ROW] - u) * below, THETA)
        ex = level_difference(rise_left, rise_right, h_left, h, h_right, along)
        ey = level_difference(rise_above, rise_below, h_above, h, h_below, down)
        ux, vx, ex, uy, vy, ey = ux * wet, vx * wet, ex * wet, uy * wet, vy * wet, ey * wet

        growth = -half_ratio * ((u * hx + h * ux) + (v * hy + h * vy))
        least = _HALF * max(abs(hx), abs(hy)) - h  # no edge of the cell falls dry
        growth = max(growth, least)
        u_later = u - half_ratio * ((u * ux + v * uy) + _G * ex)
        v_later = v - half_ratio * ((u * vx + v * vy) + _G * ey)
        speed = np.sqrt(u_later * u_later + v_later * v_later)
        kept = kept_share(speed, single[FRICTION + at], half_step)

        single[DH + at] = growth
        single[HC + at] = h + growth
        single[UC + at] = u_later * kept
        single[VC + at] = v_later * kept
        single[HX + at] = hx
        single[UX + at] = ux
        single[VX + at] = vx
        single[EX + at] = ex
        single[HY + at] = hy
        single[UY + at] = uy
        single[VY + at] = vy
        single[EY + at] = ey
