"""The report of an import: what was read, repaired, dropped and noticed, feature by feature.

It is kept with the scene: counts and reasons on the imported layer, a mark at every place on a layer below
it. It knows no format, no Qt and no page.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from analysis.base import Column, Table
from app.wording import Language, in_language
from importers.base import ImportIssue, ImportResult, Marks, Severity
from importers.common.own_fields import ID
from scene.commands import Branch
from scene.frame import SceneFrame
from scene.geometry.placed import placed as put_in_place
from scene.graph import SceneGraph, Snapshot
from scene.messages import BilingualText, Message
from scene.node import Node, NodeId, Role, Style
from scene.payloads import Buildings, PointCloud, Polylines, Raster, StreamedPoints, TriangleMesh
from scene.payloads.arrays import F32, F64
from scene.units import declare

#: Attribute of the imported layer that holds its report.
REPORT: Final = "import_report"
#: Marks that the scene keeps; a file of the report made right after the import holds all.
MOST_KEPT: Final = 20_000
#: Letters of an id that a mark is labelled with.
MOST_LETTERS: Final = 14
AMBER: Final = (0xE0, 0xA0, 0x30)
MARKS_NAME: Final = BilingualText("导入标记", "Import marks")

SEVERITIES: Final[dict[Severity, BilingualText]] = {
    "dropped": BilingualText("已舍弃", "Left out"),
    "repaired": BilingualText("已修复", "Repaired"),
    "note": BilingualText("提示", "Note"),
}
#: Where a sentence names the first rows.
_ROWS: Final = re.compile(r"\s*[（(][^()（）]*\{rows\}[^()（）]*[)）]")
_ORDER: Final = tuple(SEVERITIES)
EASTING: Final = declare("easting", "东坐标", "Easting", "m", 2)
NORTHING: Final = declare("northing", "北坐标", "Northing", "m", 2)

_UNITS: Final[dict[str, BilingualText]] = {
    "buildings": BilingualText("建筑", "buildings"),
    "lines": BilingualText("线或点", "lines or spots"),
    "points": BilingualText("点", "points"),
    "faces": BilingualText("三角面", "faces"),
    "cells": BilingualText("栅格", "cells"),
    "things": BilingualText("要素", "things"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why some features are in the report.

    Parameters
    ----------
    severity : str
        ``dropped``, ``repaired`` or ``note``.
    sentence : BilingualText
        What is said of them.
    count : int
        How many they are.
    """

    severity: Severity
    sentence: BilingualText
    count: int


@dataclass(frozen=True, slots=True, eq=False)
class ImportReport:
    """What came of one file.

    Parameters
    ----------
    file, importer, sha256 : str
        Name of the file, id of the importer, hash.
    kept : dict
        How many of what are in the scene: ``{"buildings": 3076}``.
    reasons : tuple of Reason
        What was dropped, repaired and noticed.
    reason : ndarray of int32, shape (n,)
        Which reason each mark has.
    feature : tuple of str
        Name of each marked feature.
    place : ndarray of float64, shape (n, 3)
        Local metres, nan where unknown.
    """

    file: str
    importer: str
    sha256: str
    kept: dict[str, int]
    reasons: tuple[Reason, ...]
    reason: NDArray[np.int32]
    feature: tuple[str, ...]
    place: F64

    def count(self, severity: Severity) -> int:
        """Return how many features were dropped, or repaired, or noticed."""
        return sum(reason.count for reason in self.reasons if reason.severity == severity)

    @property
    def read(self) -> int:
        """How many things the file held: those in the scene and those left out."""
        return sum(self.kept.values()) + self.count("dropped")

    def what(self) -> BilingualText:
        """Return what is in the scene now, in words."""
        parts = [(_UNITS.get(unit, _UNITS["things"]), number) for unit, number in self.kept.items()]
        return BilingualText(
            "，".join(f"{number:,} {unit.zh}" for unit, number in parts),
            ", ".join(f"{number:,} {unit.en}" for unit, number in parts),
        )

    def place_of(self, row: int) -> tuple[float, float, float] | None:
        """Return the place of a row of :meth:`table`, None if it has none."""
        if row >= len(self.place) or not np.isfinite(self.place[row]).all():
            return None
        x, y, z = self.place[row].tolist()
        return (x, y, z)

    def table(self, frame: SceneFrame) -> Table:
        """Return a row for each mark, and one for each reason without marks; places in the frame's CRS."""
        world = self.place.copy()
        world[:, :2] += np.asarray(frame.origin[:2])
        world[:, 2] += frame.origin[2]
        rows = [
            (*self._said(reason), feature, *place)
            for reason, feature, place in zip(self.reason.tolist(), self.feature, world.tolist(), strict=True)
        ]
        unmarked = sorted(set(range(len(self.reasons))) - set(self.reason.tolist()))
        rows += [(*self._said(reason), "", np.nan, np.nan, np.nan) for reason in unmarked]
        return Table("import_report", BilingualText("导入报告", "Import report"), COLUMNS, tuple(rows))

    def _said(self, reason: int) -> tuple[BilingualText, BilingualText]:
        return SEVERITIES[self.reasons[reason].severity], self.reasons[reason].sentence


