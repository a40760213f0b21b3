"""The part of a view that takes the pictures of a film, with its own painter and water of the film's own.

It knows shots' cameras and water, neither file nor plan.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.viewport.daylight import Daylight
from app.viewport.glass import Glass, decorated
from app.viewport.optics import Pose
from app.viewport.overlay import Overlay
from app.viewport.painter import BREATH, Painter
from app.viewport.quality import STILL, Quality
from app.viewport.water_layer import WaterLayer
from app.viewport.window_drawing import BothStages
from app.water.making import WaterPicture
from scene.messages import BilingualText
from scene.node import NodeId

#: A frame of a film is seen for a moment: fewer renderings than a still, and every effect.
FILMED: Final = replace(STILL, frames=4, shadow_size=2048, mirror=0.5)
DRAFTED: Final = replace(FILMED, frames=1, taps=4)


@dataclass(frozen=True, slots=True)
class Take:
    """One picture of a film.

    Parameters
    ----------
    pose : Pose
    light : Daylight, optional
        None for the light that the film set was made with.
    water : WaterPicture, optional
        What changed since the take before; None leaves the water as it is.
    caption : BilingualText, optional
        Written on it, if notes are.
    """

    pose: Pose
    light: Daylight | None = None
    water: WaterPicture | None = None
    caption: BilingualText | None = None


class FilmSet:
    """Takes pictures with a painter.

    Parameters
    ----------
    painter : Painter
    light : Daylight
    size : tuple of int
        Width and height.
    hidden : sequence of str
        Nodes that the film leaves out: the water of the view.
    overlay : Overlay, optional
        Notes on every picture.
    quality : Quality
    """

    def __init__(
        self,
        painter: Painter,
        light: Daylight,
        size: tuple[int, int],
        hidden: Sequence[NodeId] = (),
        overlay: Overlay | None = None,
        quality: Quality = FILMED,
    ) -> None:
        self._painter, self._light, self._size = painter, light, size
        self._hidden, self._overlay, self._quality = hidden, overlay, quality
        self._water = WaterLayer(painter, "film")
        for node in hidden:
            painter.set_visible(node, False)
        painter.forget_maps()  # the same film from the same shots, whatever was painted before

    def taking(self, take: Take) -> Generator[float, None, NDArray[np.uint8]]:
        """Take a picture in small steps: yield the share that is done, return it."""
        if take.water is not None:
            self._water.show(take.water)
            while not self._water.draw(BREATH):
                yield 0.0
        picture = yield from self._painter.painting(
            take.pose, take.light or self._light, *self._size, self._quality
        )
        if self._overlay is None:
            return picture
        legend = None if take.water is None else take.water.legend
        legends = self._overlay.legends if legend is None else (legend,)
        return decorated(picture, take.pose, replace(self._overlay, caption=take.caption, legends=legends))

    def close(self) -> None:
        """Give the painter back as it was."""
        self._water.clear()
        for node in self._hidden:
            self._painter.set_visible(node, True)


class Filmable:
    """A view that can film."""

    glass: Glass
    _drawing: BothStages
    _water: WaterLayer | None
    _light: Daylight

    def _lending(self) -> AbstractContextManager[Painter]:
        raise NotImplementedError

    @contextmanager
    def film_set(
        self, size: tuple[int, int], *, notes: bool = True, quality: Quality = FILMED
    ) -> Iterator[FilmSet]:
        """Lend the painter to a film, until the context ends."""
        with self._lending() as painter:
            hidden = () if self._water is None else self._water.nodes
            overlay = self.glass.overlay if notes else None
            made = FilmSet(painter, self._light, size, hidden, overlay, quality)
            try:
                yield made
            finally:
                made.close()
                self._drawing.flood_again(painter)
