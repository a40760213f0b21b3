"""Roofs over oblong plans: xieshan (歇山) with its gables and main ridge, and the plain rolled roof (卷棚).

Both lie along x. It does not know walls or columns.
"""

import numpy as np

from importers.yangzhou.heritage.chinese_roof import (
    CONCAVITY,
    SOFFIT,
    RoofStyle,
    eaves_underside,
    hip_bars,
    slopes,
    tiled_faces,
)
from importers.yangzhou.heritage.mesh_builder import Colour, MeshBuilder
from importers.yangzhou.heritage.solids import rectangle, sweep
from scene.materials import COLOUR, Material
from scene.payloads.arrays import F64

_ROWS = 6


def xieshan_roof(
    builder: MeshBuilder,
    half: tuple[float, float],
    overhang: float,
    level: float,
    rise: float,
    style: RoofStyle,
    *,
    gable: Colour = COLOUR[Material.COLUMN_RED],
) -> float:
    """Add a hip-and-gable roof, and return the height of its main ridge.

    Parameters
    ----------
    builder : MeshBuilder
    half : tuple of float
        Half lengths of the eave along x and y, metres; x is the longer.
    overhang : float
        From the eave inward to the wall, metres.
    level : float
        Upper edge of the eave at mid-side.
    rise : float
        From there to the ridge line of the slopes.
    style : RoofStyle
    gable : tuple of int
        Colour of the gable triangles.
    """
    reach, depth = half
    low = 0.45 * depth  # where the hips end and the gable stands
    waist = rise * 0.45**CONCAVITY
    eave = rectangle(reach, depth)
    roof = slopes(eave, level, low, waist, style)
    tiled_faces(builder, roof, style)
    under = level - style.thickness + 0.12
    wall = rectangle(reach - overhang, depth - overhang)
    eaves_underside(builder, roof, style, wall, under)
    ceiling = np.column_stack([wall, np.full(4, under)])
    builder.polygon(ceiling[::-1], Material.WOOD, colour=SOFFIT)
    hip_bars(builder, roof, style)
    _upper_slopes(builder, reach - low, depth, level, rise, style, gable)
    _main_ridge(builder, reach - low, level + rise, style)
    return level + rise


def _profile(depth: float, level: float, rise: float) -> tuple[F64, F64]:
    """Return distance from the ridge and height along the upper slope, gable foot first."""
    t = np.linspace(0.45, 1.0, _ROWS)
    return depth * (1.0 - t), level + rise * t**CONCAVITY


def _upper_slopes(
    builder: MeshBuilder,
    half_x: float,
    depth: float,
    level: float,
    rise: float,
    style: RoofStyle,
    gable: Colour,
) -> None:
    """Add both slopes between the gables, the gables, and the ridges that run down their edges."""
    y, z = _profile(depth, level, rise)
    for sign in (-1.0, 1.0):
        x = np.array([-half_x, half_x]) * -sign
        points = np.empty((_ROWS, 2, 3))
        points[..., 0] = x[None]
        points[..., 1] = (sign * y)[:, None]
        points[..., 2] = z[:, None]
        run = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(y), np.diff(z)))])
        chart = np.stack(np.broadcast_arrays(-sign * x, run[:, None] + 0.48 * depth), axis=-1)
        builder.sheet(points, style.tile, colour=style.tile_colour, uv=chart)
    for sign in (-1.0, 1.0):
        across = np.concatenate([-y, y[-2::-1]]) * sign
        height = np.concatenate([z, z[-2::-1]])
        head = np.column_stack([np.full(len(across), sign * half_x), across, height])
        foot = head.copy()
        foot[:, 2] = z[0]
        builder.sheet(np.stack([foot, head]), Material.LIME_WALL, colour=gable)
        for half in (head[:_ROWS], head[_ROWS - 1 :][::-1]):
            sweep(
                builder,
                half - [sign * 0.06, 0, 0],
                1.1 * style.ridge,
                1.2 * style.ridge,
                Material.RIDGE,
                colour=style.ridge_colour,
            )
            board = half + np.array([sign * 0.05, 0.0, -0.28])
            sweep(builder, board, 0.08, 0.30, Material.WOOD, sink=0.05, colour=(0x5E, 0x3A, 0x30))


