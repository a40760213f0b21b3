"""Pitched roofs over a convex quadrilateral: gabled, hipped, pyramidal and xieshan (歇山).

The ridge runs along the longer pair of sides. Tiled roofs are concave (举折: each strip steeper than the
one below it) and carry ridge bars; modern ones are straight. Everything stays at or below `top`, so that
the figure that a rule measures is the figure that stands. It does not know footprints or columns.
"""

from typing import Final

import numpy as np

from scene.geometry.gables import CLEARANCE, put_eave_ends, put_gable, put_horse_head
from scene.geometry.mesh_sink import Code, Point, Sink, triangle
from scene.geometry.numba_inner import inner_kernel
from scene.geometry.roof_slopes import (
    Frame,
    at,
    lifted,
    put_bar,
    put_eave,
    put_slope,
    side_length,
    turned,
)
from scene.materials import Material
from scene.payloads.arrays import F64

FLAT: Final = 0
GABLED: Final = 1
HIPPED: Final = 2
PYRAMIDAL: Final = 3
XIESHAN: Final = 4

#: Height of a concave slope at a share f of its run: ``f ** CONCAVE`` of its rise.
CONCAVE: Final = 1.4
#: A xieshan roof is hipped up to this share of its run, and gabled above.
SKIRT: Final = 0.42
#: Pieces of an eave that turns up at its corners.
_LIFTED_PIECES: Final = 6
_TILE: Final = np.int64(Material.TILE_ROOF)
_GLAZED: Final = np.int64(Material.GLAZED_ROOF)
_RIDGE: Final = np.int64(Material.RIDGE)
_OPEN: Final = np.int64(0)
_START: Final = np.int64(1)
_STOP: Final = np.int64(2)
_RED: Final = np.int64(Material.COLUMN_RED)


@inner_kernel
def is_tiled(material: Code) -> bool:
    """Say whether a roof is curved and has ridge bars."""
    return material in (_TILE, _GLAZED)


@inner_kernel
def ridge_rise(rise: float, material: Code) -> float:
    """Return the height of the bar on a main ridge, of a roof that rises so far, metres."""
    return min(0.36, 0.16 * rise) if is_tiled(material) else 0.0


@inner_kernel
def strips_of(run: float, material: Code) -> int:
    """Return how many strips make a slope of a given run in plan, metres."""
    if not is_tiled(material) or run < 2.9:
        return 1
    return 2 if run < 5.0 else 3


@inner_kernel
def profile(share: float, material: Code) -> float:
    """Return the share of the rise that a slope has reached at a share of its run."""
    return float(share**CONCAVE) if is_tiled(material) else share


@inner_kernel
def put_pitched(
    sink: Sink,
    row: int,
    form: int,
    wall: Code,
    roof: Code,
    frame: Frame,
    eaves: float,
    top: float,
    overhang: float,
    horse_head: bool,
    fine: bool,
    ground: float,
) -> None:
    """Put a pitched roof with eaves, ridge and gables; the walls below the eaves are not part of it.

    Parameters
    ----------
    form : int
        GABLED, HIPPED, PYRAMIDAL or XIESHAN.
    wall, roof : int
        Materials.
    frame : tuple of float
        The footprint, its first side one of the longer ones.
    eaves, top, ground : float
        z where the roof meets the wall, of the highest point, and from which v of gables is measured.
    overhang : float
        How far the eaves reach out, metres.
    horse_head : bool
        Whether the gables are stepped walls.
    fine : bool
        False for one straight strip a slope, up to `top`, and no bars: what is left of a roof from afar.
    """
    width = 0.5 * (side_length(frame, 1) + side_length(frame, 3))
    stepped = horse_head and form == GABLED and top - eaves > 1.2
    apex = top
    strips = 1
    if fine:
        apex = top - (CLEARANCE if stepped else ridge_rise(top - eaves, roof))
        strips = strips_of(0.5 * width, roof)
    sides, ends = np.empty((strips + 4, 4)), np.empty((strips + 4, 4))
    pieces = _LIFTED_PIECES if form in (PYRAMIDAL, XIESHAN) and is_tiled(roof) and overhang > 0.3 else 1
    lift = min(0.55 * overhang, 0.25 * (top - eaves)) if pieces > 1 else 0.0
    count, end_count = _levels(form, frame, eaves, apex, overhang, roof, strips, lift, sides, ends)
    for half in range(0, 3, 2):
        side = turned(frame, half)
        put_slope(sink, row, roof, side, sides, count, pieces)
        if overhang > 0.02:
            put_eave(sink, row, roof, side, sides, eaves, pieces)
        if form == GABLED:
            if stepped:
                put_horse_head(sink, row, wall, side, sides, count, eaves, top, ground)
                continue
            put_gable(sink, row, wall, side, sides, count, eaves, ground)
            if overhang > 0.02:
                put_eave_ends(sink, row, side, sides, eaves)
            continue
        end = turned(frame, half + 1)
        put_slope(sink, row, roof, end, ends, end_count, pieces)
        if overhang > 0.02:
            put_eave(sink, row, roof, end, ends, eaves, pieces)
        if form == XIESHAN:
            _put_pediment(sink, row, side, sides, end_count, count)
    if fine and is_tiled(roof):
        _put_bars(sink, row, form, frame, sides, count, end_count, apex, top, stepped)


