"""The short ends of a gabled house: plain gables, and the stepped horse-head walls (马头墙).

It does not know slopes; it is told the outline they leave.
"""

from typing import Final

import numpy as np

from scene.geometry.mesh_sink import Code, Sink, quad, triangle
from scene.geometry.numba_inner import inner_kernel
from scene.geometry.roof_slopes import CORNICE, DEEP_EAVE, EAVE_DEPTH, Frame, at, side_length
from scene.materials import Material
from scene.payloads.arrays import F64

#: How thick a horse-head wall is, and how high its tile cap, metres.
WALL_DEPTH: Final = 0.36
CAP_RISE: Final = 0.2
#: How far the middle step stands above the roof, cap included, metres.
CLEARANCE: Final = 0.62
_CAP_REACH: Final = 0.13
_FOOT: Final = 0.45
_PROUD: Final = 0.015
_RIDGE: Final = np.int64(Material.RIDGE)


@inner_kernel
def put_gable(
    sink: Sink, row: int, material: Code, frame: Frame, levels: F64, count: int, eaves: float, ground: float
) -> None:
    """Put the plain gable over the second side of a frame, as level bands between the two slopes.

    Parameters
    ----------
    levels : ndarray of float64, shape (count or more, 4)
        Of the slope, see :func:`scene.geometry.roof_slopes.put_slope`; the first level is the eave.
    eaves, ground : float
        z of the wall's head, and z from which v is measured, metres.
    """
    width = side_length(frame, 1)
    t0, z0 = 0.0, eaves
    for k in range(1, count):
        t1, z1, s = levels[k, 0], levels[k, 2], 1.0 - levels[k, 1]
        a, b = at(frame, s, t0, z0), at(frame, s, 1.0 - t0, z0)
        ua, ub = (t0 * width, z0 - ground), ((1.0 - t0) * width, z0 - ground)
        c, d = at(frame, s, 1.0 - t1, z1), at(frame, s, t1, z1)
        uc, ud = ((1.0 - t1) * width, z1 - ground), (t1 * width, z1 - ground)
        if t1 > 0.4999:
            triangle(sink, row, material, a, b, d, ua, ub, ud)
        else:
            quad(sink, row, material, a, b, c, d, ua, ub, uc, ud)
        t0, z0 = t1, z1


@inner_kernel
def put_eave_ends(sink: Sink, row: int, frame: Frame, levels: F64, eaves: float) -> None:
    """Close the two ends of an eave that stops flush with the gables."""
    t, z = levels[0, 0], levels[0, 2]
    is_deep = -t * side_length(frame, 1) >= DEEP_EAVE
    foot = eaves - (EAVE_DEPTH if is_deep else CORNICE)
    for s in (0.0, 1.0):
        edge, low = at(frame, s, t, z), at(frame, s, t, z - EAVE_DEPTH)
        wall, head = at(frame, s, 0.0, foot), at(frame, s, 0.0, eaves)
        ua, ub, uc, ud = (0.0, EAVE_DEPTH), (0.0, 0.0), (1.0, 0.0), (1.0, 0.4)
        if s > 0.5:
            triangle(sink, row, _RIDGE, edge, wall, head, ua, uc, ud)
            if is_deep:
                triangle(sink, row, _RIDGE, low, wall, edge, ub, uc, ua)
        else:
            triangle(sink, row, _RIDGE, wall, edge, head, uc, ua, ud)
            if is_deep:
                triangle(sink, row, _RIDGE, wall, low, edge, uc, ub, ua)


@inner_kernel
def roof_height(levels: F64, count: int, t: float) -> float:
    """Return z of a slope at t between its eave and 1 - its eave, metres."""
    across = min(t, 1.0 - t)
    for k in range(1, count):
        t0, t1 = levels[k - 1, 0], levels[k, 0]
        if across <= t1 or k == count - 1:
            share = (across - t0) / (t1 - t0)
            return float(levels[k - 1, 2] + share * (levels[k, 2] - levels[k - 1, 2]))
    return float(levels[0, 2])


@inner_kernel
def put_horse_head(
    sink: Sink,
    row: int,
    material: Code,
    frame: Frame,
    levels: F64,
    count: int,
    eaves: float,
    top: float,
    ground: float,
) -> None:
    """Put the stepped wall over the second side of a frame: three steps, five on a deep house.

    It stands inside the footprint, reaches out under the eaves on brackets, and ends at `top`.
    """
    width, length = side_length(frame, 1), side_length(frame, 0)
    steps = 5 if width > 6.6 else 3
    low = eaves - _FOOT
    outer, inner = 1.0 + _PROUD / length, 1.0 - WALL_DEPTH / length
    reach = levels[0, 0] - 0.06 / width
    before = low
    for step in range(steps):
        t0, t1 = step_edge(step, steps, reach), step_edge(step + 1, steps, reach)
        high = _step_head(step, steps, reach, levels, count, top)
        _put_step(sink, row, material, frame, t0, t1, inner, outer, low, high, ground)
        _put_riser(sink, row, material, frame, t0, inner, outer, before, high, ground)
        _put_cap(sink, row, frame, t0, t1, inner, outer, high, width, length)
        before = high
    _put_riser(sink, row, material, frame, 1.0 - reach, inner, outer, before, low, ground)
    for side in range(2):
        t0, t1 = (reach, 0.0) if side == 0 else (1.0, 1.0 - reach)
        quad(
            sink, row, material,
            at(frame, inner, t0, low), at(frame, inner, t1, low),
            at(frame, outer, t1, low), at(frame, outer, t0, low),
            (0.0, 0.0), (0.0, 0.1), (0.1, 0.1), (0.1, 0.0),
        )  # fmt: skip


