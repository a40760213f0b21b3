"""Local metres on the globe: Earth-centred coordinates, and upright frames for tiles.

Every vertex goes through its own longitude and latitude, so that a city does not float above the bend of the
Earth. It does not know tiles.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from importers.coordinates.crs import lonlat_of
from scene.frame import SceneFrame
from scene.payloads.arrays import F64

#: WGS 84: half the equator's diameter in metres, and the flattening.
_EQUATOR: Final = 6_378_137.0
_FLATTENING: Final = 1.0 / 298.257223563
_ECCENTRICITY2: Final = _FLATTENING * (2.0 - _FLATTENING)


@dataclass(frozen=True, slots=True, eq=False)
class Stand:
    """An upright frame at a place: x along grid east, y along grid north, z up.

    Parameters
    ----------
    matrix : ndarray of float64, shape (4, 4)
        From the frame to Earth-centred metres.
    """

    matrix: F64

    def inside(self, earth: F64) -> F64:
        """Return Earth-centred points in the frame, shape (n, 3)."""
        moved: F64 = (earth - self.matrix[:3, 3]) @ self.matrix[:3, :3]
        return moved

    def within(self, other: "Stand") -> F64:
        """Return the matrix from this frame to another, shape (4, 4): a turn and a shift."""
        turn, back = self.matrix[:3, :3], other.matrix[:3, :3].T
        matrix = np.eye(4)
        matrix[:3, :3] = back @ turn
        matrix[:3, 3] = back @ (self.matrix[:3, 3] - other.matrix[:3, 3])
        return matrix


@dataclass(frozen=True, slots=True)
class Globe:
    """The way of local metres to Earth-centred ones.

    Parameters
    ----------
    frame : SceneFrame
        Where local metres lie.
    geoid_height : float
        What is added to heights to make them heights above the ellipsoid, metres.
    """

    frame: SceneFrame
    geoid_height: float = 0.0

    def earth(self, local: ArrayLike) -> F64:
        """Return Earth-centred metres (EPSG:4978) of local points, shape (n, 3)."""
        points = np.asarray(local, dtype=np.float64).reshape(-1, 3)
        lon, lat = np.radians(lonlat_of(self.frame, points)).T
        height = points[:, 2] + self.frame.origin[2] + self.geoid_height
        across = _EQUATOR / np.sqrt(1.0 - _ECCENTRICITY2 * np.sin(lat) ** 2)
        return np.column_stack(
            [
                (across + height) * np.cos(lat) * np.cos(lon),
                (across + height) * np.cos(lat) * np.sin(lon),
                (across * (1.0 - _ECCENTRICITY2) + height) * np.sin(lat),
            ]
        )

    def stand(self, place: ArrayLike) -> Stand:
        """Return the upright frame at a local place, shape (3,)."""
        at = np.asarray(place, dtype=np.float64)
        lon, lat = np.radians(lonlat_of(self.frame, at[None])[0])
        up = np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
        beside = self.earth(at + np.array([[0, 0, 0], [10.0, 0, 0]]))
        north = np.cross(up, beside[1] - beside[0])
        north /= np.linalg.norm(north)
        matrix = np.eye(4)
        matrix[:3, 0], matrix[:3, 1], matrix[:3, 2] = np.cross(north, up), north, up
        matrix[:3, 3] = beside[0]
        return Stand(matrix)


def corners_of(low: ArrayLike, high: ArrayLike) -> NDArray[np.float64]:
    """Return the eight corners of a box, shape (8, 3)."""
    sides = np.stack([np.asarray(low, np.float64), np.asarray(high, np.float64)])
    choice = np.array([[i & 1, (i >> 1) & 1, (i >> 2) & 1] for i in range(8)])
    corners: NDArray[np.float64] = sides[choice, np.arange(3)]
    return corners
