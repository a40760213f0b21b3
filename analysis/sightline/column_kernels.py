"""The loops of :mod:`analysis.sightline.columns`: cut triangles with upright planes, unite intervals.

It does not know what a column is looked along for.
"""

from typing import Final, TypeAlias

import numpy as np
from numba import njit

from analysis.sightline.column_arrays import Blocked, Columns, Gaps
from scene.geometry.grid_walk import border, enter
from scene.geometry.triangle_grid import TriangleGrid
from scene.payloads.arrays import F32, I32

#: Nearer than this nothing screens, metres: the eye's own railing or deck.
NEAR: Final = 0.02
#: A gap lower than one arc-second between two screens is a joint of the model, not a view.
CLOSED_ANGLE: Final = 4.8e-6
#: So is one lower than this at the distance of the screen, metres: float32 vertices step by up to 0.5 mm.
CLOSED_METRES: Final = 5e-4
#: But a gap this high is open however near its screens are: a third of an arc-minute.
OPEN_ANGLE: Final = 1e-4
#: Nearest and farthest point of a cut: distance and height of each, metres.
Ends: TypeAlias = tuple[float, float, float, float]


@njit(cache=True)
def section(
    vertices: F32, a: int, b: int, c: int, ex: float, ey: float, ux: float, uy: float
) -> tuple[bool, float, float, float, float]:
    """Cut a triangle with an upright plane through (ex, ey) along the unit vector (ux, uy).

    Returns
    -------
    cut : bool
        False if the plane misses the triangle.
    d0, z0, d1, z1 : float
        The nearest and the farthest point of the cut: distance along the plane and height, metres.
    """
    ax, ay = np.float64(vertices[a, 0]) - ex, np.float64(vertices[a, 1]) - ey
    bx, by = np.float64(vertices[b, 0]) - ex, np.float64(vertices[b, 1]) - ey
    cx, cy = np.float64(vertices[c, 0]) - ex, np.float64(vertices[c, 1]) - ey
    side_a, side_b, side_c = ux * ay - uy * ax, ux * by - uy * bx, ux * cy - uy * cx
    if (side_a > 0.0 and side_b > 0.0 and side_c > 0.0) or (side_a < 0.0 and side_b < 0.0 and side_c < 0.0):
        return False, 0.0, 0.0, 0.0, 0.0
    along_a, along_b, along_c = ux * ax + uy * ay, ux * bx + uy * by, ux * cx + uy * cy
    za, zb, zc = np.float64(vertices[a, 2]), np.float64(vertices[b, 2]), np.float64(vertices[c, 2])
    ends = (np.inf, 0.0, -np.inf, 0.0)
    ends = _edge(side_a, along_a, za, side_b, along_b, zb, ends)
    ends = _edge(side_b, along_b, zb, side_c, along_c, zc, ends)
    ends = _edge(side_c, along_c, zc, side_a, along_a, za, ends)
    return True, ends[0], ends[1], ends[2], ends[3]


@njit(cache=True)
def _edge(
    side_p: float, along_p: float, z_p: float, side_q: float, along_q: float, z_q: float, ends: Ends
) -> Ends:
    """Let an edge widen the cut of a triangle; an edge that the plane misses leaves it as it is."""
    if (side_p > 0.0 and side_q > 0.0) or (side_p < 0.0 and side_q < 0.0):
        return ends
    d0, z0, d1, z1 = ends
    share = 0.0 if side_p == side_q else side_p / (side_p - side_q)  # equal: both on the plane
    d, z = along_p + share * (along_q - along_p), z_p + share * (z_q - z_p)
    if d < d0 or (d == d0 and z < z0):
        d0, z0 = d, z
    if d > d1 or (d == d1 and z > z1):
        d1, z1 = d, z
    return d0, z0, d1, z1


@njit(cache=True)
def _add(
    blocked: Blocked, i: int, low: float, high: float, joint: float, distance: float, layer: int, face: int
) -> bool:
    """Unite an interval with those of column `i`; return whether there was no room for it."""
    lows, highs, joints = blocked.low[i], blocked.high[i], blocked.joint[i]
    n = blocked.used[i]
    first = 0
    while first < n and highs[first] < low - max(joint, joints[first]):
        first += 1
    last = first
    while last < n and lows[last] <= high + max(joint, joints[last]):
        last += 1
    merged = last - first
    if merged == 0 and n == blocked.low.shape[1]:
        return True
    for k in range(first, last):
        low = min(low, lows[k])
        joint = max(joint, joints[k])
        if highs[k] >= high:
            high, distance = highs[k], blocked.distance[i, k]
            layer, face = blocked.layer[i, k], blocked.face[i, k]
    shift = 1 - merged
    if shift > 0:
        for k in range(n - 1, last - 1, -1):
            _move(blocked, i, k, k + shift)
    elif shift < 0:
        for k in range(last, n):
            _move(blocked, i, k, k + shift)
    lows[first], highs[first], joints[first] = low, high, joint
    blocked.distance[i, first] = distance
    blocked.layer[i, first], blocked.face[i, first] = layer, face
    blocked.used[i] = n + shift
    return False


