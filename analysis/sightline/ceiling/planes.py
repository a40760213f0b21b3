"""Sight planes from a viewpoint to a landmark: under them nothing hides what has to stay in sight.

A plane of London's kind: through the eye and the threshold at the landmark, in a wedge between the
landmark's edges, as far as the landmark. At ``u`` metres along its axis it lies at ::

    z = eye + (threshold - eye) u / D - drop u (D - u)

with D the distance of the landmark and ``drop`` the curvature less refraction, (1 - k) / 2R: sagging by
0.427 m half way to a landmark 5 km off at k = 0.13. Distances are taken along the axis; 5° beside it the sag
differs by less than a hundredth of itself. Under a silhouette the elevation of the lower edge is looked up by
azimuth. It does not know what a landmark is.
"""

from typing import Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scene.geometry.surface_raster import Grid
from scene.payloads.arrays import F32, F64, I32

I64 = NDArray[np.int64]


#: Cells of a row that many planes are taken over at a time.
_PIECE: Final = 512


class Planes(NamedTuple):
    """Wedges with their planes; all arrays have one value a plane.

    Parameters
    ----------
    x, y, z : ndarray of float64
        The eye, local metres.
    way_x, way_y : ndarray of float64
        Unit vector of the axis.
    length : ndarray of float64
        Distance of the landmark, metres.
    threshold : ndarray of float64
        Local z down to which the landmark stays in sight.
    left, right : ndarray of float64
        Offset over distance of the wedge's sides, to the left of the axis and to the right, both positive.
    number : ndarray of int32
        What is written down where a plane governs.
    """

    x: F64
    y: F64
    z: F64
    way_x: F64
    way_y: F64
    length: F64
    threshold: F64
    left: F64
    right: F64
    number: I32


def lower_by_planes(
    grid: Grid, planes: Planes, drop: float, first: int, stop: int, level: F32, governing: I32
) -> None:
    """Lower the rows from `first` to `stop` of a surface to the planes over them.

    All planes are taken row by row, so that the surface is read and written once however many there are. A
    plane is a parabola along a row, evaluated in float64; which cells of the row its wedge holds is known
    from its four straight sides, and a plane that lies over another all along a piece of the row is not
    evaluated there.

    Parameters
    ----------
    grid : Grid
    planes : Planes
    drop : float
        Curvature less refraction, 1/m.
    level : ndarray of float32, shape (rows, cols)
        Local z, read and written.
    governing : ndarray of int32, shape (rows, cols)
        Number of the plane that lowered a cell.
    """
    _lower(planes, grid.west, grid.north, grid.cell, drop, first, stop, level, governing)


@njit(cache=True, nogil=True, error_model="numpy")
def _lower(
    planes: Planes,
    west: float,
    north: float,
    cell: float,
    drop: float,
    first: int,
    stop: int,
    level: F32,
    governing: I32,
) -> None:
    cols = level.shape[1]
    spans, curves = np.empty((len(planes.x), 3), np.int64), np.empty((len(planes.x), 3))
    least = np.empty(len(planes.x))
    for row in range(first, stop):
        y, count = north - (row + 0.5) * cell, 0
        for p in range(len(planes.x)):
            dx, dy = west + 0.5 * cell - planes.x[p], y - planes.y[p]
            u0, v0 = dx * planes.way_x[p] + dy * planes.way_y[p], dy * planes.way_x[p] - dx * planes.way_y[p]
            du, dv = planes.way_x[p] * cell, -planes.way_y[p] * cell
            low, high = 0.0, cols - 1.0
            low, high = _within(u0, du, low, high)
            low, high = _within(planes.length[p] - u0, -du, low, high)
            low, high = _within(planes.left[p] * u0 - v0, planes.left[p] * du - dv, low, high)
            low, high = _within(planes.right[p] * u0 + v0, planes.right[p] * du + dv, low, high)
            if low > high:
                continue
            # z = a + b t + c t², t = the column
            rise = (planes.threshold[p] - planes.z[p]) / planes.length[p] - drop * planes.length[p]
            a = planes.z[p] + u0 * (rise + drop * u0)
            b, c = du * (rise + 2.0 * drop * u0), drop * du * du
            begin, end = int(np.ceil(low)), int(np.floor(high)) + 1
            spans[count, 0], spans[count, 1], spans[count, 2] = begin, end, planes.number[p]
            curves[count, 0], curves[count, 1], curves[count, 2] = a, b, c
            count += 1
        length = cols if count == 1 else _PIECE
        for start in range(0, cols if count else 0, length):
            end = min(start + length, cols)
            piece = slice(start, end)
            _lower_piece(
                level[row, piece], governing[row, piece], start, spans[:count], curves[:count], least
            )


