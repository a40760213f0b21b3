"""Go through the city: fly, walk at eye height along walls and over steps, glide on the water.

Pure arithmetic: what is solid and where the ground lies is asked of :class:`Rays`. It knows neither VTK
nor Qt nor which key was pressed.
"""

from collections.abc import Collection
from dataclasses import replace
from math import hypot
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from app.viewport.optics import Pose, as_point
from scene.node import Role

F64 = NDArray[np.float64]

#: Eye heights over the ground and over the water, metres.
WALKER_EYE: Final = 1.6
BOAT_EYE: Final = 1.2
#: A walker takes this much of a step up or down at once, metres; deeper edges stop him.
STEP: Final = 0.5
DROP: Final = 1.2
#: Metres that a walker keeps from a wall: half his width.
BODY: Final = 0.35
#: Heights over the foot at which a walker may bump into something, metres.
SHIN_TO_HEAD: Final = (STEP + 0.1, 1.1, 1.75)
#: Metres that a walker goes before he looks for the ground again.
PACE: Final = 0.3


#: What a walker is set down on, and what he walks on besides; never on water.
GROUND: Final = frozenset({Role.TERRAIN, Role.ROADS, Role.STRUCTURES})
FLOORS: Final = GROUND | {Role.HERITAGE, Role.FURNITURE, Role.MODEL}
FOOTING: Final = FLOORS | {Role.BUILDINGS, Role.PROPOSALS}
#: A walker so far over a floor, in metres, means that floor and not the ground beside the house.
NEAR_FLOOR: Final = 3.0
#: How steeply a walker who came down from above looks down at most.
DOWNCAST: Final = 0.05
#: Metres within which free ground is looked for around a place that is not free.
AROUND: Final = 120.0
_SKY: Final = 2_000.0


class Rays(Protocol):
    """What a walker asks of the solids of the scene."""

    def height_below(self, points: F64, *, on: Collection[Role] | None = None) -> F64:
        """Return z of what lies straight below each point, shape (n,); nan where nothing of `on` does."""
        ...

    def blocked(self, start: F64, end: F64) -> bool:
        """Return whether something solid lies between two points."""
        ...

    def inside_solid(self, points: F64) -> NDArray[np.int32]:
        """Return the solid that each point is within, -1 in the open, shape (n,)."""
        ...


def flown(pose: Pose, forward: float, right: float, up: float) -> Pose:
    """Move freely: metres ahead along the sight, level to the right, straight up."""
    shift = pose.forward * forward + pose.right * right + np.array([0.0, 0.0, up])
    return pose.moved(shift)


def ground_at(rays: Rays, x: float, y: float, eye_z: float) -> float:
    """Return the height of what carries a walker whose eye is at `eye_z`; nan over nothing and over water."""
    return float(rays.height_below(np.array([[x, y, eye_z]]), on=FOOTING)[0])


def stood(pose: Pose, rays: Rays) -> Pose:
    """Set a walker down where he is, or on the nearest free ground; unmoved where there is no ground.

    A floor close below is kept, ceiling or not: a deck, a pavilion. From high above, and from within a
    house, a walker comes to the ground under the open sky, and looks ahead instead of at his feet.
    """
    place = _floor_here(pose, rays)
    if place is None:
        place = _free_ground(pose, rays)
    if place is None:
        return pose
    eye = _over(place, WALKER_EYE)
    down = pose.eye[2] - eye[2]
    landed = pose.moved(eye - np.asarray(pose.eye))
    return _ahead(landed) if down > NEAR_FLOOR else landed


def _ahead(pose: Pose) -> Pose:
    """Return the pose with a sight that falls by no more than a walker's does."""
    sight = pose.forward
    level = hypot(float(sight[0]), float(sight[1]))
    if level < 1e-6 or sight[2] >= -DOWNCAST * level:
        return pose
    turned = np.array([sight[0], sight[1], -DOWNCAST * level])
    turned *= pose.distance / float(np.linalg.norm(turned))
    return replace(pose, target=as_point(np.asarray(pose.eye) + turned))


def _floor_here(pose: Pose, rays: Rays) -> F64 | None:
    x, y, z = pose.eye
    floor = float(rays.height_below(np.array([[x, y, z]]), on=FLOORS)[0])
    place = np.array([x, y, floor])
    return place if np.isfinite(floor) and z - floor <= NEAR_FLOOR and _is_free(place, rays) else None


def _free_ground(pose: Pose, rays: Rays) -> F64 | None:
    """Return the nearest place under the sky where a walker has room, None if there is none."""
    x, y, _ = pose.eye
    for radius in np.concatenate([np.arange(0.0, 20.0, 0.5), np.arange(20.0, AROUND, 2.0)]):
        turns = np.linspace(0.0, 2.0 * np.pi, 16 if radius else 1, endpoint=False)
        spots = np.column_stack([x + radius * np.cos(turns), y + radius * np.sin(turns), turns * 0.0 + _SKY])
        heights = rays.height_below(spots, on=GROUND)
        for spot, height in zip(spots[:, :2], heights, strict=True):
            place = np.array([*spot, height])
            if np.isfinite(height) and _is_free(place, rays):
                return place
    return None


def _is_free(place: F64, rays: Rays) -> bool:
    """Return whether a walker standing at a place is within nothing and has room for his shoulders."""
    chest = _over(place, 1.1)
    if rays.inside_solid(np.array([chest]))[0] >= 0:
        return False
    sides = ((BODY, BODY), (-BODY, -BODY), (BODY, -BODY), (-BODY, BODY))
    return not any(rays.blocked(chest, chest + np.array([*side, 0.0])) for side in sides)


def _over(place: F64, height: float) -> F64:
    return place + np.array([0.0, 0.0, height])


