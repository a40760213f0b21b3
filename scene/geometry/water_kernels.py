"""Kernels that make triangles of water on a grid: smooth inside, up to walls, down to nothing at its edge.

Corners of the triangles are centres of cells, or of blocks of cells farther off. A square with four wet
corners is two triangles; at an edge it is drawn whole, its dry corners at the level of its wet ones, so that
walls and rising ground, which are drawn where they truly stand, cut it where it ends. Arrays in, arrays out.
"""

import numpy as np
from numba import njit

from scene.geometry.numba_inner import inner_kernel
from scene.payloads.arrays import F32, I32, U8

#: Two waters that differ by more than this at neighbouring corners, metres, are a step: a quay, a weir.
STEP = 0.4
#: Where the bed is not known, water deeper than this at its edge stands at a wall, metres.
AT_A_WALL = 0.12
#: Dry corners of two squares that differ by less than this are one, metres.
ALIKE = 0.01
#: What a corner is.
DRY, WET, WALL = 0, 1, 2


@njit(cache=True, nogil=True)
def wet_tiles(depth: F32, tile: int) -> U8:
    """Return which tiles hold water."""
    rows, cols = depth.shape
    found = np.zeros(((rows + tile - 1) // tile, (cols + tile - 1) // tile), np.uint8)
    for i in range(rows):
        for j in range(cols):
            if depth[i, j] > 0.0:
                found[i // tile, j // tile] = 1
    return found


@njit(cache=True, nogil=True)
def different_tiles(
    depth: F32, level: F32, east: F32, north: F32,
    old_depth: F32, old_level: F32, old_east: F32, old_north: F32,
    tile: int, by_depth: float, by_speed: float,
) -> U8:  # fmt: skip
    """Return which tiles hold a cell that changed by more than a bound, or fell dry or wet."""
    rows, cols = depth.shape
    found = np.zeros(((rows + tile - 1) // tile, (cols + tile - 1) // tile), np.uint8)
    for i in range(rows):
        for j in range(cols):
            now, before = depth[i, j], old_depth[i, j]
            if now <= 0.0 and before <= 0.0:
                continue
            if (
                (now > 0.0) != (before > 0.0)
                or abs(now - before) > by_depth
                or abs(level[i, j] - old_level[i, j]) > by_depth
                or abs(east[i, j] - old_east[i, j]) > by_speed
                or abs(north[i, j] - old_north[i, j]) > by_speed
            ):
                found[i // tile, j // tile] = 1
    return found


@inner_kernel
def _corner(
    level: F32, depth: F32, east: F32, north: F32, bed: F32, has_bed: bool,
    top: int, left: int, step: int, least: float, corner: F32,
) -> int:  # fmt: skip
    """Average the wet cells of a block into level, depth, velocity and bed; return what the corner is."""
    rows, cols = depth.shape
    wet, open_cells = 0, 0
    corner[:] = 0.0
    ground = 0.0
    for i in range(top, min(top + step, rows)):
        for j in range(left, min(left + step, cols)):
            if has_bed and not np.isnan(bed[i, j]):
                open_cells += 1
                ground += bed[i, j]
            if depth[i, j] >= least:
                wet += 1
                corner[0] += level[i, j]
                corner[1] += depth[i, j]
                corner[2] += east[i, j]
                corner[3] += north[i, j]
    corner[4] = ground / open_cells if open_cells else np.nan
    if wet:
        for k in range(4):
            corner[k] /= wet
        return WET
    return WALL if has_bed and not open_cells else DRY


@inner_kernel
def _put(
    vertices: F32, state: F32, at: int, x: float, y: float, z: float, d: float, u: float, v: float
) -> int:
    vertices[at, 0], vertices[at, 1], vertices[at, 2] = x, y, z
    state[at, 0], state[at, 1], state[at, 2], state[at, 3] = d, u, v, 0.0
    return at + 1


@inner_kernel
def _square(faces: I32, at: int, a: int, b: int, c: int, d: int) -> int:
    """Write the two triangles of a square whose corners go round against the clock, seen from above."""
    faces[at, 0], faces[at, 1], faces[at, 2] = a, b, c
    faces[at + 1, 0], faces[at + 1, 1], faces[at + 1, 2] = a, c, d
    return at + 2


@njit(cache=True, nogil=True)
def tile_surface(
    level: F32, depth: F32, east: F32, north: F32, bed: F32, has_bed: bool,
    top: int, left: int, size: int, step: int,
    west: float, north_edge: float, cell: float, least: float,
) -> tuple[F32, I32, F32]:  # fmt: skip
    """Return the triangles of the water of one tile.

    Parameters
    ----------
    level, depth, east, north, bed : ndarray of float32, shape (rows, cols)
        As :class:`scene.geometry.water.Water` holds them; `bed` counts only with `has_bed`.
    top, left, size : int
        First row and column of the tile and its edge in cells.
    step : int
        Cells along a block that becomes one corner; divides `size`.
    west, north_edge, cell : float
        Of the grid.
    least : float
        Shallower cells are dry here, metres.

    Returns
    -------
    vertices : ndarray of float32, shape (n, 3)
    faces : ndarray of int32, shape (m, 3)
        Against the clock, seen from above.
    state : ndarray of float32, shape (n, 4)
        Depth (below nought where the ground stands higher than the water), velocity to east and north, 0.
    """
    rows, cols = depth.shape
    down = min(size // step, (rows - 1 - top) // step) + 1
    across = min(size // step, (cols - 1 - left) // step) + 1
    kind = np.zeros((down, across), np.uint8)
    corner = np.zeros((down, across, 5), np.float32)
    wet = 0
    for i in range(down):
        for j in range(across):
            kind[i, j] = _corner(
                level, depth, east, north, bed, has_bed, top + i * step, left + j * step, step, least,
                corner[i, j],
            )  # fmt: skip
            wet += kind[i, j] == WET
    # How much there may be at most: shared corners, and for each square at an edge five corners of its own.
    edges = 0
    for i in range(down - 1):
        for j in range(across - 1):
            n = (
                (kind[i, j] == WET) + (kind[i + 1, j] == WET)
                + (kind[i + 1, j + 1] == WET) + (kind[i, j + 1] == WET)
            )  # fmt: skip
            edges += n > 0
    vertices = np.empty((wet + 16 * edges, 3), np.float32)
    state = np.empty((wet + 16 * edges, 4), np.float32)
    faces = np.empty((8 * edges, 3), np.int32)
    shared = np.full((down, across), -1, np.int32)
    # The corners of a square against the clock: north-west, south-west, south-east, north-east.
    di, dj = (0, 1, 1, 0), (0, 0, 1, 1)
    used, made = 0, 0
    for i in range(down - 1):
        for j in range(across - 1):
            low, high, count = np.inf, -np.inf, 0
            for k in range(4):
                if kind[i + di[k], j + dj[k]] == WET:
                    count += 1
                    low = min(low, float(corner[i + di[k], j + dj[k], 0]))
                    high = max(high, float(corner[i + di[k], j + dj[k], 0]))
            if count == 0:
                continue
            for k in range(4):
                a, b = i + di[k], j + dj[k]
                if kind[a, b] == WET and shared[a, b] < 0:
                    shared[a, b] = used
                    x, y = _place(a, b, top, left, step, west, north_edge, cell)
                    c = corner[a, b]
                    used = _put(vertices, state, used, x, y, c[0], c[1], c[2], c[3])
            if count == 4 and high - low <= STEP:
                made = _square(
                    faces, made, shared[i, j], shared[i + 1, j], shared[i + 1, j + 1], shared[i, j + 1]
                )
                continue
            used, made = _edge(
                kind, corner, shared, i, j, low, top, left, step, west, north_edge, cell,
                vertices, state, faces, used, made,
            )  # fmt: skip
    return vertices[:used].copy(), faces[:made].copy(), state[:used].copy()


@inner_kernel
def _place(
    i: float, j: float, top: int, left: int, step: int, west: float, north_edge: float, cell: float
) -> tuple[float, float]:
    """Return x and y of the corner in a row and a column of blocks; halves lie between two corners."""
    return west + (left + (j + 0.5) * step) * cell, north_edge - (top + (i + 0.5) * step) * cell


@inner_kernel
def _edge(
    kind: U8, corner: F32, shared: I32, i: int, j: int, low: float, top: int, left: int, step: int,
    west: float, north_edge: float, cell: float, vertices: F32, state: F32, faces: I32, used: int, made: int,
) -> tuple[int, int]:  # fmt: skip
    """Draw a square at an edge: the lower water over all of it, water a step higher round its own corners."""
    di, dj = (0, 1, 1, 0), (0, 0, 1, 1)
    mean, count, higher = np.zeros(4, np.float32), 0, 0
    for k in range(4):
        a, b = i + di[k], j + dj[k]
        if kind[a, b] == WET:
            if corner[a, b, 0] <= low + STEP:
                mean += corner[a, b, :4]
                count += 1
            else:
                higher += 1
    mean /= count
    corners = np.zeros(4, np.int32)
    for k in range(4):
        a, b = i + di[k], j + dj[k]
        c = corner[a, b]
        if kind[a, b] == WET and c[0] <= low + STEP:
            corners[k] = shared[a, b]
            continue
        z, d = mean[0], mean[1]
        if kind[a, b] == DRY and np.isnan(c[4]):
            d = mean[1] if mean[1] > AT_A_WALL else np.float32(0.0)
        elif kind[a, b] == DRY:
            # Rising ground cuts it; over lower ground it runs out, down to it where that is near.
            d = min(mean[0] - c[4], np.float32(0.0))
            z = c[4] if c[4] < mean[0] < c[4] + STEP else mean[0]
        # The last square may have left a corner here that is as good.
        last = shared[a, b] if kind[a, b] != WET else -1
        if last >= 0 and abs(vertices[last, 2] - z) < ALIKE and abs(state[last, 0] - d) < ALIKE:
            corners[k] = last
            continue
        corners[k] = used
        if kind[a, b] != WET:
            shared[a, b] = used
        x, y = _place(a, b, top, left, step, west, north_edge, cell)
        used = _put(vertices, state, used, x, y, z, d, mean[2], mean[3])
    made = _square(faces, made, corners[0], corners[1], corners[2], corners[3])
    if higher:
        used, made = _upper(
            kind,
            corner,
            i,
            j,
            low,
            top,
            left,
            step,
            west,
            north_edge,
            cell,
            vertices,
            state,
            faces,
            used,
            made,
        )
    return used, made


@inner_kernel
def _upper(
    kind: U8, corner: F32, i: int, j: int, low: float, top: int, left: int, step: int,
    west: float, north_edge: float, cell: float, vertices: F32, state: F32, faces: I32, used: int, made: int,
) -> tuple[int, int]:  # fmt: skip
    """Draw the water that stands a step higher: a level quarter of the square about each of its corners."""
    di, dj = (0, 1, 1, 0), (0, 0, 1, 1)
    mx, my = _place(i + 0.5, j + 0.5, top, left, step, west, north_edge, cell)
    for k in range(4):
        a, b = i + di[k], j + dj[k]
        c = corner[a, b]
        if kind[a, b] != WET or c[0] <= low + STEP:
            continue
        x, y = _place(a, b, top, left, step, west, north_edge, cell)
        first = used
        used = _put(vertices, state, used, x, y, c[0], c[1], c[2], c[3])
        down_first = (x < mx) == (y > my)  # north-west and south-east go round that way
        for turn in range(3):
            far_x = turn == 1 or (turn == 2) == down_first
            far_y = turn == 1 or (turn == 0) == down_first
            used = _put(vertices, state, used, mx if far_x else x, my if far_y else y, c[0], c[1], c[2], c[3])
        made = _square(faces, made, first, first + 1, first + 2, first + 3)
    return used, made
