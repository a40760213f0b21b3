"""Topics of BCF 2.1 and 3.0 as opinions, their coordinates as they stand in the file.

Both versions have no namespace; they differ in where comments and viewpoints stand. It does not know frames.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from importers.base import ImportIssue
from importers.common.boundary import broken
from importers.issues import tell
from importers.models.markup import child, children, tree_of
from importers.opinions import own
from importers.opinions.archive import Archive
from importers.opinions.identity import moment_of, uuid_of
from importers.opinions.words import kind_of, severity_of, state_of
from scene.feedback import Feedback
from scene.payloads.pin import is_png
from scene.review.opinion import Comment, Opinion, Point, Subject

_MARKUP: Final = "/markup.bcf"
#: How far ahead of a camera something is looked at where nothing says it, metres.
_AHEAD: Final = 60.0
#: What an author is called where nobody said it; BCF has no empty author.
NOBODY: Final = "—"
_WIDEST: Final = 175.0


@dataclass(frozen=True, slots=True)
class Topics:
    """What an archive holds.

    Parameters
    ----------
    opinions : tuple of Opinion
    crs : str
        System of their coordinates, if the archive is ours; empty otherwise.
    """

    opinions: tuple[Opinion, ...]
    crs: str


@dataclass(slots=True)
class _Noticed:
    """Rows of topics about which something is to be said."""

    kinds: list[int]
    states: list[int]
    views: list[int]
    pictures: list[int]


def topics_of(archive: Archive, path: Path, issues: list[ImportIssue], feedback: Feedback) -> Topics:
    """Read all topics.

    Raises
    ------
    UnreadableFile
        If a topic is broken, or there is none.
    Cancelled
        If the person asked to stop.
    """
    folders = [name.removesuffix(_MARKUP) for name in archive.names if name.endswith(_MARKUP)]
    if not folders:
        raise broken(path, "is broken: the archive holds no topic of BCF")
    noticed = _Noticed([], [], [], [])
    found: list[Opinion] = []
    systems: list[str] = []
    for row, folder in enumerate(folders):
        feedback.check()
        feedback.progress(0.8 * row / len(folders))
        opinion, crs = _topic(archive, folder, path, row, noticed)
        found.append(opinion)
        systems.append(crs)
    stated = set(filter(None, systems))  # another program adds its topics to ours, and states nothing
    if len(stated) > 1:
        raise broken(path, "is broken: its topics are in several coordinate systems")
    _tell(issues, noticed, [opinion.short for opinion in found])
    return Topics(tuple(found), next(iter(stated), ""))


def _tell(issues: list[ImportIssue], noticed: _Noticed, names: list[str]) -> None:
    def called(rows: list[int]) -> list[str]:
        return [names[row] for row in rows]

    tell(issues, "note", "Types of {count} topics are unknown here and are read as opinions: {rows}.",
         noticed.kinds, ids=called(noticed.kinds))  # fmt: skip
    tell(issues, "note", "States of {count} topics are unknown here and are read as open: {rows}.",
         noticed.states, ids=called(noticed.states))  # fmt: skip
    tell(issues, "note", "{count} topics have no perspective camera and are placed at the origin: {rows}.",
         noticed.views, ids=called(noticed.views))  # fmt: skip
    tell(issues, "dropped", "Pictures of {count} topics are no PNG files and were left out: {rows}.",
         noticed.pictures, ids=called(noticed.pictures))  # fmt: skip


def _topic(archive: Archive, folder: str, path: Path, row: int, noticed: _Noticed) -> tuple[Opinion, str]:
    content = archive.text(folder + _MARKUP)
    assert content is not None, "it was listed"
    markup = tree_of(content, path)
    topic = child(markup, "Topic")
    if topic is None:
        raise broken(path, "is broken: a markup holds no topic")
    title, words = _text(topic, "Title"), _text(topic, "Description")
    kind, state = kind_of(topic.get("TopicType", "")), state_of(topic.get("TopicStatus", "") or "open")
    if kind is None:
        noticed.kinds.append(row)
    if state is None:
        noticed.states.append(row)
    held = [*children(child(topic, "Viewpoints"), "ViewPoint"), *children(markup, "Viewpoints")]
    eye, target, angle, selected, picture = _view(archive, folder, held, path)
    if eye is None:
        noticed.views.append(row)
    if picture and not is_png(picture[:64]):
        noticed.pictures.append(row)
        picture = b""
    mine = _own(archive, folder, topic)
    opinion = Opinion(
        text=words if mine is not None and words else "\n".join(filter(None, (title, words))) or "?",
        kind=kind or "意见",
        who=_author(topic, "CreationAuthor"),
        place=target,
        created=moment_of(_text(topic, "CreationDate")),
        severity=severity_of(_text(topic, "Priority")) or "",
        state=state or "open",
        number=row + 1,
        subject=Subject("", selected),
        eye=eye or (0.0, 0.0, 0.0),
        target=target,
        view_angle=angle,
        changed=moment_of(_text(topic, "ModifiedDate")),
        changed_by=_author(topic, "ModifiedAuthor"),
        comments=tuple(_comments(topic, markup, folder)),
        picture=picture,
        key=uuid_of(topic.get("Guid", ""), folder),
    )
    return (opinion, "") if mine is None else (mine.onto(opinion), mine.crs)


def _own(archive: Archive, folder: str, topic: Any) -> own.Own | None:
    """Return what this program wrote beside a topic, None if another program wrote it."""
    snippet = child(topic, "BimSnippet")
    if snippet is None or snippet.get("SnippetType") != own.TYPE:
        return None
    content = archive.text(f"{folder}/{own.FILE}")
    return None if content is None else own.Own.model_validate_json(content)


def _view(
    archive: Archive, folder: str, held: list[Any], path: Path
) -> tuple[Point | None, Point, float, str, bytes]:
    """Return eye, target, angle, id of what is selected, and picture of the first viewpoint that has any."""
    for one in held:
        view = archive.text(f"{folder}/{_text(one, 'Viewpoint') or 'viewpoint.bcfv'}")
        picture = archive.picture(f"{folder}/{_text(one, 'Snapshot') or 'snapshot.png'}") or b""
        if view is None and not picture:
            continue
        info = tree_of(view, path) if view is not None else None
        eye, target, angle = _camera(child(info, "PerspectiveCamera"))
        return eye, target, angle, _selected(info), picture
    return None, (0.0, 0.0, 0.0), 38.0, "", b""


def _camera(camera: Any) -> tuple[Point | None, Point, float]:
    if camera is None:
        return None, (0.0, 0.0, 0.0), 38.0
    eye, ahead = _vector(camera, "CameraViewPoint"), _vector(camera, "CameraDirection")
    length = math.hypot(*ahead)
    if not length > 0.0:
        raise ValueError("a camera has no direction")
    x, y, z = (at + _AHEAD * part / length for at, part in zip(eye, ahead, strict=True))
    angle = float(_text(camera, "FieldOfView"))
    return eye, (x, y, z), min(max(angle, 1.0), _WIDEST) if math.isfinite(angle) else 38.0


def _vector(camera: Any, name: str) -> Point:
    x, y, z = (float(_text(child(camera, name), axis)) for axis in ("X", "Y", "Z"))
    if not math.isfinite(x + y + z):
        raise ValueError("a camera has no place")
    return (x, y, z)


def _selected(info: Any) -> str:
    """Return the id of the first component that is selected."""
    component = child(info, "Components", "Selection", "Component")
    if component is None:
        return ""
    return str(component.get("IfcGuid") or _text(component, "AuthoringToolId"))


def _comments(topic: Any, markup: Any, folder: str) -> Iterator[Comment]:
    for row, one in enumerate([*children(child(topic, "Comments"), "Comment"), *children(markup, "Comment")]):
        text = _text(one, "Comment")
        if text:
            key = uuid_of(one.get("Guid", ""), f"{folder}/{row}")
            yield Comment(text, _author(one, "Author"), moment_of(_text(one, "Date")), key)


def _text(element: Any, name: str) -> str:
    found = child(element, name)
    return "" if found is None else (found.text or "").strip()


def _author(element: Any, name: str) -> str:
    said = _text(element, name)
    return "" if said == NOBODY else said


def numbered(opinions: tuple[Opinion, ...], issues: list[ImportIssue]) -> tuple[Opinion, ...]:
    """Return opinions by their numbers, each number and each key once; what comes twice is told."""
    taken: set[int] = set()
    found: dict[str, Opinion] = {}
    twice: list[str] = []
    for opinion in sorted(opinions, key=lambda one: one.number):
        if opinion.key in found:
            twice.append(opinion.short)
            continue
        number = opinion.number if opinion.number not in taken else max(taken) + 1
        taken.add(number)
        found[opinion.key] = replace(opinion, number=number)
    rows = [-1] * len(twice)
    tell(issues, "dropped", "{count} opinions come twice and are taken once: {rows}.", rows, ids=twice)
    return tuple(found.values())
