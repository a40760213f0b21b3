"""How finely a page shows what stands where: whole near the stops, plain further off.

What would be smaller than a couple of pixels from every stop is left out. It does not know layers or files.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.viewport.optics import Pose
from scene.payloads import TriangleMesh
from scene.payloads.arrays import F32

#: Houses are whole, with eaves and ridges, up to this distance from a stop, metres.
WHOLE: Final = 240.0
#: A part is kept up to so many times its own size from a stop: about two pixels of a wide screen.
REACH: Final = 420.0
#: An eye this far from what it looks at sees nothing of it from near.
NEAR_TARGET: Final = 250.0


class Nearness:
    """Distances to the nearest place that people look from, or look at from near.

    Parameters
    ----------
    poses : iterable of Pose
        The stops.
    share : float
        Of the distances up to which things are shown whole: below 1 for a page that would weigh too much.
    """

    def __init__(self, poses: Iterable[Pose], share: float = 1.0) -> None:
        self.share = share
        places: list[tuple[float, float, float]] = []
        for pose in poses:
            places.append(pose.eye)
            if pose.distance < NEAR_TARGET:
                places.append(pose.target)
        self.places = np.array(places, np.float64).reshape(-1, 3)

    def distance(self, points: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return metres from each point, shape (n, 2 or 3), to the nearest place; in plan if it is level."""
        axes = points.shape[1]
        nearest = np.full(len(points), np.inf)
        for place in self.places:
            apart = np.linalg.norm(points.astype(np.float64) - place[:axes], axis=1)
            np.minimum(nearest, apart, out=nearest)
        return nearest

    def telling_faces(self, mesh: TriangleMesh, vertices: F32) -> NDArray[np.bool_]:
        """Return which faces of a mesh belong to a part that can be told from a stop, shape (m,)."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        _, place = np.unique(np.round(vertices * 500.0).astype(np.int64), axis=0, return_inverse=True)
        corner = place.ravel()[mesh.faces]
        count = int(corner.max(initial=0)) + 1
        ends = np.concatenate([corner[:, [0, 1]], corner[:, [1, 2]]])
        links = coo_array((np.ones(len(ends), np.bool_), (ends[:, 0], ends[:, 1])), shape=(count, count))
        parts, part_of_place = connected_components(links, directed=False)
        part = part_of_place[corner[:, 0]]
        low, high = np.full((parts, 3), np.inf), np.full((parts, 3), -np.inf)
        of_corner = np.repeat(part, 3)
        at = vertices[mesh.faces.ravel()].astype(np.float64)
        np.minimum.at(low, of_corner, at)
        np.maximum.at(high, of_corner, at)
        used = np.isfinite(low[:, 0])
        low[~used], high[~used] = 0.0, 0.0
        size = np.linalg.norm(high - low, axis=1)
        reach = self.distance((low + high) / 2.0) - size / 2.0
        kept: NDArray[np.bool_] = (reach <= REACH * self.share * size)[part]
        return kept
