"""Results of analyses as one JSON document, with the files beside it.

Numbers are written as computed; the rounding that a quantity declares is written beside them, not into them.
It does not know windows or reports.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.base import AnalysisResult, Chart, Picture, Table
from analysis.common.verdict import Verdict
from app.analysing import Finding
from app.legends import is_painted, legend_of
from app.result_files import file_of, write_beside
from app.version import PROGRAM, VERSION
from app.wording import in_language
from scene.frame import SceneFrame
from scene.messages import BilingualText, Message
from scene.node import Node
from scene.units import Quantity


def as_json(value: object) -> Any:
    """Return a value as JSON: names and messages in both languages, nan as null."""
    if isinstance(value, BilingualText | Message):
        return {"zh": in_language(value, "zh"), "en": in_language(value, "en")}
    if isinstance(value, Mapping):
        return {str(key): as_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if value is None or isinstance(value, bool | int | str):
        return value
    return as_json(value.item()) if hasattr(value, "item") else str(value)


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict with its rule and everything a signature needs."""
    rule = verdict.rule
    return {
        "subject": verdict.subject,
        "node": verdict.node,
        "name": as_json(verdict.subject_name),
        "outcome": verdict.outcome.value,
        "reason": as_json(verdict.reason),
        "quantity": verdict.quantity.key,
        "unit": verdict.quantity.unit,
        "decimals": verdict.quantity.decimals,
        "value": as_json(verdict.value),
        "limit": as_json(verdict.limit),
        "limit_viewpoint": as_json(verdict.limit_viewpoint_name),
        "error_95": as_json(verdict.error_95),
        "rule": {
            "id": rule.id,
            "text": as_json(rule.text),
            "source": as_json(rule.source),
            "assumed": rule.assumed,
        },
        "viewpoint": {"id": verdict.viewpoint, "name": as_json(verdict.viewpoint_name)},
        "governing_object": {"id": verdict.governing_object, "name": as_json(verdict.governing_name)},
    }


def table_json(table: Table) -> dict[str, Any]:
    """Return a table with its columns' units."""
    columns = [
        {
            "key": column.key,
            "title": as_json(column.title),
            "unit": column.quantity.unit if column.quantity else "",
            "decimals": column.quantity.decimals if column.quantity else None,
        }
        for column in table.columns
    ]
    return {"title": as_json(table.title), "columns": columns, "rows": as_json(table.rows)}


def chart_json(chart: Chart) -> dict[str, Any]:
    """Return a chart with its figures."""
    return {
        "key": chart.key,
        "title": as_json(chart.title),
        "subject": chart.subject,
        "x": _axis(chart.x),
        "y": _axis(chart.y),
        "series": [
            {
                "key": series.key,
                "title": as_json(series.title),
                "x": as_json(series.x.tolist()),
                "y": as_json(series.y.tolist()),
                "filled_to": None if series.filled_to is None else as_json(series.filled_to.tolist()),
            }
            for series in chart.series
        ],
    }


def _axis(quantity: Quantity) -> dict[str, Any]:
    return {
        "quantity": quantity.key,
        "title": as_json(quantity.title),
        "unit": quantity.unit,
        "decimals": quantity.decimals,
    }


def picture_json(picture: Picture) -> dict[str, Any]:
    """Return what is said of a picture, its file, and a fingerprint of its pixels."""
    rows, cols = picture.pixels.shape[:2]
    return {
        "key": picture.key,
        "title": as_json(picture.title),
        "caption": as_json(picture.caption),
        "subject": picture.subject,
        "file": f"{picture.key}.png",
        "width": cols,
        "height": rows,
        "sha256": hashlib.sha256(picture.pixels.tobytes()).hexdigest(),
    }


def layer_json(nodes: tuple[Node, ...], node: Node) -> dict[str, Any]:
    """Return what is said of an overlay, its file, and the colours that it is drawn in."""
    legend = legend_of(node) if is_painted(node) else None
    return {
        "name": as_json(node.name),
        "kind": type(node.payload).__name__,
        "file": file_of(nodes, node),
        "legend": None if legend is None else legend.as_json(),
        "synthetic": bool(node.provenance and node.provenance.synthetic),
    }


def result_json(
    analysis: str, version: str, parameters: Mapping[str, object], frame: SceneFrame, result: AnalysisResult
) -> dict[str, Any]:
    """Return a whole result with its provenance."""
    return {
        "program": {"name": PROGRAM, "version": VERSION},
        "analysis": {"id": analysis, "version": version, "parameters": as_json(parameters)},
        "frame": {"crs": frame.crs, "origin": list(frame.origin), "vertical": frame.vertical},
        "method": as_json(result.method),
        "inputs": as_json(result.inputs),
        "verdicts": [verdict_json(verdict) for verdict in result.verdicts],
        "interim": result.interim,
        "tables": {table.key: table_json(table) for table in result.tables},
        "charts": [chart_json(chart) for chart in result.charts],
        "pictures": [picture_json(picture) for picture in result.pictures],
        "layers": [layer_json(result.nodes, node) for node in result.nodes if node.payload is not None],
        "legend": None if result.legend is None else result.legend.as_json(),
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    """Return a finding as the document of its ``results.json``."""
    parameters = finding.params.model_dump(mode="json")
    spec, frame = finding.spec, finding.scene.frame
    return result_json(spec.id, spec.version, parameters, frame, finding.result)


def document_text(document: Mapping[str, Any]) -> str:
    """Return the document as the text of its file: the same figures give the same bytes."""
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=False) + "\n"


def fingerprint_of(document: Mapping[str, Any]) -> str:
    """Return the sha256 of the document's file, which every page of a report bears."""
    return hashlib.sha256(document_text(document).encode("utf-8")).hexdigest()


def write_results(
    folder: Path, document: Mapping[str, Any], result: AnalysisResult, frame: SceneFrame
) -> list[Path]:
    """Write ``results.json``, and beside it what :func:`app.result_files.write_beside` says.

    Parameters
    ----------
    folder : Path
        Made if it is not there.
    document : Mapping
        As :func:`result_json` returns it.
    result : AnalysisResult
        What to write.
    frame : SceneFrame
        Where its local metres lie.

    Returns
    -------
    list of Path
        The files, in the order written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "results.json"
    path.write_bytes(document_text(document).encode("utf-8"))
    return [path, *write_beside(folder, result, frame)]
