"""What passes through an edge: hydrostatic reconstruction of the two sides, then HLLC.

Sources: Audusse et al. 2004 (hydrostatic reconstruction: a step of the bed between two cells holds back the
water that lies below it), Toro 2001 (HLLC, speeds of the waves by two rarefactions, and the fan that runs
out over dry ground, which is exact: HLL lets too much water and too little momentum through there, and its
fronts lag by cells). Instead of bed levels, the rise of the level from one side to the other goes in, so
that nothing is lost in differences of large numbers; and the flux of momentum comes out less the pressure of
either side, so that water at rest gives exact zeros. It does not know in which direction the edge lies.
"""

import numpy as np

from analysis.flood.scheme import GRAVITY
from analysis.flood.shallow.desk import (
    DH,
    EX,
    EY,
    HC,
    HX,
    HY,
    ONE,
    OPEN,
    ROW,
    RX,
    RY,
    UC,
    UX,
    UY,
    VC,
    VX,
    VY,
    XA,
    XB,
    XF,
    XT,
    YA,
    YB,
    YF,
    YT,
)
from scene.geometry.numba_inner import inlined_kernel, inner_borrowing_kernel
from scene.payloads.arrays import F32

_NONE = np.float32(0.0)
_QUARTER = np.float32(0.25)
_THIRD = np.float32(1.0 / 3.0)
_HALF = np.float32(0.5)
_TWO = np.float32(2.0)
_G = np.float32(GRAVITY)
_PER_G = np.float32(1.0 / GRAVITY)
_HALF_G = np.float32(0.5 * GRAVITY)
_TINY = np.float32(1e-20)

#: A side shallower than this share of the other is as good as dry.
_AS_DRY = np.float32(1e-3)


@inlined_kernel
def edge_flux(
    h_a: np.float32,
    h_b: np.float32,
    u_a: np.float32,
    u_b: np.float32,
    v_a: np.float32,
    v_b: np.float32,
    rise: np.float32,
    across_a: np.float32,
    across_b: np.float32,
    open_a: np.float32,
    open_b: np.float32,
) -> tuple[np.float32, np.float32, np.float32, np.float32]:
    """Return what passes from side a to side b through a metre of edge.

    Parameters
    ----------
    h_a, h_b : float32
        Depths on the two sides of the edge, metres.
    u_a, u_b, v_a, v_b : float32
        Velocity across and along the edge, m/s.
    rise : float32
        Level on side b less level on side a, metres.
    across_a, across_b : float32
        Differences of the level across the cells on the two sides, metres. Their weight acts on the water
        that reaches the edge, half at either edge of a cell: where a step of the bed shuts an edge, a
        difference across the cell must not drive its water against it, or rough ground would be a perpetual
        engine.
    open_a, open_b : float32
        0 on the side of a wall, which answers as a mirror.

    Returns
    -------
    volume : float32
        m²/s.
    momentum_a, momentum_b : float32
        Momentum across the edge, less the pressure g h²/2 of the reconstructed depth of either side, and with
        half the weight of the water on the slope across its cell, m³/s².
    along : float32
        Momentum along the edge, m³/s².
    """
    wall_a = open_a == _NONE
    wall_b = open_b == _NONE
    deep_a = h_b if wall_a else h_a
    deep_b = h_a if wall_b else h_b
    over_a = -u_b if wall_a else u_a
    over_b = -u_a if wall_b else u_b
    step = _NONE if wall_a or wall_b else rise
    depth_a = max(min(deep_a, deep_b - step), _NONE)
    depth_b = max(min(deep_b, deep_a + step), _NONE)

    wave_a = np.sqrt(_G * depth_a)
    wave_b = np.sqrt(_G * depth_b)
    middle_u = _HALF * (over_a + over_b) + (wave_a - wave_b)
    middle_wave = _HALF * (wave_a + wave_b) + _QUARTER * (over_a - over_b)
    slow = min(over_a - wave_a, middle_u - middle_wave)
    fast = max(over_b + wave_b, middle_u + middle_wave)
    slow = min(slow, _NONE)
    fast = max(fast, _NONE)
    per_width = _HALF / max(_HALF * (fast - slow), _TINY)

    volume_a = depth_a * over_a
    volume_b = depth_b * over_b
    pressure_rise = _HALF_G * ((depth_b - depth_a) * (depth_b + depth_a))
    both = slow * fast
    volume = ((fast * volume_a - slow * volume_b) + both * (depth_b - depth_a)) * per_width
    momentum_a = (
        (fast * (volume_a * over_a) - slow * (volume_b * over_b))
        - slow * pressure_rise
        + both * (volume_b - volume_a)
    ) * per_width

    # Where one side is dry, the exact solution for the side that is not: what stands at the edge of the fan.
    dry_a = depth_a <= _AS_DRY * depth_b
    dry_b = depth_b <= _AS_DRY * depth_a
    over = over_a if dry_b else -over_b
    wave = wave_a if dry_b else wave_b
    fan_wave = min(max((over + _TWO * wave) * _THIRD, _NONE), wave)
    fan_u = over + _TWO * (wave - fan_wave)
    fan_depth = fan_wave * fan_wave * _PER_G
    fan_volume = fan_depth * fan_u if dry_b else -(fan_depth * fan_u)
    fan_momentum = fan_depth * fan_u * fan_u + _HALF_G * (fan_depth * fan_depth - depth_a * depth_a)
    volume = fan_volume if dry_a or dry_b else volume
    momentum_a = fan_momentum if dry_a or dry_b else momentum_a

    momentum_b = momentum_a - pressure_rise - _HALF_G * depth_b * across_b
    momentum_a = momentum_a + _HALF_G * depth_a * across_a
    along = volume * (v_a if volume > _NONE else v_b)
    return volume, momentum_a, momentum_b, along


