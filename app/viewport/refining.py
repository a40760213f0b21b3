"""When the eye rests: bake what the light needs, then paint the view ever finer, in small steps.

Each step is one rendering, so that the hand is never kept waiting for more than that; a moving eye ends
the work. It gives images; showing them is the widget's work.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from app.viewport.baking import BREATH
from app.viewport.daylight import Daylight
from app.viewport.optics import Pose
from app.viewport.painter import JITTER, Painter
from app.viewport.quality import Quality
from app.viewport.sunmaps import SunMaps


def refined(
    painter: Painter,
    pose: Pose,
    light: Daylight,
    size: tuple[int, int],
    quality: Quality,
    *,
    names: bool = False,
) -> Iterator[SunMaps | NDArray[np.uint8] | None]:
    """Yield new sun maps if any were baked, then ever finer pictures; None after a step with nothing to show.

    Parameters
    ----------
    painter : Painter
        Off-screen, with the same pieces as the window.
    pose, light : Pose, Daylight
    size : tuple of int
        Width and height in device pixels.
    quality : Quality
        ``frames`` says how many renderings are averaged.
    names : bool
        Write the names of places.
    """
    width, height = size
    while not painter.choose_levels(pose, size, quality, seconds=BREATH):
        yield None
    if painter.sun.stale(light, pose, quality):
        yield from painter.sun.steps(light, pose, quality)
    painter.prepare(light, quality)
    if quality.mirror > 0.0 and pose.eye[2] > painter.level:
        painter.draw_mirror(pose, width, height, quality)
        yield None
    painter.stage.look(pose)
    painter.write_names(pose if names else None, size)
    total = np.zeros((height, width, 3), np.float32)
    whole = (slice(0, height), slice(0, width))
    for index in range(quality.frames):
        total += painter.frame(pose, size, whole, index)
        if index in (0, 1, 3, 7, quality.frames - 1) or index % len(JITTER) == 0:
            yield (total / (index + 1) + 0.5).astype(np.uint8)[::-1]
        else:
            yield None
