"""The array types of payloads, and the one place that checks and freezes them.

It does not know what the arrays mean.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

F32: TypeAlias = NDArray[np.float32]
F64: TypeAlias = NDArray[np.float64]
I32: TypeAlias = NDArray[np.int32]
U8: TypeAlias = NDArray[np.uint8]
U16: TypeAlias = NDArray[np.uint16]
#: One value a row: numbers (``nan`` where unknown) or text (dtype ``U``, empty where unknown).
Column: TypeAlias = NDArray[Any]


def frozen(name: str, values: ArrayLike, dtype: DTypeLike, shape: tuple[int | None, ...]) -> NDArray[Any]:
    """Return `values` as a contiguous read-only array of a given type and shape.

    Parameters
    ----------
    name : str
        Names the array in the error.
    values : array_like
        Taken without a copy where the type already fits.
    dtype : dtype_like
        Wanted type.
    shape : tuple of int or None
        Wanted shape; None allows any length in that place.

    Raises
    ------
    ValueError
        If the shape differs.
    """
    array = np.ascontiguousarray(values, dtype=dtype)
    fits = array.ndim == len(shape) and all(
        want is None or want == have for want, have in zip(shape, array.shape, strict=True)
    )
    if not fits:
        raise ValueError(f"{name} has shape {array.shape}, expected {shape}")
    if array.flags.writeable:
        array = array.view()
        array.setflags(write=False)
    return array


def offsets(name: str, starts: ArrayLike, total: int) -> I32:
    """Return ragged offsets, checked: from 0, never falling, ending at `total`.

    Raises
    ------
    ValueError
        If they are not such offsets.
    """
    array = frozen(name, starts, np.int32, (None,))
    if array.size == 0 or array[0] != 0 or array[-1] != total or np.any(np.diff(array) < 0):
        raise ValueError(f"{name} must rise from 0 to {total}")
    return array


def columns(rows: int, values: Mapping[str, ArrayLike]) -> Mapping[str, Column]:
    """Return read-only columns of equal length.

    Raises
    ------
    ValueError
        If a column has another length than `rows`.
    """
    checked: dict[str, Column] = {}
    for name, column in values.items():
        array = np.asarray(column)
        if array.dtype == object:
            array = array.astype(np.str_)
        checked[name] = frozen(name, array, array.dtype, (rows,))
    return MappingProxyType(checked)
