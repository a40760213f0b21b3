"""The White Pagoda (白塔) of Lianxing Temple: a dagoba of 27.5 m on an octagonal base and a terrace.

Frame: z = 0 at the court, +y to the front. The total height is published; its parts are estimated.
It does not know the court around it.
"""

from typing import Final

import numpy as np

from importers.yangzhou.heritage.mesh_builder import Colour, MeshBuilder
from importers.yangzhou.heritage.solids import lathe, rectangle, regular_polygon
from importers.yangzhou.heritage.stonework import Balustrade
from importers.yangzhou.heritage.terraces import stepped_terrace
from scene.materials import Material
from scene.payloads.arrays import F64

HEIGHT: Final = 27.5
_TERRACE: Final = 3.4
_BOWL_FOOT: Final = 7.0
_BOWL_TOP: Final = 14.6
_RINGS_TOP: Final = 22.4
_WHITE: Final[Colour] = (0xFA, 0xF7, 0xF0)
_SHADE: Final[Colour] = (0xEC, 0xE6, 0xDA)
_DARK: Final[Colour] = (0x8E, 0x88, 0x7C)
_BRONZE: Final[Colour] = (0x9A, 0x7A, 0x38)


def white_pagoda() -> MeshBuilder:
    """Return the dagoba on its terrace, a flight of steps to the front and one behind."""
    builder = MeshBuilder()
    rail = Balustrade()
    stepped_terrace(builder, rectangle(9.0, 9.0), _TERRACE, flights=(0, 2), flight_width=3.6, rail=rail)
    _base(builder)
    _bowl(builder)
    _spire(builder)
    return builder


def _base(builder: MeshBuilder) -> None:
    """Add the octagonal Xumi base (须弥座): mouldings, and a waist with three niches a side."""
    low, high = _TERRACE, _BOWL_FOOT
    corner = 1.0 / np.cos(np.pi / 8.0)
    steps = [(5.9, low), (5.9, low + 0.35), (5.5, low + 0.35), (5.5, low + 0.62), (5.25, low + 0.85)]
    steps += [(5.0, low + 0.85), (5.0, high - 0.95), (5.25, high - 0.95), (5.5, high - 0.72)]
    steps += [(5.5, high - 0.45), (5.85, high - 0.45), (5.85, high - 0.12), (5.3, high), (0.0, high)]
    profile = [(r * corner, z) for r, z in steps]
    lathe(builder, profile, Material.WHITE_STONE, sides=8, sharp=True, first=np.pi / 8.0, colour=_WHITE)
    outline = regular_polygon(8, 5.0)
    for a, b in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        for share in (0.2, 0.5, 0.8):
            _niche(builder, a + share * (b - a), (b - a) / np.linalg.norm(b - a), low + 1.05, 1.35)


def _niche(builder: MeshBuilder, at: F64, along: F64, low: float, height: float) -> None:
    """Add a round-headed niche on the waist: a dark field in a raised frame."""
    out = np.array([along[1], -along[0]])
    angle = np.linspace(0.0, np.pi, 9)

    def shape(half: float, head: float, proud: float) -> F64:
        s = np.concatenate([[half], half * np.cos(angle), [-half]])
        z = np.concatenate([[low], head - half + half * np.sin(angle), [low]])
        plan = at + s[:, None] * along + proud * out
        return np.column_stack([plan, z])

    inner, outer = shape(0.34, low + height - 0.12, 0.05), shape(0.46, low + height, 0.05)
    builder.polygon(shape(0.34, low + height - 0.12, 0.02), Material.WHITE_STONE, colour=_DARK)
    builder.sheet(np.stack([inner, outer], axis=1), Material.WHITE_STONE, colour=_SHADE)
    builder.sheet(
        np.stack([outer, shape(0.46, low + height, 0.0)], axis=1), Material.WHITE_STONE, colour=_SHADE
    )


