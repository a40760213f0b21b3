"""A camera as surveyors and lenses have it: from local metres to pixels and back.

Pixels count from the upper left corner of the picture. It does not know pictures or scenes.
"""

from dataclasses import dataclass, replace
from math import atan, cos, degrees, radians, sin, tan

import numpy as np
from numpy.typing import ArrayLike

from scene.payloads.arrays import F64


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera.

    Parameters
    ----------
    eye : tuple of float
        Centre of the lens, local metres.
    bearing : float
        Of the axis, degrees clockwise from grid north.
    pitch : float
        Of the axis above the horizon, degrees.
    roll : float
        By which the camera is turned clockwise about its axis, degrees.
    focal : float
        Focal length in pixels.
    width, height : int
        Of the picture, pixels; the axis meets its middle.
    distortion : tuple of float
        k1 and k2: a place at radius r from the axis is drawn at ``r (1 + k1 r² + k2 r⁴)``, r in focal
        lengths (D. C. Brown 1966, radial terms).
    """

    eye: tuple[float, float, float]
    bearing: float
    pitch: float
    roll: float
    focal: float
    width: int
    height: int
    distortion: tuple[float, float] = (0.0, 0.0)

    @property
    def axes(self) -> F64:
        """Unit vectors to the right, up and ahead, a row each, shape (3, 3)."""
        b, p, r = radians(self.bearing), radians(self.pitch), radians(self.roll)
        ahead = np.array([cos(p) * sin(b), cos(p) * cos(b), sin(p)])
        level = np.array([cos(b), -sin(b), 0.0])
        above = np.cross(level, ahead)
        return np.stack([level * cos(r) - above * sin(r), level * sin(r) + above * cos(r), ahead])

    @property
    def horizontal_field(self) -> float:
        """Horizontal field of view, degrees, distortion left out."""
        return 2.0 * degrees(atan(0.5 * self.width / self.focal))

    @property
    def vertical_field(self) -> float:
        """Vertical field of view, degrees, distortion left out."""
        return 2.0 * degrees(atan(0.5 * self.height / self.focal))

    def project(self, points: ArrayLike) -> F64:
        """Return column, row and depth in metres of points, shape (n, 3); behind the lens depth is negative.

        Parameters
        ----------
        points : array_like, shape (n, 3)
            Local metres.
        """
        seen = (np.atleast_2d(np.asarray(points, np.float64)) - self.eye) @ self.axes.T
        depth = seen[:, 2]
        safe = np.where(np.abs(depth) < 1e-9, 1e-9, depth)
        x, y = seen[:, 0] / safe, seen[:, 1] / safe
        k1, k2 = self.distortion
        r2 = x * x + y * y
        drawn = self.focal * (1.0 + k1 * r2 + k2 * r2 * r2)
        found: F64 = np.stack([0.5 * self.width + drawn * x, 0.5 * self.height - drawn * y, depth], axis=1)
        return found

    def level(self) -> "Camera":
        """Return the camera as a renderer draws: upright and through a lens without distortion."""
        return replace(self, roll=0.0, distortion=(0.0, 0.0))

    def pixels_of(self, other: "Camera") -> F64:
        """Return where each pixel of another camera at the same place is found in this one's picture.

        Returns
        -------
        ndarray of float64, shape (rows, cols, 2)
            Column and row in this picture of the middle of each of the other's pixels.
        """
        across = (np.arange(other.width) + 0.5 - 0.5 * other.width) / other.focal
        down = (0.5 * other.height - np.arange(other.height) - 0.5) / other.focal
        x, y = np.meshgrid(across, down)
        ways = np.stack([x, y, np.ones_like(x)], axis=-1).reshape(-1, 3) @ other.axes
        found: F64 = self.project(ways + self.eye)[:, :2].reshape(other.height, other.width, 2)
        return found


def focal_pixels(width: int, horizontal_field: float) -> float:
    """Return the focal length in pixels of a horizontal field of view, degrees."""
    return 0.5 * width / tan(radians(horizontal_field) / 2.0)
