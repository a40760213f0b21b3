"""Water out of cells into soil and drains, tile by tile; nothing is taken that is not there.

Each cell has two classes, one of soil and one of drains. Soil remembers by what has gone into it, not by the
clock: a dry spell leaves it as it was. It does not know soils or drains by name.
"""

import math
from typing import Final

import numpy as np
from numba import njit

from analysis.flood.scheme import TILE
from scene.geometry.numba_inner import inner_borrowing_kernel
from scene.payloads.arrays import F32, F64, I32, U8

#: Kinds of soil, as numbers in the kernel's table.
SEALED: Final = 0
CONSTANT: Final = 1
HORTON: Final = 2
GREEN_AMPT: Final = 3

#: A step of Newton's method after which the next one would be below double precision.
_CLOSE: Final = 1e-8


@inner_borrowing_kernel
def spent(power: float) -> float:
    """Return 1 - exp(-power), for a power of at least 0, without loss where it is small."""
    if power > 0.05:
        return -math.expm1(-power)
    series = 1.0 - power / 6.0 * (1.0 - power / 7.0 * (1.0 - power / 8.0))
    series = 1.0 - power / 3.0 * (1.0 - power / 4.0 * (1.0 - power / 5.0 * series))
    return power * (1.0 - power / 2.0 * series)


@inner_borrowing_kernel
def horton_time(water: float, last: float, extra: float, decay: float, longest: float) -> float:
    """Return the seconds of ponding in which soil takes some water, less than it takes in `longest`.

    It solves ``last t + extra (1 - exp(-decay t)) = water``, with `last` the final rate, m/s, and `extra` the
    metres it takes beyond that from here on. The left side rises and bends down, so Newton closes in.
    """
    first = last + extra * decay
    time = min(water / first * (1.0 + 0.5 * water * extra * decay * decay / (first * first)), longest)
    for _ in range(30):
        gone = spent(decay * time)
        step = (last * time + extra * gone - water) / (last + extra * decay * (1.0 - gone))
        time -= step
        if abs(step) <= _CLOSE * time:
            break
    return min(max(time, 0.0), longest)


@inner_borrowing_kernel
def log_rest(share: float) -> float:
    """Return share - ln(1 + share), for a share of at least 0, without loss where it is small."""
    if share > 0.04:
        return share - math.log1p(share)
    series = 1.0 / 7.0 - share * (1.0 / 8.0 - share * (1.0 / 9.0 - share / 10.0))
    series = 1.0 / 4.0 - share * (1.0 / 5.0 - share * (1.0 / 6.0 - share * series))
    return share * share * (0.5 - share * (1.0 / 3.0 - share * series))


@inner_borrowing_kernel
def green_ampt_depth(soaked: float, suction: float, drive: float, water: float) -> float:
    """Return how much of some water a soil takes after Green and Ampt, metres.

    It solves ``x - N ln(1 + x/(F + N)) = K t``, with F `soaked` so far, N `suction` (head times deficit)
    and K t `drive`, metres; x is at most `water`. The left side rises and bends up.
    """
    whole = soaked + suction
    share = soaked / whole

    # In y = x/(F+N): share·y·(F+N) + N·(y - ln(1+y)) = K t, so that nothing is lost where F is small.
    most = water / whole
    if share * water + suction * log_rest(most) <= drive:
        return water
    bend = suction / (2.0 * whole * whole)
    ratio = 2.0 * drive / (share + math.sqrt(share * share + 4.0 * bend * drive)) / whole
    for _ in range(30):
        error = share * ratio * whole + suction * log_rest(ratio) - drive
        slope = share * whole + suction * ratio / (1.0 + ratio)
        step = error / slope
        ratio -= step
        if abs(step) <= _CLOSE * ratio:
            break
    return min(ratio * whole, water)


@inner_borrowing_kernel
def _into_horton(
    water: float, last: float, extra: float, decay: float, share: float, seconds: float
) -> tuple[float, float]:
    """Return what soil takes of some water, and the share of its extra rate that this spends."""
    wanted = last * seconds + extra * share
    if wanted <= water:
        return wanted, share
    return water, spent(decay * horton_time(water, last, extra, decay, seconds))


