"""The scene graph: an ordered tree of frozen nodes, and the one signal that says what changed.

It holds and announces. It does not know undo (``scene.history``), files or drawing.
Only the thread that owns the scene may change it; workers get a :meth:`SceneGraph.snapshot`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeAlias

from psygnal import Signal

from scene.frame import SceneFrame
from scene.node import Node, NodeId, Role


@dataclass(frozen=True, slots=True)
class Inserted:
    """A node came in at `index` among the children of `parent` (None: the top)."""

    node: Node
    parent: NodeId | None
    index: int


@dataclass(frozen=True, slots=True)
class Removed:
    """A node went out. Its children went before it."""

    node: Node
    parent: NodeId | None
    index: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A node changed its place in the tree."""

    node: Node
    parent: NodeId | None
    index: int


@dataclass(frozen=True, slots=True)
class Replaced:
    """A node's value changed; its id and place did not."""

    before: Node
    after: Node


@dataclass(frozen=True, slots=True)
class Reframed:
    """The frame of the scene changed, as an empty project takes it from its first data."""

    before: SceneFrame
    after: SceneFrame


Change: TypeAlias = Inserted | Removed | Moved | Replaced | Reframed


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The scene at one moment, safe to hand to a worker thread.

    Parameters
    ----------
    frame : SceneFrame
        Where local metres lie.
    nodes : tuple of Node
        All nodes, parents before children, in tree order.
    parents : dict
        Parent id of each node id, None at the top.
    """

    frame: SceneFrame
    nodes: tuple[Node, ...]
    parents: dict[NodeId, NodeId | None]

    def of_role(self, *roles: Role) -> tuple[Node, ...]:
        """Return the nodes that have one of the roles and a payload."""
        return tuple(node for node in self.nodes if node.role in roles and node.payload is not None)

    def get(self, node_id: NodeId) -> Node | None:
        """Return the node of that id, or None."""
        return next((node for node in self.nodes if node.id == node_id), None)

    def shown(self, node_id: NodeId) -> bool:
        """Return whether the node and all above it are visible."""
        visible = {node.id: node.visible for node in self.nodes}
        at: NodeId | None = node_id
        while at is not None:
            if not visible[at]:
                return False
            at = self.parents[at]
        return True


class SceneGraph:
    """An ordered tree of nodes.

    Parameters
    ----------
    frame : SceneFrame
        Where local metres lie.
    """

    #: Emitted once for every change, or once for a whole :meth:`batch`, with a tuple of `Change`.
    changed = Signal(tuple)

    def __init__(self, frame: SceneFrame) -> None:
        self._frame = frame
        self._nodes: dict[NodeId, Node] = {}
        self._parent: dict[NodeId, NodeId | None] = {}
        self._children: dict[NodeId | None, list[NodeId]] = {None: []}
        self._held: list[Change] | None = None

    @property
    def frame(self) -> SceneFrame:
        """Where local metres lie."""
        return self._frame

    def reframe(self, frame: SceneFrame) -> None:
        """Take another frame. The caller answers for the payloads that are already here."""
        before, self._frame = self._frame, frame
        self._announce(Reframed(before, frame))

    def __len__(self) -> int:
        """Return the number of nodes."""
        return len(self._nodes)

    def __contains__(self, node_id: NodeId) -> bool:
        """Return whether a node of that id is here."""
        return node_id in self._nodes

    def node(self, node_id: NodeId) -> Node:
        """Return the node of that id.

        Raises
        ------
        KeyError
            If there is none.
        """
        return self._nodes[node_id]

    def parent(self, node_id: NodeId) -> NodeId | None:
        """Return the id of the node's parent, None at the top."""
        return self._parent[node_id]

    def children(self, node_id: NodeId | None = None) -> tuple[Node, ...]:
        """Return the children of a node (None: the top) in order."""
        return tuple(self._nodes[child] for child in self._children.get(node_id, ()))

    def index(self, node_id: NodeId) -> int:
        """Return the node's place among its siblings."""
        return self._children[self._parent[node_id]].index(node_id)

    def walk(self, start: NodeId | None = None) -> Iterator[Node]:
        """Yield all nodes below `start`, parents before children, in order."""
        for child in self._children.get(start, ()):
            yield self._nodes[child]
            yield from self.walk(child)

    def of_role(self, *roles: Role) -> tuple[Node, ...]:
        """Return the nodes that have one of the roles and a payload."""
        return tuple(node for node in self.walk() if node.role in roles and node.payload is not None)

    def snapshot(self) -> Snapshot:
        """Return the scene as it is now."""
        return Snapshot(self._frame, tuple(self.walk()), dict(self._parent))

    def insert(self, node: Node, parent: NodeId | None = None, index: int | None = None) -> None:
        """Put a node into the tree.

        Raises
        ------
        KeyError
            If the parent is not here.
        ValueError
            If a node of that id is already here.
        """
        if node.id in self._nodes:
            raise ValueError(f"node {node.id} is already in the scene")
        siblings = self._children[parent]
        at = len(siblings) if index is None else index
        siblings.insert(at, node.id)
        self._nodes[node.id] = node
        self._parent[node.id] = parent
        self._children[node.id] = []
        self._announce(Inserted(node, parent, at))

    def remove(self, node_id: NodeId) -> None:
        """Take a node and all below it out of the tree."""
        for child in reversed(self._children[node_id]):
            self.remove(child)
        at, parent = self.index(node_id), self._parent[node_id]
        self._children[parent].pop(at)
        del self._children[node_id], self._parent[node_id]
        self._announce(Removed(self._nodes.pop(node_id), parent, at))

    def move(self, node_id: NodeId, parent: NodeId | None, index: int) -> None:
        """Give a node another place; `index` counts after the node has been taken out.

        Raises
        ------
        ValueError
            If the new parent is the node itself or lies below it.
        """
        above = parent
        while above is not None:
            if above == node_id:
                raise ValueError("a node cannot be moved below itself")
            above = self._parent[above]
        self._children[self._parent[node_id]].remove(node_id)
        self._children[parent].insert(index, node_id)
        self._parent[node_id] = parent
        self._announce(Moved(self._nodes[node_id], parent, index))

    def replace(self, node: Node) -> Node:
        """Exchange the node of the same id for another value and return the former one."""
        before = self._nodes[node.id]
        self._nodes[node.id] = node
        self._announce(Replaced(before, node))
        return before

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Hold announcements back and make one of them at the end."""
        if self._held is not None:
            yield
            return
        self._held = []
        try:
            yield
        finally:
            held, self._held = self._held, None
            if held:
                self.changed.emit(tuple(held))

    def _announce(self, change: Change) -> None:
        if self._held is None:
            self.changed.emit((change,))
        else:
            self._held.append(change)
