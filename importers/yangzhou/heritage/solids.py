"""Prisms, turned bodies, swept bars and slabs: the solids that stone and timber are cut to.

They are closed unless a parameter says otherwise. It does not know architecture.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from importers.yangzhou.heritage.mesh_builder import Colour, MeshBuilder
from scene.materials import Material
from scene.payloads.arrays import F64

Profile: TypeAlias = Sequence[tuple[float, float]]

#: Corners of each side of a slab: four below, then four above, as :func:`slabs` numbers its sides.
_SLAB_SIDES = np.array([[0, 1, 5, 4], [1, 2, 6, 5], [2, 3, 7, 6], [3, 0, 4, 7], [4, 5, 6, 7], [3, 2, 1, 0]])


def regular_polygon(sides: int, inradius: float, first: float = 0.0) -> F64:
    """Return a regular polygon, counter-clockwise, shape (sides, 2).

    Parameters
    ----------
    sides : int
    inradius : float
        Distance from the centre to a side.
    first : float
        Bearing from +x, radians, of the middle of the side that ends at the first corner's left.
    """
    angle = first + (np.arange(sides) + 0.5) * 2.0 * np.pi / sides
    radius = inradius / np.cos(np.pi / sides)
    return np.asarray(radius * np.column_stack([np.cos(angle), np.sin(angle)]))


def rectangle(half_x: float, half_y: float, centre: tuple[float, float] = (0.0, 0.0)) -> F64:
    """Return a rectangle, counter-clockwise from its south-west corner, shape (4, 2)."""
    corners = np.array([[-half_x, -half_y], [half_x, -half_y], [half_x, half_y], [-half_x, half_y]])
    return np.asarray(corners + np.asarray(centre))


def inset(outline: F64, distance: float) -> F64:
    """Return a convex outline moved inward by `distance` (outward if negative), corner for corner.

    Mitred: a corner moves by ``(n0 + n1) d / (1 + n0 · n1)`` with n the inward normals of its two sides.
    """
    edge = np.roll(outline, -1, axis=0) - outline
    edge = edge / np.linalg.norm(edge, axis=1, keepdims=True)
    normal = np.column_stack([-edge[:, 1], edge[:, 0]])
    before = np.roll(normal, 1, axis=0)
    share = distance / (1.0 + np.sum(before * normal, axis=1))
    return np.asarray(outline + (before + normal) * share[:, None])


def prism(
    builder: MeshBuilder,
    outline: ArrayLike,
    low: float,
    high: float,
    material: Material,
    *,
    colour: Colour | None = None,
    top: Material | None = None,
    feature: int = 0,
) -> None:
    """Add an upright prism over a convex outline, shape (n, 2) counter-clockwise, closed above and below.

    `top` names another material for the upper face.
    """
    xy = np.asarray(outline, dtype=np.float64)
    foot = np.column_stack([xy, np.full(len(xy), low)])
    head = np.column_stack([xy, np.full(len(xy), high)])
    length = np.linalg.norm(np.roll(xy, -1, axis=0) - xy, axis=1)
    start = np.concatenate([[0.0], np.cumsum(length)])
    for i in range(len(xy)):
        j = (i + 1) % len(xy)
        chart = [[start[i], low], [start[i + 1], low], [start[i + 1], high], [start[i], high]]
        builder.add(
            [foot[i], foot[j], head[j], head[i]],
            [[0, 1, 2], [0, 2, 3]],
            material,
            colour=colour,
            uv=chart,
            feature=feature,
        )
    builder.polygon(head, top or material, colour=colour if top is None else None, feature=feature)
    builder.polygon(foot[::-1], material, colour=colour, feature=feature)


def frustum(
    builder: MeshBuilder,
    low: F64,
    high: F64,
    levels: tuple[float, float],
    material: Material,
    *,
    colour: Colour | None = None,
    caps: bool = True,
) -> None:
    """Add the body between two outlines of equal corners, shape (n, 2), at two levels."""
    foot = np.column_stack([low, np.full(len(low), levels[0])])
    head = np.column_stack([high, np.full(len(high), levels[1])])
    for i in range(len(low)):
        j = (i + 1) % len(low)
        builder.quad([foot[i], foot[j], head[j], head[i]], material, colour=colour)
    if caps:
        builder.polygon(head, material, colour=colour)
        builder.polygon(foot[::-1], material, colour=colour)


def lathe(
    builder: MeshBuilder,
    profile: Profile,
    material: Material,
    *,
    centre: Sequence[float] = (0.0, 0.0, 0.0),
    sides: int = 24,
    sharp: bool = False,
    first: float = 0.0,
    colour: Colour | None = None,
) -> None:
    """Add a turned body, from its foot up.

    Parameters
    ----------
    builder : MeshBuilder
    profile : sequence of (radius, height)
        A point given twice makes a crease. Radius 0 at both ends closes the body.
    material : Material
    centre : sequence of float
    sides : int
    sharp : bool
        True gives a polygonal body with flat sides, whose radius is that of its corners.
    first : float
        Bearing of the first corner from +x, radians.
    colour : tuple of int, optional
    """
    angle = first + np.linspace(0.0, 2.0 * np.pi, sides + 1)
    ring = np.column_stack([np.cos(angle), np.sin(angle)])
    ring[-1] = ring[0]
    runs: list[list[tuple[float, float]]] = [[profile[0]]]
    for before, point in pairwise(profile):
        if point == before:
            runs.append([point])
        else:
            runs[-1].append(point)
    for run in runs:
        radius, height = np.array(run, dtype=np.float64).T
        points = np.empty((len(run), sides + 1, 3))
        points[..., :2] = radius[:, None, None] * ring[None]
        points[..., 2] = height[:, None]
        points += np.asarray(centre, dtype=np.float64)
        slant = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(radius), np.diff(height)))])
        u = np.linspace(0.0, 2.0 * np.pi * float(radius.max()), sides + 1)
        chart = np.stack(np.broadcast_arrays(u[None], slant[:, None] + height[0]), axis=-1)
        if not sharp:
            builder.sheet(points, material, uv=chart, colour=colour)
            continue
        for i in range(sides):
            for row in range(len(run) - 1):
                cut = np.s_[row : row + 2, i : i + 2]
                builder.sheet(points[cut], material, uv=chart[cut], colour=colour)


def sweep(
    builder: MeshBuilder,
    path: ArrayLike,
    width: float | F64,
    height: float | F64,
    material: Material,
    *,
    sink: float = 0.05,
    colour: Colour | None = None,
) -> None:
    """Add a bar of rectangular section along a path, its underside `sink` below the path; ends closed.

    Parameters
    ----------
    builder : MeshBuilder
    path : array_like, shape (k, 3)
        Must not run straight up.
    width, height : float or ndarray of shape (k,)
        Section at each point, metres.
    material : Material
    sink : float
    colour : tuple of int, optional
    """
    points = np.asarray(path, dtype=np.float64)
    tangent = np.gradient(points, axis=0)
    side = np.column_stack([tangent[:, 1], -tangent[:, 0], np.zeros(len(points))])
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    half = np.broadcast_to(np.asarray(width, dtype=np.float64), (len(points),))[:, None] / 2.0 * side
    tall = np.broadcast_to(np.asarray(height, dtype=np.float64), (len(points),))
    low = points - [0.0, 0.0, sink]
    high = low + np.column_stack([np.zeros((len(points), 2)), tall])
    right_low, left_low, right_high, left_high = low + half, low - half, high + half, high - half
    faces = [
        (right_low, right_high),
        (right_high, left_high),
        (left_high, left_low),
        (left_low, right_low),
    ]
    for one, other in faces:
        builder.sheet(np.stack([one, other]), material, colour=colour)
    first = [right_low[0], right_high[0], left_high[0], left_low[0]]
    last = [left_low[-1], left_high[-1], right_high[-1], right_low[-1]]
    builder.quad(first, material, colour=colour)
    builder.quad(last, material, colour=colour)


def slabs(
    builder: MeshBuilder,
    starts: ArrayLike,
    ends: ArrayLike,
    width: float,
    low: float,
    high: float,
    material: Material,
    *,
    colour: Colour | None = None,
    shown: Sequence[int] = (0, 1, 2, 3, 4, 5),
) -> None:
    """Add upright slabs between pairs of points, which may differ in height; closed, shape (n, 3) each.

    Parameters
    ----------
    builder : MeshBuilder
    starts, ends : array_like, shape (n, 3)
    width : float
        Across, metres.
    low, high : float
        Underside and top over the points, metres.
    material : Material
    colour : tuple of int, optional
    shown : sequence of int
        Which faces are built: 0 to 5 for right of the run, far end, left, near end, top, bottom.
    """
    a = np.atleast_2d(np.asarray(starts, dtype=np.float64))
    b = np.atleast_2d(np.asarray(ends, dtype=np.float64))
    run = b - a
    length = np.hypot(run[:, 0], run[:, 1])
    side = np.zeros_like(a)
    side[:, 0], side[:, 1] = run[:, 1], -run[:, 0]
    side = side / length[:, None] * width / 2.0
    corner = np.empty((len(a), 2, 4, 3))  # below and above, round the plan
    corner[:, :, 0], corner[:, :, 1] = (a + side)[:, None], (b + side)[:, None]
    corner[:, :, 2], corner[:, :, 3] = (b - side)[:, None], (a - side)[:, None]
    corner[..., 2] += np.array([[low], [high]])
    points = corner.reshape(-1, 8, 3)[:, _SLAB_SIDES]  # (n, 6, 4, 3)
    kept = (np.arange(len(a))[:, None] * 6 + np.asarray(shown)).reshape(-1, 1)
    faces = (4 * kept + np.array([[0, 1, 2, 0, 2, 3]])).reshape(-1, 3)
    u = np.zeros((len(a), 6, 4))
    u[:, [0, 2, 4], 1:3] = length[:, None, None]
    u[:, [1, 3], 1:3] = width
    v = points[..., 2].copy()
    v[:, 4:] = 0.0
    v[:, 4:, 2:] = width
    chart = np.empty((len(a), 6, 4, 2))
    chart[..., 0], chart[..., 1] = u, v
    builder.add(points.reshape(-1, 3), faces, material, uv=chart.reshape(-1, 2), colour=colour)
