"""The pictures of a page: every stop with every scheme, painted by whoever has a painter.

What a scheme shows otherwise than the scene that the painter holds is left out and put in for the moment. It
knows neither VTK nor windows.
"""

from collections.abc import Callable, Generator
from io import BytesIO
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.viewport.framing import Framed
from app.viewport.sun import daylight_at
from app.web.content import PageContent, PageScheme, PageStop
from app.web.shared import bodies
from scene.graph import Snapshot

#: Pixels of a picture: enough for a wide window, little enough to send.
SIZE: Final = (1280, 720)
QUALITY: Final = 82


def page_pictures(
    content: PageContent, held: Snapshot, paint: Callable[[Framed], Generator[float, None, Any]]
) -> Generator[float, None, dict[tuple[str, str], bytes]]:
    """Paint in small steps: yield the share that is done, return JPEGs by the keys of stop and scheme.

    Parameters
    ----------
    content : PageContent
    held : Snapshot
        What the painter draws unless it is told otherwise.
    paint : callable
        Paints one picture in small steps.
    """
    made: dict[tuple[str, str], bytes] = {}
    asked = [(stop, scheme) for scheme in content.schemes for stop in content.stops]
    for number, (stop, scheme) in enumerate(asked):
        steps = paint(framed(stop, scheme, held))
        try:
            while True:
                yield (number + next(steps)) / len(asked)
        except StopIteration as finished:
            made[stop.key, scheme.key] = jpeg(finished.value)
    return made


def framed(stop: PageStop, scheme: PageScheme, held: Snapshot) -> Framed:
    """Return the picture of a stop with a scheme, as a painter is asked for it that holds another scene."""
    wanted = {node.id: node for node in bodies(scene=scheme.scene)}
    drawn = {node.id: node for node in bodies(held)}
    alike = {key for key, node in wanted.items() if drawn.get(key) is node}
    return Framed(
        stop.pose,
        daylight_at(stop.moment, held.frame),
        *SIZE,
        without=frozenset(drawn.keys() - alike) | stop.hidden,
        extra=tuple(node for key, node in wanted.items() if key not in alike and key not in stop.hidden),
    )


def jpeg(picture: NDArray[np.uint8]) -> bytes:
    """Return pixels as a JPEG file."""
    from PIL import Image

    held = BytesIO()
    Image.fromarray(np.ascontiguousarray(picture[..., :3])).save(
        held, "JPEG", quality=QUALITY, progressive=True
    )
    return held.getvalue()
