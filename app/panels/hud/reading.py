"""What is so where the eye is: heights, what it looks at, how much of a landmark it sees, how deep water is.

Few rays, asked away from the window's thread. The share of a landmark is a sample of its silhouette, good to
a few per cent; the analyses decide. It knows no Qt.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from math import nan
from typing import TYPE_CHECKING, Final

import numpy as np

from app.viewport.movement import FOOTING
from app.viewport.optics import Pose
from scene.messages import NO_NAME, BilingualText
from scene.node import Node, NodeId, Role
from scene.payloads import Buildings
from scene.payloads.arrays import F64

if TYPE_CHECKING:
    from scene.geometry.ray_scene import RayScene
    from scene.geometry.water import Water

#: Rays across and up the frame round a landmark.
ACROSS: Final = 40
#: Metres ahead up to which something is looked at.
REACH: Final = 8_000.0
#: What is behind a landmark by less than this is the landmark, metres.
SKIN: Final = 0.3
#: Of these roles a height over their foot is told.
BUILT: Final = frozenset({Role.BUILDINGS, Role.HERITAGE, Role.STRUCTURES, Role.PROPOSALS, Role.MODEL})


@dataclass(frozen=True, slots=True)
class Looked:
    """What the eye looks at.

    Parameters
    ----------
    name : BilingualText
    distance : float
        Metres from the eye.
    height : float
        Of a building over its outdoor ground, or of what was met over the ground below it; nan of the ground.
    top : float
        Elevation of its top; nan if it is no building.
    """

    name: BilingualText
    distance: float
    height: float = nan
    top: float = nan


@dataclass(frozen=True, slots=True)
class Reading:
    """What is so where the eye is; nan and None where it cannot be said.

    Parameters
    ----------
    eye, ground : float
        Elevations of the eye and of what carries it, metres.
    looked : Looked, optional
    landmark_distance : float
        Metres.
    share, share_bare : float
        Of the landmark's silhouette that is seen, with the trees and without, 0 to 1.
    depth : float
        Of the water here, metres; nan while no course is shown.
    """

    eye: float
    ground: float = nan
    looked: Looked | None = None
    landmark_distance: float = nan
    share: float = nan
    share_bare: float = nan
    depth: float = nan


def read(
    rays: "RayScene",
    pose: Pose,
    landmark: "RayScene | None" = None,
    water: "Callable[[], Water] | None" = None,
    check: Callable[[], None] = lambda: None,
) -> Reading:
    """Return what is so at a pose.

    Parameters
    ----------
    rays : RayScene
        Of all that is shown.
    pose : Pose
    landmark : RayScene, optional
        Of the landmark alone.
    water : callable, optional
        Returns the water of the moment.
    check : callable
        May raise to stop.
    """
    eye = np.asarray(pose.eye, np.float64)
    ground = float(rays.height_below(eye[None], on=FOOTING | {Role.WATER})[0])
    looked = _looked(rays, pose)
    check()
    distance = share = bare = nan
    if landmark is not None and landmark.layers:
        distance, share, bare = _seen(rays, landmark, eye)
    check()
    return Reading(
        float(eye[2]), ground, looked, distance, share, bare, nan if water is None else _depth(water(), eye)
    )


def _looked(rays: "RayScene", pose: Pose) -> Looked | None:
    hits = rays.pick(np.asarray(pose.eye), pose.forward, REACH)
    layer, row = int(hits.layer[0]), int(hits.row[0])
    if layer < 0:
        return None
    distance = float(hits.distance[0])
    node = rays.layers[layer].node
    name = rays.name_of(layer, row)[1]
    if isinstance(node.payload, Buildings) and row >= 0:
        buildings = node.payload
        parts = slice(int(buildings.building_start[row]), int(buildings.building_start[row + 1]))
        top, outdoor = float(buildings.top[parts].max()), float(buildings.outdoor_ground[row])
        return Looked(name, distance, top - outdoor, top)
    if node.role in BUILT:
        top = float(rays.layers[layer].solid.box[5])
        return Looked(name, distance, top - float(rays.layers[layer].solid.box[2]), top)
    return Looked(NO_NAME if node.role is Role.TERRAIN else name, distance)


def _seen(rays: "RayScene", landmark: "RayScene", eye: F64) -> tuple[float, float, float]:
    """Return the distance of a landmark, and the shares of its silhouette seen with trees and without."""
    box = np.array([landmark.layers[0].solid.box])[0].astype(np.float64)
    low, high = box[:3], box[3:]
    middle = (low + high) / 2.0
    distance = float(np.linalg.norm(middle - eye))
    if (eye >= low).all() and (eye <= high).all():
        return distance, nan, nan  # who stands in it does not look at it
    targets = eye + _frame(eye, low, high) * (distance + float(np.linalg.norm(high - low)))
    alone = landmark.first_hit(eye[None], targets, trees=True)
    met = np.isfinite(alone.distance)
    if not met.any():
        return distance, 0.0, 0.0
    ways = targets[met] - eye
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    ends = eye + ways * np.maximum(alone.distance[met] - SKIN, 0.0)[:, None]
    own = frozenset(layer.node.id for layer in landmark.layers)
    shares = [
        1.0 - float(rays.occluded(eye[None], ends, trees=trees, ignore=own).mean()) for trees in (True, False)
    ]
    return distance, shares[0], shares[1]


def _frame(eye: F64, low: F64, high: F64) -> F64:
    """Return unit directions that fill the frame round a box as the eye sees it, shape (n, 3)."""
    corners = np.array(list(product(*zip(low, high, strict=True))))
    ahead = corners.mean(axis=0) - eye
    ahead /= np.linalg.norm(ahead)
    right = np.array([ahead[1], -ahead[0], 0.0])
    right = right / np.linalg.norm(right) if np.hypot(*right[:2]) > 1e-6 else np.array([1.0, 0.0, 0.0])
    up = np.cross(right, ahead)
    ways = corners - eye
    depth = np.maximum(ways @ ahead, 1e-3)
    across, above = ways @ right / depth, ways @ up / depth
    # The middles of cells: none of them lies on the frame itself.
    steps = (np.arange(ACROSS) + 0.5) / ACROSS
    columns = across.min() + steps * np.ptp(across)
    rows = above.min() + steps * np.ptp(above)
    found = ahead + columns[None, :, None] * right + rows[:, None, None] * up
    found = found.reshape(-1, 3)
    result: F64 = found / np.linalg.norm(found, axis=1, keepdims=True)
    return result


def _depth(water: "Water", eye: F64) -> float:
    """Return the depth of the water in the cell below the eye, 0 where it is dry, nan off its grid."""
    rows, columns = water.depth.shape
    column, row = int((eye[0] - water.west) // water.cell), int((water.north - eye[1]) // water.cell)
    if not (0 <= row < rows and 0 <= column < columns):
        return nan
    return float(water.depth[row, column])


def landmark_rays(node: Node) -> "RayScene":
    """Return a landmark alone, to be asked by rays."""
    from scene.geometry.ray_scene import RayScene

    return RayScene([node])


def landmarks_of(nodes: "tuple[Node, ...]") -> tuple[tuple[NodeId, BilingualText], ...]:
    """Return id and name of what may be chosen as landmark: heritage that can be seen."""
    return tuple((node.id, node.name) for node in nodes if node.payload is not None)
