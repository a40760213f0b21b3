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
from analysis.flood.record.hazard import Hazard, aidr_class, defra_rating
from analysis.flood.scheme import TILE
from scene.geometry.numba_inner import inner_vector_kernel
from scene.payloads.arrays import F32, U8

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
        limits = np.array([self.wet_depth, self.deep_depth, frame.time, past, FILM], np.float32)
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


@njit(cache=True, nogil=True, error_model="numpy")
def _look(
    first: int, last: int, active: U8, ground: F32, depth: F32, east: F32, north: F32, limits: F32,
    figures: F32, is_aidr: bool, peak: F32, level: F32, speed: F32, depth_speed: F32, hazard: F32,
    arrival: F32, wet: F32, deep: F32,
) -> None:  # fmt: skip
    """Look at the tile rows from `first` to `last`, one row of cells of one tile after the other."""
    rows, cols = depth.shape
    for row in range(first * TILE, min(last * TILE, rows)):
        for tile_col in range(active.shape[1]):
            if not active[row // TILE, tile_col]:
                continue
            span = slice(tile_col * TILE, min((tile_col + 1) * TILE, cols))
            now = depth[row, span]
            deepest = _depths(
                now, ground[row, span], limits, peak[row, span], level[row, span], arrival[row, span]
            )
            if deepest < limits[4]:
                continue
            _moving(
                now, east[row, span], north[row, span], limits, figures, is_aidr, speed[row, span],
                depth_speed[row, span], hazard[row, span],
            )  # fmt: skip
            if deepest > limits[0]:
                _times(now, limits, wet[row, span], deep[row, span])


# The loops below have no branches but choices between two values, so that eight cells are done at once.


@inner_vector_kernel
def _depths(depth: F32, ground: F32, limits: F32, peak: F32, level: F32, arrival: F32) -> np.float32:
    """Raise peaks and levels, note arrivals, and return the greatest depth of the row."""
    wet_depth, time, past, one = limits[0], limits[2], limits[3], np.float32(1.0)
    deepest = np.float32(0.0)
    for k in range(len(depth)):
        d, before, reached = depth[k], -one - arrival[k], arrival[k]
        surface = ground[k] + d
        deepest = d if d > deepest else deepest
        is_higher = d > peak[k]
        level[k] = surface if is_higher and surface > level[k] else level[k]
        peak[k] = d if is_higher else peak[k]
        before = before if before < wet_depth else wet_depth
        crossed = time - past * (d - wet_depth) / (d - before)
        crossed = crossed if crossed > 0.0 else np.float32(0.0)
        coming = crossed if d > wet_depth else -one - d
        arrival[k] = coming if reached < 0.0 else reached
    return deepest


@inner_vector_kernel
def _moving(
    depth: F32, east: F32, north: F32, limits: F32, figures: F32, is_aidr: bool, speed: F32,
    depth_speed: F32, hazard: F32,
) -> None:  # fmt: skip
    """Raise speeds and hazards where there is more than a film."""
    film = limits[4]
    for k in range(len(depth)):
        d = depth[k]
        v = np.sqrt(east[k] * east[k] + north[k] * north[k])
        v = v if d >= film else np.float32(0.0)
        product = d * v
        speed[k] = v if v > speed[k] else speed[k]
        depth_speed[k] = product if product > depth_speed[k] else depth_speed[k]
    if is_aidr:
        for k in range(len(depth)):
            d = depth[k]
            v = np.sqrt(east[k] * east[k] + north[k] * north[k])
            rating = aidr_class(d, v, figures)
            rating = rating if d >= film else np.float32(0.0)
            hazard[k] = rating if rating > hazard[k] else hazard[k]
    else:
        for k in range(len(depth)):
            d = depth[k]
            v = np.sqrt(east[k] * east[k] + north[k] * north[k])
            rating = defra_rating(d, v, figures)
            rating = rating if d >= film else np.float32(0.0)
            hazard[k] = rating if rating > hazard[k] else hazard[k]


@inner_vector_kernel
def _times(depth: F32, limits: F32, wet: F32, deep: F32) -> None:
    """Count the seconds since the last look where it is wet, and where it is deep."""
    none = np.float32(0.0)
    for k in range(len(depth)):
        wet[k] += limits[3] if depth[k] > limits[0] else none
        deep[k] += limits[3] if depth[k] > limits[1] else none
