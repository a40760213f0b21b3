"""The places of instances (i3dm): positions, directions and scales as matrices.

It does not know models.
"""

from typing import Any

import numpy as np

from importers.tiles3d.features import numbers_of
from scene.payloads.arrays import F64


def positions_of(table: dict[str, Any], binary: bytes, count: int) -> F64:
    """Return positions, plain or quantised, shape (count, 3), without the centre they are relative to.

    Raises
    ------
    ValueError, KeyError, TypeError
        If the table does not fit its body.
    """
    if "POSITION" in table:
        return numbers_of(table["POSITION"], binary, count, "<f4", 3).astype(np.float64)
    stored = numbers_of(table["POSITION_QUANTIZED"], binary, count, "<u2", 3).astype(np.float64)
    low = np.asarray(_vector(table, "QUANTIZED_VOLUME_OFFSET", binary), dtype=np.float64)
    size = np.asarray(_vector(table, "QUANTIZED_VOLUME_SCALE", binary), dtype=np.float64)
    return low + stored / 65535.0 * size


def centre_of(table: dict[str, Any], binary: bytes) -> F64:
    """Return the centre that coordinates are relative to, shape (3,)."""
    return np.asarray(_vector(table, "RTC_CENTER", binary, (0.0, 0.0, 0.0)), dtype=np.float64)


def _vector(
    table: dict[str, Any], key: str, binary: bytes, otherwise: tuple[float, ...] | None = None
) -> Any:
    held = table.get(key, otherwise)
    if isinstance(held, dict):
        held = numbers_of(held, binary, 1, "<f4", 3)[0].tolist()
    if held is None or len(held) != 3:
        raise ValueError(f"{key} is no vector")
    return held


def number_of(table: dict[str, Any], key: str, binary: bytes, otherwise: int = 0) -> int:
    """Return a whole number of a feature table, which may lie in its body."""
    held = table.get(key, otherwise)
    if isinstance(held, dict):
        held = numbers_of(held, binary, 1, "<u4", 1)[0, 0]
    if isinstance(held, bool) or int(held) < 0:
        raise ValueError(f"{key} is no number")
    return int(held)


def matrices_of(table: dict[str, Any], binary: bytes, count: int, transform: F64) -> F64:
    """Return the matrices of instances, shape (count, 4, 4), in the coordinates of the tile.

    Parameters
    ----------
    table : dict
        The feature table.
    binary : bytes
        Its body.
    count : int
    transform : ndarray of float64, shape (4, 4)
        Of the tile: what is up where depends on it, for instances that stand up from the Earth.
    """
    position = positions_of(table, binary, count) + centre_of(table, binary)
    axes = _axes(table, binary, count)
    if axes is None:
        axes = np.tile(np.eye(3), (count, 1, 1))
        if table.get("EAST_NORTH_UP"):
            turn = np.linalg.inv(transform[:3, :3])
            axes = turn @ east_north_up(position @ transform[:3, :3].T + transform[:3, 3])
    scale = np.ones((count, 3))
    if "SCALE" in table:
        scale *= numbers_of(table["SCALE"], binary, count, "<f4", 1)
    if "SCALE_NON_UNIFORM" in table:
        scale *= numbers_of(table["SCALE_NON_UNIFORM"], binary, count, "<f4", 3)
    matrices = np.tile(np.eye(4), (count, 1, 1))
    matrices[:, :3, :3] = axes * scale[:, None, :]
    matrices[:, :3, 3] = position
    return matrices


def _axes(table: dict[str, Any], binary: bytes, count: int) -> F64 | None:
    """Return right, up and their product as columns, shape (count, 3, 3); None if not given."""
    if "NORMAL_UP" in table and "NORMAL_RIGHT" in table:
        up = numbers_of(table["NORMAL_UP"], binary, count, "<f4", 3).astype(np.float64)
        right = numbers_of(table["NORMAL_RIGHT"], binary, count, "<f4", 3).astype(np.float64)
    elif "NORMAL_UP_OCT32P" in table and "NORMAL_RIGHT_OCT32P" in table:
        up = _octahedral(numbers_of(table["NORMAL_UP_OCT32P"], binary, count, "<u2", 2))
        right = _octahedral(numbers_of(table["NORMAL_RIGHT_OCT32P"], binary, count, "<u2", 2))
    else:
        return None
    return np.stack([right, up, np.cross(right, up)], axis=2)


def _octahedral(stored: Any) -> F64:
    flat = stored.astype(np.float64) / 65535.0 * 2.0 - 1.0
    z = 1.0 - np.abs(flat).sum(axis=1)
    fold = (1.0 - np.abs(flat[:, ::-1])) * np.where(flat >= 0.0, 1.0, -1.0)
    vector = np.column_stack([np.where(z[:, None] < 0.0, fold, flat), z])
    unit: F64 = vector / np.linalg.norm(vector, axis=1, keepdims=True)
    return unit


def east_north_up(position: F64) -> F64:
    """Return east, north and up as columns at geocentric positions (n, 3), shape (n, 3, 3)."""
    flattening = 1.0 / 298.257223563
    up = position / np.array([1.0, 1.0, (1.0 - flattening) ** 2])
    up /= np.maximum(np.linalg.norm(up, axis=1, keepdims=True), 1e-12)
    east = np.column_stack([-position[:, 1], position[:, 0], np.zeros(len(position))])
    length = np.linalg.norm(east, axis=1, keepdims=True)
    east = np.where(length > 1e-9, east / np.maximum(length, 1e-12), (0.0, 1.0, 0.0))
    return np.stack([east, np.cross(up, east), up], axis=2)
