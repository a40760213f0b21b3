"""The greatest values of a run, cell by cell: peak depth, level, speed, hazard; arrival, time under water.

Looked at every few seconds of the run, in tiles that hold water only; 32 bytes a cell. It does not know what
the water means for a house or a road.
"""

from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from analysis.flood.crew import shared_crew
from analysis.flood.domain import Domain
from analysis.flood.frame import Frame
from analysis.flood.record.bands import in_bands
from analysis.flood.record.hazard import Hazard
from analysis.flood.scheme import TILE
from scene.geometry.numba_inner import inner_vector_kernel
from scene.payloads.arrays import F32, U8

#: Water shallower than this, metres, has a depth and a level but no speed and no hazard: a film of rain.
FILM: Final = 0.01

#: Tiles of one row that are looked at in one piece.
_RUN: Final = 8

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
            shared_crew(),
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
    """Look at the tile rows from `first` to `last`, row by row of each run of active tiles."""
    rows, cols = depth.shape
    tile_cols = active.shape[1]
    for tile_row in range(first, last):
        begin = 0
        while begin < tile_cols:
            if not active[tile_row, begin]:
                begin += 1
                continue
            stop = begin
            while stop < tile_cols and stop < begin + _RUN and active[tile_row, stop]:
                stop += 1
            span = slice(begin * TILE, min(stop * TILE, cols))
            begin = stop
            for row in range(tile_row * TILE, min((tile_row + 1) * TILE, rows)):
                now = depth[row, span]
                rises, moves, is_wet = _asked(now, limits, peak[row, span])
                if rises:
                    _depths(now, ground[row, span], peak[row, span], level[row, span])
                if _awaited(now, arrival[row, span]):
                    _arrivals(now, limits, arrival[row, span])
                if not moves:
                    continue
                to_east, to_north = east[row, span], north[row, span]
                if _speeds_up(now, to_east, to_north, limits, speed[row, span], depth_speed[row, span]):
                    _speeds(now, to_east, to_north, limits, speed[row, span], depth_speed[row, span])
                if is_aidr:
                    _aidr(now, to_east, to_north, limits, figures, hazard[row, span])
                elif _defra(now, to_east, to_north, limits, figures, hazard[row, span], False):
                    _defra(now, to_east, to_north, limits, figures, hazard[row, span], True)
                if is_wet:
                    _times(now, limits, wet[row, span], deep[row, span])


# A look is as slow as the memory, so that what does not change is not written, and what only belongs to a
# change is not read. The loops below choose between two values instead of branching, touch few arrays each,
# and read their limits beforehand, so that eight cells are done at once.


@inner_vector_kernel
def _asked(depth: F32, limits: F32, peak: F32) -> tuple[bool, bool, bool]:
    """Say whether any peak is passed, whether there is more than a film, and whether any cell is wet."""
    film, wet_depth = limits[4], limits[0]
    rises, moves, is_wet = 0, 0, 0
    for k in range(len(depth)):
        d = depth[k]
        rises |= d > peak[k]
        moves |= d >= film
        is_wet |= d > wet_depth
    return rises != 0, moves != 0, is_wet != 0


@inner_vector_kernel
def _depths(depth: F32, ground: F32, peak: F32, level: F32) -> None:
    """Raise peaks and levels."""
    for k in range(len(depth)):
        d = depth[k]
        surface = ground[k] + d
        is_higher = d > peak[k]
        level[k] = surface if is_higher and surface > level[k] else level[k]
        peak[k] = d if is_higher else peak[k]


@inner_vector_kernel
def _awaited(depth: F32, arrival: F32) -> bool:
    """Say whether there is news of any cell that the water has not reached."""
    none, untouched = np.float32(0.0), np.float32(-1.0)
    found = 0
    for k in range(len(depth)):
        found |= (arrival[k] < none) & ((depth[k] > none) | (arrival[k] < untouched))
    return found != 0


