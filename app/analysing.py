"""From an analysis id, a scene and parameters to a result. Shared by window, jobs and review; knows no Qt."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from analysis import registry
from analysis.base import AnalysisInputs, AnalysisParams, AnalysisResult, AnalysisSpec
from analysis.common.fingerprint import fingerprints
from app.answers import params_from
from app.rehearsal import make_ready
from scene.errors import InvalidRequest
from scene.feedback import Feedback
from scene.graph import Snapshot
from scene.messages import msg
from scene.node import Node, Role


@dataclass(frozen=True, slots=True)
class Finding:
    """A result with what it was computed by and from.

    Parameters
    ----------
    spec : AnalysisSpec
        The analysis.
    params : AnalysisParams
        Its parameters.
    scene : Snapshot
        The scene it ran on.
    result : AnalysisResult
        What it found.
    scheme : str
        The scheme that the scene is seen with; empty for the city as it stands.
    chosen : Mapping
        The nodes that were given to it by hand, by port.
    """

    spec: AnalysisSpec
    params: AnalysisParams
    scene: Snapshot
    result: AnalysisResult
    scheme: str = ""
    chosen: Mapping[str, tuple[Node, ...]] = field(default_factory=dict)


def analyse(
    analysis_id: str,
    scene: Snapshot,
    answers: Mapping[str, object],
    feedback: Feedback,
    chosen: Mapping[str, tuple[Node, ...]] | None = None,
    scheme: str = "",
) -> Finding:
    """Run an analysis on a scene as it is seen with a scheme.

    Raises
    ------
    InvalidRequest
        If there is no such analysis, or a parameter or an input does not fit.
    Cancelled
        If the person asked to stop.
    """
    try:
        spec = registry.by_id(analysis_id)
    except KeyError as problem:
        raise InvalidRequest(
            msg("There is no analysis {id}.", id=analysis_id), msg("`list analyses` names them.")
        ) from problem
    params = params_from(spec.params_type(), answers, msg("`list analyses` names the parameters."))
    make_ready(spec.id, feedback, answers)
    result = spec.load().run(AnalysisInputs(scene, chosen or {}), params, feedback)
    return Finding(spec, params, scene, result, scheme, chosen or {})


def with_inputs(finding: Finding) -> Finding:
    """Return a finding with the hashes of what it read, where an answer given at once came without them."""
    if finding.result.inputs:
        return finding
    at = AnalysisInputs(finding.scene, finding.chosen)
    read = {port.name: at.at(port) for port in finding.spec.load().inputs}
    return replace(finding, result=replace(finding.result, inputs=fingerprints(read)))


def roles_of(spec: AnalysisSpec) -> frozenset[Role]:
    """Return the roles of the nodes that an analysis reads. Imports the worker, so not on the GUI thread."""
    return frozenset(role for port in spec.load().inputs for role in port.roles)


def same_ground(before: Iterable[Node], after: Iterable[Node]) -> bool:
    """Return whether nodes hold the same at two times, so that a result of the one is one of the other."""
    earlier, later = tuple(before), tuple(after)
    return len(earlier) == len(later) and all(
        one is other
        or (
            one.id == other.id
            and one.payload is other.payload
            and one.transform is other.transform
            and one.attributes is other.attributes
        )
        for one, other in zip(earlier, later, strict=True)
    )
