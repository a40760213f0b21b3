"""The lowest height at which something over a cell is seen from any eye: exact by a model, by few some.

The model. An eye looks along a straight line at the centre of a cell. Where the line crosses the lines of
the grid between them (those of constant x if it runs more east or west, of constant y otherwise), the
surface is interpolated linearly between the two posts beside the crossing; cells of the building that
stands in the target cell itself count with their ground. The steepest rise among the crossings, curvature
and refraction taken off, carried to the target, is the lowest height that is seen there. It counts as
float32, and not under the ground; of eyes that see a cell equally low the one of the lowest number governs.
So neither the figures nor who governs depends on the order, tiles, blocks or threads.

Rise is counted a step, from one line of the grid to the next. A line of sight is walked only if the bounds of
:mod:`analysis.sightline.ceiling.horizon_bounds`, and what hides the cells beside and above, leave room for
less than was found from other eyes, and only through runs of lines that can hold its highest screen. It does
not know rules.
"""

from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from analysis.sightline.ceiling.fields import Eyes, Field
from analysis.sightline.ceiling.horizon_bounds import SECTORS, SLACK, Bounds, Relief
from analysis.sightline.ceiling.sight_lines import (
    is_hidden_at,
    lines_before,
    nearest,
    only_quarter,
    quarter_of,
    sector_of,
    steepest_rise,
)
from scene.geometry.numba_inner import inner_borrowing_kernel
from scene.payloads.arrays import F32, F64, I32

#: Edge of a tile, cells.
TILE: Final = 16
#: So far over the lowest height found, and so much of it, is higher even as float32, whatever is rounded.
_OVER: Final = 1e-6
_OF_FLOAT32: Final = 2e-7
#: More than the number of any eye.
_ANY: Final = 2**31 - 1


@njit(cache=True, nogil=True, error_model="numpy")
def lower_by_eyes(
    field: Field,
    relief: Relief,
    eyes: Eyes,
    bounds: Bounds,
    row_from: int,
    row_to: int,
    col_from: int,
    col_to: int,
    lowest: F32,
    governing: I32,
) -> int:
    """Lower `lowest` to what any of some eyes sees over each cell of a rectangle.

    Parameters
    ----------
    field : Field
    relief : Relief
    eyes : Eyes
    bounds : Bounds
        Of these eyes.
    row_from, row_to, col_from, col_to : int
        The rectangle.
    lowest : ndarray of float32, shape (rows, cols)
        Local z, read and written.
    governing : ndarray of int32, shape (rows, cols)
        Number of the eye that sees a cell lowest, written where `lowest` is.

    Returns
    -------
    int
        Lines of sight that were gone along.
    """
    count = len(eyes.x)
    least = np.empty(count)
    bars, until = np.empty((TILE, TILE)), np.empty((TILE, TILE), np.int64)
    cells, spare = np.empty(TILE, np.int64), np.empty((3, TILE))
    above, beside = np.zeros(TILE, np.int64), np.zeros(count, np.int64)
    flat = (
        field.surface.reshape(-1), relief.turned.reshape(-1), field.ground.reshape(-1), field.own.reshape(-1),
    )  # fmt: skip
    looked = 0
    for top in range(row_from, row_to, TILE):
        for left in range(col_from, col_to, TILE):
            bottom, right = min(top + TILE, row_to), min(left + TILE, col_to)
            worst, widest, ground = _load(field, top, bottom, left, right, lowest, governing, bars, until)
            if worst == -np.inf:
                continue
            for e in range(count):
                least[e] = _bound(field, eyes, bounds, e, top, bottom, left, right, widest)
            # Those that may see the ground keep their order: the first that does is the one that governs.
            order = np.argsort(np.maximum(least, ground), kind="mergesort")
            for k in range(count):
                e = order[k]
                if least[e] > worst:
                    continue
                some = _look(
                    field, eyes, bounds, flat, e, above, beside, top, bottom, left, right, widest,
                    bars, until, lowest, governing, cells, spare,
                )  # fmt: skip
                looked += some
                if some:
                    worst = _worst(bars, bottom - top, right - left)
    return looked


@inner_borrowing_kernel
def _load(
    field: Field, top: int, bottom: int, left: int, right: int, lowest: F32, governing: I32,
    bars: F64, until: NDArray[np.int64],
) -> tuple[float, int, float]:  # fmt: skip
    """Take what was found so far; return the highest bar, the widest extent and the highest ground.

    `bars` are the heights over which an eye tells nothing new, `until` the number from which on it tells
    nothing new either.
    """
    worst, widest, upmost = -np.inf, 0, -np.inf
    for row in range(top, bottom):
        for col in range(left, right):
            i, j = row - top, col - left
            ground = np.float64(field.ground[row, col])
            if np.isnan(ground):
                bars[i, j], until[i, j] = -np.inf, -1
                continue
            _set_bar(field.ground[row, col], lowest[row, col], governing[row, col], i, j, bars, until)
            worst, upmost = max(worst, bars[i, j]), max(upmost, ground)
            if field.own[row, col] >= 0:
                widest = max(widest, field.extent[field.own[row, col]])
    return worst, widest, upmost


