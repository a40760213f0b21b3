"""Timber shop fronts: posts, folding panels with lattices, a signboard, an upper floor of windows.

It does not know streets.
"""

from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from importers.yangzhou.buildings.detail_kit import BAR, SHEET, STEP, Colour, Kit
from scene.materials import Material
from scene.payloads.arrays import F64

#: Width of a bay between posts, metres.
BAY: Final = 3.3
_TWO_FLOORS: Final = 5.0
_STRINGER: Final = 2.95
#: Oiled, lacquered and weathered timber: posts, and the boards between them.
_TIMBERS: Final = (
    ((0x66, 0x4C, 0x3E), (0x52, 0x3E, 0x34)),
    ((0x5E, 0x40, 0x36), (0x4C, 0x36, 0x2F)),
    ((0x74, 0x66, 0x58), (0x5E, 0x53, 0x48)),
    ((0x4E, 0x44, 0x3C), (0x40, 0x38, 0x32)),
)
_BEHIND: Final = (0x3A, 0x33, 0x2D)
_SIGN: Final = (0x2E, 0x24, 0x20)
_GILT: Final = (0xC8, 0x9A, 0x4A)


def put_shop_fronts(kit: Kit, rows: NDArray[np.int64], length: F64, eaves: F64, rng: Generator) -> None:
    """Put a timber front on each of some fronts, in one of four timbers.

    Parameters
    ----------
    kit : Kit
    rows : ndarray of int64, shape (n,)
        Fronts.
    length, eaves : ndarray of float64, shape (n,)
        Metres.
    rng : Generator
    """
    timber = rng.integers(0, len(_TIMBERS), len(rows))
    for kind, (post, board) in enumerate(_TIMBERS):
        chosen = timber == kind
        _put_fronts(kit, rows[chosen], length[chosen], eaves[chosen], post, board)
    _put_signs(kit, rows, length, np.where(eaves > _TWO_FLOORS, _STRINGER, eaves - 0.2), rng)


def _put_fronts(
    kit: Kit, rows: NDArray[np.int64], length: F64, eaves: F64, post: Colour, board: Colour
) -> None:
    """Put fronts of one timber: boards, a stone step, a stringer, posts, and panels between them."""
    top = eaves - 0.2
    kit.boxes(rows, (0.05, length - 0.05), (0.0, 0.03), (0.1, top), Material.WOOD, faces=SHEET, colour=board)
    kit.boxes(rows, (0.0, length), (0.0, 0.4), (-0.35, 0.13), Material.STONE, faces=STEP)
    upper = eaves > _TWO_FLOORS
    head = np.where(upper, _STRINGER, top)
    beam = ("front", "bottom", "top")
    kit.boxes(rows, (0.0, length), (0.0, 0.2), (head - 0.26, head), Material.WOOD, faces=beam, colour=post)
    bays = np.maximum(2, np.round(length / BAY)).astype(np.int64)
    for bay in range(int(bays.max(initial=0)) + 1):
        posts = bays >= bay
        at = np.clip((length * bay / bays)[posts], 0.11, length[posts] - 0.11)
        side, high = (at - 0.11, at + 0.11), (0.0, top[posts])
        kit.boxes(rows[posts], side, (0.0, 0.16), high, Material.WOOD, faces=BAR, colour=post)
        filled = bays > bay
        left, right = (length * bay / bays)[filled] + 0.13, (length * (bay + 1) / bays)[filled] - 0.13
        low = np.full(int(filled.sum()), 0.15)
        _put_panels(kit, rows[filled], left, right, low, head[filled] - 0.28, post)
        both = upper[filled]
        sill, lintel = np.full(int(both.sum()), _STRINGER + 0.1), top[filled][both] - 0.12
        _put_panels(kit, rows[filled][both], left[both], right[both], sill, lintel, post)


def _put_panels(
    kit: Kit, rows: NDArray[np.int64], left: F64, right: F64, low: F64, high: F64, post: Colour
) -> None:
    """Fill a bay with four folding panels: boards below, a lattice before the dark above."""
    rail = low + 0.36 * (high - low)
    kit.boxes(rows, (left, right), (0.0, 0.035), (rail, high), Material.PLAIN, faces=SHEET, colour=_BEHIND)
    edge = ("front", "top")
    kit.boxes(rows, (left, right), (0.0, 0.085), (rail - 0.09, rail), Material.WOOD, faces=edge, colour=post)
    for k in range(5):
        at = left + (right - left) * k / 4.0
        side = (at - 0.045, at + 0.045)
        kit.boxes(rows, side, (0.0, 0.1), (low, high), Material.WOOD, faces=BAR, colour=post)
    for share in (0.33, 0.67):
        at = rail + share * (high - rail)
        bar = (at - 0.03, at + 0.03)
        kit.boxes(rows, (left, right), (0.0, 0.06), bar, Material.WOOD, faces=SHEET, colour=post)


def _put_signs(kit: Kit, rows: NDArray[np.int64], length: F64, head: F64, rng: Generator) -> None:
    """Hang a lacquered board with a gilt edge over the middle of two shops in three."""
    signed = rng.random(len(rows)) < 0.66
    rows, middle, z = rows[signed], 0.5 * length[signed], head[signed] - 0.1
    half = rng.uniform(0.75, 1.05, len(rows))
    kit.boxes(
        rows, (middle - half, middle + half), (0.1, 0.24), (z - 0.32, z + 0.3), Material.WOOD, colour=_SIGN
    )
    kit.boxes(
        rows, (middle - half + 0.1, middle + half - 0.1), (0.1, 0.25), (z - 0.04, z + 0.05),
        Material.GOLD, faces=SHEET, colour=_GILT,
    )  # fmt: skip
