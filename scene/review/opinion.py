"""What somebody said about a place in a review: a question, an opinion or a demand, and what came of it.

An opinion is a node of the scene, so that it is saved, undone, recovered and logged as everything else.
It does not know windows or files.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Final, Literal, TypeAlias, get_args
from uuid import uuid4
from weakref import WeakKeyDictionary

from scene.graph import SceneGraph, Snapshot
from scene.messages import NO_NAME, BilingualText
from scene.node import Node, NodeId, Provenance, Role
from scene.payloads.pin import Pin

Point: TypeAlias = tuple[float, float, float]

OpinionKind: TypeAlias = Literal["问题", "意见", "要求"]
Severity: TypeAlias = Literal["", "low", "medium", "high"]
State: TypeAlias = Literal["open", "answered", "accepted", "rejected", "closed"]
KINDS: Final[tuple[OpinionKind, ...]] = get_args(OpinionKind)
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)
STATES: Final[tuple[State, ...]] = get_args(State)

#: Attribute of an opinion's node that holds all but place and picture.
_HELD: Final = "opinion"
#: As much of the words as a layer tree shows.
_SHORT: Final = 24


def new_key() -> str:
    """Return a key that no other opinion or comment has."""
    return str(uuid4())


@dataclass(frozen=True, slots=True)
class Comment:
    """An answer, or another word on an opinion.

    Parameters
    ----------
    text : str
    who : str
        Who said it.
    moment : str
        When, ISO 8601 with its offset from Greenwich.
    key : str
        A UUID.
    """

    text: str
    who: str
    moment: str
    key: str = field(default_factory=new_key)


@dataclass(frozen=True, slots=True)
class Subject:
    """What an opinion is about.

    Parameters
    ----------
    node : str
        Id of the layer; empty if the opinion is about a place alone.
    row : str
        Stable id of the building or line in it; empty for the whole layer.
    name : BilingualText
        What it was called then.
    """

    node: NodeId = ""
    row: str = ""
    name: BilingualText = NO_NAME


@dataclass(frozen=True, slots=True)
class Opinion:
    """What somebody said, where, and what was seen then.

    Parameters
    ----------
    text : str
    kind : str
        问题, 意见 or 要求.
    who : str
        Who said it.
    place : tuple of float
        Local metres.
    created : str
        When, ISO 8601 with its offset from Greenwich.
    severity : str
        Empty, ``low``, ``medium`` or ``high``.
    state : str
        ``open``, ``answered``, ``accepted``, ``rejected`` or ``closed``.
    number : int
        By which the room calls it, from 1.
    subject : Subject
        The building or layer that it is about.
    eye, target : tuple of float
        Of the camera, local metres.
    view_angle : float
        Of the camera, vertical, degrees.
    moment : str
        Date and hour that were shown, ISO 8601.
    scheme, scheme_name : str, BilingualText
        Which scheme was shown, empty for the city as it is; what it was called then.
    stop, stop_name : str, BilingualText
        At which stop of the agenda, empty if at none; what it was called then.
    changed, changed_by : str
        When and by whom it was last edited or its state changed; empty if never.
    comments : tuple of Comment
        In the order in which they were made.
    picture : bytes
        What was seen, a PNG file; empty if there is none.
    key : str
        A UUID; also the id of its node.
    """

    text: str
    kind: OpinionKind
    who: str
    place: Point
    created: str
    severity: Severity = ""
    state: State = "open"
    number: int = 1
    subject: Subject = field(default_factory=Subject)
    eye: Point = (0.0, 0.0, 0.0)
    target: Point = (0.0, 1.0, 0.0)
    view_angle: float = 38.0
    moment: str = ""
    scheme: str = ""
    scheme_name: BilingualText = NO_NAME
    stop: str = ""
    stop_name: BilingualText = NO_NAME
    changed: str = ""
    changed_by: str = ""
    comments: tuple[Comment, ...] = ()
    picture: bytes = field(default=b"", repr=False)
    key: str = field(default_factory=new_key)

    @property
    def short(self) -> str:
        """The beginning of its words, in one line."""
        line = " ".join(self.text.split())
        return line if len(line) <= _SHORT else line[: _SHORT - 1] + "…"

    @property
    def picture_hash(self) -> str:
        """Hash of the picture, hexadecimal; empty if there is none."""
        return sha256(self.picture).hexdigest() if self.picture else ""


# -- as a node of the scene --------------------------------------------------------------------------------

_KNOWN: Final["WeakKeyDictionary[Node, Opinion]"] = WeakKeyDictionary()


def node_of(opinion: Opinion, provenance: Provenance | None = None, visible: bool = True) -> Node:
    """Return the node that holds an opinion."""
    return Node(
        BilingualText.same(f"{opinion.number} {opinion.short}"),
        Role.OPINIONS,
        Pin.at(opinion.place, opinion.picture),
        visible=visible,
        provenance=provenance or Provenance("user"),
        attributes={_HELD: _as_json(opinion)},
        id=opinion.key,
    )


def opinion_of(node: Node) -> Opinion:
    """Return the opinion that a node holds.

    Raises
    ------
    ValueError
        If it holds none.
    """
    found = _KNOWN.get(node)
    if found is None:
        held, pin = node.attributes.get(_HELD), node.payload
        if not isinstance(held, Mapping) or not isinstance(pin, Pin):
            raise ValueError(f"the node {node.id} holds no opinion")
        found = _KNOWN[node] = _from_json(node.id, held, pin)
    return found


def opinions_of(scene: SceneGraph | Snapshot) -> tuple[Opinion, ...]:
    """Return all opinions of a scene by their numbers."""
    return tuple(sorted(map(opinion_of, nodes_of(scene)), key=lambda one: (one.number, one.created)))


def nodes_of(scene: SceneGraph | Snapshot) -> tuple[Node, ...]:
    """Return the nodes that hold opinions."""
    return tuple(node for node in scene.of_role(Role.OPINIONS) if _HELD in node.attributes)


def renumbered(opinion: Opinion, taken: set[int]) -> Opinion:
    """Return an opinion with its own number, or the next one that is not taken."""
    if opinion.number > 0 and opinion.number not in taken:
        return opinion
    return replace(opinion, number=max(taken, default=0) + 1)


def _as_json(opinion: Opinion) -> dict[str, object]:
    subject = opinion.subject
    return {
        "number": opinion.number,
        "kind": opinion.kind,
        "text": opinion.text,
        "who": opinion.who,
        "severity": opinion.severity,
        "state": opinion.state,
        "created": opinion.created,
        "subject": {"node": subject.node, "row": subject.row, "name": _names(subject.name)},
        "eye": list(opinion.eye),
        "target": list(opinion.target),
        "view_angle": opinion.view_angle,
        "moment": opinion.moment,
        "scheme": opinion.scheme,
        "scheme_name": _names(opinion.scheme_name),
        "stop": opinion.stop,
        "stop_name": _names(opinion.stop_name),
        "changed": opinion.changed,
        "changed_by": opinion.changed_by,
        "comments": [
            {"key": one.key, "text": one.text, "who": one.who, "moment": one.moment}
            for one in opinion.comments
        ],
    }


def _from_json(key: str, held: Mapping[str, Any], pin: Pin) -> Opinion:
    subject = held["subject"]
    x, y, z = pin.place.tolist()
    return Opinion(
        text=held["text"],
        kind=held["kind"],
        who=held["who"],
        place=(x, y, z),
        created=held["created"],
        severity=held["severity"],
        state=held["state"],
        number=held["number"],
        subject=Subject(subject["node"], subject["row"], _name(subject["name"])),
        eye=_point(held["eye"]),
        target=_point(held["target"]),
        view_angle=held["view_angle"],
        moment=held["moment"],
        scheme=held["scheme"],
        scheme_name=_name(held["scheme_name"]),
        stop=held["stop"],
        stop_name=_name(held["stop_name"]),
        changed=held["changed"],
        changed_by=held["changed_by"],
        comments=tuple(
            Comment(one["text"], one["who"], one["moment"], one["key"]) for one in held["comments"]
        ),
        picture=pin.png,
        key=key,
    )


def _names(name: BilingualText) -> list[str]:
    return [name.zh, name.en]


def _name(names: tuple[str, str]) -> BilingualText:
    return BilingualText(*names)


def _point(values: tuple[float, float, float]) -> Point:
    x, y, z = values
    return (float(x), float(y), float(z))
