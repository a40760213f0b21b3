"""The verbs of opinions, as commands: say, change, comment, take back, bring in from a file.

They know the scene, not windows or files.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from scene.commands import Branch, Command, Insert, Remove, Replace
from scene.frame import SceneFrame
from scene.graph import SceneGraph
from scene.messages import BilingualText, Message, msg
from scene.node import Node, NodeId, Provenance, Role
from scene.review.opinion import (
    Comment,
    Opinion,
    State,
    node_of,
    nodes_of,
    opinion_of,
    opinions_of,
    renumbered,
)
from scene.review.words import KIND_WORDS

#: Attribute of the group that opinions are put into.
_GROUP: Final = "holds_opinions"
GROUP_NAME: Final = BilingualText("会审意见", "Opinions")


def next_number(scene: SceneGraph) -> int:
    """Return the number of the next opinion."""
    return max((opinion.number for opinion in opinions_of(scene)), default=0) + 1


def say(scene: SceneGraph, opinion: Opinion) -> Command:
    """Return the command that puts an opinion into the scene, under the next number."""
    numbered = replace(opinion, number=next_number(scene))
    return _put_in(Say, scene, [node_of(numbered)], msg("Say {name}", name=named(numbered)))


class Say(Insert):
    """Put an opinion into the scene; the picture that follows a moment later belongs to the same step."""

    def merged(self, later: Command) -> Command | None:
        """Take in the picture of the opinion."""
        (top,) = self.branches
        said = next(iter(top.children), top)  # the first opinion brings the group along
        if not isinstance(later, Replace) or later.gesture != _follows(said.node.id):
            return None
        (after,) = later.after
        seen = Branch(after)
        return Say([seen if said is top else replace(top, children=(seen,))], self.parent, label=self.label)


def picture(scene: SceneGraph, key: str, png: bytes) -> Command:
    """Return the command that gives an opinion, which was said already, the picture of what was seen."""
    after = replace(opinion_of(scene.node(key)), picture=png)
    label = msg("Keep the picture of {name}", name=named(after))
    return Replace(scene, [_held_by(scene, after)], label, _follows(key))


def _follows(key: str) -> str:
    return f"picture/{key}"


def inserting(
    scene: SceneGraph, nodes: Sequence[Node], label: Message, frame: SceneFrame | None = None
) -> Insert:
    """Return the command that puts opinions beside the others, in a group of their own."""
    return _put_in(Insert, scene, nodes, label, frame)


def _put_in(
    kind: type[Insert],
    scene: SceneGraph,
    nodes: Sequence[Node],
    label: Message,
    frame: SceneFrame | None = None,
) -> Insert:
    group = _group(scene)
    if group is not None:
        return kind(nodes, parent=group, label=label, frame=frame)
    made = Node(GROUP_NAME, Role.GROUP, provenance=Provenance("user"), attributes={_GROUP: True})
    return kind([Branch(made, tuple(Branch(node) for node in nodes))], label=label, frame=frame)


def change(scene: SceneGraph, opinion: Opinion, moment: str, who: str) -> Command:
    """Return the command that puts another value in place of an opinion.

    Parameters
    ----------
    scene : SceneGraph
    opinion : Opinion
        The new value, of the same key.
    moment, who : str
        When, and by whom.
    """
    after = replace(opinion, changed=moment, changed_by=who)
    return Replace(scene, [_held_by(scene, after)], msg("Change {name}", name=named(after)))


def answer(scene: SceneGraph, opinion: Opinion, state: State, text: str, who: str, moment: str) -> Command:
    """Return the command that gives an opinion a state, with a comment if there are words.

    Parameters
    ----------
    scene : SceneGraph
    opinion : Opinion
        As it is.
    state : str
        What it becomes.
    text : str
        The comment; empty for none.
    who, moment : str
        By whom, and when.
    """
    comments = (*opinion.comments, Comment(text.strip(), who, moment)) if text.strip() else opinion.comments
    after = replace(opinion, comments=comments, state=state, changed=moment, changed_by=who)
    return Replace(scene, [_held_by(scene, after)], msg("Answer {name}", name=named(after)))


def take_back(scene: SceneGraph, key: str) -> Command:
    """Return the command that takes an opinion out of the scene."""
    command = Remove(scene, key)
    command.label = msg("Take back {name}", name=named(opinion_of(scene.node(key))))
    return command


class Bring:
    """Bring opinions in from a file: those that are there take its values, new ones stand beside the others.

    Parameters
    ----------
    nodes : sequence of Node
        As an importer made them; a number that another opinion has gives way to the next free one.
    label : Message
        What the undo menu says.
    frame : SceneFrame, optional
        Frame that the scene takes with them, as an empty project does with its first data.
    """

    def __init__(self, nodes: Sequence[Node], label: Message, frame: SceneFrame | None = None) -> None:
        self.nodes, self.label, self.frame = tuple(nodes), label, frame
        self._steps: tuple[Command, ...] = ()

    def do(self, scene: SceneGraph) -> None:
        """Replace what is known, insert what is new."""
        newer, fresh = self._sorted(scene)
        steps: list[Command] = [Replace(scene, newer, self.label)] if newer else []
        if fresh:
            steps.append(inserting(scene, fresh, self.label, self.frame))
        for step in steps:
            step.do(scene)
        self._steps = tuple(steps)

    def undo(self, scene: SceneGraph) -> None:
        """Put back what was there, and take out what was not."""
        for step in reversed(self._steps):
            step.undo(scene)

    def merged(self, later: Command) -> Command | None:
        """Stand alone."""
        return None

    def _sorted(self, scene: SceneGraph) -> tuple[list[Node], list[Node]]:
        known = {node.id: opinion_of(node).number for node in nodes_of(scene)}
        taken = set(known.values())
        newer, fresh = [], []
        for node in self.nodes:
            opinion = opinion_of(node)
            if node.id in known:
                newer.append(_numbered(node, replace(opinion, number=known[node.id])))
                continue
            free = renumbered(opinion, taken)
            taken.add(free.number)
            fresh.append(_numbered(node, free))
        return newer, fresh


def named(opinion: Opinion) -> Message:
    """Return what a sentence calls an opinion: its kind and number."""
    return msg("{kind} {number}", kind=KIND_WORDS[opinion.kind], number=opinion.number)


def _numbered(node: Node, opinion: Opinion) -> Node:
    """Return the node with another number, and all that an import told of it."""
    made = node_of(opinion, node.provenance, node.visible)
    return replace(made, attributes={**node.attributes, **made.attributes})


def _held_by(scene: SceneGraph, opinion: Opinion) -> Node:
    before = scene.node(opinion.key)
    return node_of(opinion, before.provenance, before.visible)


def _group(scene: SceneGraph) -> NodeId | None:
    """Return the group that holds opinions, None if there is none."""
    others = nodes_of(scene)
    if others:
        return scene.parent(others[0].id)
    return next((node.id for node in scene.walk() if node.attributes.get(_GROUP)), None)
