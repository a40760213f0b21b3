"""Reads the moments of a course, keeps the last few, and gives the water between two of them.

It is asked away from the window's thread. It does not know what is drawn of the water.
"""

from collections import OrderedDict
from threading import Lock
from typing import Final

import numpy as np

from analysis.base import Course
from app.water.making import LakeMask, lakes_of
from scene.geometry.water import Water, between
from scene.payloads import Raster
from scene.payloads.arrays import F32, F64
from scene.units import ELEVATION, WATER_DEPTH, WATER_EAST, WATER_LEVEL, WATER_NORTH

#: Bytes of moments that are kept; the two about the playhead are kept in any case.
MOST_BYTES: Final = 400 << 20


class Moments:
    """The moments of one course.

    Parameters
    ----------
    course : Course
        With ``water_depth`` and ``water_level`` among its quantities.
    before : Moments, optional
        A first, coarser answer of the same run: it stands for what this course has not reached yet.
    """

    def __init__(self, course: Course, before: "Moments | None" = None) -> None:
        self.course = course
        self.before = before
        self._kept: OrderedDict[int, Water] = OrderedDict()
        self._lock = Lock()
        self._lakes: LakeMask | None = None
        self._asked_lakes = False

    @property
    def times(self) -> F64:
        """All times at which there is a moment, rising: of this course, then of the answer before it."""
        own = np.asarray(self.course.times, np.float64)
        if self.before is None:
            return own
        return np.concatenate([own, self.before.times[self.before.times > self.reached]])

    @property
    def reached(self) -> float:
        """Up to which time this course itself has come, seconds."""
        return float(self.course.times[-1]) if self.count else 0.0

    @property
    def count(self) -> int:
        """How many moments there are; a run under way adds to them."""
        return len(self.course.times)

    @property
    def first(self) -> float:
        """Seconds since the start at the first moment."""
        return float(self.course.times[0]) if self.count else 0.0

    @property
    def last(self) -> float:
        """Seconds since the start at the last moment there is."""
        return self.reached if self.before is None else max(self.reached, self.before.last)

    def nearest(self, seconds: float) -> int:
        """Return the index of the moment nearest to a time."""
        times = self.course.times
        after = int(np.searchsorted(times, seconds))
        if after == 0 or after >= len(times):
            return min(after, len(times) - 1)
        return after if times[after] - seconds < seconds - times[after - 1] else after - 1

    def at(self, seconds: float) -> Water:
        """Return the water at a time, between two moments where it falls between them."""
        if self.before is not None and seconds > self.reached:
            return self.before.at(seconds)
        times = self.course.times
        after = int(np.clip(np.searchsorted(times, seconds), 0, len(times) - 1))
        before = max(after - 1, 0)
        span = float(times[after] - times[before])
        share = float(np.clip((seconds - times[before]) / span, 0.0, 1.0)) if span > 0.0 else 1.0
        if share >= 1.0:
            return self.moment(after)
        if share <= 0.0:
            return self.moment(before)
        return between(self.moment(before), self.moment(after), share)

    def ahead(self, seconds: float) -> None:
        """Have the moment after a time read, if it is not yet."""
        after = int(np.searchsorted(self.course.times, seconds, side="right"))
        if after < self.count:
            self.moment(after)

    def moment(self, index: int) -> Water:
        """Return the water at the moment with an index."""
        with self._lock:
            held = self._kept.get(index)
            if held is not None:
                self._kept.move_to_end(index)
                return held
        read = self._read(index)
        with self._lock:
            self._kept[index] = read
            each = 5 * read.depth.nbytes
            while len(self._kept) > max(2, MOST_BYTES // max(each, 1)):
                self._kept.popitem(last=False)
        return read

    def lakes(self) -> LakeMask | None:
        """Return where there is water from the start, looked up once."""
        if not self._asked_lakes:
            self._lakes, self._asked_lakes = lakes_of(self.moment(0)), True
        return self._lakes

    def values(self, quantity: str, seconds: float) -> Raster:
        """Return another quantity at the moment nearest to a time."""
        if self.before is not None and seconds > self.reached:
            return self.before.values(quantity, seconds)
        return self.course.raster(quantity, self.nearest(seconds))

    def _read(self, index: int) -> Water:
        course = self.course
        depth = course.raster(WATER_DEPTH.key, index)
        known = {quantity.key for quantity in course.quantities}

        def values(key: str) -> F32:
            if key not in known:
                return np.zeros(depth.shape, np.float32)
            return without_gaps(course.raster(key, index).values)

        bed = np.array(course.raster(ELEVATION.key, index).values) if ELEVATION.key in known else None
        return Water(
            depth.west,
            depth.north,
            depth.cell,
            np.maximum(without_gaps(depth.values), np.float32(0.0)),
            values(WATER_LEVEL.key),
            values(WATER_EAST.key),
            values(WATER_NORTH.key),
            bed,
        )


def without_gaps(values: F32) -> F32:
    """Return values with nought in place of nan."""
    return np.nan_to_num(values, copy=True, nan=0.0, posinf=0.0, neginf=0.0)


def has_water(course: Course | None) -> bool:
    """Return whether a course can be drawn as water."""
    if course is None or not len(course.times):
        return False
    known = {quantity.key for quantity in course.quantities}
    return {WATER_DEPTH.key, WATER_LEVEL.key} <= known
