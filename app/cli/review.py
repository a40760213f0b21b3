"""``review [PROJECT] --out DIR``: the main job headless, with pictures and the report."""

import argparse
import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Self

from app.analysing import Finding
from app.archive.sealing import Order
from app.cli.console import ConsoleFeedback
from app.cli.entering import enter
from app.cli.key import unlocked
from app.cli.seal import seal_session, tell
from app.governing_view import GoverningView
from app.projects import open_built_in, open_project
from app.report.content import Content
from app.review import outcomes, review, verdict_words
from scene.errors import InvalidRequest
from scene.feedback import PartOf
from scene.messages import msg

if TYPE_CHECKING:
    from app.viewport.pyvista_backend import PictureStudio


def run_review(asked: argparse.Namespace, feedback: ConsoleFeedback) -> int:
    """Judge all proposals of a project, write everything, and print the outcomes and the files.

    Raises
    ------
    WeiyangError
        Whatever opening, computing or writing says.
    """
    width, height = picture_size(asked.size)
    folder = Path(asked.out)
    opening = PartOf(feedback, 0.0, 0.2)
    session = open_project(Path(asked.project), opening) if asked.project else open_built_in(opening)
    with _Painter(width, height) as painter:
        made = review(session, folder, None if asked.no_pictures else painter, PartOf(feedback, 0.2, 0.95))
    if not asked.no_record and not asked.seal:  # what is sealed is entered then
        enter(session, made.finding, feedback)
    files = [*made.files, *_reports(folder, made.content)]
    feedback.close()
    print(outcomes(made.finding))
    for file in files:
        print(file)
    if asked.seal:
        order = Order(folder / "archive")
        sign = unlocked() if asked.sign else None
        tell(seal_session(session, order, not asked.no_pictures, sign, feedback, (made.finding,)))
    return 0


def picture_size(text: str) -> tuple[int, int]:
    """Return width and height in pixels as they are written, 1600x900.

    Raises
    ------
    InvalidRequest
        If it is written otherwise, or too large.
    """
    width, _, height = text.lower().partition("x")
    if not (width.isdigit() and height.isdigit() and 16 <= int(width) <= 7680 and 16 <= int(height) <= 4320):
        raise InvalidRequest(
            msg("{size} is not a size of a picture.", size=text),
            msg("Write width x height in pixels, as 1600x900, up to 7680x4320."),
        )
    return int(width), int(height)


class _Painter:
    """Paints views of one finding; the city is built once for all of them."""

    def __init__(self, width: int, height: int) -> None:
        self._size = (width, height)
        self._stack = ExitStack()
        self._studio: PictureStudio | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def __call__(self, view: GoverningView, finding: Finding) -> bytes:
        from app.viewport.optics import Pose
        from app.viewport.pyvista_backend import PictureStudio, png_bytes
        from app.viewport.visuals.base import Look

        if self._studio is None:
            look = Look(verdict=verdict_words(finding))
            self._studio = self._stack.enter_context(PictureStudio(finding.scene, look))
        pose = Pose(view.eye, view.target, view.view_angle)
        width, height = self._size
        return png_bytes(self._studio.render_picture(pose, width=width, height=height))


def _reports(folder: Path, content: Content) -> list[Path]:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # a report needs Qt's text, not a display
    from PySide6.QtGui import QGuiApplication

    from app.report.write import write_reports
    from app.theme import chinese_family

    application = QGuiApplication.instance() or QGuiApplication([])
    written = write_reports(folder, content, chinese_family() or None)
    del application
    return written
