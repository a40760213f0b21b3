"""What a person sees of a house from the lane: doors, tile canopies, lattices, lanterns, pots, shop fronts.

Set along any fronts, fully on the composed lanes and sparingly elsewhere. It does not know which lane is
which, nor what stands behind a front.
"""

from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from importers.yangzhou.buildings.detail_kit import BAR, LEDGE, PLAIN_WOOD, SHEET, STEP, Frames, Kit, lathe
from importers.yangzhou.buildings.old_city import Fronts
from importers.yangzhou.buildings.shop_fronts import put_shop_fronts
from importers.yangzhou.relief import GroundHeight
from scene.materials import Material
from scene.payloads.arrays import F64
from scene.payloads.mesh import TriangleMesh

#: Share of the houses on ordinary lanes whose door is modelled.
PLAIN_DOORS: Final = 0.36
_DOOR_WIDTH: Final = 1.35
_DOOR_HEIGHT: Final = 2.2
_DARK_DOOR: Final = (0x4A, 0x33, 0x28)
_FRAME: Final = (0x58, 0x42, 0x38)
_BEHIND: Final = (0x34, 0x2F, 0x2A)
_LANTERN_RED: Final = (0xB4, 0x3A, 0x30)
_LANTERN_RIB: Final = (0x8E, 0x1C, 0x18)
_CLAY: Final = (0x8A, 0x5A, 0x46)

Rows = NDArray[np.int64]


def lane_details(fronts: Fronts, ground_height: GroundHeight, rng: Generator) -> TriangleMesh:
    """Return the details of all fronts as one mesh.

    Parameters
    ----------
    fronts : Fronts
    ground_height : callable
        Heights of points, shape (n, 2) to (n,), metres.
    rng : Generator

    Returns
    -------
    TriangleMesh
        Features are fronts.
    """
    frames, length = _frames(fronts, ground_height)
    kit = Kit(frames)
    wide = length > 5.0
    composed = np.flatnonzero((fronts.lane != "") & ~fronts.shop & wide)
    shops = np.flatnonzero(fronts.shop & wide)
    plain = np.flatnonzero(
        (fronts.lane == "") & ~fronts.shop & wide & (rng.random(len(length)) < PLAIN_DOORS)
    )
    _composed_fronts(kit, composed, length[composed], fronts.eaves[composed], rng)
    put_shop_fronts(kit, shops, length[shops], fronts.eaves[shops], rng)
    lit = shops[rng.random(len(shops)) < 0.45]
    _put_lanterns(
        kit, lit, 0.5 * length[lit], np.full(len(lit), 3.0), apart=np.minimum(0.3 * length[lit], 3.4)
    )
    _put_doors(
        kit, plain, rng.uniform(0.2, 0.8, len(plain)) * length[plain], fronts.eaves[plain], plain_only=True
    )
    return kit.mesh()


def _frames(fronts: Fronts, ground_height: GroundHeight) -> tuple[Frames, F64]:
    """Return the frames of fronts, and their lengths in metres."""
    step = fronts.stop - fronts.start
    length = np.hypot(step[:, 0], step[:, 1])
    along = step / np.maximum(length, 1e-6)[:, None]
    out = np.column_stack([along[:, 1], -along[:, 0]])
    middle = 0.5 * (fronts.start + fronts.stop) + 0.5 * out
    ground = np.asarray(ground_height(middle), np.float64)
    return Frames(np.column_stack([fronts.start, ground]), along, out), length


