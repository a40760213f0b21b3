"""Sight planes from a viewpoint to a landmark: under them nothing hides what has to stay in sight.

A plane of London's kind: through the eye and the threshold at the landmark, in a wedge between the
landmark's edges, as far as the landmark. At ``u`` metres along its axis it lies at ::

    z = eye + (threshold - eye) u / D - drop u (D - u)

with D the distance of the landmark and ``drop`` the curvature less refraction, (1 - k) / 2R: sagging by
0.427 m half way to a landmark 5 km off at k = 0.13. Distances are taken along the axis; 5° beside it the sag
differs by less than a hundredth of itself. Under a silhouette the elevation of the lower edge is looked up by
azimuth. It does not know what a landmark is.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from scene.geometry.surface_raster import Grid
from scene.payloads.arrays import F32, F64, I32


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
    plane is a parabola along a row, evaluated in float64; which cells of the row its wedge holds is
    known from its three straight sides.

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
    best, number = np.empty(cols), np.empty(cols, np.int64)
    for row in range(first, stop):
        begun = False
        y = north - (row + 0.5) * cell
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
            if not begun:
                begun = True
                for col in range(cols):
                    best[col] = level[row, col]
                    number[col] = governing[row, col]
            # z = a + b t + c t², t = the column
            rise = (planes.threshold[p] - planes.z[p]) / planes.length[p] - drop * planes.length[p]
            a = planes.z[p] + u0 * (rise + drop * u0)
            b, c = du * (rise + 2.0 * drop * u0), drop * du * du
            own = np.int64(planes.number[p])
            for col in range(int(np.ceil(low)), int(np.floor(high)) + 1):
                z = a + col * (b + c * col)
                lower = z < best[col]
                best[col] = z if lower else best[col]
                number[col] = own if lower else number[col]
        if begun:
            for col in range(cols):
                level[row, col] = best[col]
                governing[row, col] = number[col]


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
