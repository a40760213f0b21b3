"""Polygons as the ragged rings of a payload: moved into the frame, repaired, cleaned, counted.

Everything runs over whole arrays; a feature is looked at singly only to name it in an issue.
It does not know heights or attributes.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from importers.base import ImportIssue
from importers.common.ragged import taken
from importers.footprints.shapes import Shapes
from importers.issues import tell
from scene.errors import UnreadableFile
from scene.messages import msg
from scene.payloads.arrays import F32, F64, I32

#: A ring that encloses less is no building but a slip of the pen, m².
_SMALLEST_AREA: Final = 0.01

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


def rings_of(shapes: Shapes, file: str, issues: list[ImportIssue], apart: bool = False) -> Rings:
    """Return the polygons of a layer as ragged arrays: outer rings counter-clockwise, no closing repeat.

    Parameters
    ----------
    shapes : Shapes
        In local metres.
    file : str
        Name of the file, for the sentence.
    issues : list of ImportIssue
        Is told what was repaired and dropped.
    apart : bool
        Whether polygons of one feature are parts, which may overlap; else overlaps are mended.

    Raises
    ------
    UnreadableFile
        If there are none.
    """
    from importers.footprints.plain_rings import tidied_rings

    xy, sizes, area, sound = tidied_rings(np.asarray(shapes.xy, np.float32), shapes.start, _SMALLEST_AREA)
    odd = shapes.rows[~sound]
    polygons, owner = polygons_of(shapes.objects(odd), issues, apart)
    if not len(polygons) and not len(xy):
        raise UnreadableFile(
            msg("{file} holds no usable polygon.", file=file),
            msg("Check that the right layer was exported, with its geometry."),
        )
    plain = _plain(xy, sizes[sound], shapes.rows[sound], area[sound])
    return _merged(plain, ragged(polygons, owner)) if len(polygons) else plain


def polygons_of(
    shapes: NDArray[Any], issues: list[ImportIssue], apart: bool = False
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Return sound polygons and the row that each comes from.

    Invalid ones are repaired, each by itself if they are `apart`; points and lines are dropped, and counted.
    """
    import shapely

    kind = shapely.get_type_id(shapes)
    areal = np.isin(kind, (_POLYGON, _MULTIPOLYGON, _COLLECTION))
    others = np.flatnonzero((kind >= 0) & ~areal)
    tell(issues, "dropped", "Points or lines among the polygons, left out: {count} (rows {rows}).", others)
    rows = np.flatnonzero(areal)
    pieces = shapes[rows]
    if apart:
        pieces, whose = shapely.get_parts(pieces, return_index=True)
        rows = rows[whose]
    sound = shapely.is_valid(pieces)
    broken = np.unique(rows[~sound])
    pieces[~sound] = shapely.make_valid(pieces[~sound])
    parts, owner = _polygon_parts(pieces)
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


def _plain(xy: F32, sizes: I32, rows: NDArray[np.int64], area: F64) -> Rings:
    each = np.arange(len(sizes) + 1, dtype=np.int32)
    return Rings(xy, np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32), each, each, rows, area)


def _merged(one: Rings, other: Rings) -> Rings:
    """Return the features of two sets of rings in the order of their rows."""
    rows = np.concatenate([one.rows, other.rows])
    order = np.argsort(rows, kind="stable")
    rings, parts, vertices = len(one.ring_start) - 1, len(one.part_start) - 1, len(one.rings)
    feature = np.concatenate([one.feature_start[:-1], other.feature_start + parts]).astype(np.int64)
    part = np.concatenate([one.part_start[:-1], other.part_start + rings]).astype(np.int64)
    ring = np.concatenate([one.ring_start[:-1], other.ring_start + vertices]).astype(np.int64)
    part_order, feature_start = taken(np.arange(len(part) - 1), feature, order)
    ring_order, part_start = taken(np.arange(len(ring) - 1), part, part_order)
    xy, ring_start = taken(np.concatenate([one.rings, other.rings]), ring, ring_order)
    return Rings(
        xy,
        ring_start.astype(np.int32),
        part_start.astype(np.int32),
        feature_start.astype(np.int32),
        rows[order],
        np.concatenate([one.area, other.area])[order],
    )


def ragged(polygons: NDArray[Any], owner: NDArray[np.int64]) -> Rings:
    """Return polygons as ragged arrays: outer rings counter-clockwise, holes clockwise, no closing repeat.

    Parameters
    ----------
    polygons : ndarray of object
        Valid polygons in local metres, those of a feature side by side.
    owner : ndarray of int64
        Row of each, rising.
    """
    import shapely

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