def _composed_fronts(kit: Kit, rows: Rows, length: F64, eaves: F64, rng: Generator) -> None:
    """Dress the houses of a composed lane: plinth, door with all that belongs to it, one or two lattices."""
    n = len(rows)
    door = rng.uniform(0.28, 0.72, n) * length
    for low, high in ((np.full(n, 0.03), door - 1.05), (door + 1.05, length - 0.03)):
        kit.boxes(rows, (low, high), (0.0, 0.07), (-0.4, rng.uniform(0.7, 1.0)), Material.BRICK, faces=STEP)
    _put_doors(kit, rows, door, eaves, plain_only=False)
    roomy = eaves > 3.3
    _put_canopies(kit, rows[roomy], door[roomy], eaves[roomy])
    for left in (True, False):
        room = door - 1.1 if left else length - door - 1.1
        there = (room > 2.6) & (rng.random(n) < 0.85)
        middle = np.where(left, 0.5 * room, length - 0.5 * room)
        _put_lattices(kit, rows[there], middle[there], rng.uniform(1.1, 1.6, int(there.sum())), eaves[there])
    lit = rng.random(n) < 0.55
    _put_lanterns(kit, rows[lit], door[lit], np.minimum(eaves[lit] - 1.0, 2.62))
    green = rng.random(n) < 0.5
    side = np.where(rng.random(n) < 0.5, 1.35, -1.35)
    _put_pots(kit, rows[green], (door + side)[green], rng)


def _put_doors(kit: Kit, rows: Rows, door: F64, eaves: F64, *, plain_only: bool) -> None:
    """Put stone frames with leaves set back in them; composed ones with red couplets and a threshold."""
    half, deep = 0.5 * _DOOR_WIDTH, 0.24
    high = np.minimum(_DOOR_HEIGHT, eaves - 0.85)
    for side in (-1.0, 1.0):
        inner, outer = door + side * half, door + side * (half + 0.26)
        jamb = (np.minimum(inner, outer), np.maximum(inner, outer))
        kit.boxes(rows, jamb, (0.0, deep), (-0.3, high), Material.STONE, faces=BAR)
        if not plain_only:
            strip = (np.minimum(inner, outer) + 0.06, np.maximum(inner, outer) - 0.06)
            kit.boxes(rows, strip, (0.0, deep + 0.012), (0.75, high - 0.15), Material.COLUMN_RED, faces=SHEET)
    kit.boxes(
        rows,
        (door - half - 0.34, door + half + 0.34),
        (0.0, deep + 0.05),
        (high, high + 0.27),
        Material.STONE,
    )
    kit.boxes(
        rows,
        (door - half, door + half),
        (0.0, 0.05),
        (0.0, high),
        Material.WOOD,
        faces=SHEET,
        colour=_DARK_DOOR,
    )
    kit.boxes(
        rows, (door - half - 0.2, door + half + 0.2), (0.0, 0.5), (-0.3, 0.14), Material.STONE, faces=STEP
    )
    if not plain_only:
        kit.boxes(rows, (door - 0.02, door + 0.02), (0.05, 0.07), (0.0, high), Material.RIDGE, faces=SHEET)


def _put_canopies(kit: Kit, rows: Rows, door: F64, eaves: F64) -> None:
    """Put a canopy over a door, below the eaves: two small roofs in steps on stone corbels, and a ridge."""
    foot = np.minimum(_DOOR_HEIGHT, eaves - 0.85) + 0.34
    room = np.minimum(eaves - 0.3 - foot, 0.72)
    for reach, wide, low, high in ((0.86, 1.28, 0.0, 0.56), (0.46, 1.12, 0.44, 0.9)):
        z = (foot + low * room, foot + high * room)
        kit.canopies(rows, (door - wide, door + wide), reach, z, 0.07)
    ridge = foot + 0.88 * room
    kit.boxes(rows, (door - 1.16, door + 1.16), (0.0, 0.13), (ridge, ridge + 0.11), Material.RIDGE)
    for side in (-1.0, 1.0):
        at = door + side * 0.86
        corbel = (at - 0.07, at + 0.07)
        kit.boxes(
            rows,
            corbel,
            (0.0, 0.5),
            (foot - 0.16, foot),
            Material.WOOD,
            faces=("front", "left", "right", "bottom"),
            colour=PLAIN_WOOD,
        )


