"""Unit trees of Yangzhou: willow, two broadleaf habits, peach in blossom, conifer.

Each is one metre high and about one wide on z = 0, to be scaled into place, as a near mesh and a coarse
closed outline. Foliage is plain geometry with tints; leafy edges are the shader's work.
It does not know where trees stand.
"""

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np

from importers.yangzhou.heritage.mesh_builder import MeshBuilder
from importers.yangzhou.heritage.tree_parts import (
    Palette,
    limb,
    puff,
    solid_crown,
    solid_trunk,
    sprays,
    strands,
)
from scene.materials import Material
from scene.payloads import TriangleMesh
from scene.payloads.arrays import F64

UnitTree: TypeAlias = tuple[TriangleMesh, TriangleMesh]

_BROADLEAF: Final[Palette] = ((0x7B, 0x90, 0x69), (0x8A, 0x9B, 0x70), (0x6B, 0x82, 0x62), (0x98, 0xA5, 0x7A))
_DEEP: Final[Palette] = ((0x5F, 0x77, 0x59), (0x6B, 0x82, 0x62), (0x70, 0x86, 0x5E), (0x7B, 0x90, 0x69))
_WILLOW: Final[Palette] = ((0xA6, 0xB8, 0x73), (0x94, 0xAA, 0x68), (0xB3, 0xC0, 0x7E), (0x9C, 0xB2, 0x6E))
_BLOSSOM: Final[Palette] = ((0xF0, 0xC3, 0xBE), (0xEB, 0xB0, 0xAE), (0xF2, 0xD2, 0xCC), (0xE8, 0xA6, 0xA8))
_CONIFER: Final[Palette] = ((0x55, 0x6E, 0x55), (0x4D, 0x66, 0x50), (0x60, 0x78, 0x58))

#: Light inside a crown, as a part of that on its leaves.
_INSIDE: Final = 0.70


def _outline(
    profile: tuple[tuple[float, float], ...], material: Material, palette: Palette, trunk: tuple[float, float]
) -> TriangleMesh:
    """Return crown and trunk as closed solids, in the mean tint of the near tree."""
    builder = MeshBuilder()
    mean = (np.asarray(palette, dtype=np.float64).mean(axis=0) * 0.93).astype(int)
    solid_crown(builder, profile, material, (int(mean[0]), int(mean[1]), int(mean[2])), sides=7)
    solid_trunk(builder, *trunk)
    return builder.mesh()


def _ring(count: int, radius: float, random: np.random.Generator, jitter: float = 0.35) -> F64:
    """Return points spread round the axis, shape (count, 2)."""
    angle = (np.arange(count) + random.uniform(-jitter, jitter, count)) * 2.0 * np.pi / count
    angle = angle + random.uniform(0.0, 2.0 * np.pi)
    return radius * np.column_stack([np.cos(angle), np.sin(angle)])


def broadleaf(variant: int = 0) -> UnitTree:
    """Return a round-crowned tree, as camphor or hackberry: eight clumps of leaves on forking limbs."""
    random = np.random.default_rng([11, variant])
    builder = MeshBuilder()
    limb(builder, [(0, 0, 0), (0.01, 0.01, 0.2), (0.0, 0.01, 0.5)], (0.036, 0.027, 0.012), sides=5)
    clumps = _clumps(((5, 0.27, 0.47), (3, 0.15, 0.74)), random)
    for x, y, z in clumps[:5]:
        limb(builder, [(0, 0, 0.2), (0.9 * x, 0.9 * y, z - 0.03)], (0.020, 0.007), sides=3)
    body = (0.26, 0.26, 0.19)
    puff(builder, (0, 0, 0.6), body, Material.FOLIAGE, _BROADLEAF, random, level=0, light=_INSIDE)
    _leaves(builder, clumps, (0.18, 0.18, 0.15), 14, 0.10, _BROADLEAF, random, crown=(0.26, 1.0))
    profile = ((0.0, 0.26), (0.33, 0.34), (0.46, 0.52), (0.36, 0.78), (0.0, 0.985))
    return builder.mesh(), _outline(profile, Material.FOLIAGE, _BROADLEAF, (0.04, 0.30))


