"""What a scheme is to the city: what it adds, what it takes away, what it changes. Never a copy of the city.

It does not know how the city looks with it.
"""

from dataclasses import dataclass, field

from scene.graph import SceneGraph, Snapshot
from scene.node import Node, NodeId
from scene.schemes.scheme import OF, Rows, Scheme, is_change, is_scheme


@dataclass(frozen=True, slots=True, eq=False)
class Delta:
    """The difference that a scheme makes.

    Parameters
    ----------
    added : tuple of Node
        All nodes that it brings, parents before children, without its own group.
    hidden : frozenset of str
        Nodes of the city that it takes away, with all below them.
    hidden_rows : Mapping[str, tuple of str]
        Ids of buildings that it takes away, by layer.
    changed : Mapping[str, Node]
        By node of the city, what holds its change: of a layer of buildings the rows that are otherwise, of
        anything else its geometry and place.
    """

    added: tuple[Node, ...] = ()
    hidden: frozenset[NodeId] = frozenset()
    hidden_rows: Rows = field(default_factory=dict)
    changed: dict[NodeId, Node] = field(default_factory=dict)

    def touches(self, node_id: NodeId) -> bool:
        """Return whether a node of the city is another with the scheme, though it is still there."""
        return node_id in self.hidden_rows or node_id in self.changed


#: Of the existing city.
NOTHING = Delta()


def delta_of(scene: SceneGraph | Snapshot, scheme_id: NodeId) -> Delta:
    """Return what a scheme makes of the city; nothing if there is no such scheme."""
    snapshot = scene.snapshot() if isinstance(scene, SceneGraph) else scene
    group = snapshot.get(scheme_id)
    if group is None or not is_scheme(group):
        return NOTHING
    within, added, changed = {scheme_id}, [], {}
    for node in snapshot.nodes:
        parent = snapshot.parents[node.id]
        if parent not in within:
            continue
        within.add(node.id)
        if is_change(node):
            changed[str(node.attributes[OF])] = node
        else:
            added.append(node)
    scheme = Scheme(group)
    return Delta(tuple(added), scheme.hidden, scheme.hidden_rows, changed)