def _put_lattices(kit: Kit, rows: Rows, middle: F64, width: F64, eaves: F64) -> None:
    """Put windows: dark behind, a wooden lattice before it in a deep frame, a sill and a hood of tiles."""
    low = np.full(len(rows), 1.35)
    high = np.minimum(low + 1.25, eaves - 0.9)
    left, right = middle - 0.5 * width, middle + 0.5 * width
    kit.boxes(rows, (left, right), (0.0, 0.015), (low, high), Material.PLAIN, faces=SHEET, colour=_BEHIND)
    kit.boxes(rows, (left - 0.2, right + 0.2), (0.0, 0.2), (low - 0.15, low - 0.03), Material.STONE)
    kit.canopies(rows, (left - 0.26, right + 0.26), 0.36, (high + 0.06, high + 0.3), 0.05)
    for a, b in ((left - 0.09, left), (right, right + 0.09)):
        kit.boxes(
            rows, (a, b), (0.0, 0.15), (low - 0.03, high + 0.06), Material.WOOD, faces=BAR, colour=_FRAME
        )
    for z in (low - 0.03, high):
        beam = ("front", "top", "bottom")
        kit.boxes(rows, (left, right), (0.0, 0.15), (z, z + 0.06), Material.WOOD, faces=beam, colour=_FRAME)
    # A 步步锦 grid: uprights, and bars that end at every other one.
    for k in range(1, 8):
        at = left + width * k / 8.0
        upright = (at - 0.018, at + 0.018)
        kit.boxes(rows, upright, (0.02, 0.075), (low, high), Material.WOOD, faces=BAR, colour=_FRAME)
    for share, start, stop in (
        (0.16, 0, 8),
        (0.34, 2, 6),
        (0.5, 0, 3),
        (0.5, 5, 8),
        (0.66, 2, 6),
        (0.84, 0, 8),
    ):
        at = low + share * (high - low)
        run = (left + width * start / 8.0, left + width * stop / 8.0)
        kit.boxes(
            rows, run, (0.02, 0.085), (at - 0.018, at + 0.018), Material.WOOD, faces=LEDGE, colour=_FRAME
        )


def _put_lanterns(kit: Kit, rows: Rows, door: F64, height: F64, apart: F64 | float = 0.98) -> None:
    """Hang a pair of red lanterns before a door; every other slice is darker, as paper is over its ribs."""
    body, faces = lathe([(0.05, -0.23), (0.17, -0.14), (0.205, 0.0), (0.17, 0.14), (0.05, 0.23)], 16)
    rib = np.arange(len(faces)) // 2 % 2 == 1
    tassel = lathe([(0.0, -0.5), (0.03, -0.24)], 4)
    cap = lathe([(0.09, 0.2), (0.07, 0.27), (0.0, 0.27)], 6)
    for side in (-1.0, 1.0):
        at = np.column_stack([door + side * apart, np.full(len(rows), 0.46), height - 0.42])
        kit.things(rows, at, body, faces[~rib], Material.COLUMN_RED, colour=_LANTERN_RED)
        kit.things(rows, at, body, faces[rib], Material.COLUMN_RED, colour=_LANTERN_RIB)
        kit.things(rows, at, *cap, Material.GOLD)
        kit.things(rows, at, *tassel, Material.GOLD)
        u = door + side * apart
        kit.boxes(
            rows,
            (u - 0.012, u + 0.012),
            (0.448, 0.472),
            (height - 0.15, height + 0.05),
            Material.RIDGE,
            faces=BAR,
        )


def _put_pots(kit: Kit, rows: Rows, at: F64, rng: Generator) -> None:
    """Stand a plant in a clay pot beside a door."""
    pot = lathe([(0.15, 0.0), (0.22, 0.34), (0.24, 0.38), (0.18, 0.38)], 8)
    crown, faces = lathe([(0.06, 0.36), (0.3, 0.55), (0.36, 0.82), (0.24, 1.08), (0.0, 1.2)], 7)
    crown = crown * (1.0 + 0.16 * rng.uniform(-1.0, 1.0, crown.shape))
    foot = np.column_stack([at, np.full(len(rows), 0.32), np.zeros(len(rows))])
    kit.things(rows, foot, *pot, Material.PLAIN, colour=_CLAY)
    kit.things(rows, foot, crown, faces, Material.FOLIAGE)
