"""The part of a view that finishes its pictures when the eye rests, one pane after another, in small steps.

What a step gives is shown at once. It knows panes and their painters, and not what moves the eye.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer

from app.viewport.daylight import Daylight
from app.viewport.glass import Glass
from app.viewport.optics import Pose
from app.viewport.painter import Painter
from app.viewport.panes import Pane
from app.viewport.quality import Governor
from app.viewport.refining import refined
from app.viewport.sunmaps import SunMaps
from scene.graph import SceneGraph

Found = SunMaps | NDArray[np.uint8] | None


class Finishing:
    """Finishes pictures."""

    pose: Pose
    moving: bool
    glass: Glass
    finished: Any
    _panes: list[Pane]
    _scene: SceneGraph | None
    _light: Daylight
    _names: bool
    _governor: Governor
    _closed: bool
    _lent: int
    _work: Iterator[tuple[int, Found]] | None
    _rest: QTimer
    _steps: QTimer
    _making: QTimer
    _shown_panes: Callable[[], list[Pane]]
    _size: Callable[[], tuple[int, int]]
    isVisible: Callable[[], bool]  # noqa: N815  # Qt's own

    def _artist(self) -> Painter:
        """Return the off-screen painter, made on first need and given all that stands here."""
        return self._panes[0].artist()

    def _artist_of(self, pane: Pane) -> Painter:
        """Return the painter of a pane; all share one window."""
        return pane.artist(None if pane is self._panes[0] else self._artist())

    def _begin_finishing(self) -> None:
        if self._closed or not self.isVisible() or not self._scene:
            return  # nothing to finish: an empty scene is false
        if self.moving or self._making.isActive() or self._lent:
            self._rest.start()
            return
        self._work = self._finishing()
        self._steps.start()

    def _finishing(self) -> Iterator[tuple[int, Found]]:
        pose, size, quality = self.pose, self._size(), self._governor.still
        steps = {
            number: refined(
                self._artist_of(pane), pose, self._light, pane.cut.size(size), quality, names=self._names
            )
            for number, pane in enumerate(self._shown_panes())
        }
        while steps:  # a step of each in turn: no scene has its picture long before another
            for number in tuple(steps):
                try:
                    yield number, next(steps[number])
                except StopIteration:
                    del steps[number]

    def _finish_a_step(self) -> None:
        if self._work is None:
            self._steps.stop()
            return
        try:
            number, found = next(self._work)
        except StopIteration:
            self._work = None
            self._steps.stop()
            self.finished.emit()
            return
        if isinstance(found, SunMaps):
            self._panes[number].wear(found)
        elif found is not None:
            self.glass.show_still(found, number)
