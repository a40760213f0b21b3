"""Shapefile: field names of at most ten bytes, text of at most 254, GBK or UTF-8 stated in a ``.cpg``.

What does not fit is cut, and said. It does not know what the features are.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from importers.common.own_fields import SHORT
from importers.export.atomic import replacing
from importers.export.base import ExportParams, ExportReport
from importers.export.placing import Placing
from importers.export.vector_files import write_features
from importers.export.vector_layers import FeatureLayer, features_of
from scene.feedback import Feedback
from scene.frame import SceneFrame
from scene.messages import Message, msg
from scene.node import Node
from scene.payloads.arrays import Column

_LONGEST_NAME: Final = 10
_LONGEST_TEXT: Final = 254
#: What other programs keep beside a Shapefile to find its features and values.
_INDICES: Final = (".qix", ".sbn", ".sbx", ".idm", ".ind", ".shp.xml")
#: Larger figures have no room in the table's columns.
_LARGEST: Final = 1e15


class ShapefileParams(ExportParams):
    """How to write a Shapefile."""

    encoding: Literal["UTF-8", "GBK"] = Field(
        "UTF-8",
        title="Encoding of text",
        description="GBK for older Chinese programs; stated in a .cpg file.",
    )


class ShapefileExporter:
    """Buildings, lines and spots into a Shapefile."""

    params_type: type[ExportParams] = ShapefileParams

    def write(
        self, nodes: Sequence[Node], frame: SceneFrame, path: Path, params: ExportParams, feedback: Feedback
    ) -> ExportReport:
        """Write one layer, with its table, index, system and encoding."""
        answers = params if isinstance(params, ShapefileParams) else ShapefileParams(**params.model_dump())
        placing = Placing.of(frame, params)
        notes: list[Message] = []
        with replacing(path, "Shapefile", feedback, _INDICES) as place:
            layer = features_of(nodes[0], placing, mixed=False)
            layer = _fitting(layer, answers.encoding, notes)
            write_features(
                place.path, layer, "ESRI Shapefile", placing.crs, feedback, encoding=answers.encoding
            )
        feedback.progress(1.0)
        return ExportReport(
            tuple(place.files), msg("{count:,} features", count=layer.count), (*notes, *layer.notes)
        )


def _fitting(layer: FeatureLayer, encoding: str, notes: list[Message]) -> FeatureLayer:
    """Return a layer whose names and values fit into the table; tell what was changed."""
    columns: dict[str, Column] = {}
    missing: dict[str, NDArray[np.bool_]] = {}
    renamed: list[str] = []
    for name, values in layer.columns.items():
        short = _short(name, encoding, columns)
        if short != SHORT.get(name, name):
            renamed.append(f"{name} → {short}")
        columns[short], missing[short] = _values(name, values, layer.missing[name], encoding, notes)
    if renamed:
        notes.append(msg("Field names cut to ten bytes: {names}.", names=", ".join(renamed)))
    return replace(layer, columns=columns, missing=missing)


def _short(name: str, encoding: str, taken: dict[str, Column]) -> str:
    """Return a name of at most ten bytes that no other field has, whatever the case."""
    others = {other.upper() for other in taken}
    given = _cut(SHORT.get(name, name), encoding, _LONGEST_NAME) or "field"
    short, number = given, 1
    while short.upper() in others:
        ending = f"_{number}"
        short = _cut(given, encoding, _LONGEST_NAME - len(ending)) + ending
        number += 1
    return short


def _cut(text: str, encoding: str, most: int) -> str:
    """Return as many whole characters as fit into some bytes."""
    return text.encode(encoding, "replace")[:most].decode(encoding, "ignore")


def _values(
    name: str, values: Column, missing: NDArray[np.bool_], encoding: str, notes: list[Message]
) -> tuple[Column, NDArray[np.bool_]]:
    kind = values.dtype.kind
    if kind == "b":
        return values.astype(np.int32), missing
    if kind == "f":
        large = np.abs(np.nan_to_num(values.astype(np.float64), posinf=np.inf)) > _LARGEST
        large &= ~missing
        if large.any():
            notes.append(
                msg("Figures of “{field}” too large for the table, left out: {count}.",
                    field=name, count=int(large.sum()))
            )  # fmt: skip
        return np.where(missing | large, 0.0, values), missing | large
    if kind != "U":
        return values, missing
    distinct, row = np.unique(values, return_inverse=True)
    kept = [_cut(text, encoding, _LONGEST_TEXT) for text in distinct.tolist()]
    cut = np.array(
        [len(short) < len(text) for short, text in zip(kept, distinct.tolist(), strict=True)], bool
    )
    lost = np.array(
        ["?" in short and short != text for short, text in zip(kept, distinct.tolist(), strict=True)], bool
    )
    if cut[row].any():
        notes.append(
            msg("Text of “{field}” cut to {most} bytes: {count}.",
                field=name, most=_LONGEST_TEXT, count=int(cut[row].sum()))
        )  # fmt: skip
    if (lost & ~cut)[row].any():
        notes.append(
            msg("Letters of “{field}” that {encoding} has not were written as “?”: {count}.",
                field=name, encoding=encoding, count=int((lost & ~cut)[row].sum()))
        )  # fmt: skip
    return np.array(kept, dtype=np.str_)[row], missing
