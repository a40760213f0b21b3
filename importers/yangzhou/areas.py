"""Water, roads, quarters and precincts as areas: who owns which piece of ground.

Plane geometry only; it does not know heights, houses or trees.
"""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from importers.yangzhou import figures
from scene.payloads.arrays import F64

if TYPE_CHECKING:
    from shapely import MultiPolygon, Polygon
    from shapely.geometry.base import BaseGeometry

#: A river line that runs within this distance of a lake is the lake, and is not dug a second time.
LAKE_REACH: Final = 14.0
#: Radius of the ring road round the Wenchang Pavilion, metres.
ROUNDABOUT: Final = 34.0


@dataclass(frozen=True, slots=True, eq=False)
class Precinct:
    """Ground that ordinary houses keep off; `cover` is ``paving``, ``garden`` or ``earth``."""

    id: str
    cover: str
    area: "Polygon"


@cache
def water_bodies() -> dict[str, "BaseGeometry"]:
    """Return each water's own surface, none overlapping another, islands cut out."""
    from shapely import Polygon, union_all

    bodies: dict[str, BaseGeometry] = {}
    given = figures.waters()
    for key, water in given.items():
        if water.rings:
            shore, *islands = (rounded(ring) for ring in water.rings)
            bodies[key] = Polygon(shore, islands).buffer(0)
    lakes = union_all(list(bodies.values()))
    for key, water in given.items():
        if not water.rings:
            bodies[key] = _river(water.line, water.width_m, lakes)
    taken: BaseGeometry = Polygon()
    quays = union_all(
        [_turned(row, *figures.to_local([[row["lon"], row["lat"]]])[0]) for row in _rows("quay")]
    )
    for key in given:
        whole = bodies[key].difference(quays)
        bodies[key] = whole.difference(taken)
        taken = taken.union(whole)
    return bodies


@cache
def water_area() -> "MultiPolygon":
    """Return all water as one area, splinters between river and lake closed."""
    from shapely import MultiPolygon, Polygon, get_parts, union_all

    joined = (
        union_all(list(water_bodies().values()))
        .buffer(1.5, join_style="mitre")
        .buffer(-1.5, join_style="mitre")
    )
    bodies = []
    for part in get_parts(joined):
        islands = [ring for ring in part.interiors if Polygon(ring).area > 60.0]
        if part.area > 60.0:
            bodies.append(Polygon(part.exterior, islands))
    return MultiPolygon(bodies).simplify(0.3)


@cache
def quarter_areas() -> dict[str, "BaseGeometry"]:
    """Return the area of each quarter, cut so that every spot belongs to the first that claims it."""
    from shapely import Polygon

    areas: dict[str, BaseGeometry] = {}
    taken: BaseGeometry = Polygon()
    for key, quarter in figures.quarters().items():
        whole = Polygon(quarter.outline).buffer(0)
        areas[key] = whole.difference(taken)
        taken = taken.union(whole)
    return areas


@cache
def precincts() -> dict[str, Precinct]:
    """Return the precincts by place, or by their own id where they belong to none."""
    found: dict[str, Precinct] = {}
    for row in _rows("precinct"):
        xy = (
            figures.places()[row["place"]].xy
            if "place" in row
            else figures.to_local([[row["lon"], row["lat"]]])[0]
        )
        key = str(row["place"] if "place" in row else row["id"])
        found[key] = Precinct(key, row["cover"], _turned(row, *xy))
    return found


@cache
def roundabout() -> tuple["Polygon", "Polygon"]:
    """Return the ring road round the Wenchang Pavilion and the island inside it."""
    from shapely import Point

    centre = Point(figures.places()["wenchang_pavilion"].xy)
    island = precincts()["wenchang_pavilion"].area
    return centre.buffer(ROUNDABOUT, quad_segs=16).difference(island), island


def rounded(ring: F64) -> F64:
    """Cut the corners of a closed ring twice (Chaikin), as water does; vertices move a few metres at most.

    Parameters
    ----------
    ring : ndarray of float64, shape (n, 2)
        Closed or not.

    Returns
    -------
    ndarray of float64, shape (4 n, 2)
        Not closed.
    """
    points = ring[:-1] if np.array_equal(ring[0], ring[-1]) else ring
    for share in (0.25, 0.25):
        following = np.roll(points, -1, axis=0)
        # A long straight reach keeps its line: corners are cut by at most 6 m.
        step = np.linalg.norm(following - points, axis=1, keepdims=True)
        cut = np.minimum(share, 6.0 / np.maximum(step, 1e-9))
        points = np.stack(
            [points + (following - points) * cut, following - (following - points) * cut], axis=1
        )
        points = points.reshape(-1, 2)
    return points


def _rows(kind: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = figures.table("precincts")[kind]
    return rows


def _turned(row: dict[str, Any], x: float, y: float) -> "Polygon":
    """Return the circle or the turned rectangle of a row, round a centre."""
    from shapely import Point, affinity, box

    if "radius_m" in row:
        return Point(x, y).buffer(row["radius_m"], quad_segs=8)
    half_w, half_d = row["width_m"] / 2, row["depth_m"] / 2
    return affinity.rotate(box(x - half_w, y - half_d, x + half_w, y + half_d), -row.get("bearing", 0.0))


def _river(line: F64, width: float, lakes: "BaseGeometry") -> "BaseGeometry":
    """Return a river's surface where it is not a lake, still touching the lakes at its ends."""
    from shapely import LineString, get_parts, union_all

    whole = LineString(_flowing(line))
    outside = [p for p in get_parts(whole.difference(lakes.buffer(LAKE_REACH))) if p.length > 4 * LAKE_REACH]
    reaches = whole.intersection(union_all(outside).buffer(2.2 * LAKE_REACH))
    return reaches.buffer(width / 2, quad_segs=4).difference(lakes)


def _flowing(line: F64) -> F64:
    """Cut the corners of an open line twice, ends kept."""
    points = line
    for _ in range(2):
        start, stop = points[:-1], points[1:]
        step = np.linalg.norm(stop - start, axis=1, keepdims=True)
        cut = np.minimum(0.25, 18.0 / np.maximum(step, 1e-9))
        inner = np.stack([start + (stop - start) * cut, stop - (stop - start) * cut], axis=1).reshape(-1, 2)
        points = np.vstack([points[:1], inner[1:-1], points[-1:]])
    return points
