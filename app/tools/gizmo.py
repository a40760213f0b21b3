"""The handles about a model: where they are in the city, and which one the mouse points at.

Three arrows, a ring, a corner to scale by. It moves nothing and knows neither Qt nor VTK.
"""

from dataclasses import dataclass
from math import cos, radians, sin, tan
from typing import Final, Literal

import numpy as np

from app.tools.pointer import Point, Pointer
from app.tools.tool import Stroke
from app.viewport.optics import Pose

Handle = Literal["", "x", "y", "z", "turn", "scale", "move"]

#: How long an arrow is on the screen, pixels, and how near the mouse must be to a handle.
LENGTH: Final = 92.0
NEAR: Final = 9.0
#: Radius of the ring and place of the corner, in lengths of an arrow.
RING: Final = 0.78
CORNER: Final = 0.98
#: Nearer than this to the middle of the gizmo the model is moved over the ground, in lengths.
MIDDLE: Final = 0.2
COLOURS: Final[dict[Handle, str]] = {
    "x": "vermilion",
    "y": "review_fill",
    "z": "pass",
    "turn": "tile",
    "scale": "ink",
    "move": "ink",
}


@dataclass(frozen=True, slots=True)
class Gizmo:
    """Handles about a place.

    Parameters
    ----------
    at : Point
        The model's reference point at its foot, local metres.
    length : float
        Of an arrow, metres.
    """

    at: Point
    length: float

    @classmethod
    def about(cls, at: Point, pose: Pose, height: float) -> "Gizmo":
        """Return the gizmo that looks equally large from wherever it is seen."""
        depth = max(float((np.asarray(at) - pose.eye) @ pose.forward), 1.0)
        return cls(at, LENGTH * 2.0 * tan(radians(pose.view_angle) / 2.0) * depth / max(height, 1.0))

    def lines(self) -> dict[Handle, tuple[Point, ...]]:
        """Return each handle as a line through the city."""
        x, y, z = self.at
        size, ring, tip = self.length, self.length * RING, self.length * 0.12
        corner = self.length * CORNER / 2.0**0.5
        turn = tuple((x + ring * cos(radians(a)), y + ring * sin(radians(a)), z) for a in range(0, 361, 10))
        low, high = corner - tip / 2.0, corner + tip / 2.0
        square = ((low, low), (high, low), (high, high), (low, high), (low, low))
        middle = self.length * MIDDLE * 0.6
        return {
            "turn": turn,
            "x": ((x, y, z), (x + size, y, z), (x + size - tip, y + tip / 2, z), (x + size, y, z),
                  (x + size - tip, y - tip / 2, z)),
            "y": ((x, y, z), (x, y + size, z), (x + tip / 2, y + size - tip, z), (x, y + size, z),
                  (x - tip / 2, y + size - tip, z)),
            "z": ((x, y, z), (x, y, z + size), (x + tip / 2, y, z + size - tip), (x, y, z + size),
                  (x - tip / 2, y, z + size - tip)),
            "scale": tuple((x + dx, y + dy, z) for dx, dy in square),
            "move": ((x - middle, y, z), (x, y + middle, z), (x + middle, y, z), (x, y - middle, z),
                     (x - middle, y, z)),
        }  # fmt: skip

    def strokes(self, chosen: Handle) -> tuple[Stroke, ...]:
        """Return the handles to be drawn, the chosen one bolder."""
        return tuple(
            Stroke(line, COLOURS[handle], 4.5 if handle == chosen else 2.5)
            for handle, line in self.lines().items()
        )

    def under(self, pointer: Pointer) -> Handle:
        """Return the handle that the mouse points at, empty if it points at none."""
        aspect = pointer.width / pointer.height
        mouse = np.array([pointer.x, pointer.y])
        best: Handle = ""
        nearest = NEAR
        for handle in ("scale", "z", "x", "y", "move", "turn"):
            line = np.array(self.lines()[handle])  # type: ignore[index]
            seen = pointer.pose.project(line, aspect)
            if (seen[:, 2] <= 0.0).any():
                continue
            pixels = (seen[:, :2] * (0.5, -0.5) + 0.5) * (pointer.width, pointer.height)
            away = _distance(mouse, pixels)
            if handle == "move" and away < NEAR + 4.0:
                away = min(away, NEAR * 0.9)
            if away < nearest:
                best, nearest = handle, away  # type: ignore[assignment]
        return best


def _distance(point: np.ndarray, line: np.ndarray) -> float:
    """Return the distance of a point from a line of segments, all in pixels."""
    a, step = line[:-1], np.diff(line, axis=0)
    length = np.maximum((step**2).sum(axis=1), 1e-12)
    t = np.clip(((point - a) * step).sum(axis=1) / length, 0.0, 1.0)
    return float(np.linalg.norm(a + step * t[:, None] - point, axis=1).min())


def along(pointer: Pointer, at: Point, axis: tuple[float, float, float]) -> float | None:
    """Return how far along an axis through a place the line of sight passes nearest, metres.

    None where one looks along the axis.
    """
    line, sight = np.asarray(axis, float), pointer.direction
    apart = np.asarray(at, float) - np.asarray(pointer.pose.eye)
    cross = float(line @ sight)
    below = 1.0 - cross * cross
    if below < 1e-4:
        return None
    return float((cross * (sight @ apart) - line @ apart) / below)