@inner_kernel
def step_edge(index: int, steps: int, reach: float) -> float:
    """Return t of the edge before a step, from `reach` (below 0) to 1 - `reach`."""
    if index == 0:
        return reach
    if index == steps:
        return 1.0 - reach
    if steps == 3:
        return 0.27 if index == 1 else 0.73
    shares = (0.0, 0.13, 0.35, 0.65, 0.87)
    return shares[index]


@inner_kernel
def _step_head(step: int, steps: int, reach: float, levels: F64, count: int, top: float) -> float:
    """Return z on which the cap of a step sits, metres."""
    middle = steps // 2
    if step == middle:
        return top - CAP_RISE
    inner = step_edge(step + 1, steps, reach) if step < middle else step_edge(step, steps, reach)
    return min(roof_height(levels, count, inner) + CLEARANCE - CAP_RISE, top - CAP_RISE - 0.2)


@inner_kernel
def _put_step(
    sink: Sink,
    row: int,
    material: Code,
    frame: Frame,
    t0: float,
    t1: float,
    inner: float,
    outer: float,
    low: float,
    high: float,
    ground: float,
) -> None:
    width = side_length(frame, 1)
    u0, u1, v0, v1 = t0 * width, t1 * width, low - ground, high - ground
    quad(
        sink, row, material,
        at(frame, outer, t0, low), at(frame, outer, t1, low),
        at(frame, outer, t1, high), at(frame, outer, t0, high),
        (u0, v0), (u1, v0), (u1, v1), (u0, v1),
    )  # fmt: skip
    quad(
        sink, row, material,
        at(frame, inner, t1, low), at(frame, inner, t0, low),
        at(frame, inner, t0, high), at(frame, inner, t1, high),
        (u1, v0), (u0, v0), (u0, v1), (u1, v1),
    )  # fmt: skip


@inner_kernel
def _put_riser(
    sink: Sink,
    row: int,
    material: Code,
    frame: Frame,
    t: float,
    inner: float,
    outer: float,
    before: float,
    after: float,
    ground: float,
) -> None:
    """Put the upright between two heads; it faces the lower one."""
    a, b = (inner, outer) if after > before else (outer, inner)
    low, high = min(before, after), max(before, after)
    quad(
        sink, row, material,
        at(frame, a, t, low), at(frame, b, t, low), at(frame, b, t, high), at(frame, a, t, high),
        (0.0, low - ground), (WALL_DEPTH, low - ground), (WALL_DEPTH, high - ground), (0.0, high - ground),
    )  # fmt: skip


@inner_kernel
def _put_cap(
    sink: Sink,
    row: int,
    frame: Frame,
    t0: float,
    t1: float,
    inner: float,
    outer: float,
    z: float,
    width: float,
    length: float,
) -> None:
    """Put the little tiled roof of one step."""
    ta, tb = t0 - _CAP_REACH / width, t1 + _CAP_REACH / width
    sa, sb = inner - _CAP_REACH / length, outer + _CAP_REACH / length
    middle = 0.5 * (sa + sb)
    run, rise = (tb - ta) * width, 0.5 * (sb - sa) * length
    in_a, in_b = at(frame, sa, ta, z), at(frame, sa, tb, z)
    out_a, out_b = at(frame, sb, ta, z), at(frame, sb, tb, z)
    crest_a, crest_b = at(frame, middle, ta, z + CAP_RISE), at(frame, middle, tb, z + CAP_RISE)
    quad(
        sink, row, _RIDGE, out_a, out_b, crest_b, crest_a,
        (0.0, 0.0), (run, 0.0), (run, rise), (0.0, rise),
    )  # fmt: skip
    quad(
        sink, row, _RIDGE, in_b, in_a, crest_a, crest_b,
        (run, 0.0), (0.0, 0.0), (0.0, rise), (run, rise),
    )  # fmt: skip
    quad(
        sink, row, _RIDGE, in_a, in_b, out_b, out_a,
        (0.0, 0.0), (run, 0.0), (run, 0.1), (0.0, 0.1),
    )  # fmt: skip
    triangle(sink, row, _RIDGE, in_a, out_a, crest_a, (0.0, 0.0), (0.1, 0.0), (0.05, rise))
    triangle(sink, row, _RIDGE, out_b, in_b, crest_b, (0.0, 0.0), (0.1, 0.0), (0.05, rise))
