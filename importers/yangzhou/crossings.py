"""Where roads cross water: the bridges' axes, widths and deck levels.

It does not know what a bridge looks like.
"""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from importers.yangzhou import areas, figures
from importers.yangzhou.streets import Street, streets
from scene.payloads.arrays import F64

if TYPE_CHECKING:
    from shapely import LineString, Polygon

#: The embankment that carries a road up to its bridge is this long, metres.
RAMP: Final = 46.0
#: Width of the footway on each side of a deck, metres.
FOOTWAY: Final = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Crossing:
    """A road over water.

    Parameters
    ----------
    start, stop : ndarray of float64, shape (2,)
        Where the road's centre line meets the banks.
    width : float
        Of the carriageway, metres.
    deck : float
        Local z of the carriageway over the banks.
    road : str
        Id of the road, or empty.
    """

    start: F64
    stop: F64
    width: float
    deck: float
    road: str

    @property
    def length(self) -> float:
        """Distance from bank to bank along the road, metres."""
        return float(np.hypot(*(self.stop - self.start)))

    @property
    def direction(self) -> F64:
        """Unit vector from start to stop."""
        return np.asarray((self.stop - self.start) / self.length)

    @property
    def skew_reach(self) -> float:
        """How far the abutments stand back so that a square-ended deck clears a bank crossed at a slant."""
        return 2.0 + 0.12 * self.width

    def embankment(self) -> "Polygon":
        """Return the foot of deck and ramps, in plan."""
        from shapely import LineString

        reach = RAMP + self.skew_reach
        axis = LineString([self.start - self.direction * reach, self.stop + self.direction * reach])
        return axis.buffer(self.width / 2 + FOOTWAY + 4.0, cap_style="flat")

    def ribs(self) -> "list[LineString]":
        """Return lines across both ramps, so that the ground can follow their curve."""
        from shapely import LineString

        side = np.array([-self.direction[1], self.direction[0]]) * (self.width / 2 + FOOTWAY + 3.9)
        lines = []
        for end, outward in ((self.start, -self.direction), (self.stop, self.direction)):
            for run in np.linspace(self.skew_reach, self.skew_reach + RAMP, 7):
                middle = end + run * outward
                lines.append(LineString([middle - side, middle + side]))
        return lines


@cache
def crossings() -> tuple[Crossing, ...]:
    """Return all crossings of main roads and streets within reach of the city."""
    from shapely import LineString, STRtree

    ways = [street for street in streets() if street.kind != "lane"]
    wet = STRtree([LineString(way.line) for way in ways]).query(areas.water_area(), predicate="intersects")
    return tuple(crossing for way in np.sort(wet) for crossing in _crossings_of(ways[way]))


def _crossings_of(way: Street) -> list[Crossing]:
    from shapely import LineString, get_parts

    line = LineString(way.line)
    wet = get_parts(line.intersection(areas.water_area()))
    ends = (tuple(way.line[0]), tuple(way.line[-1]))
    found = []
    for part in wet:
        points = np.asarray(part.coords)
        dangling = tuple(points[0]) in ends or tuple(points[-1]) in ends
        if part.length < 3.0 or dangling:
            continue
        start, stop = points[0], points[-1]
        span = float(np.hypot(*(stop - start)))
        # Barges pass under the long ones, punts under the short.
        deck = figures.levels().water + float(np.interp(span, [10.0, 25.0, 50.0, 95.0], [2.1, 2.6, 4.2, 6.5]))
        found.append(Crossing(start, stop, way.width, deck, way.road))
    return found