def walked(pose: Pose, forward: float, right: float, rays: Rays) -> Pose:
    """Walk: metres level ahead and to the right, sliding along walls, over steps, never through anything.

    Parameters
    ----------
    forward, right : float
        Wanted metres; split into paces, so that a fast walker falls through nothing either.
    """
    sight = pose.forward
    ahead = np.array([sight[0], sight[1]])
    length = float(np.linalg.norm(ahead))
    ahead = ahead / length if length > 1e-6 else np.array([pose.right[1] * -1.0, pose.right[0]])
    aside = np.array([ahead[1], -ahead[0]])
    way = ahead * forward + aside * right
    total = float(np.linalg.norm(way))
    eye = np.asarray(pose.eye, np.float64)
    for _ in range(max(1, int(np.ceil(total / PACE)))):
        step = way / max(1, int(np.ceil(total / PACE)))
        eye = _paced(eye, step, rays)
    return replace(pose, eye=as_point(eye), target=as_point(eye + sight * pose.distance))


def _paced(eye: F64, step: F64, rays: Rays) -> F64:
    """Take one pace: as wanted, or slid along the wall, or not at all."""
    for turn in _slides(step):
        moved = _tried(eye, turn, rays)
        if moved is not None:
            return moved
    return eye


def _slides(step: F64) -> list[F64]:
    """Return the pace as wanted and then ever more along a wall, shorter by the cosine, left and right."""
    length = hypot(float(step[0]), float(step[1]))
    if length < 1e-9:
        return []
    paces = [step]
    for degrees in (20.0, 40.0, 60.0, 78.0):
        for side in (1.0, -1.0):
            a = np.radians(degrees) * side
            turned = np.array(
                [step[0] * np.cos(a) - step[1] * np.sin(a), step[0] * np.sin(a) + step[1] * np.cos(a)]
            )
            paces.append(turned * np.cos(a))
    return paces


def _tried(eye: F64, step: F64, rays: Rays) -> F64 | None:
    """Return where a pace leads, or None if a wall, too high a step or an edge is in the way."""
    length = hypot(float(step[0]), float(step[1]))
    if length < 1e-6:
        return None
    way = np.array([step[0] / length, step[1] / length, 0.0])
    aside = np.array([-way[1], way[0], 0.0]) * (BODY * 0.7)
    foot = eye[2] - WALKER_EYE
    reach = way * (length + BODY)
    for height in SHIN_TO_HEAD:
        start = np.array([eye[0], eye[1], foot + height])
        if any(rays.blocked(start + shift, start + shift + reach) for shift in (aside * 0.0, aside, -aside)):
            return None
    x, y = float(eye[0] + step[0]), float(eye[1] + step[1])
    floor = ground_at(rays, x, y, foot + STEP + 0.05)
    if not np.isfinite(floor) or floor > foot + STEP or floor < foot - DROP:
        return None
    top = np.array([x, y, floor + WALKER_EYE + 0.12])
    if rays.blocked(np.array([x, y, floor + STEP]), top):
        return None
    return np.array([x, y, floor + WALKER_EYE])


class BoatRoute:
    """A way on the water, by metres from its start.

    Parameters
    ----------
    line : ndarray, shape (n, 3)
        Local metres on the water's surface.
    """

    def __init__(self, line: NDArray[np.floating]) -> None:
        points = np.asarray(line, np.float64)
        steps = np.linalg.norm(np.diff(points[:, :2], axis=0), axis=1)
        keep = np.concatenate([[True], steps > 1e-6])
        self._points = points[keep]
        self._at = np.concatenate([[0.0], np.cumsum(steps[steps > 1e-6])])

    @property
    def length(self) -> float:
        """Metres from end to end."""
        return float(self._at[-1])

    def point(self, metres: float) -> F64:
        """Return the place on the water, shape (3,)."""
        at = float(np.clip(metres, 0.0, self.length))
        return np.array([np.interp(at, self._at, self._points[:, k]) for k in range(3)])

    def course(self, metres: float) -> F64:
        """Return the unit direction of travel, smoothed over a boat's length."""
        way = self.point(metres + 6.0) - self.point(metres - 6.0)
        way[2] = 0.0
        length = float(np.linalg.norm(way))
        return way / length if length > 1e-9 else np.array([0.0, 1.0, 0.0])

    def nearest(self, x: float, y: float) -> float:
        """Return the metres along the route of its point nearest to a place."""
        a, b = self._points[:-1, :2], self._points[1:, :2]
        edge = b - a
        share = np.einsum("ij,ij->i", np.array([x, y]) - a, edge) / np.maximum((edge**2).sum(axis=1), 1e-12)
        share = np.clip(share, 0.0, 1.0)
        foot = a + edge * share[:, None]
        k = int(np.argmin(((foot - [x, y]) ** 2).sum(axis=1)))
        return float(self._at[k] + share[k] * (self._at[k + 1] - self._at[k]))


def boated(pose: Pose, route: BoatRoute, metres: float) -> Pose:
    """Sit in the boat at some metres of its route; the head keeps its turn against the course."""
    place = route.point(metres)
    eye = place + np.array([0.0, 0.0, BOAT_EYE])
    return replace(pose, eye=as_point(eye), target=as_point(eye + pose.forward * max(pose.distance, 20.0)))


def boarded(pose: Pose, route: BoatRoute) -> tuple[Pose, float]:
    """Step into the boat where it is nearest, looking up or down its way; return pose and metres."""
    metres = route.nearest(pose.eye[0], pose.eye[1])
    eye = route.point(metres) + np.array([0.0, 0.0, BOAT_EYE])
    sight = route.course(metres)
    sight = sight if sight @ pose.forward >= 0.0 else -sight
    return replace(pose, eye=as_point(eye), target=as_point(eye + sight * 60.0), view_angle=40.0), metres
