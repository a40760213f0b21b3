"""Planar polygons in space: cleaned, measured, and cut into triangles in their own planes.

Everything runs over whole arrays. It does not know what a polygon is to a building.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue
from importers.citymodel.objects import CityObjects
from importers.citymodel.telling import tell
from scene.payloads.arrays import F32, F64, I32

#: Vertices nearer than this to the one before are the same, metres.
_SAME: Final = 1e-4
#: A polygon that encloses less is none, m².
_SMALLEST: Final = 1e-8
#: A vertex farther than this from the plane of its polygon makes it no plane; metres, as val3dity has it.
PLANAR: Final = 0.01
#: Triangles that cover so much more or less than a polygon tell that it crosses itself: a share, and m².
_CROSSED: Final = 0.01
_SLIVER: Final = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Planes:
    """The plane of each polygon.

    Parameters
    ----------
    normal : ndarray of float64, shape (p, 3)
        Of length one, by the turn of the outer ring; zero for a polygon without an area.
    area : ndarray of float64, shape (p,)
        Of the outer ring, m².
    origin : ndarray of float64, shape (p, 3)
        First vertex of the outer ring.
    off : ndarray of float64, shape (p,)
        Greatest distance of a vertex from the plane through the middle of the outer ring, metres.
    """

    normal: F64
    area: F64
    origin: F64
    off: F64


def cleaned(model: CityObjects, xyz: F64, issues: list[ImportIssue]) -> tuple[CityObjects, Planes]:
    """Return a model whose rings close without a repeat, with at least three vertices and an area.

    Parameters
    ----------
    model : CityObjects
    xyz : ndarray of float64, shape (v, 3)
        Its vertices in metres.
    issues : list of ImportIssue
        Is told of polygons that are lost, and of those that are no planes.
    """
    model = replace(model, xyz=xyz)
    finite = np.isfinite(model.xyz).all(axis=1)
    rings = len(model.ring_start) - 1
    sound_ring = np.ones(rings, dtype=bool)
    sound_ring[model.ring_of_vertex[~finite]] = False
    repeated = _repeats(model)
    sizes = np.bincount(model.ring_of_vertex[~repeated], minlength=rings)
    sound_ring &= sizes >= 3
    kept = _outer_kept(model, sound_ring)
    tell(
        issues, "dropped", "Polygons with fewer than three different vertices, left out: {count} ({names}).",
        model, np.flatnonzero(~kept),
    )  # fmt: skip
    model = model.kept(kept, sound_ring, ~repeated)
    planes = planes_of(model)
    flat = planes.area <= _SMALLEST
    tell(
        issues,
        "dropped",
        "Polygons that enclose no area, left out: {count} ({names}).",
        model,
        np.flatnonzero(flat),
    )
    bent = ~flat & (planes.off > PLANAR)
    tell(
        issues, "note", "Polygons that are no planes, a corner up to {off:.2f} m off: {count} ({names}).",
        model, np.flatnonzero(bent), off=float(planes.off[bent].max(initial=0.0)),
    )  # fmt: skip
    sound = Planes(planes.normal[~flat], planes.area[~flat], planes.origin[~flat], planes.off[~flat])
    return model.of_polygons(~flat), sound


def _repeats(model: CityObjects) -> NDArray[np.bool_]:
    """Return which vertices stand where the next one in their ring does; the last one's next is the first."""
    near = np.abs(model.xyz - model.xyz[following_of(model)]).max(axis=1, initial=0.0) <= _SAME
    alone = np.repeat(np.diff(model.ring_start) == 1, np.diff(model.ring_start))
    result: NDArray[np.bool_] = near & ~alone
    return result


def following_of(model: CityObjects) -> NDArray[np.int64]:
    """Return the next vertex in the ring of each vertex; rings may be empty."""
    following = np.arange(1, len(model.xyz) + 1)
    filled = np.diff(model.ring_start) > 0
    following[model.ring_start[1:][filled] - 1] = model.ring_start[:-1][filled]
    return following


