"""A layer of buildings less some rows, and with other values of some.

Rows keep their order. It does not know why rows are gone or changed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from scene.geometry.descent import note
from scene.geometry.row_changes import RowChanges
from scene.payloads import Buildings
from scene.payloads.arrays import F32, I32, Column, frozen


class _Piece(NamedTuple):
    """Rows that follow each other in one layer, and their parts, rings and corners."""

    layer: Buildings
    rows: slice
    parts: slice
    rings: slice
    corners: slice


def without(base: Buildings, gone: Collection[str]) -> Buildings:
    """Return a layer without the rows of some ids; the layer itself if it has none of them."""
    known = base.row_of_id
    out = {known[name] for name in gone if name in known}
    if not out:
        return base
    made = _joined(_pieces(base, None, out, {}))
    note(made, base, _changes(base.count, out, ()))
    return made


def with_rows(base: Buildings, patch: Buildings | None) -> Buildings:
    """Return a layer with rows as a patch has them, in the place of those of the same id.

    Parameters
    ----------
    base : Buildings
    patch : Buildings, optional
        What the base has not is left out.

    Returns
    -------
    Buildings
        The base itself if nothing is replaced; else what is not replaced shares its arrays where it can.
    """
    known = base.row_of_id
    rows = {known[name]: row for row, name in enumerate(patch.ids) if name in known} if patch else {}
    if patch is None or not rows:
        return base
    pairs = [
        (_piece(base, slice(row, row + 1)), _piece(patch, slice(new, new + 1))) for row, new in rows.items()
    ]
    alike = all(_same_nesting(old, new) for old, new in pairs)
    made = _written(base, pairs) if alike else _joined(_pieces(base, patch, (), rows))
    note(made, base, _changes(base.count, (), rows))
    return made


def _same_nesting(old: _Piece, new: _Piece) -> bool:
    """Return whether two rows have as many parts, rings and corners, one by one."""

    def counts(piece: _Piece) -> tuple[list[int], list[int]]:
        parts = piece.layer.part_start[piece.parts.start : piece.parts.stop + 1]
        rings = piece.layer.ring_start[piece.rings.start : piece.rings.stop + 1]
        return np.diff(parts).tolist(), np.diff(rings).tolist()

    return counts(old) == counts(new)


def _written(base: Buildings, pairs: Sequence[tuple[_Piece, _Piece]]) -> Buildings:
    """Return a layer with the values of rows written over; arrays in which nothing differs stay the same."""

    def over(name: str, level: str) -> Any:
        values = getattr(base, name)
        slices = [(getattr(old, level), getattr(new.layer, name)[getattr(new, level)]) for old, new in pairs]
        if all(np.array_equal(values[place], value) for place, value in slices):
            return values
        copy = values.copy()
        for place, value in slices:
            copy[place] = value
        return copy

    patch = pairs[0][1].layer
    columns: dict[str, Column] = dict(base.columns)
    for name, theirs in patch.columns.items():
        mine = base.columns.get(name, _unknown(theirs, base.count))
        values = mine.astype(np.result_type(mine.dtype, theirs.dtype), copy=False)
        now = [(old.rows.start, theirs[new.rows.start]) for old, new in pairs]
        if any(not _alike(values[row], value) for row, value in now):
            values = values.copy()
            for row, value in now:
                values[row] = value
        columns[name] = values
    return replace(
        base,
        rings=over("rings", "corners"),
        bottom=over("bottom", "parts"),
        eaves=over("eaves", "parts"),
        top=over("top", "parts"),
        outdoor_ground=over("outdoor_ground", "rows"),
        columns=columns,
    )


def _unknown(like: Column, count: int) -> Column:
    column: Column = np.full(count, "" if like.dtype.kind == "U" else np.nan)
    return column


def _alike(one: Any, other: Any) -> bool:
    return bool(one == other or (one != one and other != other))  # noqa: PLR0124  # nan is like nan


def _pieces(
    base: Buildings, patch: Buildings | None, out: Collection[int], rows: Mapping[int, int]
) -> list[_Piece]:
    pieces: list[_Piece] = []
    at = 0
    for row in sorted({*out, *rows}):
        if row > at:
            pieces.append(_piece(base, slice(at, row)))
        if row in rows and patch is not None:
            pieces.append(_piece(patch, slice(rows[row], rows[row] + 1)))
        at = row + 1
    if at < base.count:
        pieces.append(_piece(base, slice(at, base.count)))
    return pieces or [_piece(base, slice(0, 0))]


def _piece(layer: Buildings, rows: slice) -> _Piece:
    def below(start: I32, of: slice) -> slice:
        return slice(int(start[of.start]), int(start[of.stop]))

    parts = below(layer.building_start, rows)
    rings = below(layer.part_start, parts)
    return _Piece(layer, rows, parts, rings, below(layer.ring_start, rings))


def _joined(pieces: Sequence[_Piece]) -> Buildings:
    names = dict.fromkeys(name for piece in pieces for name in piece.layer.columns)
    return Buildings(
        _values([piece.layer.rings[piece.corners] for piece in pieces]),
        _starts([piece.layer.ring_start[piece.rings.start : piece.rings.stop + 1] for piece in pieces]),
        _starts([piece.layer.part_start[piece.parts.start : piece.parts.stop + 1] for piece in pieces]),
        _starts([piece.layer.building_start[piece.rows.start : piece.rows.stop + 1] for piece in pieces]),
        _values([piece.layer.bottom[piece.parts] for piece in pieces]),
        _values([piece.layer.eaves[piece.parts] for piece in pieces]),
        _values([piece.layer.top[piece.parts] for piece in pieces]),
        _values([piece.layer.outdoor_ground[piece.rows] for piece in pieces]),
        tuple(name for piece in pieces for name in piece.layer.ids[piece.rows]),
        {name: _column(name, pieces) for name in names},
    )


def _values(parts: Sequence[F32]) -> F32:
    joined: F32 = np.concatenate(parts)
    return joined


def _starts(parts: Sequence[I32]) -> I32:
    """Return offsets one after another: each part begins where the one before ended."""
    counts = np.concatenate([np.diff(part) for part in parts])
    joined: I32 = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    return joined


def _column(name: str, pieces: Sequence[_Piece]) -> Column:
    """Return a column of all pieces; unknown where a layer has it not."""
    kinds = [piece.layer.columns[name].dtype for piece in pieces if name in piece.layer.columns]
    kind = np.result_type(*kinds)
    if any(name not in piece.layer.columns for piece in pieces) and kind.kind in "iub":
        kind = np.dtype(np.float64)
    unknown = "" if kind.kind == "U" else np.nan
    values = [
        piece.layer.columns[name][piece.rows]
        if name in piece.layer.columns
        else np.full(piece.rows.stop - piece.rows.start, unknown, kind)
        for piece in pieces
    ]
    joined: Column = np.concatenate(values).astype(kind, copy=False)
    return joined


def _changes(count: int, out: Collection[int], rows: Collection[int]) -> RowChanges:
    left_out = np.zeros(count, np.bool_)
    left_out[list(out)] = True
    row_now = (np.cumsum(~left_out) - 1).astype(np.int32)
    renewed = np.sort(row_now[list(rows)]).astype(np.int32)
    row_now[left_out] = -1
    row_now[list(rows)] = -1
    return RowChanges(frozen("row_now", row_now, np.int32, (None,)), renewed)
