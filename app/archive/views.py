"""The pictures that minutes ask for: the stops of the agenda, and what is judged from where it is decided."""

from collections.abc import Iterator
from math import atan2, degrees, hypot
from typing import Final

from app.archive.matter import Matter, View
from app.archive.standing import Result
from app.governing_view import governing_view
from app.meeting.scenes import setting_of
from app.report.page import MOST_SECTIONS, SEVERITY
from app.viewport.framing import MARKS
from app.viewport.optics import Pose
from app.viewport.setting import Setting
from scene.errors import InvalidRequest
from scene.frame import SceneFrame
from scene.messages import Message, msg
from scene.review.stop import Stop
from scene.review.veil import veiled

#: Whose verdicts have a line of sight that can be shown.
_WITH_SIGHT_LINES: Final = "sightline.balloon"


def views_of(matter: Matter) -> tuple[View, ...]:
    """Return the pictures that minutes ask for."""
    stops = [_stop(matter, number, stop) for number, stop in enumerate(matter.stops, start=1)]
    verdicts = [
        view
        for result in matter.results
        if result.finding.spec.id == _WITH_SIGHT_LINES
        for view in _verdicts(matter, result)
    ]
    return (*stops, *verdicts)


def stop_key(number: int) -> str:
    """Return the key of the picture of a stop, counted from 1."""
    return f"stop-{number:02d}"


def verdict_key(matter: Matter, result: Result, subject: str) -> str:
    """Return the key of the picture of a thing that was judged."""
    name = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in subject)
    return f"verdict-{matter.results.index(result) + 1:02d}-{name}"


def _stop(matter: Matter, number: int, stop: Stop) -> View:
    pose = Pose(stop.eye, stop.target, stop.view_angle)
    over = next(
        (
            result.finding.result.nodes
            for result in matter.results
            if (result.finding.spec.id, result.finding.scheme) == (stop.analysis, stop.scheme)
        ),
        (),
    )
    setting = setting_of(matter.scene, stop, tuple(over))
    caption = camera_words(pose, matter.scene.frame)
    return View(stop_key(number), stop.name, caption, pose, setting, stop.time)


def _verdicts(matter: Matter, result: Result) -> Iterator[View]:
    finding = result.finding
    marks = frozenset(node.id for node in finding.scene.nodes if node.role in MARKS or not node.visible)
    setting = Setting(veiled(finding.scene, marks))
    worst = sorted(finding.result.verdicts, key=lambda verdict: SEVERITY.index(verdict.outcome))
    for verdict in worst[:MOST_SECTIONS]:
        try:
            seen = governing_view(verdict, finding)
        except InvalidRequest:
            continue  # nobody looks there: there is nothing to show
        yield View(
            verdict_key(matter, result, verdict.subject),
            seen.title,
            seen.caption,
            Pose(seen.eye, seen.target, seen.view_angle),
            setting,
        )


def camera_words(pose: Pose, frame: SceneFrame) -> Message:
    """Return where a camera stands and looks, as whoever goes there would need it."""
    east, north, height = (float(value) for value in frame.to_world([pose.eye])[0])
    dx, dy, dz = (there - here for here, there in zip(pose.eye, pose.target, strict=True))
    return msg(
        "Camera E {east:.2f}, N {north:.2f}, height {height:.2f} m; bearing {bearing:.2f}° from grid north, "
        "{pitch:+.2f}° from level; vertical field of view {angle:.1f}°.",
        east=east,
        north=north,
        height=height,
        bearing=degrees(atan2(dx, dy)) % 360.0,
        pitch=degrees(atan2(dz, hypot(dx, dy))),
        angle=pose.view_angle,
    )
