"""Plans laid into cells: filled outlines, lines without a gap, pockets, the nearest open cell.

Arrays in, arrays out. It does not know what is a house, a wall or a roof.
"""

import numpy as np
from numba import njit

from scene.payloads.arrays import F32, F64, I32, U8


@njit(cache=True, nogil=True)
def fill_parts(
    rings: F32, ring_start: I32, part_start: I32, first: int, last: int,
    west: float, north: float, cell: float, numbers: I32, owner: I32,
) -> None:  # fmt: skip
    """Write the number of each part into the cells whose centres lie in it, even-odd over its rings.

    Parameters
    ----------
    rings, ring_start, part_start : ndarray
        As :class:`scene.payloads.Buildings` holds them, local metres.
    first, last : int
        Parts that are filled.
    west, north, cell : float
        Of the grid, metres.
    numbers : ndarray of int32, shape (parts,)
        Written for each part; negative: the part is left out.
    owner : ndarray of int32, shape (rows, cols)
        Where parts overlap the later one stays.
    """
    rows, cols = owner.shape
    for part in range(first, last):
        if numbers[part] < 0:
            continue
        begin, end = ring_start[part_start[part]], ring_start[part_start[part + 1]]
        if end - begin < 3:
            continue
        low, high = np.inf, -np.inf
        for v in range(begin, end):
            low, high = min(low, rings[v, 1]), max(high, rings[v, 1])
        top = max(int(np.ceil((north - high) / cell - 0.5)), 0)
        bottom = min(int(np.floor((north - low) / cell - 0.5)), rows - 1)
        crossing = np.empty(end - begin, np.float64)
        for row in range(top, bottom + 1):
            y = north - (row + 0.5) * cell
            count = 0
            for ring in range(part_start[part], part_start[part + 1]):
                start, stop = ring_start[ring], ring_start[ring + 1]
                for v in range(start, stop):
                    w = v + 1 if v + 1 < stop else start
                    ya, yb = np.float64(rings[v, 1]), np.float64(rings[w, 1])
                    if (ya > y) != (yb > y):
                        xa, xb = np.float64(rings[v, 0]), np.float64(rings[w, 0])
                        crossing[count] = xa + (y - ya) * (xb - xa) / (yb - ya)
                        count += 1
            ordered = np.sort(crossing[:count])
            for pair in range(count // 2):
                left = max(int(np.ceil((ordered[2 * pair] - west) / cell - 0.5)), 0)
                right = min(int(np.ceil((ordered[2 * pair + 1] - west) / cell - 0.5)) - 1, cols - 1)
                for col in range(left, right + 1):
                    owner[row, col] = numbers[part]


@njit(cache=True, nogil=True)
def mark_segments(ends: F64, values: F64, west: float, north: float, cell: float, highest: F32) -> None:
    """Raise the cells that segments pass through to the segments' values; no way leads between them.

    The cells of a segment touch one another at edges, never at corners alone, so that water, which moves over
    edges, does not slip through.

    Parameters
    ----------
    ends : ndarray of float64, shape (n, 4)
        x and y of both ends, metres.
    values : ndarray of float64, shape (n,)
    highest : ndarray of float32, shape (rows, cols)
        Raised where it is lower; -inf where nothing was yet.
    """
    rows, cols = highest.shape
    for k in range(len(ends)):
        x, y = (ends[k, 0] - west) / cell, (north - ends[k, 1]) / cell
        dx, dy = (ends[k, 2] - west) / cell - x, (north - ends[k, 3]) / cell - y
        col, row = int(np.floor(x)), int(np.floor(y))
        end_col, end_row = int(np.floor(x + dx)), int(np.floor(y + dy))
        step_x, step_y = (1 if dx > 0 else -1), (1 if dy > 0 else -1)
        next_x = ((col + (dx > 0)) - x) / dx if dx != 0.0 else np.inf
        next_y = ((row + (dy > 0)) - y) / dy if dy != 0.0 else np.inf
        left = abs(end_col - col) + abs(end_row - row)
        while True:
            if 0 <= row < rows and 0 <= col < cols and highest[row, col] < values[k]:
                highest[row, col] = values[k]
            if left <= 0:
                break
            left -= 1
            if next_x < next_y:
                col += step_x
                next_x += abs(1.0 / dx)
            else:
                row += step_y
                next_y += abs(1.0 / dy)


@njit(cache=True, nogil=True)
def lowest_roof(
    vertices: F32, faces: I32, first: int, last: int, west: float, north: float, cell: float,
    over: F32, lowest: F32, upward: U8,
) -> None:  # fmt: skip
    """Find the lowest face over a level in each cell; if it looks up, the level lies inside a solid.

    Parameters
    ----------
    vertices : ndarray of float32, shape (n, 3)
    faces : ndarray of int32, shape (m, 3)
        Of which those from `first` to `last` are looked at.
    over : ndarray of float32, shape (rows, cols)
        Faces at or under it do not count.
    lowest : ndarray of float32, shape (rows, cols)
        Lowered; inf where there is no face.
    upward : ndarray of uint8, shape (rows, cols)
        1 where that face looks up.
    """
    rows, cols = lowest.shape
    for f in range(first, last):
        a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
        ax, ay = (vertices[a, 0] - west) / cell - 0.5, (north - vertices[a, 1]) / cell - 0.5
        bx, by = (vertices[b, 0] - west) / cell - 0.5, (north - vertices[b, 1]) / cell - 0.5
        cx, cy = (vertices[c, 0] - west) / cell - 0.5, (north - vertices[c, 1]) / cell - 0.5
        area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
        if area == 0.0:
            continue
        top, bottom = max(int(np.ceil(min(ay, by, cy))), 0), min(int(np.floor(max(ay, by, cy))), rows - 1)
        left, right = max(int(np.ceil(min(ax, bx, cx))), 0), min(int(np.floor(max(ax, bx, cx))), cols - 1)
        for row in range(top, bottom + 1):
            for col in range(left, right + 1):
                share_b = ((col - ax) * (cy - ay) - (cx - ax) * (row - ay)) / area
                share_c = ((bx - ax) * (row - ay) - (col - ax) * (by - ay)) / area
                if share_b < 0.0 or share_c < 0.0 or share_b + share_c > 1.0:
                    continue
                z = np.float32(
                    vertices[a, 2]
                    + share_b * (vertices[b, 2] - vertices[a, 2])
                    + share_c * (vertices[c, 2] - vertices[a, 2])
                )
                if over[row, col] < z < lowest[row, col]:
                    lowest[row, col] = z
                    # Rows count to the south: what runs round to the left from above has a negative area.
                    upward[row, col] = 1 if area < 0.0 else 0


@njit(cache=True, nogil=True)
def join_neighbours(open_cells: U8, parent: I32, first: int, last: int) -> None:
    """Note of the open cells of some rows which of them hang together over edges; rows in their order.

    Parameters
    ----------
    open_cells : ndarray of uint8, shape (rows, cols)
    parent : ndarray of int32, shape (rows * cols,)
        Gets for each open cell one with a lower or the same flat index that it hangs together with; -1 where
        a cell is not open.
    first, last : int
        Rows of this piece.
    """
    cols = open_cells.shape[1]
    for row in range(first, last):
        for col in range(cols):
            here = row * cols + col
            if not open_cells[row, col]:
                parent[here] = -1
                continue
            parent[here] = here
            for there in (here - 1 if col > 0 else -1, here - cols if row > 0 else -1):
                if there < 0 or parent[there] < 0:
                    continue
                one, other = here, there
                while parent[one] != one:
                    one = parent[one]
                while parent[other] != other:
                    other = parent[other]
                low, high = min(one, other), max(one, other)
                parent[high] = low
                parent[here], parent[there] = low, low


@njit(cache=True, nogil=True)
def name_pockets(parent: I32, first: int, last: int) -> None:
    """Give cells that hang together one number, the lowest flat index among them; in rising order."""
    for here in range(first, last):
        if parent[here] >= 0:
            parent[here] = parent[parent[here]]


@njit(cache=True, nogil=True)
def sweep_nearest(target: I32, first: int, last: int, down: bool) -> None:
    """Pass on which open cell is the nearest; a sweep down and one up find it (Danielsson 1980).

    Parameters
    ----------
    target : ndarray of int32, shape (rows, cols)
        Flat index of the nearest open cell that is known: its own in open cells, -1 where none is known.
    first, last : int
        Rows of this piece; from the upper to the lower if `down`, else from the lower to the upper.
    down : bool
    """
    rows, cols = target.shape
    for step in range(last - first):
        row = first + step if down else last - 1 - step
        before = row - 1 if down else row + 1
        if 0 <= before < rows:
            for col in range(cols):
                for side in range(-1, 2):
                    if 0 <= col + side < cols:
                        _take(target, row, col, target[before, col + side], cols)
        for col in range(1, cols):
            _take(target, row, col, target[row, col - 1], cols)
        for col in range(cols - 2, -1, -1):
            _take(target, row, col, target[row, col + 1], cols)


@njit(cache=True, nogil=True, inline="always")
def _take(target: I32, row: int, col: int, offered: int, cols: int) -> None:
    """Take the cell that a neighbour knows where it is nearer; of two equally near the first in the grid."""
    if offered < 0:
        return
    known = target[row, col]
    if known == offered:
        return
    if known >= 0:
        own = (known // cols - row) ** 2 + (known % cols - col) ** 2
        other = (offered // cols - row) ** 2 + (offered % cols - col) ** 2
        if other > own or (other == own and offered > known):
            return
    target[row, col] = offered
