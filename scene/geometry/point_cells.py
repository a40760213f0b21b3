"""Points sorted into square cells of the plan, so that what lies near a place is found at once.

Nearest distances, circles that hold a point, points too close to each other. It does not know what the
points stand for. Distances are exact, and the same on any machine and any number of threads.
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scene.payloads.arrays import F64, I32

#: Points for each cell that the size of a cell aims at, unless the caller knows better.
_PER_CELL = 2.0
#: Cells for each point at most: points in a few dense places leave the rest of the plan empty.
_MOST_CELLS = 8


class PointCells(NamedTuple):
    """Which points lie in which cell.

    Parameters
    ----------
    places : ndarray of float64, shape (n, 2)
        The points, metres.
    west, south : float
        Corner of cell (0, 0).
    cell : float
        Edge of a cell, metres.
    cols, rows : int
        Cells eastwards and northwards.
    start : ndarray of int32, shape (rows * cols + 1,)
        Points of cell ``row * cols + col`` are ``items[start[c]:start[c + 1]]``.
    items : ndarray of int32, shape (n,)
        Point numbers, rising within a cell.
    """

    places: F64
    west: float
    south: float
    cell: float
    cols: int
    rows: int
    start: I32
    items: I32


def point_cells(places: F64, cell: float | None = None) -> PointCells:
    """Sort points into cells.

    Parameters
    ----------
    places : ndarray of float64, shape (n, 2)
        Metres.
    cell : float, optional
        Edge of a cell, metres; widened if it gave far more cells than points. None suits their mean density.
    """
    points = np.ascontiguousarray(places, dtype=np.float64).reshape(-1, 2)
    if not len(points):
        return PointCells(points, 0.0, 0.0, 1.0, 1, 1, np.zeros(2, np.int32), np.zeros(0, np.int32))
    west, south = (float(v) for v in points.min(axis=0))
    wide, deep = (float(v) for v in points.max(axis=0) - (west, south))
    room = max(wide * deep, 1e-6) / len(points)
    wanted = np.sqrt(_PER_CELL * room) if cell is None else max(cell, np.sqrt(room / _MOST_CELLS))
    size = max(float(wanted), max(wide, deep) / (_MOST_CELLS * len(points)), 1e-6)
    cols, rows = int(wide / size) + 1, int(deep / size) + 1
    start, items = _sorted(points, west, south, size, cols, rows)
    return PointCells(points, west, south, size, cols, rows, start, items)


def nearest_distances(cells: PointCells, places: F64, most: float) -> F64:
    """Return the distance of each place, shape (n, 2), to the nearest point; `most` if all are farther."""
    found = np.full(len(places), most)
    _nearest(cells, np.ascontiguousarray(places, dtype=np.float64), found)
    return found


def holding_circles(cells: PointCells, middle: F64, radius: F64) -> NDArray[np.bool_]:
    """Tell which circles hold a point, not merely touch one.

    Parameters
    ----------
    cells : PointCells
    middle : ndarray of float64, shape (n, 2)
    radius : ndarray of float64, shape (n,)
        Metres.
    """
    found = np.zeros(len(middle), np.bool_)
    _holding(cells, np.ascontiguousarray(middle), np.ascontiguousarray(radius), found)
    return found


def held_points(cells: PointCells, middle: F64, radius: F64) -> NDArray[np.bool_]:
    """Tell which of the sorted points lie within any of the circles; parameters as above."""
    found = np.zeros(len(cells.places), np.bool_)
    _held(cells, np.ascontiguousarray(middle), np.ascontiguousarray(radius), found)
    return found


def points_at_outlines(cells: PointCells, rings: F64, ring_start: I32, reach: float) -> NDArray[np.bool_]:
    """Tell which of the sorted points lie inside an outline, or at most `reach` metres from one.

    Parameters
    ----------
    cells : PointCells
    rings : ndarray of float64, shape (v, 2)
        Corners of all outlines, none closed, metres.
    ring_start : ndarray of int32, shape (n + 1,)
        Corners of outline k are ``rings[ring_start[k]:ring_start[k + 1]]``.
    reach : float
    """
    found = np.zeros(len(cells.places), np.bool_)
    _at_outlines(cells, np.ascontiguousarray(rings), np.ascontiguousarray(ring_start), reach, found)
    return found


def kept_apart(cells: PointCells, least: float) -> NDArray[np.bool_]:
    """Tell which of the sorted points stay if no two may be within `least` metres; the earlier one stays."""
    kept = np.ones(len(cells.places), np.bool_)
    _apart(cells, least, kept)
    return kept


@njit(cache=True, nogil=True)
def _sorted(points: F64, west: float, south: float, cell: float, cols: int, rows: int) -> tuple[I32, I32]:
    start = np.zeros(rows * cols + 1, np.int32)
    at = np.empty(len(points), np.int32)
    for k in range(len(points)):
        at[k] = int((points[k, 1] - south) / cell) * cols + int((points[k, 0] - west) / cell)
        start[at[k] + 1] += 1
    for c in range(rows * cols):
        start[c + 1] += start[c]
    cursor = start[:-1].copy()
    items = np.empty(len(points), np.int32)
    for k in range(len(points)):
        items[cursor[at[k]]] = k
        cursor[at[k]] += 1
    return start, items


@njit(cache=True, nogil=True)
def _span(low: float, high: float, cell: float, count: int) -> tuple[int, int]:
    """Return the first cell and the one after the last that a stretch meets."""
    first = min(max(int(np.floor(low / cell)), 0), count)
    return first, max(min(int(np.floor(high / cell)) + 1, count), first)


@njit(cache=True, nogil=True)
def _nearest(cells: PointCells, places: F64, found: F64) -> None:
    """Look into rings of cells, outwards, until the next ring is farther than what is found."""
    for k in range(len(places)):
        x, y, best = places[k, 0], places[k, 1], found[k] * found[k]
        col, row = int(np.floor((x - cells.west) / cells.cell)), int(np.floor((y - cells.south) / cells.cell))
        reach = int(found[k] / cells.cell) + 1
        for ring in range(reach + 1):
            if ring > 1 and ((ring - 1) * cells.cell) ** 2 > best:
                break
            for r in range(max(row - ring, 0), min(row + ring, cells.rows - 1) + 1):
                whole = r == row - ring or r == row + ring
                step = 1 if whole or ring == 0 else 2 * ring
                for c in range(col - ring, col + ring + 1, step):
                    if c < 0 or c >= cells.cols:
                        continue
                    at = r * cells.cols + c
                    for i in range(cells.start[at], cells.start[at + 1]):
                        p = cells.items[i]
                        best = min(best, (cells.places[p, 0] - x) ** 2 + (cells.places[p, 1] - y) ** 2)
        found[k] = min(found[k], np.sqrt(best))


@njit(cache=True, nogil=True)
def _holding(cells: PointCells, middle: F64, radius: F64, found: NDArray[np.bool_]) -> None:
    for k in range(len(middle)):
        x, y, reach = middle[k, 0] - cells.west, middle[k, 1] - cells.south, radius[k]
        col0, col1 = _span(x - reach, x + reach, cells.cell, cells.cols)
        row0, row1 = _span(y - reach, y + reach, cells.cell, cells.rows)
        for row in range(row0, row1):
            # The cells of a row follow each other, and so do their points.
            for i in range(cells.start[row * cells.cols + col0], cells.start[row * cells.cols + col1]):
                p = cells.items[i]
                dx, dy = cells.places[p, 0] - middle[k, 0], cells.places[p, 1] - middle[k, 1]
                if dx * dx + dy * dy < reach * reach:
                    found[k] = True
                    break
            if found[k]:
                break


@njit(cache=True, nogil=True)
def _held(cells: PointCells, middle: F64, radius: F64, found: NDArray[np.bool_]) -> None:
    for k in range(len(middle)):
        x, y, reach = middle[k, 0] - cells.west, middle[k, 1] - cells.south, radius[k]
        col0, col1 = _span(x - reach, x + reach, cells.cell, cells.cols)
        row0, row1 = _span(y - reach, y + reach, cells.cell, cells.rows)
        for row in range(row0, row1):
            for i in range(cells.start[row * cells.cols + col0], cells.start[row * cells.cols + col1]):
                p = cells.items[i]
                dx, dy = cells.places[p, 0] - middle[k, 0], cells.places[p, 1] - middle[k, 1]
                if dx * dx + dy * dy < reach * reach:
                    found[p] = True


@njit(cache=True, nogil=True)
def _apart(cells: PointCells, least: float, kept: NDArray[np.bool_]) -> None:
    for k in range(len(kept)):
        if not kept[k]:
            continue
        x, y = cells.places[k, 0] - cells.west, cells.places[k, 1] - cells.south
        col0, col1 = _span(x - least, x + least, cells.cell, cells.cols)
        row0, row1 = _span(y - least, y + least, cells.cell, cells.rows)
        for row in range(row0, row1):
            for i in range(cells.start[row * cells.cols + col0], cells.start[row * cells.cols + col1]):
                p = cells.items[i]
                dx, dy = cells.places[p, 0] - cells.places[k, 0], cells.places[p, 1] - cells.places[k, 1]
                if p > k and dx * dx + dy * dy <= least * least:
                    kept[p] = False


@njit(cache=True, nogil=True)
def _at_outlines(
    cells: PointCells, rings: F64, ring_start: I32, reach: float, found: NDArray[np.bool_]
) -> None:
    for k in range(len(ring_start) - 1):
        first, last = ring_start[k], ring_start[k + 1]
        if last <= first:
            continue
        x, y = rings[first:last, 0], rings[first:last, 1]
        west, east, south, north = x[0], x[0], y[0], y[0]
        for corner in range(1, len(x)):
            west, east = min(west, x[corner]), max(east, x[corner])
            south, north = min(south, y[corner]), max(north, y[corner])
        col0, col1 = _span(west - reach - cells.west, east + reach - cells.west, cells.cell, cells.cols)
        row0, row1 = _span(south - reach - cells.south, north + reach - cells.south, cells.cell, cells.rows)
        for row in range(row0, row1):
            for i in range(cells.start[row * cells.cols + col0], cells.start[row * cells.cols + col1]):
                p = cells.items[i]
                if not found[p]:
                    found[p] = _at_ring(x, y, cells.places[p, 0], cells.places[p, 1], reach)


@njit(cache=True, nogil=True)
def _at_ring(x: F64, y: F64, px: float, py: float, reach: float) -> bool:
    """Say whether a place lies inside a ring, by counting the edges west of it, or near one of its edges."""
    inside = False
    for a in range(len(x)):
        b = a + 1 if a + 1 < len(x) else 0
        along_x, along_y = x[b] - x[a], y[b] - y[a]
        length = along_x * along_x + along_y * along_y
        t = ((px - x[a]) * along_x + (py - y[a]) * along_y) / length if length > 0.0 else 0.0
        t = min(max(t, 0.0), 1.0)
        dx, dy = px - x[a] - t * along_x, py - y[a] - t * along_y
        if dx * dx + dy * dy <= reach * reach:
            return True
        if (y[a] <= py) != (y[b] <= py) and x[a] + (py - y[a]) / along_y * along_x < px:
            inside = not inside
    return inside
