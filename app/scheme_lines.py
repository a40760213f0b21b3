"""From what an analysis found in each scheme to lines that say it side by side: verdicts, numbers of tables.

It does not run anything.
"""

from collections import Counter
from collections.abc import Mapping

from analysis.common.verdict import Outcome, Verdict
from app.analysing import Finding
from app.scheme_comparison import Figure, Line
from app.scheme_names import Column
from scene.messages import BilingualText
from scene.node import NodeId
from scene.units import QUANTITIES, Quantity


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
    """Return the rows of an analysis' tables that give a title, a value and its unit, as lines."""
    held: dict[str, dict[NodeId, Figure]] = {}
    about: dict[str, tuple[BilingualText, Quantity]] = {}
    for column in columns:
        finding = findings.get(column.scheme)
        for table in () if finding is None else finding.result.tables:
            keys = [one.key for one in table.columns]
            if not {"title", "value", "unit"} <= set(keys):
                continue
            for row in table.rows:
                said = dict(zip(keys, row, strict=True))
                quantity = quantity_of(said["title"], str(said["unit"]))
                outcome = Outcome(said["outcome"]) if said.get("outcome") else None
                numbers = (float(str(said.get(key, "nan"))) for key in ("value", "limit", "error_95"))
                held.setdefault(quantity.key, {})[column.scheme] = Figure(outcome, *numbers)
                about.setdefault(quantity.key, (table.title, quantity))
    return [
        Line(analysis, key, *about[key], None, tuple(values.get(column.scheme) for column in columns))
        for key, values in held.items()
    ]


def quantity_of(title: object, unit: str) -> Quantity:
    """Return the declared quantity of a title and a unit; one made for them if there is none."""
    declared = (one for one in QUANTITIES.values() if one.title == title and one.unit == unit)
    name = title if isinstance(title, BilingualText) else BilingualText.same(str(title))
    return next(declared, None) or Quantity(name.en.lower().replace(" ", "_"), name, unit, 2)
