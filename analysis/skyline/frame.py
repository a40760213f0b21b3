"""Where a panorama looks: equal angles across and up, a pixel as wide as it is high.

It does not know what is drawn.
"""

from dataclasses import dataclass

import numpy as np

from scene.payloads.arrays import F64


@dataclass(frozen=True, eq=False)
class Frame:
    """Bearings and elevations of the pixels of a panorama.

    Parameters
    ----------
    eye : ndarray of float64, shape (3,)
        Local metres.
    left, top : float
        Bearing of the left edge and elevation of the upper one, degrees.
    per_degree : float
        Pixels a degree, across and up.
    rows, cols : int
    drop : float
        Curvature less refraction, 1/m.
    fineness : int
        Pixels across one of the finished picture.
    """

    eye: F64
    left: float
    top: float
    per_degree: float
    rows: int
    cols: int
    drop: float
    fineness: int

    def ways(self) -> F64:
        """Return the unit vectors of the columns' middles, shape (cols, 2)."""
        bearing = np.radians(self.left + (np.arange(self.cols) + 0.5) / self.per_degree)
        return np.column_stack([np.sin(bearing), np.cos(bearing)])

    def tangents(self) -> F64:
        """Return the elevation tangents of the rows' middles, falling, shape (rows,)."""
        found: F64 = np.tan(np.radians(self.top - (np.arange(self.rows) + 0.5) / self.per_degree))
        return found

    def pixel_of(self, places: F64) -> F64:
        """Return row, column and inverse distance of places, shape (n, 3); nothing is cut off."""
        off = places - self.eye
        distance = np.maximum(np.hypot(off[:, 0], off[:, 1]), 1e-6)
        elevation = np.degrees(np.arctan(off[:, 2] / distance - self.drop * distance))
        bearing = np.degrees(np.arctan2(off[:, 0], off[:, 1]))
        across = (bearing - self.left) % 360.0
        # Just left of the picture is left of it, and not a whole turn to the right.
        across = np.where(across > 180.0 + 0.5 * self.cols / self.per_degree, across - 360.0, across)
        return np.column_stack(
            [(self.top - elevation) * self.per_degree, across * self.per_degree, 1.0 / distance]
        )
