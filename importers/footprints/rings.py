"""Polygons as the ragged rings of a payload: moved into the frame, repaired, cleaned, counted.

Everything runs over whole arrays; a feature is looked at singly only to name it in an issue.
It does not know heights or attributes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue
from importers.issues import tell
from scene.errors import UnreadableFile
from scene.messages import msg
from scene.payloads.arrays import F32, F64, I32

#: A ring that encloses less is no building but a slip of the pen, m².
_SMALLEST_AREA: Final = 0.01

__all__ = ["Rings", "geometries", "moved_shapes", "polygons_of", "ragged", "tell"]

_POINT, _LINE, _RING, _POLYGON, _MULTIPOLYGON, _COLLECTION = 0, 1, 2, 3, 6, 7


@dataclass(frozen=True, slots=True, eq=False)
class Rings:
    """Polygons as nested ragged arrays; as in :class:`scene.payloads.Buildings`.

    Parameters
    ----------
    rings : ndarray of float32, shape (v, 2)
    ring_start, part_start, feature_start : ndarray of int32
        Nested offsets.
    rows : ndarray of int64, shape (n,)
        Row of the file that each feature comes from.
    area : ndarray of float64, shape (n,)
        Square metres.
    """

    rings: F32
    ring_start: I32
    part_start: I32
    feature_start: I32
    rows: NDArray[np.int64]
    area: F64


def geometries(wkb: NDArray[Any], issues: list[ImportIssue]) -> NDArray[Any]:
    """Return flat geometries of WKB, None for what cannot be read or has a coordinate that is no number.

    Parameters
    ----------
    wkb : ndarray of object, shape (n,)
    issues : list of ImportIssue
        Is told of features without a usable geometry.
    """
    import shapely

    shapes: NDArray[Any] = shapely.force_2d(shapely.from_wkb(wkb, on_invalid="ignore"))
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    shapes[np.unique(owner[~np.isfinite(coordinates).all(axis=1)])] = None
    lost = np.flatnonzero(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    shapes[lost] = None
    tell(issues, "dropped", "Features without a usable geometry: {count} (rows {rows}).", lost)
    return shapes


def moved_shapes(shapes: NDArray[Any], move: Callable[[F64], F64]) -> NDArray[Any]:
    """Return geometries with every vertex moved, and rounded to the float32 they will be kept in."""
    import shapely

    def into_frame(xy: F64) -> F64:
        return move(xy).astype(np.float32).astype(np.float64)

    local: NDArray[Any] = shapely.transform(shapes, into_frame)
    try:
        return np.asarray(shapely.remove_repeated_points(local, 0.0))
    except shapely.GEOSException:  # a ring of fewer than three places: it is repaired or dropped later
        sound = shapely.is_valid(local)
        local[sound] = shapely.remove_repeated_points(local[sound], 0.0)
        return local


def polygons_of(shapes: NDArray[Any], issues: list[ImportIssue]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return sound polygons and the row that each comes from.

    Invalid ones are repaired; points and lines are dropped, and counted.
    """
    import shapely

    kind = shapely.get_type_id(shapes)
    areal = np.isin(kind, (_POLYGON, _MULTIPOLYGON, _COLLECTION))
    others = np.flatnonzero((kind >= 0) & ~areal)
    tell(issues, "dropped", "Points or lines among the polygons, left out: {count} (rows {rows}).", others)
    rows = np.flatnonzero(areal)
    sound = shapely.is_valid(shapes[rows])
    broken = rows[~sound]
    repaired = shapes.copy()
    repaired[broken] = shapely.make_valid(shapes[broken])
    parts, owner = _polygon_parts(repaired[rows])
    large = shapely.area(parts) >= _SMALLEST_AREA
    parts, owner = parts[large], rows[owner[large]]
    lost = np.setdiff1d(rows, owner)
    mended = np.setdiff1d(broken, lost)
    tell(issues, "repaired", "Self-crossing polygons, repaired: {count} (rows {rows}).", mended)
    tell(issues, "dropped", "Polygons that enclose no area, left out: {count} (rows {rows}).", lost)
    return parts, owner


def _polygon_parts(shapes: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return the polygons inside any nesting of collections, and which shape each belongs to."""
    import shapely

    parts, owner = shapely.get_parts(shapes, return_index=True)
    while np.isin(shapely.get_type_id(parts), (_MULTIPOLYGON, _COLLECTION)).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        owner = owner[inner]
    areal = shapely.get_type_id(parts) == _POLYGON
    return parts[areal], owner[areal]


def ragged(polygons: NDArray[Any], owner: NDArray[np.int64], name: str) -> Rings:
    """Return polygons as ragged arrays: outer rings counter-clockwise, holes clockwise, no closing repeat.

    Parameters
    ----------
    polygons : ndarray of object
        Valid polygons in local metres, those of a feature side by side.
    owner : ndarray of int64
        Row of each, rising.
    name : str
        Name of the file, for the sentence.

    Raises
    ------
    UnreadableFile
        If there are none.
    """
    import shapely

    if not len(polygons):
        raise UnreadableFile(
            msg("{file} holds no usable polygon.", file=name),
            msg("Check that the right layer was exported, with its geometry."),
        )
    turned = shapely.orient_polygons(polygons, exterior_cw=False)
    _, vertices, (ring_end, part_end) = shapely.to_ragged_array(turned, include_z=False)
    closing = np.asarray(ring_end[1:]) - 1
    open_vertices = np.delete(vertices, closing, axis=0)
    rows, first = np.unique(owner, return_index=True)
    return Rings(
        open_vertices.astype(np.float32),
        (np.asarray(ring_end) - np.arange(len(ring_end))).astype(np.int32),
        np.asarray(part_end).astype(np.int32),
        np.append(first, len(owner)).astype(np.int32),
        rows,
        np.add.reduceat(shapely.area(polygons), first),
    )
