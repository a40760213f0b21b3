"""Walk segments through the cells of the plan and cut the triangles found there, in float64.

It does not know layers, or which answer a caller makes of a cut.
"""

import numpy as np
from numba import njit

from scene.geometry.triangle_grid import TriangleGrid
from scene.payloads.arrays import F32, F64, I32


@njit(cache=True)
def cut(
    o: tuple[float, float, float], w: tuple[float, float, float], vertices: F32, a: int, b: int, c: int
) -> float:
    """Return where the segment ``o + s w`` cuts a triangle, s from 0 to 1; inf if it does not.

    Möller and Trumbore, Fast minimum storage ray/triangle intersection, 1997; borders belong to the
    triangle, both faces count, and a segment in the triangle's own plane does not cut it.
    """
    ax, ay, az = np.float64(vertices[a, 0]), np.float64(vertices[a, 1]), np.float64(vertices[a, 2])
    e1x, e1y, e1z = vertices[b, 0] - ax, vertices[b, 1] - ay, vertices[b, 2] - az
    e2x, e2y, e2z = vertices[c, 0] - ax, vertices[c, 1] - ay, vertices[c, 2] - az
    px, py, pz = w[1] * e2z - w[2] * e2y, w[2] * e2x - w[0] * e2z, w[0] * e2y - w[1] * e2x
    volume = e1x * px + e1y * py + e1z * pz
    if volume == 0.0:
        return np.inf
    tx, ty, tz = o[0] - ax, o[1] - ay, o[2] - az
    u = (tx * px + ty * py + tz * pz) / volume
    qx, qy, qz = ty * e1z - tz * e1y, tz * e1x - tx * e1z, tx * e1y - ty * e1x
    v = (w[0] * qx + w[1] * qy + w[2] * qz) / volume
    edge = 1e-12
    if u < -edge or v < -edge or u + v > 1.0 + edge:
        return np.inf
    s = (e2x * qx + e2y * qy + e2z * qz) / volume
    return s if 0.0 <= s <= 1.0 else np.inf


@njit(cache=True, nogil=True)
def cast(
    starts: F64,
    ends: F64,
    vertices: F32,
    faces: I32,
    grid: TriangleGrid,
    any_hit: bool,
    share: F64,
    face: I32,
) -> None:
    """Cut triangles with segments.

    Parameters
    ----------
    starts, ends : ndarray of float64, shape (n, 3)
    vertices, faces, grid
        The triangles, sorted.
    any_hit : bool
        Stop at the first triangle that is found, whether or not it is the nearest.
    share, face : ndarray of float64 and int32, shape (n,)
        Filled with the share of the segment at the cut, and the triangle. Of triangles that are cut at
        the same place, the one with the smallest number counts.
    """
    for k in range(len(starts)):
        o = (starts[k, 0], starts[k, 1], starts[k, 2])
        w = (ends[k, 0] - o[0], ends[k, 1] - o[1], ends[k, 2] - o[2])
        x, y = (o[0] - grid.west) / grid.cell, (o[1] - grid.south) / grid.cell
        dx, dy = w[0] / grid.cell, w[1] / grid.cell
        s, leave = enter(x, dx, grid.cols), 1.0
        s = max(s, enter(y, dy, grid.rows))
        if s > 1.0:
            continue
        col = min(max(int(np.floor(x + s * dx)), 0), grid.cols - 1)
        row = min(max(int(np.floor(y + s * dy)), 0), grid.rows - 1)
        best, found = np.inf, -1
        while 0 <= col < grid.cols and 0 <= row < grid.rows:
            next_x, next_y = border(x, dx, col), border(y, dy, row)
            leave = min(next_x, next_y)
            at = row * grid.cols + col
            for i in range(grid.start[at], grid.start[at + 1]):
                f = grid.items[i]
                hit = cut(o, w, vertices, faces[f, 0], faces[f, 1], faces[f, 2])
                if hit < best or (hit == best and hit < np.inf and f < found):
                    best, found = hit, f
            # A triangle reaches over many cells: only a cut before this cell's end is sure to be the nearest.
            if found >= 0 and (any_hit or best < leave):
                break
            if leave > 1.0:
                break
            if next_x < next_y:
                col += 1 if dx > 0 else -1
            else:
                row += 1 if dy > 0 else -1
        share[k] = best
        face[k] = found


@njit(cache=True)
def enter(at: float, step: float, cells: int) -> float:
    """Return the share of a segment at which it comes into 0 to `cells` on one axis; over 1 if never."""
    if 0.0 <= at <= cells:
        return 0.0
    if step == 0.0:
        return 2.0
    s = (0.0 - at) / step if at < 0.0 else (cells - at) / step
    return s if s >= 0.0 else 2.0


@njit(cache=True)
def border(at: float, step: float, cell: int) -> float:
    """Return the share of a segment at which it leaves a cell on one axis; inf if it runs along it."""
    if step > 0.0:
        return (cell + 1 - at) / step
    if step < 0.0:
        return (cell - at) / step
    return np.inf