@njit(cache=True)
def _move(blocked: Blocked, i: int, source: int, to: int) -> None:
    blocked.low[i, to] = blocked.low[i, source]
    blocked.high[i, to] = blocked.high[i, source]
    blocked.joint[i, to] = blocked.joint[i, source]
    blocked.distance[i, to] = blocked.distance[i, source]
    blocked.layer[i, to] = blocked.layer[i, source]
    blocked.face[i, to] = blocked.face[i, source]


@njit(cache=True)
def _cut_triangle(
    columns: Columns, i: int, vertices: F32, faces: I32, f: int, layer: int, drop: float, blocked: Blocked
) -> bool:
    """Add what one triangle blocks in one column; return whether there was no room for it."""
    eye, way = columns.eye[i], columns.way[i]
    cut, d0, z0, d1, z1 = section(
        vertices, faces[f, 0], faces[f, 1], faces[f, 2], eye[0], eye[1], way[0], way[1]
    )
    reach = columns.reach[i]
    if not cut or d1 <= NEAR or d0 >= reach:
        return False
    if d0 < NEAR:
        z0 += (z1 - z0) * (NEAR - d0) / (d1 - d0)
        d0 = NEAR
    if d1 > reach:
        z1 = z0 + (z1 - z0) * (reach - d0) / (d1 - d0)
        d1 = reach
    near, far = (z0 - eye[2]) / d0 - drop * d0, (z1 - eye[2]) / d1 - drop * d1
    low, high = max(min(near, far), columns.low[i]), min(max(near, far), columns.high[i])
    if high < columns.low[i] or low > columns.high[i]:
        return False
    joint = min(max(CLOSED_ANGLE, CLOSED_METRES / d0), OPEN_ANGLE)
    return _add(blocked, i, low, high, joint, d0 if near >= far else d1, layer, f)


@njit(cache=True)
def _covered(blocked: Blocked, i: int, low: float, high: float) -> bool:
    """Say whether one interval of column `i` holds a whole range."""
    for k in range(blocked.used[i]):
        if blocked.high[i, k] >= high:
            return bool(blocked.low[i, k] <= low)
    return False


@njit(cache=True, nogil=True)
def block_columns(
    columns: Columns,
    vertices: F32,
    faces: I32,
    grid: TriangleGrid,
    cell_foot: F32,
    cell_top: F32,
    layer: int,
    drop: float,
    blocked: Blocked,
) -> bool:
    """Walk each column through the cells; a cell behind what is blocked already is passed over."""
    for i in range(len(columns.reach)):
        eye, way, reach = columns.eye[i], columns.way[i], columns.reach[i]
        x, y = (eye[0] - grid.west) / grid.cell, (eye[1] - grid.south) / grid.cell
        dx, dy = way[0] * reach / grid.cell, way[1] * reach / grid.cell
        s = max(enter(x, dx, grid.cols), enter(y, dy, grid.rows))
        if not s <= 1.0:
            continue
        col = min(max(int(np.floor(x + s * dx)), 0), grid.cols - 1)
        row = min(max(int(np.floor(y + s * dy)), 0), grid.rows - 1)
        while s <= 1.0 and 0 <= col < grid.cols and 0 <= row < grid.rows:
            horizon = columns.low[i]
            if blocked.used[i] and blocked.low[i, 0] <= horizon:
                horizon = blocked.high[i, 0]
            if horizon >= columns.high[i]:
                break
            next_x, next_y = border(x, dx, col), border(y, dy, row)
            leave = min(next_x, next_y)
            at = row * grid.cols + col
            if cell_top[at] > -np.inf:
                rise, fall = np.float64(cell_top[at]) - eye[2], np.float64(cell_foot[at]) - eye[2]
                near, far = max(s * reach, NEAR), max(min(leave, 1.0) * reach, NEAR)
                most = rise / (near if rise > 0.0 else far)
                least = fall / (far if fall > 0.0 else near) - drop * far
                if most > horizon and not _covered(blocked, i, least, most):
                    for k in range(grid.start[at], grid.start[at + 1]):
                        if _cut_triangle(columns, i, vertices, faces, grid.items[k], layer, drop, blocked):
                            return True
            s = leave
            if next_x < next_y:
                col += 1 if dx > 0 else -1
            else:
                row += 1 if dy > 0 else -1
    return False


@njit(cache=True)
def leave_gaps(columns: Columns, blocked: Blocked, gaps: Gaps) -> None:
    """Count the gaps of each column into ``gaps.start``; with room, write them."""
    filling = len(gaps.low) > 0
    at = 0
    for i in range(len(columns.reach)):
        under, layer, face, distance = columns.low[i], -1, -1, np.nan
        for k in range(blocked.used[i] + 1):
            last = k == blocked.used[i]
            over = columns.high[i] if last else blocked.low[i, k]
            joint = 0.0 if last else blocked.joint[i, k]
            if over - under > max(joint, CLOSED_ANGLE):
                if filling:
                    gaps.low[at], gaps.high[at], gaps.distance[at] = under, over, distance
                    gaps.layer[at], gaps.face[at] = layer, face
                at += 1
            if not last:
                under, distance = blocked.high[i, k], blocked.distance[i, k]
                layer, face = blocked.layer[i, k], blocked.face[i, k]
        if not filling:
            gaps.start[i + 1] = at
