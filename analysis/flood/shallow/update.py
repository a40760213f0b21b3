"""From fluxes to the new state of a row: no cell gives more than it has, nothing is lost, friction brakes.

It does not know how the fluxes were found.
"""

from typing import Final

import numpy as np

from analysis.flood.scheme import GRAVITY
from analysis.flood.shallow.desk import (
    DRAG,
    MOST_FROUDE,
    MOST_H,
    MOST_SPEED,
    NC,
    NH,
    NX,
    NY,
    ONE,
    QX,
    QY,
    ROW,
    SHARE,
    TOTAL,
    XA,
    XB,
    XF,
    XT,
    YA,
    YB,
    YF,
    YT,
    H,
)
from analysis.flood.shallow.friction import STILL, deceleration, kept_share
from scene.geometry.numba_inner import inner_borrowing_kernel
from scene.payloads.arrays import F32, F64

#: Depth from which a Froude number counts, metres.
DEEP: Final = np.float32(0.05)

#: Of a cell's water that may leave it in a step; the rest covers rounding.
_GIVES: Final = np.float32(1.0 - 1e-6)

_NONE = np.float32(0.0)
_ONE = np.float32(1.0)
_TWO = np.float32(2.0)
_DRY = np.float64(0.0)
_G = np.float32(GRAVITY)
_TINY = np.float32(1e-30)


@inner_borrowing_kernel
def find_shares(single: F32, begin: int, width: int, ratio: np.float32) -> int:
    """Find which share of its outflow each cell of a row can give; return how many cannot give all."""
    start = np.uint64(begin)
    short = 0
    for at in range(start, start + np.uint64(width)):
        out = ratio * (
            (max(single[XF + at], _NONE) + max(-single[XF + at - ONE], _NONE))
            + (max(single[YF + at + ROW], _NONE) + max(-single[YF + at], _NONE))
        )
        has = single[H + at] * _GIVES
        lacks = out > has
        single[SHARE + at] = has / max(out, _TINY) if lacks else _ONE
        short += 1 if lacks else 0
    return short


@inner_borrowing_kernel
def share_along_row(single: F32, begin: int, width: int) -> None:
    """Reduce what passes along a row to what the giving cell can give: the same for giver and taker."""
    start = np.uint64(begin)
    for at in range(start, start + np.uint64(width)):
        share = single[SHARE + at] if single[XF + at] > _NONE else single[SHARE + at + ONE]
        single[XF + at] *= share
        single[XA + at] *= share
        single[XB + at] *= share
        single[XT + at] *= share


@inner_borrowing_kernel
def share_down_columns(single: F32, begin: int, width: int) -> None:
    """Reduce what passes through the edges above a row."""
    start = np.uint64(begin)
    for at in range(start, start + np.uint64(width)):
        share = single[SHARE + at - ROW] if single[YF + at] > _NONE else single[SHARE + at]
        single[YF + at] *= share
        single[YA + at] *= share
        single[YB + at] *= share
        single[YT + at] *= share


@inner_borrowing_kernel
def update_depths(single: F32, double: F64, begin: int, width: int, ratio: np.float64) -> None:
    """Find the new depths, and what single precision cannot hold of them."""
    start = np.uint64(begin)
    for at in range(start, start + np.uint64(width)):
        out = (np.float64(single[XF + at]) - np.float64(single[XF + at - ONE])) + (
            np.float64(single[YF + at + ROW]) - np.float64(single[YF + at])
        )
        total = max(double[TOTAL + at] - ratio * out, _DRY)
        depth = np.float32(total)
        single[NH + at] = depth
        single[NC + at] = np.float32(total - np.float64(depth))


@inner_borrowing_kernel
def update_momentum(
    single: F32, begin: int, width: int, ratio: np.float32, seconds: np.float32, manning: bool
) -> None:
    """Find the new momentum of a row, braked by friction, and the greatest of what its columns show."""
    start = np.uint64(begin)
    top = np.uint64(begin % np.int64(ROW))
    for j in range(np.uint64(width)):
        at = start + j
        east = single[QX + at] - ratio * (
            (single[XA + at] - single[XB + at - ONE]) + (single[YT + at + ROW] - single[YT + at])
        )
        south = single[QY + at] - ratio * (
            (single[YA + at + ROW] - single[YB + at]) + (single[XT + at] - single[XT + at - ONE])
        )
        depth = single[NH + at]
        flows = depth > STILL
        deep = depth if flows else _ONE
        per_depth = _ONE / deep
        squared = (east * east + south * south) * (per_depth * per_depth)
        speed = np.sqrt(squared)
        kept = kept_share(speed, deceleration(single[DRAG + at], deep, manning), seconds)
        kept = kept if flows else _NONE
        east *= kept
        south *= kept
        single[NX + at] = east
        single[NY + at] = south
        wave = np.sqrt(_G * deep)
        signal = (abs(east) + abs(south)) * per_depth + _TWO * wave if flows else _NONE
        froude = squared * kept * kept * per_depth if depth > DEEP else _NONE
        single[MOST_H + top + j] = max(single[MOST_H + top + j], depth)
        single[MOST_SPEED + top + j] = max(single[MOST_SPEED + top + j], signal)
        single[MOST_FROUDE + top + j] = max(single[MOST_FROUDE + top + j], froude)
