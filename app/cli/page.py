"""Write a review as a web page for the public: ``page [PROJECT] --out DIR``."""

import argparse
from datetime import datetime
from pathlib import Path

from app.cli.camera import Camera
from app.cli.console import ConsoleFeedback
from app.projects import open_built_in, open_project
from app.review import project_name
from app.web.gathering import page_content
from app.web.judging import page_findings
from app.web.pictures import SIZE
from app.web.publishing import publish
from scene.clock import BEIJING_TIME
from scene.feedback import PartOf
from scene.messages import BilingualText


def publish_project(asked: argparse.Namespace, feedback: ConsoleFeedback) -> int:
    """Judge the schemes, take the pictures, write the page, and print the file to open.

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
        findings=page_findings(scene, PartOf(feedback, 0.2, 0.4)),
        otherwise=session.clock.moment,
        names=asked.names,
    )
    with Camera(scene, SIZE) as camera:
        take = None if asked.no_pictures else camera.take
        files = publish(content, Path(asked.out), take, PartOf(feedback, 0.4, 1.0))
    feedback.close()
    print(files[0])
    return 0
