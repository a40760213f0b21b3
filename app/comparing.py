"""Two results of one analysis against each other, as a result of its own: what the later one changed.

Which analyses can be compared is said here; how, in the analysis. It knows no widget.
"""

from dataclasses import replace
from typing import Final

from analysis.base import AnalysisResult
from app.analysing import Finding
from scene.plugins import loaded

#: Who compares two results of an analysis, by its id: called with the earlier and the later one.
COMPARERS: Final = {"flood.surface": "analysis.flood.impacts.compare:compared"}


def can_compare(analysis_id: str) -> bool:
    """Return whether results of an analysis can be held against each other."""
    return analysis_id in COMPARERS


def compare(before: Finding, after: Finding) -> Finding:
    """Return what changed from one result to a later one of the same analysis.

    Raises
    ------
    InvalidRequest
        If they cannot be compared, as over different cells.
    """
    found = loaded(COMPARERS[after.spec.id])(before.result, after.result)
    result = AnalysisResult(
        tables=found.tables, nodes=found.nodes, method=found.summary, inputs=after.result.inputs
    )
    return replace(after, result=result)
