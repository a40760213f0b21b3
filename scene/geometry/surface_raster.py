"""The surface of a scene as a grid: what a plumb line from above meets first at the centre of every cell.

The one way in which solids become a raster, so that a screening raster and the exact rays speak of the same
roofs. Exact at the centres; between them it knows nothing, and a screen narrower than a cell may be missed.
It does not know what the raster is for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numba import njit

from scene.geometry.ray_scene import RayLayer
from scene.payloads import Raster
from scene.payloads.arrays import F32, I32
from scene.units import ELEVATION, Quantity

#: Triangles handed over in one piece; between two pieces a cancel gets its turn.
_PIECE: Final = 500_000


@dataclass(frozen=True, slots=True)
class Grid:
    """Square cells; row 0 is the northernmost, as in :class:`scene.payloads.Raster`.

    Parameters
    ----------
    west, north : float
        Local x and y of the outer corner of cell (0, 0), metres.
    cell : float
        Edge of a cell, metres.
    rows, cols : int
    """

    west: float
    north: float
    cell: float
    rows: int
    cols: int

    @classmethod
    def over(cls, west: float, south: float, east: float, north: float, cell: float) -> "Grid":
        """Return the grid of whole cells, counted from the origin, that covers a rectangle."""
        left, top = np.floor(west / cell), np.ceil(north / cell)
        right, bottom = np.ceil(east / cell), np.floor(south / cell)
        rows, cols = max(int(top - bottom), 1), max(int(right - left), 1)
        return cls(float(left * cell), float(top * cell), cell, rows, cols)

    def raster(self, values: F32, quantity: Quantity = ELEVATION) -> Raster:
        """Return values on this grid as a payload."""
        return Raster(values, self.cell, self.west, self.north, quantity)


@dataclass(frozen=True, eq=False)
class Surface:
    """What lies uppermost in each cell.

    Parameters
    ----------
    grid : Grid
    heights : ndarray of float32, shape (rows, cols)
        Local z at the centre; nan where there is nothing.
    layer : ndarray of int32, shape (rows, cols)
        Index into the layers that were given; -1 where there is nothing.
    row : ndarray of int32, shape (rows, cols)
        Building row, feature, or number of the tree within its layer.
    """

    grid: Grid
    heights: F32
    layer: I32
    row: I32


def surface_of(
    layers: Sequence[RayLayer], grid: Grid, *, trees: bool, check: Callable[[], None] = lambda: None
) -> Surface:
    """Look down on some layers of a ray scene.

    Parameters
    ----------
    layers : sequence of RayLayer
        As :attr:`scene.geometry.ray_scene.RayScene.layers` holds them; the result's `layer` counts in it.
    grid : Grid
    trees : bool
        Whether tree layers count.
    check : callable
        Called between pieces of work; may raise to stop.
    """
    shape = (grid.rows, grid.cols)
    heights = np.full(shape, -np.inf, np.float32)
    layer_of, row_of = np.full(shape, -1, np.int32), np.full(shape, -1, np.int32)
    for number, layer in enumerate(layers):
        if layer.is_tree and not trees:
            continue
        solid = layer.solid
        for start in range(0, len(solid.faces), _PIECE):
            check()
            piece = slice(start, start + _PIECE)
            drop_triangles(
                solid.vertices, solid.faces[piece], np.ascontiguousarray(solid.row_of_face[piece]), number,
                grid.west, grid.north, grid.cell, heights, layer_of, row_of,
            )  # fmt: skip
    heights[layer_of < 0] = np.nan
    return Surface(grid, heights, layer_of, row_of)


@njit(cache=True, nogil=True)
def drop_triangles(
    vertices: F32, faces: I32, rows: I32, layer: int, west: float, north: float, cell: float,
    heights: F32, layer_of: I32, row_of: I32,
) -> None:  # fmt: skip
    """Write the height of every triangle into the cells whose centres it covers, where it is the highest.

    `heights` begin at -inf; `layer_of` and `row_of` take the number `layer` and the triangle's own of `rows`.
    """
    count_rows, count_cols = heights.shape
    for f in range(len(faces)):
        a, b, c = faces[f, 0], faces[f, 1], faces[f, 2]
        # In cells: x to the east, y to the south, with the centres at whole numbers.
        ax, ay = (vertices[a, 0] - west) / cell - 0.5, (north - vertices[a, 1]) / cell - 0.5
        bx, by = (vertices[b, 0] - west) / cell - 0.5, (north - vertices[b, 1]) / cell - 0.5
        cx, cy = (vertices[c, 0] - west) / cell - 0.5, (north - vertices[c, 1]) / cell - 0.5
        az, bz, cz = vertices[a, 2], vertices[b, 2], vertices[c, 2]
        area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
        if area == 0.0 or not np.isfinite(area + az + bz + cz):
            continue  # upright, or at the edge of a raster's data
        first_row = max(int(np.ceil(min(ay, by, cy))), 0)
        last_row = min(int(np.floor(max(ay, by, cy))), count_rows - 1)
        first_col = max(int(np.ceil(min(ax, bx, cx))), 0)
        last_col = min(int(np.floor(max(ax, bx, cx))), count_cols - 1)
        for row in range(first_row, last_row + 1):
            for col in range(first_col, last_col + 1):
                share_b = ((col - ax) * (cy - ay) - (cx - ax) * (row - ay)) / area
                share_c = ((bx - ax) * (row - ay) - (col - ax) * (by - ay)) / area
                if share_b < 0.0 or share_c < 0.0 or share_b + share_c > 1.0:
                    continue
                z = np.float32(az + share_b * (bz - az) + share_c * (cz - az))
                if z > heights[row, col]:
                    heights[row, col], layer_of[row, col], row_of[row, col] = z, layer, rows[f]
