"""What water does to every house and heritage item in a run: first wet, how deep, how long, how fast.

Times are looked for while the run goes on, as often as the greatest values are, and are straight between two
looks; depths, speeds and hazards follow at the end from the greatest values of the cells beside an item. It
does not know tables.
"""

from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from analysis.flood.crew import shared_crew
from analysis.flood.frame import Frame
from analysis.flood.impacts.damage import damage_shares
from analysis.flood.impacts.footprints import Footprints
from analysis.flood.impacts.openings import Openings
from analysis.flood.record.bands import in_chunks
from analysis.flood.record.maxima import Maxima
from scene.payloads.arrays import F32, F64, I32, U8

_NAMES: Final = ("first_wet", "peak_time", "wet", "highest", "last_over")


class BuildingImpacts:
    """Running values of every item (an Observer). Arrays have the shape (n,).

    Parameters
    ----------
    plans : Footprints
    openings : Openings
    maxima : Maxima
        Greatest values of the same run, looked at by itself at the same moments.

    Attributes
    ----------
    first_wet : ndarray of float64
        Seconds until water first came over the doorsill, straight between two looks; nan if it never did.
    peak_time : ndarray of float64
        Seconds until it first stood highest at the doors; nan if there never was any.
    wet : ndarray of float64
        Seconds with water over the doorsill, straight between two looks.
    """

    def __init__(self, plans: Footprints, openings: Openings, maxima: Maxima) -> None:
        self.plans = plans
        self.openings = openings
        self.maxima = maxima
        self.interval = maxima.interval
        n = plans.count
        self.first_wet: F64 = np.full(n, np.nan)
        self.peak_time: F64 = np.full(n, np.nan)
        self.wet: F64 = np.zeros(n)
        # Water over the doorsill at the highest and at the last look; from dry ground it rises by the sill.
        self._dry: F32 = np.where(np.isfinite(openings.sill), -openings.height, -plans.threshold)
        self._highest: F32 = self._dry.copy()
        self._last_over: F32 = self._dry.copy()
        self._time = -1.0
        door = openings.is_door == 1
        self._doors = openings.cells[door]
        self._door_start = np.concatenate([[0], np.cumsum(door)])[openings.start].astype(np.int64)
        item = np.repeat(np.arange(n), np.diff(openings.start))[door]
        # Bed over the doorsill; a bed that sinks in a breach is not beside a door.
        bed = maxima.domain.ground.reshape(-1)[self._doors]
        self._bed_over = (bed.astype(np.float64) - openings.sill[item]).astype(np.float32)

    @property
    def is_judged(self) -> NDArray[np.bool_]:
        """Whether there is an open cell beside an item, so that anything can be said of it."""
        return np.diff(self.openings.start) > 0

    @property
    def is_inside(self) -> NDArray[np.bool_]:
        """Whether an item stands in the domain: its first corner does."""
        grid, plans = self.maxima.domain.grid, self.plans
        corner = plans.rings[plans.ring_start[plans.item_start[:-1]]]
        east, south = (corner[:, 0] - grid.west) / grid.cell, (grid.north - corner[:, 1]) / grid.cell
        return (east >= 0.0) & (east < grid.cols) & (south >= 0.0) & (south < grid.rows)

    @property
    def is_wet(self) -> NDArray[np.bool_]:
        """Whether water came over the doorsill."""
        return np.isfinite(self.first_wet)

    def over(self) -> F32:
        """Return the greatest depth over the doorsill, metres; 0 of an item that stayed dry inside."""
        return np.maximum(self._highest, np.float32(0.0))

    def highest(self) -> F32:
        """Return the highest water at the doors over the doorsill, metres; where it stays below, negative."""
        return self._highest

    def outside(self) -> F32:
        """Return the greatest depth beside each item, metres."""
        return self._greatest(self.maxima.depth)

    def speed(self) -> F32:
        """Return the greatest speed beside each item, m/s."""
        return self._greatest(self.maxima.speed)

    def hazard(self) -> F32:
        """Return the greatest rating beside each item: HR in m²/s, or the class of AIDR."""
        return self._greatest(self.maxima.hazard)

    def classes(self) -> U8:
        """Return the class of the greatest hazard beside each item, 1 and up; 0 where there was no water."""
        return self.maxima.hazard_method.classes_of(self.hazard())

    def damage(self) -> F64:
        """Return the share of value lost, 0 to 1."""
        return damage_shares(self.over(), self.plans.use)

    def observe(self, frame: Frame) -> None:
        """Look at a moment."""
        past = max(frame.time - self._time, 0.0) if self._time >= 0.0 else 0.0
        depth = frame.depth.reshape(-1)
        in_chunks(
            self.plans.count,
            lambda first, last: _look(
                first, last, self._doors, self._door_start, self._bed_over, self.openings.tiles, frame.wet,
                self._dry, depth, frame.time, past, self.first_wet, self.peak_time, self.wet, self._highest,
                self._last_over,
            ),
            shared_crew(),
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
        return (self.first_wet, self.peak_time, self.wet, self._highest, self._last_over)

    def _greatest(self, values: F32) -> F32:
        """Return the greatest value of the cells beside each item; 0 without cells."""
        found = np.zeros(self.plans.count, np.float32)
        some = self.is_judged
        if some.any():
            beside = values.reshape(-1)[self.openings.cells]
            found[some] = np.maximum.reduceat(beside, self.openings.start[:-1][some])
        return found


@njit(cache=True, nogil=True)
def _look(
    first: int, last: int, doors: I32, start: NDArray[np.int64], bed_over: F32, tiles: I32, wet_tiles: U8,
    dry: F32, depth: F32, time: float, past: float, first_wet: F64, peak_time: F64, wet: F64, highest: F32,
    last_over: F32,
) -> None:  # fmt: skip
    """Look at the items from `first` to `last`."""
    for item in range(first, last):
        before, now = last_over[item], dry[item]
        holds = False
        for row in range(tiles[item, 0], tiles[item, 1] + 1):
            for col in range(tiles[item, 2], tiles[item, 3] + 1):
                holds = holds or (row >= 0 and wet_tiles[row, col] != 0)
        if holds:
            for k in range(start[item], start[item + 1]):
                d = depth[doors[k]]
                if d > 0.0:
                    now = max(now, bed_over[k] + d)
        if now > highest[item]:
            highest[item] = now
            peak_time[item] = time
        if now <= 0.0 and before <= 0.0:
            last_over[item] = now
            continue
        # The part of the straight line from the last look to this one that lies over the sill.
        high, low = np.float64(max(now, before)), np.float64(min(now, before))
        share = 1.0 if low > 0.0 else high / (high - low)
        wet[item] += past * share
        if now > 0.0 and np.isnan(first_wet[item]):
            first_wet[item] = time - past * share
        last_over[item] = now