@njit(cache=True, nogil=True)
def lose(
    depth: F32, carry: F32, soil: U8, kinds: U8, laws: F64, memory: F64,
    drain: U8, capacity: F64, alike: I32, seconds: float, tiles: I32, sums: F64,
) -> None:  # fmt: skip
    """Let soil, then drains, take from every cell of some tiles.

    Parameters
    ----------
    depth, carry : ndarray of float32, shape (rows, cols)
    soil, drain : ndarray of uint8, shape (rows, cols)
        Classes.
    kinds : ndarray of uint8, shape (classes,)
    laws : ndarray of float64, shape (classes, 4)
        By class: final rate, m/s; Horton's extra depth, m, or suction head times deficit, m; Horton's decay,
        1/s; the share of the extra depth that is spent in these seconds.
    memory : ndarray of float64, shape (rows, cols)
        What each cell's soil remembers; of no cells if no class remembers.
    capacity : ndarray of float64, shape (classes,)
        Of drains by class: metres in these seconds.
    alike : ndarray of int32, shape (all tiles, 2)
        By tile, the class of soil and that of drains if all its cells have the same, else -1.
    seconds : float
    tiles : ndarray of int32, shape (n,)
    sums : ndarray of float64, shape (n, 2)
        Metres that went into soil and into drains by tile.
    """
    buffers = np.empty((5, TILE), np.float64)
    for index in range(tiles.size):
        _lose_from_tile(
            depth, carry, soil, kinds, laws, memory, drain, capacity, alike, seconds, tiles[index], buffers
        )
        sums[index, 0] = _sum(buffers[3])
        sums[index, 1] = _sum(buffers[4])


@inner_borrowing_kernel
def _lose_from_tile(
    depth: F32, carry: F32, soil: U8, kinds: U8, laws: F64, memory: F64,
    drain: U8, capacity: F64, alike: I32, seconds: float, tile: int, buffers: F64,
) -> None:  # fmt: skip
    """Do the work of :func:`lose` in one tile; rows 3 and 4 of `buffers` become what soil and drains took."""
    rows, cols = depth.shape
    across = (cols + TILE - 1) // TILE
    water, soak, take, soaked, drained = buffers[0], buffers[1], buffers[2], buffers[3], buffers[4]
    top, left = tile // across * TILE, tile % across * TILE
    wide = min(TILE, cols - left)
    sealed = alike[tile, 0] >= 0 and kinds[alike[tile, 0]] == SEALED
    buffers[:] = 0.0
    for row in range(top, min(top + TILE, rows)):
        depths, rests = depth[row, left : left + wide], carry[row, left : left + wide]
        for col in range(wide):
            water[col] = np.float64(depths[col]) + np.float64(rests[col])
        if alike[tile, 1] >= 0:
            take[:] = capacity[alike[tile, 1]]
        else:
            drains = drain[row, left : left + wide]
            for col in range(wide):
                take[col] = capacity[drains[col]]
        if not sealed:
            _soak_row(
                soil[row, left : left + wide], kinds, laws, memory, row, left, seconds, water[:wide], soak
            )
        _limit(water[:wide], soak, take)
        _write(depths, rests, water[:wide])
        _book(water[:wide], soak, take, soaked, drained)


@inner_borrowing_kernel
def _soak_row(
    soils: U8, kinds: U8, laws: F64, memory: F64, row: int, left: int, seconds: float, water: F64, soak: F64
) -> None:
    """Find what soil takes from the cells of a row, and let it remember."""
    for col in range(soils.size):
        law = soils[col]
        kind = kinds[law]
        soak[col] = 0.0
        if kind == SEALED or water[col] <= 0.0:
            continue
        if kind == CONSTANT:
            wanted = laws[law, 0] * seconds
            soak[col] = wanted if wanted < water[col] else water[col]
        elif kind == HORTON:  # its memory is the share of the extra rate that is spent
            unspent = 1.0 - memory[row, left + col]
            soak[col], gone = _into_horton(
                water[col], laws[law, 0], laws[law, 1] * unspent, laws[law, 2], laws[law, 3], seconds
            )
            memory[row, left + col] += unspent * gone
        else:  # its memory is the depth that went in
            soak[col] = green_ampt_depth(
                memory[row, left + col], laws[law, 1], laws[law, 0] * seconds, water[col]
            )
            memory[row, left + col] += soak[col]


@inner_borrowing_kernel
def _limit(water: F64, soak: F64, take: F64) -> None:
    """Take from the water what soil and drains take; `take` becomes what the drains get."""
    for col in range(water.size):
        left = water[col] - soak[col]
        drain = take[col] if take[col] < left else left
        take[col] = drain
        water[col] = left - drain


@inner_borrowing_kernel
def _write(depths: F32, rests: F32, water: F64) -> None:
    """Write depths and their rests; `water` becomes what cells really lost."""
    for col in range(water.size):
        whole = np.float32(water[col])
        rest = np.float32(water[col] - np.float64(whole))
        water[col] = (np.float64(depths[col]) - np.float64(whole)) + (
            np.float64(rests[col]) - np.float64(rest)
        )
        depths[col] = whole
        rests[col] = rest


@inner_borrowing_kernel
def _book(lost: F64, soak: F64, take: F64, soaked: F64, drained: F64) -> None:
    """Book what cells really lost: to drains where they took any, else to soil alone."""
    for col in range(lost.size):
        into_soil = soak[col] if take[col] > 0.0 else lost[col]
        soaked[col] += into_soil
        drained[col] += lost[col] - into_soil


@inner_borrowing_kernel
def _sum(values: F64) -> float:
    """Return the sum, from the first to the last."""
    total = 0.0
    for value in values:
        total += value
    return total
