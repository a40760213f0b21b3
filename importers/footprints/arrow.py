"""Arrow's columns as numpy's, and its binary geometries as :class:`importers.footprints.shapes.Shapes`.

GDAL and Parquet both hand out Arrow. It does not know files or what a column means.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue
from importers.common.encodings import decoded
from importers.footprints.shapes import Shapes, read_wkb
from scene.messages import msg
from scene.payloads.arrays import Column

#: Longer text is cut: text columns are as wide as their longest value.
LONGEST_TEXT: Final = 200
#: Bytes that one column of text may take before it is cut shorter than that.
_MOST_BYTES: Final = 256 << 20
_SHORTEST_CUT: Final = 32


def shapes_of(array: Any) -> Shapes:
    """Return the geometries of an Arrow array of well-known binary."""
    return read_wkb(*_binary(array))


def _binary(array: Any) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the bytes of a binary array and where each value begins; a missing one has none."""
    import pyarrow as pa

    if isinstance(array, pa.ExtensionArray):
        array = array.storage
    if not pa.types.is_large_binary(array.type):
        array = array.cast(pa.large_binary())
    if array.null_count:
        array = array.fill_null(b"")
    _, offsets, data = array.buffers()
    held = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
    content = np.frombuffer(data, np.uint8) if data is not None else np.empty(0, np.uint8)
    return content, held


def columns_of(table: Any, codec: str, issues: list[ImportIssue]) -> dict[str, Column]:
    """Return the columns of an Arrow table: numbers as they are, everything else as text.

    Parameters
    ----------
    table : pyarrow.Table
        Without geometries.
    codec : str
        Python codec of its text, which is carried as letters; empty if it is text already.
    issues : list of ImportIssue
        Is told of text that was cut.
    """
    most = max(_SHORTEST_CUT, min(LONGEST_TEXT, _MOST_BYTES // (4 * max(table.num_rows, 1))))
    columns: dict[str, Column] = {}
    cut = []
    for name, values in zip(table.column_names, table.columns, strict=True):
        title = decoded(name, codec) if codec else name
        columns[title], shortened = _column(values, codec, most)
        if shortened:
            cut.append(title)
    if cut:
        said = msg("Text longer than {most} characters was cut in: {fields}.",
                   most=most, fields=", ".join(cut))  # fmt: skip
        issues.append(ImportIssue("note", said))
    return columns


def _column(values: Any, codec: str, most: int) -> tuple[Column, bool]:
    import pyarrow as pa

    kind = values.type
    number = pa.types.is_integer(kind) or pa.types.is_floating(kind)
    if number or (pa.types.is_boolean(kind) and not values.null_count):
        return _numbers(values.to_numpy()), False
    if pa.types.is_decimal(kind):
        return _numbers(values.cast(pa.float64()).to_numpy()), False
    if pa.types.is_dictionary(kind):
        values = values.cast(kind.value_type)
    return _text(values, codec, most)


def _numbers(values: NDArray[Any]) -> Column:
    return values.astype(np.float32) if values.dtype == np.float16 else values


def _text(values: Any, codec: str, most: int) -> tuple[Column, bool]:
    """Return a column as text, each distinct value made once, and whether any was cut."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_temporal(values.type):
        values = values.cast(pa.string())
    elif not (pa.types.is_string(values.type) or pa.types.is_large_string(values.type)):
        values = pa.chunked_array([pa.array([_written(value) for value in values.to_pylist()], pa.string())])
    encoded = values.cast(pa.large_string()).fill_null("").dictionary_encode().combine_chunks()
    if isinstance(encoded, pa.ChunkedArray):  # none of no rows
        encoded = encoded.chunk(0) if encoded.num_chunks else pa.array([], pa.string()).dictionary_encode()
    distinct, row = encoded.dictionary, encoded.indices.to_numpy()
    if codec:
        distinct = pa.array(
            [decoded(text, codec).rstrip("\0 ") for text in distinct.to_pylist()], pa.string()
        )
    longest = pc.max(pc.utf8_length(distinct)).as_py() or 0
    if longest > most:
        distinct = pc.utf8_slice_codeunits(distinct, 0, most)
    text = distinct.to_numpy(zero_copy_only=False).astype(np.str_)
    return text[row] if len(text) else np.empty(0, np.str_), longest > most


def _written(value: object) -> str:
    """Return one value of a mixed column: lists with commas, nothing for None."""
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return "" if value is None else str(value)
