"""Paint several scenes into one picture, each where it is cut, in small steps.

Each scene has a painter; painters of one canvas share what lies on the graphics card.
"""

from collections.abc import Generator, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.viewport.cuts import Cut
from app.viewport.daylight import Daylight
from app.viewport.optics import Pose
from app.viewport.painter import Painter
from app.viewport.quality import Quality

Parts: TypeAlias = Sequence[tuple[Painter, Cut]]


def composing(
    parts: Parts, pose: Pose, light: Daylight, size: tuple[int, int], quality: Quality, *, names: bool = False
) -> Generator[float, None, NDArray[np.uint8]]:
    """Paint a picture in small steps: yield the share that is done, return it, first row at the top."""
    width, height = size
    whole = np.zeros((height, width, 3), np.uint8)
    for number, (painter, cut) in enumerate(parts):
        steps = painter.painting(pose, light, *cut.size(size), quality, names=names)
        picture: NDArray[np.uint8] | None = None
        while picture is None:
            try:
                yield (number + next(steps)) / len(parts)
            except StopIteration as finished:
                picture = finished.value
        left, top = round(cut.box.left * width), round(cut.box.top * height)
        x, y = round((cut.box.left - cut.of.left) * width), round((cut.box.top - cut.of.top) * height)
        seen = picture[y:, x:][: round(cut.box.bottom * height) - top, : round(cut.box.right * width) - left]
        whole[top : top + seen.shape[0], left : left + seen.shape[1]] = seen
    return whole
