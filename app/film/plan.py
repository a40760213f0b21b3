"""What a film shows: frame by frame where the eye is, which moment it is, and which water there is.

Plain arithmetic; it knows neither painter nor file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from app.viewport.optics import Pose, as_point
from scene.payloads.arrays import F64

#: The eye on a route looks this far ahead, metres, and over this length its turns are smoothed.
AHEAD: Final = 14.0
SMOOTH: Final = 10.0
#: Vertical field of view on a route, degrees.
VIEW_ANGLE: Final = 48.0


@dataclass(frozen=True, slots=True)
class Shot:
    """One frame.

    Parameters
    ----------
    pose : Pose
    moment : datetime, optional
        By which the sun stands; None leaves the light as it is.
    seconds : float, optional
        Since the start of the course whose water is shown; None shows none.
    """

    pose: Pose
    moment: datetime | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Film:
    """What is to be made.

    Parameters
    ----------
    shots : sequence of Shot
    width, height : int
        Pixels, both even.
    rate : int
        Frames a second.
    """

    shots: Sequence[Shot]
    width: int
    height: int
    rate: int = 25

    def __post_init__(self) -> None:
        if self.width % 2 or self.height % 2 or self.width < 16 or self.height < 16:
            raise ValueError("a film has even sides of 16 pixels or more")
        if self.rate < 1:
            raise ValueError("a film has at least a frame a second")

    @property
    def seconds(self) -> float:
        """How long it runs."""
        return len(self.shots) / self.rate


def times_between(first: float, last: float, count: int) -> F64:
    """Return `count` times from the first to the last, both included."""
    return np.linspace(first, last, max(count, 2))


def from_one_place(pose: Pose, times: F64) -> tuple[Shot, ...]:
    """Return the shots of a course seen from one place."""
    return tuple(Shot(pose, seconds=float(time)) for time in times)


def along_route(line: F64, eye_height: float, times: F64) -> tuple[Shot, ...]:
    """Return the shots of a course seen by somebody who goes along a line from its begin to its end.

    Parameters
    ----------
    line : ndarray of float64, shape (n, 3)
        Vertices of the route, local metres, at least two.
    eye_height : float
        Metres over the line.
    times : ndarray of float64, shape (k,)
        Seconds of the course, one a shot.
    """
    poses = poses_along(line, eye_height, len(times))
    return tuple(Shot(pose, seconds=float(time)) for pose, time in zip(poses, times, strict=True))


def poses_along(line: F64, eye_height: float, count: int) -> tuple[Pose, ...]:
    """Return poses at even steps along a line, looking ahead, without jerks at its corners."""
    line = np.asarray(line, np.float64)
    steps = np.hypot(*np.diff(line[:, :2], axis=0).T)
    stations = np.concatenate([[0.0], np.cumsum(steps)])
    length = float(stations[-1])

    def at(station: F64) -> F64:
        """Return places, beyond the ends straight on."""
        inside = np.clip(station, 0.0, length)
        found = np.column_stack([np.interp(inside, stations, line[:, axis]) for axis in range(3)])
        for end, (one, two) in ((0.0, (0, 1)), (length, (-2, -1))):
            way = line[two] - line[one]
            way = way / max(float(np.hypot(*way[:2])), 1e-9)
            beyond = np.minimum(station, 0.0) if end == 0.0 else np.maximum(station - length, 0.0)
            found += beyond[:, None] * way
        return found

    window = np.linspace(-SMOOTH / 2.0, SMOOTH / 2.0, 11)

    def smooth(station: F64) -> F64:
        spread = at((station[:, None] + window[None, :]).ravel()).reshape(len(station), len(window), 3)
        result: F64 = spread.mean(axis=1)
        return result

    station = np.linspace(0.0, length, max(count, 2))[:count]
    up = np.array([0.0, 0.0, eye_height])
    eyes, targets = smooth(station) + up, smooth(station + AHEAD) + up
    return tuple(
        Pose(as_point(eye), as_point(target), VIEW_ANGLE) for eye, target in zip(eyes, targets, strict=True)
    )
