"""The page as a part of a sealed meeting: what the archive knows, for those who were not there."""

from pathlib import Path
from typing import Final

from app.archive.matter import Matter, View
from app.archive.views import camera_words
from app.web.content import PageContent
from app.web.gathering import page_content, with_pictures
from app.web.pictures import jpeg, setting_of
from app.web.writing import write_page
from scene.feedback import Feedback

#: Folder of the page within an archive.
FOLDER: Final = "page"


def content_of(matter: Matter) -> PageContent:
    """Return what the page of a sealed meeting says, still without pictures."""
    findings = [result.finding for result in matter.results]
    return page_content(matter.scene, matter.name, matter.moment, entries=matter.entries, findings=findings)


def page_views(matter: Matter) -> tuple[View, ...]:
    """Return the pictures that the page asks for: every stop with every scheme."""
    content = content_of(matter)
    return tuple(
        View(
            _key(number, place), stop.name, camera_words(stop.pose, matter.scene.frame), stop.pose,
            setting_of(stop, scheme), stop.moment,
        )
        for place, scheme in enumerate(content.schemes)
        for number, stop in enumerate(content.stops)
    )  # fmt: skip


def write_public_page(matter: Matter, folder: Path, feedback: Feedback) -> None:
    """Write the page into the archive; nothing if there is no place to look from."""
    content = content_of(matter)
    if not content.stops:
        return
    pictures = {
        (stop.key, scheme.key): _as_jpeg(matter.pictures[_key(number, place)])
        for place, scheme in enumerate(content.schemes)
        for number, stop in enumerate(content.stops)
        if _key(number, place) in matter.pictures
    }
    write_page(with_pictures(content, pictures), folder / FOLDER, feedback)


def _key(stop: int, scheme: int) -> str:
    return f"page-{stop + 1:02d}-{scheme}"


def _as_jpeg(png: bytes) -> bytes:
    from io import BytesIO

    import numpy as np
    from PIL import Image

    return jpeg(np.asarray(Image.open(BytesIO(png)).convert("RGB")))
