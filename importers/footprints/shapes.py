"""The geometries of a layer: plain rings as numbers, everything else as shapely's; read and moved.

A million polygons as objects take longer to make than to draw, so only odd ones become objects.
It does not know attributes or heights.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from importers.common.ragged import I64, taken
from scene.payloads.arrays import F32, F64

_AREAL = (3, 6, 7)
#: Vertices moved at a time.
_AT_ONCE = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """n geometries.

    Parameters
    ----------
    rows : ndarray of int64, shape (k,)
        Which of them are one plain ring, rising.
    xy : ndarray of float64 (of float32 in a frame), shape (v, 2)
        The vertices of those, without a closing repeat.
    start : ndarray of int64, shape (k + 1,)
        Where each ring begins.
    others : ndarray of object, shape (n,)
        Geometries of shapely; None for a plain ring and for what cannot be read. Heights stay until they
        are moved.
    highest : ndarray of float32, shape (n,)
        Highest z of each, nan where there is none.
    """

    rows: I64
    xy: F64 | F32
    start: I64
    others: NDArray[Any]
    highest: F32

    @property
    def count(self) -> int:
        """Number of geometries."""
        return len(self.others)

    @property
    def missing(self) -> I64:
        """Rows without a usable geometry."""
        import shapely

        none: NDArray[np.bool_] = shapely.is_missing(self.others)
        none[self.rows] = False
        return np.flatnonzero(none)

    @property
    def any_areal(self) -> bool:
        """Whether there is an area among them."""
        import shapely

        return len(self.rows) > 0 or bool(np.isin(shapely.get_type_id(self.others), _AREAL).any())

    def sample(self, most: int) -> F64:
        """Return about `most` of the vertices, with those that lie furthest out; none if there are none."""
        import shapely

        found = []
        for xy in (self.xy, shapely.get_coordinates(self.others)):
            if len(xy):
                x, y = np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1])
                ends = [x.argmin(), y.argmin(), x.argmax(), y.argmax()]
                found += [xy[:: max(1, len(xy) // most)], xy[ends]]
        return np.vstack(found).astype(np.float64) if found else np.empty((0, 2))

    def moved(self, move: Callable[[F64], F64]) -> "Shapes":
        """Return the geometries with every vertex moved, and rounded to the float32 they will be kept in."""
        import shapely

        local = np.empty((len(self.xy), 2), np.float32)
        for first in range(0, len(local), _AT_ONCE):
            local[first : first + _AT_ONCE] = move(self.xy[first : first + _AT_ONCE].astype(np.float64))

        def into_frame(xy: F64) -> F64:
            return move(xy).astype(np.float32).astype(np.float64)

        others = self.others.copy()
        some = np.flatnonzero(~shapely.is_missing(others))
        others[some] = _without_repeats(shapely.transform(others[some], into_frame))
        return Shapes(self.rows, local, self.start, others, self.highest)

    def scaled(self, factor: float) -> "Shapes":
        """Return the geometries with every coordinate multiplied, nothing rounded; z as it is."""
        import shapely

        if factor == 1.0:
            return self
        others = shapely.transform(self.others, lambda xy: xy * factor)
        return Shapes(self.rows, self.xy * factor, self.start, others, self.highest)

    def objects(self, rows: I64 | None = None) -> NDArray[Any]:
        """Return geometries as shapely's, shape (n,); of plain rings only those of `rows`, if given."""
        import shapely

        places = np.arange(len(self.rows))
        if rows is not None:
            places = places[np.isin(self.rows, rows)]
        shapes = self.others.copy()
        if len(places):
            xy, start = taken(self.xy, self.start, places)
            ring = np.repeat(np.arange(len(places)), np.diff(start))
            shapes[self.rows[places]] = shapely.polygons(
                shapely.linearrings(xy.astype(np.float64), indices=ring)
            )
        return shapes

    def chosen(self, rows: I64) -> "Shapes":
        """Return some of the geometries, in rising order of rows."""
        places = np.flatnonzero(np.isin(self.rows, rows))
        xy, start = taken(self.xy, self.start, places)
        numbers = np.searchsorted(rows, self.rows[places])
        return Shapes(numbers, xy, start, self.others[rows], self.highest[rows])

    def middles(self, rows: I64) -> F64:
        """Return the middle of the box about each of some geometries, shape (k, 2), nan if there is none."""
        import shapely

        box = shapely.bounds(self.others[rows]).reshape(-1, 4)
        place = np.searchsorted(self.rows, rows)
        plain = np.flatnonzero(np.isin(rows, self.rows))
        if len(plain):
            xy, start = taken(np.asarray(self.xy, np.float64), self.start, place[plain])
            box[plain, :2] = np.minimum.reduceat(xy, start[:-1])
            box[plain, 2:] = np.maximum.reduceat(xy, start[:-1])
        middles: F64 = (box[:, :2] + box[:, 2:]) / 2.0
        return middles

    def areas(self) -> F64:
        """Return the area of each areal geometry, nan for points and lines."""
        import shapely

        areas = np.where(np.isin(shapely.get_type_id(self.others), _AREAL), shapely.area(self.others), np.nan)
        if len(self.rows):
            x, y = np.asarray(self.xy, np.float64).T
            following = np.arange(1, len(x) + 1)
            following[self.start[1:] - 1] = self.start[:-1]
            first = np.repeat(self.start[:-1], np.diff(self.start))
            x, y = x - x[first], y - y[first]
            areas[self.rows] = 0.5 * np.abs(
                np.add.reduceat(x * y[following] - x[following] * y, self.start[:-1])
            )
        return areas


