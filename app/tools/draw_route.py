"""Draw a route: click its turns on the ground or the water; Enter or a double click ends it.

Between two clicks it lies on what is walked on there, a bridge as well as the street beside it.
"""

from itertools import pairwise
from typing import Final

import numpy as np

from app.tools.pointer import Point, Pointer
from app.tools.tool import Sketch, Tool
from app.viewport.movement import FLOORS
from app.workbench import Workbench
from scene.messages import msg
from scene.node import Role
from scene.payloads.arrays import F64
from scene.review.route import Manner
from scene.units import DISTANCE

#: Metres between the places at which a drawn route is laid on the ground.
APART: Final = 4.0
#: It is looked for from so far over the straight line between two clicks, metres.
OVER: Final = 3.0
#: What lies farther from the line than this is another level: a street below a bridge.
LEVEL: Final = 6.0
#: Two clicks nearer than this are one, metres.
NEAREST: Final = 0.5


class DrawRoute(Tool):
    """Turn by turn."""

    hint = msg("Click the turns of the route. Enter or a double click ends it, Backspace takes one back.")

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self.turns: list[Point] = []
        self._wet: list[bool] = []
        self._at: Point | None = None

    def press(self, pointer: Pointer) -> bool:
        """Set a turn."""
        place = pointer.ground
        if place is not None and (
            not self.turns or np.linalg.norm(np.subtract(place, self.turns[-1])) > NEAREST
        ):
            self.turns.append(place)
            self._wet.append(self._is_water(pointer))
        self._draw()
        return True

    def move(self, pointer: Pointer, held: bool) -> bool:
        """Draw the piece that would come."""
        self._at = pointer.ground
        self._draw()
        return False

    def double_click(self, pointer: Pointer) -> bool:
        """End the route; the first click of the two has set its last turn."""
        return self.confirm()

    def confirm(self) -> bool:
        """Keep the route."""
        if len(self.turns) < 2:
            return True
        manner = Manner.BOAT if all(self._wet) else Manner.WALK
        self.bench.routes.keep(self.laid(manner), manner)
        self.finished = True
        self._draw()
        return True

    def back(self) -> bool:
        """Take the last turn back."""
        if self.turns:
            self.turns.pop()
            self._wet.pop()
        self._draw()
        return True

    def cancel(self) -> bool:
        """Give the route up; with none begun the tool ends."""
        begun = bool(self.turns)
        self.turns, self._wet = [], []
        self._draw()
        return begun

    def _is_water(self, pointer: Pointer) -> bool:
        scene = self.bench.session.shown.graph
        node = pointer.under.node_id if pointer.under is not None else ""
        return node in scene and scene.node(node).role is Role.WATER

    def laid(self, manner: Manner) -> F64:
        """Return the route laid on the ground between its turns, shape (n, 3)."""
        turns = np.array(self.turns, np.float64)
        rays = self.bench.window.seeing.rays
        if manner is Manner.BOAT or rays is None:
            return turns
        pieces = []
        for start, end in pairwise(turns):
            count = max(int(np.ceil(np.linalg.norm(end - start) / APART)), 1)
            share = np.arange(count)[:, None] / count
            piece = start + share * (end - start)
            found = rays.height_below(piece + np.array([0.0, 0.0, OVER]), on=FLOORS)
            near = np.isfinite(found) & (np.abs(found - piece[:, 2]) < LEVEL)
            near[0] = False  # where it was clicked it lies already
            piece[near, 2] = found[near]
            pieces.append(piece)
        return np.concatenate([*pieces, turns[-1:]])

    def _draw(self) -> None:
        if self.finished or not self.turns:
            self.sketch = Sketch()
            return
        line = (*self.turns, *(() if self._at is None else (self._at,)))
        length = float(np.hypot(*np.diff(np.array(line)[:, :2], axis=0).T).sum())
        self.sketch = Sketch((line,), tuple(self.turns), ((line[-1], DISTANCE.text(length)),))
