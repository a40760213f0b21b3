"""What a film shows: frame by frame where the eye is, which moment it is, and which water there is.

Plain arithmetic; it knows neither painter nor file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from app.film.ride import Ride
from app.viewport.optics import Pose
from app.viewport.setting import Setting, Title
from scene.payloads.arrays import F64


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
    setting : Setting, optional
        What stands in the picture; None leaves things as they are.
    title : Title, optional
        Written large on it.
    """

    pose: Pose
    moment: datetime | None = None
    seconds: float | None = None
    setting: Setting | None = None
    title: Title | None = None


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
    ride = Ride(line, eye_height)
    return ride.poses(np.linspace(0.0, ride.length, max(count, 2))[:count])
