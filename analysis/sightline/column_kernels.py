"""The loops of :mod:`analysis.sightline.columns`: cut triangles with upright planes, unite intervals.

It does not know what a column is looked along for.
"""

from typing import Final, TypeAlias

import numpy as np
from numba import njit
from numpy.typing import NDArray

from analysis.sightline.column_arrays import Blocked, Columns, Gaps, Noted
from scene.geometry.triangle_tree import LEAF, TriangleTree
from scene.payloads.arrays import F32, F64, I32

#: Nearer than this nothing screens, metres: the eye's own railing or deck.
NEAR: Final = 0.02
#: A gap lower than one arc-second between two screens is a joint of the model, not a view.
CLOSED_ANGLE: Final = 4.8e-6
#: So is one lower than this at the distance of the screen, metres: float32 vertices step by up to 0.5 mm.
CLOSED_METRES: Final = 5e-4
#: But a gap this high is open however near its screens are: a third of an arc-minute.
OPEN_ANGLE: Final = 1e-4
#: What came of a leaf.
_NOTHING, _SOMETHING, _ALL, _NO_ROOM = 0, 1, 2, 3
#: Nearest and farthest point of a cut: distance and height of each, metres.
Ends: TypeAlias = tuple[float, float, float, float]
#: One column: eye, way, reach, low, high, and the drop by curvature.
Look: TypeAlias = tuple[float, float, float, float, float, float, float, float, float]


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


@njit(cache=True, nogil=True)
def block_columns(
    columns: Columns,
    rows: I32,
    vertices: F32,
    tree: TriangleTree,
    layer: int,
    drop: float,
    blocked: Blocked,
    noted: Noted,
    row_of_face: I32,
    left_out: int,
) -> bool:
    """Add what the triangles of a tree block in some columns; return whether one had no room for it.

    A box behind what is blocked already is not opened. If nothing shall be noted, the nearer box is opened
    first; else the one that may block most, and of equals the farther: where a column is blocked in full,
    as most are that are only asked whether they are, that is found soonest. Leaves that block something new
    are put down in `noted`.
    """
    boxes = tree.boxes
    stack, bounds = np.empty(64, np.int64), np.empty((64, 2))
    near_first = noted.leaf.shape[1] == 0
    for i in rows:
        look = look_along(columns, i, drop)
        if _covered(blocked.low, blocked.high, blocked.used[i], i, look[6], look[7]):
            continue
        stack[0], left = 0, 1
        bounds[0, 0], bounds[0, 1] = span_of_box(boxes, 0, look)
        while left > 0:
            left -= 1
            at, least, most = stack[left], bounds[left, 0], bounds[left, 1]
            if least >= most or _covered(blocked.low, blocked.high, blocked.used[i], i, least, most):
                continue
            if at < tree.leaves - 1:
                one, other = 2 * at + 1, 2 * at + 2
                low_one, high_one = span_of_box(boxes, one, look)
                low_other, high_other = span_of_box(boxes, other, look)
                farther = _along(boxes, other, look) >= _along(boxes, one, look)
                first = farther
                if not near_first:
                    more = (high_one - low_one) - (high_other - low_other)
                    first = more > 0.0 or (more == 0.0 and not farther)
                if first:
                    one, low_one, high_one, other, low_other, high_other = (
                        other, low_other, high_other, one, low_one, high_one,
                    )  # fmt: skip
                if low_one < high_one:
                    stack[left], bounds[left, 0], bounds[left, 1] = one, low_one, high_one
                    left += 1
                if low_other < high_other:
                    stack[left], bounds[left, 0], bounds[left, 1] = other, low_other, high_other
                    left += 1
                continue
            found = _open_leaf(vertices, tree, at, look, layer, blocked, i, row_of_face, left_out)
            if found == _NO_ROOM:
                return True
            if not near_first and found != _NOTHING:
                _note(noted, i, layer, at)
            if found == _ALL:
                break
    return False


@njit(cache=True, nogil=True)
def block_by_hints(
    columns: Columns,
    rows: I32,
    asked: I32,
    vertices: F32,
    tree: TriangleTree,
    layer: int,
    drop: float,
    blocked: Blocked,
    noted: Noted,
) -> bool:
    """Add what those leaves block that blocked other columns; return whether one had no room for it.

    Parameters
    ----------
    rows : ndarray of int32, shape (k,)
        Columns to look along.
    asked : ndarray of int32, shape (k, m)
        For each of them the columns whose leaves to try.
    """
    boxes, none = tree.boxes, np.zeros(0, np.int32)
    for r in range(len(rows)):
        i = rows[r]
        look = look_along(columns, i, drop)
        if _covered(blocked.low, blocked.high, blocked.used[i], i, look[6], look[7]):
            continue
        found = _NOTHING
        for turn in range(asked.shape[1]):
            other = asked[r, turn]
            for k in range(noted.used[other]):
                at = noted.leaf[other, k]
                if noted.layer[other, k] != layer or _tried(noted, asked[r, :turn], layer, at):
                    continue
                least, most = span_of_box(boxes, at, look)
                if least >= most or _covered(blocked.low, blocked.high, blocked.used[i], i, least, most):
                    continue
                found = _open_leaf(vertices, tree, at, look, layer, blocked, i, none, -1)
                if found == _NO_ROOM:
                    return True
                if found != _NOTHING:
                    _note(noted, i, layer, at)
                if found == _ALL:
                    break
            if found == _ALL:
                break
    return False


