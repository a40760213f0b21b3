"""Commands made of several steps of the scene's own. They know no widget."""

from collections.abc import Sequence

from scene.commands import Command, Move
from scene.graph import SceneGraph
from scene.messages import BilingualText, Message, msg
from scene.node import Node, NodeId, Role


class Group:
    """Put layers into a new group, which takes the place of the first of them.

    Parameters
    ----------
    scene : SceneGraph
        Where the layers are.
    node_ids : sequence of str
        The layers, in tree order; what lies below another of them goes with it.
    name : BilingualText
        Of the group.
    """

    def __init__(self, scene: SceneGraph, node_ids: Sequence[NodeId], name: BilingualText) -> None:
        chosen = set(node_ids)
        order = [node.id for node in scene.walk() if node.id in chosen]
        self._members = [node_id for node_id in order if not _below(scene, node_id, chosen)]
        self.group = Node(name, Role.GROUP)
        self._parent = scene.parent(self._members[0])
        self._index = scene.index(self._members[0])
        self._moves: list[Move] = []
        self.label: Message = msg("Group as {name}", name=name)

    def do(self, scene: SceneGraph) -> None:
        """Insert the group and move the layers into it."""
        scene.insert(self.group, self._parent, self._index)
        self._moves = []
        for place, node_id in enumerate(self._members):
            move = Move(scene, node_id, self.group.id, place)
            move.do(scene)
            self._moves.append(move)

    def undo(self, scene: SceneGraph) -> None:
        """Move the layers back, the last one first, and take the group out."""
        for move in reversed(self._moves):
            move.undo(scene)
        scene.remove(self.group.id)

    def merged(self, later: Command) -> Command | None:
        """Stand alone."""
        return None


class Together:
    """Several commands as one step of undo.

    Parameters
    ----------
    steps : sequence of Command
        Done in order, undone backwards; none of them may need what an earlier one changes.
    label : Message
        What the undo menu says.
    """

    def __init__(self, steps: Sequence[Command], label: Message) -> None:
        self.steps = tuple(steps)
        self.label = label

    def do(self, scene: SceneGraph) -> None:
        """Do all; what was done before one fails is undone."""
        done: list[Command] = []
        try:
            for step in self.steps:
                step.do(scene)
                done.append(step)
        except Exception:
            for step in reversed(done):
                step.undo(scene)
            raise

    def undo(self, scene: SceneGraph) -> None:
        """Undo all."""
        for step in reversed(self.steps):
            step.undo(scene)

    def merged(self, later: Command) -> Command | None:
        """Stand alone."""
        return None


def _below(scene: SceneGraph, node_id: NodeId, others: set[NodeId]) -> bool:
    above = scene.parent(node_id)
    while above is not None:
        if above in others:
            return True
        above = scene.parent(above)
    return False
