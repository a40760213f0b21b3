"""What lies under the cursor: from a pixel to a ray, from a ray to a building.

The rays of the scene are asked, never the graphics card, so that what is picked is what analyses see.
"""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from app.viewport.optics import Pose
from scene.node import NodeId


@dataclass(frozen=True, slots=True)
class Picked:
    """What a look met.

    Parameters
    ----------
    node_id : str
        Node that was met.
    row : int
        Row of its payload: building, line, feature of a mesh; 0 if it has none.
    point : tuple of float
        Where, local metres.
    distance : float
        Metres from the eye.
    """

    node_id: NodeId
    row: int
    point: tuple[float, float, float]
    distance: float


class PickRays(Protocol):
    """What picking asks; :class:`scene.geometry.ray_scene.RayScene` answers."""

    layers: Any

    def pick(self, origin: NDArray[np.float64], direction: NDArray[np.float64]) -> Any:
        """Return hits with ``distance``, ``layer`` and ``row``, one value each."""
        ...


def ray_through(pose: Pose, x: float, y: float, width: int, height: int) -> NDArray[np.float64]:
    """Return the unit direction through a pixel; x from the left, y from the top."""
    return pose.ray(2.0 * x / width - 1.0, 1.0 - 2.0 * y / height, width / height)


def pick(rays: PickRays | None, pose: Pose, direction: NDArray[np.float64]) -> Picked | None:
    """Return what a look meets first; None in the sky, or while there are no rays."""
    if rays is None:
        return None
    hits = rays.pick(np.asarray(pose.eye, np.float64), direction)
    layer, distance = int(hits.layer[0]), float(hits.distance[0])
    if layer < 0 or not np.isfinite(distance):
        return None
    x, y, z = np.asarray(pose.eye) + direction * distance
    return Picked(rays.layers[layer].node.id, int(hits.row[0]), (float(x), float(y), float(z)), distance)


def on_level(
    pose: Pose, direction: NDArray[np.float64], level: float, reach: float = 5_000.0
) -> NDArray[np.float64]:
    """Return where a look meets a level plane, or a point `reach` ahead if it does not."""
    fall = float(direction[2])
    distance = (level - pose.eye[2]) / fall if abs(fall) > 1e-6 else reach
    distance = distance if 0.0 < distance < reach else min(reach, max(pose.distance, 10.0))
    point: NDArray[np.float64] = np.asarray(pose.eye, np.float64) + direction * distance
    return point
