"""A raster as triangles: the one way in which a grid is cut, for the picture and for the rays alike.

It does not know colours or what the values are.
"""

import numpy as np

from scene.payloads import Raster
from scene.payloads.arrays import F32, I32


def raster_triangles(raster: Raster) -> tuple[F32, I32]:
    """Return the triangles between the cell centres of a raster.

    Each square of four centres is cut from its south-west to its north-east corner. Squares with a
    corner without data have no triangles.

    Returns
    -------
    vertices : ndarray of float32, shape (rows * cols, 3)
        Cell centres row by row from the north; z is nan where there is no data.
    faces : ndarray of int32, shape (m, 3)
        Counter-clockwise seen from above.
    """
    rows, cols = raster.shape
    vertices = np.empty((rows, cols, 3), np.float32)
    vertices[:, :, 0] = raster.west + (np.arange(cols) + 0.5) * raster.cell
    vertices[:, :, 1] = (raster.north - (np.arange(rows) + 0.5) * raster.cell)[:, None]
    vertices[:, :, 2] = raster.values
    number = np.arange(rows * cols, dtype=np.int32).reshape(rows, cols)
    known = np.isfinite(raster.values)
    whole = known[:-1, :-1] & known[:-1, 1:] & known[1:, :-1] & known[1:, 1:]
    nw, ne = number[:-1, :-1][whole], number[:-1, 1:][whole]
    sw, se = number[1:, :-1][whole], number[1:, 1:][whole]
    faces = np.empty((2 * len(nw), 3), np.int32)
    faces[0::2] = np.column_stack([sw, se, ne])
    faces[1::2] = np.column_stack([sw, ne, nw])
    return vertices.reshape(-1, 3), faces
