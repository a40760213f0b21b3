"""White garden walls with tile caps, plain or pierced by a moon gate; and round doors in pavilion walls.

It does not know which court they enclose.
"""

from collections.abc import Sequence

import numpy as np

from importers.yangzhou.heritage.mesh_builder import Colour, MeshBuilder
from importers.yangzhou.heritage.solids import slabs
from importers.yangzhou.heritage.stonework import WallPlane
from scene.materials import COLOUR, Material
from scene.payloads.arrays import F64

WHITE: Colour = COLOUR[Material.LIME_WALL]
_RIM: Colour = (0x7C, 0x7A, 0x74)
_FACETS = 36


def moon_wall(
    builder: MeshBuilder,
    plane: WallPlane,
    span: tuple[float, float],
    levels: tuple[float, float],
    opening: tuple[float, float, float],
    thickness: float,
    *,
    colour: Colour = WHITE,
    material: Material = Material.LIME_WALL,
) -> None:
    """Add a wall with a round door through it, both faces, its lining and a raised rim.

    Parameters
    ----------
    builder : MeshBuilder
    plane : WallPlane
        The outer face; the inner lies `thickness` behind.
    span, levels : tuple of float
        From and to along the plane; foot and top. The door must lie inside.
    opening : tuple of float
        Distance along the plane and level of its centre, and its radius.
    thickness : float
    colour, material
        Of the wall.
    """
    centre, level, radius = opening
    box = np.array([span[0] - centre, span[1] - centre, levels[0] - level, levels[1] - level])
    corners = np.arctan2(box[[2, 2, 3, 3]], box[[0, 1, 1, 0]])
    angle = np.linspace(-np.pi, np.pi, _FACETS, endpoint=False)
    angle = np.unique(np.concatenate([angle, corners]))
    angle = np.append(angle, angle[0] + 2.0 * np.pi)
    direction = np.column_stack([np.cos(angle), np.sin(angle)])
    slope = np.where(np.abs(direction) < 1e-9, 1e-9, direction)
    reach_x = np.where(slope[:, 0] > 0, box[1], box[0]) / slope[:, 0]
    reach_z = np.where(slope[:, 1] > 0, box[3], box[2]) / slope[:, 1]
    outer = direction * np.minimum(reach_x, reach_z)[:, None] + np.array([centre, level])
    inner = direction * radius + np.array([centre, level])
    rim = direction * (radius + 0.16) + np.array([centre, level])

    def at(line: F64, out: float) -> F64:
        return plane.points(line[:, 0], line[:, 1], out)

    back = -thickness
    chart = np.stack([inner, outer], axis=1)
    for near, flip in ((0.0, False), (back, True)):
        sheet = np.stack([at(inner, near), at(outer, near)], axis=1)
        builder.sheet(
            sheet[:, ::-1] if flip else sheet, material, uv=chart[:, ::-1] if flip else chart, colour=colour
        )
    builder.sheet(np.stack([at(inner, back), at(inner, 0.0)], axis=1), material, colour=_RIM)
    for near, proud in ((0.0, 0.05), (back, back - 0.05)):
        front = [at(inner, proud), at(rim, proud)]
        edge = [at(rim, proud), at(rim, near)]
        for pair in (front, edge) if near == 0.0 else (front[::-1], edge[::-1]):
            builder.sheet(np.stack(pair, axis=1), Material.BRICK, colour=_RIM)


def tile_cap(builder: MeshBuilder, starts: F64, ends: F64, half_width: float = 0.42) -> None:
    """Add a small two-sided tile roof along the top of walls; `starts`, `ends` have shape (n, 3)."""
    run = ends - starts
    length = np.hypot(run[:, 0], run[:, 1])
    side = np.column_stack([run[:, 1], -run[:, 0], np.zeros(len(run))]) / length[:, None]
    for a, b, out, reach in zip(starts, ends, side, length, strict=True):
        section = [(-half_width, 0.02), (0.0, 0.30), (half_width, 0.02)]
        line = [(a + out * w + [0.0, 0.0, h], b + out * w + [0.0, 0.0, h]) for w, h in section]
        slope = float(np.hypot(half_width, 0.28))
        chart = [[[0.0, 0.0], [reach, 0.0]], [[0.0, slope], [reach, slope]]]
        builder.sheet(np.array([line[2], line[1]]), Material.TILE_ROOF, uv=chart)
        builder.sheet(np.array([line[0][::-1], line[1][::-1]]), Material.TILE_ROOF, uv=chart)
        builder.quad([line[0][0], line[0][1], line[2][1], line[2][0]], Material.RIDGE)
        builder.polygon([line[2][0], line[1][0], line[0][0]], Material.LIME_WALL)
        builder.polygon([line[0][1], line[1][1], line[2][1]], Material.LIME_WALL)
    slabs(builder, starts, ends, 0.16, 0.20, 0.42, Material.RIDGE)


def garden_wall(builder: MeshBuilder, line: F64, feet: F64, height: float = 2.9) -> None:
    """Add a lime-washed wall along a line, stepping with the ground, its foot of brick, its cap of tiles.

    Parameters
    ----------
    builder : MeshBuilder
    line : ndarray, shape (k, 2)
    feet : ndarray, shape (k - 1,)
        Level of the ground under each piece.
    height : float
        From there to the eave of the cap.
    """
    a = np.column_stack([line[:-1], feet])
    b = np.column_stack([line[1:], feet])
    slabs(builder, a, b, 0.40, 0.45, height, Material.LIME_WALL)
    slabs(builder, a, b, 0.50, -0.9, 0.45, Material.BRICK)
    head = np.array([0.0, 0.0, height])
    tile_cap(builder, a + head, b + head)


def moon_gate(
    builder: MeshBuilder, start: Sequence[float], end: Sequence[float], foot: float, height: float = 3.5
) -> None:
    """Add a higher piece of wall between two points with a moon gate in its middle, 2.3 m wide."""
    a, b = np.asarray(start, dtype=np.float64), np.asarray(end, dtype=np.float64)
    length = float(np.linalg.norm(b - a))
    along = (b - a) / length
    out = np.array([along[1], -along[0]])
    origin = a + 0.22 * out
    plane = WallPlane((float(origin[0]), float(origin[1])), (float(along[0]), float(along[1])))
    opening = (length / 2.0, foot + 1.22, 1.15)
    moon_wall(builder, plane, (0.0, length), (foot - 0.05, foot + height), opening, 0.44)
    for corner, way in ((a, -along), (b, along)):
        start_point = corner + 0.22 * np.array([way[1], -way[0]])
        cap = WallPlane((float(start_point[0]), float(start_point[1])), (float(-way[1]), float(way[0])))
        corners = [cap.points(0.0, foot), cap.points(0.44, foot)]
        corners += [cap.points(0.44, foot + height), cap.points(0.0, foot + height)]
        builder.quad(corners, Material.LIME_WALL)
    ends = np.array([[*a, foot + height]]), np.array([[*b, foot + height]])
    tile_cap(builder, *ends, half_width=0.48)
    slabs(builder, [[*a, foot]], [[*b, foot]], 0.5, -0.9, -0.02, Material.BRICK)
