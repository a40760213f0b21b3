"""Properties within glTF: EXT_mesh_features says which thing a face is, EXT_structural_metadata what it is.

It does not know tilesets.
"""

from itertools import pairwise
from typing import Any, Final

import numpy as np

from importers.models.gltf.buffers import Buffers
from importers.models.gltf.container import extension
from importers.tiles3d.features import plain
from scene.payloads.arrays import Column

_COMPONENT: Final = {
    "INT8": "<i1", "UINT8": "<u1", "INT16": "<i2", "UINT16": "<u2", "INT32": "<i4", "UINT32": "<u4",
    "INT64": "<i8", "UINT64": "<u8", "FLOAT32": "<f4", "FLOAT64": "<f8",
}  # fmt: skip
#: Rows of a table, at most: each must be in the file, if only as a bit.
_MOST_ROWS: Final = 10_000_000


def feature_attribute(primitive: dict[str, Any]) -> tuple[str, int | None] | None:
    """Return the attribute that holds the features of a primitive, and the table that describes them."""
    declared = extension(primitive, "EXT_mesh_features")
    for held in (declared or {}).get("featureIds", []):
        if isinstance(held.get("attribute"), int):
            table = held.get("propertyTable")
            return f"_FEATURE_ID_{held['attribute']}", table if isinstance(table, int) else None
    return None


def property_tables(buffers: Buffers) -> list[tuple[int, dict[str, Column]]]:
    """Return rows and columns of the property tables of a glTF file; arrays and vectors are left out.

    Raises
    ------
    UnreadableFile, ValueError, KeyError, IndexError, TypeError
        If they do not fit the file.
    """
    declared = extension(buffers.document, "EXT_structural_metadata") or {}
    classes = (declared.get("schema") or {}).get("classes", {})
    enums = (declared.get("schema") or {}).get("enums", {})
    tables = []
    for table in declared.get("propertyTables", []):
        count = int(table["count"])
        if not 0 <= count <= _MOST_ROWS:
            raise ValueError("a property table is too long")
        kinds = classes.get(table["class"], {}).get("properties", {})
        columns = {}
        for name, held in table.get("properties", {}).items():
            column = _column(buffers, kinds.get(name, {}), held, count, enums)
            if column is not None:
                columns[str(name)] = column
        tables.append((count, columns))
    return tables


def _column(
    buffers: Buffers, kind: dict[str, Any], held: dict[str, Any], count: int, enums: dict[str, Any]
) -> Column | None:
    if kind.get("array"):
        return None
    values = buffers.view(held["values"])
    if kind.get("type") == "STRING":
        offset_kind = _COMPONENT[str(held.get("stringOffsetType", "UINT32"))]
        starts = _first(buffers.view(held["stringOffsets"]), offset_kind, count + 1).astype(np.int64)
        if (np.diff(starts) < 0).any() or starts[0] < 0 or starts[-1] > len(values):
            raise ValueError("texts reach beyond their view")
        text = values.tobytes()
        return plain([text[a:b].decode("utf-8", "replace") for a, b in pairwise(starts)])
    if kind.get("type") == "BOOLEAN":
        return np.unpackbits(values, count=count, bitorder="little").astype(np.float64)
    if kind.get("type") == "ENUM":
        named = enums[kind["enumType"]]
        numbers = _first(values, _COMPONENT[str(named.get("valueType", "UINT16"))], count)
        names = {int(entry["value"]): str(entry["name"]) for entry in named["values"]}
        return np.array([names.get(int(number), "") for number in numbers], dtype=np.str_)
    if kind.get("type") != "SCALAR":
        return None
    stored = _first(values, _COMPONENT[str(kind["componentType"])], count)
    numbers = stored.astype(np.float64)
    unknown = numbers == float(kind["noData"]) if isinstance(kind.get("noData"), int | float) else None
    if kind.get("normalized") and stored.dtype.kind in "iu":
        numbers = numbers / np.iinfo(stored.dtype).max
    scale, offset = held.get("scale", kind.get("scale", 1.0)), held.get("offset", kind.get("offset", 0.0))
    numbers = numbers * float(scale) + float(offset)
    return numbers if unknown is None else np.where(unknown, np.nan, numbers)


def _first(values: Column, kind: str, count: int) -> Column:
    """Return the first numbers of a view."""
    dtype = np.dtype(kind)
    if count * dtype.itemsize > len(values):
        raise ValueError("numbers reach beyond their view")
    return np.frombuffer(values.tobytes(), dtype, count)
