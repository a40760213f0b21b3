"""The tools of one window: which is in use, where the mouse is, and what the view shall not see.

It listens to the view's events from outside, so that the view knows no tool.
"""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.tools.drag_proposal import DragHeight, MoveProposal, PlaceBalloon
from app.tools.drag_section import DragSection
from app.tools.drag_viewpoint import MoveViewpoint
from app.tools.draw_corridor import DrawCorridor
from app.tools.draw_footprint import DrawFootprint
from app.tools.draw_route import DrawRoute
from app.tools.draw_site import DrawGreen, DrawSite
from app.tools.measure import MeasureTool
from app.tools.place_model import PlaceModel
from app.tools.pointer import Point, Pointer
from app.tools.say_opinion import SayOpinion
from app.tools.sketch_overlay import SketchOverlay
from app.tools.tool import Tool
from app.viewport.backend import MouseAt
from app.workbench import Workbench
from scene.geometry.measuring import Kind
from scene.messages import msg
from scene.node import Role
from scene.selection import Selected

if TYPE_CHECKING:
    from scene.geometry.ground import GroundHeights

TOOLS: Final[dict[str, Callable[[Workbench], Tool]]] = {
    "footprint": DrawFootprint,
    "balloon": PlaceBalloon,
    "corridor": DrawCorridor,
    "route": DrawRoute,
    **{f"measure_{kind}": partial(MeasureTool, kind=kind) for kind in Kind},
    "section": DragSection,
    "height": DragHeight,
    "move": MoveProposal,
    "viewpoint": MoveViewpoint,
    "model": PlaceModel,
    "site": DrawSite,
    "green": DrawGreen,
    "opinion": SayOpinion,
}

#: The sketch follows the eye this often while a tool is in use.
FOLLOW_MS: Final = 33

KEYS: Final = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Backspace)


class PickPlace(Tool):
    """One click on the ground, for whoever asked."""

    hint = msg("Click the place in the view. Esc ends.")

    def __init__(self, bench: Workbench, asked: Callable[[Point], object]) -> None:
        super().__init__(bench)
        self._asked = asked

    def press(self, pointer: Pointer) -> bool:
        """Answer with the place."""
        if pointer.ground is not None:
            self.finished = True
            self._asked(pointer.ground)
        return True


class Toolbox(QObject):
    """Hands the view's mouse to the tool that is in use.

    Parameters
    ----------
    bench : Workbench
        With view and window in place.
    """

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        self._name = ""
        self._tool: Tool | None = None
        self._held = False
        self._ended: Callable[[], object] | None = None
        self._overlay = SketchOverlay(bench.window.central)
        self._follow = QTimer(self, interval=FOLLOW_MS)
        self._follow.timeout.connect(self._draw)
        self._heights: GroundHeights | None = None
        bench.seen_changed.connect(self._forget_ground)
        bench.session_changed.connect(self._forget_ground)
        bench.view.set_tool(self)
        for widget in (bench.view, *bench.view.findChildren(QWidget)):
            widget.installEventFilter(self)

    @property
    def active(self) -> str:
        """Name of the tool in use, empty if there is none."""
        return self._name

    @property
    def tool(self) -> Tool | None:
        """The tool in use."""
        return self._tool

    def start(self, name: str) -> None:
        """Use a tool; its name again puts it away."""
        if name == self._name:
            self.stop()
        else:
            self._begin(name, TOOLS[name](self._bench))

    def pick_place(self, asked: Callable[[Point], object], ended: Callable[[], object]) -> None:
        """Have the person click a place; `ended` is called in any case."""
        self._begin("place", PickPlace(self._bench, asked))
        self._ended = ended

    def _begin(self, name: str, tool: Tool) -> None:
        self.stop()
        self._name, self._tool = name, tool
        self._bench.view.setCursor(Qt.CursorShape.CrossCursor)
        self._overlay.setGeometry(self._bench.view.geometry())
        self._overlay.show()
        self._overlay.raise_()
        self._follow.start()
        self._bench.view.setFocus()
        self._draw()
        self._bench.touch()

    def stop(self) -> None:
        """Put the tool away."""
        if self._tool is None:
            return
        self._name, self._tool, self._held = "", None, False
        self._follow.stop()
        self._overlay.hide()
        self._bench.view.unsetCursor()
        self._bench.window.central.set_hint("")
        ended, self._ended = self._ended, None
        if ended is not None:
            ended()
        self._bench.touch()

    def ground_below(self, x: float, y: float, otherwise: float) -> float:
        """Return the height of the ground at a place, or another value where there is no terrain."""
        if self._heights is None:
            from scene.geometry.ground import GroundHeights

            self._heights = GroundHeights.of(self._bench.session.shown.graph.of_role(Role.TERRAIN))
        height = float(self._heights.heights([[x, y]])[0]) if self._heights else float("nan")
        return height if np.isfinite(height) else otherwise

    def _forget_ground(self, *changed: object) -> None:
        self._heights = None

    # -- events --------------------------------------------------------------------------------------------

    def mouse(self, at: MouseAt) -> bool:
        """Take what the view's mouse does; return whether the view shall not see it."""
        tool = self._tool
        if tool is None:
            return False
        pointer = self._pointer(at)
        taken = False
        if at.kind == "move":
            taken = tool.move(pointer, self._held)
        elif at.left and at.kind == "press":
            self._held = True
            taken = tool.press(pointer)
        elif at.left and at.kind == "release":
            self._held = False
            taken = tool.release(pointer)
        elif at.left and at.kind == "double":
            taken = tool.double_click(pointer)
        self._after()
        return taken

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Give the keys that a tool knows to the tool first."""
        if self._tool is None or not isinstance(event, QKeyEvent) or event.key() not in KEYS:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() == QEvent.Type.KeyPress:
            taken = self._key(event)
            self._after()
            return taken
        return False

    def _key(self, event: QKeyEvent) -> bool:
        tool = self._tool
        assert tool is not None
        if event.key() == Qt.Key.Key_Escape:
            if not tool.cancel():
                self.stop()
            return True
        if event.key() == Qt.Key.Key_Backspace:
            return tool.back()
        return tool.confirm()

    def _after(self) -> None:
        tool = self._tool
        if tool is not None and tool.finished:
            self.stop()
            if tool.next:
                self.start(tool.next)
        elif tool is not None:
            self._draw()

    def _pointer(self, at: MouseAt) -> Pointer:
        view = self._bench.view
        met = at.met
        ground = met.point if met is not None else None
        under = Selected(met.node_id, met.row) if met is not None else None
        return Pointer(at.x, at.y, view.width(), view.height(), view.pose, ground, under)

    def _draw(self) -> None:
        if self._tool is not None:
            self._tool.follow()
            self._overlay.setGeometry(self._bench.view.geometry())
            self._overlay.show_sketch(self._tool.sketch, self._bench.view.pose)
            self._bench.window.central.set_hint(self._tool.hint)
