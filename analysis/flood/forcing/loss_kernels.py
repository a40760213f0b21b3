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

#: A step of Newton's method, relative, after which the figure is off by half its square.
_CLOSE: Final = 1e-5


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
    # In y = x/(F+N) it reads F y + N (y - ln(1 + y)) = K t, so that nothing is lost where F is small. The
    # first guess takes y - ln(1 + y) for y²/2 - y³/3.
    whole = soaked + suction
    ratio = 2.0 * drive / (soaked + math.sqrt(soaked * soaked + 2.0 * suction * drive))
    ratio += suction * ratio * ratio * ratio / (3.0 * (soaked + suction * ratio))
    for _ in range(30):
        error = soaked * ratio + suction * log_rest(ratio) - drive
        step = error / (soaked + suction * ratio / (1.0 + ratio))
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
    depth: F32, carry: F32, starts: I32, one_law: I32, columns: U8, law_of: U8, memory: F64, kinds: U8,
    laws: F64,
    drain: U8, alike: I32, capacity: F64, seconds: float, tiles: I32, sums: F64,
) -> None:  # fmt: skip
    """Let soil, then drains, take from every cell of some tiles.

    Parameters
    ----------
    depth, carry : ndarray of float32, shape (rows, cols)
    starts : ndarray of int32, shape (all tiles * TILE + 1,)
        Where the cells that take water begin in `columns`, `law_of` and `memory`, row by row of each tile.
    one_law : ndarray of int32, shape (all tiles * TILE,)
        Of each such row, the class of soil that all its cells have, else -1.
    columns : ndarray of uint8, shape (m,)
        Column of each such cell within its tile.
    law_of : ndarray of uint8, shape (m,)
        Its class of soil.
    memory : ndarray of float64, shape (m,)
        What its soil remembers.
    kinds : ndarray of uint8, shape (classes,)
    laws : ndarray of float64, shape (classes, 4)
        By class: final rate, m/s; Horton's extra depth, m, or suction head times deficit, m; Horton's decay,
        1/s; the share of the extra depth that is spent in these seconds.
    drain : ndarray of uint8, shape (rows, cols)
        Class of drains of every cell.
    alike : ndarray of int32, shape (all tiles,)
        By tile, that class if all its cells have the same, else -1.
    capacity : ndarray of float64, shape (classes,)
        Of drains by class: metres in these seconds.
    seconds : float
    tiles : ndarray of int32, shape (n,)
    sums : ndarray of float64, shape (n, 2)
        Metres that went into soil and into drains by tile.
    """
    buffers = np.empty((5, TILE), np.float64)
    for index in range(tiles.size):
        _lose_from_tile(
            depth, carry, starts, one_law, columns, law_of, memory, kinds, laws,
            drain, alike[tiles[index]], capacity, seconds, tiles[index], buffers,
        )  # fmt: skip
        sums[index, 0] = _sum(buffers[3])
        sums[index, 1] = _sum(buffers[4])


@inner_borrowing_kernel
def _lose_from_tile(
    depth: F32, carry: F32, starts: I32, one_law: I32, columns: U8, law_of: U8, memory: F64, kinds: U8,
    laws: F64,
    drain: U8, alike: int, capacity: F64, seconds: float, tile: int, buffers: F64,
) -> None:  # fmt: skip
    """Do the work of :func:`lose` in one tile; rows 3 and 4 of `buffers` become what soil and drains took."""
    rows, cols = depth.shape
    across = (cols + TILE - 1) // TILE
    water, soak, take, soaked, drained = buffers[0], buffers[1], buffers[2], buffers[3], buffers[4]
    top, left = tile // across * TILE, tile % across * TILE
    wide = min(TILE, cols - left)
    buffers[:] = 0.0
    for row in range(top, min(top + TILE, rows)):
        depths, rests = depth[row, left : left + wide], carry[row, left : left + wide]
        for col in range(wide):
            water[col] = np.float64(depths[col]) + np.float64(rests[col])
        if alike >= 0:
            take[:] = capacity[alike]
        else:
            drains = drain[row, left : left + wide]
            for col in range(wide):
                take[col] = capacity[drains[col]]
        soak[:] = 0.0
        line = tile * TILE + row - top
        first, last = starts[line], starts[line + 1]
        if last - first == wide and one_law[line] >= 0 and kinds[one_law[line]] == HORTON:
            law = one_law[line]
            _soak_lawn(
                water[:wide], memory[first:last], soak,
                laws[law, 0], laws[law, 1], laws[law, 2], laws[law, 3], seconds,
            )  # fmt: skip
        else:
            _soak_row(first, last, columns, law_of, memory, kinds, laws, seconds, water, soak)
        _limit(water[:wide], soak, take)
        _write(depths, rests, water[:wide])
        _book(water[:wide], soak, take, soaked, drained)


@inner_borrowing_kernel
def _soak_lawn(
    water: F64, memory: F64, soak: F64, last: float, extra: float, decay: float, share: float, seconds: float
) -> None:
    """Do as :func:`_soak_row` does where all cells of a row have one soil after Horton: many at once."""
    short = 0
    for col in range(water.size):
        unspent = 1.0 - memory[col]
        wanted = last * seconds + extra * unspent * share
        enough = wanted <= water[col]
        soak[col] = wanted if enough else water[col]
        memory[col] += unspent * share if enough else 0.0
        short += 0 if enough else 1
    if short == 0:
        return
    for col in range(water.size):
        unspent = 1.0 - memory[col]
        if soak[col] == water[col] and 0.0 < water[col] < last * seconds + extra * unspent * share:
            time = horton_time(water[col], last, extra * unspent, decay, seconds)
            memory[col] += unspent * spent(decay * time)


@inner_borrowing_kernel
def _soak_row(
    first: int, last: int, columns: U8, law_of: U8, memory: F64, kinds: U8, laws: F64,
    seconds: float, water: F64, soak: F64,
) -> None:  # fmt: skip
    """Find what soil takes from the cells of a row, and let it remember."""
    for index in range(first, last):
        col, law = columns[index], law_of[index]
        if water[col] <= 0.0:
            continue
        if kinds[law] == CONSTANT:
            wanted = laws[law, 0] * seconds
            soak[col] = wanted if wanted < water[col] else water[col]
        elif kinds[law] == HORTON:  # its memory is the share of the extra rate that is spent
            unspent = 1.0 - memory[index]
            soak[col], gone = _into_horton(
                water[col], laws[law, 0], laws[law, 1] * unspent, laws[law, 2], laws[law, 3], seconds
            )
            memory[index] += unspent * gone
        else:  # its memory is the depth that went in
            soak[col] = green_ampt_depth(memory[index], laws[law, 1], laws[law, 0] * seconds, water[col])
            memory[index] += soak[col]


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