def read_wkb(data: NDArray[np.uint8], start: I64) -> Shapes:
    """Return geometries of well-known binary.

    Parameters
    ----------
    data : ndarray of uint8
        One geometry after the other.
    start : ndarray of int64, shape (n + 1,)
        Where each begins; one of no bytes is none.
    """
    from importers.footprints.plain_rings import ring_sizes, ring_vertices

    sizes = ring_sizes(data, start)
    xy, highest = ring_vertices(data, start, sizes)
    odd = np.flatnonzero((sizes == 0) & (np.diff(start) > 0))
    others = np.full(len(sizes), None, dtype=object)
    others[odd], highest[odd] = _objects([data[start[row] : start[row + 1]].tobytes() for row in odd])
    rows = np.flatnonzero(sizes)
    ends = np.concatenate([[0], np.cumsum(sizes[rows])]).astype(np.int64)
    return Shapes(rows, xy, ends, others, highest)


def of_wkb(values: Iterable[bytes | None]) -> Shapes:
    """Return geometries of single pieces of well-known binary, None for none."""
    held = [value or b"" for value in values]
    start = np.concatenate([[0], np.cumsum([len(wkb) for wkb in held])]).astype(np.int64)
    return read_wkb(np.frombuffer(b"".join(held), np.uint8), start)


def joined(parts: Sequence[Shapes]) -> Shapes:
    """Return the geometries of several pieces of a layer as one."""
    if len(parts) == 1:
        return parts[0]
    row = np.cumsum([0, *(part.count for part in parts)])
    vertex = np.cumsum([0, *(len(part.xy) for part in parts)])
    return Shapes(
        np.concatenate([part.rows + first for part, first in zip(parts, row, strict=False)]),
        np.concatenate([part.xy for part in parts]),
        np.concatenate([[0], *(part.start[1:] + first for part, first in zip(parts, vertex, strict=False))]),
        np.concatenate([part.others for part in parts]),
        np.concatenate([part.highest for part in parts]),
    )


def _objects(wkb: list[bytes]) -> tuple[NDArray[Any], F32]:
    """Return geometries of WKB and their highest z; None for what has no usable coordinates."""
    import shapely

    shapes = shapely.from_wkb(np.array(wkb, dtype=object), on_invalid="ignore")
    coordinates, owner = shapely.get_coordinates(shapes, include_z=True, return_index=True)
    highest = np.full(len(shapes), -np.inf, np.float32)
    np.fmax.at(highest, owner, coordinates[:, 2].astype(np.float32))
    highest[~np.isfinite(highest)] = np.nan
    shapes[np.unique(owner[~np.isfinite(coordinates[:, :2]).all(axis=1)])] = None
    shapes[shapely.is_missing(shapes) | shapely.is_empty(shapes)] = None
    return shapes, highest


def _without_repeats(shapes: NDArray[Any]) -> NDArray[Any]:
    import shapely

    try:
        return np.asarray(shapely.remove_repeated_points(shapes, 0.0))
    except shapely.GEOSException:  # a ring of fewer than three places: it is repaired or dropped later
        sound = shapely.is_valid(shapes)
        shapes[sound] = shapely.remove_repeated_points(shapes[sound], 0.0)
        return shapes