@inner_vector_kernel
def _arrivals(depth: F32, limits: F32, arrival: F32) -> None:
    """Note when a depth first passed the limit, or the depth of a cell that it has not."""
    wet_depth, time, past = limits[0], limits[2], limits[3]
    one, none = np.float32(1.0), np.float32(0.0)
    for k in range(len(depth)):
        d, reached = depth[k], arrival[k]
        before = -one - reached
        before = before if before < wet_depth else wet_depth
        crossed = time - past * ((d - wet_depth) / (d - before))
        crossed = crossed if crossed > none else none
        coming = crossed if d > wet_depth else -one - d
        arrival[k] = coming if reached < none else reached


@inner_vector_kernel
def _speeds_up(depth: F32, east: F32, north: F32, limits: F32, speed: F32, depth_speed: F32) -> bool:
    """Say whether any speed, or its product with depth, is passed."""
    film = limits[4]
    found = 0
    for k in range(len(depth)):
        d = depth[k]
        v = np.sqrt(east[k] * east[k] + north[k] * north[k])
        found |= (d >= film) & ((v > speed[k]) | (d * v > depth_speed[k]))
    return found != 0


@inner_vector_kernel
def _speeds(depth: F32, east: F32, north: F32, limits: F32, speed: F32, depth_speed: F32) -> None:
    """Raise speeds, and their products with depth, where there is more than a film."""
    film, none = limits[4], np.float32(0.0)
    for k in range(len(depth)):
        d = depth[k]
        v = np.sqrt(east[k] * east[k] + north[k] * north[k])
        v = v if d >= film else none
        product = d * v
        speed[k] = v if v > speed[k] else speed[k]
        depth_speed[k] = product if product > depth_speed[k] else depth_speed[k]


@inner_vector_kernel
def _defra(depth: F32, east: F32, north: F32, limits: F32, figures: F32, hazard: F32, raised: bool) -> bool:
    """Raise ratings, HR, or only say whether any is to be raised."""
    film, none, half = limits[4], np.float32(0.0), np.float32(0.5)
    low, middle, high = figures[0], figures[1], figures[2]
    shallow, deep, fast = figures[3], figures[4], figures[5]
    found = 0
    for k in range(len(depth)):
        d = depth[k]
        v = np.sqrt(east[k] * east[k] + north[k] * north[k])
        debris = middle if d > shallow else low
        debris = high if d > deep else debris
        debris = high if v > fast else debris
        rating = d * (v + half) + debris
        rating = rating if d >= film else none
        if raised:
            hazard[k] = rating if rating > hazard[k] else hazard[k]
        else:
            found |= rating > hazard[k]
    return found != 0


@inner_vector_kernel
def _aidr(depth: F32, east: F32, north: F32, limits: F32, figures: F32, hazard: F32) -> None:
    """Raise classes: what lies beyond the limits of one class is of the next at least."""
    film, none, one = limits[4], np.float32(0.0), np.float32(1.0)
    for grade in range(5):
        most, most_depth, most_speed = figures[grade], figures[5 + grade], figures[10 + grade]
        beyond_it, within_it = np.float32(grade + 2.0), one if grade == 0 else none
        for k in range(len(depth)):
            d = depth[k]
            v = np.sqrt(east[k] * east[k] + north[k] * north[k])
            beyond = (d * v > most) | (d > most_depth) | (v > most_speed)
            rating = beyond_it if beyond else within_it
            rating = rating if d >= film else none
            hazard[k] = rating if rating > hazard[k] else hazard[k]


@inner_vector_kernel
def _times(depth: F32, limits: F32, wet: F32, deep: F32) -> None:
    """Count the seconds since the last look where it is wet, and where it is deep."""
    wet_depth, deep_depth, past, none = limits[0], limits[1], limits[3], np.float32(0.0)
    for k in range(len(depth)):
        wet[k] += past if depth[k] > wet_depth else none
        deep[k] += past if depth[k] > deep_depth else none
