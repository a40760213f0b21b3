"""From a file and the answers a person gave to one command on the scene.

The one way in, for the import dialog and the command line alike. It knows no Qt and no format.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from app.answers import params_from
from app.import_report import ImportReport, report_of, with_report
from app.session import Session
from importers import registry
from importers.apart import reader
from importers.base import ImporterSpec, ImportParams, ImportResult, ImportTarget
from importers.common.against_scene import against_scene, check_reach
from importers.common.ground import ground_under
from scene.commands import Insert
from scene.errors import UnreadableFile
from scene.feedback import Feedback, PartOf
from scene.messages import msg
from scene.node import Node, NodeId, Role
from scene.review.saying import Bring


@dataclass(frozen=True, slots=True)
class Order:
    """What shall be read, how, and into what: a value that another thread may take away.

    Parameters
    ----------
    spec : ImporterSpec
        Who reads it.
    path : Path
        The file.
    params : ImportParams
        The answers.
    target : ImportTarget
        The scene as it is; its frame is None where the data chooses one.
    """

    spec: ImporterSpec
    path: Path
    params: ImportParams
    target: ImportTarget


def order_for(session: Session, spec: ImporterSpec, path: Path, params: ImportParams) -> Order:
    """Return the order for a file into a session's scene as it is now."""
    frame = None if session.takes_frame else session.scene.frame
    return Order(spec, path, params, ImportTarget(frame, session.scene.snapshot()))


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an order: the result with all that was noticed, and its report."""

    order: Order
    result: ImportResult
    report: ImportReport


def carried_out(order: Order, feedback: Feedback) -> Imported:
    """Read a file and hold it against the scene; the scene is not touched.

    Raises
    ------
    WeiyangError
        If the file cannot be read as asked.
    Cancelled
        If the person asked to stop.
    """
    # Figures that overflow are found by `check_reach`; numpy need not print a warning of them before.
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        result = _read(order, PartOf(feedback, 0.0, 0.95))
        check_reach(result, order.path.name)
        noticed = against_scene(result, order.target, feedback)
    result = replace(result, issues=(*result.issues, *noticed))
    report = report_of(result, lambda places: ground_under(order.target, places))
    feedback.check()
    feedback.progress(1.0)
    return Imported(order, result, report)


def _read(order: Order, feedback: Feedback) -> ImportResult:
    """Read a file, and see that a refusal names it."""
    try:
        return reader.read(order.spec, order.path, order.params, order.target, feedback)
    except UnreadableFile as problem:
        if order.path.stem in str(problem.message):
            raise
        said = msg("In {file}: {problem}", file=order.path.name, problem=problem.message)
        raise UnreadableFile(said, problem.hint) from problem  # it named a file inside this one


def command_for(
    imported: Imported, nodes: Sequence[Node] | None = None, parent: NodeId | None = None
) -> Insert | Bring:
    """Return the one command that brings what was read into the scene, not yet run.

    Parameters
    ----------
    imported : Imported
        What was read.
    nodes : sequence of Node, optional
        The result's nodes as a person wants them changed.
    parent : str, optional
        Below which node they come, as below the scheme that is shown.
    """
    order, result = imported.order, imported.result
    label = msg("Import {file}", file=order.path.name)
    frame = result.frame if order.target.frame is None else None
    read = result.nodes if nodes is None else nodes
    if all(node.role is Role.OPINIONS for node in read):
        return Bring(read, label, frame)
    branches = with_report(read, imported.report)
    return Insert(branches, parent, label=label, frame=frame)


def read_file(
    session: Session,
    path: Path,
    answers: Mapping[str, object],
    *,
    kind: str = "",
    spec: ImporterSpec | None = None,
    feedback: Feedback,
) -> tuple[Insert | Bring, Imported]:
    """Read a file and return the command that brings it into the scene, not yet run.

    Parameters
    ----------
    session : Session
        Where it shall go; only read.
    path : Path
        The file.
    answers : Mapping
        Values of the importer's parameters.
    kind : str
        Only importers of this kind; empty for any.
    spec : ImporterSpec, optional
        The importer, if it is known.
    feedback : Feedback
        Progress and cancel.

    Raises
    ------
    WeiyangError
        If the file cannot be read as asked.
    Cancelled
        If the person asked to stop.
    """
    spec = spec or registry.for_file(path, kind)
    params = params_from(spec.load().params_type, answers, msg("`list importers` names the parameters."))
    imported = carried_out(order_for(session, spec, path, params), feedback)
    return command_for(imported), imported
