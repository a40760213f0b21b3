"""What is known of the things in a tile: batch tables as columns, and many tiles' columns as one table.

It does not know geometry.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scene.payloads.arrays import Column

_COMPONENT: Final = {
    "BYTE": "<i1", "UNSIGNED_BYTE": "<u1", "SHORT": "<i2", "UNSIGNED_SHORT": "<u2",
    "INT": "<i4", "UNSIGNED_INT": "<u4", "FLOAT": "<f4", "DOUBLE": "<f8",
}  # fmt: skip
_COMPONENTS: Final = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4}
#: More columns than this are not kept, nor longer texts.
_MOST_COLUMNS, _LONGEST = 100, 500
#: Columns whose values name a thing.
_NAMES: Final = ("name", "gml:name", "gml_name", "name_zh", "title", "gml_id", "gml:id", "id")


@dataclass(frozen=True, slots=True)
class Features:
    """The things of one tile, or of many.

    Parameters
    ----------
    count : int
    columns : dict
        Name to ndarray of shape (count,): numbers or text.
    """

    count: int
    columns: dict[str, Column] = field(default_factory=dict)


def table_of(document: dict[str, Any], binary: bytes, count: int) -> dict[str, Column]:
    """Return the columns of a batch table.

    Parameters
    ----------
    document : dict
        Its JSON: lists of values, or where numbers lie in `binary`.
    binary : bytes
    count : int
        Rows.

    Raises
    ------
    ValueError
        If numbers reach beyond `binary`.
    """
    columns = {}
    for name, held in list(document.items())[:_MOST_COLUMNS]:
        if isinstance(held, list) and len(held) >= count:
            columns[str(name)] = plain(held[:count])
        elif isinstance(held, dict) and "byteOffset" in held:
            values = numbers_of(held, binary, count)
            columns[str(name)] = values[:, 0] if values.shape[1] == 1 else plain(values.tolist())
    return columns


def numbers_of(
    held: dict[str, Any], binary: bytes, count: int, kind: str = "", width: int = 0
) -> NDArray[Any]:
    """Return numbers that lie in a binary body, shape (count, components).

    Raises
    ------
    ValueError
        If they reach beyond it.
    """
    dtype = np.dtype(kind or _COMPONENT[held["componentType"]])
    each = width or _COMPONENTS[held.get("type", "SCALAR")]
    offset = int(held.get("byteOffset", 0))
    if offset < 0 or count < 0 or offset + count * each * dtype.itemsize > len(binary):
        raise ValueError("numbers reach beyond their table")
    return np.frombuffer(binary, dtype, count * each, offset).reshape(count, each)


def plain(values: Sequence[Any]) -> Column:
    """Return values as one column: numbers if all are, else text, empty for nothing."""
    numeric = all((isinstance(x, int | float) and not isinstance(x, bool)) or x is None for x in values)
    if numeric and any(x is not None for x in values):
        return np.array([np.nan if x is None else float(x) for x in values], dtype=np.float64)
    return np.array(["" if x is None else str(x)[:_LONGEST] for x in values], dtype=np.str_)


def stacked(tables: list[Features]) -> Features:
    """Return the rows of many tables one below the other; what a table lacks is empty or nan."""
    count = sum(table.count for table in tables)
    names = dict.fromkeys(name for table in tables for name in table.columns)
    columns: dict[str, Column] = {}
    for name in list(names)[:_MOST_COLUMNS]:
        pieces = [table.columns.get(name) for table in tables]
        numeric = all(piece is None or piece.dtype.kind in "iufb" for piece in pieces)
        filled = []
        for table, piece in zip(tables, pieces, strict=True):
            if numeric:
                gap = np.full(table.count, np.nan)
                filled.append(gap if piece is None else piece.astype(np.float64))
            else:
                blank = np.zeros(table.count, dtype="<U1")
                filled.append(blank if piece is None else piece.astype(np.str_))
        columns[name] = np.concatenate(filled) if filled else np.zeros(0)
    return Features(count, columns)


def named(features: Features, otherwise: Column) -> dict[str, Column]:
    """Return the columns with names in front: of a column that holds names, else `otherwise`."""
    lower = {name.lower(): name for name in features.columns}
    key = next((lower[name] for name in _NAMES if name in lower), None)
    names = otherwise
    if key is not None:
        held = features.columns[key]
        text = held if held.dtype.kind == "U" else np.char.mod("%g", np.nan_to_num(held))
        names = np.where(text == "", otherwise, text)
    others = {name: held for name, held in features.columns.items() if name not in ("name_zh", "name_en")}
    return {"name_zh": names, "name_en": names, **others}
