"""Towers in the streets: Wenchang Pavilion (文昌阁), Siwang Pavilion (四望亭), the Stone Pagoda (石塔).

Frame: z = 0 at the ground, +y to the front. The heights of Wenchang and of the Stone Pagoda are published,
Siwang's is assumed. It does not know the streets.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from importers.yangzhou.heritage.chinese_roof import RoofStyle, finial, pyramid_roof
from importers.yangzhou.heritage.mesh_builder import MeshBuilder
from importers.yangzhou.heritage.solids import Profile, lathe, regular_polygon
from importers.yangzhou.heritage.stonework import Balustrade
from importers.yangzhou.heritage.terraces import stepped_terrace
from importers.yangzhou.heritage.towers import Storey, TowerStyle, storey
from scene.materials import Material

WENCHANG_HEIGHT: Final = 24.25
SIWANG_HEIGHT: Final = 17.2
STONE_PAGODA_HEIGHT: Final = 10.09

_ROOF: Final = RoofStyle(
    lift=0.75, swing=0.32, curl=0.55, thickness=0.22, ridge=0.2, tile_pitch=0.54, segments=6
)
_WENCHANG: Final = TowerStyle(
    sides=8,
    roof=_ROOF,
    overhang=1.55,
    door=(1.7, 3.0),
    door_sides=(0, 2, 4, 6),
    bracket_pitch=1.1,
    timber_above=True,
)
_SIWANG: Final = TowerStyle(
    sides=8,
    roof=replace(_ROOF, lift=0.6, curl=0.45),
    overhang=1.15,
    door=(2.0, 3.2),
    door_sides=(0, 2, 4, 6),
    bracket_pitch=1.1,
    timber_above=True,
)


def _stacked(
    builder: MeshBuilder, style: TowerStyle, floors: tuple[float, ...], radii: tuple[float, ...], total: float
) -> None:
    """Add storeys, the last rising into a pointed roof and a jewel whose tip is at `total`."""
    for index, floor in enumerate(floors[:-1]):
        plan = Storey(floor, floors[index + 1] - floor, radii[index], radii[index + 1])
        storey(builder, plan, style, first=index == 0)
    upper = Storey(floors[-1], 3.3, radii[-1], 0.0)
    storey(builder, upper, style)
    level, reach = floors[-1] + 3.3, radii[-1] + style.overhang
    rise = 0.64 * (total - level)
    tip = pyramid_roof(builder, style.outline(reach), style.outline(radii[-1]), level, rise, style.roof)
    finial(builder, tip - 0.15, total - tip + 0.15)


def wenchang_pavilion() -> MeshBuilder:
    """Return Wenchang Pavilion, octagonal, three storeys, on the low terrace of its traffic island."""
    builder = MeshBuilder()
    _stacked(builder, _WENCHANG, (0.9, 8.0, 13.6), (6.0, 4.7, 3.6), WENCHANG_HEIGHT)
    rail = Balustrade(height=0.85, spacing=1.7)
    stepped_terrace(builder, _WENCHANG.outline(8.8), 0.9, flights=(0, 2, 4, 6), rail=rail)
    return builder


def siwang_pavilion() -> MeshBuilder:
    """Return Siwang Pavilion, octagonal, three storeys, its ground storey a crossing of two passages."""
    builder = MeshBuilder()
    _stacked(builder, _SIWANG, (0.35, 5.6, 9.3), (3.9, 3.2, 2.5), SIWANG_HEIGHT)
    stepped_terrace(builder, _SIWANG.outline(4.9), 0.35, flights=(0, 2, 4, 6), flight_width=2.2)
    return builder


def stone_pagoda() -> MeshBuilder:
    """Return the Stone Pagoda, hexagonal, five storeys of solid stone with niches, 10.09 m."""
    builder = MeshBuilder()
    stone = (0xC2, 0xBA, 0xA9)
    corner = 1.0 / np.cos(np.pi / 6.0)
    base = [
        (1.75, -0.5),
        (1.75, 0.3),
        (1.55, 0.3),
        (1.55, 0.5),
        (1.4, 0.6),
        (1.4, 1.0),
        (1.6, 1.12),
        (1.6, 1.3),
    ]
    profile: list[tuple[float, float]] = [*base, (1.1, 1.3)]
    level = 1.3
    for index in range(5):
        body, rise = 1.10 - 0.09 * index, 1.55 - 0.09 * index
        eave = level + 0.70 * rise
        profile += [(body, level), (body, eave), (body + 0.42, eave + 0.05), (body + 0.44, eave + 0.13)]
        level += rise
        profile += [(body - 0.05, level)]
    profile += [(0.0, level + 0.02)]
    scaled = [(r * corner, z) for r, z in profile]
    lathe(builder, scaled, Material.STONE, sides=6, sharp=True, first=np.pi / 6.0, colour=stone)
    _stone_niches(builder)
    tip = STONE_PAGODA_HEIGHT - level
    shape: Profile = [(0.42, 0.0), (0.42, 0.12), (0.25, 0.2), (0.36, 0.34), (0.36, 0.5), (0.2, 0.62)]
    top = [(r, level + z * tip) for r, z in [*shape, (0.12, 0.8), (0.0, 1.0)]]
    lathe(builder, top, Material.STONE, sides=12, colour=stone)
    rail = Balustrade(height=0.9, spacing=1.2)
    yard = regular_polygon(6, 3.1)
    ring = np.column_stack([np.vstack([yard, yard[:1]]), np.zeros(7)])
    rail.add(builder, ring)
    return builder


def _stone_niches(builder: MeshBuilder) -> None:
    """Add a dark niche with a figure to each face of every storey."""
    level = 1.3
    for index in range(5):
        body, rise = 1.10 - 0.09 * index, 1.55 - 0.09 * index
        angle = np.arange(6) * np.pi / 3.0 + np.pi / 6.0 + np.pi / 6.0
        for out, colour, wide in ((0.0, (0x8E, 0x86, 0x78), 0.42), (0.03, (0xB4, 0xAB, 0x99), 0.2)):
            at = np.column_stack([(body + out) * np.cos(angle), (body + out) * np.sin(angle)])
            centre = np.column_stack([at, np.full(6, level + 0.36 * rise)])
            size = (0.04, wide, 0.5 * rise)
            builder.boxes(centre, size, Material.STONE, turn=angle, colour=colour)
        level += rise