COLUMNS: Final = (
    Column("severity", BilingualText("处理", "Outcome")),
    Column("reason", BilingualText("原因", "Reason")),
    Column("feature", BilingualText("要素", "Feature")),
    Column("x", EASTING.title, EASTING),
    Column("y", NORTHING.title, NORTHING),
    Column("z", BilingualText("高程", "Elevation"), declare("mark_height", "高程", "Elevation", "m", 1)),
)


def report_of(result: ImportResult, ground: Any = None) -> ImportReport:
    """Return the report of a result.

    Parameters
    ----------
    result : ImportResult
        With all its issues, those from :mod:`importers.common.against_scene` among them.
    ground : callable, optional
        Height of the ground at places, shape (n, 2), for marks of features that did not come in.
    """
    issues = sorted(result.issues, key=lambda issue: _ORDER.index(issue.severity))
    all_marks = [_marks(issue) for issue in issues]
    reasons = tuple(
        Reason(issue.severity, in_words(issue.message), _count(issue, marks))
        for issue, marks in zip(issues, all_marks, strict=True)
    )
    number = np.repeat(np.arange(len(issues), dtype=np.int32), [len(marks) for marks in all_marks])
    names = tuple(name for marks in all_marks for name in marks.named())
    plan = np.concatenate([np.zeros((0, 2)), *(marks.placed() for marks in all_marks)])
    place = np.column_stack([plan, _heights(names, plan, result.nodes, ground)])
    origin = next((node.provenance for node in result.nodes if node.provenance is not None), None)
    source = (origin.source, origin.maker, origin.sha256) if origin else ("", "", "")
    return ImportReport(*source, _kept(result.nodes), reasons, number, names, place)


def in_words(message: Message) -> BilingualText:
    """Return a message as it reads in both languages, without the list of rows: the marks name them all."""

    def read(language: Language) -> str:
        template = _ROWS.sub("", in_language(message.template, language))
        return in_language(Message(template, message.values), language)

    return BilingualText(read("zh"), read("en"))


def _marks(issue: ImportIssue) -> Marks:
    if len(issue.marks) or not issue.feature:
        return issue.marks
    return Marks(np.full(1, -1, np.int64), (issue.feature,))


def _count(issue: ImportIssue, marks: Marks) -> int:
    if len(marks):
        return len(marks)
    said = issue.message.values.get("count", 1)
    return int(said) if isinstance(said, int | np.integer) else 1


def _kept(nodes: Sequence[Node]) -> dict[str, int]:
    """Return how many of what is in the scene."""
    kept: dict[str, int] = {}
    for node in nodes:
        unit, number = _size(node.payload)
        if number:
            kept[unit] = kept.get(unit, 0) + number
    return kept


def _size(payload: object) -> tuple[str, int]:
    match payload:
        case Buildings():
            return "buildings", payload.count
        case Polylines():
            return "lines", payload.count
        case PointCloud() | StreamedPoints():
            streamed = isinstance(payload, StreamedPoints)
            return "points", payload.total if streamed else len(payload.positions)
        case TriangleMesh():
            return "faces", len(payload.faces)
        case Raster():
            return "cells", payload.values.size
    return "things", int(getattr(payload, "count", 0) or 0)


def _heights(names: Sequence[str], plan: F64, nodes: Sequence[Node], ground: Any) -> F64:
    """Return the local z of marks: the top of the building of that name, else the ground."""
    z = np.full(len(names), np.nan)
    placed = np.isfinite(plan).all(axis=1)
    if not placed.any():
        return z
    if ground is not None:
        z[placed] = ground(plan[placed])
    z[placed & np.isnan(z)] = 0.0
    wanted = set(names)
    tops: dict[str, float] = {}
    for node in nodes:
        ids, highest = _tops(node)
        tops |= {name: float(highest[row]) for row, name in enumerate(ids) if name in wanted}
    if tops:
        known = np.array([tops.get(name, np.nan) for name in names])
        z = np.where(placed & np.isfinite(known), known, z)
    return z


def _tops(node: Node) -> tuple[Sequence[str], F32]:
    """Return the ids of the buildings of a node and how high each reaches, local z."""
    payload = node.payload
    if isinstance(payload, Buildings):
        return payload.ids, np.maximum.reduceat(payload.top, payload.building_start[:-1])
    if not isinstance(payload, TriangleMesh) or ID not in payload.columns or not len(payload.faces):
        return (), np.empty(0, np.float32)
    ids = [str(name) for name in payload.columns[ID]]
    corners = put_in_place(payload.vertices, node.transform)[:, 2][payload.faces]
    highest = np.full(len(ids), -np.inf, np.float32)
    np.maximum.at(highest, payload.features, corners.max(axis=1))
    return ids, np.where(np.isfinite(highest), highest, np.nan)


