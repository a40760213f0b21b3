"""Triangles sorted into square cells of the plan, so that a place meets only those near it.

The ground under a point is found through it. It does not know what the triangles stand for.
"""

from typing import Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from scene.payloads.arrays import F32, F64, I32

#: Cells along one side at most; 8 bytes a cell keep the largest table at 128 MB.
_MOST_CELLS: Final = 4096
#: Edges of a cell, metres. Smaller ones only repeat triangles; larger ones are crowded wherever the
#: triangles of a wide ground are small, as they are in an old town.
_SMALLEST_CELL: Final = 0.5
_LARGEST_CELL: Final = 12.0


class TriangleGrid(NamedTuple):
    """Which triangles may touch which cell: those whose bounds do.

    Parameters
    ----------
    west, south : float
        Corner of cell (0, 0), local metres.
    cell : float
        Edge of a cell, metres.
    cols, rows : int
        Cells eastwards and northwards.
    start : ndarray of int64, shape (rows * cols + 1,)
        Triangles of cell ``row * cols + col`` are ``items[start[c]:start[c + 1]]``.
    items : ndarray of int32
        Triangle numbers, rising within a cell.
    """

    west: float
    south: float
    cell: float
    cols: int
    rows: int
    start: NDArray[np.int64]
    items: I32


def triangle_grid(vertices: F32 | F64, faces: I32, per_cell: float = 4.0) -> TriangleGrid:
    """Sort triangles into cells.

    Parameters
    ----------
    vertices : ndarray, shape (n, 3)
        Local metres; only x and y are read.
    faces : ndarray of int32, shape (m, 3)
        Vertex indices.
    per_cell : float
        Triangles for each cell that the size of a cell aims at.
    """
    if not len(faces):
        return TriangleGrid(0.0, 0.0, 1.0, 1, 1, np.zeros(2, np.int64), np.zeros(0, np.int32))
    plan = np.ascontiguousarray(vertices[:, :2], dtype=np.float64)
    used = plan[np.unique(faces)] if len(faces) * 3 < len(plan) else plan
    low, high = used.min(axis=0), used.max(axis=0)
    span = np.maximum(high - low, 1e-3)
    wanted = float(np.sqrt(span[0] * span[1] * per_cell / len(faces)))
    cell = min(max(wanted, _SMALLEST_CELL), _LARGEST_CELL)
    cell = max(cell, float(span.max()) / _MOST_CELLS)
    cols, rows = (int(np.ceil(side / cell)) + 1 for side in span)
    west, south = float(low[0]) - 0.5 * cell, float(low[1]) - 0.5 * cell
    cols, rows = cols + 1, rows + 1
    start = np.zeros(rows * cols + 1, np.int64)
    _sort(plan, faces, west, south, cell, cols, rows, start, np.zeros(0, np.int32))
    total = int(start[-1])
    items = np.empty(total, np.int32)
    _sort(plan, faces, west, south, cell, cols, rows, start, items)
    return TriangleGrid(west, south, cell, cols, rows, start, items)


@njit(cache=True, nogil=True)
def _sort(
    plan: F64,
    faces: I32,
    west: float,
    south: float,
    cell: float,
    cols: int,
    rows: int,
    start: NDArray[np.int64],
    items: I32,
) -> None:
    """Count the triangles of each cell into `start`; with room in `items`, put them there.

    Cells are widened by a thousandth, so that a point on the border is safe in either cell.
    """
    filling = len(items) > 0
    if not filling:
        start[:] = 0
    slack = 1e-3 * cell
    cursor = start[:-1].copy()
    for f in range(len(faces)):
        a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
        x0 = min(plan[a, 0], plan[b, 0], plan[c, 0]) - west
        x1 = max(plan[a, 0], plan[b, 0], plan[c, 0]) - west
        y0 = min(plan[a, 1], plan[b, 1], plan[c, 1]) - south
        y1 = max(plan[a, 1], plan[b, 1], plan[c, 1]) - south
        first_row, last_row = max(int((y0 - slack) / cell), 0), min(int((y1 + slack) / cell), rows - 1)
        first_col, last_col = max(int((x0 - slack) / cell), 0), min(int((x1 + slack) / cell), cols - 1)
        for row in range(first_row, last_row + 1):
            for at in range(row * cols + first_col, row * cols + last_col + 1):
                if filling:
                    items[cursor[at]] = f
                    cursor[at] += 1
                else:
                    start[at + 1] += 1
    if not filling:
        for at in range(rows * cols):
            start[at + 1] += start[at]
