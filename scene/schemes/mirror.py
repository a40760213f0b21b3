"""Bring a graph to the state of a snapshot with the fewest changes, in one announcement.

It does not know why the two differ.
"""

from scene.graph import SceneGraph, Snapshot
from scene.node import NodeId


def mirror(graph: SceneGraph, wanted: Snapshot) -> None:
    """Change a graph until it holds the nodes of a snapshot, each in its place."""
    children: dict[NodeId | None, list[NodeId]] = {None: []}
    for node in wanted.nodes:
        children[node.id] = []
        children[wanted.parents[node.id]].append(node.id)
    with graph.batch():
        if graph.frame != wanted.frame:
            graph.reframe(wanted.frame)
        _take_in(graph, wanted, children)
        for node in tuple(graph.walk()):
            if node.id not in wanted.parents and node.id in graph:
                graph.remove(node.id)
        for parent, order in children.items():
            _arrange(graph, parent, order)
        for node in wanted.nodes:
            if graph.node(node.id) is not node:
                graph.replace(node)


def _take_in(graph: SceneGraph, wanted: Snapshot, children: dict[NodeId | None, list[NodeId]]) -> None:
    """Insert what is new beside the sibling before it, and move what belongs below another node."""
    for node in wanted.nodes:
        parent = wanted.parents[node.id]
        if node.id in graph and graph.parent(node.id) == parent:
            continue
        siblings = children[parent]
        place = siblings.index(node.id)
        before = siblings[place - 1] if place else None
        index = graph.index(before) + 1 if before is not None else 0
        if node.id in graph:
            graph.move(node.id, parent, index)
        else:
            graph.insert(node, parent, index)


def _arrange(graph: SceneGraph, parent: NodeId | None, order: list[NodeId]) -> None:
    if [node.id for node in graph.children(parent)] == order:
        return
    for index, node_id in enumerate(order):
        if graph.index(node_id) != index:
            graph.move(node_id, parent, index)
