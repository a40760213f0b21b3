"""A scheme as a branch of the scene: a group at the top that holds what it adds, takes away and changes.

It does not know how the city looks with it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from string import ascii_uppercase
from typing import Any, Final, TypeAlias

from scene.graph import SceneGraph, Snapshot
from scene.messages import BilingualText
from scene.node import Node, NodeId, Role, Style

#: sRGB of schemes in their order; apart from the colours of verdicts, and from each other for any eye.
COLOURS: Final = ((86, 74, 140), (0, 124, 138), (158, 82, 112), (122, 98, 52), (70, 104, 150), (98, 98, 104))
#: Attribute of a node below a scheme: the node of the city that it changes.
OF: Final = "of"
LETTER: Final = "letter"
NODES: Final = "hides"
ROWS: Final = "hides_rows"

Rows: TypeAlias = Mapping[NodeId, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Scheme:
    """One scheme.

    Parameters
    ----------
    node : Node
        Its group.
    """

    node: Node

    @property
    def id(self) -> NodeId:
        """Id of its group."""
        return self.node.id

    @property
    def name(self) -> BilingualText:
        """What it is called."""
        return self.node.name

    @property
    def letter(self) -> str:
        """What it is called for short: A, B, C and so on."""
        return str(self.node.attributes.get(LETTER, ""))

    @property
    def colour(self) -> tuple[int, int, int]:
        """Of its marks in lists and comparisons, sRGB."""
        return self.node.style.colour or COLOURS[-1]

    @property
    def hidden(self) -> frozenset[NodeId]:
        """Nodes of the city that it takes away, with all below them."""
        return frozenset(_texts(self.node.attributes.get(NODES)))

    @property
    def hidden_rows(self) -> Rows:
        """Buildings that it takes away, by the layer that they are in."""
        held = self.node.attributes.get(ROWS)
        return {layer: _texts(ids) for layer, ids in held.items()} if isinstance(held, Mapping) else {}


def _texts(held: Any) -> tuple[str, ...]:
    return tuple(str(each) for each in held) if isinstance(held, Iterable) else ()


def is_scheme(node: Node) -> bool:
    """Return whether a node is the group of a scheme, and not a change that one makes."""
    return node.role is Role.SCHEME and OF not in node.attributes


def is_change(node: Node) -> bool:
    """Return whether a node says how a scheme changes another."""
    return node.role is Role.SCHEME and OF in node.attributes


def schemes_of(scene: SceneGraph | Snapshot) -> tuple[Scheme, ...]:
    """Return all schemes of a project in their order."""
    if isinstance(scene, Snapshot):
        top = tuple(node for node in scene.nodes if scene.parents[node.id] is None)
    else:
        top = scene.children(None)
    return tuple(Scheme(node) for node in top if is_scheme(node))


def scheme_of(scene: SceneGraph, node_id: NodeId) -> NodeId:
    """Return the scheme whose branch a node is in, its group included; empty if it is part of the city."""
    at: NodeId | None = node_id
    while at is not None:
        if is_scheme(scene.node(at)):
            return at
        at = scene.parent(at)
    return ""


def fresh(schemes: Iterable[Scheme]) -> Node:
    """Return the group of another scheme, with the first letter that is free and a colour of its own."""
    known = tuple(schemes)
    taken, colours = {each.letter for each in known}, {each.colour for each in known}
    letters = (letter + (str(turn) if turn else "") for turn in count() for letter in ascii_uppercase)
    letter = next(each for each in letters if each not in taken)
    colour = next((each for each in COLOURS if each not in colours), COLOURS[len(known) % len(COLOURS)])
    name = BilingualText(f"方案 {letter}", f"Scheme {letter}")
    return Node(name, Role.SCHEME, style=Style(colour=colour), attributes={LETTER: letter})
