"""Move a protected viewpoint: the verdict follows while it is dragged. A drag is one step of undo."""

from dataclasses import dataclass, replace
from uuid import uuid4

import numpy as np

from app.i18n import tr
from app.tools.pointer import Point, Pointer, on_level
from app.tools.tool import NOTHING, Sketch, Tool
from app.workbench import Workbench
from scene.commands import Replace
from scene.messages import BilingualText, msg
from scene.node import Node, NodeId, Role
from scene.payloads import Polylines

#: The mouse takes hold of a viewpoint that it points past by no more than this, degrees.
CATCH = 1.5


@dataclass(frozen=True, slots=True)
class _Held:
    """A viewpoint: its node, its row, and where it stands."""

    node: NodeId
    row: int
    name: BilingualText
    place: Point


class MoveViewpoint(Tool):
    """Over the ground, at its height above it."""

    hint = msg("Drag a viewpoint to another place: the verdict follows. Esc ends.")

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._gesture = ""
        self._held: _Held | None = None
        self._hold: Point = (0.0, 0.0, 0.0)
        self.follow()

    def press(self, pointer: Pointer) -> bool:
        """Take hold of the viewpoint that the mouse points at; the view has the mouse if there is none."""
        self._held = self._nearest(pointer)
        if self._held is None:
            return False
        self._gesture = uuid4().hex
        self._hold = on_level(pointer, self._held.place[2]) or self._held.place
        self.follow()
        return True

    def move(self, pointer: Pointer, held: bool) -> bool:
        """Shift it as the mouse is shifted, keeping its height above the ground."""
        if not held or self._held is None:
            return False
        of = self._held
        to = on_level(pointer, of.place[2])
        node = next((one for one in self._nodes() if one.id == of.node), None)
        if to is None or node is None:
            return True
        x, y = of.place[0] + to[0] - self._hold[0], of.place[1] + to[1] - self._hold[1]
        below = self.bench.toolbox.ground_below
        z = of.place[2] + below(x, y, 0.0) - below(of.place[0], of.place[1], 0.0)
        label = msg("Move {name}", name=of.name)
        moved = _moved(node, of.row, (x, y, z))
        if self.bench.run(Replace(self.bench.session.scene, [moved], label, self._gesture)):
            self._held, self._hold = replace(of, place=(x, y, z)), (to[0], to[1], z)
        self.follow()
        return True

    def release(self, pointer: Pointer) -> bool:
        """Let go."""
        held, self._held, self._gesture = self._held, None, ""
        self.follow()
        return held is not None

    def follow(self) -> None:
        """Draw all viewpoints, and the name of the one that is held."""
        places = self._places()
        if not places:
            self.sketch = NOTHING
            return
        words = ((self._held.place, tr(self._held.name)),) if self._held is not None else ()
        self.sketch = Sketch((), tuple(one.place for one in places), words)

    def _nodes(self) -> tuple[Node, ...]:
        return self.bench.session.scene.of_role(Role.VIEWPOINTS)

    def _places(self) -> list[_Held]:
        """Return all viewpoints that are points, of layers that are not placed elsewhere."""
        found = []
        for node in self._nodes():
            lines = node.payload
            if not isinstance(lines, Polylines) or node.transform is not None:
                continue
            for row in range(lines.count):
                vertices = lines.line(row)
                if len(vertices) == 1:
                    x, y, z = (float(value) for value in vertices[0])
                    found.append(_Held(node.id, row, _name(lines, row), (x, y, z)))
        return found

    def _nearest(self, pointer: Pointer) -> _Held | None:
        best, least = None, np.cos(np.radians(CATCH))
        for one in self._places():
            way = np.subtract(one.place, pointer.pose.eye)
            along = float(way @ pointer.direction) / max(float(np.linalg.norm(way)), 1e-6)
            if along > least:
                best, least = one, along
        return best


def _moved(node: Node, row: int, place: Point) -> Node:
    """Return the node with one viewpoint elsewhere."""
    lines = node.payload
    assert isinstance(lines, Polylines), "a viewpoint is a line of one vertex"
    vertices = lines.vertices.copy()
    vertices[lines.line_start[row]] = place
    return replace(node, payload=replace(lines, vertices=vertices))


def _name(lines: Polylines, row: int) -> BilingualText:
    zh, en = (str(lines.columns[key][row]) if key in lines.columns else "" for key in ("name_zh", "name_en"))
    return BilingualText(zh or en or lines.ids[row], en or zh or lines.ids[row])
