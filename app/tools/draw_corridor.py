"""Draw a view corridor: click the viewing place, then the landmark at the height that is to stay in sight."""

from math import hypot
from typing import Final

import numpy as np

from analysis.common.rules import rule_book
from app.corridors import corridor_node
from app.tools.pointer import Point, Pointer
from app.tools.tool import Sketch, Tool
from app.workbench import Workbench
from scene.commands import Insert
from scene.errors import WeiyangError
from scene.messages import NO_NAME, BilingualText, Message, msg
from scene.node import NodeId, Role
from scene.payloads import Polylines
from scene.selection import Selected
from scene.units import DISTANCE, ELEVATION

#: A click this near to a protected viewpoint means it, pixels.
SNAP_PIXELS: Final = 16.0


class DrawCorridor(Tool):
    """First where one looks from, then what is to stay in sight."""

    hint = msg("Click the viewing place; near a protected viewpoint it is taken. Esc ends.")
    landmark_hint = msg("Click the landmark at the height of its threshold. Backspace sets the place anew.")

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self.place: Point | None = None
        self.seen_from: BilingualText = NO_NAME
        self._at: Point | None = None
        self._aimed = False
        self._half = 0.5 * rule_book().number("corridor_width")

    def press(self, pointer: Pointer) -> bool:
        """Set the viewing place; the landmark is set when the button is let go."""
        self._aimed = self.place is not None
        if self.place is None:
            self._stand(pointer)
        self._draw()
        return True

    def release(self, pointer: Pointer) -> bool:
        """Set the landmark: a tool that ended with the press would leave its release to the view."""
        if self._aimed and pointer.ground is not None:
            self._finish(pointer, pointer.ground)
        self._aimed = False
        self._draw()
        return True

    def move(self, pointer: Pointer, held: bool) -> bool:
        """Draw the corridor that would come."""
        self._at = pointer.ground
        self._draw()
        return held

    def back(self) -> bool:
        """Take the viewing place back."""
        self.place, self.seen_from = None, NO_NAME
        self.hint = DrawCorridor.hint
        self._draw()
        return True

    def _stand(self, pointer: Pointer) -> None:
        near = self._viewpoint_at(pointer)
        if near is not None:
            self.place, self.seen_from = near
        elif pointer.ground is not None:
            self.place = pointer.ground
        if self.place is not None:
            self.hint = self.landmark_hint

    def _viewpoint_at(self, pointer: Pointer) -> tuple[Point, BilingualText] | None:
        """Return the foot and the name of the protected viewpoint that is pointed at, if any."""
        best, found = SNAP_PIXELS, None
        for node in self.bench.session.shown.graph.of_role(Role.VIEWPOINTS):
            lines = node.payload
            if not isinstance(lines, Polylines) or not lines.count:
                continue
            feet = lines.vertices[lines.line_start[:-1]].astype(np.float64)
            seen = pointer.pose.project(feet, pointer.width / pointer.height)
            left = (seen[:, 0] + 1.0) / 2.0 * pointer.width - pointer.x
            top = (1.0 - seen[:, 1]) / 2.0 * pointer.height - pointer.y
            away = np.where(seen[:, 2] > 0.0, np.hypot(left, top), np.inf)
            row = int(np.argmin(away))
            if away[row] < best:
                best = float(away[row])
                words = [
                    str(lines.columns[key][row]) for key in ("name_zh", "name_en") if key in lines.columns
                ]
                name = BilingualText(words[0], words[-1]) if words else NO_NAME
                x, y, z = (float(value) for value in feet[row])
                found = ((x, y, z), name)
        return found

    def _finish(self, pointer: Pointer, clicked: Point) -> None:
        assert self.place is not None
        scene = self.bench.session.shown.graph
        name = NO_NAME
        if pointer.under is not None and pointer.under.node_id in scene:
            node = scene.node(pointer.under.node_id)
            name = node.name if node.role is Role.HERITAGE else NO_NAME
        foot = self.bench.toolbox.ground_below(clicked[0], clicked[1], clicked[2])
        others = scene.of_role(Role.CORRIDORS)
        try:
            drawn = corridor_node(
                self.place, (clicked[0], clicked[1], foot), clicked[2] - foot, len(others) + 1,
                self.seen_from, name,
            )  # fmt: skip
        except WeiyangError as problem:
            self.bench.report(problem)
            return
        self.bench.run(Insert([drawn], parent=self._parent()))
        self.bench.session.selection.select(Selected(drawn.id))
        self.finished = True

    def _parent(self) -> NodeId | None:
        """Return the group that the other corridors are in, None for the top."""
        others = self.bench.session.shown.graph.of_role(Role.CORRIDORS)
        return self.bench.session.scene.parent(others[0].id) if others else None

    def _draw(self) -> None:
        if self.finished or self.place is None:
            self.sketch = Sketch()
            return
        place, at = self.place, self._at
        if at is None or hypot(at[0] - place[0], at[1] - place[1]) < 1.0:
            self.sketch = Sketch(points=(place,))
            return
        length = hypot(at[0] - place[0], at[1] - place[1])
        across = (-(at[1] - place[1]) / length * self._half, (at[0] - place[0]) / length * self._half)
        left = (at[0] + across[0], at[1] + across[1], at[2])
        right = (at[0] - across[0], at[1] - across[1], at[2])
        words: tuple[tuple[Point, Message | str], ...] = (
            (at, f"{DISTANCE.text(length)}  {ELEVATION.text(at[2])}"),
        )
        self.sketch = Sketch(((place, left, right, place), (place, at)), (place,), words)