# -- with the scene ----------------------------------------------------------------------------------------


def with_report(nodes: Sequence[Node], report: ImportReport) -> tuple[Branch | Node, ...]:
    """Return imported nodes that carry their report, the first one with the marks below it."""
    first = replace(nodes[0], attributes={**nodes[0].attributes, REPORT: _as_json(report)})
    marks = marks_node(report)
    branch = Branch(first, (Branch(marks),) if marks is not None else ())
    return (branch, *nodes[1:])


def marks_node(report: ImportReport) -> Node | None:
    """Return the layer of marks, None if no feature of the report has a place."""
    rows = np.flatnonzero(np.isfinite(report.place).all(axis=1))[:MOST_KEPT]
    if not len(rows):
        return None
    reasons = [report.reasons[number] for number in report.reason[rows].tolist()]
    features = [report.feature[row] for row in rows.tolist()]
    severities = [SEVERITIES[reason.severity] for reason in reasons]
    short = [name if len(name) <= MOST_LETTERS else f"{name[: MOST_LETTERS - 1]}…" for name in features]
    columns = {
        "reason": report.reason[rows],
        "feature": np.array(features),
        "name_zh": np.array([f"{what.zh} {name}" for what, name in zip(severities, short, strict=True)]),
        "name_en": np.array([f"{what.en}: {name}" for what, name in zip(severities, short, strict=True)]),
        "reason_zh": np.array([reason.sentence.zh[:200] for reason in reasons]),
        "reason_en": np.array([reason.sentence.en[:200] for reason in reasons]),
    }
    ids = tuple(str(number + 1) for number in range(len(rows)))
    payload = Polylines(
        report.place[rows].astype(np.float32), np.arange(len(rows) + 1, dtype=np.int32), ids, columns
    )
    return Node(MARKS_NAME, Role.REPORT, payload, Style(colour=AMBER, point_size=6.0, line_width=1.5))


def _as_json(report: ImportReport) -> dict[str, object]:
    unplaced = np.flatnonzero(~np.isfinite(report.place).all(axis=1))[:MOST_KEPT]
    return {
        "file": report.file,
        "importer": report.importer,
        "sha256": report.sha256,
        "kept": dict(report.kept),
        "reasons": [
            [reason.severity, reason.sentence.zh, reason.sentence.en, reason.count]
            for reason in report.reasons
        ],
        "unplaced": [[int(report.reason[row]), report.feature[row]] for row in unplaced.tolist()],
    }


def imported_layer(scene: SceneGraph, node_id: NodeId) -> Node | None:
    """Return the layer that holds the report of a layer: itself or one above it; None if none does."""
    at: NodeId | None = node_id if node_id in scene else None
    while at is not None and REPORT not in scene.node(at).attributes:
        at = scene.parent(at)
    return None if at is None else scene.node(at)


def report_in(scene: SceneGraph, node_id: NodeId) -> ImportReport | None:
    """Return the report of an imported layer or of one below it; None if it did not come from a file."""
    held = imported_layer(scene, node_id)
    if held is None:
        return None
    return _report(held, scene.children(held.id))


def reports_in(scene: Snapshot) -> tuple[tuple[Node, ImportReport], ...]:
    """Return every imported layer with its report, in tree order."""
    return tuple(
        (node, _report(node, [below for below in scene.nodes if scene.parents[below.id] == node.id]))
        for node in scene.nodes
        if REPORT in node.attributes
    )


def _report(held: Node, below: Sequence[Node]) -> ImportReport:
    marks = next((node for node in below if node.role is Role.REPORT), None)
    return _from_json(cast("dict[str, Any]", held.attributes[REPORT]), marks)


def _from_json(kept: dict[str, Any], marks: Node | None) -> ImportReport:
    reasons = tuple(
        Reason(severity, BilingualText(zh, en), count) for severity, zh, en, count in kept["reasons"]
    )
    number, feature = [row[0] for row in kept["unplaced"]], [row[1] for row in kept["unplaced"]]
    place = np.full((len(number), 3), np.nan)
    if marks is not None and isinstance(marks.payload, Polylines):
        number = [*marks.payload.columns["reason"].astype(int).tolist(), *number]
        feature = [*marks.payload.columns["feature"].tolist(), *feature]
        place = np.concatenate([marks.payload.vertices.astype(np.float64), place])
    source = (kept["file"], kept["importer"], kept["sha256"])
    return ImportReport(
        *source, dict(kept["kept"]), reasons, np.array(number, np.int32), tuple(map(str, feature)), place
    )
