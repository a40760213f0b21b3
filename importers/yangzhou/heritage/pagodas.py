"""The two tall pagodas: Qiling (栖灵塔, square, nine storeys) and Wenfeng (文峰塔, octagonal, seven).

Frame: z = 0 at the ground, +y to the front. Storey heights of Qiling and both total heights are published;
widths are estimated. It does not know the hill or the canal below.
"""

from dataclasses import replace
from itertools import accumulate
from typing import Final

from importers.yangzhou.heritage.chinese_roof import RoofStyle, pyramid_roof
from importers.yangzhou.heritage.mesh_builder import MeshBuilder
from importers.yangzhou.heritage.solids import lathe, prism
from importers.yangzhou.heritage.stonework import Balustrade
from importers.yangzhou.heritage.terraces import stepped_terrace
from importers.yangzhou.heritage.towers import Storey, TowerStyle, storey
from scene.materials import Material

#: Heights of Qiling's storeys, metres, from the ground up; then its spire. They add up to 70.00.
QILING_STOREYS: Final = (8.20, 6.30, 6.20, 6.15, 6.10, 6.05, 6.00, 5.95, 8.50)
QILING_SPIRE: Final = 10.55
#: Levels of Qiling's floors, metres above the ground.
QILING_FLOORS: Final = tuple(round(level, 2) for level in accumulate((0.0, *QILING_STOREYS)))[:9]
WENFENG_HEIGHT: Final = 44.75

_GREY: Final = RoofStyle(
    tile_colour=(0x59, 0x62, 0x5F),
    lift=0.55,
    swing=0.25,
    curl=0.24,
    thickness=0.28,
    ridge=0.26,
    tile_pitch=1.08,
)
_QILING: Final = TowerStyle(
    sides=4,
    roof=_GREY,
    wall_colour=(0xEC, 0xE2, 0xCC),
    timber=(0x8C, 0x45, 0x37),
    overhang=2.3,
    balcony=1.25,
    door=(2.2, 2.5),
    bracket_tones=((0x7A, 0x42, 0x35), (0x8F, 0x52, 0x40)),
    bracket_pitch=2.0,
)
_WENFENG: Final = TowerStyle(
    sides=8,
    roof=replace(
        _GREY, lift=0.65, swing=0.25, curl=0.45, thickness=0.22, ridge=0.20, tile_pitch=0.0, segments=6
    ),
    wall_colour=(0xE9, 0xDF, 0xC8),
    overhang=1.35,
    balcony=1.0,
    door=(1.15, 2.1),
    door_sides=(0, 2, 4, 6),
    bracket_pitch=1.8,
)


def qiling_inradius(index: int) -> float:
    """Return half the width of a storey's body, 0 the lowest, metres."""
    return 7.5 - 0.24 * index


def qiling_pagoda() -> MeshBuilder:
    """Return the Qiling Pagoda, 70.00 m high, a door open in the middle of each side of every storey."""
    builder = MeshBuilder()
    for index, (floor, height) in enumerate(zip(QILING_FLOORS, QILING_STOREYS, strict=True)):
        last = index == 8
        first = index == 0
        foot = 1.4 if first else 0.0  # the ground storey stands on its terrace
        plan = Storey(
            floor + foot,
            (3.95 if last else height) - foot,
            qiling_inradius(index),
            0.0 if last else qiling_inradius(index + 1),
            ambulatory=2.2 if first else 0.0,
        )
        storey(builder, plan, _QILING, first=first)
    stepped_terrace(builder, _QILING.outline(12.2), 1.4, flights=(0, 1, 2, 3), rail=Balustrade(spacing=1.8))
    half = qiling_inradius(8)
    level = QILING_FLOORS[8] + 3.95
    tip = QILING_FLOORS[8] + QILING_STOREYS[8]
    pyramid_roof(builder, _QILING.outline(half + 2.3), _QILING.outline(half), level, tip - level, _GREY)
    _spire(builder, tip, QILING_SPIRE, rings=9, width=1.15)
    return builder


def _spire(builder: MeshBuilder, foot: float, height: float, *, rings: int, width: float) -> None:
    """Add a bronze mast (塔刹): bowl, tapering rings, canopy, jewel; from below `foot` to `foot + height`."""
    bronze = (0x8A, 0x7A, 0x4E)
    bowl = [(0.0, -0.7), (width, -0.7), (width, 0.1), (width, 0.1), (0.75 * width, 0.35), (0.9 * width, 0.8)]
    bowl += [(0.6 * width, 1.15), (0.16, 1.25)]
    lathe(builder, bowl, Material.GOLD, centre=(0, 0, foot), sides=16, colour=bronze)
    low, high = 0.14 * height, 0.70 * height
    step = (high - low) / rings
    for ring in range(rings):
        radius = width * (0.86 - 0.42 * ring / rings)
        z = low + ring * step
        edge = [(0.15, z), (radius, z + 0.18 * step), (radius, z + 0.42 * step), (0.15, z + 0.6 * step)]
        lathe(builder, edge, Material.GOLD, centre=(0, 0, foot), sides=12, colour=bronze)
    mast = [(0.16, 0.8), (0.13, 0.82 * height)]
    lathe(builder, mast, Material.GOLD, centre=(0, 0, foot), sides=8, colour=bronze)
    jewel = [
        (0.08, 0.74),
        (0.42, 0.755),
        (0.44, 0.765),
        (0.12, 0.79),
        (0.12, 0.83),
        (0.30, 0.865),
        (0.33, 0.885),
    ]
    jewel += [(0.20, 0.915), (0.08, 0.93), (0.14, 0.95), (0.07, 0.975), (0.0, 1.0)]
    profile = [(r * width, z * height) for r, z in jewel]
    lathe(builder, profile, Material.GOLD, centre=(0, 0, foot), sides=12)


def wenfeng_pagoda() -> MeshBuilder:
    """Return the Wenfeng Pagoda, 44.75 m high, its ground storey inside a ring of columns."""
    builder = MeshBuilder()
    base, heights = 1.3, (6.6, 5.1, 4.9, 4.75, 4.6, 4.45)
    floors = [base, *(base + total for total in accumulate(heights))]
    radii = [4.9 - 0.30 * index for index in range(7)]
    for index in range(6):
        plan = Storey(
            floors[index], heights[index], radii[index], radii[index + 1], 2.0 if index == 0 else 0.0
        )
        storey(builder, plan, _WENFENG, first=index == 0)
    top = Storey(floors[6], 3.35, radii[6], 0.0)
    storey(builder, top, _WENFENG)
    stepped_terrace(builder, _WENFENG.outline(8.6), base, flights=(0, 2, 4, 6), rail=Balustrade(spacing=1.8))
    level = floors[6] + 3.35
    eave = _WENFENG.outline(radii[6] + 1.35)
    tip = pyramid_roof(builder, eave, _WENFENG.outline(radii[6]), level, 3.1, _WENFENG.roof)
    _spire(builder, tip, WENFENG_HEIGHT - tip, rings=7, width=0.85)
    prism(builder, _WENFENG.outline(0.9), tip - 1.6, tip - 0.5, Material.RIDGE)
    return builder