@inner_kernel
def _levels(
    form: int,
    frame: Frame,
    eaves: float,
    apex: float,
    overhang: float,
    roof: Code,
    strips: int,
    lift: float,
    sides: F64,
    ends: F64,
) -> tuple[int, int]:
    """Fill the levels of the long slopes and of the short ones; return how many each has."""
    length = 0.5 * (side_length(frame, 0) + side_length(frame, 2))
    width = 0.5 * (side_length(frame, 1) + side_length(frame, 3))
    rise, half = apex - eaves, 0.5 * width
    along = width / length if form != PYRAMIDAL else 1.0  # retreat in s for each retreat in t
    count, end_count = 1, 1
    for k in range(1, strips + 1):
        share = k / strips
        if form == XIESHAN and k == 1:
            share = SKIRT
        if form == XIESHAN and k > 1:
            share = SKIRT + (1.0 - SKIRT) * (k - 1.0) / max(1.0, strips - 1.0)
        retreat = 0.0 if form == GABLED else 0.5 * share * along
        if form == XIESHAN:
            retreat = 0.5 * SKIRT * along
        left = (1.0 - share / SKIRT) if form == XIESHAN else 1.0 - share
        _level(
            sides,
            count,
            0.5 * share,
            retreat,
            eaves + rise * profile(share, roof),
            lift * max(left, 0.0) ** 2,
        )
        count += 1
        if form != XIESHAN or k == 1:
            _level(ends, end_count, retreat, 0.5 * share, eaves + rise * profile(share, roof), sides[k, 3])
            end_count += 1
    if form == XIESHAN and strips == 1:
        _level(sides, count, 0.5, 0.5 * SKIRT * along, apex, 0.0)
        count += 1
    drop = overhang * (sides[1, 2] - eaves) / (sides[1, 0] * width)
    reach = 0.0 if form == GABLED else overhang / length
    _level(sides, 0, -overhang / width, -reach, eaves - drop, lift)
    _level(ends, 0, -overhang / length, -overhang / width, eaves - drop, lift)
    if half <= 0.0:
        return 0, 0
    return count, end_count


@inner_kernel
def _level(levels: F64, k: int, t: float, s: float, z: float, lift: float) -> None:
    levels[k, 0] = t
    levels[k, 1] = s
    levels[k, 2] = z
    levels[k, 3] = lift


@inner_kernel
def _put_pediment(sink: Sink, row: int, frame: Frame, levels: F64, first: int, count: int) -> None:
    """Put the upright triangle over the second side of a xieshan roof, from the top of its skirt."""
    s = 1.0 - levels[first - 1, 1]
    foot, foot_z = levels[first - 1, 0], levels[first - 1, 2]
    width = side_length(frame, 1)
    for k in range(first, count):
        t0, z0, t1, z1 = levels[k - 1, 0], levels[k - 1, 2], levels[k, 0], levels[k, 2]
        a, b = at(frame, s, t0, z0), at(frame, s, 1.0 - t0, z0)
        c, d = at(frame, s, 1.0 - t1, z1), at(frame, s, t1, z1)
        ua, ub = ((t0 - foot) * width, z0 - foot_z), ((1.0 - t0 - foot) * width, z0 - foot_z)
        uc, ud = ((1.0 - t1 - foot) * width, z1 - foot_z), ((t1 - foot) * width, z1 - foot_z)
        triangle(sink, row, _RED, a, b, d, ua, ub, ud)
        if t1 < 0.4999:
            triangle(sink, row, _RED, b, c, d, ub, uc, ud)


