"""The slow obvious twin of the viewshed kernels: every cell's line of sight walked crossing by crossing."""

import numpy as np
from numba import njit

from scene.payloads.arrays import F32, F64


@njit(cache=True)
def height_between(a: float, b: float, share: float) -> float:
    """Return the surface between two centres; nan if one that counts has no data."""
    if share == 0.0:
        return a
    return (1.0 - share) * a + share * b


@njit(cache=True)
def at_crossing(values: F32, place: float) -> float:
    """Return the surface on a row or column of values; nan outside and where there is no data."""
    left = np.floor(place + 1e-9)
    share = place - left if place - left > 1e-9 else 0.0
    if left < 0 or left >= len(values):
        return np.nan
    a = np.float64(values[int(left)])
    if share == 0.0:
        return a
    if left + 1 >= len(values):
        return np.nan
    return height_between(a, np.float64(values[int(left) + 1]), share)


@njit(cache=True)
def needed_rises(surface: F32, row0: float, col0: float, eye: float, bend: float) -> F64:
    """Return how far above the eye a target over each cell must stand to be seen; -inf if it always is."""
    rows, cols = surface.shape
    needed = np.full((rows, cols), -np.inf)
    for row in range(rows):
        for col in range(cols):
            down, right = row - row0, col - col0
            drop = bend * (down * down + right * right)
            for i in range(rows):
                if min(row0, row) < i < max(row0, row):
                    k, n = abs(i - row0), abs(down)
                    z = at_crossing(surface[i], col0 + right * k / n)
                    rise = (z - eye) * n / k - drop * (k / n)
                    if rise > needed[row, col]:  # noqa: PLR1730 - never if it is nan
                        needed[row, col] = rise
            for j in range(cols):
                if min(col0, col) < j < max(col0, col):
                    k, n = abs(j - col0), abs(right)
                    z = at_crossing(surface[:, j], row0 + down * k / n)
                    rise = (z - eye) * n / k - drop * (k / n)
                    if rise > needed[row, col]:  # noqa: PLR1730 - never if it is nan
                        needed[row, col] = rise
    return needed


def seen_by_walking(
    surface: F32, row0: float, col0: float, eye: float, above: float = 0.0, bend: float = 0.0
) -> np.ndarray:
    """Return which cells are seen."""
    row, col = np.mgrid[: surface.shape[0], : surface.shape[1]]
    drop = bend * ((row - row0) ** 2 + (col - col0) ** 2)
    rise = surface.astype(np.float64) + above - eye - drop
    return needed_rises(surface, row0, col0, eye, bend) <= rise + 1e-6
