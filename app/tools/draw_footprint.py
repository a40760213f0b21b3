"""Draw a proposal: click its corners on the ground, close it, pull it up to its height."""

from math import hypot
from typing import Final

import numpy as np

from app.proposals import FIRST_HEIGHT, HIGHEST, LOWEST, footprint_node
from app.tools.pointer import Point, Pointer, height_on_string, on_level
from app.tools.tool import Sketch, Tool
from app.workbench import Workbench
from scene.errors import WeiyangError
from scene.messages import BilingualText, Message, msg
from scene.node import NodeId, Role
from scene.units import DISTANCE, HEIGHT

#: A click this near to the first corner closes the footprint, pixels.
CLOSE_PIXELS: Final = 10.0
#: Two clicks nearer than this are one, metres.
SAME_PLACE: Final = 0.3


class DrawFootprint(Tool):
    """First the corners, then the height."""

    hint = msg(
        "Click the corners on the ground; a double click or Enter closes. Backspace takes one back, Esc ends."
    )
    height_hint = msg("Move up or down to set the height, then click.")

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self.corners: list[Point] = []
        self.closed = False
        self.height = FIRST_HEIGHT
        self._at: Point | None = None

    @property
    def ground(self) -> float:
        """The lowest ground under the corners, from which the height is measured."""
        return min(corner[2] for corner in self.corners)

    def press(self, pointer: Pointer) -> bool:
        """Set a corner, close at the first one, or confirm the height."""
        if self.closed:
            self._finish()
        elif len(self.corners) >= 3 and self._on_first(pointer):
            self._close()
        elif (place := self._place(pointer)) is not None:
            last = self.corners[-1] if self.corners else None
            if last is None or hypot(place[0] - last[0], place[1] - last[1]) > SAME_PLACE:
                self.corners.append(place)
        self._draw()
        return True

    def move(self, pointer: Pointer, held: bool) -> bool:
        """Draw the edge that would come next, or pull the height."""
        if self.closed:
            middle = np.mean(self.corners, axis=0)
            z = height_on_string(pointer, (float(middle[0]), float(middle[1]), self.ground))
            if z is not None:
                self.height = float(np.clip(round((z - self.ground) * 2.0) / 2.0, LOWEST, HIGHEST))
        else:
            self._at = self._place(pointer)
        self._draw()
        return held or self.closed

    def double_click(self, pointer: Pointer) -> bool:
        """Close the footprint; its first click has set the last corner already."""
        return self.confirm()

    def confirm(self) -> bool:
        """Close the footprint, or take the height as it is."""
        if self.closed:
            self._finish()
        elif len(self.corners) >= 3:
            self._close()
        self._draw()
        return True

    def back(self) -> bool:
        """Take the last corner back, or open the footprint again."""
        if self.closed:
            self.closed = False
        elif self.corners:
            self.corners.pop()
        self._draw()
        return True

    def _place(self, pointer: Pointer) -> Point | None:
        if self.corners:  # a building in front must not lift a corner onto its roof
            return on_level(pointer, self.corners[0][2]) or pointer.ground
        return pointer.ground

    def _on_first(self, pointer: Pointer) -> bool:
        aspect = pointer.width / pointer.height
        x, y, depth = pointer.pose.project(np.array([self.corners[0]]), aspect)[0]
        left, top = (x + 1.0) / 2.0 * pointer.width, (1.0 - y) / 2.0 * pointer.height
        return depth > 0 and hypot(left - pointer.x, top - pointer.y) < CLOSE_PIXELS

    def _close(self) -> None:
        self.closed = True
        self.hint = self.height_hint

    def _finish(self) -> None:
        number = len(self.bench.balloon.proposals) + 1
        try:
            ring = [(x, y) for x, y, _ in self.corners]
            # A scheme is made of buildings; without one, what is drawn is itself the proposal.
            name = BilingualText(f"建筑 {number}", f"Building {number}")
            shown = self.bench.session.shown.scheme
            node = footprint_node(ring, self.ground, self.height, number, name if shown else None)
        except WeiyangError as problem:
            self.bench.report(problem)
        else:
            parent = proposal_parent(self.bench)
            self.bench.run(self.bench.session.placed([node], parent=parent))
            self.bench.balloon.look_at(node.payload.ids[0])  # type: ignore[union-attr]
        self.finished = True

    def _draw(self) -> None:
        if self.finished or not self.corners:
            self.sketch = Sketch()
            return
        base = tuple((x, y, self.ground + 0.3) for x, y, _ in self.corners)
        if self.closed:
            roof = tuple((x, y, self.ground + self.height) for x, y, _ in self.corners)
            posts = tuple((low, high) for low, high in zip(base, roof, strict=True))
            word = (roof[0], HEIGHT.text(self.height))
            self.sketch = Sketch(((*base, base[0]), (*roof, roof[0]), *posts), (), (word,))
            return
        words: tuple[tuple[Point, Message | str], ...] = ()
        line = base
        if self._at is not None:
            line = (*base, (self._at[0], self._at[1], self.ground + 0.3))
            length = hypot(line[-1][0] - line[-2][0], line[-1][1] - line[-2][1])
            words = ((line[-1], DISTANCE.text(length)),)
        self.sketch = Sketch((line,), base, words)


def proposal_parent(bench: Workbench) -> NodeId | None:
    """Return the group that the other proposals are in, None for the top."""
    seen = bench.session.shown.graph
    proposals = seen.of_role(Role.PROPOSALS)
    return seen.parent(proposals[0].id) if proposals else None
