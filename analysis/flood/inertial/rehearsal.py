"""What a rehearsal in a small city does not reach: water over so many tiles that two bands of them meet.

It knows nothing of what the water means.
"""

import numpy as np

from analysis.flood.domain import Domain
from analysis.flood.inertial.local_inertial import LocalInertial
from analysis.flood.scheme import TILE
from scene.geometry.surface_raster import Grid


def rehearse_bands() -> None:
    """Move a pond by one step on two threads, so that everything is compiled which that needs."""
    side = 4 * TILE + 1
    ground = np.zeros((side, side), np.float32)
    domain = Domain(Grid(0.0, 0.0, 1.0, side, side), ground, np.full_like(ground, 0.03))
    LocalInertial(domain, np.ones_like(ground), threads=2).step(0.1)
