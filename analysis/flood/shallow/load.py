"""Lay a row of cells on the desk: what of it flows, how fast, and how its level differs from the neighbours'.

It does not know fluxes.
"""

import numpy as np

from analysis.flood.shallow.desk import (
    DRAG,
    FRICTION,
    FRINGE,
    LEVEL,
    MARGIN,
    ONE,
    OPEN,
    OX,
    OY,
    QX,
    QY,
    ROW,
    RX,
    RY,
    TOTAL,
    WIDTH,
    H,
    U,
    V,
)
from analysis.flood.shallow.friction import STILL, deceleration, drag
from scene.geometry.numba_inner import inner_borrowing_kernel
from scene.payloads.arrays import F32, F64

_NONE = np.float32(0.0)
_ONE = np.float32(1.0)
_NO_LEVEL = np.float64(0.0)


@inner_borrowing_kernel
def load_row(
    single: F32,
    double: F64,
    local: int,
    row: int,
    first: int,
    width: int,
    ground: F32,
    roughness: F32,
    depth: F32,
    carry: F32,
    east: F32,
    south: F32,
    manning: bool,
) -> None:
    """Lay row `row`, columns from `first` on, into row `local` of the window; what lies outside is wall."""
    begin = local * WIDTH + MARGIN - FRINGE
    left = max(first - FRINGE, 0)
    right = min(first + width + FRINGE, ground.shape[1])
    if row < 0 or row >= ground.shape[0]:
        right = left
    inner = begin + left - (first - FRINGE)
    stop = inner + right - left
    _wall(single, double, begin, inner)
    _wall(single, double, stop, begin + width + 2 * FRINGE)
    if right > left:
        span = slice(left, right)
        _levels(double, inner, ground[row, span], depth[row, span], carry[row, span])
        _state(
            single,
            inner,
            ground[row, span],
            roughness[row, span],
            depth[row, span],
            east[row, span],
            south[row, span],
            manning,
        )
    _rises(single, double, begin, width + 2 * FRINGE)


@inner_borrowing_kernel
def _wall(single: F32, double: F64, begin: int, end: int) -> None:
    for at in range(np.uint64(begin), np.uint64(end)):
        double[LEVEL + at] = _NO_LEVEL
        double[TOTAL + at] = _NO_LEVEL
        for value in (H, U, V, QX, QY, DRAG, FRICTION, OPEN):
            single[value + at] = _NONE


@inner_borrowing_kernel
def _levels(double: F64, begin: int, ground: F32, depth: F32, carry: F32) -> None:
    """Levels in double precision: a lake is then level to the last bit, however deep and wherever it lies."""
    start = np.uint64(begin)
    for j in range(np.uint64(len(ground))):
        bed = np.float64(ground[j])
        total = np.float64(depth[j]) + np.float64(carry[j])
        double[LEVEL + start + j] = bed + total if not np.isnan(bed) else _NO_LEVEL
        double[TOTAL + start + j] = total


@inner_borrowing_kernel
def _state(
    single: F32,
    begin: int,
    ground: F32,
    roughness: F32,
    depth: F32,
    east: F32,
    south: F32,
    manning: bool,
) -> None:
    start = np.uint64(begin)
    for j in range(np.uint64(len(ground))):
        at = start + j
        flows = depth[j] > STILL
        deep = depth[j] if flows else _ONE
        per_depth = _ONE / deep
        bed = drag(roughness[j], manning)
        single[H + at] = depth[j] if flows else _NONE
        single[QX + at] = east[j] if flows else _NONE
        single[QY + at] = south[j] if flows else _NONE
        single[U + at] = east[j] * per_depth if flows else _NONE
        single[V + at] = south[j] * per_depth if flows else _NONE
        single[DRAG + at] = bed
        single[FRICTION + at] = deceleration(bed, deep, manning)
        single[OPEN + at] = _ONE if ground[j] == ground[j] else _NONE


@inner_borrowing_kernel
def _rises(single: F32, double: F64, begin: int, width: int) -> None:
    """How the level rises to the neighbour on the right, and from the one above; not at all at a wall."""
    start = np.uint64(begin)
    for at in range(start, start + np.uint64(width)):
        beside = single[OPEN + at] * single[OPEN + at + ONE]
        above = single[OPEN + at] * single[OPEN + at - ROW]
        single[OX + at] = beside
        single[OY + at] = above
        single[RX + at] = np.float32(double[LEVEL + at + ONE] - double[LEVEL + at]) * beside
        single[RY + at] = np.float32(double[LEVEL + at] - double[LEVEL + at - ROW]) * above
