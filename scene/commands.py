"""The verbs: each knows how to do itself and how to undo itself, exactly.

A command is run through :class:`scene.history.History` only. It does not know menus or mouse buttons.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from scene.frame import SceneFrame
from scene.graph import SceneGraph
from scene.messages import Message, msg
from scene.node import Node, NodeId


class Command(Protocol):
    """Something a person did to the scene."""

    @property
    def label(self) -> Message:
        """What the undo menu says."""

    def do(self, scene: SceneGraph) -> None:
        """Change the scene; leave it untouched if this raises."""

    def undo(self, scene: SceneGraph) -> None:
        """Restore the scene exactly, order and identity included."""

    def merged(self, later: "Command") -> "Command | None":
        """Return one command for both if `later` goes on with the same gesture, else None."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A node with the nodes below it."""

    node: Node
    children: tuple["Branch", ...] = ()


def branch_of(scene: SceneGraph, node_id: NodeId) -> Branch:
    """Return the node and all below it as a value."""
    return Branch(scene.node(node_id), tuple(branch_of(scene, child.id) for child in scene.children(node_id)))


def _plant(scene: SceneGraph, branch: Branch, parent: NodeId | None, index: int | None) -> None:
    scene.insert(branch.node, parent, index)
    for child in branch.children:
        _plant(scene, child, branch.node.id, None)


class Insert:
    """Put branches into the scene one after another.

    Parameters
    ----------
    branches : sequence of Branch or Node
        What comes in; a bare node is a branch without children.
    parent : str, optional
        Below which node; None for the top.
    index : int, optional
        Place of the first one; None for the end.
    label : Message, optional
        What the undo menu says.
    frame : SceneFrame, optional
        Frame that the scene takes with it, as an empty project does with its first data.
    """

    def __init__(
        self,
        branches: Sequence[Branch | Node],
        parent: NodeId | None = None,
        index: int | None = None,
        label: Message | None = None,
        frame: SceneFrame | None = None,
    ) -> None:
        self.branches = tuple(b if isinstance(b, Branch) else Branch(b) for b in branches)
        self.parent = parent
        self.index = index
        self.frame = frame
        self.label = label or msg("Add {name}", name=self.branches[0].node.name)
        self._frame_before: SceneFrame | None = None

    def do(self, scene: SceneGraph) -> None:
        """Insert all branches, and take the frame if there is one."""
        if self.frame is not None:
            self._frame_before = scene.frame
            scene.reframe(self.frame)
        for place, branch in enumerate(self.branches):
            _plant(scene, branch, self.parent, None if self.index is None else self.index + place)

    def undo(self, scene: SceneGraph) -> None:
        """Take the branches out again."""
        for branch in reversed(self.branches):
            scene.remove(branch.node.id)
        if self._frame_before is not None:
            scene.reframe(self._frame_before)

    def merged(self, later: Command) -> Command | None:
        """Stand alone."""
        return None


class Remove:
    """Take a node and all below it out of the scene."""

    def __init__(self, scene: SceneGraph, node_id: NodeId) -> None:
        self.branch = branch_of(scene, node_id)
        self.parent = scene.parent(node_id)
        self.index = scene.index(node_id)
        self.label = msg("Remove {name}", name=self.branch.node.name)

    def do(self, scene: SceneGraph) -> None:
        """Remove the branch."""
        scene.remove(self.branch.node.id)

    def undo(self, scene: SceneGraph) -> None:
        """Put it back where it was."""
        _plant(scene, self.branch, self.parent, self.index)

    def merged(self, later: Command) -> Command | None:
        """Stand alone."""
        return None


class Move:
    """Give a node another place in the tree."""

    def __init__(self, scene: SceneGraph, node_id: NodeId, parent: NodeId | None, index: int) -> None:
        self.node_id = node_id
        self.after = (parent, index)
        self.before = (scene.parent(node_id), scene.index(node_id))
        self.label = msg("Move {name}", name=scene.node(node_id).name)

    def do(self, scene: SceneGraph) -> None:
        """Move it."""
        scene.move(self.node_id, *self.after)

    def undo(self, scene: SceneGraph) -> None:
        """Move it back."""
        scene.move(self.node_id, *self.before)

    def merged(self, later: Command) -> Command | None:
        """Stand alone."""
        return None


class Replace:
    """Exchange nodes for other values of the same id: rename, show, restyle, transform, edit.

    Parameters
    ----------
    scene : SceneGraph
        Where the former values are read.
    nodes : iterable of Node
        The new values.
    label : Message
        What the undo menu says.
    gesture : str
        Commands with the same non-empty gesture that follow each other become one, as the steps of a drag do.
    """

    def __init__(self, scene: SceneGraph, nodes: Iterable[Node], label: Message, gesture: str = "") -> None:
        self.after = tuple(nodes)
        self.before = tuple(scene.node(node.id) for node in self.after)
        self.label = label
        self.gesture = gesture

    def do(self, scene: SceneGraph) -> None:
        """Put the new values in."""
        for node in self.after:
            scene.replace(node)

    def undo(self, scene: SceneGraph) -> None:
        """Put the former values back."""
        for node in self.before:
            scene.replace(node)

    def merged(self, later: Command) -> Command | None:
        """Join the next step of the same gesture on the same nodes."""
        if not isinstance(later, Replace) or not self.gesture or later.gesture != self.gesture:
            return None
        if [node.id for node in self.after] != [node.id for node in later.after]:
            return None
        joined = object.__new__(Replace)
        joined.before, joined.after = self.before, later.after
        joined.label, joined.gesture = later.label, later.gesture
        return joined
