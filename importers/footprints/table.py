"""A vector layer as arrays: geometries as WKB, attribute columns, system, encoding.

Read through pyogrio in slices, so that a person can stop it. It does not know what the columns mean.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue
from importers.common.boundary import broken, reading
from importers.common.encodings import BYTES, decoded
from importers.common.measures import texts
from scene.errors import InvalidRequest, UnreadableFile
from scene.feedback import Feedback
from scene.messages import msg
from scene.payloads.arrays import Column

#: Features read between two looks at the cancel button.
_AT_ONCE: Final = 100_000
#: Longer text is cut: text columns are as wide as their longest value.
LONGEST_TEXT: Final = 200


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One layer.

    Parameters
    ----------
    layer : str
        Its name.
    crs : str
        As the file states it, empty if it does not.
    geometry : ndarray of object, shape (n,)
        WKB, None where a feature has none.
    columns : dict
        Attribute columns by their name in the file.
    """

    layer: str
    crs: str
    geometry: NDArray[Any]
    columns: dict[str, Column]

    @property
    def count(self) -> int:
        """Number of features."""
        return len(self.geometry)


@dataclass(frozen=True, slots=True)
class Source:
    """How to open a vector file.

    Parameters
    ----------
    path : Path
        What GDAL opens, which may be a repaired copy.
    named : Path
        What the person chose.
    format_name : str
        What sentences call it.
    codec : str
        Python codec of its text; empty if the driver knows.
    one_pass : bool
        Whether reading in slices would parse the file again and again.
    """

    path: Path
    named: Path
    format_name: str
    codec: str = ""
    one_pass: bool = False


def choose_layer(source: Source, wanted: str) -> str:
    """Return the layer to read: the wanted one, else the first with polygons, else the first.

    Raises
    ------
    UnreadableFile
        If the file cannot be opened or has no layer.
    InvalidRequest
        If the wanted one is not there.
    """
    with reading(source.named, source.format_name):
        import pyogrio

        layers = [(str(name), str(kind)) for name, kind in pyogrio.list_layers(source.path)]
    names = [name for name, _ in layers]
    if not names:
        raise UnreadableFile(
            msg("{file} holds no layer.", file=source.named.name), msg("Export it again from its source.")
        )
    if wanted:
        if wanted not in names:
            raise InvalidRequest(
                msg("{file} has no layer “{layer}”.", file=source.named.name, layer=wanted),
                msg("It has: {layers}.", layers=", ".join(names)),
            )
        return wanted
    return next((name for name, kind in layers if "Polygon" in kind), names[0])


def layer_info(source: Source, layer: str) -> dict[str, Any]:
    """Return pyogrio's account of a layer, with ``features`` and ``crs``."""
    with reading(source.named, source.format_name):
        import pyogrio

        info: dict[str, Any] = pyogrio.read_info(source.path, layer=layer, encoding=_raw(source))
    return info


def read_table(
    source: Source,
    layer: str,
    feedback: Feedback,
    issues: list[ImportIssue],
    most: int | None = None,
) -> Table:
    """Read a layer, or its first rows.

    Parameters
    ----------
    source : Source
        What to open.
    layer : str
        Which layer.
    feedback : Feedback
        Progress and cancel.
    issues : list of ImportIssue
        Is told what the library warned of, and of text that was cut.
    most : int, optional
        Read no more features than this.

    Raises
    ------
    UnreadableFile
        If it is broken or holds no feature.
    """
    slices, expected = _slices(source, layer, feedback, issues, most)
    feedback.check()
    meta = slices[0][0]
    geometry = np.concatenate([part[2] for part in slices])
    if not len(geometry):
        raise UnreadableFile(
            msg("{file} holds no feature.", file=source.named.name),
            msg("Check that the right layer was exported, with its rows."),
        )
    values = [np.concatenate([part[3][k] for part in slices]) for k in range(len(meta["fields"]))]
    if most is None and expected and len(geometry) != expected:
        raise broken(
            source.named, "says it holds {told} features but {found} can be read",
            told=expected, found=len(geometry),
        )  # fmt: skip
    names = [decoded(str(name), source.codec) if source.codec else str(name) for name in meta["fields"]]
    columns = {name: _tidy(column, source.codec) for name, column in zip(names, values, strict=True)}
    _tell_of_cuts(columns, issues)
    return Table(
        layer, meta["crs"] or "", geometry,
        {name: _cut(column) for name, column in columns.items()},
    )  # fmt: skip


def _slices(
    source: Source, layer: str, feedback: Feedback, issues: list[ImportIssue], most: int | None
) -> tuple[list[tuple[Any, ...]], int]:
    """Return what pyogrio reads, slice by slice, and how many features the file declares (0: unknown)."""
    slices: list[tuple[Any, ...]] = []
    expected = (
        0 if most is not None or source.one_pass else max(0, int(layer_info(source, layer)["features"]))
    )
    with reading(source.named, source.format_name, issues):
        from pyogrio.raw import read

        first, sliced = 0, expected > _AT_ONCE
        while True:
            feedback.check()
            part = read(
                source.path, layer=layer, encoding=_raw(source), skip_features=first,
                max_features=_AT_ONCE if sliced else most, datetime_as_string=True,
            )  # fmt: skip
            slices.append(part)
            first += len(part[2])
            feedback.progress(first / max(expected, first, 1))
            if not sliced or len(part[2]) < _AT_ONCE:
                break
    return slices, expected


def _raw(source: Source) -> str | None:
    """Return the encoding to read in: bytes carried as letters where this program decodes by itself."""
    return BYTES if source.codec else None


def _tidy(values: Column, codec: str) -> Column:
    """Return numbers as they are and everything else as text in the right encoding."""
    if values.dtype.kind in "iufb":
        return values
    text = texts(values)
    if not codec or not text.size:
        return text
    distinct, row = np.unique(text, return_inverse=True)
    return np.array([decoded(str(value), codec).rstrip("\0 ") for value in distinct], dtype=np.str_)[row]


def _tell_of_cuts(columns: dict[str, Column], issues: list[ImportIssue]) -> None:
    long = [name for name, values in columns.items() if _is_long(values)]
    if long:
        said = msg("Text longer than {most} characters was cut in: {fields}.",
                   most=LONGEST_TEXT, fields=", ".join(long))  # fmt: skip
        issues.append(ImportIssue("note", said))


def _is_long(values: Column) -> bool:
    return values.dtype.kind == "U" and values.dtype.itemsize > 4 * LONGEST_TEXT


def _cut(values: Column) -> Column:
    return values.astype(f"U{LONGEST_TEXT}") if _is_long(values) else values
