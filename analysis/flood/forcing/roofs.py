"""Where the rain goes that falls on what water cannot enter: to the nearest cell that it can.

It does not know rain.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from scene.payloads.arrays import F32


def rain_weights(walls: NDArray[Any], roofs: NDArray[Any]) -> F32:
    """Return for how many cells' rain each cell stands: its own, and that of the roofs that drain to it.

    Parameters
    ----------
    walls : ndarray of bool, shape (rows, cols)
        Cells that water cannot enter.
    roofs : ndarray of bool, shape (rows, cols)
        Those among them on which rain falls: buildings, not what lies outside the domain.

    Returns
    -------
    ndarray of float32, shape (rows, cols)
        0 in walls. The sum is the number of cells that are open or roofs, if any cell is open.
    """
    from scipy.ndimage import distance_transform_edt

    weights = np.where(walls, 0.0, 1.0)
    shed = walls & roofs
    if shed.any() and not walls.all():
        nearest = distance_transform_edt(walls, return_distances=False, return_indices=True)
        flat = np.ravel_multi_index((nearest[0][shed], nearest[1][shed]), walls.shape)
        weights += np.bincount(flat, minlength=walls.size).reshape(walls.shape)
    return weights.astype(np.float32)
