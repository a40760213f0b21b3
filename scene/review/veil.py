"""A scene with other layers hidden than a person hid: how a stop is looked at, and no change of the scene.

A layer that is seen as it is stays the very same object. It does not know who looks.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Final
from weakref import WeakKeyDictionary

from scene.graph import SceneGraph, Snapshot
from scene.node import Node, NodeId

#: Each node that was ever seen otherwise, with itself as it is then.
_OTHER: Final["WeakKeyDictionary[Node, Node]"] = WeakKeyDictionary()


def hidden_in(scene: SceneGraph | Snapshot) -> tuple[NodeId, ...]:
    """Return the ids of the nodes that are hidden themselves, in tree order."""
    nodes = scene.nodes if isinstance(scene, Snapshot) else scene.walk()
    return tuple(node.id for node in nodes if not node.visible)


def veiled(snapshot: Snapshot, hidden: Collection[NodeId] | None) -> Snapshot:
    """Return the scene with these nodes hidden and no others; None leaves it as it is."""
    if hidden is None or all(node.visible is (node.id not in hidden) for node in snapshot.nodes):
        return snapshot
    nodes = tuple(_seen(node, node.id not in hidden) for node in snapshot.nodes)
    return Snapshot(snapshot.frame, nodes, snapshot.parents)


def _seen(node: Node, visible: bool) -> Node:
    if node.visible is visible:
        return node
    other = _OTHER.get(node)
    if other is None:
        other = _OTHER[node] = replace(node, visible=visible)
    return other
