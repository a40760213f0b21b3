"""Headless pictures of several schemes under one camera, with the very visuals of the window.

What schemes share is derived once, and lies on the graphics card once. It needs VTK and an OpenGL of any
kind, no display; Qt only to write names on the picture.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from app.scheme_differences import LEGEND_OF_DIFFERENCES
from app.scheme_differences import differences as found_differences
from app.scheme_names import columns_of
from app.viewport.backend import Arrangement
from app.viewport.composing import composing
from app.viewport.cuts import UNCUT, Cut, curtain, side_by_side
from app.viewport.daylight import SPRING_MORNING, Daylight
from app.viewport.framing import FRAMED
from app.viewport.glass import decorated
from app.viewport.optics import Pose
from app.viewport.overlay import Overlay
from app.viewport.painter import Painter
from app.viewport.pyvista_backend import png_bytes
from app.viewport.quality import STILL, Quality
from app.viewport.sun import daylight_at
from app.viewport.sync import SceneSync
from app.viewport.visuals.base import Look
from app.viewport.visuals.shelf import Shelf
from app.viewport.window_drawing import credits_of
from app.wording import Language
from scene.graph import Snapshot
from scene.legend import Legend
from scene.messages import BilingualText
from scene.node import Node, NodeId
from scene.schemes.applying import as_seen


class ComparisonStudio:
    """Paints pictures of several scenes beside each other.

    Parameters
    ----------
    scenes : sequence of tuple
        Two to four scenes with what each is called.
    look : Look, optional

    Notes
    -----
    Use it in a ``with`` statement, or close it: it holds a window of the graphics system.
    """

    def __init__(self, scenes: Sequence[tuple[BilingualText, Snapshot]], look: Look | None = None) -> None:
        self.names = tuple(name for name, _ in scenes)
        self._look = look or Look()
        shelf, self._painters = Shelf(), [Painter()]
        while len(self._painters) < len(scenes):
            self._painters.append(Painter(beside=self._painters[0]))
        self._syncs = [SceneSync(painter, self._look, shelf) for painter in self._painters]
        for sync, (_, snapshot) in zip(self._syncs, scenes, strict=True):
            sync.draw(snapshot)

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
        self._painters[0].close()

    def lay_over(self, number: int, nodes: Sequence[Node]) -> None:
        """Draw results over one of the scenes, in place of those laid over it before."""
        self._syncs[number].lay_over(nodes)

    def picture(
        self,
        pose: Pose,
        *,
        arrangement: Arrangement = Arrangement.CURTAIN,
        width: int = 1920,
        height: int = 1080,
        light: Daylight = SPRING_MORNING,
        at: float = 0.5,
        overlay: Overlay | None = None,
        quality: Quality = STILL,
        progress: Callable[[float], None] | None = None,
    ) -> NDArray[np.uint8]:
        """Return a finished picture, shape (height, width, 3), first row at the top.

        Parameters
        ----------
        pose : Pose
        arrangement : Arrangement
            Up to a curtain the first two scenes, side by side all.
        width, height : int
            Pixels.
        light : Daylight
        at : float
            Where the curtain hangs, 0 to 1 from the left.
        overlay : Overlay, optional
            Notes to write on it, with the names of the scenes.
        quality : Quality
        progress : callable, optional
            Told the finished part, 0 to 1, and may raise to stop.
        """
        cuts = self._cuts(arrangement, round(at * width) / width)
        parts = list(zip(self._painters, cuts, strict=False))
        steps = composing(parts, pose, light, (width, height), quality)
        while True:
            try:
                fraction = next(steps)
            except StopIteration as finished:
                picture: NDArray[np.uint8] = finished.value
                break
            if progress is not None:
                progress(fraction)
        if overlay is None:
            return picture
        return decorated(picture, pose, replace(overlay, parts=tuple(zip(cuts, self.names, strict=False))))

    def _cuts(self, arrangement: Arrangement, at: float) -> tuple[Cut, ...]:
        if arrangement is Arrangement.CURTAIN:
            return curtain(at)
        return side_by_side(len(self._painters)) if arrangement is Arrangement.SIDE_BY_SIDE else (UNCUT,)


def comparison_picture(
    scene: Snapshot,
    schemes: Sequence[NodeId],
    pose: Pose,
    moment: datetime,
    size: tuple[int, int] = (1920, 1080),
    *,
    arrangement: Arrangement = Arrangement.CURTAIN,
    language: Language = "zh",
    differences: bool = False,
    quality: Quality = FRAMED,
) -> bytes:
    """Return a picture of schemes under one camera as the bytes of a PNG file, with their names on it.

    Parameters
    ----------
    scene : Snapshot
        The whole project, with all its schemes.
    schemes : sequence of str
        Ids, in the order in which they stand; an empty one is the existing city. Up to a curtain two.
    pose : Pose
    moment : datetime
        Whose sun and sky there are, with its time zone.
    size : tuple of int
        Pixels.
    arrangement : Arrangement
    language : str
        Of the names.
    differences : bool
        Whether what differs from the existing city is coloured.
    quality : Quality
    """
    names = {column.scheme: column.name for column in columns_of(scene)}
    seen = [as_seen(scene, scheme) for scheme in schemes]
    looks = Look(language=language)
    with ComparisonStudio(
        [(names[scheme], one) for scheme, one in zip(schemes, seen, strict=True)], looks
    ) as studio:
        legends: tuple[Legend, ...] = ()
        if differences:
            existing = as_seen(scene)
            for number, one in enumerate(seen):
                studio.lay_over(number, found_differences(existing, one).nodes)
            legends = (LEGEND_OF_DIFFERENCES,)
        named, synthetic = credits_of(node for one in seen for node in one.nodes)
        overlay = Overlay(language=language, synthetic=synthetic, credits=named, legends=legends)
        light = daylight_at(moment, scene.frame)
        width, height = size
        return png_bytes(
            studio.picture(
                pose, arrangement=arrangement, width=width, height=height, light=light, overlay=overlay,
                quality=quality,
            )
        )  # fmt: skip
