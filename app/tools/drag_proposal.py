"""Place a balloon; drag a proposal's height; move a proposal. A drag is one step of undo."""

from abc import ABC, abstractmethod
from uuid import uuid4

from app.building_edits import is_editable, with_design_height
from app.proposals import FIRST_HEIGHT, Proposal, balloon_node, moved, proposal_at, with_height
from app.tools.draw_footprint import proposal_parent
from app.tools.pointer import Point, Pointer, height_on_string, on_level
from app.tools.tool import NOTHING, Sketch, Tool
from app.workbench import Workbench
from scene.messages import msg
from scene.node import Role
from scene.selection import Selected
from scene.units import HEIGHT

#: Heights snap to this while they are dragged, metres.
STEP = 0.5


class PlaceBalloon(Tool):
    """One click on the ground."""

    hint = msg("Click where the balloon shall stand; then drag its height. Esc ends.")

    def press(self, pointer: Pointer) -> bool:
        """Put a balloon where the mouse points."""
        if pointer.ground is None:
            return True
        bench = self.bench
        node = balloon_node(pointer.ground, FIRST_HEIGHT, len(bench.balloon.proposals) + 1)
        parent = proposal_parent(bench)
        if bench.run(bench.session.placed([node], parent=parent)):
            bench.balloon.look_at(node.payload.ids[0])  # type: ignore[union-attr]
            self.next = "height"
        self.finished = True
        return True


class _Dragging(Tool, ABC):
    """What height and place have in common: which proposal, and the gesture of one drag.

    While a scheme is shown, any building is taken hold of: what becomes of it is the scheme's.
    """

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self.gesture = ""
        self._building: Selected | None = None

    @property
    def proposal(self) -> Proposal | None:
        """The proposal, or the building of the city, that is dragged."""
        seen, building = self.bench.session.shown.graph, self._building
        if building is not None and building.node_id in seen:
            node = seen.node(building.node_id)
            if is_editable(node, building.row):
                return proposal_at(node, building.row)
        return self.bench.balloon.current

    def press(self, pointer: Pointer) -> bool:
        """Take hold of the proposal or building under the mouse, else of the proposal that is looked at."""
        under, self._building = pointer.under, None
        for proposal in self.bench.balloon.proposals:
            if under is not None and proposal.node.id == under.node_id and under.row in (-1, proposal.row):
                self.bench.balloon.look_at(proposal.key)
                break
        else:
            self._building = self._of_the_city(under)
        if self.proposal is not None:
            self.gesture = uuid4().hex
            self.take_hold(pointer, self.proposal)
        return True

    def _of_the_city(self, under: Selected | None) -> Selected | None:
        session = self.bench.session
        if under is None or not session.shown.scheme or under.node_id not in session.shown.graph:
            return None
        node = session.shown.graph.node(under.node_id)
        if node.role is Role.PROPOSALS or not is_editable(node, under.row):
            return None
        session.selection.select(under)
        return under

    def move(self, pointer: Pointer, held: bool) -> bool:
        """Drag."""
        proposal = self.proposal
        if held and self.gesture and proposal is not None:
            self.drag(pointer, proposal)
        self.draw()
        return held

    def release(self, pointer: Pointer) -> bool:
        """Let go."""
        self.gesture = ""
        self.draw()
        return True

    def draw(self) -> None:
        """Draw the string with its height."""
        proposal = self.proposal
        if proposal is None:
            self.sketch = NOTHING
            return
        x, y, z = proposal.place
        top = (x, y, z + proposal.height)
        self.sketch = Sketch((((x, y, z), top),), (), ((top, HEIGHT.text(proposal.height)),))

    @abstractmethod
    def take_hold(self, pointer: Pointer, proposal: Proposal) -> None:
        """Remember where the drag begins."""

    @abstractmethod
    def drag(self, pointer: Pointer, proposal: Proposal) -> None:
        """Run the command of one step."""


class DragHeight(_Dragging):
    """Up and down along the balloon's string."""

    hint = msg("Drag up or down: the verdict follows. Esc ends.")

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._offset = 0.0

    def take_hold(self, pointer: Pointer, proposal: Proposal) -> None:
        """Remember how far from the top the mouse took hold."""
        z = height_on_string(pointer, proposal.place)
        self._offset = 0.0 if z is None else proposal.place[2] + proposal.height - z

    def drag(self, pointer: Pointer, proposal: Proposal) -> None:
        """Give the proposal the height that the mouse points at."""
        z = height_on_string(pointer, proposal.place)
        if z is None:
            return
        height = round((z + self._offset - proposal.place[2]) / STEP) * STEP
        change = with_height if proposal.node.role is Role.PROPOSALS else with_design_height
        node = change(proposal.node, proposal.row, height)
        label = msg("Set the height of {name}", name=proposal.name)
        self.bench.run(self.bench.session.edited([node], label, self.gesture))


class MoveProposal(_Dragging):
    """Over the ground."""

    hint = msg("Drag the proposal to another place; its height is kept. Esc ends.")

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._hold: Point = (0.0, 0.0, 0.0)

    def take_hold(self, pointer: Pointer, proposal: Proposal) -> None:
        """Remember the place on the ground that the mouse took hold of."""
        self._hold = on_level(pointer, proposal.place[2]) or proposal.place

    def drag(self, pointer: Pointer, proposal: Proposal) -> None:
        """Shift the proposal as the mouse was shifted, onto the ground there."""
        to = on_level(pointer, proposal.place[2])
        if to is None:
            return
        shift = (to[0] - self._hold[0], to[1] - self._hold[1])
        x, y = proposal.place[0] + shift[0], proposal.place[1] + shift[1]
        ground = self.bench.toolbox.ground_below(x, y, proposal.place[2])
        node = moved(proposal.node, proposal.row, shift, ground)
        label = msg("Move {name}", name=proposal.name)
        if self.bench.run(self.bench.session.edited([node], label, self.gesture)):
            self._hold = to
