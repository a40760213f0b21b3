"""The part of a view that shows water in time: takes pictures of it, draws them in slices, says when it has.

It knows what is drawn, neither the course nor who plays it.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QTimer

from app.viewport.glass import Glass
from app.viewport.overlay import Overlay
from app.viewport.sync import SceneSync
from app.viewport.water_layer import WaterLayer
from app.viewport.window_drawing import BothStages, WaterStage
from app.water.making import WaterPicture
from scene.messages import BilingualText

#: Seconds of a turn of the event loop that may go into drawing tiles of water.
SLICE: Final = 0.02


class Watering:
    """Water in time on a view."""

    glass: Glass
    #: Emitted when what was asked for is on the screen.
    water_drawn: Any
    _drawing: BothStages
    _sync: SceneSync
    _closed: bool
    _watering: QTimer
    _water: WaterLayer | None = None
    _picture: WaterPicture | None = None
    _playing: bool = False
    _told: bool = True
    isVisible: Callable[[], bool]  # noqa: N815  # Qt's own

    def _renew(self) -> None:
        raise NotImplementedError

    def show_water(self, picture: WaterPicture | None) -> None:
        """Show the water of a moment; None takes all of it away. ``water_drawn`` follows when it is seen."""
        self._watering.stop()
        self._picture = picture
        if picture is None:
            if self._water is not None:
                with self._drawing.quietly():
                    self._water.clear()
            self._told = True
            return
        if self._water is None:
            self._water = WaterLayer(self._drawing)
            self._sync.reveal_more = self._reveal_water
        self._told = False
        with self._drawing.quietly():
            self._water.show(picture)
        self._water_more()

    def set_playing(self, playing: bool) -> None:
        """Draw as in motion while moments follow each other, and finish the picture when they stop."""
        if playing != self._playing:
            self._playing = playing
            self._renew()

    def set_caption(self, caption: BilingualText | None) -> None:
        """Say below the picture which moment it shows."""
        self.glass.overlay = replace(self.glass.overlay, caption=caption)
        self.glass.update()

    def set_foot(self, pixels: float) -> None:
        """Keep so many pixels at the foot of the picture free of what is written on it."""
        self.glass.overlay = replace(self.glass.overlay, foot=pixels)
        self.glass.update()

    def _water_more(self) -> None:
        if self._closed or self._water is None:
            return
        said, self._drawing.changed = self._drawing.changed, lambda: None
        complete = self._water.draw(SLICE)
        self._drawing.changed = said
        if complete:
            self._watering.stop()
            self._renew()
            if not self.isVisible():
                self._tell_water()
        elif not self._watering.isActive():
            self._watering.start()

    def _reveal_water(self, drawing: WaterStage, shown: bool) -> None:
        """Show or hide the water on one drawing, and its lakes the other way round."""
        for node in () if self._water is None else self._water.nodes:
            drawing.set_visible(node, shown)
        if shown:
            self._drawing.flood_again(drawing)
        else:
            drawing.flood(0.0, float("nan"), None)

    def _tell_water(self) -> None:
        """Say once that the water is on the screen."""
        if not self._told and self._water is not None and not self._water.busy:
            self._told = True
            self.water_drawn.emit()

    def _with_water(self, overlay: Overlay) -> Overlay:
        """Return an overlay with the legend of the water that is shown."""
        legend = None if self._picture is None else self._picture.legend
        return overlay if legend is None else replace(overlay, legends=(legend, *overlay.legends))
