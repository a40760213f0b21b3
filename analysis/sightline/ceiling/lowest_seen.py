"""The lowest height at which something over a cell is seen from any eye: exact by a model, by few walks.

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
from analysis.sightline.ceiling.horizon_bounds import BEGIN, END, MOST, SECTORS, SLACK, Bounds
from scene.geometry.numba_inner import inner_borrowing_kernel
from scene.payloads.arrays import F32, F64, I32

#: Edge of a tile, and of a region of tiles that is seen to before the next, cells.
TILE: Final = 16
REGION: Final = 64
_ACROSS: Final = REGION // TILE
#: So far over the lowest height found, and so much of it, is higher even as float32, whatever is rounded.
_OVER: Final = 1e-6
_OF_FLOAT32: Final = 2e-7
#: More than the number of any eye.
_ANY: Final = 2**31 - 1


@njit(cache=True, nogil=True, error_model="numpy")
def lower_by_eyes(
    field: Field,
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
        Lines of sight that were walked.
    """
    count = len(eyes.x)
    least = np.empty(count)
    bars, until = np.empty((REGION, REGION)), np.empty((REGION, REGION), np.int64)
    worst, widest = np.empty((_ACROSS, _ACROSS)), np.empty((_ACROSS, _ACROSS), np.int64)
    cells, spare = np.empty(TILE, np.int64), np.empty((3, TILE))
    above, beside = np.zeros(REGION, np.int64), np.zeros(count, np.int64)
    walked = 0
    flat = field.surface.reshape(-1), field.ground.reshape(-1), field.own.reshape(-1)
    for north in range(row_from, row_to, REGION):
        for west in range(col_from, col_to, REGION):
            south, east = min(north + REGION, row_to), min(west + REGION, col_to)
            highest, broadest = _load(
                field, north, south, west, east, lowest, governing, bars, until, worst, widest
            )
            for e in range(count):
                least[e] = _bound(field, eyes, bounds, e, north, south, west, east, broadest)
            order = np.argsort(least, kind="mergesort")
            for k in range(count):
                e = order[k]
                if least[e] > highest:
                    break
                walks = 0
                for top in range(north, south, TILE):
                    for left in range(west, east, TILE):
                        tile = ((top - north) // TILE, (left - west) // TILE)
                        bottom, right = min(top + TILE, south), min(left + TILE, east)
                        if not _bound(field, eyes, bounds, e, top, bottom, left, right, widest[tile]) <= worst[tile]:
                            continue
                        some = _look(
                            field, eyes, bounds, flat, e, above, beside, north, west, top, bottom, left, right,
                            widest[tile], bars, until, lowest, governing, cells, spare,
                        )  # fmt: skip
                        if some:
                            worst[tile] = _worst(bars, top - north, bottom - north, left - west, right - west)
                            walks += some
                if walks:
                    walked += walks
                    highest = -np.inf
                    for i in range((south - north + TILE - 1) // TILE):
                        for j in range((east - west + TILE - 1) // TILE):
                            highest = max(highest, worst[i, j])
    return walked


@inner_borrowing_kernel
def _load(
    field: Field, north: int, south: int, west: int, east: int, lowest: F32, governing: I32,
    bars: F64, until: NDArray[np.int64], worst: F64, widest: NDArray[np.int64],
) -> tuple[float, int]:  # fmt: skip
    """Take what was found so far; return the highest bar and the extent of the widest building.

    `bars` are the heights over which an eye tells nothing new, `until` the number from which on it tells
    nothing new either; `worst` and `widest` are the highest bar and the extent of the widest building of
    each tile.
    """
    highest, broadest = -np.inf, 0
    for i in range(_ACROSS):
        for j in range(_ACROSS):
            worst[i, j], widest[i, j] = -np.inf, 0
    for row in range(north, south):
        for col in range(west, east):
            i, j = row - north, col - west
            tile = (i // TILE, j // TILE)
            if np.isnan(field.ground[row, col]):
                bars[i, j], until[i, j] = -np.inf, -1
                continue
            _set_bar(field.ground[row, col], lowest[row, col], governing[row, col], i, j, bars, until)
            worst[tile] = max(worst[tile], bars[i, j])
            highest = max(highest, bars[i, j])
            if field.own[row, col] >= 0:
                widest[tile] = max(widest[tile], field.extent[field.own[row, col]])
                broadest = max(broadest, widest[tile])
    return highest, broadest


@inner_borrowing_kernel
def _set_bar(
    ground: float, lowest: float, governs: int, i: int, j: int, bars: F64, until: NDArray[np.int64]
) -> None:
    bars[i, j] = lowest + (_OVER + _OF_FLOAT32 * abs(lowest))
    until[i, j] = _ANY if lowest > ground else governs


@inner_borrowing_kernel
def _worst(bars: F64, top: int, bottom: int, left: int, right: int) -> float:
    worst = -np.inf
    for i in range(top, bottom):
        for j in range(left, right):
            worst = max(worst, bars[i, j])
    return worst


@inner_borrowing_kernel
def _quarter_of(dx: float, dy: float) -> int:
    if abs(dx) >= abs(dy):
        return 0 if dx > 0.0 else 1
    return 2 if dy > 0.0 else 3


@inner_borrowing_kernel
def _sector_of(slope: float) -> int:
    return min(max(int((slope + 1.0) * (0.5 * SECTORS)), 0), SECTORS - 1)


@inner_borrowing_kernel
def _lines_before(eye: float, target: int) -> int:
    """Return how many grid lines lie strictly between an eye and a target on a line."""
    if target > eye:
        return target - int(np.floor(eye)) - 1
    return int(np.ceil(eye)) - target - 1


@inner_borrowing_kernel
def _only_quarter(ex: float, ey: float, top: int, bottom: int, left: int, right: int) -> int:
    """Return the quarter in which an eye sees a rectangle of cells; -1 if in several."""
    quarter = _quarter_of(left - ex, top - ey)
    if (
        _quarter_of(right - 1 - ex, top - ey) != quarter
        or _quarter_of(left - ex, bottom - 1 - ey) != quarter
        or _quarter_of(right - 1 - ex, bottom - 1 - ey) != quarter
    ):
        return -1
    return quarter


@inner_borrowing_kernel
def _nearest(ex: float, ey: float, top: int, bottom: int, left: int, right: int) -> float:
    """Return how many steps the nearest cell of a rectangle is off at least."""
    return max(max(left - ex, ex - (right - 1)), max(top - ey, ey - (bottom - 1)))


@inner_borrowing_kernel
def _bound(
    field: Field, eyes: Eyes, bounds: Bounds, e: int, top: int, bottom: int, left: int, right: int, widest: int
) -> float:  # fmt: skip
    """Return a height under which an eye sees nothing over any cell of a rectangle; -inf if none is known."""
    ex, ey = eyes.x[e], eyes.y[e]
    near = _nearest(ex, ey, top, bottom, left, right)
    full = bounds.full[max(int(np.ceil(near)) - 1 - widest, 0)]
    if full == 0:
        return -np.inf
    far = max(max(right - 1 - ex, ex - left), max(bottom - 1 - ey, ey - top))
    rise, seen = np.inf, 0
    only = _only_quarter(ex, ey, top, bottom, left, right)
    if only >= 0:
        one, other = (top - ey, bottom - 1 - ey) if only < 2 else (left - ex, right - 1 - ex)
        first = only * SECTORS + _sector_of(one / (near if one < 0.0 else far))
        last = only * SECTORS + _sector_of(other / (far if other < 0.0 else near))
        for sector in range(first, last + 1):
            rise = min(rise, np.float64(bounds.least[e, full - 1, sector]))
        bend = field.drop * field.cell * field.cell
        return eyes.z[e] + rise * (near if rise > 0.0 else far) + bend * near * near
    for quarter in range(4):
        first, last, corners = SECTORS, -1, 0
        for corner in range(4):
            dx = (left if corner % 2 == 0 else right - 1) - ex
            dy = (top if corner < 2 else bottom - 1) - ey
            if _quarter_of(dx, dy) == quarter:
                sector = _sector_of(dy / abs(dx) if quarter < 2 else dx / abs(dy))
                first, last, corners = min(first, sector), max(last, sector), corners + 1
        if corners == 0:
            continue
        seen += 1
        if corners < 4:  # up to a diagonal
            if 2 * first < SECTORS <= 2 * last:
                return -np.inf
            first, last = (first, SECTORS - 1) if 2 * first >= SECTORS else (0, last)
        for sector in range(quarter * SECTORS + first, quarter * SECTORS + last + 1):
            rise = min(rise, np.float64(bounds.least[e, full - 1, sector]))
    if seen > 2:
        return -np.inf
    bend = field.drop * field.cell * field.cell
    return eyes.z[e] + rise * (near if rise > 0.0 else far) + bend * near * near


@inner_borrowing_kernel
def _look(
    field: Field,
    eyes: Eyes,
    bounds: Bounds,
    flat: tuple[F32, F32, I32],
    e: int,
    above: NDArray[np.int64],
    beside: NDArray[np.int64],
    north: int,
    west: int,
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
    """Lower what one eye sees over the cells of a tile; return how many lines of sight were walked."""
    walked = 0
    rows, cols = field.surface.shape
    surface, ground, own_of = flat
    ex, ey, ez, number = eyes.x[e], eyes.y[e], eyes.z[e], eyes.number[e]
    bend = field.drop * field.cell * field.cell
    counts, leasts, runs = bounds.count, bounds.least, bounds.runs
    quarter = _only_quarter(ex, ey, top, bottom, left, right)
    full = sure_lines = 0
    if quarter >= 0:
        sure_lines = max(int(np.ceil(_nearest(ex, ey, top, bottom, left, right))) - 1 - widest, 0)
        full = bounds.full[sure_lines]
    held = beside[e]
    level = quarter < 2
    along, across = (ex, ey) if level else (ey, ex)
    outwards = 1 if quarter % 2 == 0 else -1
    line_stride, post_stride, posts = (1, cols, rows) if level else (cols, 1, cols)
    nearest = int(np.floor(along)) + 1 if outwards > 0 else int(np.ceil(along)) - 1
    start = abs(nearest - along)
    for row in range(top, bottom):
        dy = row - ey
        if full > 0:
            some = _open_cells(
                row - north, left - west, dy, left - ex, right - left, quarter, ez, bend, number,
                leasts, e, full - 1, bars, until, cells, spare,
            )  # fmt: skip
        else:
            some = right - left
            for j in range(some):
                cells[j] = j
        for place in range(some):
            j = cells[place]
            i, at = row - north, left - west + j
            if number >= until[i, at]:
                continue
            col = left + j
            own = field.own[row, col]
            if full > 0:
                before = (_lines_before(ex, col) if level else _lines_before(ey, row)) if own < 0 else sure_lines
                hides = False
                for hint in (held, above[at]):
                    if hint < before:
                        out = start + hint
                        over = across + spare[2, j] * out
                        post = min(int(over), posts - 2)
                        share = over - post
                        one = (nearest + outwards * hint) * line_stride + post * post_stride
                        z = (1.0 - share) * np.float64(surface[one]) + share * np.float64(surface[one + post_stride])
                        bent = bend * (1.0 + spare[2, j] * spare[2, j])
                        hides = (z - ez - SLACK) / out - bent * out > spare[0, j]
                        if hides:
                            held = hint
                            break
                if hides:
                    above[at] = held
                    continue
            dx = col - ex
            if dx * eyes.facing_x[e] + dy * eyes.facing_y[e] < eyes.least_cosine[e] * np.sqrt(dx * dx + dy * dy):
                continue
            side = _quarter_of(dx, dy)
            upright = side < 2
            steps = abs(dx) if upright else abs(dy)
            lines = _lines_before(ex, col) if upright else _lines_before(ey, row)
            height = -np.inf
            if lines > 0:
                slope = (dy if upright else dx) / steps
                bent = bend * (1.0 + slope * slope)
                sector = side * SECTORS + _sector_of(slope)
                sure = lines if own < 0 else max(lines - field.extent[own], 0)
                ended = bounds.full[sure]
                enough = (bars[i, at] - ez) / steps - bent * steps
                least = np.float64(leasts[e, ended - 1, sector]) if ended > 0 else -np.inf
                if least > enough:
                    continue
                rise, held = _walk(
                    surface, ground, own_of, runs, e, sector, counts[e, sector],
                    max(least, (field.ground[row, col] - ez) / steps - bent * steps - SLACK),
                    ez, ex if upright else ey, ey if upright else ex, 1 if side % 2 == 0 else -1,
                    1 if upright else cols, cols if upright else 1, rows if upright else cols,
                    bent, slope, lines, own, sure,
                    enough, held, above[at],
                )  # fmt: skip
                walked += 1
                above[at] = held
                height = ez + rise * steps + bent * steps * steps
            found = max(np.float32(height), field.ground[row, col])
            if found < lowest[row, col] or (found == lowest[row, col] and number < governing[row, col]):
                lowest[row, col], governing[row, col] = found, number
                _set_bar(field.ground[row, col], found, number, i, at, bars, until)
                walked += lines <= 0
    beside[e] = held
    return walked


@inner_borrowing_kernel
def _open_cells(
    i: int, at: int, dy: float, dx: float, width: int, quarter: int, z: float, bend: float, number: int,
    least: F32, e: int, ring: int, bars: F64, until: NDArray[np.int64], cells: NDArray[np.int64], spare: F64,
) -> int:  # fmt: skip
    """Write down which cells of a row the bounds leave open to an eye; return how many."""
    if quarter < 2:
        sign = 1.0 if quarter == 0 else -1.0
        for j in range(width):
            steps = sign * (dx + j)
            per_step = 1.0 / steps
            slope = dy * per_step
            spare[0, j] = (bars[i, np.uint64(at + j)] - z) * per_step - bend * (1.0 + slope * slope) * steps
            spare[2, j] = slope
            spare[1, j] = (slope + 1.0) * (0.5 * SECTORS)
    else:
        steps = abs(dy)
        per_step = 1.0 / steps
        for j in range(width):
            slope = (dx + j) * per_step
            spare[0, j] = (bars[i, np.uint64(at + j)] - z) * per_step - bend * (1.0 + slope * slope) * steps
            spare[2, j] = slope
            spare[1, j] = (slope + 1.0) * (0.5 * SECTORS)
    some = 0
    for j in range(width):
        cells[some] = j
        lower = np.float64(least[e, ring, np.uint64(quarter * SECTORS + min(int(spare[1, j]), SECTORS - 1))])
        some += int(lower <= spare[0, j]) & int(number < until[i, np.uint64(at + j)])
    return some


@inner_borrowing_kernel
def _walk(
    surface: F32,
    ground: F32,
    own_of: I32,
    runs: F32,
    e: int,
    sector: int,
    count: int,
    least: float,
    eye_z: float,
    along: float,
    across: float,
    outwards: int,
    line_stride: int,
    post_stride: int,
    posts: int,
    bent: float,
    slope: float,
    lines: int,
    own: int,
    sure: int,
    enough: float,
    beside: int,
    above: int,
) -> tuple[float, int]:
    """Return the steepest rise on the way to a cell, or any over `enough`, and its line.

    -inf if there is none. The lines that held it for the cells beside and above come first, counted from the
    eye; then the runs that can hold more than `enough`, and only where they do not, those that can beat what
    is found.

    The grids come flat, with the steps from line to line and from post to post: arrays within a tuple would
    be counted in and out at every step.
    """
    first = int(np.floor(along)) + 1 if outwards > 0 else int(np.ceil(along)) - 1
    start = abs(first - along)
    step = outwards * line_stride
    rise, held = -np.inf, beside
    for turn in range(-3, count):
        if turn == -3:
            # What was kept of the runs rests on the building that makes room here: they do not tell all.
            k, stop = lines if own < 0 else sure, lines
        elif turn < 0:
            k = beside if turn == -2 else above
            stop = min(k + 1, lines)
        else:
            high = np.float64(runs[e, sector, turn, MOST])
            if high < least or high <= rise:
                break
            k, stop = int(runs[e, sector, turn, BEGIN]), min(int(runs[e, sector, turn, END]), lines)
        for k in range(k, stop):
            steps = start + k
            place = across + slope * steps
            post = min(int(place), posts - 2)
            share = place - post
            one = first * line_stride + k * step + post * post_stride
            a, b = surface[one], surface[one + post_stride]
            if own >= 0:
                if own_of[one] == own:
                    a = ground[one]
                if own_of[one + post_stride] == own:
                    b = ground[one + post_stride]
            z = (1.0 - share) * np.float64(a) + share * np.float64(b)
            met = (z - eye_z) / steps - bent * steps
            if met > rise:
                rise, held = met, k
                if rise > enough:
                    return rise, held
    return rise, held


def nothing_seen(field: Field) -> tuple[F32, NDArray[np.int32]]:
    """Return heights over which nothing is seen from anywhere yet, and no governing eye."""
    lowest = np.where(np.isnan(field.ground), np.float32(np.nan), np.float32(np.inf))
    return lowest, np.full(field.ground.shape, -1, np.int32)
