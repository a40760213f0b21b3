"""A city of any number of houses with roofs on rolling ground, and rays of three kinds through it.

Plots of 30 m; 60 % oblong plans, 30 % L plans, 10 % rounds; lognormal heights; most low houses have gabled or
hipped roofs with eaves. It does not know who casts the rays.
"""

import numpy as np
from numpy.typing import NDArray

from scene.payloads import Buildings, Raster

PLOT = 30.0
F64 = NDArray[np.float64]
_OBLONG = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], float)
_ANGLE = np.array([(0, 0), (1, 0), (1, 0.45), (0.45, 0.45), (0.45, 1), (0, 1)], float)
_TURNS = np.linspace(0.0, 2.0 * np.pi, 14, endpoint=False)
_ROUND = 0.5 + 0.5 * np.c_[np.cos(_TURNS), np.sin(_TURNS)]


def half_width(count: int) -> float:
    """Return half the edge of the square that a number of houses fills, metres."""
    return float(np.ceil(np.sqrt(count)) * PLOT / 2.0)


def ground(x: F64, y: F64) -> F64:
    """Return the height of the ground."""
    rolling: F64 = (
        20.0 + 12.0 * np.sin(x / 900) * np.cos(y / 1100) + 5.0 * np.sin(x / 260 + 1) * np.sin(y / 310)
    )
    return rolling


def terrain(count: int, cell: float = 20.0) -> Raster:
    """Return the ground under a city as a grid."""
    half = half_width(count)
    centres = np.arange(-half + cell / 2.0, half, cell)
    return Raster(ground(centres[None, :], centres[::-1, None]).astype(np.float32), cell, -half, half)


def city(count: int, seed: int = 20) -> Buildings:
    """Return the houses."""
    chance = np.random.default_rng(seed)
    row = np.arange(count)
    side = int(np.ceil(np.sqrt(count)))
    x, y = (row % side + 0.5) * PLOT - half_width(count), (row // side + 0.5) * PLOT - half_width(count)
    plan = np.searchsorted([0.6, 0.9], chance.random(count))
    corners = np.array([len(_OBLONG), len(_ANGLE), len(_ROUND)])[plan]
    start = np.concatenate(([0], np.cumsum(corners)))
    of = np.repeat(row, corners)
    unit = np.zeros((3, len(_ROUND), 2))
    for number, shape in enumerate((_OBLONG, _ANGLE, _ROUND)):
        unit[number, : len(shape)] = shape
    size = np.column_stack([chance.uniform(8, 20, count), chance.uniform(8, 16, count)])
    corner = (unit[plan[of], np.arange(start[-1]) - start[of]] - 0.5) * size[of]
    turn = chance.uniform(0.0, 0.3, count)[of]
    rings = np.column_stack(
        [
            corner[:, 0] * np.cos(turn) - corner[:, 1] * np.sin(turn) + x[of],
            corner[:, 0] * np.sin(turn) + corner[:, 1] * np.cos(turn) + y[of],
        ]
    )
    eaves = np.clip(chance.lognormal(2.3, 0.6, count), 3.0, 150.0)
    pitched = (plan < 2) & (eaves < 15.0) & (chance.random(count) < 0.8)
    rise = np.where(pitched, 0.3 * size.min(axis=1) * np.where(plan == 1, 0.45, 1.0), 0.0)
    form = np.where(pitched, np.where(chance.random(count) < 0.5, "gabled", "hipped"), "flat")
    level, one_each = ground(x, y), np.arange(count + 1)
    return Buildings(
        rings, start, one_each, one_each, level - 1.5, level + eaves, level + eaves + rise, level,
        tuple(map(str, range(count))), {"roof": form, "overhang": np.where(pitched, 0.5, 0.0)},
    )  # fmt: skip


def camera(count: int, rays: int) -> tuple[F64, F64]:
    """Return the sights of a picture's pixels from one eye over the south of the city, 4 km long."""
    rows = int(np.sqrt(rays / 1.6))
    cols = rays // rows
    south = -0.9 * half_width(count)
    eye = np.array([0.0, south, ground(np.zeros(1), np.full(1, south))[0] + 120.0])
    up, across = np.meshgrid(np.linspace(-0.35, 0.08, rows), np.linspace(-0.6, 0.6, cols), indexing="ij")
    way = np.column_stack([across.ravel(), np.ones(rows * cols), up.ravel()])
    return np.tile(eye, (len(way), 1)), eye + 4000.0 * way


def sights(count: int, rays: int) -> tuple[F64, F64]:
    """Return pairs of places drawn at random, up to 500 m from one another, 1.6 to 30 m over the ground."""
    chance, half = np.random.default_rng(3), half_width(count)
    one = chance.uniform(-half, half, (rays, 2))
    angle, length = chance.uniform(0.0, 2.0 * np.pi, rays), chance.uniform(0.0, 500.0, rays)
    other = one + np.column_stack([np.cos(angle), np.sin(angle)]) * length[:, None]
    return _over_the_ground(one, chance), _over_the_ground(other, chance)


def _over_the_ground(places: F64, chance: np.random.Generator) -> F64:
    return np.column_stack([places, ground(*places.T) + chance.uniform(1.6, 30.0, len(places))])


def sun(count: int, rays: int) -> tuple[F64, F64]:
    """Return the ways to the sun from a grid of places on the ground, 500 m long."""
    side, half = int(np.sqrt(rays)), half_width(count)
    line = (np.arange(side) + 0.5) / side * 2.0 * half - half
    north, east = np.meshgrid(line, line, indexing="ij")
    places = np.column_stack([east.ravel(), north.ravel()])
    feet = np.column_stack([places, ground(*places.T) + 0.1])
    way = np.array([0.5, -0.6, 0.62])
    return feet, feet + 500.0 * way / np.linalg.norm(way)
