"""What water does to every house and heritage item in a run: first wet, how deep, how long, how fast.

Looked at as often as the greatest values are, not taken from the moments that are kept, so that times are
exact to a look and straight between two. It does not know tables.
"""

from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from analysis.flood.frame import Frame
from analysis.flood.impacts.damage import damage_shares
from analysis.flood.impacts.footprints import Footprints
from analysis.flood.impacts.openings import Openings
from analysis.flood.record.bands import in_chunks
from analysis.flood.record.hazard import Hazard, rating_of
from analysis.flood.record.maxima import FILM
from scene.geometry.numba_inner import inner_kernel
from scene.payloads.arrays import F32, F64, I32, U8

_NAMES: Final = ("over", "outside", "speed", "hazard", "first_wet", "peak_time", "wet", "last_over")


class BuildingImpacts:
    """Running values of every item (an Observer). Arrays have the shape (n,).

    Parameters
    ----------
    plans : Footprints
    openings : Openings
    hazard : Hazard
    interval : float
        Seconds between two looks.

    Attributes
    ----------
    over : ndarray of float32
        Greatest depth over the doorsill, metres; 0 of an item that stayed dry inside.
    outside : ndarray of float32
        Greatest depth beside it, metres.
    speed, hazard : ndarray of float32
        Greatest speed and rating beside it.
    first_wet : ndarray of float64
        Seconds until water first came over the doorsill, straight between two looks; nan if it never did.
    peak_time : ndarray of float64
        Seconds until it first stood deepest beside it; nan if there never was any.
    wet : ndarray of float64
        Seconds with water over the doorsill, straight between two looks.
    """

    def __init__(self, plans: Footprints, openings: Openings, hazard: Hazard, *, interval: float) -> None:
        self.plans = plans
        self.openings = openings
        self.hazard_method = hazard
        self.interval = interval
        n = plans.count
        self.over: F32 = np.zeros(n, np.float32)
        self.outside: F32 = np.zeros(n, np.float32)
        self.speed: F32 = np.zeros(n, np.float32)
        self.hazard: F32 = np.zeros(n, np.float32)
        self.first_wet: F64 = np.full(n, np.nan)
        self.peak_time: F64 = np.full(n, np.nan)
        self.wet: F64 = np.zeros(n)
        # Water over the doorsill at the last look; from a dry ground it rises by the height of the sill.
        self._last_over: F64 = -plans.threshold.astype(np.float64)
        self._time = -1.0

    @property
    def classes(self) -> U8:
        """Class of the greatest hazard beside each item, 1 and up; 0 where there was no water."""
        return self.hazard_method.classes_of(self.hazard)

    @property
    def is_wet(self) -> NDArray[np.bool_]:
        """Whether water came over the doorsill."""
        return self.over > 0.0

    @property
    def judged(self) -> NDArray[np.bool_]:
        """Whether there is an open cell beside an item, so that anything can be said of it."""
        return np.diff(self.openings.start) > 0

    def damage(self) -> F64:
        """Return the share of value lost, 0 to 1."""
        return damage_shares(self.over, self.plans.use)

    def observe(self, frame: Frame) -> None:
        """Look at a moment."""
        past = max(frame.time - self._time, 0.0) if self._time >= 0.0 else 0.0
        openings, hazard = self.openings, self.hazard_method
        limits = np.array([frame.time, past, FILM], np.float64)
        depth, east, north, ground = (
            np.ascontiguousarray(values).reshape(-1)
            for values in (frame.depth, frame.east, frame.north, frame.ground)
        )
        dry = -self.plans.threshold.astype(np.float64)
        in_chunks(
            self.plans.count,
            lambda first, last: _look(
                first, last, openings.cells, openings.start, openings.is_door, openings.sill, openings.tiles,
                frame.wet, dry, depth, east, north, ground, limits, hazard.figures, hazard.is_aidr, self.over,
                self.outside, self.speed, self.hazard, self.first_wet, self.peak_time, self.wet,
                self._last_over,
            ),
        )  # fmt: skip
        self._time = frame.time

    def state(self) -> dict[str, object]:
        """Return what a checkpoint keeps."""
        kept: dict[str, object] = dict(zip(_NAMES, self._arrays(), strict=True))
        kept["time"] = np.array(self._time)
        return kept

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a checkpoint."""
        for name, array in zip(_NAMES, self._arrays(), strict=True):
            array[...] = state[name]
        self._time = float(state["time"])

    def _arrays(self) -> tuple[NDArray[Any], ...]:
        return (
            self.over, self.outside, self.speed, self.hazard, self.first_wet, self.peak_time, self.wet,
            self._last_over,
        )  # fmt: skip


@njit(cache=True, nogil=True)
def _look(
    first: int, last: int, cells: I32, start: NDArray[np.int64], is_door: U8, sill: F32, tiles: I32,
    wet_tiles: U8, dry: F64, depth: F32, east: F32, north: F32, ground: F32, limits: F64, figures: F64,
    is_aidr: bool, over: F32, outside: F32, speed: F32, hazard: F32, first_wet: F64, peak_time: F64,
    wet: F64, last_over: F64,
) -> None:  # fmt: skip
    """Look at the items from `first` to `last`."""
    time, past, film = limits[0], limits[1], np.float32(limits[2])
    for item in range(first, last):
        before = last_over[item]
        now = dry[item]
        if start[item] < start[item + 1] and _holds_water(tiles, item, wet_tiles):
            deepest = np.float32(0.0)
            highest = -np.inf
            for k in range(start[item], start[item + 1]):
                cell = cells[k]
                d = depth[cell]
                if d <= 0.0:
                    continue
                deepest = max(deepest, d)
                if is_door[k]:
                    highest = max(highest, np.float64(ground[cell]) + np.float64(d))
                if d >= film:
                    v = np.float32(np.sqrt(east[cell] ** 2 + north[cell] ** 2))
                    speed[item] = max(speed[item], v)
                    rating = np.float32(rating_of(float(d), float(v), figures, is_aidr))
                    hazard[item] = max(hazard[item], rating)
            if deepest > outside[item]:
                outside[item] = deepest
                peak_time[item] = time
            now = max(highest - np.float64(sill[item]), dry[item])
        if now > 0.0:
            over[item] = max(over[item], np.float32(now))
            if np.isnan(first_wet[item]):
                first_wet[item] = time - past * (now / (now - before)) if before < 0.0 else time - past
        # The part of the straight line from the last look to this one that lies over the sill.
        if now > 0.0 and before > 0.0:
            wet[item] += past
        elif now > 0.0 or before > 0.0:
            high, low = max(now, before), min(now, before)
            wet[item] += past * high / (high - low)
        last_over[item] = now


@inner_kernel
def _holds_water(tiles: I32, item: int, wet_tiles: U8) -> bool:
    """Say whether any tile around an item holds water."""
    for row in range(tiles[item, 0], tiles[item, 1] + 1):
        for col in range(tiles[item, 2], tiles[item, 3] + 1):
            if wet_tiles[row, col]:
                return True
    return False
