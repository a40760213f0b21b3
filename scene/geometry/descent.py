"""From which layer of buildings another was made, and where its rows went: nobody need compare the two.

It does not know who made it, or triangles.
"""

from typing import Final, NamedTuple
from weakref import ReferenceType, WeakKeyDictionary, ref

import numpy as np

from scene.geometry.row_changes import RowChanges
from scene.payloads import Buildings
from scene.payloads.arrays import I32


class Descent(NamedTuple):
    """How a layer was made of another.

    Parameters
    ----------
    base : weak reference to Buildings
        It lives in the scene; what was made of it must not keep it alive.
    changes : RowChanges
        How the rows of the base went over.
    """

    base: ReferenceType[Buildings]
    changes: RowChanges


_DESCENTS: Final["WeakKeyDictionary[Buildings, Descent]"] = WeakKeyDictionary()


def note(made: Buildings, base: Buildings, changes: RowChanges) -> None:
    """Remember what a layer was made of, as long as it lives."""
    _DESCENTS[made] = Descent(ref(base), changes)


def note_step(made: Buildings, before: Buildings) -> None:
    """Remember a layer that was made of one that was itself made of another as made of that other."""
    last, first = descent_of(made), descent_of(before)
    base = None if first is None else first.base()
    if last is not None and first is not None and base is not None:
        note(made, base, chained(first.changes, last.changes, made.count))


def descent_of(made: Buildings) -> Descent | None:
    """Return what a layer was made of, None if nobody said."""
    return _DESCENTS.get(made)


def base_of(layer: Buildings) -> Buildings:
    """Return what a layer was made of, itself if of nothing that still lives."""
    descent = descent_of(layer)
    base = None if descent is None else descent.base()
    return layer if base is None else base


def base_rows(layer: Buildings) -> I32:
    """Return the row of :func:`base_of` that each row stands for unchanged, -1 where for none."""
    descent = descent_of(layer)
    found: I32 = np.arange(layer.count, dtype=np.int32)
    if descent is None or descent.base() is None:
        return found
    row_now = descent.changes.row_now
    stands = np.flatnonzero(row_now >= 0).astype(np.int32)
    found[:] = -1
    found[row_now[stands]] = stands
    return found


def chained(earlier: RowChanges, later: RowChanges, count: int) -> RowChanges:
    """Return two steps as one.

    Parameters
    ----------
    earlier, later : RowChanges
    count : int
        Rows at the end.
    """
    row_now = np.full(len(earlier.row_now), -1, np.int32)
    stands = np.flatnonzero(earlier.row_now >= 0)
    row_now[stands] = later.row_now[earlier.row_now[stands]]
    old = np.zeros(count, np.bool_)
    old[row_now[row_now >= 0]] = True
    return RowChanges(row_now, np.flatnonzero(~old).astype(np.int32))
