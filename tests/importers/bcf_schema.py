"""The rules of BCF 3.0's schemas that a document can break, as a table: order, number, attributes, texts.

Written down from the standard; the schemas themselves are under a licence that allows no changed copies.
"""

import re
from typing import Any, Final

_GUID: Final = re.compile(r"[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}")
_DATE: Final = re.compile(r"-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
_WORDS: Final = re.compile(r"(?s).*\S.*")
_REAL: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_WHOLE: Final = re.compile(r"[+-]?\d+")
_ANY: Final = re.compile(r"(?s).*")

#: Children in their order, each with ``1`` exactly one, ``?`` at most one, ``*`` any number.
SEQUENCES: Final[dict[str, str]] = {
    "Version": "",
    "ProjectInfo": "Project1",
    "Project": "Name?",
    "Extensions": "TopicTypes? TopicStatuses? Priorities? TopicLabels? Users? SnippetTypes? Stages?",
    "TopicTypes": "TopicType*",
    "TopicStatuses": "TopicStatus*",
    "Priorities": "Priority*",
    "TopicLabels": "TopicLabel*",
    "Users": "User*",
    "SnippetTypes": "SnippetType*",
    "Stages": "Stage*",
    "Markup": "Header? Topic1",
    "Topic": "ReferenceLinks? Title1 Priority? Index? Labels? CreationDate1 CreationAuthor1 ModifiedDate? "
    "ModifiedAuthor? DueDate? AssignedTo? Stage? Description? BimSnippet? DocumentReferences? RelatedTopics? "
    "Comments? Viewpoints?",
    "Labels": "Label*",
    "BimSnippet": "Reference1 ReferenceSchema1",
    "Comments": "Comment*",
    "Comments/Comment": "Date1 Author1 Comment? Viewpoint? ModifiedDate? ModifiedAuthor?",
    "Viewpoints": "ViewPoint*",
    "ViewPoint": "Viewpoint? Snapshot? Index?",
    "VisualizationInfo": "Components? PerspectiveCamera1 Lines? ClippingPlanes? Bitmaps?",
    "Components": "Selection? Visibility? Coloring?",
    "Selection": "Component*",
    "Component": "OriginatingSystem? AuthoringToolId?",
    "Visibility": "ViewSetupHints? Exceptions?",
    "PerspectiveCamera": "CameraViewPoint1 CameraDirection1 CameraUpVector1 FieldOfView1 AspectRatio1",
    "CameraViewPoint": "X1 Y1 Z1",
    "CameraDirection": "X1 Y1 Z1",
    "CameraUpVector": "X1 Y1 Z1",
    "Comment/Viewpoint": "",
}
#: Attributes, those that must be there with ``!``.
ATTRIBUTES: Final[dict[str, dict[str, re.Pattern[str]]]] = {
    "Version": {"VersionId!": re.compile(r"3\.0")},
    "Project": {"ProjectId!": _WORDS},
    "Topic": {"Guid!": _GUID, "ServerAssignedId": _WORDS, "TopicType!": _WORDS, "TopicStatus!": _WORDS},
    "BimSnippet": {"SnippetType!": _WORDS, "IsExternal": re.compile("true|false|0|1")},
    "Comments/Comment": {"Guid!": _GUID},
    "Comment/Viewpoint": {"Guid!": _GUID},
    "ViewPoint": {"Guid!": _GUID},
    "VisualizationInfo": {"Guid!": _GUID},
    "Component": {"IfcGuid": re.compile(r"[0-9A-Za-z_$]{22}")},
    "Visibility": {"DefaultVisibility": re.compile("true|false|0|1")},
}
_REALS: Final = {"X", "Y", "Z", "FieldOfView", "AspectRatio"}


def breaches(root: Any) -> list[str]:
    """Return what a document does that its schema forbids."""
    found: list[str] = []
    _look(root, "", found)
    return found


def _look(element: Any, parent: str, found: list[str]) -> None:
    name = f"{parent}/{element.tag}" if f"{parent}/{element.tag}" in SEQUENCES else element.tag
    _check_attributes(element, name, found)
    if name not in SEQUENCES:
        if len(element):
            found.append(f"{name} holds elements")
        if not _text_rule(element.tag).fullmatch(element.text or ""):
            found.append(f"{name} says {element.text!r}")
        return
    order = SEQUENCES[name].split()
    tags = "".join(f"<{child.tag}>" for child in element)
    rule = "".join(f"(<{entry[:-1]}>){'' if entry[-1] == '1' else entry[-1]}" for entry in order)
    if not re.fullmatch(rule, tags):
        found.append(f"{name} holds {tags}")
    for child in element:
        _look(child, element.tag, found)


def _check_attributes(element: Any, name: str, found: list[str]) -> None:
    rules = ATTRIBUTES.get(name, {})
    known = {key.rstrip("!"): rule for key, rule in rules.items()}
    found += [
        f"{name} lacks {key[:-1]}" for key in rules if key.endswith("!") and key[:-1] not in element.attrib
    ]
    for key, value in element.attrib.items():
        if key not in known or not known[key].fullmatch(value):
            found.append(f"{name} has {key}={value!r}")


def _text_rule(tag: str) -> re.Pattern[str]:
    if tag in _REALS:
        return _REAL
    if tag.endswith("Date"):
        return _DATE
    return _WHOLE if tag == "Index" else _WORDS
