"""Timber shop fronts: posts, folding panels with lattices, a signboard, an upper floor of windows.

It does not know streets.
"""

from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from importers.yangzhou.buildings.detail_kit import BAR, SHEET, STEP, Kit
from scene.materials import Material
from scene.payloads.arrays import F64

#: Width of a bay between posts, metres.
BAY: Final = 3.3
_TWO_FLOORS: Final = 5.0
_STRINGER: Final = 2.95
_BOARD: Final = (0x5E, 0x3B, 0x2E)
_BEHIND: Final = (0x3A, 0x33, 0x2D)
_SIGN: Final = (0x2E, 0x24, 0x20)
_GILT: Final = (0xC8, 0x9A, 0x4A)


def put_shop_fronts(kit: Kit, rows: NDArray[np.int64], length: F64, eaves: F64, rng: Generator) -> None:
    """Put a timber front on each of some fronts.

    Parameters
    ----------
    kit : Kit
    rows : ndarray of int64, shape (n,)
        Fronts.
    length, eaves : ndarray of float64, shape (n,)
        Metres.
    rng : Generator
    """
    top = eaves - 0.2
    kit.boxes(rows, (0.05, length - 0.05), (0.0, 0.03), (0.1, top), Material.WOOD, faces=SHEET, colour=_BOARD)
    kit.boxes(rows, (0.0, length), (0.0, 0.4), (-0.35, 0.13), Material.STONE, faces=STEP)
    upper = eaves > _TWO_FLOORS
    head = np.where(upper, _STRINGER, top)
    kit.boxes(
        rows, (0.0, length), (0.0, 0.2), (head - 0.26, head), Material.WOOD, faces=("front", "bottom", "top")
    )
    bays = np.maximum(2, np.round(length / BAY)).astype(np.int64)
    for bay in range(int(bays.max(initial=0)) + 1):
        posts = bays >= bay
        at = (length * bay / bays)[posts]
        at = np.clip(at, 0.11, length[posts] - 0.11)
        kit.boxes(
            rows[posts], (at - 0.11, at + 0.11), (0.0, 0.16), (0.0, top[posts]), Material.WOOD, faces=BAR
        )
        filled = bays > bay
        left, right = (length * bay / bays)[filled] + 0.13, (length * (bay + 1) / bays)[filled] - 0.13
        _put_panels(kit, rows[filled], left, right, np.full(int(filled.sum()), 0.15), head[filled] - 0.28)
        both = upper[filled]
        sill = np.full(int(both.sum()), _STRINGER + 0.1)
        _put_panels(kit, rows[filled][both], left[both], right[both], sill, top[filled][both] - 0.12)
    _put_signs(kit, rows, length, head, rng)


def _put_panels(kit: Kit, rows: NDArray[np.int64], left: F64, right: F64, low: F64, high: F64) -> None:
    """Fill a bay with four folding panels: boards below, a lattice before the dark above."""
    rail = low + 0.36 * (high - low)
    kit.boxes(rows, (left, right), (0.0, 0.035), (rail, high), Material.PLAIN, faces=SHEET, colour=_BEHIND)
    kit.boxes(rows, (left, right), (0.0, 0.085), (rail - 0.09, rail), Material.WOOD, faces=("front", "top"))
    for k in range(5):
        at = left + (right - left) * k / 4.0
        kit.boxes(rows, (at - 0.045, at + 0.045), (0.0, 0.1), (low, high), Material.WOOD, faces=BAR)
    for share in (0.33, 0.67):
        at = rail + share * (high - rail)
        kit.boxes(rows, (left, right), (0.0, 0.06), (at - 0.03, at + 0.03), Material.WOOD, faces=SHEET)


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
