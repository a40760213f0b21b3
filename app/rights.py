"""Who may do what in a review: a small table, and the sentence for who may not.

Roles are an agreement among honest people, and no lock: anyone can take another one. What holds a record to
what it says is its hashes, its signatures and the head in print. It knows no window.
"""

from collections.abc import Iterator, Mapping
from typing import Final, Literal, TypeAlias

from app.commands import Together
from app.log_words import ROLES
from app.settings import PersonRole
from scene.commands import Branch, Command, Insert, Remove, Replace
from scene.errors import WeiyangError
from scene.messages import Message, msg
from scene.node import Node, Role
from scene.review.saying import Bring

#: Change the project, say something about it, decide, seal the meeting.
Right: TypeAlias = Literal["change", "say", "decide", "seal"]

RIGHTS: Final[Mapping[PersonRole, frozenset[Right]]] = {
    "presenter": frozenset({"change", "say", "decide", "seal"}),
    "reviewer": frozenset({"say"}),
    "recorder": frozenset({"say", "decide", "seal"}),
    "viewer": frozenset(),
}
_REFUSALS: Final[Mapping[Right, Message]] = {
    "change": msg("A {role} does not change the project."),
    "say": msg("A {role} enters no opinions."),
    "decide": msg("A {role} enters no decisions."),
    "seal": msg("A {role} does not seal the meeting."),
}
REMEDY: Final = msg("Who is at the desk, and in which role, is said in the decision log.")


class NotAllowed(WeiyangError):
    """The role at the desk does not do this."""


def may(role: PersonRole, right: Right) -> bool:
    """Return whether a role may do something."""
    return right in RIGHTS[role]


def refusal(role: PersonRole, right: Right) -> Message:
    """Return the sentence for a role that may not."""
    return Message(_REFUSALS[right].template, {"role": ROLES[role]})


def demand(role: PersonRole, right: Right) -> None:
    """Insist on a right.

    Raises
    ------
    NotAllowed
        If the role has it not.
    """
    if not may(role, right):
        raise NotAllowed(refusal(role, right), REMEDY)


def right_of(command: Command) -> Right:
    """Return what a command needs: to speak if it touches opinions and measurements only, else to change."""
    touched = {node.role for node in _touched(command) if node.role is not Role.GROUP}
    return "say" if touched and touched <= {Role.OPINIONS, Role.MEASURES} else "change"


def _touched(command: Command) -> Iterator[Node]:
    if isinstance(command, Together):
        for step in command.steps:
            yield from _touched(step)
    elif isinstance(command, Insert):
        for branch in command.branches:
            yield from _nodes(branch)
    elif isinstance(command, Remove):
        yield from _nodes(command.branch)
    elif isinstance(command, Replace):
        yield from command.after
    elif isinstance(command, Bring):
        yield from command.nodes


def _nodes(branch: Branch) -> Iterator[Node]:
    yield branch.node
    for child in branch.children:
        yield from _nodes(child)
