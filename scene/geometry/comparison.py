"""What changed between two deliveries of a layer: rows added, removed, moved, raised, told otherwise.

Rows are the same by their ids, where those hold, else by where they lie. It does not know files, layers or
who asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from scene.geometry.outlines import I64, Outlines, distances_apart
from scene.payloads import Buildings, Polylines
from scene.payloads.arrays import F64, Column

Bools = NDArray[np.bool_]

#: A height that differs by less is the same, metres: more than local float32 steps, less than a survey tells.
HEIGHT_TOLERANCE: Final = 0.05
#: An outline that lies apart by less is the same, metres.
PLACE_TOLERANCE: Final = 0.05
#: Boxes about rows that are the same by place share at least this much of what both cover.
SHARED: Final = 0.3
#: Boxes about lines and points are wider by this, metres, so that they cover something.
WIDER: Final = 1.0
#: Ids hold if so many of the smaller layer's are in the other, and of these so many lie where they lay.
IDS_KNOWN, IDS_IN_PLACE = 0.5, 0.5
#: An id that still lies within this of its former box lies where it lay, metres.
NEARBY: Final = 25.0


@dataclass(frozen=True, eq=False)
class Difference:
    """What changed.

    Parameters
    ----------
    by : str
        What told which rows are the same: ``ids`` or ``place``.
    added : ndarray of int64
        Rows of the newer layer.
    removed : ndarray of int64
        Rows of the older layer.
    before, after : ndarray of int64, shape (p,)
        Rows of either that are the same.
    height_before, height_after : ndarray of float64, shape (p,)
        Metres above outdoor ground; nan of lines.
    moved : ndarray of float64, shape (p,)
        How far the outlines lie apart, metres.
    attributes : Mapping[str, ndarray of bool, shape (p,)]
        Which pairs differ, by column; only columns in which any does.
    kept : tuple of str
        Columns that the newer layer lacks.
    """

    by: Literal["ids", "place"]
    added: I64
    removed: I64
    before: I64
    after: I64
    height_before: F64
    height_after: F64
    moved: F64
    attributes: Mapping[str, Bools]
    kept: tuple[str, ...] = ()

    @property
    def raised(self) -> Bools:
        """Pairs whose height changed, either way, or is known in one of both only; shape (p,)."""
        unknown = np.isnan(self.height_before) != np.isnan(self.height_after)
        with np.errstate(invalid="ignore"):
            found: Bools = unknown | (np.abs(self.height_after - self.height_before) > HEIGHT_TOLERANCE)
        return found

    @property
    def displaced(self) -> Bools:
        """Pairs whose outline changed, shape (p,)."""
        return self.moved > PLACE_TOLERANCE

    @property
    def retold(self) -> Bools:
        """Pairs with an attribute that changed, shape (p,)."""
        found = np.zeros(len(self.before), bool)
        for differs in self.attributes.values():
            found |= differs
        return found

    @property
    def changed(self) -> Bools:
        """Pairs that changed in any way, shape (p,)."""
        return self.raised | self.displaced | self.retold

    @property
    def nothing(self) -> bool:
        """Whether the newer layer says the same as the older."""
        return not (len(self.added) or len(self.removed) or self.changed.any())


def compare(older: Buildings | Polylines, newer: Buildings | Polylines) -> Difference:
    """Compare two deliveries of a layer.

    Parameters
    ----------
    older, newer : Buildings or Polylines
        In the same local metres, both of one kind.

    Raises
    ------
    TypeError
        If one is of buildings and the other of lines.
    """
    if isinstance(older, Buildings) != isinstance(newer, Buildings):
        raise TypeError("buildings are compared with buildings, lines with lines")
    one, other = Outlines.of(older), Outlines.of(newer)
    by: Literal["ids", "place"] = "ids"
    pairs = _by_ids(older, newer)
    if not _ids_hold(pairs, one, other):
        by, pairs = "place", _by_place(one, other, 0.0 if isinstance(older, Buildings) else WIDER)
    before, after = pairs
    shared = [name for name in older.columns if name in newer.columns]
    told = {name: _differ(older.columns[name][before], newer.columns[name][after]) for name in shared}
    return Difference(
        by,
        np.setdiff1d(np.arange(other.count), after),
        np.setdiff1d(np.arange(one.count), before),
        before,
        after,
        heights(older)[before],
        heights(newer)[after],
        distances_apart(one, other, before, after),
        {name: differs for name, differs in told.items() if differs.any()},
        tuple(name for name in older.columns if name not in newer.columns),
    )


def heights(payload: Buildings | Polylines) -> F64:
    """Return the height of each building above its outdoor ground, metres, shape (n,); nan of lines."""
    found = np.full(payload.count, np.nan)
    if isinstance(payload, Buildings):
        filled = np.flatnonzero(np.diff(payload.building_start) > 0)
        if len(filled):
            tops = np.maximum.reduceat(payload.top, payload.building_start[filled])
            found[filled] = tops.astype(np.float64) - payload.outdoor_ground[filled]
    return found


def _by_ids(older: Buildings | Polylines, newer: Buildings | Polylines) -> tuple[I64, I64]:
    place = {name: row for row, name in enumerate(older.ids)}
    found = np.fromiter((place.get(name, -1) for name in newer.ids), np.int64, newer.count)
    after = np.flatnonzero(found >= 0)
    before, first = np.unique(found[after], return_index=True)  # an id that comes twice counts once
    return before, after[first]


def _ids_hold(pairs: tuple[I64, I64], one: Outlines, other: Outlines) -> bool:
    """Return whether ids name the same things in both: numbers of rows do not, once a row goes."""
    before, after = pairs
    if len(before) < IDS_KNOWN * min(one.count, other.count) or not len(before):
        return False
    a, b = one.boxes[before], other.boxes[after]
    with np.errstate(invalid="ignore"):
        apart = np.maximum(a[:, :2] - b[:, 2:], b[:, :2] - a[:, 2:]).max(axis=1)
    return bool(np.mean(apart <= NEARBY) >= IDS_IN_PLACE and _no_better_by_place(a, b))


def _no_better_by_place(a: F64, b: F64) -> bool:
    """Return whether boxes of the same id overlap as those of the same thing do, in most cases."""
    return bool(np.mean(_overlap(a, b) > 0.0) >= IDS_IN_PLACE)


def _overlap(a: F64, b: F64) -> F64:
    """Return which share of what two boxes cover both cover, shape (p,); points that coincide share all."""
    low, high = np.maximum(a[:, :2], b[:, :2]), np.minimum(a[:, 2:], b[:, 2:])
    meets = ((high - low) >= 0.0).all(axis=1)
    size_a, size_b, size = a[:, 2:] - a[:, :2] + 0.1, b[:, 2:] - b[:, :2] + 0.1, high - low + 0.1
    both = size.prod(axis=1)
    every = size_a.prod(axis=1) + size_b.prod(axis=1) - both
    shares: F64 = np.where(meets, both / every, 0.0)
    return shares


def _by_place(one: Outlines, other: Outlines, wider: float) -> tuple[I64, I64]:
    """Return the rows that are each other's best partner by the share that their boxes have in common."""
    import shapely

    grown = np.array([-wider, -wider, wider, wider])
    a, b = one.boxes + grown, other.boxes + grown
    real_a, real_b = np.flatnonzero(~np.isnan(a[:, 0])), np.flatnonzero(~np.isnan(b[:, 0]))
    # Diagonals stand for boxes: the tree knows nothing but boxes, and a line is made sooner than a polygon.
    tree = shapely.STRtree(shapely.linestrings(a[real_a].reshape(-1, 2, 2)))
    ask, found = tree.query(shapely.linestrings(b[real_b].reshape(-1, 2, 2)))
    left, right = real_a[found], real_b[ask]
    share = _overlap(a[left], b[right])
    keep = share >= SHARED
    left, right, share = left[keep], right[keep], share[keep]
    taken: list[tuple[I64, I64]] = []
    while len(left):
        mutual = _best(left, share, one.count) & _best(right, share, other.count)
        if not mutual.any():
            break
        taken.append((left[mutual], right[mutual]))
        free = ~np.isin(left, left[mutual]) & ~np.isin(right, right[mutual])
        left, right, share = left[free], right[free], share[free]
    if not taken:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    before = np.concatenate([pair[0] for pair in taken])
    order = np.argsort(before)
    return before[order], np.concatenate([pair[1] for pair in taken])[order]


def _best(rows: I64, share: F64, count: int) -> Bools:
    """Return which candidates are the best of their row; of equal ones the first."""
    order = np.lexsort((np.arange(len(rows)), -share, rows))
    first = np.ones(len(rows), bool)
    first[1:] = rows[order][1:] != rows[order][:-1]
    best = np.zeros(len(rows), bool)
    best[order[first]] = True
    return best


def _differ(one: Column, other: Column) -> Bools:
    """Return where two columns differ; unknown equals unknown, and 3 equals 3.0."""
    if one.dtype.kind in "iufb" and other.dtype.kind in "iufb":
        a, b = one.astype(np.float64), other.astype(np.float64)
        return ~(np.isclose(a, b, rtol=1e-6, atol=1e-9) | (np.isnan(a) & np.isnan(b)))
    differs: Bools = np.asarray(_words(one) != _words(other), dtype=bool)
    return differs


def _words(column: Column) -> Column:
    words: Column = np.char.strip(column.astype(np.str_))
    return words
