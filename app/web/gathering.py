"""From a project to what its page says: schemes, stops, opinions and decision as they lie in the scene.

What the presenter noted stays at the desk, and so do the names of those who spoke unless they are asked for.
It knows no session and no window.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from app.analysing import Finding
from app.results import finding_json, fingerprint_of
from app.scheme_names import EXISTING_NAME
from app.version import PROGRAM, VERSION
from app.viewport.optics import Pose
from app.views import StoredView, views_of
from app.web.compared import comparison
from app.web.content import PageContent, PageFinding, PageOpinion, PageScheme, PageStop
from app.web.shared import bodies
from scene.clock import SPRING_MORNING
from scene.graph import SceneGraph, Snapshot
from scene.messages import NO_NAME, BilingualText
from scene.node import Role
from scene.record.chain import head_of
from scene.record.entry import Deed, Entry
from scene.review.opinion import Opinion, opinions_of
from scene.review.stop import stops_of
from scene.review.words import KIND_WORDS, SEVERITY_WORDS, STATE_WORDS
from scene.schemes.applying import as_seen
from scene.schemes.scheme import schemes_of

#: Key of the city without the proposals that every view of the project shows.
BEFORE: Final = "before"
PROPOSED: Final = BilingualText("报建方案", "As proposed")
#: Of a project without an agenda, so many of its viewpoints become stops.
MOST_VIEWS: Final = 6


def page_schemes(scene: Snapshot) -> tuple[PageScheme, ...]:
    """Return the schemes of a project as a page offers them, the city as it stands first."""
    schemes = schemes_of(scene)
    now = as_seen(scene, "")
    if schemes:
        named = [PageScheme(one.id, one.name, as_seen(scene, one.id)) for one in schemes]
        return (PageScheme("", EXISTING_NAME, now), *named)
    proposed = {node.id for node in bodies(now) if node.role is Role.PROPOSALS}
    if not proposed:
        return (PageScheme("", EXISTING_NAME, now),)
    rest = tuple(node for node in now.nodes if node.id not in proposed)
    before = Snapshot(now.frame, rest, {node.id: now.parents[node.id] for node in rest})
    return (PageScheme(BEFORE, EXISTING_NAME, before), PageScheme("", PROPOSED, now))


def page_stops(scene: Snapshot, otherwise: datetime = SPRING_MORNING) -> tuple[PageStop, ...]:
    """Return the stops of the agenda; of a project without one its stored views, else its viewpoints.

    Parameters
    ----------
    scene : Snapshot
        The project.
    otherwise : datetime
        Light of a stop that has none of its own.
    """
    stops, schemes = stops_of(scene), {one.id for one in schemes_of(scene)}
    if stops:
        return tuple(
            PageStop(
                stop.key, stop.name, Pose(stop.eye, stop.target, stop.view_angle),
                stop.time or otherwise, stop.scheme if stop.scheme in schemes else "",
                stop.season or "leaf", frozenset(stop.hidden),
            )
            for stop in stops
        )  # fmt: skip
    views = _views(scene)
    stored = tuple(view for view in views if not view.protected) or views
    return tuple(PageStop(view.key, view.name, view.pose, otherwise) for view in stored[:MOST_VIEWS])


def page_content(
    scene: Snapshot,
    title: BilingualText,
    moment: datetime,
    *,
    entries: Sequence[Entry] = (),
    findings: Sequence[Finding] = (),
    otherwise: datetime = SPRING_MORNING,
    names: bool = False,
) -> PageContent:
    """Return what a page of a project says, still without pictures.

    Parameters
    ----------
    scene : Snapshot
        The project, with all schemes.
    title : BilingualText
        What was reviewed.
    moment : datetime
        When the page is made.
    entries : sequence of Entry
        The decision log.
    findings : sequence of Finding
        Results that stand; the page shows their verdicts, and the schemes' figures side by side.
    otherwise : datetime
        Light of a stop that has none of its own.
    names : bool
        Whether it is said who spoke.
    """
    layers = [node for node in as_seen(scene).nodes if node.provenance is not None]
    frame = scene.frame
    return PageContent(
        title=title,
        moment=moment,
        program=f"{PROGRAM} {VERSION}",
        frame=" + ".join(part for part in (frame.crs, frame.vertical) if part),
        schemes=page_schemes(scene),
        stops=page_stops(scene, otherwise),
        findings=tuple(_finding(one) for one in findings if one.result.verdicts),
        opinions=tuple(_opinion(one, names) for one in opinions_of(scene)),
        tables=comparison(scene, findings),
        credits=tuple(
            dict.fromkeys(word for node in layers if node.provenance for word in node.provenance.credits)
        ),
        synthetic=any(node.provenance.synthetic for node in layers if node.provenance),
        decision=_decided(entries),
        head=head_of(entries) if entries else "",
    )


def with_pictures(content: PageContent, pictures: Mapping[tuple[str, str], bytes]) -> PageContent:
    """Return a page with pictures, JPEG by the keys of stop and scheme."""
    stops = tuple(
        replace(
            stop,
            pictures={
                scheme.key: pictures[stop.key, scheme.key]
                for scheme in content.schemes
                if (stop.key, scheme.key) in pictures
            },
        )
        for stop in content.stops
    )
    return replace(content, stops=stops)


def _views(scene: Snapshot) -> tuple[StoredView, ...]:
    graph = SceneGraph(scene.frame)
    for node in scene.nodes:
        graph.insert(node, scene.parents[node.id])
    return views_of(graph)


def _finding(finding: Finding) -> PageFinding:
    return PageFinding(
        finding.spec.title,
        finding.scheme,
        finding.result.verdicts,
        finding.result.method,
        any(node.provenance is not None and node.provenance.synthetic for node in finding.scene.nodes),
        fingerprint_of(finding_json(finding)),
    )


def _opinion(opinion: Opinion, names: bool) -> PageOpinion:
    return PageOpinion(
        key=opinion.key,
        kind=KIND_WORDS[opinion.kind],
        text=opinion.text,
        who=opinion.who if names else "",
        severity=SEVERITY_WORDS[opinion.severity] if opinion.severity else NO_NAME,
        state=STATE_WORDS[opinion.state],
        about=opinion.subject.name,
        pose=Pose(opinion.eye, opinion.target, opinion.view_angle),
        place=opinion.place,
        scheme=opinion.scheme,
        moment=datetime.fromisoformat(opinion.created) if opinion.created else None,
    )


def _decided(entries: Sequence[Entry]) -> str:
    """Return the words of the last decision."""
    decided = [entry for entry in entries if entry.deed is Deed.DECIDED]
    return str(decided[-1].body.get("text", "")) if decided else ""
