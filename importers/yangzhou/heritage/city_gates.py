"""City gates: a battered brick wall with an arched passage and battlements, and a tower of two eaves on top.

Frame: z = 0 at the street, +y out of the city. The east gate's passage of 6.07 m and the wall's height of
about 10 m are published; other measures are estimated. It does not know the streets.
"""

from typing import Final

import numpy as np

from importers.yangzhou.heritage.mesh_builder import Colour, MeshBuilder
from importers.yangzhou.heritage.solids import rectangle, slabs
from importers.yangzhou.heritage.stonework import Arch, WallPlane, arched_wall, vault, voussoirs
from importers.yangzhou.heritage.temple_halls import Hall
from scene.materials import Material

EAST_GATE_PASSAGE: Final = 6.07
WALL_HEIGHT: Final = 10.0
_BRICK: Final[Colour] = (0x8D, 0x8C, 0x86)
_FOOT: Final = -1.0


def city_gate(
    *,
    passage: float = EAST_GATE_PASSAGE,
    half_length: float = 22.0,
    thickness: float = 15.0,
    height: float = WALL_HEIGHT,
    bays: int = 5,
) -> MeshBuilder:
    """Return a gate: wall, passage and tower.

    Parameters
    ----------
    passage : float
        Width of the way through, metres.
    half_length : float
        Of the piece of wall, either side of the way.
    thickness : float
        Of the wall.
    height : float
        Of the wall walk over the street.
    bays : int
        Of the tower.
    """
    builder = MeshBuilder()
    half = thickness / 2.0
    radius = passage / 2.0
    arch = Arch(0.0, radius, height * 0.42, _FOOT, 24)
    for sign in (1.0, -1.0):
        plane = WallPlane((0.0, sign * half), (-sign, 0.0))
        span = (-half_length, half_length)
        arched_wall(builder, plane, span, (_FOOT, height), [arch], Material.BRICK, colour=_BRICK)
        voussoirs(builder, arch, plane, 0.75, 0.10)
        end = WallPlane((sign * half_length, 0.0), (0.0, sign))
        arched_wall(builder, end, (-half, half), (_FOOT, height), [], Material.BRICK, colour=_BRICK)
    vault(builder, arch, WallPlane((0.0, -half), (1.0, 0.0)), thickness, material=Material.BRICK)
    walk = np.column_stack([rectangle(half_length, half), np.full(4, height)])
    builder.polygon(walk, Material.PAVING)
    for sign in (-1.0, 1.0):
        bed = rectangle((half_length - radius) / 2.0, half, (sign * (half_length + radius) / 2.0, 0.0))
        builder.polygon(np.column_stack([bed, np.full(4, _FOOT)])[::-1], Material.BRICK)
    _battlements(builder, half_length, half, height)
    for sign in (-1.0, 1.0):
        face = sign * (half + 0.06)
        starts = [
            [-half_length - 0.15, face, 0.0],
            [radius + 0.75, face, 0.0],
            [sign * half_length, -half, 0.0],
        ]
        ends = [[-radius - 0.75, face, 0.0], [half_length + 0.15, face, 0.0], [sign * half_length, half, 0.0]]
        slabs(builder, starts, ends, 0.3, _FOOT, 1.15, Material.STONE)
    tower = MeshBuilder()
    Hall((0.42 * half_length, 0.34 * thickness), bays, 0.5, 3.9, True, (0x9A, 0x4A, 0x3C)).add(tower)
    plinth = rectangle(0.42 * half_length + 0.9, 0.34 * thickness + 0.9)
    base = np.column_stack([plinth, np.zeros(4)])
    slabs(tower, base, np.roll(base, -1, axis=0), 0.5, -0.1, 0.5, Material.STONE)
    tower.polygon(np.column_stack([plinth, np.full(4, 0.5)]), Material.PAVING)
    builder.append(tower, (0.0, 0.0, height))
    return builder


def _battlements(builder: MeshBuilder, half_x: float, half_y: float, height: float) -> None:
    """Add parapets round the wall walk, toothed towards the outside, and a string course below."""
    corner = np.column_stack([rectangle(half_x - 0.3, half_y - 0.3), np.full(4, height)])
    after = np.roll(corner, -1, axis=0)
    slabs(builder, corner, after, 0.6, -0.02, 0.85, Material.BRICK, colour=_BRICK)
    edge = np.column_stack([rectangle(half_x, half_y), np.full(4, height)])
    slabs(builder, edge, np.roll(edge, -1, axis=0), 0.3, -0.5, -0.2, Material.STONE)
    for a, b in zip(corner, after, strict=True):
        length = float(np.linalg.norm(b - a))
        count = max(2, int(length / 2.0))
        share = (np.arange(count) + 0.5) / count
        centre = a + share[:, None] * (b - a) + np.array([0.0, 0.0, 1.2])
        turn = float(np.arctan2(b[1] - a[1], b[0] - a[0]))
        builder.boxes(centre, (1.25, 0.6, 0.75), Material.BRICK, turn=turn, colour=_BRICK)
