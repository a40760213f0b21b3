"""Write a review as a web page for the public: ``page [PROJECT] --out DIR``."""

import argparse
from datetime import datetime
from pathlib import Path

from app.cli.console import ConsoleFeedback
from app.projects import open_built_in, open_project
from app.review import project_name
from app.web.content import PageContent
from app.web.gathering import page_content, page_schemes, with_pictures
from app.web.judging import page_findings
from app.web.pictures import page_pictures
from app.web.writing import write_page
from scene.clock import BEIJING_TIME
from scene.feedback import Feedback, PartOf
from scene.messages import BilingualText, msg


def publish(asked: argparse.Namespace, feedback: ConsoleFeedback) -> int:
    """Judge the schemes, paint the stops, write the page, and print the file to open.

    Raises
    ------
    WeiyangError
        Whatever opening, computing or writing says.
    """
    opening = PartOf(feedback, 0.0, 0.2)
    session = open_project(Path(asked.project), opening) if asked.project else open_built_in(opening)
    scene = session.scene.snapshot()
    content = page_content(
        scene,
        BilingualText.same(asked.title) if asked.title else project_name(session),
        datetime.now(BEIJING_TIME).replace(microsecond=0),
        entries=session.book.entries,
        findings=page_findings(page_schemes(scene), PartOf(feedback, 0.2, 0.4)),
        otherwise=session.clock.moment,
        names=asked.names,
    )
    if not asked.no_pictures:
        content = _painted(content, PartOf(feedback, 0.4, 0.7))
    files = write_page(content, Path(asked.out), PartOf(feedback, 0.7, 1.0))
    feedback.close()
    print(files[0])
    return 0


def _painted(content: PageContent, feedback: Feedback) -> PageContent:
    from app.viewport.pyvista_backend import PictureStudio

    held = content.schemes[0].scene
    with PictureStudio(held) as studio:
        steps = page_pictures(content, held, studio.framing)
        while True:
            try:
                share = next(steps)
            except StopIteration as finished:
                return with_pictures(content, finished.value)
            feedback.check()
            feedback.progress(share, msg("Painting"))
