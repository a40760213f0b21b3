"""The XML documents of BCF 3.0, element by element in the order that its schemas ask for.

It does not know archives or frames.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from importers.opinions import own
from importers.opinions.topics import NOBODY
from scene.payloads.pin import size_of_png
from scene.review.opinion import SEVERITIES, Comment, Opinion, Point
from scene.review.words import KIND_WORDS, SEVERITY_WORDS, STATE_WORDS

#: Characters that XML cannot hold.
_FORBIDDEN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IFC_GUID: Final = re.compile(r"[0-9A-Za-z_$]{22}")
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_PROGRAM: Final = "Weiyang"
#: Shape of a view without a picture, width over height.
_WIDE: Final = 16.0 / 9.0
#: When something happened of which nobody knows when.
_UNKNOWN: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Topic:
    """An opinion with its place and camera in the coordinates of the file."""

    opinion: Opinion
    place: Point
    eye: Point
    target: Point

    @property
    def guid(self) -> str:
        """The topic's own id, as BCF wants it."""
        return guid_of(self.opinion.key)

    @property
    def view(self) -> str:
        """Id of its viewpoint."""
        return guid_of(f"{self.opinion.key}/viewpoint")


def guid_of(key: str) -> str:
    """Return a key as BCF wants it, in lower case; one that is no UUID gets one that is always the same."""
    try:
        return str(UUID(key))
    except ValueError:
        return str(uuid5(NAMESPACE_URL, key))


def version() -> bytes:
    """Return ``bcf.version``."""
    return _written(_element("Version", VersionId="3.0"))


def project(name: str) -> bytes:
    """Return ``project.bcfp``; the project is named by its coordinate system, which other programs need."""
    root = _element("ProjectInfo")
    held = _add(root, "Project", ProjectId=guid_of(f"weiyang/{name}"))
    _add(held, "Name", _line(f"{_PROGRAM} {name}"))
    return _written(root)


def extensions(opinions: Sequence[Opinion]) -> bytes:
    """Return ``extensions.xml``: every word that the topics may use."""
    people = {_author(who) for one in opinions for who in (one.who, *(said.who for said in one.comments))}
    labels = {label for one in opinions for label in _labels(one)}
    severities = [SEVERITY_WORDS[severity].zh for severity in SEVERITIES if severity]
    root = _element("Extensions")
    for group, name, words in (
        ("TopicTypes", "TopicType", [word.zh for word in KIND_WORDS.values()]),
        ("TopicStatuses", "TopicStatus", [word.zh for word in STATE_WORDS.values()]),
        ("Priorities", "Priority", severities),
        ("TopicLabels", "TopicLabel", sorted(labels)),
        ("Users", "User", sorted(people)),
        ("SnippetTypes", "SnippetType", [own.TYPE]),
        ("Stages", "Stage", []),
    ):
        _add_all(_add(root, group), name, words)
    return _written(root)


def markup(topic: Topic) -> bytes:
    """Return ``markup.bcf``."""
    opinion = topic.opinion
    root = _element("Markup")
    held = _add(
        root, "Topic", Guid=topic.guid, ServerAssignedId=str(opinion.number),
        TopicType=KIND_WORDS[opinion.kind].zh, TopicStatus=STATE_WORDS[opinion.state].zh,
    )  # fmt: skip
    _add(held, "Title", _line(opinion.short) or f"{KIND_WORDS[opinion.kind].zh} {opinion.number}")
    if opinion.severity:
        _add(held, "Priority", SEVERITY_WORDS[opinion.severity].zh)
    _add(held, "Index", str(opinion.number))
    if labels := _labels(opinion):
        _add_all(_add(held, "Labels"), "Label", labels)
    _add(held, "CreationDate", _moment(opinion.created))
    _add(held, "CreationAuthor", _author(opinion.who))
    if opinion.changed:
        _add(held, "ModifiedDate", _moment(opinion.changed))
        _add(held, "ModifiedAuthor", _author(opinion.changed_by))
    if text := _words(opinion.text):
        _add(held, "Description", text)
    snippet = _add(held, "BimSnippet", SnippetType=own.TYPE, IsExternal="false")
    _add(snippet, "Reference", own.FILE)
    _add(snippet, "ReferenceSchema", "weiyang-opinion-1")
    if opinion.comments:
        group = _add(held, "Comments")
        for comment in opinion.comments:
            _add_comment(group, comment, topic.view)
    view = _add(_add(held, "Viewpoints"), "ViewPoint", Guid=topic.view)
    _add(view, "Viewpoint", "viewpoint.bcfv")
    if opinion.picture:
        _add(view, "Snapshot", "snapshot.png")
    _add(view, "Index", "0")
    return _written(root)