@inner_borrowing_kernel
def _worst(bars: F64, rows: int, cols: int) -> float:
    worst = -np.inf
    for i in range(rows):
        for j in range(cols):
            worst = max(worst, bars[i, j])
    return worst


@inner_borrowing_kernel
def _set_bar(
    ground: float, lowest: float, governs: int, i: int, j: int, bars: F64, until: NDArray[np.int64]
) -> None:
    bars[i, j] = lowest + (_OVER + _OF_FLOAT32 * abs(lowest))
    until[i, j] = _ANY if lowest > ground else governs


@inner_borrowing_kernel
def _bound(
    field: Field, eyes: Eyes, bounds: Bounds, e: int, top: int, bottom: int, left: int, right: int,
    widest: int,
) -> float:  # fmt: skip
    """Return a height under which an eye sees nothing over any cell of a rectangle; -inf if none is known."""
    ex, ey = eyes.x[e], eyes.y[e]
    near = nearest(ex, ey, top, bottom, left, right)
    full = bounds.full[max(int(np.ceil(near)) - 1 - widest, 0)]
    if full == 0:
        return -np.inf
    far = max(right - 1 - ex, ex - left, bottom - 1 - ey, ey - top)
    rise = np.inf
    only = only_quarter(ex, ey, top, bottom, left, right)
    if only >= 0:
        one, other = (top - ey, bottom - 1 - ey) if only < 2 else (left - ex, right - 1 - ex)
        first = sector_of(one / (near if one < 0.0 else far))
        last = sector_of(other / (far if other < 0.0 else near))
        rise = _least_between(bounds.least, e, full - 1, only, first, last)
    else:  # a diagonal runs through it: from the corners of either quarter up to that
        for quarter in range(4):
            first, last = SECTORS, -1
            for corner in range(4):
                dx = (left if corner % 2 == 0 else right - 1) - ex
                dy = (top if corner < 2 else bottom - 1) - ey
                if quarter_of(dx, dy) == quarter:
                    sector = sector_of(dy / abs(dx) if quarter < 2 else dx / abs(dy))
                    first, last = min(first, sector), max(last, sector)
            if last >= 0:
                first, last = (first, SECTORS - 1) if 2 * first >= SECTORS else (0, last)
                rise = min(rise, _least_between(bounds.least, e, full - 1, quarter, first, last))
    bend = field.drop * field.cell * field.cell
    return float(eyes.z[e] + rise * (near if rise > 0.0 else far) + bend * near * near)


@inner_borrowing_kernel
def _least_between(least: F32, e: int, ring: int, quarter: int, first: int, last: int) -> float:
    rise = np.inf
    for sector in range(quarter * SECTORS + first, quarter * SECTORS + last + 1):
        rise = min(rise, np.float64(least[e, ring, sector]))
    return rise


@inner_borrowing_kernel
def _look(
    field: Field,
    eyes: Eyes,
    bounds: Bounds,
    flat: tuple[F32, F32, F32, I32],
    e: int,
    above: NDArray[np.int64],
    beside: NDArray[np.int64],
    top: int,
    bottom: int,
    left: int,
    right: int,
    widest: int,
    bars: F64,
    until: NDArray[np.int64],
    lowest: F32,
    governing: I32,
    cells: NDArray[np.int64],
    spare: F64,
) -> int:
    """Lower what one eye sees over the cells of a tile; return along how many lines of sight it looked."""
    looked = 0
    rows, cols = field.surface.shape
    level, turned, _, _ = flat
    ex, ey, ez, number = eyes.x[e], eyes.y[e], eyes.z[e], eyes.number[e]
    bend = field.drop * field.cell * field.cell
    leasts = bounds.least
    only = only_quarter(ex, ey, top, bottom, left, right)
    clear = max(int(np.ceil(nearest(ex, ey, top, bottom, left, right))) - 1 - widest, 0)
    full = bounds.full[clear] if only >= 0 else 0
    held = beside[e]
    for row in range(top, bottom):
        i, dy, some = row - top, row - ey, right - left
        if full > 0:
            some = _open_cells(
                i, dy, left - ex, some, only, ez, bend, number, leasts, e, full - 1, bars, until, cells, spare
            )
        for place in range(some):
            j = cells[place] if full > 0 else place
            col = left + j
            dx, own = col - ex, field.own[row, col]
            side = quarter_of(dx, dy)
            upright, outwards = side < 2, 1 if side % 2 == 0 else -1
            lines = lines_before(ex, col) if upright else lines_before(ey, row)
            surface, posts, post_stride = (level, rows, cols) if upright else (turned, cols, rows)
            along, across = (ex, ey) if upright else (ey, ex)
            if full > 0:
                before = lines if own < 0 else clear
                found = -1
                # What hid the cells beside and above, and, as walls run aslant, the lines next to it.
                for hint in (held, above[j], held + 1, held - 1):
                    if 0 <= hint < before and is_hidden_at(
                        surface, posts, post_stride, along, across, ez, outwards, hint, spare[2, j], bend,
                        spare[0, j],
                    ):  # fmt: skip
                        found = hint
                        break
                if found >= 0:
                    held = above[j] = found
                    continue
            elif number >= until[i, j]:
                continue
            if dx * eyes.facing_x[e] + dy * eyes.facing_y[e] < eyes.least_cosine[e] * np.sqrt(
                dx * dx + dy * dy
            ):
                continue
            looked += 1
            height = -np.inf
            if lines > 0:
                height, held = _height_seen(
                    field, bounds, surface, flat, e, ez, along, across, dx, dy, row, col, side, lines, own,
                    bars[i, j], held, above[j],
                )  # fmt: skip
                above[j] = held
            seen = max(np.float32(height), field.ground[row, col])
            if seen < lowest[row, col] or (seen == lowest[row, col] and number < governing[row, col]):
                lowest[row, col], governing[row, col] = seen, number
                _set_bar(field.ground[row, col], seen, number, i, j, bars, until)
    beside[e] = held
    return looked


