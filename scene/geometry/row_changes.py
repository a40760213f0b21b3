"""Which buildings of a layer stand as they stood before: what an edit has to derive anew is the rest.

Arrays are compared block by block, as bytes; those that an edit took over are not looked at. Rows that keep
their order keep their places, however many are put in or taken out between two of them. It does not know
triangles.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scene.payloads.arrays import F32, I32, Column, frozen
from scene.payloads.buildings import Buildings

#: Columns that shape a building's triangles, see :mod:`scene.geometry.building_columns`.
SHAPING: Final = ("roof", "material", "roof_material", "overhang", "gable", "parapet")
_LEVELS: Final = ("bottom", "eaves", "top")


class Shapes(NamedTuple):
    """What the triangles of a layer follow from; not the payload, which it would keep alive.

    Parameters
    ----------
    rings, ring_start, part_start, building_start, bottom, eaves, top, outdoor_ground, ids
        As in :class:`scene.payloads.Buildings`.
    columns : Mapping[str, ndarray]
        Those of :data:`SHAPING` that there are.
    """

    rings: F32
    ring_start: I32
    part_start: I32
    building_start: I32
    bottom: F32
    eaves: F32
    top: F32
    outdoor_ground: F32
    ids: tuple[str, ...]
    columns: Mapping[str, Column]

    @classmethod
    def of(cls, buildings: Buildings) -> "Shapes":
        """Take the shapes from a layer."""
        return cls(
            buildings.rings, buildings.ring_start, buildings.part_start, buildings.building_start,
            buildings.bottom, buildings.eaves, buildings.top, buildings.outdoor_ground, buildings.ids,
            {name: buildings.columns[name] for name in SHAPING if name in buildings.columns},
        )  # fmt: skip


class RowChanges(NamedTuple):
    """How the rows of a layer went over into those of a newer one.

    Parameters
    ----------
    row_now : ndarray of int32, shape (rows before,)
        Where each row is now; -1 where no building stands as it stood.
    renewed : ndarray of int32
        Rows of the newer layer that stand for none of the older, rising.
    """

    row_now: I32
    renewed: I32


def row_changes(older: Shapes, newer: Shapes) -> RowChanges:
    """Compare two states of a layer.

    Parameters
    ----------
    older, newer : Shapes
        A row that comes twice or in another order counts as new.
    """
    before, after = len(older.ids), len(newer.ids)
    head = _rows_alike(older, newer)
    rest = min(before, after) - head
    tail = min(_rows_alike(_reversed(older), _reversed(newer)), rest) if rest else 0
    row_now = np.full(before, -1, np.int32)
    row_now[:head] = np.arange(head)
    row_now[before - tail :] = np.arange(after - tail, after)
    changed = np.zeros(before, np.bool_)
    for first, count, shift in ((0, head, 0), (before - tail, tail, after - before)):
        _mark_changed(older, newer, first, count, shift, changed)
    row_now[changed] = -1
    stands = np.zeros(after, np.bool_)
    stands[row_now[row_now >= 0]] = True
    renewed = np.flatnonzero(~stands).astype(np.int32)
    return RowChanges(frozen("row_now", row_now, np.int32, (None,)), renewed)


def _reversed(shapes: Shapes) -> Shapes:
    """Return the nesting and the names from the end."""

    def turned(start: I32) -> I32:
        counted: I32 = start[-1] - start[::-1]
        return counted

    return shapes._replace(
        ring_start=turned(shapes.ring_start),
        part_start=turned(shapes.part_start),
        building_start=turned(shapes.building_start),
        ids=shapes.ids[::-1],
    )


def _rows_alike(older: Shapes, newer: Shapes) -> int:
    """Return how many rows from the start have the same names and as many parts, rings and corners."""
    rows = _alike(older.building_start, newer.building_start)
    parts = _alike(older.part_start, newer.part_start)
    rows = min(rows, int(np.searchsorted(older.building_start, parts, "right")) - 1)
    rings = _alike(older.ring_start, newer.ring_start)
    parts = int(np.searchsorted(older.part_start, rings, "right")) - 1
    rows = min(rows, int(np.searchsorted(older.building_start, parts, "right")) - 1)
    if older.ids is newer.ids:
        return rows
    pairs = enumerate(zip(older.ids[:rows], newer.ids[:rows], strict=True))
    return next((row for row, (one, other) in pairs if one != other), rows)


def _alike(one: I32, other: I32) -> int:
    """Return how many pieces from the start two offset arrays cut alike."""
    shared = min(len(one), len(other))
    if one is other:
        return shared - 1
    differ = np.flatnonzero(one[:shared] != other[:shared])
    return int(differ[0]) - 1 if len(differ) else shared - 1


def _mark_changed(
    older: Shapes, newer: Shapes, first: int, count: int, shift: int, changed: NDArray[np.bool_]
) -> None:
    """Mark the rows among `count` from `first` of which anything differs that shapes them."""
    if not count:
        return
    rows, rows_now = slice(first, first + count), slice(first + shift, first + shift + count)
    parts, parts_now = _span(older.building_start, rows), _span(newer.building_start, rows_now)
    rings, rings_now = _span(older.part_start, parts), _span(newer.part_start, parts_now)
    corners, corners_now = _span(older.ring_start, rings), _span(newer.ring_start, rings_now)

    corner = corners.start + _differing(older.rings, newer.rings, corners, corners_now)
    ring = np.searchsorted(older.ring_start, corner, "right") - 1
    part = np.searchsorted(older.part_start, ring, "right") - 1
    changed[np.searchsorted(older.building_start, part, "right") - 1] = True
    for name in _LEVELS:
        part = parts.start + _differing(getattr(older, name), getattr(newer, name), parts, parts_now)
        changed[np.searchsorted(older.building_start, part, "right") - 1] = True
    changed[first + _differing(older.outdoor_ground, newer.outdoor_ground, rows, rows_now)] = True
    for name in SHAPING:
        one, other = older.columns.get(name), newer.columns.get(name)
        if one is None and other is None:
            continue
        if one is None or other is None:
            changed[rows] = True
        else:
            changed[first + _differing(one, other, rows, rows_now)] = True


def _span(start: I32, rows: slice) -> slice:
    return slice(int(start[rows.start]), int(start[rows.stop]))


def _differing(one: Column, other: Column, here: slice, there: slice) -> NDArray[np.int64]:
    """Return which of the same number of items differ, counted from the first; nan is like nan."""
    if one is other and here == there:
        return np.zeros(0, np.int64)
    if one.dtype != other.dtype:
        found: NDArray[np.int64] = np.flatnonzero(one[here] != other[there])
        return found
    a, b = (np.ascontiguousarray(values).view(np.uint8) for values in (one[here], other[there]))
    a, b = a.reshape(len(one[here]), -1), b.reshape(len(one[here]), -1)
    wide = next(kind for kind in (np.uint64, np.uint32, np.uint8) if not a.shape[1] % kind().nbytes)
    unlike = a.view(wide) != b.view(wide)
    if not unlike.any():
        return np.zeros(0, np.int64)
    return np.unique(np.flatnonzero(unlike) // unlike.shape[1])