def tall_broadleaf(variant: int = 0) -> UnitTree:
    """Return a tall oval tree, as ginkgo or poplar; scale it about half as wide as high."""
    random = np.random.default_rng([13, variant])
    builder = MeshBuilder()
    limb(builder, [(0, 0, 0), (0.01, 0, 0.3), (0, 0, 0.8)], (0.05, 0.036, 0.010), sides=5)
    rings = ((3, 0.17, 0.28), (4, 0.23, 0.43), (3, 0.20, 0.59), (2, 0.11, 0.73), (1, 0.0, 0.86))
    clumps = _clumps(rings, random)
    for x, y, z in clumps[:5]:
        limb(builder, [(0, 0, z - 0.12), (0.9 * x, 0.9 * y, z)], (0.022, 0.008), sides=3)
    crown, body = (0.16, 1.0), (0.21, 0.21, 0.26)
    puff(builder, (0, 0, 0.52), body, Material.FOLIAGE, _DEEP, random, level=0, crown=crown, light=_INSIDE)
    _leaves(builder, clumps, (0.16, 0.16, 0.10), 9, 0.13, _DEEP, random, crown=crown, slim=0.55)
    profile = ((0.0, 0.17), (0.35, 0.28), (0.47, 0.50), (0.32, 0.78), (0.0, 0.995))
    return builder.mesh(), _outline(profile, Material.FOLIAGE, _DEEP, (0.045, 0.22))


def _clumps(rings: Sequence[tuple[int, float, float]], random: np.random.Generator) -> F64:
    """Return the middles of clumps of leaves from rings of count, radius and height; none sits quite true."""
    points = [(x, y, z) for count, radius, z in rings for x, y in _ring(count, radius, random)]
    return np.array(points) + random.uniform(-0.035, 0.035, (len(points), 3))


def _leaves(
    builder: MeshBuilder, clumps: F64, radii: tuple[float, float, float], each: int, half: float,
    palette: Palette, random: np.random.Generator, *, crown: tuple[float, float], slim: float = 1.0,
) -> None:  # fmt: skip
    """Hang sprays about clumps, most of them on the side of a clump that looks out of the crown."""
    clump = np.repeat(np.arange(len(clumps)), each)
    count = len(clump)
    heart = clumps.mean(axis=0)
    way = clumps[clump] - heart
    way = 0.8 * way / np.linalg.norm(way, axis=1, keepdims=True) + random.normal(0.0, 0.7, (count, 3))
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    middles = clumps[clump] + way * np.asarray(radii) * random.uniform(0.6, 1.05, (count, 1))
    half_edges = half * random.uniform(0.8, 1.2, count)
    sprays(builder, middles, way, half_edges, palette, random, crown=crown, slim=slim)


def willow(variant: int = 0) -> UnitTree:
    """Return a weeping willow: a loose dome of leaves, and 130 thin strands that fall from it in curtains."""
    random = np.random.default_rng([17, variant])
    builder = MeshBuilder()
    lean = random.uniform(-0.03, 0.03, 2)
    crotch = (lean[0], lean[1], 0.36)
    limb(builder, [(0, 0, 0), (lean[0] * 1.4, lean[1], 0.18), crotch], (0.036, 0.030, 0.026), sides=4)
    for x, y in _ring(5, 0.20, random):
        limb(builder, [(lean[0], lean[1], 0.33), (x, y, 0.74)], (0.022, 0.006), sides=3)
    clumps = _clumps(((6, 0.24, 0.72), (3, 0.10, 0.86)), random)
    _leaves(builder, clumps, (0.15, 0.15, 0.09), 6, 0.09, _WILLOW, random, crown=(0.4, 0.985))
    _curtains(builder, random)
    profile = ((0.0, 0.16), (0.36, 0.22), (0.47, 0.55), (0.37, 0.82), (0.0, 0.985))
    return builder.mesh(), _outline(profile, Material.WILLOW, _WILLOW, (0.04, 0.22))


