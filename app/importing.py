"""From a file and the answers a person gave to one command on the scene.

Shared by the import dialog and the command line. It knows no Qt and no format.
"""

from collections.abc import Mapping
from pathlib import Path

from app.answers import params_from
from app.session import Session
from importers import registry
from importers.base import ImporterSpec, ImportResult, ImportTarget
from scene.commands import Insert
from scene.feedback import Feedback
from scene.messages import msg


def read_file(
    session: Session,
    path: Path,
    answers: Mapping[str, object],
    *,
    kind: str = "",
    spec: ImporterSpec | None = None,
    feedback: Feedback,
) -> tuple[Insert, ImportResult]:
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
    importer = spec.load()
    params = params_from(importer.params_type, answers, msg("`list importers` names the parameters."))
    frame = None if session.takes_frame else session.scene.frame
    result = importer.read(path, params, ImportTarget(frame, session.scene.snapshot()), feedback)
    label = msg("Import {file}", file=path.name)
    return Insert(result.nodes, label=label, frame=result.frame if frame is None else None), result
