"""Grounds and waters that the tests of the schemes run over, made by thought or from a seed."""

import numpy as np
from numpy.typing import NDArray

from analysis.flood.domain import Domain
from scene.geometry.surface_raster import Grid

F32 = NDArray[np.float32]


def domain_of(
    ground: NDArray[np.floating], roughness: float | NDArray[np.floating] = 0.03, cell: float = 2.0
) -> Domain:
    rows, cols = ground.shape
    return Domain(Grid(100.0, 500.0, cell, rows, cols), ground, np.broadcast_to(roughness, ground.shape))


def hilly(rows: int, cols: int, seed: int = 0, walls: float = 0.05) -> NDArray[np.float32]:
    """Return smooth hills of about 1 m with some noise, pits, and one-cell walls strewn in."""
    chance = np.random.default_rng(seed)
    y, x = np.mgrid[0:rows, 0:cols]
    ground = 10.0 + np.sin(x / 9.0 + seed) * np.cos(y / 7.0) + chance.normal(0.0, 0.05, (rows, cols))
    ground[chance.random((rows, cols)) < 0.01] -= 3.0
    ground[chance.random((rows, cols)) < walls] = np.nan
    return ground.astype(np.float32)


def pond(ground: NDArray[np.float32], level: float) -> F32:
    """Return the depths of water that stands at a level."""
    return np.nan_to_num(np.maximum(np.float32(level) - ground, np.float32(0.0)), nan=0.0).astype(np.float32)


def turned(values: NDArray[np.float32], turns: int, mirrored: bool) -> NDArray[np.float32]:
    """Return a grid turned by quarter turns and mirrored."""
    result = np.rot90(values, turns)
    return np.ascontiguousarray(result[:, ::-1] if mirrored else result)
