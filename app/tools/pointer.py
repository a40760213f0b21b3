"""Where the mouse is, in the picture and in the city. It knows neither Qt nor VTK."""

from dataclasses import dataclass

import numpy as np

from app.viewport.optics import Pose
from scene.selection import Selected

Point = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Pointer:
    """One place of the mouse.

    Parameters
    ----------
    x, y : float
        Logical pixels from the left and from the top of the view.
    width, height : float
        Of the view, logical pixels.
    pose : Pose
        Where the eye is.
    ground : tuple of float, optional
        The place that is pointed at, local metres; None in the sky.
    under : Selected, optional
        The thing that is pointed at.
    """

    x: float
    y: float
    width: float
    height: float
    pose: Pose
    ground: Point | None = None
    under: Selected | None = None

    @property
    def direction(self) -> np.ndarray:
        """Unit vector from the eye through the pixel."""
        return self.pose.ray(
            2.0 * self.x / self.width - 1.0, 1.0 - 2.0 * self.y / self.height, self.width / self.height
        )


def height_on_string(pointer: Pointer, place: Point) -> float | None:
    """Return the local z that the mouse points at on the upright line through a place.

    The line of sight is met with the upright plane through the line that faces the eye. None if the eye
    stands on the line or the mouse points away from it.
    """
    eye = np.asarray(pointer.pose.eye)
    facing = np.array([place[0] - eye[0], place[1] - eye[1], 0.0])
    distance = float(np.linalg.norm(facing))
    if distance < 1e-3:
        return None
    facing /= distance
    along = float(pointer.direction @ facing)
    if along < 1e-3:
        return None
    return float(eye[2] + pointer.direction[2] * distance / along)


def on_level(pointer: Pointer, level: float) -> Point | None:
    """Return where the line of sight meets a level plane; None if it does not before 20 km."""
    fall = float(pointer.direction[2])
    if abs(fall) < 1e-6:
        return None
    distance = (level - pointer.pose.eye[2]) / fall
    if not 0.0 < distance < 20_000.0:
        return None
    x, y, z = np.asarray(pointer.pose.eye) + pointer.direction * distance
    return (float(x), float(y), float(z))
