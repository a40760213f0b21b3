"""Place a model by its gizmo: shift, lift, turn, scale. A drag is one step of undo; Esc takes it back.

A model that stands on the ground stays on it while it is shifted.
"""

from dataclasses import replace
from math import atan2, degrees, hypot
from uuid import uuid4

import numpy as np

from app.placement import Placement, box_of, is_movable, placement_of, with_placement
from app.tools.gizmo import Gizmo, Handle, along
from app.tools.pointer import Point, Pointer, on_level
from app.tools.tool import NOTHING, Sketch, Stroke, Tool
from app.workbench import Workbench
from scene.messages import Message, msg
from scene.node import Node
from scene.payloads import TriangleMesh
from scene.selection import Selected

#: A model with more faces is drawn as its box while it is dragged, and moved when it is let go.
LIVE_FACES = 60_000
#: So near to the ground a model stands on it, metres.
ON_GROUND = 0.1
AXES = {"x": (1.0, 0.0, 0.0), "y": (0.0, 1.0, 0.0), "z": (0.0, 0.0, 1.0)}
#: Corners of a box that an edge joins, in the order of `box_of`.
EDGES = ((0, 1), (2, 3), (4, 5), (6, 7), (0, 2), (1, 3), (4, 6), (5, 7), (0, 4), (1, 5), (2, 6), (3, 7))