@njit(cache=True)
def _tried(noted: Noted, asked: I32, layer: int, leaf: int) -> bool:
    """Say whether one of the columns asked before has told of a leaf."""
    for other in asked:
        for k in range(noted.used[other]):
            if noted.leaf[other, k] == leaf and noted.layer[other, k] == layer:
                return True
    return False


@njit(cache=True, nogil=True)
def noted_layers(noted: Noted, told: NDArray[np.bool_]) -> None:
    """Mark the layers that have been noted for any column."""
    for i in range(len(noted.used)):
        for k in range(noted.used[i]):
            told[noted.layer[i, k]] = True


@njit(cache=True)
def _note(noted: Noted, i: int, layer: int, leaf: int) -> None:
    at = noted.used[i]
    if at < noted.leaf.shape[1]:
        noted.layer[i, at], noted.leaf[i, at] = layer, leaf
        noted.used[i] = at + 1


@njit(cache=True)
def look_along(columns: Columns, i: int, drop: float) -> Look:
    """Return one column as the figures that kernels hand on."""
    return (
        columns.eye[i, 0], columns.eye[i, 1], columns.eye[i, 2], columns.way[i, 0], columns.way[i, 1],
        columns.reach[i], columns.low[i], columns.high[i], drop,
    )  # fmt: skip


@njit(cache=True)
def _open_leaf(
    vertices: F32,
    tree: TriangleTree,
    at: int,
    look: Look,
    layer: int,
    blocked: Blocked,
    i: int,
    row_of_face: I32,
    left_out: int,
) -> int:
    """Add what the triangles of a leaf block in column `i`, less those of a row; say what came of it."""
    faces, came = tree.faces, _NOTHING
    first = (at - tree.leaves + 1) * LEAF
    for f in range(first, min(first + LEAF, len(faces))):
        if left_out >= 0 and row_of_face[tree.order[f]] == left_out:
            continue
        low, high, near, upper = cut_triangle(vertices, faces[f, 0], faces[f, 1], faces[f, 2], look)
        if high < low or _covered(blocked.low, blocked.high, blocked.used[i], i, low, high):
            continue
        came = _SOMETHING
        joint = min(max(CLOSED_ANGLE, CLOSED_METRES / near), OPEN_ANGLE)
        if _add(blocked, i, low, high, joint, upper, layer, tree.order[f]):
            return _NO_ROOM
        if _covered(blocked.low, blocked.high, blocked.used[i], i, look[6], look[7]):
            return _ALL
    return came


@njit(cache=True)
def _along(boxes: F32, at: int, look: Look) -> float:
    """Return twice the distance of a box's middle along a column, but for the eye's place."""
    return float(look[3] * (boxes[at, 0] + boxes[at, 3]) + look[4] * (boxes[at, 1] + boxes[at, 4]))


@njit(cache=True)
def span_of_box(boxes: F32, at: int, look: Look) -> tuple[float, float]:
    """Return between which elevation tangents a box could block a column; the first not less if none."""
    ex, ey, ez, ux, uy, reach, low, high, drop = look
    half_x = 0.5 * (np.float64(boxes[at, 3]) - np.float64(boxes[at, 0]))
    half_y = 0.5 * (np.float64(boxes[at, 4]) - np.float64(boxes[at, 1]))
    x, y = np.float64(boxes[at, 0]) + half_x - ex, np.float64(boxes[at, 1]) + half_y - ey
    # An empty box has a width of minus infinity, and fails here too.
    if not abs(ux * y - uy * x) <= abs(ux) * half_y + abs(uy) * half_x + 1e-6:
        return 0.0, 0.0
    along, half = ux * x + uy * y, abs(ux) * half_x + abs(uy) * half_y
    if along + half <= NEAR or along - half >= reach:
        return 0.0, 0.0
    near, far = max(along - half, NEAR), min(along + half, reach)
    rise, fall = np.float64(boxes[at, 5]) - ez, np.float64(boxes[at, 2]) - ez
    most = rise / (near if rise > 0.0 else far)
    least = fall / (far if fall > 0.0 else near) - drop * far
    return max(least, low), min(most, high)


@njit(cache=True)
def _covered(lows: F64, highs: F64, used: int, i: int, least: float, most: float) -> bool:
    """Say whether one interval of column `i` holds a whole range."""
    for k in range(used):
        if highs[i, k] >= most:
            return bool(lows[i, k] <= least)
    return False


@njit(cache=True)
def cut_triangle(vertices: F32, a: int, b: int, c: int, look: Look) -> tuple[float, float, float, float]:
    """Return which elevation tangents a triangle blocks in a column.

    Returns
    -------
    low, high : float
        The first is greater if it blocks none.
    near, upper : float
        Distance of its nearest point, and of the one that makes the upper end, metres.
    """
    ex, ey, ez, ux, uy, reach, least, most, drop = look
    cut, d0, z0, d1, z1 = section(vertices, a, b, c, ex, ey, ux, uy)
    if not cut or d1 <= NEAR or d0 >= reach:
        return 1.0, 0.0, 1.0, 1.0
    if d0 < NEAR:
        z0 += (z1 - z0) * (NEAR - d0) / (d1 - d0)
        d0 = NEAR
    if d1 > reach:
        z1 = z0 + (z1 - z0) * (reach - d0) / (d1 - d0)
        d1 = reach
    near, far = (z0 - ez) / d0 - drop * d0, (z1 - ez) / d1 - drop * d1
    low, high = max(min(near, far), least), min(max(near, far), most)
    return low, high, d0, d0 if near >= far else d1


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
