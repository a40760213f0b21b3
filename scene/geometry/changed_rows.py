"""Which buildings of a layer a person made otherwise: in shape, or in any column.

It does not know who made them so.
"""

import numpy as np
from numpy.typing import NDArray

from scene.geometry.row_changes import SHAPING, Shapes, row_changes
from scene.geometry.rows import rows_of
from scene.payloads import Buildings
from scene.payloads.arrays import Column


def unlike_rows(older: Buildings, newer: Buildings) -> NDArray[np.int64]:
    """Return the rows of the newer layer that are not, in shape and columns, as in the older; rising."""
    row_now, renewed = row_changes(Shapes.of(older), Shapes.of(newer))
    unlike = np.zeros(newer.count, np.bool_)
    unlike[renewed] = True
    stands = np.flatnonzero(row_now >= 0)
    now = row_now[stands]
    for name in {*older.columns, *newer.columns} - set(SHAPING):
        one, other = older.columns.get(name), newer.columns.get(name)
        if one is not other or older.ids is not newer.ids:
            unlike[now[_differing(one, other, stands, now)]] = True
    return np.flatnonzero(unlike)


def _differing(
    one: Column | None, other: Column | None, here: NDArray[np.int64], there: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Return where two columns say something else; a column that is not there knows nothing."""
    if one is None or other is None:
        known = one[here] if one is not None else other[there] if other is not None else np.zeros(len(here))
        says: NDArray[np.bool_] = known != "" if known.dtype.kind == "U" else ~np.isnan(known.astype(float))
        return says
    a, b = one[here], other[there]
    unlike: NDArray[np.bool_] = a != b
    if a.dtype.kind == "f" and b.dtype.kind == "f":
        unlike &= ~(np.isnan(a) & np.isnan(b))
    return unlike


def rows_otherwise(base: Buildings, newer: Buildings, names: set[str]) -> Buildings | None:
    """Return those of some buildings that are not as in a base layer, None if all are.

    Parameters
    ----------
    base, newer : Buildings
    names : set of str
        Their ids; what the base has not is left out.
    """
    rows = [row for row, name in enumerate(newer.ids) if name in names and name in base.row_of_id]
    if not rows:
        return None
    before = rows_of(base, np.array([base.row_of_id[newer.ids[row]] for row in rows]))
    after = rows_of(newer, np.array(rows))
    unlike = unlike_rows(before, after)
    return rows_of(after, unlike) if len(unlike) else None
