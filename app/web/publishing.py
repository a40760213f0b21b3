"""A page of a project from start to end: judged where nobody did, pictures taken, written.

Whoever has a painter lends it. It knows no session, no window and no command line.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.viewport.filming import Take
from app.web.content import PageContent
from app.web.gathering import with_pictures
from app.web.pictures import jpeg, page_takes
from app.web.writing import write_page
from scene.feedback import Feedback, PartOf
from scene.messages import msg

#: Takes a picture; may wait for another thread, and raises if somebody cancels.
TakePicture: TypeAlias = Callable[[Take, Feedback], NDArray[np.uint8]]


def publish(
    content: PageContent, folder: Path, take: TakePicture | None, feedback: Feedback
) -> tuple[Path, ...]:
    """Take the pictures of a page and write it; return its files, the one to open first.

    Parameters
    ----------
    content : PageContent
        Still without pictures.
    folder : Path
        As for :func:`app.web.writing.write_page`.
    take : callable, optional
        None for a page without pictures.
    feedback : Feedback
        Progress and cancel.

    Raises
    ------
    InvalidRequest
        If there is no stop, or the folder cannot be written.
    Cancelled
        If the person asked to stop.
    """
    if take is None:
        return write_page(content, folder, feedback)
    pictures: dict[tuple[str, str], bytes] = {}
    whole = len(content.schemes) * len(content.stops)
    for done, (key, stop, asked) in enumerate(page_takes(content)):
        feedback.check()
        feedback.progress(0.6 * done / whole, msg("Painting {name}", name=stop.name))
        pictures[key] = jpeg(take(asked, feedback))
    return write_page(with_pictures(content, pictures), folder, PartOf(feedback, 0.6, 1.0))
