"""Going along a line: where the eye is after so many metres, looking ahead, without jerks at its corners.

Plain arithmetic; it knows neither who goes nor what is drawn.
"""

from typing import Final

import numpy as np

from app.viewport.optics import Pose, as_point
from scene.payloads.arrays import F64

#: The eye looks this far ahead, metres, and over this length its turns are smoothed.
AHEAD: Final = 14.0
SMOOTH: Final = 10.0
#: Vertical field of view, degrees.
VIEW_ANGLE: Final = 48.0


class Ride:
    """A line that is gone along.

    Parameters
    ----------
    line : ndarray of float64, shape (n, 3)
        Local metres, at least two places.
    eye_height : float
        Metres over the line.
    """

    def __init__(self, line: F64, eye_height: float) -> None:
        line = np.asarray(line, np.float64)
        steps = np.hypot(*np.diff(line[:, :2], axis=0).T)
        kept = np.concatenate([[True], steps > 1e-6])
        self._line = line[kept] if kept.sum() > 1 else line[[0, -1]]
        self._stations = np.concatenate([[0.0], np.cumsum(steps[steps > 1e-6])])
        if len(self._stations) < 2:
            self._stations = np.array([0.0, 1e-6])
        self.eye_height = eye_height

    @property
    def length(self) -> float:
        """Metres from end to end, in plan."""
        return float(self._stations[-1])

    def at(self, station: F64) -> F64:
        """Return places on the line, beyond its ends straight on, shape (n, 3)."""
        inside = np.clip(station, 0.0, self.length)
        found = np.column_stack([np.interp(inside, self._stations, self._line[:, k]) for k in range(3)])
        for end, (one, two) in ((0.0, (0, 1)), (self.length, (-2, -1))):
            way = self._line[two] - self._line[one]
            way = way / max(float(np.hypot(*way[:2])), 1e-9)
            beyond = np.minimum(station, 0.0) if end == 0.0 else np.maximum(station - self.length, 0.0)
            found += beyond[:, None] * way
        return found

    def poses(self, station: F64) -> tuple[Pose, ...]:
        """Return what is seen after so many metres, shape (n,)."""
        up = np.array([0.0, 0.0, self.eye_height])
        eyes, targets = self._smooth(station) + up, self._smooth(station + AHEAD) + up
        return tuple(
            Pose(as_point(eye), as_point(target), VIEW_ANGLE)
            for eye, target in zip(eyes, targets, strict=True)
        )

    def nearest(self, x: float, y: float) -> float:
        """Return the metres along the line of its place nearest to another."""
        a, b = self._line[:-1, :2], self._line[1:, :2]
        edge = b - a
        share = np.einsum("ij,ij->i", np.array([x, y]) - a, edge) / np.maximum((edge**2).sum(axis=1), 1e-12)
        share = np.clip(share, 0.0, 1.0)
        row = int(((a + edge * share[:, None] - [x, y]) ** 2).sum(axis=1).argmin())
        return float(self._stations[row] + share[row] * (self._stations[row + 1] - self._stations[row]))

    def _smooth(self, station: F64) -> F64:
        window = np.linspace(-SMOOTH / 2.0, SMOOTH / 2.0, 11)
        spread = self.at((station[:, None] + window[None, :]).ravel())
        result: F64 = spread.reshape(len(station), len(window), 3).mean(axis=1)
        return result
