"""Headless pictures: draw a scene off-screen with the very visuals of the window.

One painter is kept for a scene, so that a second view of it costs only the drawing. It needs VTK and an
OpenGL of any kind, no Qt and no display.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from app.viewport.cuts import UNCUT
from app.viewport.daylight import SPRING_MORNING, Daylight
from app.viewport.filming import FILMED, FilmSet
from app.viewport.framing import Framed, framing
from app.viewport.optics import Pose
from app.viewport.overlay import Overlay
from app.viewport.painter import Painter
from app.viewport.quality import STILL, Quality
from app.viewport.scenery import Scenery
from app.viewport.sync import SceneSync
from app.viewport.visuals.base import Look
from scene.graph import SceneGraph, Snapshot


class PictureStudio:
    """Paints pictures of one scene.

    Parameters
    ----------
    scene : Snapshot or SceneGraph
    look : Look, optional
        Language of the names, verdicts of the proposals.
    painter : Painter, optional
        One to borrow, with nothing on it; it is given back empty and stays open.

    Notes
    -----
    Use it in a ``with`` statement, or close it: it holds a window of the graphics system.
    """

    def __init__(
        self, scene: Snapshot | SceneGraph, look: Look | None = None, painter: Painter | None = None
    ) -> None:
        self._borrowed = painter is not None
        self.painter = painter or Painter()
        self._sync = SceneSync(self.painter, look)
        self._drawn = scene.snapshot() if isinstance(scene, SceneGraph) else scene
        self._sync.draw(self._drawn)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    def close(self) -> None:
        """Give the graphics system back what was taken."""
        if self._borrowed:
            self._sync.clear()
        else:
            self.painter.close()

    def render_picture(
        self,
        pose: Pose,
        *,
        width: int = 1920,
        height: int = 1080,
        light: Daylight = SPRING_MORNING,
        quality: Quality = STILL,
        names: bool = False,
        progress: Callable[[float], None] | None = None,
    ) -> NDArray[np.uint8]:
        """Return a finished picture, shape (height, width, 3), first row at the top.

        Parameters
        ----------
        pose : Pose
        width, height : int
            Pixels, up to 7680 x 4320; large pictures are painted in tiles.
        light : Daylight
        quality : Quality
        names : bool
            Write the names of places.
        progress : callable, optional
            Told the finished part, 0 to 1, and may raise to stop.
        """
        return self.painter.paint(pose, light, width, height, quality, names=names, progress=progress)

    @contextmanager
    def film_set(
        self,
        size: tuple[int, int],
        *,
        light: Daylight = SPRING_MORNING,
        overlay: Overlay | None = None,
        quality: Quality = FILMED,
        names: bool = False,
    ) -> Iterator[FilmSet]:
        """Lend the painter to a film, until the context ends; see :class:`app.viewport.filming.FilmSet`."""
        scenery = Scenery(self.painter, self._sync, self._sync.stands())
        made = FilmSet([(self.painter, UNCUT)], light, size, (), overlay, quality, scenery, names)
        try:
            yield made
        finally:
            made.close()

    def framing(self, wanted: Framed) -> Generator[float, None, NDArray[np.uint8]]:
        """Paint a picture with layers left out and put in, in small steps."""
        return framing(self.painter, self._sync, self._drawn, wanted)


def png_bytes(picture: NDArray[np.uint8]) -> bytes:
    """Return a picture as the bytes of a PNG file."""
    from io import BytesIO

    from PIL import Image

    held = BytesIO()
    Image.fromarray(picture).save(held, "PNG")
    return held.getvalue()
