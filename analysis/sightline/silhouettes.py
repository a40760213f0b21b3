"""What an eye sees of a body, column by column: its outline with every hole, and how far off each part is.

Columns stand in the middles of equal angles of azimuth; in elevation nothing is sampled. It does not know
what stands in front of the body.
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.sightline.silhouette_kernels import outline_columns
from scene.geometry.triangle_tree import TriangleTree
from scene.payloads.arrays import F32, F64, I32

I64 = NDArray[np.int64]
#: However small or far a body is, so many columns stand before it.
LEAST_COLUMNS: Final = 12
#: Pieces whose tangents differ by no more are one.
TOUCHING: Final = 1e-11
#: Half the height of a point, in elevation tangents: a hundredth of a millimetre at 100 m.
POINT: Final = 1e-7


class Pieces(NamedTuple):
    """The nearest surfaces of a body in each column, ragged, rising in elevation.

    Parameters
    ----------
    start : ndarray of int64, shape (n + 1,)
        Pieces of column ``i`` are ``start[i]`` to ``start[i + 1]``.
    low, high : ndarray of float64
        Elevation tangents between which a piece is seen.
    q_low, q_high : ndarray of float64
        Inverse of its horizontal distance at either end, 1/m.
    """

    start: I64
    low: F64
    high: F64
    q_low: F64
    q_high: F64


class Extent(NamedTuple):
    """Between which elevation tangents a body is seen in each column: ragged, rising, none touching."""

    start: I64
    low: F64
    high: F64


class Silhouette(NamedTuple):
    """A body as some eyes see it.

    Parameters
    ----------
    of : ndarray of int32, shape (n,)
        Which eye each column belongs to; columns of one eye follow one another, from right to left.
    way : ndarray of float64, shape (n, 2)
        Unit vector of the azimuth, east and north.
    width : ndarray of float64, shape (n,)
        Radians of azimuth that a column stands for.
    pieces : Pieces
    """

    of: I32
    way: F64
    width: F64
    pieces: Pieces

    def extent(self) -> Extent:
        """Return the outline of the body, its depths forgotten: pieces that touch are one."""
        pieces, n = self.pieces, len(self.of)
        column = np.repeat(np.arange(n), np.diff(pieces.start))
        begins = np.ones(len(column), np.bool_)
        begins[1:] = (column[1:] != column[:-1]) | (pieces.low[1:] > pieces.high[:-1] + TOUCHING)
        first = np.flatnonzero(begins)
        last = np.append(first[1:], len(column)) - 1 if len(first) else first
        start = np.concatenate(([0], np.cumsum(np.bincount(column[first], minlength=n)))).astype(np.int64)
        return Extent(start, pieces.low[first], pieces.high[last])

    def lowest(self) -> F64:
        """Return the elevation tangent of each column's lower edge, nan where it has no piece."""
        start = self.pieces.start
        some = start[1:] > start[:-1]
        found = np.full(len(self.of), np.nan)
        found[some] = self.pieces.low[start[:-1][some]]
        return found

    def highest(self) -> F64:
        """Return the elevation tangent of each column's upper edge, nan where it has no piece."""
        start = self.pieces.start
        some = start[1:] > start[:-1]
        found = np.full(len(self.of), np.nan)
        found[some] = self.pieces.high[start[1:][some] - 1]
        return found


def hull_of(plan: F64) -> F64:
    """Return the corners of the convex hull of some places, counter-clockwise, shape (k, 2).

    Andrew, Another efficient algorithm for convex hulls in two dimensions, 1979.
    """
    places = np.unique(plan, axis=0)
    if len(places) < 3:
        return places

    def half(ordered: F64) -> list[tuple[float, float]]:
        kept: list[tuple[float, float]] = []
        for x, y in ordered.tolist():
            while len(kept) > 1:
                (ax, ay), (bx, by) = kept[-2], kept[-1]
                if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0.0:
                    break
                kept.pop()
            kept.append((x, y))
        return kept[:-1]

    return np.array(half(places) + half(places[::-1]))


