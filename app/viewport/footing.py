"""What carries a walker where a scene brings no ground: the sheet that is drawn beneath it.

Only those who move about ask here; what is picked and what is measured comes from the solids alone.
"""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from app.viewport.movement import Rays
from app.viewport.visuals.paper import Paper
from scene.node import Role

F64 = NDArray[np.float64]


class Footing:
    """The solids of a scene, and the sheet wherever none of them lies below.

    Parameters
    ----------
    rays : Rays
    paper : Paper
    """

    def __init__(self, rays: Rays, paper: Paper) -> None:
        self._rays = rays
        self._paper = paper

    def height_below(self, points: F64, *, on: Collection[Role] | None = None) -> F64:
        """Return z of what lies straight below each point, shape (n,); nan where nothing of `on` does."""
        found = self._rays.height_below(points, on=on)
        bare = np.isnan(self._rays.height_below(points)) & (points[:, 2] >= self._paper.level)
        bare &= np.hypot(points[:, 0] - self._paper.x, points[:, 1] - self._paper.y) < self._paper.radius
        result: F64 = np.where(bare, self._paper.level, found)
        return result

    def blocked(self, start: F64, end: F64) -> bool:
        """Return whether something solid lies between two points."""
        return self._rays.blocked(start, end)

    def inside_solid(self, points: F64) -> NDArray[np.int32]:
        """Return the solid that each point is within, -1 in the open, shape (n,)."""
        return self._rays.inside_solid(points)
