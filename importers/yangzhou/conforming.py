"""A Delaunay triangulation that keeps given lines: segments are halved until no point lies in their circles.

A segment whose diametral circle is empty is an edge of the Delaunay triangulation (Gabriel), so that no
constrained triangulator is needed and the mesh has no cracks. It does not know ground or roads.
"""

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from scene.payloads.arrays import F64, I32

if TYPE_CHECKING:
    from scipy.spatial import cKDTree
    from shapely.geometry.base import BaseGeometry

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
        Each once, on a grid of 2 cm.
    segments : ndarray of int32, shape (m, 2)
        Rows of `points`.
    """
    from shapely import get_coordinates, get_parts, union_all

    parts = get_parts(union_all(lines, grid_size=GRID))
    coordinates, part = get_coordinates(parts, return_index=True)
    cells = np.round(coordinates / GRID).astype(np.int64)
    key = cells[:, 0] * (1 << 32) + cells[:, 1]
    _, first, number = np.unique(key, return_index=True, return_inverse=True)
    points = cells[first] * GRID
    joined = part[1:] == part[:-1]
    segments = np.column_stack([number[:-1][joined], number[1:][joined]])
    segments = np.unique(np.sort(segments, axis=1), axis=0)
    return points, segments[segments[:, 0] != segments[:, 1]].astype(np.int32)


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
    from scipy.spatial import cKDTree

    given = cKDTree(points)
    first = len(points)
    waiting, done = segments, segments[:0]
    for _ in range(ROUNDS):
        while len(waiting):
            middle, radius = _circles(points, waiting)
            trees = [given] if len(points) == first else [given, cKDTree(points[first:])]
            split = (2.0 * radius > longest) | (_entered(trees, middle, radius) & (radius > SHORTEST))
            done, rows, new = np.vstack([done, waiting[~split]]), waiting[split], middle[split]
            number = len(points) + np.arange(len(new), dtype=np.int32)
            points = np.vstack([points, new])
            waiting = np.vstack(
                [np.column_stack([rows[:, 0], number]), np.column_stack([number, rows[:, 1]])]
            )
        # A later point may lie in the circle of a segment that was good before.
        middle, radius = _circles(points, done)
        added = [cKDTree(points[first:])] if len(points) > first else []
        again = _entered(added, middle, radius) & (radius > SHORTEST)
        waiting, done = done[again], done[~again]
        if not len(waiting):
            break
    return points, np.vstack([done, waiting])


def intruders(points: F64, segments: I32, others: F64) -> NDArray[np.bool_]:
    """Tell which of the `others`, shape (n, 2), lie in the circle of a segment."""
    from scipy.spatial import cKDTree

    inside = np.zeros(len(others), bool)
    middle, radius = _circles(points, segments)
    while len(middle):
        left = np.flatnonzero(~inside)
        distance, nearest = cKDTree(others[left]).query(
            middle, distance_upper_bound=float(radius.max()) + 1.0
        )
        hit = distance < radius * (1.0 + 1e-7)
        inside[left[nearest[hit]]] = True
        middle, radius = middle[hit], radius[hit]
    return inside


def entered(points: F64, segments: I32, others: F64) -> NDArray[np.bool_]:
    """Tell which segments hold one of the `others` in their circle."""
    from scipy.spatial import cKDTree

    return _entered([cKDTree(others)], *_circles(points, segments))


def _circles(points: F64, segments: I32) -> tuple[F64, F64]:
    """Return middle and radius of the diametral circles."""
    start, stop = points[segments[:, 0]], points[segments[:, 1]]
    return 0.5 * (start + stop), 0.5 * np.hypot(*(stop - start).T)


def _entered(trees: "list[cKDTree]", middle: F64, radius: F64) -> NDArray[np.bool_]:
    """Tell which circles hold a point. Their own ends lie on them, not in them."""
    entered = np.zeros(len(middle), bool)
    for tree in trees:
        left = np.flatnonzero(~entered)
        if len(left):
            distance, _ = tree.query(middle[left], distance_upper_bound=float(radius[left].max()), workers=-1)
            entered[left] = distance < radius[left] * (1.0 - 1e-7)
    return entered


def triangulated(points: F64, segments: I32) -> tuple[I32, I32, int]:
    """Triangulate points, and find the regions that segments enclose.

    Parameters
    ----------
    points : ndarray of float64, shape (n, 2)
    segments : ndarray of int32, shape (s, 2)
        Edges that part regions.

    Returns
    -------
    faces : ndarray of int32, shape (m, 3)
        Counter-clockwise; slivers along the hull are left out.
    region : ndarray of int32, shape (m,)
        Region of each face.
    lost : int
        Segments that are no edge of any face; 0 if the triangulation conforms everywhere.
    """
    from scipy.spatial import Delaunay

    mesh = Delaunay(points - points.mean(axis=0))
    faces: I32 = mesh.simplices.astype(np.int32)
    region, lost = _regions(faces, mesh.neighbors, segments, len(points))
    a, b, c = (points[faces[:, k]] for k in range(3))
    twice = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    clockwise = twice < 0
    faces[clockwise] = faces[clockwise][:, ::-1]
    whole = np.abs(twice) > 1e-4
    _, numbered = np.unique(region[whole], return_inverse=True)
    return faces[whole], numbered.astype(np.int32), lost


def _regions(faces: I32, neighbours: I32, segments: I32, count: int) -> tuple[I32, int]:
    """Join faces that meet at an edge which is no segment; `neighbours` lie opposite each corner."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    wall = np.sort(segments, axis=1).astype(np.int64)
    wall_key = np.unique(wall[:, 0] * count + wall[:, 1])
    owner = np.repeat(np.arange(len(faces), dtype=np.int32), 3)
    other = neighbours.ravel()
    once = owner < other  # each inner edge from one side; edges of the hull part nothing
    start, stop = np.roll(faces, -1, axis=1).ravel()[once], np.roll(faces, -2, axis=1).ravel()[once]
    owner, other = owner[once], other[once]
    key = np.minimum(start, stop).astype(np.int64) * count + np.maximum(start, stop)
    at = np.minimum(np.searchsorted(wall_key, key), len(wall_key) - 1)
    walled = wall_key[at] == key
    found = np.zeros(len(wall_key), bool)
    found[at[walled]] = True
    lost = wall_key[~found]
    hull = neighbours.min(axis=1) < 0
    lost = lost[~np.isin(lost // count, faces[hull]) | ~np.isin(lost % count, faces[hull])]
    # Where lines meet at a hair's angle a tiny edge may be lost: the faces there stand alone.
    lone = np.zeros(count, bool)
    lone[lost // count] = lone[lost % count] = True
    alone: NDArray[np.bool_] = np.any(lone[faces], axis=1)
    open_ = ~(walled | alone[owner] | alone[other])
    links = (np.ones(int(open_.sum()), np.int8), (owner[open_], other[open_]))
    _, region = connected_components(coo_matrix(links, shape=(len(faces), len(faces))), directed=False)
    return region.astype(np.int32), len(lost)
