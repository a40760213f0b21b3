"""One mesh in many places: trees, lamps, boats.

It does not know how far away it is seen from; it carries both the fine mesh and the coarse outline.
"""

from dataclasses import dataclass

import numpy as np

from scene.payloads.arrays import F32, U8, frozen
from scene.payloads.mesh import TriangleMesh


@dataclass(frozen=True, eq=False)
class Instances:
    """Copies of a mesh. The mesh stands on z = 0, is about 1 m high and wide, and is scaled into place.

    Parameters
    ----------
    mesh : TriangleMesh
        Drawn near the eye.
    outline : TriangleMesh
        The coarse closed solid: drawn from afar, and the only one that analyses compute with.
    positions : ndarray of float32, shape (n, 3)
        Local metres of the foot.
    heading : ndarray of float32, shape (n,)
        Radians counter-clockwise about z.
    scale : ndarray of float32, shape (n, 3)
        Metres along the mesh's x, y and z.
    colour : ndarray of uint8, shape (n, 3), optional
        sRGB that multiplies the mesh's own; 255 leaves it.
    """

    mesh: TriangleMesh
    outline: TriangleMesh
    positions: F32
    heading: F32
    scale: F32
    colour: U8 | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "positions", frozen("positions", self.positions, np.float32, (None, 3)))
        n = self.count
        object.__setattr__(self, "heading", frozen("heading", self.heading, np.float32, (n,)))
        object.__setattr__(self, "scale", frozen("scale", self.scale, np.float32, (n, 3)))
        if self.colour is not None:
            object.__setattr__(self, "colour", frozen("colour", self.colour, np.uint8, (n, 3)))

    @property
    def count(self) -> int:
        """Number of copies."""
        return len(self.positions)
