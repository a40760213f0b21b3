"""Opinions as tables: CSV that a spreadsheet opens in Chinese, and points of a GeoPackage."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from pydantic import Field

from importers.export.atomic import replacing
from importers.export.base import ExportParams, ExportReport
from importers.export.placing import Placing
from importers.export.vector_files import write_features
from importers.export.vector_layers import FeatureLayer
from importers.opinions.columns import COLUMNS, FIGURES, Language, Row
from scene.feedback import Feedback
from scene.frame import SceneFrame
from scene.messages import msg
from scene.node import Node
from scene.payloads.arrays import Column
from scene.review.opinion import Opinion, Point, opinion_of
from scene.review.saying import GROUP_NAME

#: What a spreadsheet would take for a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t")


class OpinionTableParams(ExportParams):
    """The answers for a table of opinions."""

    language: Language = Field("zh", title="Language", description="Of titles and words: zh or en.")


class OpinionCsvExporter:
    """Opinions into CSV."""

    params_type: type[ExportParams] = OpinionTableParams

    def write(
        self, nodes: Sequence[Node], frame: SceneFrame, path: Path, params: ExportParams, feedback: Feedback
    ) -> ExportReport:
        """Write a row for each opinion, in UTF-8 with the mark by which Excel knows it."""
        assert isinstance(params, OpinionTableParams)
        placing = Placing.of(frame, params)
        opinions = _in_order(nodes)
        text = io.StringIO(newline="")
        table = csv.writer(text)
        table.writerow([name.zh if params.language == "zh" else name.en for name in COLUMNS.values()])
        for done, one in enumerate(opinions):
            feedback.check()
            feedback.progress(done / len(opinions))
            table.writerow([_safe(cell) for cell in _row(one, placing).cells(params.language).values()])
        with replacing(path, "CSV", feedback) as place:
            place.path.write_bytes(text.getvalue().encode("utf-8-sig"))
        feedback.progress(1.0)
        notes = (msg("A table holds no pictures; BCF does."),) if any(one.picture for one in opinions) else ()
        return ExportReport(tuple(place.files), msg("{count} opinions", count=len(opinions)), notes)


class OpinionGeoPackageExporter:
    """Opinions into GeoPackage, as points."""

    params_type: type[ExportParams] = OpinionTableParams

    def write(
        self, nodes: Sequence[Node], frame: SceneFrame, path: Path, params: ExportParams, feedback: Feedback
    ) -> ExportReport:
        """Write a point for each opinion."""
        assert isinstance(params, OpinionTableParams)
        placing = Placing.of(frame, params)
        opinions = _in_order(nodes)
        cells = [_row(one, placing).cells(params.language) for one in opinions]
        columns: dict[str, Column] = {
            key: np.array([row[key] for row in cells], dtype=np.float64 if key in FIGURES else np.str_)
            for key in COLUMNS
        }
        columns["number"] = columns["number"].astype(np.int32)

        def wkb(first: int, stop: int) -> Column:
            import shapely

            points = np.array([[row["x"], row["y"], row["z"]] for row in cells[first:stop]], dtype=np.float64)
            found: Column = shapely.to_wkb(shapely.points(points), output_dimension=3)
            return found

        missing = {
            key: values == "" if values.dtype.kind == "U" else np.zeros(len(values), dtype=bool)
            for key, values in columns.items()
        }
        layer = FeatureLayer(wkb, len(cells), "Point Z", columns, missing)
        with replacing(path, "GeoPackage", feedback) as place:
            write_features(place.path, layer, "GPKG", placing.crs, feedback, name=GROUP_NAME.zh)
        feedback.progress(1.0)
        return ExportReport(tuple(place.files), msg("{count} opinions", count=len(opinions)))


def _in_order(nodes: Sequence[Node]) -> list[Opinion]:
    return sorted(map(opinion_of, nodes), key=lambda one: one.number)


def _row(opinion: Opinion, placing: Placing) -> Row:
    places = placing.world([opinion.place, opinion.eye, opinion.target]).tolist()
    place, eye, target = (_point(values) for values in places)
    return Row(opinion, place, eye, target, placing.crs)


def _point(values: list[float]) -> Point:
    x, y, z = values
    return (x, y, z)


def _safe(cell: str | float | int) -> str | float | int:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
