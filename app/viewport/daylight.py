"""The light of a day: where the sun stands, how strong sun and sky are, how thick the mist.

It knows no calendar (that is the sun's module) and no shader.
"""

from dataclasses import dataclass
from math import cos, radians, sin
from typing import Final

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Daylight:
    """Sun, sky and air.

    Parameters
    ----------
    azimuth : float
        Degrees clockwise from grid north.
    altitude : float
        Degrees over the horizon.
    mist : float
        1 for a spring morning, 0 for none.
    weather : float
        0 clear to 1 clouds drawn in full.
    """

    azimuth: float = 96.0
    altitude: float = 27.0
    mist: float = 1.0
    weather: float = 1.0

    @property
    def direction(self) -> NDArray[np.float64]:
        """Unit vector towards the sun (x east, y north, z up)."""
        a, h = radians(self.azimuth), radians(self.altitude)
        return np.array([cos(h) * sin(a), cos(h) * cos(a), sin(h)])

    @property
    def sun_colour(self) -> NDArray[np.float64]:
        """Linear RGB of the direct sun: warm when low, golden and weaker near the horizon, none below it."""
        strength = float(np.clip(sin(radians(self.altitude)) * 6.0, 0.0, 1.0))
        warmth = float(np.clip(1.0 - self.altitude / 60.0, 0.0, 1.0))
        noon, low = np.array([1.0, 0.955, 0.87]), np.array([1.0, 0.86, 0.64])
        gold = np.array([1.0, 0.80, 0.52]) ** float(np.clip(1.0 - self.altitude / 18.0, 0.0, 1.0))
        colour: NDArray[np.float64] = (noon * (1.0 - warmth) + low * warmth) * gold * 2.20 * strength
        return colour

    @property
    def sky_ambient(self) -> NDArray[np.float64]:
        """Linear RGB of the light of the sky on a level face."""
        day = float(np.clip((self.altitude + 8.0) / 20.0, 0.06, 1.0))
        return np.array([0.64, 0.71, 0.80]) * 0.58 * day

    @property
    def ground_ambient(self) -> NDArray[np.float64]:
        """Linear RGB of the light that comes back from the ground."""
        day = float(np.clip((self.altitude + 8.0) / 20.0, 0.06, 1.0))
        return np.array([0.62, 0.55, 0.45]) * 0.62 * day


#: A mid-April morning at about ten to eight: low sun from the east, thin mist.
SPRING_MORNING: Final = Daylight()
