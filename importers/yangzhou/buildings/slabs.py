"""Housing slabs in rows that face south, far enough apart for the winter sun; shops along the block's edge.

It does not know which blocks hold slabs.
"""

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from importers.yangzhou.buildings.lots import Block, divided, turned
from importers.yangzhou.buildings.massing import Masses, masses, rectangles
from scene.payloads.arrays import F64

if TYPE_CHECKING:
    from shapely import Polygon

STOREY: Final = 2.9
#: Height of the ground floor above the ground, and of a parapet, metres.
PLINTH: Final = 0.6
PARAPET: Final = 0.9
#: Rows stand this many building heights apart: the habit for two hours of sun on the Great Cold day.
SUN_RULE: Final = 1.22
#: Shares of hipped roofs, parapets, and flat roofs with stair bays.
STYLES: Final = (0.50, 0.36, 0.14)
_DEPTH: Final = 11.8
_BAY: Final = (2.8, 1.3)
_MARGIN: Final = 5.0


def slabs(
    blocks: "list[Polygon]", rng: Generator, *, floors: tuple[int, int], cap: float, shops: float = 0.6
) -> list[Masses]:
    """Fill blocks with slabs.

    Parameters
    ----------
    blocks : list of shapely.Polygon
        Local metres.
    rng : Generator
    floors : tuple of int
        Least and greatest number; one number a block.
    cap : float
        No eaves above this, metres.
    shops : float
        Share of blocks with a row of low shops along their southern edge.

    Returns
    -------
    list of Masses
        One batch for each number of corners.
    """
    most = min(floors[1], int((cap - PLINTH - PARAPET) / STOREY))
    housing, shopping = _Rows(), _Rows()
    for block in (piece for whole in blocks for piece in divided(whole, 9000.0, 0.62, 1e9)):
        count = int(rng.integers(floors[0], max(floors[0], most) + 1))
        style = int(rng.choice(3, p=STYLES))
        y = block.bounds[1] + _MARGIN
        if rng.random() < shops:
            deep = float(rng.uniform(8.5, 11.0))
            shopping.add(block, np.array([y - 2.0]), deep, (int(rng.integers(2, 4)), 0), 2.0, rng)
            y += 17.0
        pitch = _DEPTH + SUN_RULE * (PLINTH + STOREY * count)
        rows = np.arange(y, block.bounds[3] - _MARGIN - _DEPTH + 1.0, pitch)
        if len(rows):
            housing.add(block, rows, _DEPTH, (count, style), _MARGIN, rng)
    return [*_housing(housing.arrays()), *_shops(shopping.arrays())]


class _Rows:
    """Collects buildings in rows: west, south, width, depth, angle, floors and style of each."""

    def __init__(self) -> None:
        self._found: list[F64] = []

    def add(
        self, block: Block, rows: F64, depth: float, kind: tuple[int, int], margin: float, rng: Generator
    ) -> None:
        """Fill some rows of a block."""
        low, high = block.clear(np.column_stack([rows, rows + depth]), axis=1)
        for y, a, b in zip(rows, low, high, strict=True):
            west, width = _filled(a + margin, b - margin, rng)
            found = np.empty((len(west), 7))
            found[:, 0], found[:, 1], found[:, 2] = west, y, width
            found[:, 3:] = depth, block.angle, *kind
            self._found.append(found)

    def arrays(self) -> F64:
        """Return them as rows of seven numbers."""
        return np.concatenate(self._found) if self._found else np.empty((0, 7))


def _housing(found: F64) -> list[Masses]:
    """Return slabs: hipped, flat with a parapet, or flat with stair bays."""
    style = found[:, 6].astype(np.int64)
    height = PLINTH + STOREY * found[:, 5]
    floors = found[:, 5].astype(np.int64)
    shape = rectangles(*found[:, :5].T)
    hipped, plain, bayed = (style == k for k in range(3))
    batches = [
        masses(
            shape[hipped], eaves=height[hipped], rise=2.3, floors=floors[hipped],
            roof="hipped", roof_material="modern", overhang=0.5,
        ),
        masses(shape[plain], eaves=height[plain] + PARAPET, floors=floors[plain], parapet=PARAPET),
    ]  # fmt: skip
    rows = np.flatnonzero(bayed)
    west, south, width, _, angle = found[rows, :5].T
    for corners, chosen in _with_bays(west, south, width, angle):
        batches.append(masses(corners, eaves=height[rows][chosen] + 0.4, floors=floors[rows][chosen]))
    return batches


def _shops(found: F64) -> list[Masses]:
    """Return shops of two or three floors."""
    floors = found[:, 5].astype(np.int64)
    shape = rectangles(*found[:, :5].T)
    return [masses(shape, eaves=3.5 * floors + 0.8, floors=floors, parapet=0.8, use="commercial")]


def _filled(start: float, stop: float, rng: Generator) -> tuple[F64, F64]:
    """Fill a stretch with slabs and gaps; return where they begin and how long they are."""
    room = stop - start
    if room < 16.0:
        return np.empty(0), np.empty(0)
    count = max(1, round(room / rng.uniform(42.0, 60.0)))
    gap = rng.uniform(6.0, 10.0)
    length = (room - gap * (count - 1)) / count
    begin = start + np.arange(count) * (length + gap)
    cut = rng.uniform(0.0, 5.0, count) * (length > 26.0)
    return begin + 0.5 * cut, np.full(count, length) - cut


def _with_bays(west: F64, south: F64, width: F64, angle: F64) -> list[tuple[F64, NDArray[np.int64]]]:
    """Return outlines with a stair bay for every 15 m on the north side, by their number, and their rows."""
    units = np.clip(np.round(width / 15.0).astype(np.int64), 1, 4)
    found: list[tuple[F64, NDArray[np.int64]]] = []
    for count in np.unique(units):
        rows = np.flatnonzero(units == count)
        share = (np.arange(count) + 0.5) / count
        middle = width[rows, None] * share[::-1]
        left, right = middle - 0.5 * _BAY[0], middle + 0.5 * _BAY[0]
        back, out = np.full_like(left, _DEPTH - _BAY[1]), np.full_like(left, _DEPTH)
        bays = np.stack(
            [
                np.stack([right, back], -1),
                np.stack([right, out], -1),
                np.stack([left, out], -1),
                np.stack([left, back], -1),
            ],
            axis=2,
        ).reshape(len(rows), 4 * count, 2)
        zero, full = np.zeros(len(rows)), width[rows]
        deep = np.full(len(rows), _DEPTH - _BAY[1])
        base = np.stack([np.stack(p, -1) for p in ((zero, zero), (full, zero), (full, deep))], axis=1)
        end = np.stack([zero, deep], -1)[:, None]
        outline = np.concatenate([base, bays, end], axis=1)
        place = np.stack([west[rows], south[rows]], -1)[:, None]
        found.append((turned(outline + place, angle[rows, None]), rows))
    return found
