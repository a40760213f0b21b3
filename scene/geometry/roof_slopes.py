"""One slope of a pitched roof, in the frame of the quadrilateral it stands on, and the bars on its edges.

A slope is a stack of strips between levels. Each level has a place across the house (t), a retreat from
both ends (s) and a height, so that the same few lines make gables, hips, pyramids and the skirt of a
xieshan roof, straight or concave. It does not know which levels a roof form has.
"""

from typing import Final, TypeAlias

import numpy as np

from scene.geometry.mesh_sink import Code, Point, Sink, quad, triangle
from scene.geometry.numba_inner import inner_kernel
from scene.materials import Material
from scene.payloads.arrays import F64

#: x0, y0, x1, y1, x2, y2, x3, y3 of a convex quadrilateral, counter-clockwise; s runs from corner 0 to 1,
#: t from corner 0 to 3, both 0 to 1.
Frame: TypeAlias = tuple[float, float, float, float, float, float, float, float]

#: How thick the edge of an eave is, metres.
EAVE_DEPTH: Final = 0.17
#: Eaves that reach out at least this far have rafters, shallower ones a cornice of this height, metres.
DEEP_EAVE: Final = 0.6
CORNICE: Final = 0.4
_RIDGE: Final = np.int64(Material.RIDGE)
_WOOD: Final = np.int64(Material.WOOD)
_BRICK: Final = np.int64(Material.BRICK)
_MODERN_ROOF: Final = np.int64(Material.MODERN_ROOF)
_PLAIN: Final = np.int64(Material.PLAIN)


@inner_kernel
def turned(frame: Frame, quarters: int) -> Frame:
    """Return the frame with its first side moved on by so many sides."""
    x0, y0, x1, y1, x2, y2, x3, y3 = frame
    if quarters == 1:
        return (x1, y1, x2, y2, x3, y3, x0, y0)
    if quarters == 2:
        return (x2, y2, x3, y3, x0, y0, x1, y1)
    if quarters == 3:
        return (x3, y3, x0, y0, x1, y1, x2, y2)
    return frame


@inner_kernel
def at(frame: Frame, s: float, t: float, z: float) -> Point:
    """Return the point at s along and t across a frame, both also below 0 and above 1."""
    a, b, c, d = (1.0 - s) * (1.0 - t), s * (1.0 - t), s * t, (1.0 - s) * t
    return (
        a * frame[0] + b * frame[2] + c * frame[4] + d * frame[6],
        a * frame[1] + b * frame[3] + c * frame[5] + d * frame[7],
        z,
    )


@inner_kernel
def side_length(frame: Frame, side: int) -> float:
    """Return the length of one side, metres."""
    turn = turned(frame, side)
    return float(np.hypot(turn[2] - turn[0], turn[3] - turn[1]))


@inner_kernel
def lifted(z: float, lift: float, p: float) -> float:
    """Return z raised towards both ends of a level, p = 0 and p = 1: ``z + lift |2 p - 1|³``."""
    return z + lift * abs(2.0 * p - 1.0) ** 3


@inner_kernel
def put_slope(
    sink: Sink, row: int, material: Code, frame: Frame, levels: F64, count: int, pieces: int
) -> None:
    """Put the strips of the slope that falls towards the first side of a frame.

    Parameters
    ----------
    levels : ndarray of float64, shape (count or more, 4)
        From the eave upwards: t, retreat of s from either end, z and lift of the ends in metres.
    pieces : int
        Pieces along the eave; more than one only to carry a lift.
    """
    length = side_length(frame, 0)
    width = 0.5 * (side_length(frame, 1) + side_length(frame, 3))
    v = 0.0
    for k in range(count - 1):
        t0, s0, z0, lift0 = levels[k, 0], levels[k, 1], levels[k, 2], levels[k, 3]
        t1, s1, z1, lift1 = levels[k + 1, 0], levels[k + 1, 1], levels[k + 1, 2], levels[k + 1, 3]
        v1 = v + np.hypot((t1 - t0) * width, z1 - z0)
        pointed = 1.0 - 2.0 * s1 < 1e-6
        for piece in range(pieces):
            p, q = piece / pieces, (piece + 1) / pieces
            sa, sb = s0 + (1.0 - 2.0 * s0) * p, s0 + (1.0 - 2.0 * s0) * q
            sd, sc = s1 + (1.0 - 2.0 * s1) * p, s1 + (1.0 - 2.0 * s1) * q
            a = at(frame, sa, t0, lifted(z0, lift0, p))
            b = at(frame, sb, t0, lifted(z0, lift0, q))
            c = at(frame, sc, t1, lifted(z1, lift1, q))
            if pointed:
                triangle(sink, row, material, a, b, c, (sa * length, v), (sb * length, v), (sc * length, v1))
                continue
            d = at(frame, sd, t1, lifted(z1, lift1, p))
            quad(
                sink, row, material, a, b, c, d,
                (sa * length, v), (sb * length, v), (sc * length, v1), (sd * length, v1),
            )  # fmt: skip
        v = v1


