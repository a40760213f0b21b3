"""Façades and roofs cut into patches, and by how many eyes each is seen: by exact rays, not on a grid.

A patch is seen where it faces the eye and nothing stands before its middle. Rays are straight: curvature, of
7 cm at 1 km, is left out. It does not know who looks or how a patch is coloured.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.common.workers import in_order
from analysis.sightline.stations import Stations
from scene.feedback import Feedback
from scene.geometry.ray_scene import RayLayer, RayScene
from scene.node import NodeId, Role
from scene.payloads.arrays import F32, F64, I32

#: How far before its surface the middle of a patch is looked at, metres.
OFFSET: Final = 0.05
#: Rays that one piece of work casts.
_RAYS: Final = 60_000
#: Faces smaller than this are left out, m²: rims of tiles and mouldings.
_SMALLEST: Final = 0.05


@dataclass(frozen=True, eq=False)
class Patches:
    """Triangles to be painted.

    Parameters
    ----------
    corners : ndarray of float32, shape (n, 3, 3)
        Local metres.
    middle, normal : ndarray of float64, shape (n, 3)
        Middle and outward unit normal.
    edge : float
        Greatest edge, metres.
    share : float
        Of the area of all faces within range.
    """

    corners: F32
    middle: F64
    normal: F64
    edge: float
    share: float


def patches_near(
    layers: Sequence[RayLayer], stations: Stations, reach: float, edge: float, most: int, feedback: Feedback
) -> Patches:
    """Cut the faces of buildings and models near some eyes into patches.

    Parameters
    ----------
    layers : sequence of RayLayer
        Ground and trees are passed over.
    stations : Stations
    reach : float
        Greatest distance in plan from the nearest eye, metres.
    edge : float
        Greatest edge of a patch, metres.
    most : int
        The faces that look largest are taken, until there are so many patches.
    feedback : Feedback
        Asked for cancel.
    """
    from scipy.spatial import cKDTree

    tree = cKDTree(stations.eye[:, :2])
    low, high = stations.eye[:, :2].min(axis=0) - reach, stations.eye[:, :2].max(axis=0) + reach
    near: list[F32] = []
    distances: list[F64] = []
    for layer in layers:
        feedback.check()
        if layer.is_tree or layer.node.role is Role.TERRAIN:
            continue
        vertices, faces = layer.solid.vertices, layer.solid.faces
        first = vertices[faces[:, 0], :2].astype(np.float64)
        # A rectangle first: it is cheaper than the distance to the nearest eye.
        inside = np.flatnonzero(((first >= low) & (first <= high)).all(axis=1))
        distance, _ = tree.query(first[inside], distance_upper_bound=reach, workers=-1)
        inside, distance = inside[np.isfinite(distance)], distance[np.isfinite(distance)]
        corners = vertices[faces[inside]]
        area, upward = _area(corners)
        large = (area > _SMALLEST) & (upward > -0.7 * area)  # undersides are left out, too
        near.append(corners[large])
        distances.append(distance[large])
    corners = np.concatenate(near) if near else np.zeros((0, 3, 3), np.float32)
    distance = np.concatenate(distances) if distances else np.zeros(0)
    area, _ = _area(corners)
    order = np.argsort(-area / np.maximum(distance, edge) ** 2, kind="stable")
    corners, area = corners[order], area[order]
    # Halving leaves triangles of about a tenth of the square over the greatest edge.
    count = np.cumsum(np.maximum(area / (0.1 * edge * edge), 1.0))
    kept = int(np.searchsorted(count, most, side="right"))
    cut = _cut(corners[:kept], edge, feedback)
    while len(cut) > most:
        kept = kept * most // len(cut)
        cut = _cut(corners[:kept], edge, feedback)
    share = float(area[:kept].sum() / area.sum()) if len(area) else 1.0
    normal = np.cross((cut[:, 1] - cut[:, 0]).astype(np.float64), (cut[:, 2] - cut[:, 0]).astype(np.float64))
    length = np.linalg.norm(normal, axis=1)
    good = length > 0.0
    cut, normal = cut[good], normal[good] / length[good, None]
    return Patches(cut, cut.mean(axis=1, dtype=np.float64), normal, edge, share)


def seen_patches(
    patches: Patches, rays: RayScene, stations: Stations, reach: float, trees: bool, feedback: Feedback
) -> I32:
    """Count how many eyes see each patch.

    Parameters
    ----------
    patches : Patches
    rays : RayScene
        What stands in the way.
    stations : Stations
        Each looks into the open side of its viewpoint, and its host does not screen.
    reach : float
        Greatest distance in plan, metres.
    trees : bool
        Whether they stand in the way.
    feedback : Feedback

    Returns
    -------
    ndarray of int32, shape (n,)
    """
    count = np.zeros(len(patches.middle), np.int32)
    target = patches.middle + OFFSET * patches.normal
    pieces: list[tuple[object, ...]] = []
    for run in stations.runs(10_000):
        host = stations.viewpoints[int(stations.of[run[0]])].host
        ignore = (host,) if host else ()
        eyes: list[F64] = []
        at: list[NDArray[np.int64]] = []
        waiting = 0
        for row in run:
            feedback.check()
            facing = _facing(patches, target, stations, int(row), reach)
            eyes.append(np.broadcast_to(stations.eye[row], (len(facing), 3)))
            at.append(facing)
            waiting += len(facing)
            if waiting >= _RAYS:
                pieces.append((rays, np.concatenate(eyes), target, np.concatenate(at), trees, ignore))
                eyes, at, waiting = [], [], 0
        if waiting:
            pieces.append((rays, np.concatenate(eyes), target, np.concatenate(at), trees, ignore))
    for seen in in_order(_unhidden, pieces, feedback):
        np.add.at(count, seen, 1)
    return count


def _facing(patches: Patches, target: F64, stations: Stations, row: int, reach: float) -> NDArray[np.int64]:
    """Return the patches that turn their faces to an eye within reach and within its open side."""
    way = target - stations.eye[row]
    distance = np.hypot(way[:, 0], way[:, 1])
    facing = (np.einsum("ij,ij->i", way, patches.normal) < 0.0) & (distance <= reach)
    found = np.flatnonzero(facing)
    viewpoint = stations.viewpoints[int(stations.of[row])]
    if viewpoint.opening < 360.0:
        found = found[viewpoint.sees_towards(way[found, :2])]
    return found


def _unhidden(
    rays: RayScene, eyes: F64, target: F64, at: NDArray[np.int64], trees: bool, ignore: tuple[NodeId, ...]
) -> NDArray[np.int64]:
    return at[~rays.occluded(eyes, target[at], trees=trees, ignore=ignore)]


def _area(corners: F32) -> tuple[F64, F64]:
    """Return areas, m², and how much of each is seen from above, less what is from below."""
    # The cross product is written out: numpy's own is several times slower.
    ax, ay, az = (corners[:, 1, k].astype(np.float64) - corners[:, 0, k] for k in range(3))
    bx, by, bz = (corners[:, 2, k].astype(np.float64) - corners[:, 0, k] for k in range(3))
    upward: F64 = 0.5 * (ax * by - ay * bx)
    area: F64 = np.sqrt(0.25 * ((ay * bz - az * by) ** 2 + (az * bx - ax * bz) ** 2) + upward**2)
    return area, upward


def _cut(corners: F32, edge: float, feedback: Feedback) -> F32:
    """Halve triangles across their longest edge until none is longer than `edge`."""
    done: list[F32] = []
    left = corners
    while len(left):
        feedback.check()
        sides = np.linalg.norm(left - np.roll(left, -1, axis=1), axis=2)
        long = sides.max(axis=1) > edge
        done.append(left[~long])
        left, longest = left[long], sides[long].argmax(axis=1)
        every = np.arange(len(left))
        a, b, c = (left[every, (longest + k) % 3] for k in range(3))
        half = 0.5 * (a + b)
        left = np.concatenate([np.stack([a, half, c], axis=1), np.stack([half, b, c], axis=1)])
    return np.concatenate(done) if done else corners
