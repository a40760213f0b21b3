"""Timber: columns on stone drums, beams, bracket bands, hanging lattice, benches, lattice doors.

It does not know which pavilion it stands in.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from importers.yangzhou.heritage.mesh_builder import Colour, MeshBuilder
from importers.yangzhou.heritage.solids import lathe, slabs
from scene.materials import COLOUR, Material
from scene.payloads.arrays import F64

RED: Colour = COLOUR[Material.COLUMN_RED]
DARK_WOOD: Colour = (0x5E, 0x3A, 0x30)
#: Painted timber under the eaves (彩画), quiet green-blue.
PAINTED: Colour = (0x5F, 0x78, 0x74)
PAINTED_LIGHT: Colour = (0x86, 0x9A, 0x8C)


def columns(
    builder: MeshBuilder,
    at: ArrayLike,
    foot: float,
    top: float,
    radius: float = 0.16,
    *,
    colour: Colour = RED,
    sides: int = 8,
) -> None:
    """Add round columns, each on a stone drum (柱础); `at` has shape (n, 2)."""
    drum = MeshBuilder()
    profile = [(1.6 * radius, 0.0), (1.75 * radius, 0.10), (0.95 * radius, 0.20)]
    lathe(drum, profile, Material.STONE, sides=sides)
    lathe(
        drum,
        [(radius, 0.18), (0.94 * radius, top - foot)],
        Material.COLUMN_RED,
        sides=sides,
        colour=colour,
    )
    for x, y in np.atleast_2d(np.asarray(at, dtype=np.float64)):
        builder.append(drum, (float(x), float(y), foot))


def ring_slabs(
    builder: MeshBuilder,
    outline: F64,
    levels: tuple[float, float],
    width: float,
    material: Material = Material.WOOD,
    *,
    colour: Colour | None = None,
    shown: Sequence[int] = (0, 1, 2, 3, 4, 5),
) -> None:
    """Add beams round an outline, shape (n, 2), each between two corners; `shown` as in `slabs`."""
    points = np.column_stack([outline, np.zeros(len(outline))])
    slabs(
        builder,
        points,
        np.roll(points, -1, axis=0),
        width,
        levels[0],
        levels[1],
        material,
        colour=colour,
        shown=shown,
    )


def bracket_band(
    builder: MeshBuilder,
    outline: F64,
    level: float,
    height: float,
    reach: float,
    pitch: float,
    *,
    tones: tuple[Colour, Colour] = (PAINTED, PAINTED_LIGHT),
    tiers: int = 3,
) -> None:
    """Add a band of stepped brackets (斗拱) round an outline, each tier reaching further out.

    Parameters
    ----------
    builder : MeshBuilder
    outline : ndarray, shape (n, 2)
        The wall or beam that carries them.
    level, height : float
    reach : float
        How far the uppermost arm stands out.
    pitch : float
        Distance from bracket to bracket.
    tones : tuple of tuple of int
        Colours of the tiers in turn.
    tiers : int
        2 or 3 blocks one above the other.
    """
    ring_slabs(builder, outline, (level, level + height), 0.16, colour=DARK_WOOD, shown=(0, 1, 3, 5))
    after = np.roll(outline, -1, axis=0)
    for a, b in zip(outline, after, strict=True):
        length = float(np.linalg.norm(b - a))
        along = (b - a) / length
        out = np.array([along[1], -along[0]])
        count = max(2, round(length / pitch) + 1)
        at = a + np.linspace(0.0, 1.0, count)[:, None] * (b - a)
        turn = float(np.arctan2(along[1], along[0]))
        steps = [(0.28, 0.0, 0.30, 0), (0.42, 0.34, 0.64, 1), (0.30, 0.68, 0.98, 0)]
        if tiers == 2:
            steps = [(0.30, 0.0, 0.45, 0), (0.46, 0.52, 0.98, 1)]
        for step, (wide, low, high, tone) in enumerate(steps):
            far = reach * (step + 1) / len(steps)
            centre = np.column_stack(
                [at + out * (far / 2.0), np.full(count, level + height * (low + high) / 2.0)]
            )
            size = (min(wide, 0.8 * pitch), far, height * (high - low))
            builder.boxes(centre, size, Material.WOOD, turn=turn, colour=tones[tone], shown=(0, 1, 3, 5))


def hanging_lattice(
    builder: MeshBuilder,
    starts: F64,
    ends: F64,
    top: float,
    height: float = 0.42,
    *,
    colour: Colour = DARK_WOOD,
) -> None:
    """Add lattice friezes (挂落) below a beam, between pairs of columns, shape (n, 2) each."""
    a = np.column_stack([starts, np.full(len(starts), top)])
    b = np.column_stack([ends, np.full(len(ends), top)])
    wood = Material.WOOD
    slabs(builder, a, b, 0.05, -0.06, 0.0, wood, colour=colour)
    slabs(
        builder,
        a + 0.1 * (b - a),
        b - 0.1 * (b - a),
        0.04,
        -0.62 * height,
        -0.50 * height,
        wood,
        colour=colour,
    )
    for share, drop in ((0.06, 1.0), (0.24, 0.62), (0.5, 0.62), (0.76, 0.62), (0.94, 1.0)):
        p = a + (share - 0.012) * (b - a)
        q = a + (share + 0.012) * (b - a)
        slabs(builder, p, q, 0.04, -drop * height, 0.0, wood, colour=colour, shown=(0, 1, 2, 3))


def bench(builder: MeshBuilder, starts: F64, ends: F64, floor: float, *, colour: Colour = RED) -> None:
    """Add seats with a low rail (坐凳栏杆) between pairs of columns, shape (n, 2) each; 0.48 m high."""
    a = np.column_stack([starts, np.full(len(starts), floor)])
    b = np.column_stack([ends, np.full(len(ends), floor)])
    slabs(builder, a, b, 0.34, 0.40, 0.48, Material.WOOD, colour=colour)
    slabs(builder, a, b, 0.06, 0.02, 0.40, Material.WOOD, colour=DARK_WOOD)


def railing(
    builder: MeshBuilder, outline: F64, floor: float, height: float = 1.05, *, colour: Colour = RED
) -> None:
    """Add a timber railing round an outline, shape (n, 2): rails and posts, open between."""
    for low, high in ((0.10, 0.16), (0.55, 0.61), (height - 0.09, height)):
        ring_slabs(builder, outline, (floor + low, floor + high), 0.07, colour=colour, shown=(0, 2, 4))
    for a, b in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        count = max(2, round(float(np.linalg.norm(b - a)) / 1.5))
        at = a + np.arange(count)[:, None] / count * (b - a)
        centres = np.column_stack([at, np.full(count, floor + height / 2.0)])
        turn = float(np.arctan2(b[1] - a[1], b[0] - a[0]))
        size = (0.09, 0.09, height)
        builder.boxes(centres, size, Material.WOOD, turn=turn, colour=colour, shown=(0, 1, 2, 3))


def lattice_panels(
    builder: MeshBuilder,
    starts: F64,
    ends: F64,
    levels: tuple[float, float],
    *,
    leaves: int = 4,
    colour: Colour = RED,
) -> None:
    """Add door-height lattice panels (隔扇): a dark pane, stiles and rails in front of it, a solid foot.

    Parameters
    ----------
    builder : MeshBuilder
    starts, ends : ndarray, shape (n, 2)
        Counter-clockwise round the building, so that the lattice is outside.
    levels : tuple of float
        Foot and head.
    leaves : int
        Panels in each opening.
    colour : tuple of int
    """
    low, high = levels
    a = np.column_stack([starts, np.zeros(len(starts))])
    b = np.column_stack([ends, np.zeros(len(ends))])
    wood = Material.WOOD
    tall = high - low
    slabs(builder, a, b, 0.06, low, high, wood, colour=(0x4E, 0x40, 0x38), shown=(0,))
    for foot, head in ((0.0, 0.30), (0.36, 0.41), (0.66, 0.69), (0.95, 1.0)):
        bar = (low + foot * tall, low + head * tall)
        slabs(builder, a, b, 0.12, *bar, wood, colour=colour, shown=(0, 4, 5))
    length = np.linalg.norm(b - a, axis=1)[:, None]
    stiles = [(share, 0.10, low) for share in np.linspace(0.0, 1.0, leaves + 1)]
    stiles += [
        ((leaf + at) / leaves, 0.035, low + 0.41 * tall) for leaf in range(leaves) for at in (0.33, 0.67)
    ]
    for share, thick, foot in stiles:
        half = 0.5 * thick / length
        p, q = a + (share - half) * (b - a), a + (share + half) * (b - a)
        slabs(builder, p, q, 0.13, foot, high, wood, colour=colour, shown=(0, 1, 3))


def lattice_window(
    builder: MeshBuilder, start: F64, end: F64, levels: tuple[float, float], *, colour: Colour = RED
) -> None:
    """Add a window before a wall: a dark pane in a frame, with two upright and two level bars.

    `start` and `end`, shape (2,), lie on the wall, counter-clockwise round the building.
    """
    low, high = levels
    a, b = np.append(start, 0.0)[None], np.append(end, 0.0)[None]
    width = float(np.linalg.norm(b - a))
    slabs(builder, a, b, 0.05, low, high, Material.WOOD, colour=(0x4E, 0x40, 0x38), shown=(0,))
    for foot, head in ((0.0, 0.05), (0.33, 0.36), (0.64, 0.67), (0.95, 1.0)):
        bar = (low + foot * (high - low), low + head * (high - low))
        slabs(builder, a, b, 0.14, *bar, Material.WOOD, colour=colour, shown=(0, 4, 5))
    for share, thick in ((0.0, 0.09), (0.34, 0.04), (0.66, 0.04), (1.0, 0.09)):
        p = a + (share - 0.5 * thick / width) * (b - a)
        q = a + (share + 0.5 * thick / width) * (b - a)
        slabs(builder, p, q, 0.16, low, high, Material.WOOD, colour=colour, shown=(0, 1, 3))
