"""A fan of columns over a volume: the azimuths under which an eye sees it, and its foot and roof in each.

It does not know what stands in between, or whether anything is seen.
"""

import math
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from analysis.sightline.column_kernels import NEAR, section
from scene.payloads.arrays import F32, F64, I32


class Fan(NamedTuple):
    """Columns of a volume from a number of eyes.

    Parameters
    ----------
    of : ndarray of int32, shape (n,)
        Which eye each column belongs to; columns of one eye follow one another, from right to left.
    way : ndarray of float64, shape (n, 2)
        Unit vector of the azimuth.
    width : ndarray of float64, shape (n,)
        Radians of azimuth that a column stands for; 0 for one laid through a corner.
    reach : ndarray of float64, shape (n,)
        Horizontal distance of the nearest point of the volume, metres.
    foot_distance, foot : ndarray of float64, shape (n,)
        Distance and z of its lowest point.
    roof_start : ndarray of int64, shape (n + 1,)
        Corners of the roof's upper hull of column ``i`` are ``roof_start[i]`` to ``roof_start[i + 1]``.
    roof_distance, roof : ndarray of float64
        Distance and z of these corners.
    """

    of: I32
    way: F64
    width: F64
    reach: F64
    foot_distance: F64
    foot: F64
    roof_start: NDArray[np.int64]
    roof_distance: F64
    roof: F64

    def chosen(self, columns: NDArray[np.bool_]) -> "Fan":
        """Return some of the columns."""
        corners = np.repeat(columns, np.diff(self.roof_start))
        start = np.concatenate(([0], np.cumsum(np.diff(self.roof_start)[columns])))
        return Fan(
            self.of[columns],
            self.way[columns],
            self.width[columns],
            self.reach[columns],
            self.foot_distance[columns],
            self.foot[columns],
            start,
            self.roof_distance[corners],
            self.roof[corners],
        )


def fan_over(vertices: F32, faces: I32, is_point: bool, eye: F64, step: float) -> Fan:
    """Lay columns over a volume.

    Parameters
    ----------
    vertices : ndarray of float32, shape (n, 3)
        Of the volume, local metres.
    faces : ndarray of int32, shape (m, 3)
    is_point : bool
        One column only, to the middle of the top.
    eye : ndarray of float64, shape (k, 3)
        Local metres. An eye within the plan of the volume looks all around.
    step : float
        Greatest angle between two columns, radians. There is also one through every corner.
    """
    if is_point:
        return _fan_over_point(vertices, eye)
    plan = np.unique(vertices[:, :2].astype(np.float64), axis=0)
    before = np.zeros(len(eye) + 1, np.int64)
    _lay(plan, eye, step, before, np.zeros((0, 2)), np.zeros(0))
    of = np.repeat(np.arange(len(eye), dtype=np.int32), np.diff(before))
    way, width = np.empty((before[-1], 2)), np.empty(before[-1])
    _lay(plan, eye, step, before, way, width)
    nearest = np.empty((len(of), 3))
    start = np.zeros(len(of) + 1, np.int64)
    none = np.zeros(0)
    _outline(vertices, faces, eye, of, way, nearest, start, none, none)
    distance, roof = np.empty(start[-1]), np.empty(start[-1])
    _outline(vertices, faces, eye, of, way, nearest, start, distance, roof)
    fan = Fan(of, way, width, nearest[:, 0], nearest[:, 1], nearest[:, 2], start, distance, roof)
    return fan.chosen((np.diff(start) > 0) & (fan.reach > NEAR))


def _fan_over_point(vertices: F32, eye: F64) -> Fan:
    middle = 0.5 * (vertices.min(axis=0).astype(np.float64) + vertices.max(axis=0).astype(np.float64))
    off = middle[:2] - eye[:, :2]
    distance = np.hypot(off[:, 0], off[:, 1])
    n = len(eye)
    fan = Fan(
        np.arange(n, dtype=np.int32),
        off / np.maximum(distance, NEAR)[:, None],
        np.zeros(n),
        distance,
        distance.copy(),
        np.full(n, float(vertices[:, 2].min())),
        np.arange(n + 1),
        distance.copy(),
        np.full(n, float(vertices[:, 2].max())),
    )
    return fan.chosen(distance > NEAR)


