"""What analyses found in each scheme, side by side: a figure a scheme, with the differences between them.

Frozen values with their JSON and CSV. It does not know how anything was computed or is shown.
"""

import csv
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from analysis.base import Table
from analysis.common.verdict import Outcome, Rule, Verdict
from app.analysing import Finding
from app.results import as_json, table_json
from app.scheme_names import Column
from app.version import PROGRAM, VERSION
from app.wording import Language, in_language
from scene.messages import NO_NAME, BilingualText, Message
from scene.node import NodeId
from scene.units import Quantity

#: Heads of the table in a file: what stands before the columns, and in each of them.
HEAD: Final = (
    BilingualText("分析", "Analysis"), BilingualText("对象", "Subject"), BilingualText("指标", "Quantity"),
    BilingualText("单位", "Unit"), BilingualText("规则", "Rule"),
)  # fmt: skip
PARTS: Final = (
    BilingualText("结论", "outcome"), BilingualText("数值", "value"), BilingualText("限值", "limit"),
    BilingualText("误差(95%)", "error (95 %)"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """What was found of one subject in one scheme.

    Parameters
    ----------
    outcome : Outcome, optional
        None of a figure that no rule judges.
    value, limit, error_95 : float
        In the unit of the line's quantity; nan if there is none.
    reason : Message
    viewpoint : BilingualText
        That governs, empty if none does.
    """

    outcome: Outcome | None
    value: float
    limit: float = math.nan
    error_95: float = math.nan
    reason: Message = field(default_factory=lambda: Message(""))
    viewpoint: BilingualText = NO_NAME

    @classmethod
    def of(cls, verdict: Verdict) -> "Figure":
        """Take the figure from a verdict."""
        return cls(
            verdict.outcome, verdict.value, verdict.limit, verdict.error_95, verdict.reason,
            verdict.viewpoint_name,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One subject under one rule, or one cell of a table, in every scheme.

    Parameters
    ----------
    analysis : str
        Id of the analysis that judged it.
    subject : str
        Id of what was judged.
    name : BilingualText
    quantity : Quantity
    rule : Rule, optional
    figures : tuple of Figure or None
        One a column; None where the subject is not there, or was not judged.
    """

    analysis: str
    subject: str
    name: BilingualText
    quantity: Quantity
    rule: Rule | None
    figures: tuple[Figure | None, ...]

    def difference(self, earlier: int, later: int) -> float:
        """Return by how much the value of a column is more than that of another; nan where one has none."""
        one, other = self.figures[earlier], self.figures[later]
        return math.nan if one is None or other is None else other.value - one.value

    @property
    def differs(self) -> bool:
        """Whether the columns do not all say the same, as far as the quantity is given."""
        digits = self.quantity.decimals
        said = {
            one and (one.outcome, f"{one.value:.{digits}f}", f"{one.limit:.{digits}f}")
            for one in self.figures
        }
        return len(said) > 1

    def limit_difference(self, earlier: int, later: int) -> float:
        """Return by how much the limit of a column is more than that of another; nan where one has none."""
        one, other = self.figures[earlier], self.figures[later]
        return math.nan if one is None or other is None else other.limit - one.limit


@dataclass(frozen=True, slots=True)
class Problem:
    """An analysis that could not be run on one of the columns."""

    analysis: str
    scheme: NodeId
    message: Message


@dataclass(frozen=True, slots=True, eq=False)
class SchemeComparison:
    """Analyses on all schemes and the existing city.

    Parameters
    ----------
    columns : tuple of Column
        The existing city first.
    titles : Mapping[str, BilingualText]
        What each analysis is called, by its id, in the order they ran.
    lines : tuple of Line
    problems : tuple of Problem
    findings : Mapping
        What was found, by analysis and scheme.
    changes : Mapping
        By analysis and scheme, what a result says that is itself a comparison with the existing city.
    """

    columns: tuple[Column, ...]
    titles: Mapping[str, BilingualText]
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...] = ()
    findings: Mapping[tuple[str, NodeId], Finding] = field(default_factory=dict)
    changes: Mapping[tuple[str, NodeId], Finding] = field(default_factory=dict)

    def tables(self, analysis: str) -> Iterator[tuple[Column, Table]]:
        """Yield the tables that an analysis gave for each column."""
        for column in self.columns:
            finding = self.findings.get((analysis, column.scheme))
            for table in () if finding is None else finding.result.tables:
                yield column, table

    def as_json(self) -> dict[str, Any]:
        """Return all of it as JSON: names in both languages, nan as null."""
        return {
            "program": {"name": PROGRAM, "version": VERSION},
            "columns": [{"scheme": column.scheme, "name": as_json(column.name)} for column in self.columns],
            "analyses": [self._analysis_json(analysis) for analysis in self.titles],
            "lines": [self._line_json(line) for line in self.lines],
            "problems": [
                {"analysis": one.analysis, "scheme": one.scheme, "message": as_json(one.message)}
                for one in self.problems
            ],
        }

    def _analysis_json(self, analysis: str) -> dict[str, Any]:
        ran = {scheme: found for (one, scheme), found in self.findings.items() if one == analysis}
        changed = {scheme: found for (one, scheme), found in self.changes.items() if one == analysis}
        first = next(iter(ran.values()), None)
        return {
            "id": analysis,
            "title": as_json(self.titles[analysis]),
            "version": "" if first is None else first.spec.version,
            "parameters": None if first is None else as_json(first.params.model_dump(mode="json")),
            "method": None if first is None else as_json(first.result.method),
            "inputs": {scheme: as_json(found.result.inputs) for scheme, found in ran.items()},
            "tables": {
                scheme: {table.key: table_json(table) for table in found.result.tables}
                for scheme, found in ran.items()
            },
            "changes": {
                scheme: {table.key: table_json(table) for table in found.result.tables}
                for scheme, found in changed.items()
            },
        }

    def _line_json(self, line: Line) -> dict[str, Any]:
        pairs = combinations(range(len(self.columns)), 2)
        return {
            "analysis": line.analysis,
            "subject": line.subject,
            "name": as_json(line.name),
            "quantity": line.quantity.key,
            "unit": line.quantity.unit,
            "decimals": line.quantity.decimals,
            "rule": None if line.rule is None else _rule_json(line.rule),
            "figures": {
                column.scheme: None if figure is None else _figure_json(figure)
                for column, figure in zip(self.columns, line.figures, strict=True)
            },
            "differences": [
                {
                    "from": self.columns[one].scheme,
                    "to": self.columns[other].scheme,
                    "value": as_json(line.difference(one, other)),
                    "limit": as_json(line.limit_difference(one, other)),
                }
                for one, other in pairs
            ],
        }

    def rows(self, language: Language) -> list[list[str]]:
        """Return the lines as rows of text under a head, numbers unrounded: what a spreadsheet opens."""
        head = [in_language(title, language) for title in HEAD]
        parts = [in_language(title, language) for title in PARTS]
        names = [in_language(column.name, language) for column in self.columns]
        head += [f"{name}: {part}" for name in names for part in parts]
        pairs = list(combinations(range(len(names)), 2))
        head += [f"{names[later]} − {names[earlier]}" for earlier, later in pairs]
        rows = [head]
        for line in self.lines:
            words = (self.titles[line.analysis], line.name, line.quantity.title)
            row = [in_language(one, language) for one in words]
            row += [line.quantity.unit, line.rule.id if line.rule else ""]
            for figure in line.figures:
                if figure is None:
                    row += [""] * len(parts)
                else:
                    numbers = (figure.value, figure.limit, figure.error_95)
                    row += [figure.outcome.value if figure.outcome else "", *map(_number, numbers)]
            rows.append(row + [_number(line.difference(*pair)) for pair in pairs])
        return rows

    def write_csv(self, path: Path, language: Language) -> None:
        """Write the lines as CSV, with the mark by which spreadsheets know UTF-8."""
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(self.rows(language))


def _rule_json(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "text": as_json(rule.text),
        "source": as_json(rule.source),
        "assumed": rule.assumed,
    }


def _figure_json(figure: Figure) -> dict[str, Any]:
    return {
        "outcome": None if figure.outcome is None else figure.outcome.value,
        "value": as_json(figure.value),
        "limit": as_json(figure.limit),
        "error_95": as_json(figure.error_95),
        "reason": as_json(figure.reason),
        "viewpoint": as_json(figure.viewpoint),
    }


def _number(value: float) -> str:
    return repr(float(value)) if math.isfinite(value) else ""
