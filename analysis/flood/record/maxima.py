"""The greatest values of a run, cell by cell: peak depth, level, speed, hazard; arrival, time under water.

Looked at every few seconds of the run, in tiles that hold water only; 32 bytes a cell. It does not know what
the water means for a house or a road.
"""

from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from analysis.flood.domain import Domain
from analysis.flood.frame import Frame
from analysis.flood.record.bands import in_bands
from analysis.flood.record.hazard import Hazard, rating_of
from analysis.flood.scheme import TILE
from scene.payloads.arrays import F32, F64, U8

#: Water shallower than this, metres, has a depth and a level but no speed and no hazard: a film of rain.
FILM: Final = 0.01

_NAMES: Final = ("depth", "level", "speed", "depth_speed", "hazard", "arrival", "wet", "deep")


class Maxima:
    """Running greatest values (an Observer).

    Arrays are float32, shape (rows, cols).

    Parameters
    ----------
    domain : Domain
    hazard : Hazard
        How danger is rated.
    interval : float
        Seconds between two looks; times under water are exact to one of them.
    wet_depth, deep_depth : float
        A cell counts as reached and wet over the first, as deep over the second, metres.

    Attributes
    ----------
    depth, level, speed, depth_speed : ndarray
        Greatest depth (m), level (local z), speed (m/s) and product of depth and speed at one moment (m²/s);
        0, for the level -inf, where there was none. Bed that sinks during a run counts with its level then.
    hazard : ndarray
        Greatest rating at one moment: HR in m²/s, or the class of AIDR.
    wet, deep : ndarray
        Seconds over each of the two depths.
    """

    def __init__(
        self,
        domain: Domain,
        hazard: Hazard,
        *,
        interval: float = 10.0,
        wet_depth: float = 0.05,
        deep_depth: float = 0.15,
    ) -> None:
        self.domain = domain
        self.hazard_method = hazard
        self.interval = interval
        self.wet_depth = wet_depth
        self.deep_depth = deep_depth
        self.depth: F32 = np.zeros(domain.shape, np.float32)
        self.level: F32 = np.full(domain.shape, -np.inf, np.float32)
        self.speed: F32 = np.zeros(domain.shape, np.float32)
        self.depth_speed: F32 = np.zeros(domain.shape, np.float32)
        self.hazard: F32 = np.zeros(domain.shape, np.float32)
        self.wet: F32 = np.zeros(domain.shape, np.float32)
        self.deep: F32 = np.zeros(domain.shape, np.float32)
        # Seconds since the start; of a cell that was not reached yet -1 less its depth at the last look,
        # from which the moment of arrival is interpolated.
        self._arrival: F32 = np.full(domain.shape, -1.0, np.float32)
        self._time = -1.0
        tiles = (-(-domain.grid.rows // TILE), -(-domain.grid.cols // TILE))
        self._wet_before: U8 = np.zeros(tiles, np.uint8)

    @property
    def arrival(self) -> F32:
        """Seconds until the depth first passed `wet_depth`, straight between two looks; nan if never."""
        return np.where(self._arrival < 0.0, np.float32(np.nan), self._arrival)

    @property
    def classes(self) -> U8:
        """Class of the greatest hazard, 1 and up; 0 where there was no water."""
        return self.hazard_method.classes_of(self.hazard)

    def observe(self, frame: Frame) -> None:
        """Look at a moment."""
        past = max(frame.time - self._time, 0.0) if self._time >= 0.0 else 0.0
        limits = np.array([self.wet_depth, self.deep_depth, frame.time, past, FILM], np.float64)
        active = frame.wet | self._wet_before
        in_bands(
            active,
            lambda first, last: _look(
                first, last, active, frame.ground, frame.depth, frame.east, frame.north, limits,
                self.hazard_method.figures, self.hazard_method.is_aidr, self.depth, self.level, self.speed,
                self.depth_speed, self.hazard, self._arrival, self.wet, self.deep,
            ),
        )  # fmt: skip
        self._wet_before[...] = frame.wet
        self._time = frame.time

    def state(self) -> dict[str, object]:
        """Return what a checkpoint keeps."""
        kept: dict[str, object] = dict(zip(_NAMES, self._arrays(), strict=True))
        kept["wet_before"] = self._wet_before
        kept["time"] = np.array(self._time)
        return kept

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint."""
        for name, array in zip(_NAMES, self._arrays(), strict=True):
            array[...] = state[name]
        self._wet_before[...] = state["wet_before"]
        self._time = float(state["time"])

    def _arrays(self) -> tuple[NDArray[np.float32], ...]:
        return (
            self.depth, self.level, self.speed, self.depth_speed, self.hazard, self._arrival, self.wet,
            self.deep,
        )  # fmt: skip


@njit(cache=True, nogil=True)
def _look(
    first: int, last: int, active: U8, ground: F32, depth: F32, east: F32, north: F32, limits: F64,
    figures: F64, is_aidr: bool, peak: F32, level: F32, speed: F32, depth_speed: F32, hazard: F32,
    arrival: F32, wet: F32, deep: F32,
) -> None:  # fmt: skip
    """Look at the tile rows from `first` to `last`."""
    rows, cols = depth.shape
    wet_depth, deep_depth = np.float32(limits[0]), np.float32(limits[1])
    time, past, film = limits[2], limits[3], np.float32(limits[4])
    seconds = np.float32(past)
    for tile_row in range(first, last):
        for row in range(tile_row * TILE, min((tile_row + 1) * TILE, rows)):
            for tile_col in range(active.shape[1]):
                if not active[tile_row, tile_col]:
                    continue
                for col in range(tile_col * TILE, min((tile_col + 1) * TILE, cols)):
                    d = depth[row, col]
                    if d > peak[row, col]:
                        peak[row, col] = d
                        level[row, col] = max(level[row, col], ground[row, col] + d)
                    reached = arrival[row, col]
                    if reached < 0.0:
                        if d > wet_depth:
                            before = min(-1.0 - reached, limits[0])
                            share = (d - limits[0]) / (d - before) if d > before else 0.0
                            arrival[row, col] = max(time - past * share, 0.0)
                        elif d > 0.0 or reached != -1.0:
                            arrival[row, col] = -1.0 - d
                    if d < film:
                        continue
                    if d > wet_depth:
                        wet[row, col] += seconds
                        if d > deep_depth:
                            deep[row, col] += seconds
                    v = np.float32(np.sqrt(east[row, col] ** 2 + north[row, col] ** 2))
                    speed[row, col] = max(speed[row, col], v)
                    depth_speed[row, col] = max(depth_speed[row, col], d * v)
                    rating = rating_of(float(d), float(v), figures, is_aidr)
                    hazard[row, col] = max(hazard[row, col], np.float32(rating))
