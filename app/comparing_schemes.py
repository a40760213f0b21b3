"""Run analyses on every scheme and the existing city in one go, as one job with progress and cancel.

What an analysis reads and a scheme leaves alone is not asked again. It knows no widget.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from analysis import registry
from analysis.base import AnalysisSpec
from app.analysing import Finding, analyse, roles_of, same_ground
from app.comparing import can_compare, compare
from app.scheme_comparison import Line, Problem, SchemeComparison
from app.scheme_lines import lines_of, table_lines
from app.scheme_names import EXISTING, Column, columns_of
from scene.errors import Cancelled, InvalidRequest, WeiyangError
from scene.feedback import Feedback, PartOf
from scene.graph import Snapshot
from scene.messages import BilingualText, Message, msg
from scene.node import NodeId, Role
from scene.schemes.applying import as_seen

#: What is asked of schemes if nobody says more: those that are registered.
USUAL: Final = ("scheme.indicators", "sightline.balloon")
#: Whose tables are compared figure by figure: what they tell of a scheme is not judged by a rule.
TABLED: Final = ("scheme.indicators",)


@dataclass(frozen=True, slots=True)
class Asked:
    """An analysis and what it is asked with."""

    analysis: str
    answers: Mapping[str, object] = field(default_factory=dict)


def usual() -> tuple[Asked, ...]:
    """Return what is asked of schemes if nobody says more."""
    known = {spec.id for spec in registry.specs()}
    return tuple(Asked(analysis) for analysis in USUAL if analysis in known)


def compare_schemes(
    snapshot: Snapshot, asked: Sequence[Asked], feedback: Feedback, columns: Sequence[Column] = ()
) -> SchemeComparison:
    """Run analyses on the existing city and on schemes.

    Parameters
    ----------
    snapshot : Snapshot
        The whole project, with all its schemes.
    asked : sequence of Asked
    feedback : Feedback
    columns : sequence of Column
        Which are compared; by default all.

    Returns
    -------
    SchemeComparison
        An analysis that cannot be run on one of them is named among its problems.

    Raises
    ------
    InvalidRequest
        If there is no such analysis.
    Cancelled
        If the person asked to stop.
    """
    compared = tuple(columns) or columns_of(snapshot)
    specs = [_spec(one.analysis) for one in asked]
    titles = {spec.id: spec.title for spec in specs}
    lines: list[Line] = []
    problems: list[Problem] = []
    findings: dict[tuple[str, NodeId], Finding] = {}
    changes: dict[tuple[str, NodeId], Finding] = {}
    for place, (one, spec) in enumerate(zip(asked, specs, strict=True)):
        share = PartOf(feedback, place / len(asked), (place + 1) / len(asked))
        found = _on_all(snapshot, one, spec, compared, share, problems)
        lines += all_lines(compared, found, spec.id)
        findings.update({(spec.id, scheme): finding for scheme, finding in found.items()})
        changes.update({(spec.id, scheme): finding for scheme, finding in _changes(found, compared).items()})
    return SchemeComparison(compared, titles, tuple(lines), tuple(problems), findings, changes)


def all_lines(columns: tuple[Column, ...], found: Mapping[NodeId, Finding], analysis: str) -> list[Line]:
    """Return what an analysis judged, and numbers that are not judged where its tables are compared."""
    judged = lines_of(columns, found, analysis)
    known = {line.quantity.key for line in judged}
    tabled = table_lines(columns, found, analysis) if analysis in TABLED else []
    return [*judged, *(line for line in tabled if line.quantity.key not in known)]


def _spec(analysis: str) -> AnalysisSpec:
    try:
        return registry.by_id(analysis)
    except KeyError as problem:
        raise InvalidRequest(
            msg("There is no analysis {id}.", id=analysis), msg("`list analyses` names them.")
        ) from problem


def _on_all(
    snapshot: Snapshot,
    asked: Asked,
    spec: AnalysisSpec,
    columns: tuple[Column, ...],
    feedback: Feedback,
    problems: list[Problem],
) -> dict[NodeId, Finding]:
    """Return what an analysis finds in each column; note where it cannot be run."""
    roles = roles_of(spec)
    found: dict[NodeId, Finding] = {}
    for place, column in enumerate(columns):
        feedback.check()
        seen = as_seen(snapshot, column.scheme)
        known = _known(found, seen, roles)
        if known is not None:
            found[column.scheme] = replace(known, scene=seen, scheme=column.scheme)
            continue
        share = PartOf(feedback, place / len(columns), (place + 1) / len(columns))
        share.progress(0.0, _doing(spec.title, column.name))
        try:
            found[column.scheme] = analyse(spec.id, seen, asked.answers, share, scheme=column.scheme)
        except Cancelled:
            raise
        except WeiyangError as error:
            problems.append(Problem(spec.id, column.scheme, error.message))
    return found


def _doing(title: BilingualText, name: BilingualText) -> Message:
    return msg("{analysis}: {scheme}", analysis=title, scheme=name)


def _known(found: Mapping[NodeId, Finding], seen: Snapshot, roles: frozenset[Role]) -> Finding | None:
    """Return what was found where the analysis read the very same."""
    read = seen.of_role(*roles)
    return next((one for one in found.values() if same_ground(one.scene.of_role(*roles), read)), None)


def _changes(found: Mapping[NodeId, Finding], columns: tuple[Column, ...]) -> dict[NodeId, Finding]:
    """Return what each scheme's result says against the existing city's, where the analysis can say it."""
    existing = found.get(EXISTING)
    if existing is None or not can_compare(existing.spec.id):
        return {}
    others = [column.scheme for column in columns if column.scheme != EXISTING and column.scheme in found]
    return {scheme: compare(existing, found[scheme]) for scheme in others}
