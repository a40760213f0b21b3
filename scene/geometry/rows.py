"""Some rows of a layer as a layer of their own, and a newer layer in the place of an older.

It does not know why rows are chosen or who compared them.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar, overload

import numpy as np

from scene.payloads import Buildings, Polylines
from scene.payloads.arrays import F32, I32, Column

if TYPE_CHECKING:  # the comparison has compiled code, which those who only read rows need not wait for
    from scene.geometry.comparison import Bools, Difference
    from scene.geometry.outlines import I64

Layer = TypeVar("Layer", Buildings, Polylines)


@overload
def rows_of(payload: Buildings, rows: "I64") -> Buildings: ...


@overload
def rows_of(payload: Polylines, rows: "I64") -> Polylines: ...


def rows_of(payload: Buildings | Polylines, rows: "I64") -> Buildings | Polylines:
    """Return chosen rows of a layer, in the order given.

    Parameters
    ----------
    payload : Buildings or Polylines
    rows : ndarray of int64, shape (k,)
    """
    ids = tuple(payload.ids[row] for row in rows)
    columns = {name: column[rows] for name, column in payload.columns.items()}
    if isinstance(payload, Polylines):
        vertices, starts = _ragged(payload.line_start, rows)
        return Polylines(payload.vertices[vertices], starts, ids, columns)
    parts, building_start = _ragged(payload.building_start, rows)
    rings, part_start = _ragged(payload.part_start, parts)
    corners, ring_start = _ragged(payload.ring_start, rings)
    return Buildings(
        payload.rings[corners], ring_start, part_start, building_start,
        payload.bottom[parts], payload.eaves[parts], payload.top[parts], payload.outdoor_ground[rows],
        ids, columns,
    )  # fmt: skip


def _ragged(start: I32, rows: "I64") -> "tuple[I64, I32]":
    """Return the items of chosen rows of a ragged table, and where each row begins among them."""
    first = start[rows].astype(np.int64)
    counts = start[rows + 1].astype(np.int64) - first
    begins = np.concatenate(([0], np.cumsum(counts)))
    items = np.arange(begins[-1]) + np.repeat(first - begins[:-1], counts)
    return items, begins.astype(np.int32)


def updated(older: Layer, newer: Layer, difference: "Difference") -> Layer:
    """Return the newer layer as it takes the place of the older.

    Rows that are the same keep their ids, and the columns that the newer layer lacks: what people wrote here
    and no file knows is not lost. New rows are unknown in those columns.
    """
    ids = list(newer.ids)
    if difference.by == "place":
        for before, after in zip(difference.before.tolist(), difference.after.tolist(), strict=True):
            ids[after] = older.ids[before]
        used = {ids[row] for row in difference.after.tolist()} | set(older.ids)
        for row in difference.added.tolist():
            ids[row] = _free(ids[row], used)
    columns = dict(newer.columns)
    for name in difference.kept:
        columns[name] = _carried(older.columns[name], newer.count, difference)
    return replace(newer, ids=tuple(ids), columns=columns)


#: Column that says what a person edited by hand in a row: ``height``, ``place``, both with a space between.
EDITED: Final = "edited"


def edited_here(older: Layer, difference: "Difference") -> "Bools":
    """Return the pairs that a person edited by hand and that the newer layer tells otherwise, shape (p,)."""
    marks = older.columns.get(EDITED)
    if marks is None:
        return np.zeros(len(difference.before), bool)
    words = marks.astype(np.str_)[difference.before]
    height = np.char.find(words, "height") >= 0
    place = np.char.find(words, "place") >= 0
    found: Bools = (height & difference.raised) | (place & difference.displaced)
    return found


def keeping(older: Buildings, merged: Buildings, difference: "Difference", pairs: "Bools") -> Buildings:
    """Return a merged layer in which some pairs stand as they stood in the older layer.

    Parameters
    ----------
    older, merged : Buildings
        The layer as it was, and the newer in its place.
    difference : Difference
    pairs : ndarray of bool, shape (p,)
        Which pairs are kept; their attributes are the newer layer's, but for where the height comes from.
    """
    if not pairs.any():
        return merged
    before, after = difference.before[pairs], difference.after[pairs]
    both = _joined(merged, rows_of(older, before))
    order = np.arange(merged.count)
    order[after] = merged.count + np.arange(len(before))
    columns = dict(merged.columns)
    for name in ("height_source", "height_sigma", EDITED):
        if name in columns and name in older.columns:
            kept, former = columns[name], older.columns[name]
            kept = kept.astype(np.promote_types(kept.dtype, former.dtype))
            kept[after] = former[before]
            columns[name] = kept
    return replace(rows_of(both, order), ids=merged.ids, columns=columns)


def _joined(one: Buildings, other: Buildings) -> Buildings:
    """Return the geometry of two layers after each other, without ids that mean anything."""

    def starts(name: str) -> I32:
        first, second = getattr(one, name), getattr(other, name)
        found: I32 = np.concatenate([first, second[1:] + first[-1]])
        return found

    def both(name: str) -> F32:
        found: F32 = np.concatenate([getattr(one, name), getattr(other, name)])
        return found

    ids = tuple(str(row) for row in range(one.count + other.count))
    return Buildings(
        both("rings"), starts("ring_start"), starts("part_start"), starts("building_start"),
        both("bottom"), both("eaves"), both("top"), both("outdoor_ground"), ids,
    )  # fmt: skip


def _free(name: str, used: set[str]) -> str:
    number, found = 2, name
    while found in used:
        found, number = f"{name}-{number}", number + 1
    used.add(found)
    return found


def _carried(column: Column, count: int, difference: "Difference") -> Column:
    if column.dtype.kind in "iub":
        column = column.astype(np.float64)
    carried: Column = np.full(count, np.nan if column.dtype.kind == "f" else "", column.dtype)
    carried[difference.after] = column[difference.before]
    return carried


def lost(older: Buildings | Polylines, difference: "Difference") -> "I64":
    """Return the removed rows of the older layer that say something in a column that no file knows."""
    says = np.zeros(len(difference.removed), bool)
    for name in difference.kept:
        column = older.columns[name][difference.removed]
        says |= ~np.isnan(column) if column.dtype.kind == "f" else np.char.str_len(column.astype(np.str_)) > 0
    return difference.removed[says]
