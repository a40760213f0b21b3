"""What features are called and how high they are, inside a glTF: EXT_structural_metadata.

A property table holds one value a feature and column, as arrays of the binary buffer.
It does not know meshes.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from scene.payloads.arrays import Column

#: Stands for a figure that is not known; the schema declares it.
NOT_KNOWN: Final = -9999.0
_SCALARS: Final = {
    "int8": "INT8", "uint8": "UINT8", "int16": "INT16", "uint16": "UINT16", "int32": "INT32",
    "uint32": "UINT32", "int64": "INT64", "uint64": "UINT64", "float32": "FLOAT32", "float64": "FLOAT64",
}  # fmt: skip


class Properties:
    """The property tables of a document.

    Parameters
    ----------
    view : callable
        Takes bytes and returns the number of their view.
    """

    def __init__(self, view: Callable[[bytes], int]) -> None:
        self._view = view
        self._classes: dict[str, Any] = {}
        self._tables: list[dict[str, Any]] = []

    def table(self, name: str, columns: Mapping[str, Column]) -> int:
        """Add a table and return its number.

        Parameters
        ----------
        name : str
            What it is about, as people read it.
        columns : Mapping
            Numbers, nan where not known, or text; at least one column.
        """
        key = f"layer_{len(self._classes)}"
        declared: dict[str, Any] = {}
        stored: dict[str, Any] = {}
        for title, values in columns.items():
            column = _identifier(title, declared)
            declared[column], stored[column] = self._property(title, values)
        self._classes[key] = {"name": name, "properties": declared}
        count = len(next(iter(columns.values())))
        self._tables.append({"name": name, "class": key, "count": count, "properties": stored})
        return len(self._tables) - 1

    def _property(self, title: str, values: Column) -> tuple[dict[str, Any], dict[str, Any]]:
        if values.dtype.kind == "b":
            values = values.astype(np.uint8)
        if values.dtype.kind == "f":
            values = np.where(np.isnan(values), values.dtype.type(NOT_KNOWN), values)
        kind = _SCALARS.get(values.dtype.name)
        if kind is not None:
            declared = {"name": title, "type": "SCALAR", "componentType": kind}
            if values.dtype.kind == "f" and (values == NOT_KNOWN).any():
                declared["noData"] = NOT_KNOWN  # type: ignore[assignment]
            return declared, {"values": self._view(np.ascontiguousarray(values).tobytes())}
        words = [str(value).encode() for value in values.tolist()]
        ends = np.concatenate([[0], np.cumsum([len(word) for word in words])]).astype(np.uint32)
        content = b"".join(words) or b"\0"  # a view cannot be empty
        return (
            {"name": title, "type": "STRING"},
            {"values": self._view(content), "stringOffsets": self._view(ends.tobytes()),
             "stringOffsetType": "UINT32"},
        )  # fmt: skip

    def document(self) -> dict[str, Any] | None:
        """Return the extension of the document, None if there is no table."""
        if not self._tables:
            return None
        return {"schema": {"id": "weiyang", "classes": self._classes}, "propertyTables": self._tables}


def _identifier(title: str, taken: Mapping[str, object]) -> str:
    """Return a column's name as the schema allows it: letters, digits, low lines, not twice."""
    plain = re.sub(r"[^A-Za-z0-9_]", "_", title)
    plain = plain if re.match(r"[A-Za-z_]", plain) and plain.strip("_") else f"field_{len(taken) + 1}"
    while plain in taken:
        plain += "_"
    return plain
