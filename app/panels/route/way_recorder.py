"""Notes where the eye goes, and makes a route of it. It knows poses, neither view nor scene."""

from typing import Final

import numpy as np

from app.viewport.optics import Pose
from scene.payloads.arrays import F64
from scene.review.route import EYE, Manner, simplified

#: Metres between two notes, and by which a kept route may differ from the way that was gone.
APART: Final = 0.25
TOLERANCE: Final = {Manner.WALK: 0.2, Manner.BOAT: 0.3, Manner.FLY: 0.5}
#: A way shorter than this is none, metres.
SHORTEST: Final = 2.0


class WayRecorder:
    """The way of the eye so far.

    Parameters
    ----------
    manner : Manner
        How one goes: it says how high the eye is over the way.
    """

    def __init__(self, manner: Manner) -> None:
        self.manner = manner
        self._places: list[tuple[float, float, float]] = []
        self.length = 0.0

    def note(self, pose: Pose) -> None:
        """Note where the eye is now."""
        if self._places:
            gone = float(np.linalg.norm(np.subtract(pose.eye, self._places[-1])))
            if gone < APART:
                return
            self.length += gone
        self._places.append(pose.eye)

    def line(self) -> F64 | None:
        """Return the way on the ground, simplified, shape (n, 3); None if there is none."""
        places = np.array(self._places, np.float64).reshape(-1, 3)
        if len(places) < 2 or float(np.ptp(places, axis=0).max()) < SHORTEST:
            return None
        places[:, 2] -= EYE[self.manner]
        return simplified(places, TOLERANCE[self.manner])
