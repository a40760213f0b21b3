"""The figures of all schemes side by side as one table of a page, from findings that stand.

It does not run anything and knows no page.
"""

import math
from collections.abc import Sequence
from typing import Final

from analysis.base import Column, Table
from app.analysing import Finding
from app.comparing_schemes import TABLED
from app.report.page import MARKS
from app.scheme_comparison import Figure, Line
from app.scheme_lines import lines_of, table_lines
from app.scheme_names import columns_of
from scene.graph import Snapshot
from scene.messages import BilingualText, msg

TITLE: Final = BilingualText("方案比较", "Comparison of the schemes")
#: More lines than these are for the analysts' tables, not for a page.
MOST: Final = 40


def comparison(scene: Snapshot, findings: Sequence[Finding]) -> tuple[Table, ...]:
    """Return the table of what was found in each scheme; none for a project without schemes."""
    compared = columns_of(scene)
    if len(compared) < 2:
        return ()
    lines: list[Line] = []
    for analysis in dict.fromkeys(finding.spec.id for finding in findings):
        found = {one.scheme: one for one in findings if one.spec.id == analysis}
        lines += lines_of(compared, found, analysis)
        if analysis in TABLED:
            known = {(line.name.en, line.quantity.key) for line in lines}
            tabled = table_lines(compared, found, analysis)
            lines += [line for line in tabled if (line.name.en, line.quantity.key) not in known]
    if not lines:
        return ()
    columns = (
        Column("subject", BilingualText("对象", "Subject")),
        Column("quantity", BilingualText("指标", "Quantity")),
        *(Column(column.scheme or "existing", column.name) for column in compared),
    )
    rows = tuple(
        (line.name, _measured(line), *(_cell(one, line) for one in line.figures)) for line in lines[:MOST]
    )
    return (Table("comparison", TITLE, columns, rows),)


def _measured(line: Line) -> BilingualText:
    """Return what was measured, with its unit."""
    title, unit = line.quantity.title, line.quantity.unit
    return BilingualText(f"{title.zh}，{unit}", f"{title.en}, {unit}") if unit else title


def _cell(figure: Figure | None, line: Line) -> object:
    """Return a figure with its limit and the sign of its outcome, a dash where there is none."""
    if figure is None or not math.isfinite(figure.value):
        return "–"
    value = f"{figure.value:,.{line.quantity.decimals}f}"
    if figure.outcome is None:
        return value
    sign = MARKS[figure.outcome][1]
    if not math.isfinite(figure.limit):
        return f"{sign} {value}"
    limit = f"{figure.limit:,.{line.quantity.decimals}f}"
    return msg("{sign} {value} (limit {limit})", sign=sign, value=value, limit=limit)
