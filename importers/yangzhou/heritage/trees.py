"""Unit trees of Yangzhou: willow, two broadleaf habits, peach in blossom, conifer.

Each is one metre high and about one wide on z = 0, to be scaled into place, as a near mesh and a coarse
closed outline. Foliage is plain geometry with tints; leafy edges are the shader's work.
It does not know where trees stand.
"""

from typing import Final, TypeAlias

import numpy as np

from importers.yangzhou.heritage.mesh_builder import MeshBuilder
from importers.yangzhou.heritage.tree_parts import (
    Palette,
    limb,
    puff,
    solid_crown,
    solid_trunk,
    strands,
    tinted,
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
    """Return a round-crowned tree, as camphor or hackberry: 4 balls of leaves on a short trunk."""
    random = np.random.default_rng([11, variant])
    builder = MeshBuilder()
    limb(builder, [(0, 0, 0), (0.0, 0.01, 0.42)], (0.042, 0.022), sides=5)
    around = _ring(3, 0.205, random)
    for index, (x, y) in enumerate(around):
        z = 0.46 + 0.055 * index + random.uniform(-0.02, 0.02)
        limb(builder, [(0, 0, 0.22), (0.8 * x, 0.8 * y, z)], (0.018, 0.009), sides=3)
        radii = np.array([0.30, 0.30, 0.215]) * random.uniform(0.92, 1.08)
        puff(builder, (x, y, z), radii, Material.FOLIAGE, _BROADLEAF, random)
    puff(builder, (0.02, -0.01, 0.745), (0.30, 0.29, 0.24), Material.FOLIAGE, _BROADLEAF, random)
    profile = ((0.0, 0.26), (0.33, 0.34), (0.46, 0.52), (0.36, 0.78), (0.0, 0.985))
    return builder.mesh(), _outline(profile, Material.FOLIAGE, _BROADLEAF, (0.04, 0.30))


def tall_broadleaf(variant: int = 0) -> UnitTree:
    """Return a tall oval tree, as ginkgo or poplar; scale it about half as wide as high."""
    random = np.random.default_rng([13, variant])
    builder = MeshBuilder()
    limb(builder, [(0, 0, 0), (0.01, 0, 0.3), (0, 0, 0.72)], (0.05, 0.036, 0.012), sides=5)
    puff(
        builder,
        (0, 0, 0.57),
        (0.35, 0.35, 0.40),
        Material.FOLIAGE,
        _DEEP,
        random,
        crown=(0.16, 1.0),
        rough=0.1,
    )
    for index, (x, y) in enumerate(_ring(3, 0.20, random)):
        z = (0.36, 0.56, 0.76)[index] + random.uniform(-0.04, 0.04)
        radii = np.array([0.27, 0.27, 0.21]) * (1.0, 0.95, 0.8)[index]
        puff(builder, (x, y, z), radii, Material.FOLIAGE, _DEEP, random, crown=(0.16, 1.0))
    profile = ((0.0, 0.17), (0.35, 0.28), (0.47, 0.50), (0.32, 0.78), (0.0, 0.995))
    return builder.mesh(), _outline(profile, Material.FOLIAGE, _DEEP, (0.045, 0.22))


def willow(variant: int = 0) -> UnitTree:
    """Return a weeping willow: a shaggy dome, and 130 thin strands that fall from it in loose curtains."""
    random = np.random.default_rng([17, variant])
    builder = MeshBuilder()
    lean = random.uniform(-0.03, 0.03, 2)
    crotch = (lean[0], lean[1], 0.36)
    limb(builder, [(0, 0, 0), (lean[0] * 1.4, lean[1], 0.18), crotch], (0.036, 0.030, 0.026), sides=4)
    for x, y in _ring(5, 0.20, random):
        limb(builder, [(lean[0], lean[1], 0.33), (x, y, 0.74)], (0.022, 0.006), sides=3)
    puff(
        builder,
        (0, 0, 0.79),
        (0.29, 0.29, 0.19),
        Material.WILLOW,
        _WILLOW,
        random,
        crown=(0.4, 0.985),
        rough=0.16,
    )
    for x, y in _ring(2, 0.25, random):
        puff(
            builder,
            (x, y, 0.68),
            (0.15, 0.15, 0.12),
            Material.WILLOW,
            _WILLOW,
            random,
            level=0,
            crown=(0.4, 1.0),
        )
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
    """Return a peach in blossom: forked low, an open bowl of fourteen small pink clouds."""
    random = np.random.default_rng([19, variant])
    builder = MeshBuilder()
    limb(builder, [(0, 0, 0), (0.01, 0.01, 0.2)], (0.042, 0.032), sides=4)
    for x, y in _ring(5, 0.30, random):
        limb(builder, [(0, 0, 0.16), (x, y, 0.62)], (0.024, 0.007), sides=3)
    rings = ((6, 0.31, 0.56), (5, 0.24, 0.70), (3, 0.11, 0.865))
    clouds = [(x, y, z) for count, reach, z in rings for x, y in _ring(count, reach, random)]
    for x, y, z in clouds:
        radii = np.array([0.165, 0.165, 0.125]) * random.uniform(0.85, 1.15)
        middle = (x, y, z + random.uniform(-0.03, 0.03))
        puff(
            builder,
            middle,
            radii,
            Material.BLOSSOM,
            _BLOSSOM,
            random,
            level=0,
            crown=(0.1, 0.99),
            rough=0.2,
        )
    profile = ((0.0, 0.34), (0.36, 0.44), (0.46, 0.60), (0.30, 0.84), (0.0, 0.98))
    return builder.mesh(), _outline(profile, Material.BLOSSOM, _BLOSSOM, (0.04, 0.40))


def conifer(variant: int = 0) -> UnitTree:
    """Return a conifer, as cedar or juniper: five ragged skirts; scale it about half as wide as high."""
    random = np.random.default_rng([23, variant])
    builder = MeshBuilder()
    limb(builder, [(0, 0, 0), (0, 0, 0.5)], (0.045, 0.02), sides=5)
    tiers = [
        (0.10, 0.48, 0.34),
        (0.28, 0.41, 0.33),
        (0.45, 0.33, 0.30),
        (0.61, 0.24, 0.27),
        (0.76, 0.15, 0.24),
    ]
    for foot, radius, high in tiers:
        _skirt(builder, foot, radius, high, random)
    profile = ((0.0, 0.10), (0.43, 0.15), (0.34, 0.42), (0.18, 0.72), (0.0, 1.0))
    return builder.mesh(), _outline(profile, Material.FOLIAGE, _CONIFER, (0.045, 0.15))


def _skirt(
    builder: MeshBuilder, foot: float, radius: float, high: float, random: np.random.Generator
) -> None:
    """Add one tier of a conifer: a cone with a ragged, drooping hem and a dark underside."""
    sides = 12
    angle = np.linspace(0.0, 2.0 * np.pi, sides, endpoint=False) + random.uniform(0.0, 1.0)
    hem = radius * random.uniform(0.78, 1.12, sides)
    low = foot + random.uniform(-0.03, 0.03, sides)
    ring = np.column_stack([hem * np.cos(angle), hem * np.sin(angle), low])
    waist = np.column_stack(
        [0.5 * radius * np.cos(angle), 0.5 * radius * np.sin(angle), np.full(sides, foot + 0.42 * high)]
    )
    top = [[0.0, 0.0, min(1.0, foot + high)]]
    under = [[0.0, 0.0, foot + 0.10 * high]]
    points = np.concatenate([ring, waist, top, under])
    step = np.arange(sides)
    after = (step + 1) % sides
    faces = np.concatenate(
        [
            np.column_stack([step, after, sides + after]),
            np.column_stack([step, sides + after, sides + step]),
            np.column_stack([sides + step, sides + after, np.full(sides, 2 * sides)]),
            np.column_stack([after, step, np.full(sides, 2 * sides + 1)]),
        ]
    )
    height = points[faces].mean(axis=1)[:, 2]
    height[-sides:] = -0.6
    builder.add(
        points,
        faces,
        Material.FOLIAGE,
        colour=tinted(_CONIFER[int(random.integers(3))], height, random),
        uv=points[:, [0, 2]],
    )
