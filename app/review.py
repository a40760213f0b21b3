"""The main job without a window: verdicts, pictures of the governing views, tables, and the report.

The figures come from the same analysis as in the window, so they are the same to the last digit.
It knows no window; pictures come from whoever paints, reports from ``app.report``.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.analysing import Finding, analyse
from app.clouds import samples_in
from app.governing_view import GoverningView, governing_view
from app.report.content import Content, Picture, content_of
from app.results import finding_json, write_results
from app.session import Session
from scene.clock import BEIJING_TIME
from scene.feedback import Feedback, PartOf
from scene.messages import BilingualText, msg
from scene.node import NodeId
from scene.payloads import Buildings

#: Paints a view and returns PNG bytes.
Paint = Callable[[GoverningView, Finding], bytes]

ANALYSIS = "sightline.balloon"


@dataclass(frozen=True, slots=True)
class Review:
    """What a review produced: the finding, what the report says, and the files written so far."""

    finding: Finding
    content: Content
    files: tuple[Path, ...]


def review(session: Session, folder: Path, paint: Paint | None, feedback: Feedback) -> Review:
    """Judge all proposals of a session and write figures and pictures.

    Parameters
    ----------
    session : Session
        The project.
    folder : Path
        Made if it is not there.
    paint : callable, optional
        Paints the governing views; none for figures only.
    feedback : Feedback
        Progress and cancel.

    Raises
    ------
    InvalidRequest
        If there are no proposals or no viewpoints.
    Cancelled
        If the person asked to stop.
    """
    scene = session.shown.graph.snapshot()
    finding = analyse(ANALYSIS, scene, {}, PartOf(feedback, 0.0, 0.5), scheme=session.shown.scheme)
    files = write_results(folder, finding_json(finding), finding.result, scene.frame)
    fingerprint = hashlib.sha256(files[0].read_bytes()).hexdigest()
    pictures = _pictures(finding, folder, paint, PartOf(feedback, 0.5, 0.95)) if paint else ()
    content = content_of(
        project_name(session),
        finding,
        pictures,
        fingerprint,
        datetime.now(BEIJING_TIME).replace(microsecond=0),
    )
    written = tuple(files) + tuple(folder / picture_file(picture) for picture in pictures)
    return Review(finding, content, written)


def project_name(session: Session) -> BilingualText:
    """Return what the reviewed project is called."""
    if session.path:
        return BilingualText.same(session.path.stem)
    return BilingualText("内置扬州", "Built-in Yangzhou")


def picture_file(picture: Picture) -> str:
    """Return the file name of a picture."""
    return f"view-{picture.subject}.png"


def _pictures(finding: Finding, folder: Path, paint: Paint, feedback: Feedback) -> tuple[Picture, ...]:
    made = []
    verdicts = finding.result.verdicts
    samples = samples_in(finding.scene) if verdicts else ()
    for sample in samples:
        feedback.warn(sample)
    for done, verdict in enumerate(verdicts):
        feedback.check()
        feedback.progress(done / len(verdicts), msg("Painting {name}", name=verdict.subject_name))
        view = governing_view(verdict, finding)
        caption = view.caption
        for sample in samples:
            caption = msg("{caption} {more}", caption=caption, more=sample)
        picture = Picture(verdict.subject, view.title, caption, paint(view, finding))
        (folder / picture_file(picture)).write_bytes(picture.png)
        made.append(picture)
    return tuple(made)


def verdict_words(finding: Finding) -> Callable[[str, int], str]:
    """Return what tells the outcome of a row of a proposals node, empty where it was not judged."""
    judged = {(verdict.node, verdict.subject): verdict.outcome.value for verdict in finding.result.verdicts}
    ids = {node.id: node.payload.ids for node in finding.scene.nodes if isinstance(node.payload, Buildings)}

    def word(node: NodeId, row: int) -> str:
        return judged.get((node, ids[node][row]), "") if node in ids else ""

    return word


def outcomes(finding: Finding) -> str:
    """Return the outcomes as JSON on one line, for scripts that read standard output."""
    return json.dumps({verdict.subject: verdict.outcome.value for verdict in finding.result.verdicts})
