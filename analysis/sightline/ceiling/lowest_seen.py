"""The lowest height at which something over a cell is seen from any eye: exact by a model, by few walks.

The model. An eye looks along a straight line at the centre of a cell. Where the line crosses the lines of
the grid between them (those of constant x if it runs more east or west, of constant y otherwise), the
surface is interpolated linearly between the two posts beside the crossing; cells of the building that
stands in the target cell itself count with their ground. The highest elevation tangent among the crossings,
curvature and refraction taken off, carried to the target, is the lowest height that is seen there.

A line is walked only if the bounds of :mod:`analysis.sightline.ceiling.horizon_bounds` leave room for less
than was found from other eyes, and only through rings that can hold its highest screen; a cell seen at its
ground drops out. Eyes are taken tile by tile in the order of what they may find. Each cell's figure is the
minimum of the same float64 numbers whatever the order, tiles and threads. It does not know rules.
"""

from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from analysis.sightline.ceiling.fields import Eyes, Field
from analysis.sightline.ceiling.horizon_bounds import SECTORS, Bounds
from scene.payloads.arrays import F32, F64, I32

#: Edge of a tile, cells.
TILE: Final = 16


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
        Local z, read and written; cells at or under their ground are left alone.
    governing : ndarray of int32, shape (rows, cols)
        Number of the eye that sees a cell lowest, written where `lowest` is.

    Returns
    -------
    int
        Lines that were walked.
    """
    count = len(eyes.x)
    least, order = np.empty(count), np.empty(count, np.int64)
    best = np.empty((TILE, TILE))
    above, beside = np.zeros(TILE, np.int64), np.zeros((count, TILE), np.int64)
    walked = 0
    for top in range(row_from, row_to, TILE):
        for left in range(col_from, col_to, TILE):
            bottom, right = min(top + TILE, row_to), min(left + TILE, col_to)
            worst, widest = _load(field, top, bottom, left, right, lowest, best)
            if worst == -np.inf:
                continue
            for e in range(count):
                least[e] = _tile_bound(field, eyes, bounds, e, top, bottom, left, right, widest)
            order[:] = np.argsort(least, kind="mergesort")
            for k in range(count):
                e = order[k]
                if least[e] > worst:
                    break
                walks = _look(
                    field, eyes, bounds, e, above, beside[e], top, bottom, left, right,
                    best, lowest, governing,
                )  # fmt: skip
                walked += walks
                if walks:
                    worst = _worst(field, top, bottom, left, right, best)
    return walked


@njit(cache=True, forceinline=True, error_model="numpy")
def _load(
    field: Field, top: int, bottom: int, left: int, right: int, lowest: F32, best: F64
) -> tuple[float, int]:
    """Take the heights found so far; return the highest that may be lowered, and the widest building."""
    worst, widest = -np.inf, 0
    for row in range(top, bottom):
        for col in range(left, right):
            ground = field.ground[row, col]
            best[row - top, col - left] = lowest[row, col]
            if not lowest[row, col] > ground:  # off the terrain, or seen down to the ground
                continue
            worst = max(worst, np.float64(lowest[row, col]))
            if field.own[row, col] >= 0:
                widest = max(widest, field.extent[field.own[row, col]])
    return worst, widest


@njit(cache=True, forceinline=True, error_model="numpy")
def _worst(field: Field, top: int, bottom: int, left: int, right: int, best: F64) -> float:
    worst = -np.inf
    for row in range(top, bottom):
        for col in range(left, right):
            if best[row - top, col - left] > field.ground[row, col]:
                worst = max(worst, best[row - top, col - left])
    return worst


@njit(cache=True, forceinline=True, error_model="numpy")
def _sector_of(dx: float, dy: float) -> tuple[int, float]:
    """Return the sector of a direction, and its slope against the axis that it runs along."""
    if abs(dx) >= abs(dy):
        quarter, slope = 0 if dx > 0.0 else 1, dy / abs(dx) if dx != 0.0 else 0.0
    else:
        quarter, slope = 2 if dy > 0.0 else 3, dx / abs(dy)
    sector = min(int((slope + 1.0) * (0.5 * SECTORS)), SECTORS - 1)
    return quarter * SECTORS + sector, slope


@njit(cache=True, forceinline=True, error_model="numpy")
def _lines_before(eye: float, target: int) -> int:
    """Return how many grid lines lie strictly between an eye and a target on a line."""
    if target > eye:
        return target - int(np.floor(eye)) - 1
    return int(np.ceil(eye)) - target - 1


@njit(cache=True, forceinline=True, error_model="numpy")
def _tile_bound(
    field: Field,
    eyes: Eyes,
    bounds: Bounds,
    e: int,
    top: int,
    bottom: int,
    left: int,
    right: int,
    widest: int,
) -> float:
    """Return a height under which an eye sees nothing over any cell of a tile; -inf if none is known."""
    ex, ey = eyes.x[e], eyes.y[e]
    low_sector, high_sector, lines = 2**30, -1, 2**30
    near, far = np.inf, 0.0
    for corner in range(4):
        col, row = left if corner % 2 == 0 else right - 1, top if corner < 2 else bottom - 1
        dx, dy = col - ex, row - ey
        sector, _ = _sector_of(dx, dy)
        low_sector, high_sector = min(low_sector, sector), max(high_sector, sector)
        upright = abs(dx) >= abs(dy)
        lines = min(lines, _lines_before(ex, col) if upright else _lines_before(ey, row))
        far = max(far, np.sqrt(dx * dx + dy * dy))
    if low_sector // SECTORS != high_sector // SECTORS:
        return -np.inf
    dx = max(left - ex, ex - (right - 1), 0.0)
    dy = max(top - ey, ey - (bottom - 1), 0.0)
    near = np.sqrt(dx * dx + dy * dy)
    full = bounds.full[max(lines - widest, 0)]
    if full == 0 or near == 0.0:
        return -np.inf
    tangent = np.inf
    for sector in range(low_sector, high_sector + 1):
        tangent = min(tangent, bounds.least[e, sector, full - 1])
    near, far = near * field.cell, far * field.cell
    return float(eyes.z[e] + tangent * (near if tangent > 0.0 else far) + field.drop * near * near)


@njit(cache=True, forceinline=True, error_model="numpy")
def _look(
    field: Field,
    eyes: Eyes,
    bounds: Bounds,
    e: int,
    above: NDArray[np.int64],
    beside: NDArray[np.int64],
    top: int,
    bottom: int,
    left: int,
    right: int,
    best: F64,
    lowest: F32,
    governing: I32,
) -> int:
    """Lower what one eye sees over the cells of a tile; return how many lines were walked."""
    walked = 0
    rows, cols = field.surface.shape
    surface, ground, own_of = field.surface.reshape(-1), field.ground.reshape(-1), field.own.reshape(-1)
    ex, ey, ez = eyes.x[e], eyes.y[e], eyes.z[e]
    for row in range(top, bottom):
        for col in range(left, right):
            so_far = best[row - top, col - left]
            if not so_far > field.ground[row, col]:
                continue
            dx, dy = col - ex, row - ey
            length = np.sqrt(dx * dx + dy * dy)
            if dx * eyes.facing_x[e] + dy * eyes.facing_y[e] < eyes.least_cosine[e] * length:
                continue
            distance = length * field.cell
            sector, slope = _sector_of(dx, dy)
            upright = abs(dx) >= abs(dy)
            lines = _lines_before(ex, col) if upright else _lines_before(ey, row)
            own = field.own[row, col]
            sure = lines if own < 0 else lines - field.extent[own]
            full = bounds.full[max(sure, 0)]
            least = np.float64(bounds.least[e, sector, full - 1]) if full > 0 else -np.inf
            lift = ez + field.drop * distance * distance
            if lift + least * distance > so_far:
                continue
            walked += 1
            at = col - left
            tangent, held = _walk(
                surface, ground, own_of, bounds.rings, bounds.most[e, sector], ez,
                ex if upright else ey, ey if upright else ex,
                (1 if dx > 0.0 else -1) if upright else (1 if dy > 0.0 else -1),
                1 if upright else cols, cols if upright else 1, rows if upright else cols,
                field.cell, field.drop, slope, lines, own, least,
                (so_far - lift) / distance if distance > 0.0 else np.inf, beside[row - top], above[at],
            )  # fmt: skip
            above[at] = beside[row - top] = held
            height = lift + tangent * distance if distance > 0.0 else -np.inf
            if height < so_far or (height == so_far and eyes.number[e] < governing[row, col]):
                best[row - top, col - left] = height
                lowest[row, col] = max(height, field.ground[row, col])
                governing[row, col] = eyes.number[e]
    return walked


@njit(cache=True, error_model="numpy")
def _walk(
    surface: F32,
    ground: F32,
    own_of: I32,
    rings: I32,
    most: F32,
    eye_z: float,
    along: float,
    across: float,
    outwards: int,
    line_stride: int,
    post_stride: int,
    posts: int,
    cell: float,
    drop: float,
    slope: float,
    lines: int,
    own: int,
    least: float,
    enough: float,
    beside: int,
    above: int,
) -> tuple[float, int]:
    """Return the highest elevation tangent on the way to a cell, or any over `enough`, and its line.

    -inf if there is none. The lines that held it for the cells beside and above come first, counted from the
    eye; then the rings that can hold more than `enough`, and only where they do not, those that can beat
    what is found.

    The grids come flat, with the steps from line to line and from post to post: arrays within a tuple would
    be counted in and out at every step.
    """
    first = int(np.floor(along)) + 1 if outwards > 0 else int(np.ceil(along)) - 1
    start = abs(first - along)
    step = outwards * line_stride
    scale = 1.0 / (cell * np.sqrt(1.0 + slope * slope))
    bend = drop / scale
    tangent, held = -np.inf, beside
    count = len(rings) - 1
    while count > 0 and rings[count - 1] >= lines:
        count -= 1
    for turn in range(-2, 2 * count):
        if turn < 0:
            begin = beside if turn == -2 else above
            end = min(begin + 1, lines)
        else:
            ring = turn if turn < count else turn - count
            high = np.float64(most[ring])
            if high < least or high <= tangent or (high > enough) != (turn < count):
                continue
            begin, end = int(rings[ring]), min(int(rings[ring + 1]), lines)
        for k in range(begin, end):
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
            elevation = (z - eye_z) * scale / steps - bend * steps
            if elevation > tangent:
                tangent, held = elevation, k
                if tangent > enough:
                    return tangent, held
    return tangent, held


def nothing_seen(field: Field) -> tuple[F32, NDArray[np.int32]]:
    """Return heights over which nothing is seen from anywhere yet, and no governing eye."""
    lowest = np.where(np.isnan(field.ground), np.float32(np.nan), np.float32(np.inf))
    return lowest, np.full(field.ground.shape, -1, np.int32)
