"""Move the eye: orbit, pan, zoom, and smooth flights from one stored view to another.

Pure arithmetic on poses; angles in radians unless a name says degrees. It knows neither VTK nor Qt.
"""

from dataclasses import dataclass, replace
from math import asin, cos, exp, radians, sin, tan
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.viewport.optics import Pose, as_point

F64 = NDArray[np.float64]

#: The eye never looks straight up or down: there would be no north in the picture.
STEEPEST: Final = radians(88.5)
#: Metres that orbiting and zooming keep from what they turn about.
NEAREST: Final = 1.5
#: Metres that the eye may go from the origin.
FARTHEST: Final = 60_000.0


def turned(vector: F64, axis: F64, angle: float) -> F64:
    """Return a vector turned about a unit axis, right-handed (Rodrigues)."""
    result: F64 = (
        vector * cos(angle)
        + np.cross(axis, vector) * sin(angle)
        + axis * float(axis @ vector) * (1.0 - cos(angle))
    )
    return result


def orbited(pose: Pose, about: tuple[float, float, float], yaw: float, pitch: float) -> Pose:
    """Turn eye and sight about a point that stays where it is in the picture.

    Parameters
    ----------
    about : tuple of float
        The point under the cursor when the drag began.
    yaw, pitch : float
        About the vertical (positive: the scene turns with the hand to the right) and about the level axis
        across the picture (positive: the eye rises).
    """
    centre = np.asarray(about, np.float64)
    up = np.array([0.0, 0.0, 1.0])
    elevation = asin(float(np.clip(pose.forward[2], -1.0, 1.0)))
    pitch = float(np.clip(pitch, elevation - STEEPEST, elevation + STEEPEST))
    right = pose.right

    def turn(vector: F64) -> F64:
        return turned(turned(vector, right, -pitch), up, -yaw)

    eye = centre + turn(np.asarray(pose.eye, np.float64) - centre)
    sight = turn(pose.forward)
    return replace(pose, eye=as_point(eye), target=as_point(eye + sight * pose.distance))


def panned(pose: Pose, dx: float, dy: float, depth: float) -> Pose:
    """Shift the eye so that a point at `depth` metres follows the hand.

    Parameters
    ----------
    dx, dy : float
        Of the hand, in picture heights, to the right and up.
    """
    size = 2.0 * tan(radians(pose.view_angle) / 2.0) * depth
    return pose.moved(-(pose.right * dx + pose.up * dy) * size)


def zoomed(pose: Pose, about: tuple[float, float, float], notches: float) -> Pose:
    """Go towards the point under the cursor, or back from it: one notch is a seventh of the way.

    The point keeps its place in the picture, because the eye moves along the line to it.
    """
    way = np.asarray(about, np.float64) - pose.eye
    gap = float(np.linalg.norm(way))
    if gap < 1e-6:
        return pose
    left = float(np.clip(gap * exp(-0.155 * notches), NEAREST, FARTHEST))
    step = way * (1.0 - left / gap)
    eye = np.asarray(pose.eye) + step
    distance = max(pose.distance * left / gap, NEAREST)
    return replace(pose, eye=as_point(eye), target=as_point(eye + pose.forward * distance))


def looked(pose: Pose, yaw: float, pitch: float) -> Pose:
    """Turn the head where it is: to the right by `yaw`, up by `pitch`."""
    elevation = asin(float(np.clip(pose.forward[2], -1.0, 1.0)))
    pitch = float(np.clip(pitch, -STEEPEST - elevation, STEEPEST - elevation))
    sight = turned(turned(pose.forward, pose.right, pitch), np.array([0.0, 0.0, 1.0]), -yaw)
    return replace(pose, target=as_point(np.asarray(pose.eye) + sight * pose.distance))


def framing(box: tuple[float, float, float, float, float, float], pose: Pose, aspect: float = 1.6) -> Pose:
    """Return a pose in the same direction from which a box fills the picture."""
    low, high = np.array(box[:3]), np.array(box[3:])
    centre, radius = (low + high) / 2.0, max(float(np.linalg.norm(high - low)) / 2.0, 2.0)
    half = radians(pose.view_angle) / 2.0 * min(1.0, aspect)
    sight = pose.forward
    if sight[2] > -0.12:  # look down on it a little, or the ground hides it
        sight = np.array([sight[0], sight[1], -0.35])
        sight /= np.linalg.norm(sight)
    eye = centre - sight * (radius / sin(half) * 1.05)
    return replace(pose, eye=as_point(eye), target=as_point(centre))


def eased(part: float) -> float:
    """Return how far a smooth movement has come: still at both ends (3rd and 2nd derivative at rest)."""
    t = float(np.clip(part, 0.0, 1.0))
    return t * t * t * (t * (6.0 * t - 15.0) + 10.0)


@dataclass(frozen=True, slots=True)
class Flight:
    """A smooth way from one pose to another, over what lies between.

    Parameters
    ----------
    start, end : Pose
    seconds : float
        How long it takes.
    rise : float
        Metres that the middle of the way lies above the straight line.
    """

    start: Pose
    end: Pose
    seconds: float
    rise: float

    def at(self, elapsed: float) -> Pose:
        """Return the pose after some seconds."""
        if elapsed >= self.seconds:
            return self.end
        t = eased(elapsed / self.seconds)
        eye = (1.0 - t) * np.asarray(self.start.eye) + t * np.asarray(self.end.eye)
        eye[2] += self.rise * 4.0 * t * (1.0 - t)
        begin, finish = self.start.forward, self.end.forward
        yaw0, yaw1 = np.arctan2(begin[0], begin[1]), np.arctan2(finish[0], finish[1])
        swing = (yaw1 - yaw0 + np.pi) % (2.0 * np.pi) - np.pi
        yaw = yaw0 + swing * t
        level = (1.0 - t) * asin(float(np.clip(begin[2], -1, 1))) + t * asin(float(np.clip(finish[2], -1, 1)))
        # Where the way is high the eye looks down a little, as a bird does.
        level -= min(self.rise / 900.0, 0.5) * 4.0 * t * (1.0 - t)
        level = float(np.clip(level, -STEEPEST, STEEPEST))
        sight = np.array([sin(yaw) * cos(level), cos(yaw) * cos(level), sin(level)])
        distance = (1.0 - t) * self.start.distance + t * self.end.distance
        angle = (1.0 - t) * self.start.view_angle + t * self.end.view_angle
        return Pose(as_point(eye), as_point(eye + sight * distance), angle)


def flight(start: Pose, end: Pose, seconds: float | None = None) -> Flight:
    """Return the flight between two poses: the farther, the higher and the longer, up to four seconds."""
    away = float(np.hypot(end.eye[0] - start.eye[0], end.eye[1] - start.eye[1]))
    high = max(start.eye[2], end.eye[2]) - 5.0
    rise = max(0.0, min(0.16 * away, 260.0) - 0.5 * max(high, 0.0)) if away > 40.0 else 0.0
    time = float(np.clip(0.7 + 0.42 * np.log1p(away / 25.0), 0.7, 4.0)) if seconds is None else seconds
    return Flight(start, end, max(time, 1e-3), rise)
