"""Put a node's geometry where the node stands: its transform applied, in local metres.

It does not know what the geometry is for.
"""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Float = TypeVar("Float", np.float32, np.float64)


def placed(vertices: NDArray[Float], transform: NDArray[np.float64] | None) -> NDArray[Float]:
    """Return vertices in local metres, as precise as they are given.

    Parameters
    ----------
    vertices : ndarray of float32 or float64, shape (n, 3)
        The payload's own coordinates.
    transform : ndarray of float64, shape (4, 4), optional
        As :class:`scene.node.Node` holds it.
    """
    if transform is None:
        return vertices
    moved = vertices.astype(np.float64) @ transform[:3, :3].T + transform[:3, 3]
    return moved.astype(vertices.dtype)


def same_transform(one: NDArray[np.float64] | None, other: NDArray[np.float64] | None) -> bool:
    """Say whether two transforms put a thing in the same place."""
    if one is None or other is None:
        return one is other
    return one is other or bool(np.array_equal(one, other))