@njit(cache=True, error_model="numpy")
def _lower_row(level: F32, governing: I32, begin: int, a: float, b: float, c: float, own: int) -> None:
    """Lower part of a row to a parabola; it counts from 0, so that many cells are taken at a time."""
    for k in range(len(level)):
        t = np.float64(begin + k)
        z = a + t * (b + c * t)
        lower = z < level[k]
        level[k] = z if lower else level[k]
        governing[k] = own if lower else governing[k]


@njit(cache=True, error_model="numpy")
def _lower_piece(level: F32, governing: I32, start: int, spans: I64, curves: F64, least: F64) -> None:
    """Lower a piece of a row to many parabolas; one that another undercuts all along is passed over.

    A piece is short, so that a plane hardly rises along it: of many planes one or two are left.
    """
    n = len(level)
    enough = np.inf
    for p in range(len(spans)):
        first, last = max(spans[p, 0], start), min(spans[p, 1], start + n) - 1
        least[p] = np.inf
        if first > last:
            continue
        a, b, c = curves[p]
        one, other = a + first * (b + c * first), a + last * (b + c * last)
        bow = abs(c) * float((last - first) ** 2)  # four times what it can lie beside its chord, and more
        least[p] = min(one, other) - bow
        if last - first + 1 == n:
            enough = min(enough, max(one, other) + bow)
    for p in range(len(spans)):
        if least[p] <= enough and least[p] < np.inf:
            begin, end = max(spans[p, 0], start), min(spans[p, 1], start + n)
            a, b, c = curves[p]
            piece = slice(begin - start, end - start)
            _lower_row(level[piece], governing[piece], begin, a, b, c, spans[p, 2])


@njit(cache=True, error_model="numpy")
def _within(value: float, step: float, low: float, high: float) -> tuple[float, float]:
    """Narrow a range of columns to where ``value + step * column`` is not negative."""
    if step > 0.0:
        return max(low, -value / step), high
    if step < 0.0:
        return low, min(high, -value / step)
    return (low, high) if value >= 0.0 else (1.0, 0.0)


class Silhouette(NamedTuple):
    """The lower edge of what stays in sight, by azimuth.

    Parameters
    ----------
    eye : ndarray of float64, shape (3,)
        Local metres.
    way : ndarray of float64, shape (2,)
        Unit vector of the middle; turns count from it, to the left.
    first, step : float
        Turn of the first azimuth, and between two, radians.
    tangent : ndarray of float64, shape (n,)
        Of the elevation of the edge, curvature taken off; inf where nothing has to be seen.
    reach : ndarray of float64, shape (n,)
        How far away it is, metres.
    number : int
        What is written down where it governs.
    """

    eye: F64
    way: F64
    first: float
    step: float
    tangent: F64
    reach: F64
    number: int


@njit(cache=True, nogil=True, error_model="numpy")
def lower_by_silhouette(
    silhouette: Silhouette,
    west: float,
    north: float,
    cell: float,
    drop: float,
    first: int,
    stop: int,
    level: F32,
    governing: I32,
) -> None:
    """Lower the rows from `first` to `stop` to what a silhouette leaves under it."""
    for row in range(first, stop):
        for col in range(level.shape[1]):
            x = west + (col + 0.5) * cell - silhouette.eye[0]
            y = north - (row + 0.5) * cell - silhouette.eye[1]
            z = height_under(silhouette, x, y, drop)
            if z < level[row, col]:
                level[row, col], governing[row, col] = z, silhouette.number


@njit(cache=True, nogil=True, error_model="numpy")
def height_under(silhouette: Silhouette, x: float, y: float, drop: float) -> float:
    """Return the local z under a silhouette at an offset from its eye; inf where it sets none."""
    along = x * silhouette.way[0] + y * silhouette.way[1]
    if along <= 0.0:
        return float(np.inf)
    aside = y * silhouette.way[0] - x * silhouette.way[1]
    k = int(np.floor((np.arctan2(aside, along) - silhouette.first) / silhouette.step + 0.5))
    if k < 0 or k >= len(silhouette.tangent):
        return float(np.inf)
    distance = np.sqrt(x * x + y * y)
    if not silhouette.tangent[k] < np.inf or distance >= silhouette.reach[k]:
        return float(np.inf)
    return float(silhouette.eye[2] + (silhouette.tangent[k] + drop * distance) * distance)