@inner_kernel
def _put_bars(
    sink: Sink,
    row: int,
    form: int,
    frame: Frame,
    sides: F64,
    count: int,
    end_count: int,
    apex: float,
    top: float,
    stepped: bool,
) -> None:
    """Put the main ridge, and the hip bars of a roof that has hips."""
    rise = 0.3 if stepped else top - apex
    s = sides[count - 1, 1]
    if form == PYRAMIDAL:
        _put_finial(sink, row, at(frame, 0.5, 0.5, apex - 0.15), top)
    else:
        _put_ridge(sink, row, frame, s, apex, rise, stepped)
    if form == GABLED:
        return
    for half in range(0, 3, 2):
        turn = turned(frame, half)
        for k in range(end_count - 1):
            t0, s0, z0 = sides[k, 0], sides[k, 1], lifted(sides[k, 2], sides[k, 3], 0.0)
            t1, s1, z1 = sides[k + 1, 0], sides[k + 1, 1], lifted(sides[k + 1, 2], sides[k + 1, 3], 0.0)
            tip = _START if k == 0 else _OPEN
            high0, high1 = min(0.14, top - z0), min(0.14, top - z1)
            for s_a, s_b in ((s0, s1), (1.0 - s0, 1.0 - s1)):
                put_bar(
                    sink, row, _RIDGE, at(turn, s_a, t0, z0), at(turn, s_b, t1, z1), 0.24, high0, high1, tip
                )


@inner_kernel
def _put_ridge(sink: Sink, row: int, frame: Frame, s: float, apex: float, rise: float, stepped: bool) -> None:
    """Put the main ridge; a long one ends in tips that turn up, unless it runs into horse-head walls."""
    a, b = at(frame, s, 0.5, apex), at(frame, 1.0 - s, 0.5, apex)
    length = np.hypot(b[0] - a[0], b[1] - a[1])
    if length < 7.5 or stepped:
        put_bar(sink, row, _RIDGE, a, b, 0.34, rise, rise, _OPEN if stepped else _START + _STOP)
        return
    tip = 0.9 / length
    put_bar(sink, row, _RIDGE, a, b, 0.34, 0.55 * rise, 0.55 * rise, _OPEN)
    _put_tip(sink, row, a, along(a, b, tip), rise)
    _put_tip(sink, row, b, along(a, b, 1.0 - tip), rise)


@inner_kernel
def _put_tip(sink: Sink, row: int, end: Point, inner: Point, rise: float) -> None:
    """Put the end of a ridge that turns up, as a wedge from the bar to its point."""
    dx, dy = end[0] - inner[0], end[1] - inner[1]
    scale = 0.15 / np.hypot(dx, dy)
    left = (end[0] - dy * scale, end[1] + dx * scale, end[2] - 0.2)
    right = (end[0] + dy * scale, end[1] - dx * scale, end[2] - 0.2)
    point = (end[0], end[1], end[2] + rise)
    root = (inner[0], inner[1], inner[2] + 0.5 * rise)
    ua, ub, uc = (0.0, 0.0), (0.9, 0.0), (0.0, 0.3)
    triangle(sink, row, _RIDGE, left, point, root, ua, uc, ub)
    triangle(sink, row, _RIDGE, right, root, point, ua, ub, uc)
    triangle(sink, row, _RIDGE, right, point, left, ua, uc, ub)


@inner_kernel
def along(a: Point, b: Point, share: float) -> Point:
    """Return the point at a share of the way from a to b."""
    return (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]), a[2] + share * (b[2] - a[2]))


@inner_kernel
def _put_finial(sink: Sink, row: int, foot: Point, top: float) -> None:
    """Put the knob on a pyramid as a four-sided spike."""
    x, y, z = foot
    tip = (x, y, top)
    corners = ((x - 0.3, y - 0.3, z), (x + 0.3, y - 0.3, z), (x + 0.3, y + 0.3, z), (x - 0.3, y + 0.3, z))
    for k in range(4):
        triangle(sink, row, _RIDGE, corners[k], corners[(k + 1) % 4], tip, (0.0, 0.0), (0.6, 0.0), (0.3, 0.8))