def viewpoint(topic: Topic) -> bytes:
    """Return ``viewpoint.bcfv``: the camera, and what is selected where it has an id."""
    opinion, root = topic.opinion, _element("VisualizationInfo", Guid=topic.view)
    components = _add(root, "Components")
    subject = opinion.subject
    if subject.node:
        chosen = _add(_add(components, "Selection"), "Component")
        if _IFC_GUID.fullmatch(subject.row):
            chosen.set("IfcGuid", subject.row)
        _add(chosen, "OriginatingSystem", _PROGRAM)
        _add(chosen, "AuthoringToolId", _line(f"{subject.node}/{subject.row}".rstrip("/")))
    _add(components, "Visibility", DefaultVisibility="true")
    camera = _add(root, "PerspectiveCamera")
    ahead, up = _directions(topic.eye, topic.target)
    for name, values in (("CameraViewPoint", topic.eye), ("CameraDirection", ahead), ("CameraUpVector", up)):
        vector = _add(camera, name)
        for axis, value in zip("XYZ", values, strict=True):
            _add(vector, axis, repr(value))
    _add(camera, "FieldOfView", repr(float(opinion.view_angle)))
    width, height = size_of_png(opinion.picture[:64])
    _add(camera, "AspectRatio", repr(width / height if width and height else _WIDE))
    return _written(root)


def _add_comment(group: Any, comment: Comment, view: str) -> None:
    held = _add(group, "Comment", Guid=guid_of(comment.key))
    _add(held, "Date", _moment(comment.moment))
    _add(held, "Author", _author(comment.who))
    if text := _words(comment.text):
        _add(held, "Comment", text)
    _add(held, "Viewpoint", Guid=view)


def _labels(opinion: Opinion) -> list[str]:
    """Return the names of scheme and stop, which a person in another program wants to see."""
    names = (opinion.scheme_name.zh or opinion.scheme_name.en, opinion.stop_name.zh or opinion.stop_name.en)
    return [line for line in map(_line, names) if line]


def _directions(eye: Point, target: Point) -> tuple[Point, Point]:
    """Return unit vectors along the sight and up in the picture."""
    x, y, z = (at - of for at, of in zip(target, eye, strict=True))
    length = math.hypot(x, y, z)
    x, y, z = (x / length, y / length, z / length) if length > 0.0 else (0.0, 1.0, 0.0)
    level = math.hypot(x, y)
    if level < 1e-9:
        return (x, y, z), (0.0, 1.0, 0.0)
    return (x, y, z), (-x * z / level, -y * z / level, level)


def _moment(text: str) -> str:
    """Return a moment as XML has it: with seconds and offset."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = _UNKNOWN
    if _MOMENT.fullmatch(text):
        return text
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).isoformat()


def _author(who: str) -> str:
    return _line(who) or NOBODY


def _words(text: str) -> str:
    return _FORBIDDEN.sub("", text).strip()


def _line(text: str) -> str:
    return " ".join(_words(text).split())


def _element(name: str, **attributes: str) -> Any:
    from lxml import etree

    return etree.Element(name, attributes)


def _add(parent: Any, name: str, text: str = "", **attributes: str) -> Any:
    from lxml import etree

    made = etree.SubElement(parent, name, attributes)
    if text:
        made.text = text
    return made


def _add_all(parent: Any, name: str, words: Iterable[str]) -> None:
    for word in words:
        _add(parent, name, word)


def _written(root: Any) -> bytes:
    from lxml import etree

    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return content