def _curtains(builder: MeshBuilder, random: np.random.Generator) -> None:
    """Hang strands in 13 clumps round the dome; tips of a clump end near one height, raggedly."""
    clumps, each = 13, 10
    clump = np.repeat(np.arange(clumps), each)
    count = len(clump)
    bearing = 2.0 * np.pi / clumps * (clump + random.uniform(-0.3, 0.3, clumps)[clump])
    bearing = bearing + random.normal(0.0, 0.17, count)
    outward = np.column_stack([np.cos(bearing), np.sin(bearing)])
    reach = random.uniform(0.80, 1.08, clumps)[clump]
    hang = reach * np.sqrt(random.uniform(0.12, 1.0, count)) * 0.47
    start = hang * random.uniform(0.35, 0.7, count)
    top = 0.70 + 0.27 * np.sqrt(np.clip(1.0 - (start / 0.36) ** 2, 0.0, 1.0))
    roots = np.column_stack([outward * start[:, None], top - 0.01])
    low = random.uniform(0.06, 0.24, clumps)[clump] + random.triangular(0.0, 0.04, 0.32, count)
    tips = np.column_stack([outward * hang[:, None], low])
    strands(builder, roots, tips, random.uniform(0.016, 0.034, count), _WILLOW, random)


def peach(variant: int = 0) -> UnitTree:
    """Return a peach in blossom: forked low, an open bowl of ten pink clouds."""
    random = np.random.default_rng([19, variant])
    builder = MeshBuilder()
    limb(builder, [(0, 0, 0), (0.01, 0.01, 0.2)], (0.042, 0.032), sides=4)
    for x, y in _ring(5, 0.30, random):
        limb(builder, [(0, 0, 0.16), (x, y, 0.62)], (0.024, 0.007), sides=3)
    clumps = _clumps(((5, 0.31, 0.56), (4, 0.20, 0.72), (1, 0.03, 0.86)), random)
    for middle in clumps[:4]:
        radii = (0.11, 0.11, 0.08)
        puff(
            builder, middle, radii, Material.BLOSSOM, _BLOSSOM, random, level=0, crown=(0.1, 0.99), rough=0.2
        )
    _leaves(builder, clumps, (0.14, 0.14, 0.11), 9, 0.085, _BLOSSOM, random, crown=(0.1, 0.99))
    profile = ((0.0, 0.34), (0.36, 0.44), (0.46, 0.60), (0.30, 0.84), (0.0, 0.98))
    return builder.mesh(), _outline(profile, Material.BLOSSOM, _BLOSSOM, (0.04, 0.40))


def conifer(variant: int = 0) -> UnitTree:
    """Return a conifer, as cedar or juniper: boughs in loose whorls; scale it about half as wide as high."""
    random = np.random.default_rng([23, variant])
    builder = MeshBuilder()
    limb(builder, [(0, 0, 0), (0, 0, 0.6)], (0.045, 0.018), sides=5)
    body = ((0.0, 0.14), (0.16, 0.18), (0.11, 0.50), (0.0, 0.94))
    solid_crown(builder, body, Material.FOLIAGE, (0x38, 0x4C, 0x3C), sides=7)
    whorls = ((17, 0.35, 0.15), (17, 0.33, 0.25), (15, 0.29, 0.36), (14, 0.25, 0.47), (12, 0.20, 0.58),
              (11, 0.15, 0.69), (9, 0.10, 0.80), (7, 0.05, 0.89), (2, 0.01, 0.955))  # fmt: skip
    boughs = _clumps(whorls, random)
    reach = np.hypot(boughs[:, 0], boughs[:, 1])
    up_and_out = np.column_stack([boughs[:, :2] / reach[:, None], np.full(len(boughs), 0.8)])
    up_and_out /= np.linalg.norm(up_and_out, axis=1, keepdims=True)
    half = 0.045 + 0.19 * reach
    sprays(builder, boughs, up_and_out, half, _CONIFER, random, crown=(0.05, 1.0), slim=0.5, loose=0.3)
    profile = ((0.0, 0.10), (0.43, 0.15), (0.34, 0.42), (0.18, 0.72), (0.0, 1.0))
    return builder.mesh(), _outline(profile, Material.FOLIAGE, _CONIFER, (0.045, 0.15))
