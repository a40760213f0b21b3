"""In which order to look along columns that lie side by side, and whose blockers to try first.

What hides a column mostly hides its neighbours, on the same fan and on that of the next station. So a few are
looked along first, and the others ask them. It does not know what blocks.
"""

from typing import Final

import numpy as np

from scene.payloads.arrays import I32

#: Of the eyes every so many are looked from first.
_EYES: Final = 4
#: And of the columns of each eye every so many.
_COLUMNS: Final = 8


def side_by_side(of: I32) -> list[tuple[I32, I32]]:
    """Divide columns into generations.

    Parameters
    ----------
    of : ndarray of int32, shape (n,)
        The eye of each column; columns of one eye follow one another.

    Returns
    -------
    list of tuple
        For each generation its columns, shape (k,), and which earlier columns each may ask, shape (k, m).
        Every column is in one generation.
    """
    n = len(of)
    if n == 0:
        return []
    start = np.flatnonzero(np.diff(of, prepend=-1))
    count = np.diff(start, append=n)
    eye = np.repeat(np.arange(len(start)), count)
    rank = np.arange(n) - start[eye]
    leading = np.flatnonzero((np.arange(len(start)) % _EYES == 0) | (np.arange(len(start)) == len(start) - 1))
    led = np.zeros(len(start), np.bool_)
    led[leading] = True
    done = (rank % _COLUMNS == 0) | (rank == count[eye] - 1)
    first, second = np.flatnonzero(done & led[eye]), np.flatnonzero(done & ~led[eye])
    # The columns at the same place of the fan, of the leading eyes before and after.
    after = np.searchsorted(leading, eye[second])
    alike = []
    for other in (leading[after - 1], leading[after]):
        place = rank[second] * (count[other] - 1) // np.maximum(count[eye[second]] - 1, 1)
        nearest = np.minimum((place + _COLUMNS // 2) // _COLUMNS * _COLUMNS, count[other] - 1)
        alike.append(start[other] + nearest)
    known, rest = np.flatnonzero(done), np.flatnonzero(~done)
    behind = np.searchsorted(known, rest)
    beside = [known[behind - 1], known[behind]]
    found = [
        (first, np.zeros((len(first), 0), np.int32)),
        (second, np.column_stack(alike).astype(np.int32)),
        (rest, np.column_stack(beside).astype(np.int32)),
    ]
    return [(rows.astype(np.int32), asked) for rows, asked in found if len(rows)]
