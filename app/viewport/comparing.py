"""The part of a view that shows several scenes under one camera: up to a curtain, side by side, or in turn.

Each has a pane. What two scenes share is derived once, and drawn by actors of each pane's own on the one
window, where VTK holds what they draw once. It knows scenes, not schemes.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from time import perf_counter
from typing import Any, Final

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from app.viewport.backend import Arrangement, Compared
from app.viewport.composing import Parts
from app.viewport.curtain import CurtainHandle
from app.viewport.cuts import UNCUT, WHOLE, Cut, curtain, side_by_side
from app.viewport.daylight import Daylight
from app.viewport.glass import Glass
from app.viewport.navigation import Navigation
from app.viewport.painter import Painter
from app.viewport.panes import Pane
from app.viewport.picking import Picked
from app.viewport.visuals.shelf import Shelf
from scene.node import Node
from scene.payloads import Buildings

#: Seconds of a turn of the event loop that may go into taking down what is compared no more.
SLICE: Final = 0.015
#: Pixels at the head of the view that the bar of the comparison lies on.
HEAD: Final = 52.0


class Comparing:
    """Scenes compared on a view."""

    glass: Glass
    navigation: Navigation
    #: The curtain was drawn by hand; carries where it hangs, 0 to 1 from the left.
    curtain_moved: Any
    #: A key asked for the next of the scenes that are shown in turn.
    next_asked: Any
    _panes: list[Pane]
    _shelf: Shelf
    _plotter: Any
    _light: Daylight
    _handle: CurtainHandle
    _closed: bool
    _leaving: list[Iterator[None]]
    _compared: Compared | None = None
    _curtain: float = 0.5
    _front: int = 0
    _pressed_in: int = 0
    _artist_of: Callable[[Pane], Painter]
    width: Callable[[], int]
    height: Callable[[], int]

    def _renew(self) -> None:
        raise NotImplementedError

    # -- what the window asks ------------------------------------------------------------------------------

    def compare(self, compared: Compared | None) -> None:
        """Show other scenes beside that which the view follows; None shows it alone again."""
        self._compared = compared
        scenes = () if compared is None else compared.scenes
        while len(self._panes) <= len(scenes):
            self._panes.append(self._new_pane())
        for pane, scene in zip(self._panes[1:], scenes, strict=False):
            if pane.scene is not scene:
                pane.show(scene)
        self._leaving += [pane.emptying() for pane in self._panes[len(scenes) + 1 :]]
        del self._panes[len(scenes) + 1 :]
        self._take_down()
        self._pressed_in, self.navigation.rays = 0, self._panes[0].rays
        self._front = min(self._front, len(scenes))
        self._arrange()
        self._renew()

    def hang_curtain(self, at: float) -> None:
        """Hang the curtain somewhere, 0 to 1 from the left."""
        # On a whole pixel, or what lies under it would be drawn askew on one side.
        self._curtain = round(min(max(at, 0.02), 0.98) * self.width()) / max(self.width(), 1)
        self._arrange()
        self._show_arranged()

    def _draw_curtain(self, at: float) -> None:
        self.hang_curtain(at)
        self.curtain_moved.emit(self._curtain)

    def bring_forward(self, number: int) -> None:
        """Show one of the scenes that are shown in turn: 0 is that which the view follows."""
        self._front = number
        self._arrange()
        self._show_arranged()

    def lay_beside(self, number: int, nodes: Sequence[Node]) -> None:
        """Draw results over one of the scenes beside, in place of those laid over it before."""
        if number < len(self._panes):
            self._panes[number].sync.lay_over(nodes)

    def point_beside(self, number: int, rays: Any) -> None:
        """Point into one of the scenes beside by these rays."""
        if number < len(self._panes):
            self._panes[number].use_rays(rays)

    # -- panes ---------------------------------------------------------------------------------------------

    def _new_pane(self) -> Pane:
        from vtkmodules.vtkRenderingCore import vtkRenderer

        renderer = vtkRenderer()
        self._plotter.render_window.AddRenderer(renderer)
        first = self._panes[0]
        pane = Pane(renderer, self._shelf)
        pane.sync.look = replace(first.sync.look, verdict=None)
        pane.stage.set_light(self._light)
        pane.drawing.cut_open(first.drawing.section)
        pane.drawing.changed = self._renew
        if first.maps is not None:
            pane.wear(first.maps)  # until its own are baked the light is not another
        return pane

    def _take_down(self) -> None:
        """Take down some of the panes that are shown no more, and go on when others have had their turn."""
        end = perf_counter() + SLICE
        while self._leaving and perf_counter() < end:
            if next(self._leaving[0], self) is self:
                del self._leaving[0]
        if self._leaving and not self._closed:
            QTimer.singleShot(0, self._take_down)

    def _shown_panes(self) -> list[Pane]:
        """Return the panes that have a scene to show: in turn all of them, though one is seen at a time."""
        return self._panes[: 1 if self._compared is None else len(self._compared.scenes) + 1]

    def _drawn_panes(self) -> list[Pane]:
        """Return the panes that are seen now."""
        shown = self._shown_panes()
        return [shown[self._front]] if self._in_turn else shown

    def _parts(self) -> Parts:
        """Return who paints what is seen now, and where."""
        return [(self._artist_of(pane), pane.cut) for pane in self._drawn_panes()]

    @property
    def _in_turn(self) -> bool:
        return self._compared is not None and self._compared.arrangement is Arrangement.IN_TURN

    def _arrange(self) -> None:
        """Give every pane its part of the view."""
        compared, shown = self._compared, self._shown_panes()
        cuts: tuple[Cut, ...] = (UNCUT,) * len(shown)
        if compared is not None and compared.arrangement is Arrangement.CURTAIN:
            cuts = curtain(self._curtain)
        elif compared is not None and compared.arrangement is Arrangement.SIDE_BY_SIDE:
            cuts = side_by_side(len(shown))
        place = 0 if compared is None else compared.place
        own, others = cuts[place], (*cuts[:place], *cuts[place + 1 :])
        for pane, cut in zip(shown, (own, *others), strict=True):
            pane.cut = cut
        drawn = self._drawn_panes()
        for pane in self._panes:
            pane.set_drawn(pane in drawn)
        names = () if compared is None else compared.names
        seen = [number for number, pane in enumerate(shown) if pane in drawn]
        self.glass.show_parts({number: shown[number].cut for number in seen}, len(shown))
        parts = tuple((shown[number].cut, names[number]) for number in seen) if names else ()
        self.glass.overlay = replace(self.glass.overlay, parts=parts, head=HEAD if parts else 0.0)
        self.navigation.size = self._picture_size()
        hung = compared is not None and compared.arrangement is Arrangement.CURTAIN
        self._handle.hang(self._curtain if hung else None)

    def _show_arranged(self) -> None:
        """Show the arrangement as it is now; finished pictures stay as they are."""
        self.glass.update()
        if not self.glass.shows_still:
            self._plotter.update()

    def _picture_size(self) -> tuple[int, int]:
        """Return the size of one picture, in pixels of the widget."""
        return self._panes[0].cut.size((max(self.width(), 1), max(self.height(), 1)))

    def _turns(self, event: QKeyEvent) -> bool:
        """Ask for the next scene if that is what a key means; return whether it is."""
        if not self._in_turn or event.key() != Qt.Key.Key_Space:
            return False
        self.next_asked.emit()
        return True

    # -- pointing ------------------------------------------------------------------------------------------

    def _number_at(self, x: float, y: float) -> int:
        """Return which scene is seen at a place of the view."""
        if self._in_turn:
            return self._front
        across, down = x / max(self.width(), 1), y / max(self.height(), 1)
        found = [n for n, pane in enumerate(self._shown_panes()) if pane.cut.box.holds(across, down)]
        return found[0] if found else 0

    def _within_picture(self, number: int, x: float, y: float) -> tuple[float, float]:
        """Return a place of the view as a place of one picture."""
        of = self._panes[number].cut.of
        return x - of.left * self.width(), y - of.top * self.height()

    def _as_its_picture_sees(self, event: QMouseEvent | QWheelEvent) -> QMouseEvent | QWheelEvent:
        """Return an event of the mouse with its place in the picture under it, and point by its rays."""
        if self._compared is None:
            return event
        at = event.position()
        pressed = event.type() == QEvent.Type.MouseButtonPress
        held = event.buttons() != Qt.MouseButton.NoButton or event.type() == QEvent.Type.MouseButtonRelease
        if pressed or not held:  # who drags stays in the picture where he began
            self._pressed_in = self._number_at(at.x(), at.y())
        number = self._pressed_in
        self.navigation.rays = self._panes[number].rays or self._panes[0].rays
        if self._panes[number].cut.of == WHOLE:
            return event
        place = QPointF(*self._within_picture(number, at.x(), at.y()))
        if isinstance(event, QWheelEvent):
            return QWheelEvent(
                place, event.globalPosition(), event.pixelDelta(), event.angleDelta(),
                event.buttons(), event.modifiers(), event.phase(), event.inverted(),
            )  # fmt: skip
        return QMouseEvent(
            event.type(), place, event.scenePosition(), event.globalPosition(),
            event.button(), event.buttons(), event.modifiers(),
        )  # fmt: skip

    def _as_own(self, found: Picked | None) -> Picked | None:
        """Return what was met in the picture that is pointed into, as the scene that the view follows has it.

        Rows stand elsewhere in another scheme; what that scene has not is nothing that can be chosen.
        """
        if found is None or self._pressed_in == 0:
            return found
        own, other = (pane.scene for pane in (self._panes[0], self._panes[self._pressed_in]))
        if own is None or other is None or found.node_id not in own or found.node_id not in other:
            return None
        here, there = own.node(found.node_id).payload, other.node(found.node_id).payload
        if here is there or not (isinstance(here, Buildings) and isinstance(there, Buildings)):
            return found
        row = here.row_of_id.get(there.ids[found.row])
        return None if row is None else replace(found, row=row)
