"""The shots of a film of the agenda: every stop for its time, the flights between, as they are presented.

Scheme, season, hour and layers change when a stop is reached. Frame by frame the same whenever it is made. It
knows neither painter nor file.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from app.film.plan import Shot
from app.meeting.scenes import setting_of
from app.meeting.words import title_of
from app.viewport.camera import eased, flight
from app.viewport.optics import Pose
from app.viewport.setting import Setting, Title
from scene.graph import Snapshot
from scene.node import Node
from scene.review.stop import Stop

#: Seconds in which a title comes, and goes.
FADE: Final = 0.5


def pose_of(stop: Stop) -> Pose:
    """Return where the eye is at a stop."""
    return Pose(stop.eye, stop.target, stop.view_angle)


def shots_of(
    stops: Sequence[Stop],
    scene: Snapshot,
    rate: int,
    *,
    titles: bool = True,
    over: Callable[[Stop], tuple[Node, ...]] = lambda stop: (),
) -> tuple[Shot, ...]:
    """Return the frames of a film of the agenda, from the first stop to the last.

    Parameters
    ----------
    stops : sequence of Stop
    scene : Snapshot
        The project with all its schemes.
    rate : int
        Frames a second.
    titles : bool
        Whether titles are written.
    over : callable
        Returns the results that lie over the view at a stop.
    """
    shots: list[Shot] = []
    held: dict[object, Setting] = {}
    for place, stop in enumerate(stops):
        looks = (stop.scheme, stop.hidden, stop.season, stop.analysis)
        setting = held.setdefault(looks, setting_of(scene, stop, over(stop)))
        if place:
            shots.extend(_flight(shots[-1], pose_of(stop), rate))
        title = title_of(scene, stop) if titles else None
        shots.extend(_stay(stop, setting, title, rate, last=place == len(stops) - 1))
    return tuple(shots)


def _flight(before: Shot, end: Pose, rate: int) -> Iterator[Shot]:
    """Yield the frames from a stop to the next, which looks as the stop before until it is reached."""
    way = flight(before.pose, end)
    for frame in range(1, max(round(way.seconds * rate), 1)):
        yield Shot(way.at(frame / rate), before.moment, setting=before.setting)


def _stay(stop: Stop, setting: Setting, title: Title | None, rate: int, *, last: bool) -> Iterator[Shot]:
    """Yield the frames at a stop; its title comes and goes, the last one's stays."""
    count = max(round(stop.seconds * rate), 1)
    for frame in range(count):
        since, left = frame / rate, (count - 1 - frame) / rate
        solid = eased(min(since, FADE if last else left, FADE) / FADE)
        shown = None if title is None or solid <= 0.0 else Title(title.text, title.line, round(solid, 3))
        yield Shot(pose_of(stop), stop.time, setting=setting, title=shown)
