"""The pictures of a page: every stop with every scheme, taken by whoever has a painter.

They are what is seen before the city is unpacked, on the stops' buttons, and where it cannot be drawn.
It knows neither VTK nor windows.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.viewport.filming import Take
from app.viewport.framing import MARKS
from app.viewport.setting import Setting
from app.viewport.sun import daylight_at
from app.web.content import PageContent, PageScheme, PageStop
from scene.review.veil import veiled

#: Pixels of a picture: enough for a wide window, little enough to send.
SIZE: Final = (1280, 720)
QUALITY: Final = 82

#: Keys of a stop and of a scheme.
Key = tuple[str, str]


def page_takes(content: PageContent) -> Iterator[tuple[Key, PageStop, Take]]:
    """Yield what is to be taken, scheme by scheme, so that little changes between two pictures."""
    for scheme in content.schemes:
        for stop in content.stops:
            light = daylight_at(stop.moment, scheme.scene.frame)
            yield (stop.key, scheme.key), stop, Take(stop.pose, light, setting=setting_of(stop, scheme))


def setting_of(stop: PageStop, scheme: PageScheme) -> Setting:
    """Return what stands in the picture of a stop with a scheme: the stop's layers and leaves, no marks."""
    marks = {node.id for node in scheme.scene.nodes if node.role in MARKS}
    hidden = stop.hidden
    if hidden is None:
        hidden = frozenset(node.id for node in scheme.scene.nodes if not node.visible)
    return Setting(veiled(scheme.scene, hidden | marks), stop.season)


def jpeg(picture: NDArray[np.uint8]) -> bytes:
    """Return pixels as a JPEG file."""
    from PIL import Image

    held = BytesIO()
    image = Image.fromarray(np.ascontiguousarray(picture[..., :3]))
    if image.size != SIZE:
        image = image.resize(SIZE, Image.Resampling.LANCZOS)
    image.save(held, "JPEG", quality=QUALITY, progressive=True)
    return held.getvalue()
