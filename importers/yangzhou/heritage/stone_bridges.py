"""Arch bridges: Twenty-Four Bridge (二十四桥) and Dahong Bridge (大虹桥).

Frame: y along the deck, z = 0 at the water. Twenty-Four Bridge is 24 m by 2.4 m with 24 posts and 24 steps,
as published; Dahong's measures are estimated. It does not know where they stand.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from importers.yangzhou.heritage.mesh_builder import MeshBuilder
from importers.yangzhou.heritage.solids import prism, rectangle, slabs
from importers.yangzhou.heritage.stonework import (
    Arch,
    Balustrade,
    WallPlane,
    arched_wall,
    stairs,
    vault,
    voussoirs,
)
from scene.materials import Material
from scene.payloads.arrays import F64

TWENTY_FOUR: Final = 24
TWENTY_FOUR_LENGTH: Final = 24.0
TWENTY_FOUR_WIDTH: Final = 2.4
#: The stone landing beyond either end of Twenty-Four Bridge, metres.
LANDING: Final = 7.5
#: Deck of both bridges at mid-span, metres above the water.
CROWN: Final = 4.0
DAHONG_LENGTH: Final = 66.0
DAHONG_WIDTH: Final = 7.6
_FOOT: Final = -3.2
_WHITE: Final = (0xF4, 0xF0, 0xE7)


def _shell(
    builder: MeshBuilder,
    half: tuple[float, float],
    top: Callable[[F64], F64],
    arches: Sequence[Arch],
    material: Material,
    colour: tuple[int, int, int] | None,
    ring: float,
) -> None:
    """Add side walls with arches, vaults, end walls and the faces on the lake bed, but no deck."""
    half_x, half_y = half
    ends = sorted(
        [-half_y, half_y, *(a.centre - a.radius for a in arches), *(a.centre + a.radius for a in arches)]
    )
    for sign in (1.0, -1.0):
        plane = WallPlane((sign * half_x, 0.0), (0.0, sign))
        turned = arches if sign > 0 else [_mirrored(arch) for arch in reversed(arches)]

        def edge(s: F64, sign: float = sign) -> F64:
            return top(sign * s)

        pieces = _between(half_y, turned)
        for span, inside in pieces:
            arched_wall(builder, plane, span, (_FOOT, edge), inside, material, colour=colour)
        for arch in turned:
            voussoirs(builder, arch, plane, ring)
        end = WallPlane((0.0, -sign * half_y), (sign, 0.0))
        level = float(top(np.array([-sign * half_y]))[0])
        arched_wall(builder, end, (-half_x, half_x), (_FOOT, level), [], material, colour=colour)
    near = WallPlane((half_x, 0.0), (0.0, 1.0))
    for arch in arches:
        vault(builder, arch, near, 2.0 * half_x)
    for low, high in zip(ends[::2], ends[1::2], strict=True):
        bed = rectangle(half_x, (high - low) / 2.0, (0.0, (low + high) / 2.0))
        builder.polygon(np.column_stack([bed, np.full(4, _FOOT)])[::-1], Material.STONE)


def _mirrored(arch: Arch) -> Arch:
    return Arch(
        -arch.centre,
        arch.radius,
        arch.springing,
        arch.foot,
        arch.segments,
        np.pi - arch.end,
        np.pi - arch.begin,
    )


def _between(half_y: float, arches: Sequence[Arch]) -> list[tuple[tuple[float, float], list[Arch]]]:
    """Cut a wall into short pieces, so that its curved top is followed between the arches too."""
    pieces: list[tuple[tuple[float, float], list[Arch]]] = []
    at = -half_y
    for arch in arches:
        start, stop = arch.centre - arch.radius, arch.centre + arch.radius
        cuts = np.linspace(at, start, max(2, int((start - at) / 0.6) + 1))
        pieces += [((float(a), float(b)), []) for a, b in pairwise(cuts)]
        pieces.append(((start, stop), [arch]))
        at = stop
    cuts = np.linspace(at, half_y, max(2, int((half_y - at) / 0.6) + 1))
    pieces += [((float(a), float(b)), []) for a, b in pairwise(cuts)]
    return pieces


def twenty_four_bridge(end_level: float = 0.8) -> MeshBuilder:
    """Return Twenty-Four Bridge, its ends at `end_level` above the water: one steep white arch."""
    builder = MeshBuilder()
    half_x, half_y = TWENTY_FOUR_WIDTH / 2.0, TWENTY_FOUR_LENGTH / 2.0
    landing, steps, foot_y = 1.0, TWENTY_FOUR // 2, half_y - 0.5

    def top(y: F64) -> F64:
        share = np.clip((np.abs(y) - landing) / (foot_y - landing), 0.0, 1.0)
        bow = 0.55 * np.cos(0.5 * np.pi * share) ** 1.4 + 0.45 * (1.0 - share)
        return np.asarray(end_level + (CROWN - end_level) * bow)

    arch = Arch(0.0, 3.7, -0.25, _FOOT, 30)
    _shell(builder, (half_x, half_y), top, [arch], Material.WHITE_STONE, _WHITE, 0.30)
    plate = rectangle(half_x, landing)
    builder.polygon(np.column_stack([plate, np.full(4, CROWN)]), Material.PAVING)
    flight = MeshBuilder()
    treads = np.linspace(landing, foot_y, steps + 1)
    stairs(flight, half_x, treads, top(treads), Material.WHITE_STONE)
    foot = [[half_x, foot_y], [half_x, half_y], [-half_x, half_y], [-half_x, foot_y]]
    flight.polygon(np.column_stack([foot, np.full(4, end_level)]), Material.PAVING)
    curve = np.append(treads[::-1], 0.0)
    for x in (half_x - 0.1, 0.1 - half_x):
        edge = np.column_stack([np.full(len(curve), x), curve, top(curve)])
        slabs(flight, edge[:-1], edge[1:], 0.24, -0.30, 0.16, Material.WHITE_STONE, colour=_WHITE)
    builder.append(flight)
    builder.append(flight, turn=np.pi)
    rail = Balustrade(height=0.8, post=0.17)
    stations = np.linspace(0.1 - half_y, half_y - 0.1, steps)
    for x in (half_x - 0.1, 0.1 - half_x):
        level = top(stations) + 0.12
        rail.add(builder, np.column_stack([np.full(steps, x), stations, level]), bays=1)
    _landings(builder, end_level)
    return builder


def _landings(builder: MeshBuilder, end_level: float) -> None:
    """Add a stone landing beyond either end, reaching for the bank."""
    half_y = TWENTY_FOUR_LENGTH / 2.0
    for sign in (1.0, -1.0):
        slab = rectangle(3.0, LANDING / 2.0, (0.0, sign * (half_y + LANDING / 2.0 - 0.02)))
        prism(builder, slab, _FOOT, end_level - 0.01, Material.STONE, top=Material.PAVING)
        edge = np.column_stack([slab, np.full(4, end_level)])
        slabs(builder, edge, np.roll(edge, -1, axis=0), 0.4, -0.18, 0.0, Material.WHITE_STONE)


def dahong_bridge(end_level: float = 1.2) -> MeshBuilder:
    """Return Dahong Bridge: three arches under a gently bowed road with stone parapets."""
    builder = MeshBuilder()
    half_x, half_y = DAHONG_WIDTH / 2.0, DAHONG_LENGTH / 2.0

    def top(y: F64) -> F64:
        share = np.cos(0.5 * np.pi * np.clip(np.abs(y) / half_y, 0.0, 1.0))
        return np.asarray(end_level + (CROWN - end_level) * share**1.15)

    side = Arch(-9.6, 2.7, -0.25, _FOOT, 22)
    middle = Arch(0.0, 3.3, -0.1, _FOOT, 28)
    arches = [side, middle, _mirrored(side)]
    _shell(builder, (half_x, half_y), top, arches, Material.STONE, None, 0.42)
    y = np.linspace(-half_y, half_y, 31)
    deck = np.empty((31, 2, 3))
    deck[..., 0] = [-half_x, half_x]
    deck[..., 1], deck[..., 2] = y[:, None], top(y)[:, None]
    builder.sheet(deck, Material.ROAD)
    rail = Balustrade(height=1.0, post=0.24)
    stations = np.linspace(0.3 - half_y, half_y - 0.3, 37)
    for x in (half_x - 0.15, 0.15 - half_x):
        line = np.column_stack([np.full(37, x), stations, top(stations)])
        rail.add(builder, line, bays=1)
        slabs(builder, line[:-1], line[1:], 0.5, -0.22, 0.05, Material.WHITE_STONE)
    return builder