@inner_borrowing_kernel
def _height_seen(
    field: Field, bounds: Bounds, surface: F32, flat: tuple[F32, F32, F32, I32], e: int, z: float,
    along: float, across: float, dx: float, dy: float, row: int, col: int, side: int, lines: int, own: int,
    bar: float, beside: int, above: int,
) -> tuple[float, int]:  # fmt: skip
    """Return the lowest height that is seen over a cell, or any over `bar`, and the line that hides others.

    What is under the ground may come out as anything under it.
    """
    rows, cols = field.surface.shape
    upright = side < 2
    steps = abs(dx) if upright else abs(dy)
    slope = (dy if upright else dx) / steps
    bent = field.drop * field.cell * field.cell * (1.0 + slope * slope)
    sector = side * SECTORS + sector_of(slope)
    sure = lines if own < 0 else max(lines - field.extent[own], 0)
    enough = (bar - z) / steps - bent * steps
    ended = bounds.full[sure]
    least = np.float64(bounds.least[e, ended - 1, sector]) if ended > 0 else -np.inf
    if least > enough:
        return np.inf, beside
    foot = (field.ground[row, col] - z) / steps - bent * steps - SLACK
    rise, held = steepest_rise(
        surface, flat[2], flat[3], bounds.runs, e, sector, int(bounds.kept[e, sector]), max(least, foot),
        z, along, across, 1 if side % 2 == 0 else -1, rows, cols, upright, bent, slope, lines, own, sure,
        enough, beside, above,
    )  # fmt: skip
    return z + rise * steps + bent * steps * steps, held


@inner_borrowing_kernel
def _open_cells(
    i: int, dy: float, dx: float, width: int, quarter: int, z: float, bend: float, number: int,
    least: F32, e: int, ring: int, bars: F64, until: NDArray[np.int64], cells: NDArray[np.int64], spare: F64,
) -> int:  # fmt: skip
    """Write down which cells of a row the bounds leave open to an eye; return how many.

    `spare` then holds, for each cell of the row, the rise that tells nothing new, the sector and the slope.
    """
    if quarter < 2:
        sign = 1.0 if quarter == 0 else -1.0
        for j in range(width):
            steps = sign * (dx + j)
            per_step = 1.0 / steps
            slope = dy * per_step
            spare[0, j] = (bars[i, j] - z) * per_step - bend * (1.0 + slope * slope) * steps
            spare[2, j] = slope
            spare[1, j] = (slope + 1.0) * (0.5 * SECTORS)
    else:
        steps = abs(dy)
        per_step = 1.0 / steps
        for j in range(width):
            slope = (dx + j) * per_step
            spare[0, j] = (bars[i, j] - z) * per_step - bend * (1.0 + slope * slope) * steps
            spare[2, j] = slope
            spare[1, j] = (slope + 1.0) * (0.5 * SECTORS)
    some = 0
    for j in range(width):
        cells[some] = j
        lower = np.float64(least[e, ring, np.uint64(quarter * SECTORS + min(int(spare[1, j]), SECTORS - 1))])
        some += int(lower <= spare[0, j]) & int(number < until[i, j])
    return some


def nothing_seen(field: Field) -> tuple[F32, NDArray[np.int32]]:
    """Return heights over which nothing is seen from anywhere yet, and no governing eye."""
    lowest = np.where(np.isnan(field.ground), np.float32(np.nan), np.float32(np.inf))
    return lowest, np.full(field.ground.shape, -1, np.int32)
