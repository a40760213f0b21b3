"""Water into single cells and out of them: one after the other, booked as what really changed.

Lists of cells are flat indices, and arrays are flat. All amounts are metres of depth, summed over cells.
"""

import math

import numpy as np
from numba import njit

from scene.geometry.numba_inner import inner_kernel
from scene.payloads.arrays import F32, F64, I32


@inner_kernel
def _write(depth: F32, carry: F32, cell: int, water: float) -> float:
    """Give a cell another depth, and return by how much it really changed."""
    whole = np.float32(water)
    rest = np.float32(water - np.float64(whole))
    rise = (np.float64(whole) - np.float64(depth[cell])) + (np.float64(rest) - np.float64(carry[cell]))
    depth[cell] = whole
    carry[cell] = rest
    return rise


@inner_kernel
def _water(depth: F32, carry: F32, cell: int) -> float:
    """Return the depth of a cell in double precision."""
    return np.float64(depth[cell]) + np.float64(carry[cell])


@njit(cache=True, nogil=True)
def set_level(depth: F32, carry: F32, ground: F32, cells: I32, level: float) -> tuple[float, float]:
    """Fill or empty cells to a level; return what came and what went."""
    came, went = 0.0, 0.0
    for cell in cells:
        rise = _write(depth, carry, cell, max(level - np.float64(ground[cell]), 0.0))
        if rise > 0.0:
            came += rise
        else:
            went -= rise
    return came, went


@njit(cache=True, nogil=True)
def put(depth: F32, carry: F32, cells: I32, amounts: F64) -> float:
    """Put an amount into each cell; return what came."""
    came = 0.0
    for index in range(cells.size):
        cell = cells[index]
        came += _write(depth, carry, cell, _water(depth, carry, cell) + amounts[index])
    return came


@njit(cache=True, nogil=True)
def take(depth: F32, carry: F32, cells: I32, amounts: F64) -> float:
    """Take from each cell an amount, or what is there; return what went."""
    went = 0.0
    for index in range(cells.size):
        cell = cells[index]
        went -= _write(depth, carry, cell, max(_water(depth, carry, cell) - amounts[index], 0.0))
    return went


@njit(cache=True, nogil=True)
def take_by_water(depth: F32, carry: F32, cells: I32, wanted: float) -> float:
    """Take an amount from cells in the proportion of their water, or all of it; return what went."""
    there = 0.0
    for cell in cells:
        there += _water(depth, carry, cell)
    if there <= 0.0:
        return 0.0
    left = max(1.0 - wanted / there, 0.0)
    went = 0.0
    for cell in cells:
        went -= _write(depth, carry, cell, _water(depth, carry, cell) * left)
    return went


@njit(cache=True, nogil=True)
def mean_level(depth: F32, carry: F32, ground: F32, cells: I32) -> tuple[float, float]:
    """Return the mean level of the cells that hold water, and how many do; the lowest ground if none does."""
    total, count, lowest = 0.0, 0, math.inf
    for cell in cells:
        bed = np.float64(ground[cell])
        lowest = min(lowest, bed)
        water = _water(depth, carry, cell)
        if water > 0.0:
            total += bed + water
            count += 1
    return (total / count if count else lowest), float(count)


@njit(cache=True, nogil=True)
def flow_out(depth: F32, carry: F32, cells: I32, strength: F64, power: float, seconds: float) -> float:
    """Let cells run out after ``dh/dt = -strength h^power``, power over 1; exact, whatever the span."""
    went = 0.0
    for index in range(cells.size):
        cell = cells[index]
        water = _water(depth, carry, cell)
        if water <= 0.0:
            continue
        slower = 1.0 - power
        left = (water**slower - slower * strength[index] * seconds) ** (1.0 / slower)
        went -= _write(depth, carry, cell, min(left, water))
    return went
