"""A Delaunay triangulation that keeps given lines: segments are halved until no point lies in their circles.

A segment whose diametral circle is empty is an edge of the Delaunay triangulation (Gabriel), so that no
constrained triangulator is needed and the mesh has no cracks. It does not know ground or roads.
"""

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from scene.geometry.delaunay import delaunay, regions, snapped
from scene.geometry.point_cells import PointCells, held_points, holding_circles, point_cells
from scene.payloads.arrays import F64, I32

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

I64 = NDArray[np.int64]

#: Points closer than this are one, metres.
GRID: Final = 0.02
#: Segments are not halved below twice this, metres: two lines that meet at a sharp angle would never end.
SHORTEST: Final = 0.08
#: How often all segments are looked at again; what is left after that are hairs.
ROUNDS: Final = 6


def noded(lines: "list[BaseGeometry]") -> tuple[F64, I32]:
    """Cut lines at each other and return what they are made of.

    Parameters
    ----------
    lines : list of shapely geometry
        Lines or polygon boundaries, metres.

    Returns
    -------
    points : ndarray of float64, shape (n, 2)
        Each once, on a grid of 2 cm, as exact as the triangulation needs them.
    segments : ndarray of int32, shape (m, 2)
        Rows of `points`.
    """
    from shapely import get_coordinates, get_parts, union_all

    parts = get_parts(union_all(lines, grid_size=GRID))
    coordinates, part = get_coordinates(parts, return_index=True)
    cells = np.round(coordinates / GRID).astype(np.int64)
    key = cells[:, 0] * (1 << 32) + cells[:, 1]
    _, first, number = np.unique(key, return_index=True, return_inverse=True)
    points = snapped(cells[first] * GRID)
    joined = part[1:] == part[:-1]
    start, stop = number[:-1][joined], number[1:][joined]
    edges = np.unique(_keys(start, stop, len(points))[start != stop])
    return points, np.column_stack(np.divmod(edges, len(points))).astype(np.int32)


def refined(points: F64, segments: I32, longest: float) -> tuple[F64, I32]:
    """Halve segments until each is shorter than `longest` and its diametral circle holds no other point.

    Parameters
    ----------
    points : ndarray of float64, shape (n, 2)
    segments : ndarray of int32, shape (m, 2)
    longest : float
        Metres.

    Returns
    -------
    points, segments : as given, with points added at the end
    """
    given = point_cells(points)
    first = len(points)
    waiting, done = segments, segments[:0]
    for _ in range(ROUNDS):
        while len(waiting):
            middle, radius = _circles(points, waiting)
            cells = [given] if len(points) == first else [given, point_cells(points[first:])]
            split = (2.0 * radius > longest) | (_entered(cells, middle, radius) & (radius > SHORTEST))
            done, rows, new = np.vstack([done, waiting[~split]]), waiting[split], snapped(middle[split])
            number = len(points) + np.arange(len(new), dtype=np.int32)
            points = np.vstack([points, new])
            waiting = np.vstack(
                [np.column_stack([rows[:, 0], number]), np.column_stack([number, rows[:, 1]])]
            )
        # A later point may lie in the circle of a segment that was good before.
        middle, radius = _circles(points, done)
        again = _entered([point_cells(points[first:])], middle, radius) & (radius > SHORTEST)
        waiting, done = done[again], done[~again]
        if not len(waiting):
            break
    return points, np.vstack([done, waiting])


def intruders(points: F64, segments: I32, others: F64) -> NDArray[np.bool_]:
    """Tell which of the `others`, shape (n, 2), lie in the circle of a segment."""
    middle, radius = _circles(points, segments)
    return held_points(point_cells(others), middle, radius * (1.0 + 1e-7))


def entered(points: F64, segments: I32, others: F64, longer: float) -> NDArray[np.bool_]:
    """Tell which segments of more than some length hold one of the `others` in their circle."""
    middle, radius = _circles(points, segments)
    return _entered([point_cells(others)], middle, radius) & (2.0 * radius > longer)


def _circles(points: F64, segments: I32) -> tuple[F64, F64]:
    """Return middle and radius of the diametral circles."""
    start, stop = points[segments[:, 0]], points[segments[:, 1]]
    x, y = (stop - start).T
    return 0.5 * (start + stop), 0.5 * np.sqrt(x * x + y * y)


def _entered(groups: list[PointCells], middle: F64, radius: F64) -> NDArray[np.bool_]:
    """Tell which circles hold a point. Their own ends lie on them, not in them."""
    inner = radius * (1.0 - 1e-7)
    return np.asarray(np.any([holding_circles(cells, middle, inner) for cells in groups], axis=0))


def triangulated(points: F64, segments: I32) -> tuple[I32, I32, int]:
    """Triangulate points, and find the regions that segments enclose.

    Parameters
    ----------
    points : ndarray of float64, shape (n, 2)
        As :func:`scene.geometry.delaunay.snapped` returns them.
    segments : ndarray of int32, shape (s, 2)
        Edges that part regions.

    Returns
    -------
    faces : ndarray of int32, shape (m, 3)
        Counter-clockwise.
    region : ndarray of int32, shape (m,)
        Region of each face.
    lost : int
        Segments that are no edge of any face; 0 if the triangulation conforms everywhere.
    """
    faces, twins = delaunay(points)
    wall = np.unique(_keys(segments[:, 0], segments[:, 1], len(points)))
    edge = _keys(faces.ravel(), np.roll(faces, -1, axis=1).ravel(), len(points))
    at = np.minimum(np.searchsorted(wall, edge), len(wall) - 1)
    walled = wall[at] == edge
    found = np.zeros(len(wall), np.bool_)
    found[at[walled]] = True
    # Where lines meet at a hair's angle a tiny edge may be lost: the faces there stand alone.
    lost = wall[~found]
    lone = np.zeros(len(points), np.bool_)
    lone[lost // len(points)] = lone[lost % len(points)] = True
    alone = np.repeat(lone[faces].any(axis=1), 3)
    return faces, regions(twins, walled | alone | alone[twins]), len(lost)


def _keys(start: I32 | I64, stop: I32 | I64, count: int) -> I64:
    """Return one number for each edge between two of `count` points, whichever way it runs."""
    return np.minimum(start, stop).astype(np.int64) * count + np.maximum(start, stop)