def _bowl(builder: MeshBuilder) -> None:
    """Add the inverted bowl with its lotus foot, and the eye door (眼光门) on the front."""
    low, high = _BOWL_FOOT, _BOWL_TOP
    foot = [(4.75, low), (4.75, low + 0.3), (4.5, low + 0.5), (4.6, low + 0.75), (4.25, low + 0.95)]
    lathe(builder, foot, Material.WHITE_STONE, sides=32, colour=_SHADE)
    t = np.linspace(0.0, 1.0, 15)
    belly = np.interp(
        t, [0, 0.08, 0.25, 0.45, 0.62, 0.78, 0.9, 1.0], [4.05, 4.2, 4.5, 4.72, 4.68, 4.1, 3.0, 1.75]
    )
    smooth = np.convolve(np.pad(belly, 1, mode="edge"), [0.25, 0.5, 0.25], mode="valid")
    height = low + 0.9 + (high - low - 0.9) * t
    profile = [(float(r), float(z)) for r, z in zip(smooth, height, strict=True)]
    lathe(builder, profile, Material.WHITE_STONE, sides=36, colour=_WHITE)
    door = MeshBuilder()
    for half, head, back in ((0.95, 3.1, 0.0), (0.75, 2.75, 0.10)):
        angle = np.linspace(0.0, np.pi, 13)
        x = np.concatenate([[half], half * np.cos(angle), [-half]])
        z = np.concatenate([[0.0], head - half + half * np.sin(angle), [0.0]])
        front = np.column_stack([-x, np.full(len(x), back), z])
        door.polygon(front[::-1], Material.WHITE_STONE, colour=_WHITE)
        rear = front - np.array([0.0, 1.0, 0.0])
        door.sheet(np.stack([front[::-1], rear[::-1]]), Material.WHITE_STONE, colour=_SHADE)
    _niche(door, np.array([0.0, 0.10]), np.array([-1.0, 0.0]), 0.35, 1.9)
    builder.append(door, (0.0, 4.75, low + 2.4))


def _spire(builder: MeshBuilder) -> None:
    """Add the neck, thirteen rings (十三天), the bronze canopy with bells, and the gourd."""
    low, high = _BOWL_TOP - 0.1, _RINGS_TOP
    corner = 1.0 / np.cos(np.pi / 8.0)
    neck = [(1.55, low), (1.95, low + 0.15), (1.95, low + 0.42), (1.6, low + 0.55), (1.6, low + 0.85)]
    neck += [(1.9, low + 1.0), (1.9, low + 1.28), (1.3, low + 1.4)]
    profile = [(r * corner, z) for r, z in neck]
    lathe(builder, profile, Material.WHITE_STONE, sides=8, sharp=True, first=np.pi / 8.0, colour=_WHITE)
    edges = np.linspace(low + 1.35, high, 14)
    radii = np.linspace(1.42, 0.72, 13)
    for foot, head, radius in zip(edges[:-1], edges[1:], radii, strict=True):
        rise = head - foot
        ring = [(0.80 * radius, foot), (radius, foot + 0.18 * rise), (radius, foot + 0.62 * rise)]
        ring += [(0.80 * radius, foot + 0.80 * rise), (0.74 * radius, head)]
        lathe(builder, ring, Material.WHITE_STONE, sides=18, colour=_WHITE)
    canopy = [(0.5, high - 0.1), (1.55, high), (1.62, high + 0.22), (0.95, high + 0.72), (0.5, high + 0.85)]
    lathe(builder, canopy, Material.GOLD, sides=6, sharp=True, colour=_BRONZE)
    angle = np.arange(6) * np.pi / 3.0
    bells = np.column_stack([1.5 * np.cos(angle), 1.5 * np.sin(angle), np.full(6, high - 0.28)])
    builder.boxes(bells, (0.14, 0.14, 0.34), Material.GOLD, colour=_BRONZE)
    top = HEIGHT - high
    gourd = [(0.55, 0.15), (0.40, 0.20), (0.62, 0.28), (0.72, 0.36), (0.62, 0.44), (0.30, 0.51), (0.26, 0.54)]
    gourd += [(0.44, 0.61), (0.46, 0.68), (0.30, 0.75), (0.14, 0.81), (0.08, 0.92), (0.0, 1.0)]
    lathe(builder, [(r, high + z * top) for r, z in gourd], Material.GOLD, sides=16)