def _outer_kept(model: CityObjects, sound_ring: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which polygons keep their outer ring."""
    has = np.diff(model.polygon_start) > 0
    kept = has.copy()
    kept[has] &= sound_ring[model.polygon_start[:-1][has]]
    return kept


def ring_vectors(model: CityObjects) -> F64:
    """Return twice the area vector of each ring (Newell's sum), shape (r, 3); every ring has a vertex."""
    start = model.ring_start
    following = following_of(model)
    anchored = model.xyz - np.repeat(model.xyz[start[:-1]], np.diff(start), axis=0)
    turns = np.cross(anchored, anchored[following])
    vectors: F64 = np.add.reduceat(turns, start[:-1], axis=0) if len(start) > 1 else np.zeros((0, 3))
    return vectors


def planes_of(model: CityObjects) -> Planes:
    """Return the planes of polygons whose rings all have vertices."""
    p = len(model.polygon_start) - 1
    if not p:
        return Planes(np.zeros((0, 3)), np.zeros(0), np.zeros((0, 3)), np.zeros(0))
    outer = model.polygon_start[:-1]
    twice = ring_vectors(model)[outer]
    length = np.linalg.norm(twice, axis=1)
    normal = twice / np.maximum(length, 1e-300)[:, None]
    normal[length <= 2 * _SMALLEST] = 0.0
    first = model.ring_start[outer]
    origin = model.xyz[first]
    polygon = model.polygon_of_ring[model.ring_of_vertex]
    above = np.einsum("ij,ij->i", model.xyz - origin[polygon], normal[polygon])
    edges = model.ring_start[model.polygon_start[:-1]]
    low, high = np.minimum.reduceat(above, edges), np.maximum.reduceat(above, edges)
    return Planes(normal, length / 2.0, origin, (high - low) / 2.0)


def triangles_of(model: CityObjects, planes: Planes, issues: list[ImportIssue]) -> tuple[I32, I32]:
    """Cut polygons into triangles, each in its own plane.

    Parameters
    ----------
    model : CityObjects
        As :func:`cleaned` returns it.
    planes : Planes
    issues : list of ImportIssue
        Is told of polygons that their triangles do not cover exactly, as those that cross themselves.

    Returns
    -------
    triangles : ndarray of int32, shape (t, 3)
        Vertices of the model, counter-clockwise seen from where the normal points.
    polygon : ndarray of int32, shape (t,)
        Polygon of each.
    """
    from scene.geometry.triangulate import triangulate

    polygons = np.arange(len(model.polygon_start) - 1, dtype=np.int32)
    if not len(polygons):
        return np.zeros((0, 3), np.int32), np.zeros(0, np.int32)
    across, up = _axes(planes.normal)
    polygon = model.polygon_of_ring[model.ring_of_vertex]
    relative = model.xyz - planes.origin[polygon]
    flat: F32 = np.column_stack(
        [np.einsum("ij,ij->i", relative, axis[polygon]) for axis in (across, up)]
    ).astype(np.float32)
    triangles, start = triangulate(flat, model.ring_start, model.polygon_start, polygons)
    polygon_of = np.repeat(polygons, np.diff(start))
    covered = _areas(flat.astype(np.float64), triangles, polygon_of, len(polygons))
    around = np.add.reduceat(ring_vectors(model), model.polygon_start[:-1], axis=0) / 2.0
    wanted = np.abs(np.einsum("ij,ij->i", around, planes.normal))
    crossed = np.abs(covered - wanted) > _CROSSED * wanted + _SLIVER
    tell(issues, "note", "Polygons that cross themselves: {count} ({names}).", model, np.flatnonzero(crossed))
    return triangles, polygon_of


def _areas(flat: F64, triangles: I32, polygon: I32, polygons: int) -> F64:
    """Return the area of the triangles of each polygon, m²."""
    a, b, c = (flat[triangles[:, corner]] for corner in range(3))
    twice = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    area: F64 = np.bincount(polygon, np.abs(twice) / 2.0, minlength=polygons).astype(np.float64)
    return area


def _axes(normal: F64) -> tuple[F64, F64]:
    """Return two axes in each plane that with its normal make a right-handed three: level, then upwards."""
    level = np.column_stack([-normal[:, 1], normal[:, 0], np.zeros(len(normal))])
    length = np.linalg.norm(level, axis=1)
    lying = length < 1e-6
    level[lying] = (1.0, 0.0, 0.0)
    level /= np.where(lying, 1.0, length)[:, None]
    up = np.cross(normal, level)
    return level, up
