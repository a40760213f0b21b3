"""A meeting as tables: verdicts, agenda, opinions, decisions, log; as CSV, with a place as GeoPackage.

The minutes print some of them. It does not know how they are printed.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from analysis.base import Column, Table
from app.archive.matter import Matter
from app.archive.schemes import comparison_of
from app.archive.words import SEASON_WORDS
from app.import_report import EASTING, NORTHING
from app.log_words import ROLES, deed_of, sentence_of
from app.report.write import LANGUAGES
from app.result_files import write_table, write_vectors
from app.wording import Text
from scene.feedback import Feedback
from scene.messages import BilingualText, Message
from scene.node import Node, Role
from scene.payloads import Polylines
from scene.record.entry import Deed, Entry
from scene.review.words import KIND_WORDS, SEVERITY_WORDS, STATE_WORDS
from scene.units import ELEVATION, Quantity, declare

VIEW_ANGLE: Final = declare("view_angle", "竖向视场角", "Vertical field of view", "°", 1)

_NAME: Final = Column("name", BilingualText("名称", "Name"))
_SCHEME: Final = Column("scheme", BilingualText("方案", "Scheme"))
_WHO: Final = Column("who", BilingualText("人员", "Who"))
_TEXT: Final = Column("text", BilingualText("内容", "Content"))
_SUBJECT: Final = Column("subject", BilingualText("对象", "Subject"))


def write_tables(matter: Matter, folder: Path, feedback: Feedback) -> None:
    """Write every table that has rows."""
    into = folder / "tables"
    into.mkdir()
    made = (
        verdict_table(matter),
        agenda_table(matter),
        opinion_table(matter),
        decision_table(matter),
        log_table(matter),
    )
    for table in made:
        feedback.check()
        if table.rows:
            write_table(into / f"{table.key}.csv", table)
    compared = comparison_of(matter)
    for language in LANGUAGES if compared.lines else ():
        compared.write_csv(into / f"schemes.{language}.csv", language)
    layers = tuple(_layers(matter))
    if layers:
        write_vectors(into / "meeting.gpkg", layers, matter.scene.frame)


def verdict_table(matter: Matter) -> Table:
    """Return every verdict that stands, with its rule, its source and its error."""
    columns = (
        _column("entry", "记录条目", "Entry of the log"),
        _column("analysis", "分析", "Analysis"),
        _SCHEME,
        _SUBJECT,
        _column("outcome", "结论", "Outcome"),
        _column("quantity", "指标", "Quantity"),
        _column("value", "数值", "Value"),
        _column("limit", "限值", "Limit"),
        _column("error_95", "误差(95%)", "Error (95 %)"),
        _column("unit", "单位", "Unit"),
        _column("viewpoint", "控制视点", "Governing viewpoint"),
        _column("object", "控制对象", "Governing object"),
        _column("rule", "规则", "Rule"),
        _column("source", "出处", "Source of the rule"),
        _column("assumed", "假定", "Assumed"),
    )
    rows = tuple(
        (
            result.entry.number,
            result.finding.spec.title,
            matter.scheme_name(result.finding.scheme),
            verdict.subject_name,
            verdict.outcome.value,
            verdict.quantity.title,
            verdict.value,
            verdict.limit,
            verdict.error_95,
            verdict.quantity.unit,
            verdict.viewpoint_name,
            verdict.governing_name,
            verdict.rule.text,
            verdict.rule.source,
            verdict.rule.assumed,
        )
        for result in matter.results
        for verdict in result.finding.result.verdicts
    )
    return Table("verdicts", BilingualText("结论", "Verdicts"), columns, rows)


def agenda_table(matter: Matter) -> Table:
    """Return the stops with what a photographer would need to stand there."""
    columns = (
        _column("number", "序号", "No."),
        _NAME,
        _place("eye_e", EASTING),
        _place("eye_n", NORTHING),
        _place("eye_h", ELEVATION),
        Column("angle", VIEW_ANGLE.title, VIEW_ANGLE),
        _column("moment", "日期时刻", "Date and hour"),
        _column("season", "季相", "Season"),
        _SCHEME,
    )
    rows = tuple(
        (
            number,
            stop.name,
            *_world(matter, stop.eye),
            stop.view_angle,
            stop.moment[:16].replace("T", " "),
            SEASON_WORDS.get(stop.season, BilingualText.same(stop.season)),
            matter.scheme_name(stop.scheme),
        )
        for number, stop in enumerate(matter.stops, start=1)
    )
    return Table("agenda", BilingualText("会审议程", "Agenda"), columns, rows)


def opinion_table(matter: Matter) -> Table:
    """Return what was said at a place, and what came of it."""
    columns = (
        _column("number", "序号", "No."),
        _column("kind", "类别", "Kind"),
        _TEXT,
        _WHO,
        _column("severity", "严重程度", "Severity"),
        _column("state", "状态", "State"),
        _SUBJECT,
        _place("place_e", EASTING),
        _place("place_n", NORTHING),
        _place("place_h", ELEVATION),
        _SCHEME,
        _column("stop", "议程站点", "Stop"),
        _column("created", "时间", "Time"),
    )
    rows = tuple(
        (
            one.number,
            KIND_WORDS[one.kind],
            one.text,
            one.who,
            SEVERITY_WORDS[one.severity],
            STATE_WORDS[one.state],
            one.subject.name,
            *_world(matter, one.place),
            one.scheme_name if one.scheme else matter.scheme_name(""),
            one.stop_name,
            one.created[:16].replace("T", " "),
        )
        for one in matter.opinions
    )
    return Table("opinions", BilingualText("意见", "Opinions"), columns, rows)


def decision_table(matter: Matter) -> Table:
    """Return what was decided."""
    columns = (
        _column("entry", "记录条目", "Entry of the log"),
        _column("time", "时间", "Time"),
        _WHO,
        _TEXT,
        _SUBJECT,
        _SCHEME,
    )
    rows = tuple(
        (
            entry.number,
            _moment(entry),
            _person(entry),
            str(entry.body.get("text", "")),
            str(entry.body.get("subject", "")),
            matter.scheme_name(str(entry.body.get("scheme", ""))),
        )
        for entry in matter.entries
        if entry.deed is Deed.DECIDED
    )
    return Table("decisions", BilingualText("决定", "Decisions"), columns, rows)


def log_table(matter: Matter) -> Table:
    """Return the whole log, an entry a row."""
    columns = (
        _column("number", "序号", "No."),
        _column("time", "时间", "Time"),
        _WHO,
        _column("deed", "事项", "Deed"),
        _TEXT,
        _column("hash", "指纹", "Hash"),
    )
    rows = tuple(
        (entry.number, _moment(entry), _person(entry), deed_of(entry), sentence_of(entry), entry.hash)
        for entry in matter.entries
    )
    return Table("log", BilingualText("决策记录", "Decision log"), columns, rows)


def _column(key: str, zh: str, en: str) -> Column:
    return Column(key, BilingualText(zh, en))


def _place(key: str, quantity: Quantity) -> Column:
    return Column(key, quantity.title, quantity)


def _world(matter: Matter, place: Sequence[float]) -> tuple[float, float, float]:
    east, north, height = matter.scene.frame.to_world([place])[0].tolist()
    return east, north, height


def _moment(entry: Entry) -> str:
    return entry.moment[:19].replace("T", " ")


def _person(entry: Entry) -> Text:
    return entry.who or ROLES.get(entry.role, Message(""))


# -- what has a place --------------------------------------------------------------------------------------


def _layers(matter: Matter) -> Iterable[Node]:
    stops, opinions = matter.stops, matter.opinions
    if stops:
        columns = {
            "name_zh": [stop.name.zh for stop in stops],
            "name_en": [stop.name.en for stop in stops],
            "view_angle": [stop.view_angle for stop in stops],
            "moment": [stop.moment for stop in stops],
            "scheme": [stop.scheme for stop in stops],
        }
        places = [stop.eye for stop in stops]
        yield _points("会审议程", "Agenda", [f"stop-{k + 1}" for k in range(len(stops))], places, columns)
    if opinions:
        columns = {
            "kind": [one.kind for one in opinions],
            "text": [one.text for one in opinions],
            "who": [one.who for one in opinions],
            "severity": [one.severity for one in opinions],
            "state": [one.state for one in opinions],
            "scheme": [one.scheme for one in opinions],
        }
        places = [one.place for one in opinions]
        yield _points("意见", "Opinions", [one.key for one in opinions], places, columns)


def _points(
    zh: str,
    en: str,
    ids: Sequence[str],
    places: Sequence[tuple[float, float, float]],
    columns: dict[str, list[object]],
) -> Node:
    held = Polylines(
        np.array(places, np.float32),
        np.arange(len(places) + 1, dtype=np.int32),
        tuple(ids),
        {key: np.array(values) for key, values in columns.items()},
    )
    return Node(BilingualText(zh, en), Role.RESULT, held)