class PlaceModel(Tool):
    """Handles about the selected model."""

    hint = msg("Drag an arrow, the ring or the corner; click another model to take it. Esc ends.")

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self.handle: Handle = ""
        self.hovered: Handle = ""
        self._gesture = ""
        self._ran = False
        self._held: Placement | None = None
        self._from: Node | None = None
        self._grip: tuple[float, float] = (0.0, 0.0)
        self._grounded = False
        self._wanted: Placement | None = None
        self._last: Pointer | None = None
        self._draw()

    @property
    def node(self) -> Node | None:
        """The model that is placed."""
        selected = self.bench.session.selection.current
        scene = self.bench.session.shown.graph
        if selected is None or selected.node_id not in scene:
            return None
        node = scene.node(selected.node_id)
        return node if is_movable(node) else None

    def press(self, pointer: Pointer) -> bool:
        """Take hold of a handle, or of another model; elsewhere the view turns."""
        self._last = pointer
        node, gizmo = self.node, self._gizmo()
        handle: Handle = gizmo.under(pointer) if gizmo else ""
        if node is None or not handle:
            return self._take_other(pointer)
        self.handle, self._gesture, self._ran = handle, uuid4().hex, False
        self._from, self._held = node, placement_of(node)
        ground = self.bench.toolbox.ground_below(self._held.x, self._held.y, float("nan"))
        self._grounded = abs(self._held.foot - ground) < ON_GROUND
        self._grip = self._at(pointer) or (0.0, 0.0)
        self._draw()
        return True

    def _take_other(self, pointer: Pointer) -> bool:
        under, scene = pointer.under, self.bench.session.shown.graph
        if under is None or under.node_id not in scene or not is_movable(scene.node(under.node_id)):
            return False
        self.bench.session.selection.select(Selected(under.node_id))
        self._draw()
        return True

    def move(self, pointer: Pointer, held: bool) -> bool:
        """Drag, or show which handle would be taken."""
        self._last = pointer
        if held and self.handle and self._held is not None:
            at = self._at(pointer)
            if at is not None:
                self._drag(self._target(at, pointer))
            self._draw()
            return True
        gizmo = self._gizmo()
        self.hovered = gizmo.under(pointer) if gizmo and not held else ""
        self._draw()
        return False

    def release(self, pointer: Pointer) -> bool:
        """Let go; a large model is moved now."""
        dragged = bool(self.handle)
        if dragged and self._wanted is not None and not self._live:
            self._run(self._wanted)
        self._let_go()
        return dragged

    def cancel(self) -> bool:
        """Take the drag back that is under way; return whether there was one."""
        if not self.handle:
            return False
        if self._ran:
            self.bench.session.history.undo()
        self._let_go()
        return True

    def _let_go(self) -> None:
        self.handle, self._gesture, self._ran = "", "", False
        self._held = self._from = self._wanted = None
        self._draw()

    @property
    def _live(self) -> bool:
        payload = self._from.payload if self._from is not None else None
        return isinstance(payload, TriangleMesh) and len(payload.faces) <= LIVE_FACES

    # -- what a drag means ---------------------------------------------------------------------------------

    def _at(self, pointer: Pointer) -> tuple[float, float] | None:
        """Return where the mouse is in the measure of the handle that is held."""
        held = self._held
        assert held is not None
        place = (held.x, held.y, held.foot)
        if self.handle in AXES:
            far = along(pointer, place, AXES[self.handle])
            return None if far is None else (far, 0.0)
        if self.handle == "scale":
            seen = pointer.pose.project(np.array([place]), pointer.width / pointer.height)[0]
            x, y = (seen[0] + 1.0) / 2.0 * pointer.width, (1.0 - seen[1]) / 2.0 * pointer.height
            return (max(hypot(pointer.x - x, pointer.y - y), 1.0), 0.0)
        level = on_level(pointer, held.foot)
        if level is None:
            return None
        if self.handle == "turn":
            return (degrees(atan2(level[1] - held.y, level[0] - held.x)), 0.0)
        return (level[0], level[1])

    def _target(self, at: tuple[float, float], pointer: Pointer) -> Placement:
        """Return the placement that the mouse asks for."""
        held = self._held
        assert held is not None
        step = (at[0] - self._grip[0], at[1] - self._grip[1])
        match self.handle:
            case "x":
                return self._on_ground(replace(held, x=held.x + step[0]))
            case "y":
                return self._on_ground(replace(held, y=held.y + step[0]))
            case "z":
                return replace(held, foot=held.foot + step[0])
            case "turn":
                return replace(held, bearing=round(held.bearing - step[0]) % 360.0)
            case "scale":
                return replace(held, scale=held.scale * max(at[0] / self._grip[0], 0.01))
            case _:
                return self._on_ground(replace(held, x=held.x + step[0], y=held.y + step[1]))

    def _on_ground(self, wanted: Placement) -> Placement:
        if not self._grounded:
            return wanted
        ground = self.bench.toolbox.ground_below(wanted.x, wanted.y, wanted.foot)
        return replace(wanted, foot=ground)

    def _drag(self, wanted: Placement) -> None:
        self._wanted = wanted
        if self._live:
            self._run(wanted)

    def _run(self, wanted: Placement) -> None:
        assert self._from is not None
        label = msg("Place {name}", name=self._from.name)
        node = with_placement(self._from, wanted)
        command = self.bench.session.edited([node], label, self._gesture)
        self._ran = self.bench.run(command) or self._ran

    # -- the sketch ----------------------------------------------------------------------------------------

    def _gizmo(self) -> Gizmo | None:
        node = self.node
        if node is None:
            return None
        now = self._wanted or placement_of(node)
        view = self.bench.view
        return Gizmo.about((now.x, now.y, now.foot), view.pose, view.height())

    def follow(self) -> None:
        """Keep the handles equally large while the eye moves."""
        self._draw()

    def _draw(self) -> None:
        gizmo = self._gizmo()
        if gizmo is None:
            self.sketch = NOTHING
            return
        strokes = gizmo.strokes(self.handle or self.hovered)
        if self.handle and not self._live and self._wanted is not None and self._from is not None:
            strokes += _box(with_placement(self._from, self._wanted))
        x, y, z = gizmo.at
        words: tuple[tuple[Point, Message | str], ...] = ()
        if self.handle:
            words = (((x, y, z), self._told()),)
        self.sketch = Sketch(strokes=strokes, words=words)

    def _told(self) -> Message | str:
        held, now = self._held, self._wanted
        if held is None or now is None:
            return ""
        if self.handle == "turn":
            return f"{now.bearing:.0f}°"
        if self.handle == "scale":
            return f"× {now.scale / held.scale:.2f}"
        if self.handle == "z":
            return f"{now.foot - held.foot:+.2f} m"
        return f"{hypot(now.x - held.x, now.y - held.y):.2f} m"


def _box(node: Node) -> tuple[Stroke, ...]:
    corners = [(float(x), float(y), float(z)) for x, y, z in box_of(node)]
    return tuple(Stroke((corners[a], corners[b]), "vermilion", 2.0) for a, b in EDGES)
