"""A point cloud held in memory. Streamed clouds come with a reader of their own.

It does not know LAS or colour ramps.
"""

from dataclasses import dataclass

import numpy as np

from scene.payloads.arrays import F32, U8, U16, frozen


@dataclass(frozen=True, eq=False)
class PointCloud:
    """Points with what was measured at each.

    Parameters
    ----------
    positions : ndarray of float32, shape (n, 3)
        Local metres.
    colour : ndarray of uint8, shape (n, 3), optional
        sRGB.
    classification : ndarray of uint8, shape (n,), optional
        ASPRS class: 2 ground, 6 building, 9 water …
    intensity : ndarray of uint16, shape (n,), optional
        As the scanner gave it.
    total : int
        Points in the source, if these are a thinned sample; 0 means all are here.
    """

    positions: F32
    colour: U8 | None = None
    classification: U8 | None = None
    intensity: U16 | None = None
    total: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "positions", frozen("positions", self.positions, np.float32, (None, 3)))
        n = len(self.positions)
        if self.colour is not None:
            object.__setattr__(self, "colour", frozen("colour", self.colour, np.uint8, (n, 3)))
        if self.classification is not None:
            object.__setattr__(
                self, "classification", frozen("classification", self.classification, np.uint8, (n,))
            )
        if self.intensity is not None:
            object.__setattr__(self, "intensity", frozen("intensity", self.intensity, np.uint16, (n,)))
