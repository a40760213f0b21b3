"""Xichun Terrace (熙春台): a hall of two storeys on a stone terrace at the west end of the lake.

Frame: z = 0 at the court, +y to the lake, which it faces. Green glazed tiles, as the place is described;
the verandah of the upper floor lies 5.0 m up. Other measures are estimated. It does not know the lake.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from importers.yangzhou.heritage.chinese_roof import RoofStyle, skirt_roof
from importers.yangzhou.heritage.hall_roof import xieshan_roof
from importers.yangzhou.heritage.mesh_builder import MeshBuilder
from importers.yangzhou.heritage.solids import inset, prism, rectangle, regular_polygon
from importers.yangzhou.heritage.stonework import Balustrade
from importers.yangzhou.heritage.terraces import stepped_terrace
from importers.yangzhou.heritage.timberwork import (
    bracket_band,
    columns,
    hanging_lattice,
    lattice_panels,
    railing,
    ring_slabs,
)
from scene.materials import Material
from scene.payloads.arrays import F64

UPPER_FLOOR: Final = 5.0
TERRACE: Final = 1.1
#: Edge of the upper verandah towards the lake, metres before the middle of the hall.
VERANDAH_EDGE: Final = 6.9
_HALF: Final = (9.6, 5.4)
_GLAZED: Final = RoofStyle(
    tile=Material.GLAZED_ROOF,
    tile_colour=(0x5E, 0x7E, 0x62),
    edge_colour=(0xA8, 0x84, 0x3F),
    ridge_colour=(0x4A, 0x63, 0x52),
    lift=0.85,
    swing=0.40,
    curl=0.5,
    thickness=0.22,
    ridge=0.24,
    tile_pitch=0.68,
)


def _grid(half: tuple[float, float], bays: tuple[int, int]) -> F64:
    """Return columns round a rectangle, `bays` along x and y, counter-clockwise, shape (n, 2)."""
    corner = rectangle(*half)
    sides = []
    for side, (a, b) in enumerate(zip(corner, np.roll(corner, -1, axis=0), strict=True)):
        count = bays[side % 2]
        sides.append(a + np.arange(count)[:, None] / count * (b - a))
    return np.concatenate(sides)


def xichun_terrace() -> MeshBuilder:
    """Return the hall with its terrace, its two eaves and its upper verandah."""
    builder = MeshBuilder()
    yard = rectangle(14.5, 10.5, (0.0, 1.0))
    stepped_terrace(builder, yard, TERRACE, flights=(2,), flight_width=5.0, rail=Balustrade())
    _lower_storey(builder)
    _upper_storey(builder)
    _wing_pavilions(builder)
    return builder


def _lower_storey(builder: MeshBuilder) -> None:
    """Add the ground storey: a hall of lattice doors behind a ring of columns, up to the verandah floor."""
    half_x, half_y = _HALF
    outer = (half_x + 1.3, half_y + 1.3)
    top = UPPER_FLOOR - 0.95
    at = _grid(outer, (7, 4))
    columns(builder, at, TERRACE, top, 0.19)
    hanging_lattice(builder, at, np.roll(at, -1, axis=0), top - 0.3)
    ring_slabs(builder, rectangle(*outer), (top - 0.3, top), 0.22, colour=(0x5F, 0x78, 0x74))
    core = _grid(_HALF, (7, 4))
    prism(builder, inset(rectangle(*_HALF), 0.2), TERRACE, top + 0.5, Material.LIME_WALL)
    lattice_panels(builder, core, np.roll(core, -1, axis=0), (TERRACE, top), leaves=4)
    bracket_band(builder, rectangle(*outer), top, 0.5, 0.5, 1.6)
    slab = rectangle(half_x + 1.5, half_y + 1.5)
    prism(builder, slab, UPPER_FLOOR - 0.45, UPPER_FLOOR, Material.WOOD, top=Material.PAVING)
    style = replace(_GLAZED, lift=0.6)
    eave = inset(slab, -1.25)
    skirt_roof(builder, eave, 1.4, UPPER_FLOOR - 0.62, 0.42, style)


def _upper_storey(builder: MeshBuilder) -> None:
    """Add the upper storey: verandah with railing, lattice doors, brackets, and the xieshan roof."""
    half_x, half_y = _HALF
    floor, top = UPPER_FLOOR, UPPER_FLOOR + 3.7
    railing(builder, rectangle(half_x + 1.42, half_y + 1.42), floor, 1.0)
    outer = (half_x + 0.7, half_y + 0.7)
    at = _grid(outer, (7, 4))
    columns(builder, at, floor, top, 0.17)
    hanging_lattice(builder, at, np.roll(at, -1, axis=0), top - 0.3)
    inner = (half_x - 0.8, half_y - 0.8)
    core = _grid(inner, (7, 4))
    prism(builder, inset(rectangle(*inner), 0.2), floor, top + 0.6, Material.LIME_WALL)
    lattice_panels(builder, core, np.roll(core, -1, axis=0), (floor, top - 0.2), leaves=4)
    ring_slabs(builder, rectangle(*outer), (top - 0.3, top), 0.2, colour=(0x5F, 0x78, 0x74))
    bracket_band(builder, rectangle(*outer), top, 0.5, 0.65, 1.6)
    half = (outer[0] + 1.5, outer[1] + 1.5)
    xieshan_roof(builder, half, 1.5, top + 0.72, 4.3, _GLAZED)


def _wing_pavilions(builder: MeshBuilder) -> None:
    """Set a low octagonal base with a stone lamp at either front corner of the terrace."""
    for x in (-12.6, 12.6):
        base = regular_polygon(8, 0.45) + np.array([x, 9.0])
        prism(builder, base, TERRACE, TERRACE + 1.1, Material.STONE)
        light = regular_polygon(8, 0.30) + np.array([x, 9.0])
        prism(builder, light, TERRACE + 1.1, TERRACE + 1.7, Material.WHITE_STONE)
        cap = regular_polygon(8, 0.55) + np.array([x, 9.0])
        prism(builder, cap, TERRACE + 1.7, TERRACE + 1.85, Material.STONE)
