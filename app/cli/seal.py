"""Seal the meeting of a project: ``seal PROJECT --out ARCHIVE[.zip]``."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from app.analysing import Finding
from app.archive.matter import View
from app.archive.painting import SIZE, take_of
from app.archive.parts import PARTS
from app.archive.sealing import Archive, Order, seal
from app.cli.camera import Camera
from app.cli.console import ConsoleFeedback, spoken
from app.cli.entering import at_the_desk
from app.cli.key import unlocked
from app.projects import open_project
from app.record import Recorder
from app.scribe import Sign
from app.session import Session
from app.wording import in_language
from scene.errors import InvalidRequest
from scene.feedback import Feedback, PartOf
from scene.messages import msg


def seal_project(asked: argparse.Namespace, feedback: ConsoleFeedback) -> int:
    """Seal a project, and print where the archive is and what to write into printed minutes.

    Raises
    ------
    WeiyangError
        Whatever opening, computing or writing says.
    """
    session = open_project(Path(asked.project), PartOf(feedback, 0.0, 0.1))
    unknown = set(asked.leave_out) - {part.key for part in PARTS if not part.needed}
    if unknown:
        raise InvalidRequest(
            msg("There is no part {name} to leave out.", name=", ".join(sorted(unknown))),
            msg("The parts are: {names}.", names=", ".join(part.key for part in PARTS if not part.needed)),
        )
    parts = frozenset(part.key for part in PARTS) - set(asked.leave_out)
    order = Order(Path(asked.out), parts, tuple(Path(film) for film in asked.film))
    sign = unlocked() if asked.sign else None
    archive = seal_session(session, order, not asked.no_pictures, sign, PartOf(feedback, 0.1, 1.0))
    feedback.close()
    tell(archive)
    return 0


def seal_session(
    session: Session,
    order: Order,
    pictures: bool,
    sign: Sign | None,
    feedback: Feedback,
    found: Sequence[Finding] = (),
) -> Archive:
    """Seal what a session holds, with pictures painted here.

    Parameters
    ----------
    session : Session
    order : Order
    pictures : bool
        Whether pictures are painted.
    sign : callable, optional
        Signs the seal.
    feedback : Feedback
    found : sequence of Finding
        Results that are entered before.
    """
    scene, recorder = session.scene.snapshot(), Recorder(session, at_the_desk)
    recorder.sign = sign
    try:
        for finding in found:
            recorder.computed(finding)
        with Camera(scene, SIZE) as camera:

            def paint(view: View) -> bytes:
                from app.viewport.pyvista_backend import png_bytes

                return png_bytes(camera.take(take_of(view, scene.frame), feedback))

            return seal(recorder, scene, order, paint if pictures else None, feedback)
    finally:
        recorder.close()


def tell(archive: Archive) -> None:
    """Print where an archive is, and its head."""
    print(archive.path)
    print(in_language(msg("Head: {head}", head=archive.head), spoken()))
    for fallen in archive.matter.fallen:
        print(in_language(fallen.reason, spoken()))