@njit(cache=True, nogil=True)
def _lay(plan: F64, eye: F64, step: float, before: NDArray[np.int64], way: F64, width: F64) -> None:
    """Write ways and widths of the columns of each eye, in rising azimuth; without room, count them.

    Azimuths are taken relative to the middle of the volume. An eye between its wings looks all around.
    The columns of eye ``k`` are those from ``before[k]`` to ``before[k + 1]``.
    """
    east = 0.5 * (plan[:, 0].min() + plan[:, 0].max())
    north = 0.5 * (plan[:, 1].min() + plan[:, 1].max())
    corners = np.empty(len(plan))
    for k in range(len(eye)):
        ax, ay = east - eye[k, 0], north - eye[k, 1]
        far = max(math.hypot(ax, ay), NEAR)
        ax, ay = ax / far, ay / far
        for p in range(len(plan)):
            dx, dy = plan[p, 0] - eye[k, 0], plan[p, 1] - eye[k, 1]
            corners[p] = math.atan2(ax * dy - ay * dx, ax * dx + ay * dy)
        corners.sort()
        low, high = corners[0], corners[-1]
        if high - low >= math.pi:
            low, high = -math.pi, math.pi
        inset = min(1e-9, 0.25 * (high - low))
        low, high = low + inset, high - inset
        pieces = max(math.ceil((high - low) / step), 1)
        each = (high - low) / pieces
        at, grid, last = before[k], 0, low
        for p in range(len(plan) + 1):
            through = corners[p] if p < len(plan) else math.inf
            while grid <= pieces and low + each * grid <= through:
                if len(width) > 0:
                    half = 0.5 if grid in (0, pieces) else 1.0
                    _turn(way, width, at, ax, ay, low + each * grid, half * each)
                at += 1
                grid += 1
            if p < len(plan) and last < through < high:
                if len(width) > 0:
                    _turn(way, width, at, ax, ay, through, 0.0)
                at += 1
                last = through
        before[k + 1] = at


@njit(cache=True)
def _turn(way: F64, width: F64, at: int, ax: float, ay: float, turn: float, wide: float) -> None:
    """Write one column, turned by an angle to the left of (ax, ay)."""
    across, along = math.sin(turn), math.cos(turn)
    way[at, 0], way[at, 1] = ax * along - ay * across, ay * along + ax * across
    width[at] = wide


@njit(cache=True, nogil=True)
def _outline(
    vertices: F32,
    faces: I32,
    eye: F64,
    of: I32,
    way: F64,
    nearest: F64,
    start: NDArray[np.int64],
    distance: F64,
    roof: F64,
) -> None:
    """Cut the volume in each column: nearest distance, foot, and the upper hull of what is highest.

    Counts the corners of the hull into `start`; with room in `distance`, writes them.
    """
    filling = len(distance) > 0
    room = 2 * len(faces)
    d, z, hull = np.empty(room), np.empty(room), np.empty(room, np.int64)
    for i in range(len(of)):
        n = 0
        ex, ey = eye[of[i], 0], eye[of[i], 1]
        for f in range(len(faces)):
            cut, d0, z0, d1, z1 = section(
                vertices, faces[f, 0], faces[f, 1], faces[f, 2], ex, ey, way[i, 0], way[i, 1]
            )
            if cut and d1 > NEAR:
                if d0 < NEAR:
                    z0 += (z1 - z0) * (NEAR - d0) / (d1 - d0)
                    d0 = NEAR
                n = _put(d, z, n, d0, z0)
                n = _put(d, z, n, d1, z1)
        if n == 0:
            nearest[i, :] = 0.0
            start[i + 1] = start[i]
            continue
        foot = 0
        for k in range(n):
            if z[k] < z[foot]:
                foot = k
        nearest[i, 0], nearest[i, 1], nearest[i, 2] = d[0], d[foot], z[foot]
        left = _upper_hull(d, z, n, hull)
        start[i + 1] = start[i] + left
        if filling:
            for k in range(left):
                distance[start[i] + k], roof[start[i] + k] = d[hull[k]], z[hull[k]]


@njit(cache=True)
def _put(d: F64, z: F64, n: int, distance: float, height: float) -> int:
    """Put a point among `n` that rise in distance; return how many there are now."""
    at = n
    while at > 0 and d[at - 1] > distance:
        d[at], z[at] = d[at - 1], z[at - 1]
        at -= 1
    d[at], z[at] = distance, height
    return n + 1


@njit(cache=True)
def _upper_hull(d: F64, z: F64, n: int, hull: NDArray[np.int64]) -> int:
    """Write the corners of the upper hull of points that rise in distance; return how many."""
    left = 0
    for p in range(n):
        if left >= 1 and d[p] - d[hull[left - 1]] <= 1e-6:  # straight above or under the corner before it
            if z[p] < z[hull[left - 1]]:
                continue
            left -= 1
        while left >= 2:
            a, b = hull[left - 2], hull[left - 1]
            if (d[b] - d[a]) * (z[p] - z[a]) < (z[b] - z[a]) * (d[p] - d[a]):
                break
            left -= 1
        hull[left] = p
        left += 1
    return left
