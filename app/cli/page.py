"""Write a review as a web page for the public: ``page [PROJECT] --out DIR``."""

import argparse
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.console import ConsoleFeedback
from app.projects import open_built_in, open_project
from app.review import project_name
from app.web.gathering import page_content
from app.web.judging import page_findings
from app.web.publishing import TakePicture, publish
from scene.clock import BEIJING_TIME
from scene.feedback import Feedback, PartOf
from scene.graph import Snapshot
from scene.messages import BilingualText
from scene.schemes.applying import as_seen

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from app.viewport.filming import FilmSet, Take


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
    with ExitStack() as open_until_done:
        take = None if asked.no_pictures else _camera(scene, open_until_done)
        files = publish(content, Path(asked.out), take, PartOf(feedback, 0.4, 1.0))
    feedback.close()
    print(files[0])
    return 0


def _camera(scene: Snapshot, stack: ExitStack) -> TakePicture:
    """Return what takes pictures of a project; its city is built at the first."""
    lent: list[FilmSet] = []

    def take(asked: "Take", feedback: Feedback) -> "NDArray[np.uint8]":
        from app.viewport.pyvista_backend import PictureStudio
        from app.web.pictures import SIZE

        if not lent:
            studio = stack.enter_context(PictureStudio(as_seen(scene)))
            lent.append(stack.enter_context(studio.film_set(SIZE)))
        steps = lent[0].taking(asked)
        while True:
            try:
                next(steps)
            except StopIteration as finished:
                return finished.value  # type: ignore[no-any-return]
            feedback.check()

    return take
