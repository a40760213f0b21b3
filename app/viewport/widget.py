"""The 3D view as a widget: draws the scene while it moves, and finishes the picture when it rests.

It holds a ``QtInteractor`` and never inherits one; redraws with ``update()``; closes the plotter before
the widget goes. What the mouse means is :mod:`navigation`'s business, what is finished :mod:`finishing`'s,
several scenes in one view :mod:`comparing`'s.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from time import perf_counter
from typing import Any, Final, Literal

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.viewport.backend import Box, Mode, MouseTool, Rays, Verdicts
from app.viewport.comparing import Comparing
from app.viewport.curtain import CurtainHandle
from app.viewport.cutting import Cutting
from app.viewport.daylight import SPRING_MORNING, Daylight
from app.viewport.filming import Filmable
from app.viewport.finishing import Finishing, Found
from app.viewport.framing import Lender
from app.viewport.glass import Glass
from app.viewport.navigation import Navigation
from app.viewport.optics import Pose
from app.viewport.panes import Pane
from app.viewport.pointing import mouse_at, place_at, under
from app.viewport.quality import Governor, is_software
from app.viewport.stills import ShowsStills
from app.viewport.visuals.shelf import Shelf
from app.viewport.watering import Watering
from app.viewport.window_drawing import boat_route, notes_of
from scene.graph import SceneGraph
from scene.node import Node, NodeId, Role

#: Milliseconds of rest before the picture is finished, and between looks at what lies under the mouse.
REST: Final = 150
HOVER: Final = 60
#: Seconds of a frame that may go into making new tiles; of the very first, so that it shows something.
MAKING: Final = 0.025
MAKING_FIRST: Final = 0.6
#: Seconds between looks at how far the making of tiles has come.
SHOWING: Final = 0.7


class Viewport(Cutting, Comparing, Finishing, Lender, Watering, Filmable, ShowsStills, QWidget):
    """The view of a scene.

    Parameters
    ----------
    parent : QWidget, optional
    """

    #: What the mouse points at: (x, y, z) in local metres, z nan on bare paper, or None.
    hovered = Signal(object)
    #: What was clicked: a `Picked`, or None in the open.
    picked = Signal(object)
    #: The eye moved; carries the pose.
    pose_changed = Signal(object)
    #: Seconds that a frame in motion took.
    frame_drawn = Signal(float)
    #: The picture at rest is as good as it gets.
    finished = Signal()
    #: Another section cuts the view; carries it, or None.
    section_changed = Signal(object)
    #: The water that was asked for is on the screen.
    water_drawn = Signal()
    #: The curtain was drawn by hand; carries where it hangs, 0 to 1 from the left.
    curtain_moved = Signal(float)
    #: A key asked for the next of the scenes that are shown in turn.
    next_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from pyvistaqt import QtInteractor

        self.setMinimumSize(160, 120)
        self._plotter: Any = QtInteractor(self, auto_update=False, multi_samples=0)
        self._plotter.setMouseTracking(True)
        self._plotter.installEventFilter(self)
        self._shelf = Shelf()
        self._panes = [Pane(self._plotter.renderer, self._shelf)]
        self._leaving = []
        self.stage, self._sync = self._panes[0].stage, self._panes[0].sync
        self._drawing = self._panes[0].drawing
        self._governor = Governor(software=True)
        self._known = False
        self.glass = Glass(self)
        self.navigation = Navigation(self)
        self.navigation.moved.connect(self._on_moved)
        self.navigation.clicked.connect(self._on_clicked)
        self._drawing.changed = self._renew
        self._handle = CurtainHandle(self)
        self._handle.moved.connect(self._draw_curtain)
        self._verdicts: Verdicts = {}
        self._scene: SceneGraph | None = None
        self._light = SPRING_MORNING
        self._names = True
        self._tool: MouseTool | None = None
        self._closed = False
        self._work: Iterator[tuple[int, Found]] | None = None
        self._lent = 0  # how many have the painter make a picture that they asked for
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._begin_finishing)
        self._steps = QTimer(self, interval=0)
        self._steps.timeout.connect(self._finish_a_step)
        self._making = QTimer(self, interval=0)
        self._making.timeout.connect(self._make_more)
        self._watering = QTimer(self, interval=0)
        self._watering.timeout.connect(self._water_more)
        self._shown_at = self._took = 0.0
        self._hover = QTimer(self, singleShot=True, interval=HOVER)
        self._hover.timeout.connect(self._look_under_mouse)
        self._mouse = (0.0, 0.0)

    # ------------------------------------------------------------------ what the window asks

    @property
    def pose(self) -> Pose:
        """Where the eye is and what it looks at."""
        return self.navigation.pose

    @property
    def moving(self) -> bool:
        """Whether the eye is on its way, or time is."""
        return self.navigation.busy or self._playing

    @property
    def flying(self) -> bool:
        """Whether the eye is on its way to where it was sent."""
        return self.navigation.flying

    def show_scene(self, scene: SceneGraph | None) -> None:
        """Draw this scene from now on and follow its changes; None empties the view."""
        self._scene = scene
        self._verdicts = {}
        self.show_section(None)
        self._panes[0].show(scene)
        self._renew()

    def use_rays(self, rays: Rays | None) -> None:
        """Pick, walk and hide names by these rays."""
        self._point_by(rays)
        self._panes[0].use_rays(rays)
        self._renew()

    def look(self, pose: Pose) -> None:
        """Take a pose at once."""
        self.navigation.take(pose)

    def fly_to(self, pose: Pose, seconds: float | None = None) -> None:
        """Fly there smoothly."""
        self.navigation.fly_to(pose, seconds)

    def set_mode(self, mode: Mode) -> None:
        """Move as this mode does."""
        self.navigation.route = boat_route(self._scene)
        self.navigation.set_mode(mode)

    def set_light(self, light: Daylight) -> None:
        """Take another sun, sky and mist."""
        self._light = light
        for pane in self._panes:
            pane.stage.set_light(light)
        self._renew()

    def set_season(self, season: str) -> None:
        """Show trees in leaf or bare."""
        for pane in self._panes:
            pane.sync.show_season(season)

    def set_language(self, language: Literal["zh", "en"]) -> None:
        """Write names in this language."""
        for pane in self._panes:
            pane.sync.redress(replace(pane.sync.look, language=language))
        self._renew()

    def set_dark(self, dark: bool) -> None:
        """Dress what lies over the picture for dark surroundings."""
        self.glass.overlay = replace(self.glass.overlay, dark=dark)
        self._handle.dark = dark
        self.glass.update()

    def set_verdicts(self, verdicts: Verdicts) -> None:
        """Colour the balloons by these verdicts."""
        self._verdicts = dict(verdicts)
        look = replace(self._sync.look, verdict=lambda node, row: self._verdicts.get((node, row), ""))
        self._sync.redress(look, Role.PROPOSALS)
        self._renew()

    def lay_over(self, nodes: Sequence[Node]) -> None:
        """Draw results over the scene, in place of those laid over it before."""
        self._sync.lay_over(nodes)

    def renew_points(self) -> None:
        """Draw point clouds anew: one can be read now that could not."""
        for pane in self._panes:
            pane.sync.redress(pane.sync.look, Role.POINTS)

    def show_names(self, shown: bool) -> None:
        """Show or hide the names of places."""
        self._names = shown
        self._renew()

    def set_tool(self, tool: MouseTool | None) -> None:
        """Give the mouse to a tool; None gives it back to navigation."""
        self._tool = tool

    def box_of(self, node: NodeId) -> Box | None:
        """Return west, south, lowest, east, north, highest of what a node draws, itself or below it."""
        return self._sync.box_of(node)

    def close(self) -> bool:
        """Stop all work, give the graphics system back what was taken, and close."""
        if not self._closed:
            self._closed = True
            self.navigation.stop()
            for timer in (self._rest, self._steps, self._making, self._hover, self._watering):
                timer.stop()
            self._work = None
            for pane in self._panes:
                pane.show(None)
            self._plotter.removeEventFilter(self)
            if self._panes[0].painter is not None:
                self._panes[0].painter.close()
            self._plotter.close()
        return super().close()

    # ------------------------------------------------------------------ drawing

    def _renew(self) -> None:
        """Draw again as soon as possible, and finish the picture anew after a rest."""
        if self._closed:
            return
        self._work = None
        self._steps.stop()
        self.glass.clear()
        self.navigation.stand_on(self._sync.paper)
        over = [node for pane in self._shown_panes() for node in pane.sync.over]
        bare = self._sync.paper is not None
        overlay = notes_of(self._scene, self.glass.overlay, over, groundless=bare)
        words = tuple(sorted(set(self._verdicts.values())))
        overlay = replace(overlay, verdicts=words, language=self._sync.look.language)
        self.glass.overlay = self._with_water(overlay)
        self.glass.update()
        self._rest.start()
        self._plotter.update()

    def _on_moved(self, pose: Pose) -> None:
        self._renew()
        self.pose_changed.emit(pose)

    def _before_paint(self) -> float:
        """Bring the stage to the pose of the moment; return when it began."""
        began = perf_counter()
        self.navigation.size = self._picture_size()
        quality = self._governor.moving
        width, height = (max(round(side * quality.scale), 16) for side in self._size())
        window = self._plotter.render_window
        if tuple(window.GetSize()) != (width, height):
            window.SetSize(width, height)  # blown up to the widget when it is shown
        panes = self._drawn_panes()
        seconds = (MAKING if self._known else MAKING_FIRST) / len(panes)
        names = self.pose if self._names else None
        scale = height / max(self.height(), 1) * max(self.height() / 1080.0, 0.8)
        for pane in panes:
            if not pane.prepare(self.pose, (width, height), quality, seconds, MAKING / len(panes)):
                self._making.start()
            pane.write_names(names, (width, height), scale)
        if window.GetMultiSamples() != quality.samples:
            window.SetMultiSamples(quality.samples)
        self.glass.pose = self.pose
        return began

    def _make_more(self) -> None:
        """Make more tiles between frames, and show now and then how far it has come."""
        quality, size = self._governor.moving, self._plotter.render_window.GetSize()
        panes = self._shown_panes()
        seconds = MAKING / len(panes)
        made = [pane.make(self.pose, size, quality, seconds, seconds) for pane in panes]
        complete = all(made)
        if complete:
            self._making.stop()
            self._rest.start()
        now = perf_counter()
        if complete or now - self._shown_at > max(SHOWING, 2.0 * self._took):
            self._shown_at = now  # one paint for this, however long it takes to come
            self._plotter.update()

    def _after_paint(self, began: float) -> None:
        if not self._known:
            self._known = True
            report = self._plotter.render_window.ReportCapabilities()
            self._governor = Governor(software=is_software(report))
            self._shown_at = perf_counter()
            return
        self._tell_water()
        self._shown_at = perf_counter()
        seconds = self._took = self._shown_at - began
        self.frame_drawn.emit(seconds)
        if self.moving:
            self._governor.measured(seconds)

    def _size(self) -> tuple[int, int]:
        ratio = self._plotter.devicePixelRatioF()
        return max(round(self.width() * ratio), 16), max(round(self.height() * ratio), 16)

    # ------------------------------------------------------------------ events

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep view and pane at full size."""
        self._plotter.setGeometry(0, 0, self.width(), self.height())
        self.glass.setGeometry(0, 0, self.width(), self.height())
        self.glass.raise_()
        self.hang_curtain(self._curtain)
        super().resizeEvent(event)
        self._renew()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Take the mouse and the keys from VTK's interactor, and time its painting."""
        if self._closed or watched is not self._plotter:
            return False
        kind = event.type()
        if kind == QEvent.Type.Paint:
            began = self._before_paint()
            QTimer.singleShot(0, lambda: None if self._closed else self._after_paint(began))
            return False
        if isinstance(event, QMouseEvent | QWheelEvent):
            event = self._as_its_picture_sees(event)
        if isinstance(event, QMouseEvent):
            self._mouse = (event.position().x(), event.position().y())
            if not self._hover.isActive():
                self._hover.start()
            if kind == QEvent.Type.MouseButtonPress:
                self.setFocus(Qt.FocusReason.MouseFocusReason)
            if self._tool is not None:
                at = mouse_at(self.navigation, event)
                if self._tool.mouse(replace(at, met=self._as_own(at.met))):
                    return True
        return self.navigation.handle(event)

    def keyPressEvent(self, event: Any) -> None:  # noqa: N802
        """Move, or let the window have the key."""
        if not (self._turns(event) or self.navigation.handle(event)):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: Any) -> None:  # noqa: N802
        """Stop moving, or let the window have the key."""
        if not self.navigation.handle(event):
            super().keyReleaseEvent(event)

    def _look_under_mouse(self) -> None:
        if self._closed or self._scene is None:
            return
        (x, y), (width, height) = self._mouse, self.navigation.size
        if not (0 <= x < width and 0 <= y < height):
            self.hovered.emit(None)
            return
        self.hovered.emit(place_at(self.navigation, x, y))

    def _on_clicked(self, x: float, y: float) -> None:
        self.picked.emit(self._as_own(under(self.navigation, x, y)))
