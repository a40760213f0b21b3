"""A sector of the view, swept outwards: cells are decided by bounds, or walked to if these leave them open.

Sectors are parts of octants; they share no cell, so any number of threads gives the same result. A sector is
swept a band of rings at a time, and on a band a block of bins at a time. In the octants to the east and west
rings are columns of the grid; the observer's row and column are then given exchanged, and so are the peaks.
It does not know observers' wishes (range, azimuth), files or scenes.
"""

from typing import Final

import numpy as np
from numba import njit

from analysis.sightline.viewshed.arrays import is_asked
from analysis.sightline.viewshed.horizon import (
    BOUNDS,
    DOUBTFUL,
    EDGES,
    FIRST,
    HEIGHTS,
    INSIDE,
    LAST,
    LEFT,
    LOWER,
    RUN,
    UPPER,
    classify,
    least_lower,
    look_along_edges,
    raise_horizon,
    split_bins,
)
from analysis.sightline.viewshed.quiet import BLOCK, PEAK, highest_hidden, peak_near
from analysis.sightline.viewshed.tile import TILE_COLS, TILE_ROWS, lay_out, nothing_over
from analysis.sightline.viewshed.walk import I64, NOTHING, TOUCH, needed_rise
from scene.geometry.numba_inner import inner_borrowing_kernel, inner_vector_kernel
from scene.payloads.arrays import F32, F64, U8, U16