def _main_ridge(builder: MeshBuilder, half_x: float, level: float, style: RoofStyle) -> None:
    """Add the main ridge, swelling and rising into a tail (吻) at either end; sized by the style's ridge."""
    unit = style.ridge / 0.24
    t = np.linspace(-1.0, 1.0, 13)
    bend = 0.048 * np.abs(t) ** 4 * half_x
    path = np.column_stack([t * half_x, np.zeros(13), np.full(13, level)])
    colour = style.ridge_colour
    tall = 0.62 * unit + bend
    sweep(builder, path, 1.3 * style.ridge, tall, Material.RIDGE, sink=0.15 * unit, colour=colour)
    for sign in (-1.0, 1.0):
        tip = path[-1 if sign > 0 else 0] + [0.0, 0.0, bend[0] - 0.05 * unit]
        tail = unit * np.array([[-0.75, 0.10], [-0.35, 0.16], [0.0, 0.34], [0.24, 0.72], [0.30, 1.10]])
        points = np.column_stack([tip[0] + sign * tail[:, 0], np.zeros(5), tip[2] + tail[:, 1]])
        high = unit * np.array([0.40, 0.62, 0.62, 0.40, 0.12])
        wide = 1.5 * style.ridge * np.array([1.0, 1.0, 0.95, 0.7, 0.4])
        sweep(builder, points, wide, high, Material.RIDGE, sink=0.0, colour=colour)


def rolled_roof(
    builder: MeshBuilder,
    half: tuple[float, float],
    level: float,
    rise: float,
    style: RoofStyle,
    *,
    ridge: bool = False,
) -> float:
    """Add a two-sided roof along x with plain ends, and return the height of its crown.

    Parameters
    ----------
    builder : MeshBuilder
    half : tuple of float
        Half lengths of the eave along x and y, metres.
    level : float
        Upper edge of the eave.
    rise : float
    style : RoofStyle
    ridge : bool
        True sets a ridge bar on the crown (硬山); False leaves it rolled.
    """
    reach, depth = half
    t = np.concatenate([np.linspace(0.0, 0.86, 6), [0.95]])
    y = np.concatenate([-depth * (1.0 - t), [0.0], depth * (1.0 - t[::-1])])
    z = level + rise * np.concatenate([t**1.45, [0.985 if not ridge else 1.0], t[::-1] ** 1.45])
    top = np.empty((len(y), 2, 3))
    top[..., 0] = [-reach, reach]
    top[..., 1], top[..., 2] = y[:, None], z[:, None]
    rows = len(y) - 1
    colour = np.tile(np.array(style.tile_colour, np.uint8), (rows, 1))
    colour[[0, -1]] = style.edge_colour
    builder.sheet(top, style.tile, colour=colour)
    low = level - style.thickness
    for sign in (-1.0, 1.0):
        eave = np.array([[-sign * reach, sign * depth, level], [sign * reach, sign * depth, level]])
        builder.sheet(
            np.stack([eave - [0, 0, style.thickness], eave])[:, ::-1],
            Material.RIDGE,
            colour=style.edge_colour,
        )
        head = np.column_stack([np.full(len(y), sign * reach), sign * y, z])
        foot = head.copy()
        foot[:, 2] = low
        builder.sheet(np.stack([foot, head]), Material.LIME_WALL, colour=style.ridge_colour)
    flat = np.column_stack([rectangle(reach, depth), np.full(4, low)])
    builder.polygon(flat[::-1], Material.WOOD, colour=SOFFIT)
    if ridge:
        ends = np.linspace(-reach, reach, 5)
        path = np.column_stack([ends, np.zeros(5), level + rise + 0.12 * np.abs(ends / reach) ** 3])
        sweep(builder, path, style.ridge, 0.34, Material.RIDGE, sink=0.1, colour=style.ridge_colour)
    return float(z.max())
