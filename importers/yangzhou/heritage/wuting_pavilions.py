"""The pavilions of the Five-Pavilion Bridge: yellow glazed tiles with green edges on red columns.

Each stands on its own z = 0. It does not know the bridge under it.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from importers.yangzhou.heritage.chinese_roof import RoofStyle, finial, pyramid_roof, skirt_roof
from importers.yangzhou.heritage.hall_roof import rolled_roof
from importers.yangzhou.heritage.mesh_builder import MeshBuilder
from importers.yangzhou.heritage.solids import inset, prism, rectangle
from importers.yangzhou.heritage.timberwork import (
    bench,
    bracket_band,
    columns,
    hanging_lattice,
    lattice_panels,
    ring_slabs,
)
from scene.materials import Material
from scene.payloads.arrays import F64

GLAZED: Final = RoofStyle(
    tile=Material.GLAZED_ROOF,
    tile_colour=(0xB0, 0x88, 0x3F),
    edge_colour=(0x56, 0x74, 0x5E),
    ridge_colour=(0x4C, 0x68, 0x57),
    lift=0.85,
    swing=0.42,
    curl=0.46,
    thickness=0.20,
    ridge=0.20,
    tile_pitch=0.34,
    rafter_pitch=0.46,
)


def _bays(half: float, middle: float) -> F64:
    """Return column places round a square: corners, and two a side with a wider middle bay, shape (12, 2)."""
    corners = rectangle(half, half)
    after = np.roll(corners, -1, axis=0)
    shares = np.array([0.0, 0.5 - middle / (4.0 * half), 0.5 + middle / (4.0 * half)])
    return np.concatenate([a + shares[:, None] * (b - a) for a, b in zip(corners, after, strict=True)])


def _timber(builder: MeshBuilder, at: F64, half: float, floor: float, top: float, *, benches: bool) -> None:
    """Add columns, beams, lattice friezes and, in the outer bays, benches."""
    columns(builder, at, floor, top, 0.155)
    square = rectangle(half, half)
    ring_slabs(builder, square, (top - 0.34, top), 0.18, Material.WOOD, colour=(0x5F, 0x78, 0x74))
    ring_slabs(builder, square, (top - 0.46, top - 0.38), 0.12, Material.WOOD, colour=(0x8A, 0x46, 0x38))
    after = np.roll(at, -1, axis=0)
    hanging_lattice(builder, at, after, top - 0.46)
    if benches:
        outer = np.arange(len(at)) % 3 != 1
        bench(builder, at[outer], after[outer], floor)


def corner_pavilion() -> MeshBuilder:
    """Return a corner pavilion: square, twelve columns, one roof running up to a jewel."""
    builder = MeshBuilder()
    half, floor, top = 2.55, 0.16, 3.35
    prism(builder, rectangle(half + 0.45, half + 0.45), 0.0, floor, Material.STONE, top=Material.PAVING)
    _timber(builder, _bays(half, 2.2), half, floor, top, benches=True)
    bracket_band(builder, rectangle(half, half), top, 0.42, 0.62, 0.72)
    eave = rectangle(half + 1.25, half + 1.25)
    tip = pyramid_roof(builder, eave, rectangle(half + 0.05, half + 0.05), 3.98, 2.75, GLAZED)
    finial(builder, tip - 0.12, 1.15)
    return builder


def centre_pavilion() -> MeshBuilder:
    """Return the middle pavilion: twelve columns, two eaves, a drum with lattice windows between them."""
    builder = MeshBuilder()
    half, floor, top, drum = 3.75, 0.16, 3.95, 2.55
    prism(builder, rectangle(half + 0.5, half + 0.5), 0.0, floor, Material.STONE, top=Material.PAVING)
    _timber(builder, _bays(half, 3.0), half, floor, top, benches=False)
    bracket_band(builder, rectangle(half, half), top, 0.45, 0.66, 0.74)
    style = replace(GLAZED, lift=0.95, swing=0.5)
    eave = rectangle(half + 1.35, half + 1.35)
    skirt_roof(builder, eave, half + 1.35 - drum, 4.62, 1.35, style)
    walls = rectangle(drum, drum)
    prism(builder, inset(walls, 0.12), 4.4, 7.0, Material.WOOD, colour=(0x7A, 0x40, 0x34))
    frame = _bays(drum, 1.7)
    columns(builder, frame, 5.6, 7.0, 0.11)
    lattice_panels(builder, frame, np.roll(frame, -1, axis=0), (5.85, 6.85), leaves=2)
    ring_slabs(builder, walls, (6.85, 7.05), 0.2, Material.WOOD, colour=(0x5F, 0x78, 0x74))
    bracket_band(builder, walls, 7.05, 0.42, 0.6, 0.62)
    upper = rectangle(drum + 1.3, drum + 1.3)
    tip = pyramid_roof(builder, upper, rectangle(drum + 0.05, drum + 0.05), 7.68, 3.1, style)
    finial(builder, tip - 0.14, 1.5)
    return builder


def gallery(half_length: float) -> MeshBuilder:
    """Return an open gallery along x that ties two corner pavilions together, under a rolled roof."""
    builder = MeshBuilder()
    half, top = 1.35, 2.72
    style = replace(GLAZED, thickness=0.16)
    x = np.array([-half_length + 0.9, -1.4, 1.4, half_length - 0.9])
    at = np.concatenate([np.column_stack([x, np.full(4, y)]) for y in (-half, half)])
    columns(builder, at, 0.0, top, 0.12)
    for y in (-half, half):
        row = np.column_stack([x, np.full(4, y)])
        hanging_lattice(builder, row[:-1], row[1:], top - 0.2)
    ring_slabs(builder, rectangle(half_length - 0.9, half), (top - 0.22, top), 0.15)
    rolled_roof(builder, (half_length, half + 0.75), top + 0.16, 0.95, style)
    return builder
