"""Where the eye is, as matrices: a pose of the camera and what it projects.

Plain arithmetic on frozen values; it knows neither VTK nor Qt.
"""

from dataclasses import dataclass, replace
from math import atan, degrees, radians, tan

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pose:
    """An eye and what it looks at; up is always up.

    Parameters
    ----------
    eye, target : tuple of float
        Local metres.
    view_angle : float
        Vertical field of view, degrees.
    """

    eye: tuple[float, float, float]
    target: tuple[float, float, float]
    view_angle: float = 30.0

    @property
    def forward(self) -> F64:
        """Unit vector along the line of sight."""
        v = np.subtract(self.target, self.eye).astype(np.float64)
        length = float(np.linalg.norm(v))
        return v / length if length > 1e-9 else np.array([0.0, 1.0, 0.0])

    @property
    def right(self) -> F64:
        """Level unit vector to the right."""
        f = self.forward
        r = np.array([f[1], -f[0], 0.0])
        length = float(np.linalg.norm(r))
        return r / length if length > 1e-9 else np.array([1.0, 0.0, 0.0])

    @property
    def up(self) -> F64:
        """Unit vector up in the picture."""
        return np.cross(self.right, self.forward)

    @property
    def distance(self) -> float:
        """Metres from eye to target."""
        return float(np.linalg.norm(np.subtract(self.target, self.eye)))

    @property
    def heading(self) -> float:
        """Degrees clockwise from grid north that the eye faces."""
        f = self.forward
        return float(np.degrees(np.arctan2(f[0], f[1]))) % 360.0

    def moved(self, shift: F64) -> "Pose":
        """Return the pose shifted as a whole."""
        return replace(
            self, eye=as_point(np.add(self.eye, shift)), target=as_point(np.add(self.target, shift))
        )

    def filling(self, aspect: float, composed: float = 16.0 / 9.0) -> "Pose":
        """Return the pose for a narrower picture, wide enough to lose nothing of what was composed.

        Parameters
        ----------
        aspect : float
            Width over height of the picture.
        composed : float
            The same of the picture that the pose was composed for.
        """
        if aspect >= composed:
            return self
        half = tan(radians(self.view_angle) / 2.0) * composed / max(aspect, 0.5)
        return replace(self, view_angle=2.0 * degrees(atan(half)))

    def ray(self, x: float, y: float, aspect: float) -> F64:
        """Return the unit direction through a picture point; x, y in -1..1 from the centre, y up."""
        half = tan(radians(self.view_angle) / 2.0)
        v = self.forward + self.right * (x * half * aspect) + self.up * (y * half)
        ray: F64 = v / np.linalg.norm(v)
        return ray

    def project(self, points: NDArray[np.floating], aspect: float) -> F64:
        """Return x, y in -1..1 and the depth in metres along the sight of points, shape (n, 3)."""
        v = np.asarray(points, np.float64) - np.asarray(self.eye)
        depth = v @ self.forward
        half = tan(radians(self.view_angle) / 2.0)
        safe = np.where(np.abs(depth) < 1e-9, 1e-9, depth)
        return np.stack([v @ self.right / (safe * half * aspect), v @ self.up / (safe * half), depth], axis=1)


def as_point(values: NDArray[np.floating] | list[float]) -> tuple[float, float, float]:
    """Return three floats."""
    x, y, z = (float(v) for v in values)
    return (x, y, z)


def mirrored(pose: Pose, level: float) -> Pose:
    """Return the pose reflected in a level water surface."""
    (ex, ey, ez), (tx, ty, tz) = pose.eye, pose.target
    return replace(pose, eye=(ex, ey, 2.0 * level - ez), target=(tx, ty, 2.0 * level - tz))
