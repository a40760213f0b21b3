"""From what an analysis found in each scheme to lines that say it side by side: verdicts, numbers of tables.

It does not run anything.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from analysis.common.verdict import Verdict
from app.analysing import Finding
from app.scheme_comparison import Figure, Line
from app.scheme_names import Column
from app.wording import Language, in_language
from scene.messages import BilingualText
from scene.node import NodeId
from scene.units import Quantity

TONGUES: Final[tuple[Language, ...]] = ("zh", "en")


def lines_of(columns: tuple[Column, ...], findings: Mapping[NodeId, Finding], analysis: str) -> list[Line]:
    """Return the lines of one analysis, from what it found for each scheme.

    A subject is the same in two schemes if it has the same id, in the same layer, under the same rule.
    """
    held: dict[tuple[object, ...], dict[NodeId, Verdict]] = {}
    for column in columns:
        finding = findings.get(column.scheme)
        seen: Counter[tuple[object, ...]] = Counter()
        for verdict in () if finding is None else finding.result.verdicts:
            key = (verdict.node, verdict.subject, verdict.rule.id, verdict.quantity.key)
            seen[key] += 1  # one subject may be judged from several places
            held.setdefault((*key, seen[key]), {})[column.scheme] = verdict
    lines = []
    for by_scheme in held.values():
        one = next(iter(by_scheme.values()))
        figures = tuple(
            Figure.of(by_scheme[column.scheme]) if column.scheme in by_scheme else None for column in columns
        )
        lines.append(Line(analysis, one.subject, one.subject_name, one.quantity, one.rule, figures))
    return lines


def table_lines(columns: tuple[Column, ...], findings: Mapping[NodeId, Finding], analysis: str) -> list[Line]:
    """Return the numbers in the tables of an analysis as lines: those that have a quantity, by their row."""
    held: dict[tuple[object, ...], dict[NodeId, float]] = {}
    about: dict[tuple[object, ...], tuple[str, BilingualText, Quantity]] = {}
    for column in columns:
        finding = findings.get(column.scheme)
        for table in () if finding is None else finding.result.tables:
            for row in table.rows:
                said = [value for value in row if isinstance(value, str | BilingualText) and value]
                name = BilingualText(
                    *(" ".join(in_language(one, tongue) for one in said) for tongue in TONGUES)
                )
                for cell, value in zip(table.columns, row, strict=True):
                    if cell.quantity is None or not isinstance(value, int | float):
                        continue
                    key = (table.key, name.en, cell.key)
                    held.setdefault(key, {})[column.scheme] = float(value)
                    about.setdefault(key, (name.en, name, cell.quantity))
    return [
        Line(
            analysis,
            *about[key],
            None,
            tuple(Figure(None, values[one.scheme]) if one.scheme in values else None for one in columns),
        )
        for key, values in held.items()
    ]
