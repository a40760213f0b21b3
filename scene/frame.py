"""Where local metres lie on the Earth: one CRS, one origin, one height datum for a project.

It shifts and checks; reprojection from other systems is the importers' work.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scene.errors import OutOfReach
from scene.messages import msg

#: Beyond this distance float32 metres step by more than 8 mm, and the figure no longer stands up.
REACH_METRES: Final = 100_000.0


@dataclass(frozen=True, slots=True)
class SceneFrame:
    """The frame of a project.

    Parameters
    ----------
    crs : str
        Projected system in metres, as ``EPSG:n`` or WKT2.
    origin : tuple of float
        Easting, northing and height of the local zero, in `crs` and `vertical`.
    vertical : str
        Height datum, as ``EPSG:n``; empty if the data does not say.
    """

    crs: str
    origin: tuple[float, float, float] = (0.0, 0.0, 0.0)
    vertical: str = ""

    def to_local(self, world: ArrayLike) -> NDArray[np.float32]:
        """Shift world coordinates into local metres.

        Parameters
        ----------
        world : array_like, shape (n, 2) or (n, 3)
            Easting, northing and, if given, height in metres, float64.

        Returns
        -------
        ndarray of float32, the same shape
            x east, y north, z up, relative to the origin.

        Raises
        ------
        OutOfReach
            If any point lies over 100 km from the origin, or is not a number.
        """
        points = np.asarray(world, dtype=np.float64)
        shifted: NDArray[np.float64] = points - np.asarray(self.origin[: points.shape[-1]])
        if shifted.size:
            farthest = float(np.max(np.abs(shifted[..., :2])))
            if not farthest <= REACH_METRES:  # also true for NaN
                raise OutOfReach(
                    msg(
                        "The data lies {distance:.0f} km from this project's origin; "
                        "up to {reach:.0f} km can be held.",
                        distance=farthest / 1000.0,
                        reach=REACH_METRES / 1000.0,
                    ),
                    msg("Check its coordinate system, or open it in a new project."),
                )
        local: NDArray[np.float32] = shifted.astype(np.float32)
        return local

    def to_world(self, local: ArrayLike) -> NDArray[np.float64]:
        """Shift local metres back to world coordinates.

        Parameters
        ----------
        local : array_like, shape (n, 2) or (n, 3)
            Local metres.

        Returns
        -------
        ndarray of float64, the same shape
        """
        points: NDArray[np.float64] = np.asarray(local, dtype=np.float64)
        world: NDArray[np.float64] = points + np.asarray(self.origin[: points.shape[-1]])
        return world


#: Yangzhou: CGCS2000, 3-degree zone of 120° E, heights in the 1985 datum; the zero is the Wenchang Pavilion
#: crossing rounded to a kilometre-like figure, so that local coordinates stay small and readable.
YANGZHOU_FRAME: Final = SceneFrame("EPSG:4549", (446_000.0, 3_586_000.0, 0.0), "EPSG:5737")