@njit(cache=True, nogil=True, error_model="numpy")
def sweep_seen(
    surface: F32, peaks: F32, seen: U16, row0: float, col0: float, way: int, side: int, diagonal: bool,
    sector: int, sectors: int, reach: float, eye: float, above: float, bend: float, slack: float,
    high: float, wishes: F64, is_limited: bool, is_exact: bool, is_exchanged: bool,
) -> None:  # fmt: skip
    """Add 1 to every cell of a sector that is seen.

    Parameters
    ----------
    surface : ndarray of float32, shape (rows, cols)
        :data:`walk.DEEP` where there is no data.
    peaks : ndarray of float32
        As :func:`quiet.find_peaks` wrote them; rows and columns exchanged, if these are.
    seen : ndarray of uint16, shape (rows, cols)
    row0, col0 : float
        The observer, in cells, within the outermost centres; exchanged, if rows and columns are.
    way, side : int
        1 or -1: along which rows and towards which columns.
    diagonal : bool
        Whether the octant holds its diagonal. Those towards greater columns hold their axis.
    sector, sectors : int
        Which part of the octant; a power of two in all.
    reach : float
        How far along rows and columns cells are asked for, in cells.
    eye, above : float
        Elevation of the eye; height of the target over the surface.
    bend : float
        Curvature less refraction: by how much a target one cell away is lowered.
    slack : float
        By how much heights are widened for the bounds.
    high : float
        Greatest height of the surface.
    wishes : ndarray of float64
        What is asked about, see :func:`arrays.is_asked`; of account if `is_limited`.
    is_exact : bool
        Whether doubtful cells are walked to; else the middle of the bounds decides.
    is_exchanged : bool
        Whether rings are columns of the surface.
    """
    first_ring, rings, last_col = extent(surface, is_exchanged, row0, col0, way, side, reach)
    across = side * col0
    bounds, runs, table = made_ready(first_ring, rings, row0, sectors)
    tile, heights, edges = np.empty((TILE_ROWS, TILE_COLS), np.float32), np.zeros(HEIGHTS, np.float32), np.zeros(EDGES)
    codes = np.empty(BLOCK, np.uint8)
    above_eye = max(above, 0.0) + slack - eye
    number, ring, bins, first_block, last_block = -1, 0, BLOCK * sectors, 0, 1
    while ring < rings:
        row = first_ring + way * ring
        ahead = abs(row - row0)
        count = rings_to_peaks_end(row, way, rings - ring)
        beyond = ahead + count - 1
        finer = fine_enough(bins, beyond, sectors, bounds)
        first_block, last_block, bins = first_block * (finer // bins), last_block * (finer // bins), finer
        number += 1
        table[number, 0], table[number, 1] = ring, doublings(bins, sectors)
        begin = sector * (bins // sectors)
        for block in range(first_block, last_block):
            first_edge = begin + block * BLOCK
            start = int(np.floor(across + first_edge / bins * ahead))
            if start > last_col:
                break
            at = block * BOUNDS
            stop = int(np.floor(across + (first_edge + BLOCK) / bins * beyond)) + 3
            least = least_lower(bounds, at)
            if ahead > 2.0 and least > -np.inf:
                limit = highest_hidden(least, ahead - 1.0, beyond, above_eye, bend)
                if peak_over(surface, peaks, is_exchanged, row, way, count, side, start, stop) < limit:
                    continue
            lay_out(surface, is_exchanged, row - way, way, count + 1, side, start, stop, tile)
            bounds[at + RUN : at + RUN + BLOCK] = -np.inf
            for step in range(1, count + 1):
                if ahead > 2.0 and least > -np.inf:
                    limit = highest_hidden(least, ahead + step - 2.0, ahead + step - 1.0, above_eye, bend)
                    if nothing_over(tile, step, 0, stop - start, limit):
                        continue
                distance = ahead + (step - 1)
                look_along_edges(
                    tile, step, start, across, distance, first_edge, bins, eye, slack, heights, edges
                )
                if first_edge == 0 and side > 0 and edges[INSIDE] == across:
                    edges[INSIDE] -= 1.0  # the octant holds its axis
                if classify(
                    across, distance, last_col, diagonal, above, bend, heights, edges, bounds, at, codes
                ):
                    decide_and_add(
                        surface, seen, row0, col0, row + way * (step - 1), ring + step - 1, side, across,
                        distance, block, eye, above, bend, wishes, is_limited, is_exact, is_exchanged,
                        heights, edges, bounds, runs, table, number, codes,
                    )  # fmt: skip
                raise_horizon(
                    float(ring + step - 1), across, distance, first_edge, bins, slack, bend, edges, bounds, at
                )
            for bin_ in range(BLOCK):
                runs[np.uint64(block * BLOCK + bin_), np.uint64(number)] = bounds[np.uint64(at + RUN + bin_)]
        ring += count
        steepest = max(high + above - eye, 0.0) / beyond
        first_block, last_block = open_blocks(bounds, first_block, last_block, steepest)
        if first_block == last_block:
            break


@inner_borrowing_kernel
def decide_and_add(
    surface: F32, seen: U16, row0: float, col0: float, row: int, ring: int, side: int,
    across: float, ahead: float, block: int, eye: float, above: float, bend: float,
    wishes: F64, is_limited: bool, is_exact: bool, is_exchanged: bool,
    heights: F32, edges: F64, bounds: F64, runs: F64, table: I64, number: int, codes: U8,
) -> None:  # fmt: skip
    """Walk to the doubtful cells of a ring, leave out what is not asked about, and add 1 to those seen."""
    for bin_ in range(BLOCK):
        if codes[bin_] == 0:
            continue
        centre = int(edges[INSIDE + bin_ + 1])
        sideways = centre - across
        col = side * centre
        drop = bend * (ahead * ahead + sideways * sideways)
        rise = heights[LEFT + bin_ + 1] + above - eye - drop
        if is_limited:
            down, right = row - row0, side * sideways
            if not is_asked(right if is_exchanged else down, down if is_exchanged else right, rise, wishes):
                continue
        if codes[bin_] == DOUBTFUL:
            if is_exact:
                enough = rise + TOUCH
                needed = needed_over_runs(
                    surface, is_exchanged, row0, col0, eye, row, col, drop, ring, ahead, block, bin_,
                    bounds, runs, table, number, enough,
                )  # fmt: skip
                if needed > enough:
                    continue
            elif rise / ahead < 0.5 * (bounds[block * BOUNDS + LOWER + bin_] + bounds[block * BOUNDS + UPPER + bin_]):
                continue
        if is_exchanged:
            seen[col, row] += 1
        else:
            seen[row, col] += 1


@inner_borrowing_kernel
def peak_over(
    surface: F32, peaks: F32, is_exchanged: bool, row: int, way: int, count: int, side: int,
    start: int, stop: int,
) -> float:  # fmt: skip
    last = (surface.shape[0] if is_exchanged else surface.shape[1]) - 1
    first, final = min(max(side * start, 0), last), min(max(side * (stop - 1), 0), last)
    return peak_near(peaks, row - way, row + way * (count - 1), first, final)


@inner_borrowing_kernel
def rings_to_peaks_end(row: int, way: int, left: int) -> int:
    """Return how many rings there are up to the end of a row of peaks."""
    count = PEAK - row % PEAK if way > 0 else row % PEAK + 1
    return min(count, left)


@inner_borrowing_kernel
def extent(
    surface: F32, is_exchanged: bool, row0: float, col0: float, way: int, side: int, reach: float
) -> tuple[int, int, int]:
    """Return the first row ahead, how many there are, and the last column sideways; all within reach."""
    rows, cols = surface.shape
    if is_exchanged:
        rows, cols = cols, rows
    first = int(np.floor(row0)) + 1 if way > 0 else int(np.ceil(row0)) - 1
    rings = rows - first if way > 0 else first + 1
    last_col = cols - 1 if side > 0 else 0
    if reach < rings + cols:
        rings = min(rings, int(np.floor(reach - abs(first - row0))) + 1)
        last_col = min(last_col, int(np.floor(side * col0 + reach)))
    return first, max(rings, 0), last_col


@inner_vector_kernel
def made_ready(first_ring: int, rings: int, row0: float, sectors: int) -> tuple[F64, F64, I64]:
    """Return empty bounds of blocks, and room for runs of rings: their greatest bounds, and a table.

    In the table stand the first ring of each run, and how many bins the octant had.
    """
    farthest = abs(first_ring - row0) + rings
    room = BLOCK
    while room * sectors <= farthest:
        room *= 2
    bounds = np.empty(room // BLOCK * BOUNDS)
    for at in range(0, len(bounds), BOUNDS):
        bounds[at + LOWER : at + LOWER + BLOCK] = -np.inf
        bounds[at + UPPER : at + UPPER + BLOCK] = -np.inf
        bounds[at + FIRST : at + FIRST + BLOCK] = 1e9
        bounds[at + LAST : at + LAST + BLOCK] = -1.0
        bounds[at + RUN : at + RUN + BLOCK] = -np.inf
    count = rings // PEAK + 3
    table = np.zeros((count, 2), np.int64)
    table[:, 0] = 1 << 60
    return bounds, np.full((room, count), -np.inf), table


@inner_borrowing_kernel
def needed_over_runs(
    surface: F32, is_exchanged: bool, row0: float, col0: float, eye: float, row: int, col: int, drop: float,
    ring: int, ahead: float, block: int, bin_: int,
    bounds: F64, runs: F64, table: I64, number: int, enough: float,
) -> float:  # fmt: skip
    """Return how far above the eye a target must stand: only runs of rings that can decide it are walked.

    What a run needs at most is its greatest upper bound, which is widened by far more than is rounded away.
    """
    most = -np.inf
    at = block * BOUNDS + bin_
    first, last = bounds[at + FIRST], bounds[at + LAST]
    for back in range(number + 1):
        run = number - back
        begin, stop = table[run, 0], min(table[run + 1, 0], ring) - 1
        if stop < first:
            break
        if begin > last:
            continue
        least = enough if enough < np.inf else most
        if run == number:
            bound = bounds[at + RUN]
        else:
            bound = runs[np.uint64((block * BLOCK + bin_) >> (table[number, 1] - table[run, 1])), np.uint64(run)]
        if bound * ahead <= least:
            continue
        nearest = (ahead - ring + max(float(begin), first) - 1.0) / ahead
        farthest = (ahead - ring + min(float(stop), last)) / ahead
        if is_exchanged:
            needed = needed_rise(surface, col0, row0, eye, col, row, drop, nearest, farthest, enough)
        else:
            needed = needed_rise(surface, row0, col0, eye, row, col, drop, nearest, farthest, enough)
        most = max(most, needed)
        if most > enough:
            break
    return most


@inner_borrowing_kernel
def fine_enough(bins: int, farthest: float, sectors: int, bounds: F64) -> int:
    """Split bins until they are narrower than a cell at some distance; return how many the octant has."""
    while bins <= farthest:
        split_bins(bins // sectors // BLOCK, bounds)
        bins *= 2
    return bins


@inner_borrowing_kernel
def doublings(bins: int, sectors: int) -> int:
    """Return how often bins were split."""
    times = 0
    while BLOCK * sectors << times < bins:
        times += 1
    return times


@inner_borrowing_kernel
def open_blocks(bounds: F64, first: int, stop: int, highest: float) -> tuple[int, int]:
    """Return the blocks in which anything farther ahead can still be seen, less closed ones at either end."""
    while first < stop and least_lower(bounds, first * BOUNDS) > highest:
        first += 1
    while first < stop and least_lower(bounds, (stop - 1) * BOUNDS) > highest:
        stop -= 1
    return first, stop


@njit(cache=True, nogil=True, error_model="numpy")
def sweep_lowest(
    surface: F32, peaks: F32, lowest: F32, row0: float, col0: float, way: int, side: int, diagonal: bool,
    sector: int, sectors: int, reach: float, eye: float, bend: float, slack: float,
    is_limited: bool, is_exact: bool, is_exchanged: bool,
) -> None:  # fmt: skip
    """Write the lowest elevation that is seen over every cell of a sector: -inf where nothing lies between.

    The parameters are those of :func:`sweep_seen`; `lowest` is float32 of shape (rows, cols).
    """
    first_ring, rings, last_col = extent(surface, is_exchanged, row0, col0, way, side, reach)
    across = side * col0
    bounds, runs, table = made_ready(first_ring, rings, row0, sectors)
    tile, heights, edges = np.empty((TILE_ROWS, TILE_COLS), np.float32), np.zeros(HEIGHTS, np.float32), np.zeros(EDGES)
    number, ring, bins = -1, 0, BLOCK * sectors
    while ring < rings:
        row = first_ring + way * ring
        ahead = abs(row - row0)
        count = rings_to_peaks_end(row, way, rings - ring)
        beyond = ahead + count - 1
        bins = fine_enough(bins, beyond, sectors, bounds)
        number += 1
        table[number, 0], table[number, 1] = ring, doublings(bins, sectors)
        begin = sector * (bins // sectors)
        for block in range(bins // sectors // BLOCK):
            first_edge = begin + block * BLOCK
            start = int(np.floor(across + first_edge / bins * ahead))
            if start > last_col:
                break
            at = block * BOUNDS
            stop = int(np.floor(across + (first_edge + BLOCK) / bins * beyond)) + 3
            least = least_lower(bounds, at)
            lay_out(surface, is_exchanged, row - way, way, count + 1, side, start, stop, tile)
            bounds[at + RUN : at + RUN + BLOCK] = -np.inf
            for step in range(1, count + 1):
                distance = ahead + (step - 1)
                look_along_edges(
                    tile, step, start, across, distance, first_edge, bins, eye, slack, heights, edges
                )
                if first_edge == 0 and side > 0 and edges[INSIDE] == across:
                    edges[INSIDE] -= 1.0  # the octant holds its axis
                for bin_ in range(BLOCK):
                    centre = edges[INSIDE + bin_ + 1]
                    sideways = centre - across
                    if centre == edges[INSIDE + bin_] or centre > last_col:
                        continue
                    if sideways > distance or (sideways == distance and not diagonal):
                        continue
                    square = distance * distance + sideways * sideways
                    if is_limited and square > reach * reach:
                        continue
                    drop = bend * square
                    needed = -np.inf
                    if not is_exact:
                        needed = 0.5 * (bounds[at + LOWER + bin_] + bounds[at + UPPER + bin_]) * distance
                    elif bounds[at + LAST + bin_] >= 0.0:
                        needed = needed_over_runs(
                            surface, is_exchanged, row0, col0, eye, row + way * (step - 1), side * int(centre),
                            drop, ring + step - 1, distance, block, bin_,
                            bounds, runs, table, number, np.inf,
                        )  # fmt: skip
                    needed = eye + needed + drop if needed > NOTHING else -np.inf
                    if is_exchanged:
                        lowest[side * int(centre), row + way * (step - 1)] = needed
                    else:
                        lowest[row + way * (step - 1), side * int(centre)] = needed
                if ahead > 2.0 and least > -np.inf:
                    limit = highest_hidden(least, distance - 1.0, distance, slack - eye, bend)
                    if nothing_over(tile, step, 0, stop - start, limit):
                        continue
                raise_horizon(
                    float(ring + step - 1), across, distance, first_edge, bins, slack, bend, edges, bounds, at
                )
            for bin_ in range(BLOCK):
                runs[np.uint64(block * BLOCK + bin_), np.uint64(number)] = bounds[np.uint64(at + RUN + bin_)]
        ring += count
