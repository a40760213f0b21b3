"""Small pavilions by the lake: Diaoyutai (钓鱼台) with its moon doors, Feng Pavilion (风亭) on its hill.

Frame: z = 0 at the ground they stand on, +y to the front. Measures are estimated.
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
    """Return Feng Pavilion: hexagonal and open, six columns, a tall pointed roof, rocks about its foot."""
    builder = MeshBuilder()
    floor, top = FENG_FLOOR, 3.75
    plan = regular_polygon(6, 2.3, -np.pi / 6.0)
    terrace = regular_polygon(6, 3.7, -np.pi / 6.0)
    stepped_terrace(builder, terrace, floor, flights=(4,), flight_width=2.0, rail=Balustrade(height=0.8))
    columns(builder, plan, floor, top, 0.14)
    after = np.roll(plan, -1, axis=0)
    hanging_lattice(builder, plan, after, top - 0.3)
    sides = np.array([0, 2, 3, 5])
    bench(builder, plan[sides], after[sides], floor)
    ring_slabs(builder, plan, (top - 0.3, top), 0.17, Material.WOOD, colour=(0x5F, 0x78, 0x74))
    bracket_band(builder, plan, top, 0.34, 0.5, 0.8)
    tip = pyramid_roof(builder, regular_polygon(6, 3.45, -np.pi / 6.0), plan, 4.3, 2.7, _ROOF)
    finial(builder, tip - 0.1, 1.1)
    _rocks(builder)
    return builder


def _rocks(builder: MeshBuilder) -> None:
    """Add rocks piled about the terrace, half sunk, clear of the steps behind."""
    random = np.random.default_rng(29)
    sphere, faces = icosphere(0)
    for _ in range(30):
        way, away = random.uniform(0.0, 2.0 * np.pi), random.uniform(4.9, 8.2)
        size = random.uniform(0.35, 0.95)
        centre = np.array([away * np.cos(way), away * np.sin(way), -0.22 * (away - 4.2) - 0.1])
        dents = random.uniform(0.75, 1.2, len(sphere))[:, None]
        rock = sphere * dents * size * np.array([1.0, 0.9, 0.8]) + centre
        tone = int(random.integers(0x82, 0xA4))
        if abs(centre[0]) > 2.2 or centre[1] > 0.0:
            builder.add(rock, faces, Material.EARTH, colour=(tone, tone - 3, tone - 10), uv=rock[:, :2])
