"""The results of a meeting side by side, a column a scheme: what was computed of more than one of them.

It computes nothing.
"""

from app.archive.matter import Matter
from app.comparing_schemes import all_lines
from app.scheme_comparison import Line, SchemeComparison
from app.scheme_names import columns_of


def comparison_of(matter: Matter) -> SchemeComparison:
    """Return the comparison of all schemes, without lines if no analysis was asked of two of them."""
    findings = {(one.finding.spec.id, one.finding.scheme): one.finding for one in matter.results}
    columns = tuple(
        column
        for column in columns_of(matter.scene)
        if any(scheme == column.scheme for _, scheme in findings)
    )
    titles, lines = {}, list[Line]()
    for result in matter.results:
        analysis = result.finding.spec.id
        found = {scheme: finding for (one, scheme), finding in findings.items() if one == analysis}
        if analysis in titles or len(found) < 2:
            continue
        titles[analysis] = result.finding.spec.title
        lines += all_lines(columns, found, analysis)
    return SchemeComparison(columns, titles, tuple(lines), findings=findings)
