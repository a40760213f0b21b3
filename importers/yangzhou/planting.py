"""Where trees may stand, and where they must not: never in water, on ways, in houses, or in a protected view.

Candidates in, the allowed ones out. It does not know species or shapes.
"""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from importers.yangzhou import areas, crossings, figures, paths, streets
from scene.geometry.point_cells import kept_apart, point_cells, points_at_outlines
from scene.payloads import Buildings
from scene.payloads.arrays import F64, I32

if TYPE_CHECKING:
    from shapely import Polygon
    from shapely.geometry.base import BaseGeometry

#: Trunks stand at least this far apart, metres.
APART = 3.4


def allowed(places: F64) -> NDArray[np.bool_]:
    """Tell which places, shape (n, 2), are open to a tree, houses aside."""
    from shapely import contains_xy

    free = figures.inside_extent(places)
    for area in _closed():
        rows = np.flatnonzero(free)
        free[rows] = ~contains_xy(area, places[rows, 0], places[rows, 1])
    return free


def off_houses(places: F64, houses: Sequence[Buildings], clearance: float) -> NDArray[np.bool_]:
    """Tell which places are at least `clearance` metres from every footprint."""
    cells = point_cells(places)
    clear = np.ones(len(places), bool)
    for layer in houses:
        clear &= ~points_at_outlines(cells, *_outlines(layer), clearance)
    return clear


def _outlines(houses: Buildings) -> tuple[F64, I32]:
    """Return the outer rings of all parts: their corners, and where each ring begins."""
    outer = houses.part_start[:-1]
    first, last = houses.ring_start[outer], houses.ring_start[outer + 1]
    size = last - first
    start = np.concatenate([[0], np.cumsum(size)])
    vertex = np.arange(start[-1]) - np.repeat(start[:-1], size) + np.repeat(first, size)
    return houses.rings[vertex].astype(np.float64), start.astype(np.int32)


def apart(places: F64, least: float = APART) -> NDArray[np.bool_]:
    """Tell which places to keep so that no two are nearer than `least`; the earlier one stays."""
    return kept_apart(point_cells(places), least)


@cache
def _closed() -> "tuple[BaseGeometry, ...]":
    from shapely import prepare, union_all

    ways = streets.surfaces()
    closed = [
        areas.water_area().buffer(0.9, quad_segs=2),
        ways["main"].buffer(0.7, join_style="mitre"),
        ways["street"].buffer(0.7, join_style="mitre"),
        ways["lane"].buffer(0.5, join_style="mitre"),
        paths.walked().buffer(0.4, join_style="mitre"),
        union_all([p.area.buffer(1.0) for p in areas.precincts().values() if p.cover != "garden"]),
        union_all([crossing.embankment() for crossing in crossings.crossings()]),
        union_all([*_gaps(), *_landmarks()]),
    ]
    for area in closed:
        prepare(area)
    return tuple(closed)


def _landmarks() -> "list[Polygon]":
    """Return the ground round the heritage models."""
    from shapely import Point

    from importers.yangzhou.heritage.landmarks import sites

    return [Point(xy).buffer(0.8 * reach) for xy, reach in sites(figures.places()).values()]


def _gaps() -> "list[Polygon]":
    """Return the wedges of ground that protected and composed views keep open."""
    from shapely import Polygon

    wedges = []
    for row in figures.table("viewpoints")["gap"]:
        start, stop = figures.to_local([row["from"], row["to"]])
        along = (stop - start) / np.hypot(*(stop - start))
        side = np.array([-along[1], along[0]])
        near, far = row["half_width_m"]
        wedges.append(
            Polygon([start - near * side, stop - far * side, stop + far * side, start + near * side])
        )
    return wedges
