"""What an opinion is about and what was seen when it was said; and which of all opinions are listed.

It knows no Qt and no file formats.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final, Literal, get_args

from app.viewport.optics import Pose
from scene.graph import SceneGraph
from scene.messages import NO_NAME, BilingualText
from scene.node import Node
from scene.review.opinion import Opinion, Point, Subject
from scene.selection import Selected

#: What a list may be narrowed by.
Trait = Literal["kind", "severity", "state", "who", "scheme", "stop"]
TRAITS: Final[tuple[Trait, ...]] = get_args(Trait)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Where somebody pointed, and what the room saw then.

    Parameters
    ----------
    place : tuple of float
        Local metres.
    pose : Pose
        Of the camera.
    moment : str
        Date and hour that were shown, ISO 8601.
    subject : Subject
        What was pointed at.
    scheme, scheme_name : str, BilingualText
        Which scheme was shown; empty for the city as it is.
    stop, stop_name : str, BilingualText
        At which stop of the agenda; empty if at none.
    """

    place: Point
    pose: Pose
    moment: str = ""
    subject: Subject = field(default_factory=Subject)
    scheme: str = ""
    scheme_name: BilingualText = NO_NAME
    stop: str = ""
    stop_name: BilingualText = NO_NAME

    def seen_by(self, opinion: Opinion) -> Opinion:
        """Return an opinion that was said on this occasion."""
        return replace(
            opinion,
            place=_rounded(self.place),
            eye=_rounded(self.pose.eye),
            target=_rounded(self.pose.target),
            view_angle=round(self.pose.view_angle, 6),
            moment=self.moment,
            subject=self.subject,
            scheme=self.scheme,
            scheme_name=self.scheme_name,
            stop=self.stop,
            stop_name=self.stop_name,
        )


def _rounded(point: Point) -> Point:
    x, y, z = (round(float(value), 6) for value in point)
    return (x, y, z)


def subject_of(scene: SceneGraph, under: Selected | None) -> Subject:
    """Return what lies under a click: a building or line by its stable id, else its layer."""
    if under is None or under.node_id not in scene:
        return Subject()
    node = scene.node(under.node_id)
    ids = getattr(node.payload, "ids", ())
    if 0 <= under.row < len(ids):
        return Subject(node.id, ids[under.row], _row_name(node, under.row))
    return Subject(node.id, "", node.name)


def _row_name(node: Node, row: int) -> BilingualText:
    columns = getattr(node.payload, "columns", {})
    zh, en = (str(columns[key][row]) if key in columns else "" for key in ("name_zh", "name_en"))
    if zh or en:
        return BilingualText(zh or en, en or zh)
    row_id = node.payload.ids[row]  # type: ignore[union-attr]
    return BilingualText(f"{node.name.zh} {row_id}", f"{node.name.en} {row_id}")


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which opinions are listed: those that have every trait that is asked for.

    Parameters
    ----------
    wanted : dict of str to str
        Value by trait; a trait that is not here may be anything.
    """

    wanted: dict[Trait, str] = field(default_factory=dict)

    def having(self, trait: Trait, value: str | None) -> "Sieve":
        """Return the sieve that asks for another value of a trait; None asks for nothing."""
        others = {key: held for key, held in self.wanted.items() if key != trait}
        return Sieve(others if value is None else {**others, trait: value})

    def passed(self, opinions: Iterable[Opinion]) -> tuple[Opinion, ...]:
        """Return those that it lets through, in their order."""
        asked = self.wanted.items()
        return tuple(one for one in opinions if all(getattr(one, trait) == value for trait, value in asked))


def values_of(opinions: Iterable[Opinion], trait: Trait) -> dict[str, BilingualText]:
    """Return every value that opinions have of a trait with a free name, and what it is called."""
    found: dict[str, BilingualText] = {}
    for one in opinions:
        key = getattr(one, trait)
        name = {"scheme": one.scheme_name, "stop": one.stop_name}.get(trait, BilingualText.same(key))
        found.setdefault(key, name)
    return found


def people(opinions: Iterable[Opinion], at_desk: str) -> tuple[str, ...]:
    """Return who was named before, the latest first, then who is at the desk."""
    named = [who for one in opinions for who in (one.who, *(said.who for said in one.comments)) if who]
    return tuple(dict.fromkeys([*reversed(named), *filter(None, [at_desk])]))
