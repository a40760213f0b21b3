"""Small pavilions by the lake: Diaoyutai (钓鱼台) with its moon doors, Feng Pavilion (风亭) on its hill.

Frame: +y to the front; z = 0 at the ground for Diaoyutai, at the water for Feng Pavilion, whose rock hill
is part of it. Measures are estimated; the hill's top lies about 9 m over the water.
It does not know the lake.
"""

from typing import Final

import numpy as np

from importers.yangzhou.heritage.chinese_roof import RoofStyle, finial, pyramid_roof, skirt_roof
from importers.yangzhou.heritage.mesh_builder import MeshBuilder
from importers.yangzhou.heritage.solids import inset, prism, rectangle, regular_polygon, slabs
from importers.yangzhou.heritage.stonework import Balustrade, WallPlane
from importers.yangzhou.heritage.terraces import stepped_terrace
from importers.yangzhou.heritage.timberwork import (
    bench,
    bracket_band,
    columns,
    hanging_lattice,
    lattice_panels,
    ring_slabs,
)
from importers.yangzhou.heritage.tree_parts import icosphere
from importers.yangzhou.heritage.walls import moon_wall
from scene.materials import Material

#: Floor of Diaoyutai and of Feng Pavilion over their ground, metres.
DIAOYUTAI_FLOOR: Final = 0.45
FENG_FLOOR: Final = 0.60
#: Top of the rock hill under Feng Pavilion over the water, metres.
FENG_HILL: Final = 8.4
_HALF: Final = 2.6
_YELLOW: Final = (0xD9, 0xB6, 0x6A)
_ROOF: Final = RoofStyle(
    lift=0.75, swing=0.40, curl=0.55, thickness=0.18, ridge=0.17, tile_pitch=0.27, rafter_pitch=0.5
)


def diaoyutai() -> MeshBuilder:
    """Return Diaoyutai: square, ochre walls, three moon doors and a plain door behind, two eaves."""
    builder = MeshBuilder()
    floor, top = DIAOYUTAI_FLOOR, 3.55
    stepped_terrace(builder, rectangle(4.1, 4.1), floor, flights=(0,), flight_width=2.2)
    corner = rectangle(_HALF, _HALF)
    for side, (a, b) in enumerate(zip(corner, np.roll(corner, -1, axis=0), strict=True)):
        along = (b - a) / np.linalg.norm(b - a)
        plane = WallPlane((float(a[0]), float(a[1])), (float(along[0]), float(along[1])))
        span, levels = (0.0, 2.0 * _HALF), (floor, top)
        if side > 0:
            door = (_HALF, floor + 1.42, 1.28)
            moon_wall(builder, plane, span, levels, door, 0.32, colour=_YELLOW, material=Material.LIME_WALL)
            continue
        inner = a + 0.16 * np.array([-along[1], along[0]])
        for s, e, low, high in ((0.0, 1.9, floor, top), (3.3, 5.2, floor, top), (1.9, 3.3, 2.75, top)):
            p, q = inner + s * along, inner + e * along
            slabs(builder, [[*p, 0]], [[*q, 0]], 0.32, low, high, Material.LIME_WALL, colour=_YELLOW)
    columns(builder, corner, floor, top, 0.14)
    ring_slabs(builder, corner, (top - 0.12, top + 0.2), 0.24, Material.WOOD)
    bracket_band(builder, corner, top + 0.2, 0.32, 0.45, 0.8)
    drum = 1.75
    skirt_roof(builder, rectangle(_HALF + 1.0, _HALF + 1.0), _HALF + 1.0 - drum, 4.18, 0.95, _ROOF)
    core = rectangle(drum, drum)
    prism(builder, inset(core, 0.08), 4.1, 6.2, Material.WOOD, colour=(0x7A, 0x40, 0x34))
    lattice_panels(builder, core, np.roll(core, -1, axis=0), (5.2, 5.85), leaves=4)
    bracket_band(builder, core, 5.85, 0.30, 0.4, 0.7)
    tip = pyramid_roof(builder, rectangle(drum + 0.95, drum + 0.95), core, 6.28, 1.9, _ROOF)
    finial(builder, tip - 0.1, 0.95, material=Material.RIDGE)
    return builder


def feng_pavilion() -> MeshBuilder:
    """Return Feng Pavilion: hexagonal and open, six columns, a tall pointed roof, on its hill of rocks."""
    builder = MeshBuilder()
    _rock_hill(builder, FENG_HILL)
    builder.append(_hexagonal_pavilion(), (0.0, 0.0, FENG_HILL))
    return builder


def _rock_hill(builder: MeshBuilder, top: float) -> None:
    """Add a grassy hill with boulders piled on its flanks, level where the pavilion stands."""
    random = np.random.default_rng(29)
    sectors = 28
    radii = np.array([16.0, 13.4, 11.6, 9.9, 8.3, 6.9, 5.6, 4.4])
    levels = np.array([-0.6, 0.12, 0.28, 0.46, 0.65, 0.83, 0.96, 1.0]) * top
    rough = np.array([0.0, 0.5, 0.5, 0.5, 0.4, 0.3, 0.15, 0.0])[:, None]
    angle = np.linspace(0.0, 2.0 * np.pi, sectors + 1)
    shake = random.normal(0.0, 1.0, (len(radii), sectors)) * rough
    reach = radii[:, None] + np.column_stack([shake, shake[:, 0]])
    height = np.broadcast_to(levels[:, None], reach.shape)
    points = np.stack([reach * np.cos(angle), reach * np.sin(angle), height], axis=-1)
    builder.sheet(points, Material.GRASS, colour=(0x86, 0x92, 0x70))
    summit = np.column_stack([4.4 * np.cos(angle[:-1]), 4.4 * np.sin(angle[:-1]), np.full(sectors, top)])
    builder.polygon(summit, Material.PAVING)
    sphere, faces = icosphere(0)
    for _ in range(52):
        share = random.uniform(0.0, 0.92)
        way, size = random.uniform(0.0, 2.0 * np.pi), random.uniform(0.5, 1.25)
        away = float(np.interp(share, levels[1:] / top, radii[1:])) - 0.45 * size
        centre = np.array([away * np.cos(way), away * np.sin(way), share * top])
        dents = random.uniform(0.75, 1.2, len(sphere))[:, None]
        rock = sphere * dents * size * np.array([1.0, 0.9, 0.95]) + centre
        tone = int(random.integers(0x82, 0xA4))
        builder.add(rock, faces, Material.EARTH, colour=(tone, tone - 3, tone - 10), uv=rock[:, :2])


def _hexagonal_pavilion() -> MeshBuilder:
    builder = MeshBuilder()
    floor, top = FENG_FLOOR, 3.75
    plan = regular_polygon(6, 2.3)
    terrace = regular_polygon(6, 3.7)
    stepped_terrace(builder, terrace, floor, flights=(1,), flight_width=2.0, rail=Balustrade(height=0.8))
    columns(builder, plan, floor, top, 0.14)
    after = np.roll(plan, -1, axis=0)
    hanging_lattice(builder, plan, after, top - 0.3)
    sides = np.array([0, 2, 3, 5])
    bench(builder, plan[sides], after[sides], floor)
    ring_slabs(builder, plan, (top - 0.3, top), 0.17, Material.WOOD, colour=(0x5F, 0x78, 0x74))
    bracket_band(builder, plan, top, 0.34, 0.5, 0.8)
    tip = pyramid_roof(builder, regular_polygon(6, 3.45), plan, 4.3, 2.7, _ROOF)
    finial(builder, tip - 0.1, 1.1)
    return builder
