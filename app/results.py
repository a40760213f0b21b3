"""Results of analyses as files that other programs read: JSON, CSV, GeoPackage, GeoTIFF.

Numbers are written as computed; the rounding that a quantity declares is written beside them, not into them.
It does not know windows or reports.
"""

import csv
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.base import AnalysisResult, Column, Table
from analysis.common.verdict import Verdict
from app.version import PROGRAM, VERSION
from app.wording import in_language
from scene.frame import SceneFrame
from scene.messages import BilingualText, Message
from scene.node import Node
from scene.payloads import Raster


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
        "tables": {table.key: table_json(table) for table in result.tables},
    }


def write_results(
    folder: Path, document: Mapping[str, Any], result: AnalysisResult, frame: SceneFrame
) -> list[Path]:
    """Write ``results.json``, a CSV a table, a GeoTIFF a raster and one GeoPackage of the vectors.

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
    written = [folder / "results.json"]
    text = json.dumps(document, ensure_ascii=False, indent=2, sort_keys=False)
    written[0].write_text(text + "\n", encoding="utf-8")
    for table in result.tables:
        written.append(folder / f"{table.key}.csv")
        write_table(written[-1], table)
    vectors = [node for node in result.nodes if not isinstance(node.payload, Raster)]
    for node in result.nodes:
        if isinstance(node.payload, Raster):
            written.append(folder / f"{_stem(node)}.tif")
            write_raster(written[-1], node.payload, frame)
    if vectors:
        written.append(folder / "results.gpkg")
        _write_vectors(written[-1], vectors, frame)
    return written


def write_table(path: Path, table: Table) -> None:
    """Write a table as CSV with a byte order mark, so that a Chinese Excel opens it as UTF-8."""
    heads = [_head(column) for column in table.columns]
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        for row in table.rows:
            writer.writerow([_cell(value) for value in row])


def _head(column: Column) -> str:
    title = f"{column.title.zh} {column.title.en}"
    unit = column.quantity.unit if column.quantity else ""
    return f"{title} [{unit}]" if unit else title


def _cell(value: object) -> object:
    if isinstance(value, BilingualText | Message):
        zh, en = in_language(value, "zh"), in_language(value, "en")
        return zh if zh == en else f"{zh} {en}"
    if isinstance(value, float) and math.isnan(value):
        return ""
    return value


def write_raster(path: Path, raster: Raster, frame: SceneFrame) -> None:
    """Write a raster as a compressed GeoTIFF in the CRS of the frame."""
    import numpy as np
    import rasterio
    from affine import Affine

    west, north = frame.to_world(np.array([[raster.west, raster.north]]))[0]
    rows, cols = raster.shape
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=rows,
        width=cols,
        count=1,
        dtype="float32",
        crs=frame.crs,
        transform=Affine(raster.cell, 0.0, west, 0.0, -raster.cell, north),
        nodata=float("nan"),
        compress="deflate",
        predictor=3,
    ) as file:
        file.write(raster.values, 1)
        file.set_band_unit(1, raster.quantity.unit)
        file.set_band_description(1, raster.quantity.key)


def _write_vectors(path: Path, nodes: list[Node], frame: SceneFrame) -> None:
    from app.projects import wkt_of
    from scene.graph import Snapshot
    from scene.project.store import ProjectStore

    snapshot = Snapshot(frame, tuple(nodes), {node.id: None for node in nodes})
    ProjectStore(path).save(snapshot, wkt_of(frame.crs))


def _stem(node: Node) -> str:
    return (
        "".join(c if c.isascii() and c.isalnum() else "_" for c in node.name.en.lower()).strip("_")
        or "raster"
    )