@inner_borrowing_kernel
def flux_along_row(single: F32, begin: int, width: int) -> None:
    """Compute what passes through the edge on the right of each cell of a row."""
    start = np.uint64(begin)
    for at in range(start, start + np.uint64(width)):
        b = at + ONE
        volume, momentum_a, momentum_b, along = edge_flux(
            single[HC + at] + _HALF * single[HX + at],
            single[HC + b] - _HALF * single[HX + b],
            single[UC + at] + _HALF * single[UX + at],
            single[UC + b] - _HALF * single[UX + b],
            single[VC + at] + _HALF * single[VX + at],
            single[VC + b] - _HALF * single[VX + b],
            single[RX + at] - _HALF * (single[EX + at] + single[EX + b]) + (single[DH + b] - single[DH + at]),
            single[EX + at],
            single[EX + b],
            single[OPEN + at],
            single[OPEN + b],
        )
        single[XF + at] = volume
        single[XA + at] = momentum_a
        single[XB + at] = momentum_b
        single[XT + at] = along


@inner_borrowing_kernel
def flux_down_columns(single: F32, begin: int, width: int) -> None:
    """Compute what passes through the edge above each cell of a row."""
    start = np.uint64(begin)
    for at in range(start, start + np.uint64(width)):
        a = at - ROW
        volume, momentum_a, momentum_b, along = edge_flux(
            single[HC + a] + _HALF * single[HY + a],
            single[HC + at] - _HALF * single[HY + at],
            single[VC + a] + _HALF * single[VY + a],
            single[VC + at] - _HALF * single[VY + at],
            single[UC + a] + _HALF * single[UY + a],
            single[UC + at] - _HALF * single[UY + at],
            single[RY + at] - _HALF * (single[EY + a] + single[EY + at]) + (single[DH + at] - single[DH + a]),
            single[EY + a],
            single[EY + at],
            single[OPEN + a],
            single[OPEN + at],
        )
        single[YF + at] = volume
        single[YA + at] = momentum_a
        single[YB + at] = momentum_b
        single[YT + at] = along