@inner_kernel
def put_eave(
    sink: Sink, row: int, material: Code, frame: Frame, levels: F64, eaves: float, pieces: int
) -> None:
    """Put what closes an eave from below.

    A deep one has an upright edge and an underside of wood; a shallow one a corbelled cornice of brick
    (砖檐), one face that leans from the edge back to the wall.

    Parameters
    ----------
    material : int
        Of the roof; it decides what the edge is made of.
    levels : ndarray of float64, shape (1 or more, 4)
        The first one is the eave, see :func:`put_slope`.
    eaves : float
        z at which the roof meets the wall, metres.
    """
    edge = _PLAIN if material == _MODERN_ROOF else _RIDGE
    is_deep = -levels[0, 0] * side_length(frame, 1) >= DEEP_EAVE
    under = edge
    if material != _MODERN_ROOF:
        under = _WOOD if is_deep else _BRICK
    deep = EAVE_DEPTH if is_deep else 0.0
    wall = eaves - (EAVE_DEPTH if is_deep else CORNICE)
    length = side_length(frame, 0)
    t0, s0, z0, lift = levels[0, 0], levels[0, 1], levels[0, 2], levels[0, 3]
    for piece in range(pieces):
        p, q = piece / pieces, (piece + 1) / pieces
        sa, sb = s0 + (1.0 - 2.0 * s0) * p, s0 + (1.0 - 2.0 * s0) * q
        za, zb = lifted(z0, lift, p), lifted(z0, lift, q)
        ua, ub = sa * length, sb * length
        a, b = at(frame, sa, t0, za - deep), at(frame, sb, t0, zb - deep)
        if is_deep:
            quad(
                sink, row, edge, a, b, at(frame, sb, t0, zb), at(frame, sa, t0, za),
                (ua, 0.0), (ub, 0.0), (ub, EAVE_DEPTH), (ua, EAVE_DEPTH),
            )  # fmt: skip
        wa, wb = max(0.0, min(1.0, p if pieces > 1 else 0.0)), max(0.0, min(1.0, q if pieces > 1 else 1.0))
        quad(
            sink, row, under, b, a, at(frame, wa, 0.0, wall), at(frame, wb, 0.0, wall),
            (ub, 0.0), (ua, 0.0), (wa * length, 1.0), (wb * length, 1.0),
        )  # fmt: skip


@inner_kernel
def put_bar(
    sink: Sink,
    row: int,
    material: Code,
    a: Point,
    b: Point,
    width: float,
    rise_a: float,
    rise_b: float,
    ends: Code,
) -> None:
    """Put a bar of triangular section along a ridge or a hip.

    Parameters
    ----------
    a, b : tuple of float
        Ends of its foot line, on the roof, metres.
    width : float
        Of the foot, metres.
    rise_a, rise_b : float
        How high the crest stands over a and b, metres.
    ends : int
        1 closes the end at a, 2 the one at b, 3 both, 0 none.
    """
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = np.hypot(dx, dy)
    if length < 0.05:
        return
    nx, ny = -0.5 * width * dy / length, 0.5 * width * dx / length
    sunk = 0.6 * width  # the foot's edges stay under the slopes on both sides
    left_a, left_b = (a[0] + nx, a[1] + ny, a[2] - sunk), (b[0] + nx, b[1] + ny, b[2] - sunk)
    right_a, right_b = (a[0] - nx, a[1] - ny, a[2] - sunk), (b[0] - nx, b[1] - ny, b[2] - sunk)
    crest_a, crest_b = (a[0], a[1], a[2] + rise_a), (b[0], b[1], b[2] + rise_b)
    quad(
        sink, row, material, right_a, right_b, crest_b, crest_a,
        (0.0, 0.0), (length, 0.0), (length, rise_b), (0.0, rise_a),
    )  # fmt: skip
    quad(
        sink, row, material, left_b, left_a, crest_a, crest_b,
        (length, 0.0), (0.0, 0.0), (0.0, rise_a), (length, rise_b),
    )  # fmt: skip
    if ends & 1:
        triangle(
            sink, row, material, left_a, right_a, crest_a, (0.0, 0.0), (width, 0.0), (0.5 * width, rise_a)
        )
    if ends & 2:
        triangle(
            sink, row, material, right_b, left_b, crest_b, (0.0, 0.0), (width, 0.0), (0.5 * width, rise_b)
        )
