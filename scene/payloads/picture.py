"""A picture that lies on the ground: aerial and satellite images, scanned plans.

It does not know the ground; whoever draws it lays it there.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from scene.payloads.arrays import F64, U8, frozen


@dataclass(frozen=True, eq=False)
class GroundPicture:
    """Pixels and where they lie.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (rows, cols, 3 or 4)
        sRGB, and how solid; row 0 is the first one of the file.
    place : ndarray of float64, shape (2, 3)
        Local x and y of a place in the picture: ``place @ (col, row, 1)``, columns and rows counted from
        the outer corner of the first pixel.

    Raises
    ------
    ValueError
        If there are no pixels, or they lie on one line.
    """

    pixels: U8
    place: F64

    def __post_init__(self) -> None:
        object.__setattr__(self, "pixels", frozen("pixels", self.pixels, np.uint8, (None, None, None)))
        object.__setattr__(self, "place", frozen("place", self.place, np.float64, (2, 3)))
        if not self.pixels.size or self.pixels.shape[2] not in (3, 4):
            raise ValueError("a picture has pixels of three or four bands")
        if not abs(float(np.linalg.det(self.place[:, :2]))) > 0.0:
            raise ValueError("a picture covers an area")

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return (self.pixels.shape[0], self.pixels.shape[1])

    @property
    def pixel(self) -> float:
        """Edge of a square as large as a pixel, metres."""
        return float(np.sqrt(abs(np.linalg.det(self.place[:, :2]))))

    def local(self, col: ArrayLike, row: ArrayLike) -> F64:
        """Return local x and y of places in the picture, shape (n, 2)."""
        at = np.column_stack([np.ravel(col), np.ravel(row), np.ones(np.size(col))])
        found: F64 = at @ self.place.T
        return found

    def bounds(self) -> tuple[float, float, float, float]:
        """Return west, south, east, north in local metres."""
        rows, cols = self.shape
        corners = self.local([0, cols, cols, 0], [0, 0, rows, rows])
        (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)
        return (float(west), float(south), float(east), float(north))