def span_of(hull: F64, eye: F64) -> tuple[float, float]:
    """Return between which azimuths a body lies, mathematical angles in radians; all around from within."""
    off = hull - eye[:2]
    middle = off.mean(axis=0)
    ahead = np.arctan2(middle[1], middle[0])
    along, across = np.cos(ahead), np.sin(ahead)
    turn = np.arctan2(along * off[:, 1] - across * off[:, 0], along * off[:, 0] + across * off[:, 1])
    low, high = float(turn.min()), float(turn.max())
    if high - low >= np.pi:
        low, high = -np.pi, np.pi
    return float(ahead + low), float(ahead + high)


def silhouette_of(
    vertices: F32, tree: TriangleTree, hull: F64, eye: F64, step: float, drop: float
) -> Silhouette:
    """Look at a body.

    Parameters
    ----------
    vertices : ndarray of float32, shape (n, 3)
        Local metres.
    tree : TriangleTree
        Over its triangles.
    hull : ndarray of float64, shape (k, 2)
        Of its plan.
    eye : ndarray of float64, shape (m, 3)
        Local metres.
    step : float
        Greatest angle between two columns, radians.
    drop : float
        Curvature less refraction, 1/m.
    """
    spans = [span_of(hull, place) for place in eye]
    counts = [max(int(np.ceil((high - low) / step)), LEAST_COLUMNS) for low, high in spans]
    turn = [
        low + (np.arange(count) + 0.5) * ((high - low) / count)
        for (low, high), count in zip(spans, counts, strict=True)
    ]
    width = [(high - low) / count for (low, high), count in zip(spans, counts, strict=True)]
    azimuth = np.concatenate(turn) if turn else np.zeros(0)
    of = np.repeat(np.arange(len(eye), dtype=np.int32), counts)
    way = np.column_stack([np.cos(azimuth), np.sin(azimuth)])
    pieces = Pieces(*outline_columns(eye, of, way, vertices, tree, drop))
    return Silhouette(of, way, np.repeat(width, counts), pieces)


def silhouette_of_point(place: F64, eye: F64, drop: float) -> Silhouette:
    """Look at a point: one column an eye, hardly higher than nothing."""
    off = place[:2] - eye[:, :2]
    distance = np.maximum(np.hypot(off[:, 0], off[:, 1]), 1e-6)
    tangent = (place[2] - eye[:, 2]) / distance - drop * distance
    n = len(eye)
    pieces = Pieces(np.arange(n + 1), tangent - POINT, tangent + POINT, 1.0 / distance, 1.0 / distance)
    return Silhouette(np.arange(n, dtype=np.int32), off / distance[:, None], np.ones(n), pieces)


def above(silhouette: Silhouette, tangent: F64) -> Silhouette:
    """Return a silhouette without what lies under a tangent a column, as what is under the ground does."""
    pieces, n = silhouette.pieces, len(silhouette.of)
    column = np.repeat(np.arange(n), np.diff(pieces.start))
    foot = np.where(np.isfinite(tangent), tangent, -np.inf)[column]
    kept = pieces.high > foot
    low, high = pieces.low, pieces.high
    share = np.where(foot > low, (foot - low) / np.maximum(high - low, 1e-300), 0.0)
    q_low = pieces.q_low + share * (pieces.q_high - pieces.q_low)
    start = np.concatenate(([0], np.cumsum(np.bincount(column[kept], minlength=n)))).astype(np.int64)
    cut = Pieces(start, np.maximum(low, foot)[kept], high[kept], q_low[kept], pieces.q_high[kept])
    return silhouette._replace(pieces=cut)


def chosen(silhouette: Silhouette, columns: NDArray[np.bool_]) -> Silhouette:
    """Return some of the columns."""
    pieces = silhouette.pieces
    counts = np.diff(pieces.start)
    kept = np.repeat(columns, counts)
    start = np.concatenate(([0], np.cumsum(counts[columns]))).astype(np.int64)
    less = Pieces(start, pieces.low[kept], pieces.high[kept], pieces.q_low[kept], pieces.q_high[kept])
    return Silhouette(silhouette.of[columns], silhouette.way[columns], silhouette.width[columns], less)
