"""A section: a plane or a box that cuts the city open, to be looked into. It changes pictures, no figure.

Plain arithmetic; what is cut away still stands, casts its shadow and screens in every analysis.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from math import cos, radians, sin
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]

#: A box is no smaller than this along any side, metres.
LEAST: Final = 2.0
#: What is met nearer to the cut than this lies on it, metres.
_SKIN: Final = 1e-3


#: The sides of a box: axis, where it ends, which way.
_SIDES: Final = tuple((axis, 1.0, side) for axis in range(3) for side in (1.0, -1.0))


class Shape(StrEnum):
    """What cuts."""

    PLANE = "plane"
    BOX = "box"


@dataclass(frozen=True, slots=True)
class Section:
    """Where the city is cut.

    Parameters
    ----------
    shape : Shape
    centre : tuple of float
        A place on the plane, or the middle of the box, local metres.
    heading : float
        Degrees clockwise from north: the side that a plane takes away; the way that a box faces.
    half : tuple of float
        Half the box across its heading, along it, and up, metres.
    """

    shape: Shape
    centre: tuple[float, float, float]
    heading: float = 0.0
    half: tuple[float, float, float] = (40.0, 40.0, 40.0)

    @property
    def normal(self) -> F64:
        """Level unit vector along the heading."""
        turn = radians(self.heading)
        return np.array([sin(turn), cos(turn), 0.0])

    @property
    def across(self) -> F64:
        """Level unit vector to the right of the heading."""
        x, y, _ = self.normal
        return np.array([y, -x, 0.0])

    @property
    def frame(self) -> F64:
        """From local metres into the section's own: a plane at y = 0, a box from -1 to 1, shape (4, 4)."""
        scale = np.ones(3) if self.shape is Shape.PLANE else 1.0 / np.asarray(self.half)
        turned = np.array([self.across, self.normal, [0.0, 0.0, 1.0]]) * scale[:, None]
        found = np.eye(4)
        found[:3, :3] = turned
        found[:3, 3] = -turned @ np.asarray(self.centre)
        return found

    def moved(self, shift: F64) -> "Section":
        """Return the section elsewhere."""
        x, y, z = (float(value) for value in np.asarray(self.centre) + shift)
        return replace(self, centre=(x, y, z))

    def turned_over(self) -> "Section":
        """Return the section that takes away what this one leaves."""
        return replace(self, heading=(self.heading + 180.0) % 360.0)

    def sized(self, axis: int, half: float) -> "Section":
        """Return the box with another half side."""
        sides = list(self.half)
        sides[axis] = max(half, LEAST / 2.0)
        return replace(self, half=(sides[0], sides[1], sides[2]))

    def keeps(self, places: F64) -> NDArray[np.bool_]:
        """Say which places are left, shape (n,)."""
        frame = self.frame
        own = places @ frame[:3, :3].T + frame[:3, 3]
        if self.shape is Shape.PLANE:
            plane: NDArray[np.bool_] = own[:, 1] <= 0.0
            return plane
        box: NDArray[np.bool_] = (np.abs(own) <= 1.0).all(axis=1)
        return box

    def span(self, origin: F64, way: F64) -> tuple[float, float]:
        """Return from where to where along a line things are left, metres; the first is larger if none is."""
        frame = self.frame
        at, along = frame[:3, :3] @ origin + frame[:3, 3], frame[:3, :3] @ way
        first, last = 0.0, np.inf
        sides = ((1, 0.0, 1.0),) if self.shape is Shape.PLANE else _SIDES
        for axis, limit, side in sides:
            gap, speed = limit - side * at[axis], side * along[axis]
            if speed > 1e-12:
                last = min(last, gap / speed)
            elif speed < -1e-12:
                first = max(first, gap / speed)
            elif gap < 0.0:
                return 1.0, 0.0
        return float(first), float(last)


class CutRays:
    """Rays that pick only what a section leaves; all else is asked of the whole city.

    Parameters
    ----------
    rays : RayScene
    section : Section
    """

    def __init__(self, rays: Any, section: Section) -> None:
        self._rays, self._section = rays, section

    def __getattr__(self, name: str) -> Any:
        """Ask the whole city."""
        return getattr(self._rays, name)

    def pick(self, origin: F64, direction: F64, reach: float = 2.0e4) -> Any:
        """Return what a look meets first of what is left."""
        start, way = np.asarray(origin, np.float64), np.asarray(direction, np.float64)
        way = way / np.linalg.norm(way)
        first, last = self._section.span(start, way)
        first = first + _SKIN if first > 0.0 else 0.0
        hits = self._rays.pick(start + first * way, way, max(min(reach, last) - first, _SKIN))
        hits.distance[:] += first  # inf where nothing is met
        return hits
