"""The part of a view that takes the pictures of a film, with its own painter and water of the film's own.

It knows shots' cameras and water, neither file nor plan.
"""

from collections.abc import Generator, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from app.viewport.baking import BREATH
from app.viewport.composing import Parts, composing
from app.viewport.cuts import UNCUT
from app.viewport.daylight import Daylight
from app.viewport.glass import Glass, decorated
from app.viewport.optics import Pose
from app.viewport.overlay import Overlay
from app.viewport.painter import Painter
from app.viewport.quality import STILL, Quality
from app.viewport.scenery import Scenery
from app.viewport.setting import Setting, Title
from app.viewport.sync import SceneSync
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
    setting : Setting, optional
        What stands in it; None leaves things as they are.
    title : Title, optional
        Written on it, whether notes are or not.
    """

    pose: Pose
    light: Daylight | None = None
    water: WaterPicture | None = None
    caption: BilingualText | None = None
    setting: Setting | None = None
    title: Title | None = None


class FilmSet:
    """Takes pictures with a painter.

    Parameters
    ----------
    parts : sequence of tuple
        Who paints what, and where; several are as many scenes in one picture. Water is the first one's.
    light : Daylight
    size : tuple of int
        Width and height.
    hidden : sequence of str
        Nodes that the film leaves out: the water of the view.
    overlay : Overlay, optional
        Notes on every picture.
    quality : Quality
    scenery : Scenery, optional
        Changes what stands on the painter; without one, takes have no settings.
    names : bool
        Whether names of places are written.
    """

    def __init__(
        self,
        parts: Parts,
        light: Daylight,
        size: tuple[int, int],
        hidden: Sequence[NodeId] = (),
        overlay: Overlay | None = None,
        quality: Quality = FILMED,
        scenery: Scenery | None = None,
        names: bool = False,
    ) -> None:
        self._parts, self._painter = parts, parts[0][0]
        self._light, self._size = light, size
        self._hidden, self._overlay, self._quality = hidden, overlay, quality
        self._scenery, self._names = scenery, names
        #: The last picture without notes, and what it was taken of: a camera that rests need not paint again.
        self._picture = np.zeros((0, 0, 3), np.uint8)
        self._held: tuple[Pose, Daylight] | None = None
        self._setting: Setting | None = None
        self._water = WaterLayer(self._painter, "film")
        for node in hidden:
            self._painter.set_visible(node, False)
        for painter, _ in parts:
            painter.sun.forget()  # the same film from the same shots, whatever was painted before

    def taking(self, take: Take) -> Generator[float, None, NDArray[np.uint8]]:
        """Take a picture in small steps: yield the share that is done, return it."""
        if take.setting is not None:
            assert self._scenery is not None, "a take with a setting needs a scenery"
            self._scenery.change(take.setting)
            yield 0.0
        if take.water is not None:
            self._water.show(take.water)
            while not self._water.draw(BREATH):
                yield 0.0
        light = take.light or self._light
        if (take.pose, light) != self._held or take.water is not None or take.setting is not self._setting:
            self._picture = yield from composing(
                self._parts, take.pose, light, self._size, self._quality, names=self._names
            )
            self._held, self._setting = (take.pose, light), take.setting
        picture = self._picture
        overlay = self._noted(take)
        return picture if overlay is None else decorated(picture, take.pose, overlay)

    def _noted(self, take: Take) -> Overlay | None:
        """Return what is written on a take, None if nothing is."""
        if self._overlay is None:
            return None
        legends, verdicts = self._overlay.legends, self._overlay.verdicts
        if take.water is not None and take.water.legend is not None:
            legends = (take.water.legend,)
        elif take.setting is not None:
            legends = take.setting.legends
            verdicts = verdicts if take.setting.judged else ()
        return replace(
            self._overlay, caption=take.caption, legends=legends, verdicts=verdicts, title=take.title
        )

    def close(self) -> None:
        """Give the painter back as it was."""
        self._water.clear()
        for node in self._hidden:
            self._painter.set_visible(node, True)


class Filmable:
    """A view that can film, and writes the titles that films have."""

    glass: Glass
    _drawing: BothStages
    _sync: SceneSync
    _water: WaterLayer | None
    _light: Daylight

    def _parts(self) -> Parts:
        raise NotImplementedError

    def _lending(self) -> AbstractContextManager[Painter]:
        raise NotImplementedError

    @property
    def still(self) -> QImage | None:
        """The finished picture that is shown, without what lies over it; None while there is none."""
        return self.glass.still

    @property
    def title_foot(self) -> float:
        """Pixels from the upper edge that a title takes at the left, 0 while there is none."""
        return self.glass.title_foot

    def set_title(self, title: Title | None, *, plain: bool = False) -> None:
        """Write a title large over the picture; `plain` leaves north and measure out."""
        self.glass.overlay = replace(self.glass.overlay, title=title, plain=plain)
        self.glass.update()

    @contextmanager
    def film_set(
        self,
        size: tuple[int, int],
        *,
        notes: bool = True,
        alone: bool = False,
        quality: Quality = FILMED,
        names: bool = False,
    ) -> Iterator[FilmSet]:
        """Lend the painter to a film, until the context ends; what the view does meanwhile is not in it.

        Parameters
        ----------
        size : tuple of int
            Width and height.
        notes : bool
            Whether legends and credits are written on every picture.
        alone : bool
            One scene fills the picture, without north and measure, as a room is shown a stop.
        quality : Quality
        names : bool
            Whether names of places are written.
        """
        with self._lending() as painter, self._drawing.apart(painter) as stands:
            hidden = () if self._water is None else self._water.nodes
            seen = self.glass.overlay
            bare = Overlay(language=seen.language, dark=seen.dark, plain=True)
            overlay = replace(seen, plain=alone) if notes else bare
            scenery = Scenery(painter, self._sync, stands)
            parts = [(painter, UNCUT)] if alone else self._parts()
            made = FilmSet(parts, self._light, size, hidden, overlay, quality, scenery, names)
            try:
                yield made
            finally:
                made.close()
