"""Runs of different lengths in one array, as rings hold vertices and parts hold rings.

Plain numpy, so that whoever only lists importers need not wait for a compiler.
"""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

I64: TypeAlias = NDArray[np.int64]


def taken(values: NDArray[Any], start: I64, rows: I64) -> tuple[NDArray[Any], I64]:
    """Return some runs of a ragged array, one after the other, and where each begins.

    Parameters
    ----------
    values : ndarray, shape (v, …)
    start : ndarray of int64, shape (n + 1,)
    rows : ndarray of int64, shape (k,)
    """
    sizes = start[rows + 1] - start[rows]
    first = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return values[np.repeat(start[rows] - first[:-1], sizes) + np.arange(first[-1])], first
