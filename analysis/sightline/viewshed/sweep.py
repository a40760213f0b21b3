"""A sector of the view, swept outwards: cells are decided by bounds, or walked to if these leave them open.

Sectors are parts of octants; they share no cell, so any number of threads gives the same result. A sector is
swept a band of rings at a time, and on a band a block of bins at a time. In the octants to the east and west
rings are columns of the grid; the observer's row and column are then given exchanged, and so are the peaks.
It does not know observers' wishes (range, azimuth), files or scenes.
"""

import numpy as np
from numba import njit

from analysis.sightline.viewshed.arrays import is_asked
from analysis.sightline.viewshed.horizon import (
    BOUNDS,
    DOUBTFUL,
    EDGES,
    HEIGHTS,
    INSIDE,
    LAST,
    LEFT,
    LOWER,
    NONE_SEEN,
    UPPER,
    classify,
    holds_cell,
    least_lower,
    look_along_edges,
    no_bounds,
    raise_horizon,
    split_bins,
)
from analysis.sightline.viewshed.quiet import BLOCK, highest_hidden, peak_near, rings_to_peaks_end
from analysis.sightline.viewshed.runs import close_run, needed_over_runs, no_runs, open_run
from analysis.sightline.viewshed.tile import TILE_COLS, TILE_ROWS, lay_out, nothing_over
from analysis.sightline.viewshed.walk import I64, NOTHING, TOUCH
from scene.geometry.numba_inner import inner_vector_kernel
from scene.payloads.arrays import F32, F64, U8


@njit(cache=True, nogil=True, error_model="numpy")
def sweep(
    surface: F32, peaks: F32, is_exchanged: bool, seen: U8, lowest: F32, wants_lowest: bool,
    row0: float, col0: float, way: int, side: int, diagonal: bool, sector: int, sectors: int,
    reach: float, eye: float, above: float, bend: float, slack: float, high: float, wishes: F64,
    is_limited: bool, is_exact: bool,
) -> None:  # fmt: skip
    """Add 1 to every cell of a sector that is seen, or write the lowest elevation that is seen over each.

    Parameters
    ----------
    surface : ndarray of float32, shape (rows, cols)
        :data:`walk.DEEP` where there is no data.
    peaks : ndarray of float32
        As :func:`arrays.survey` wrote them; rows and columns exchanged, if these are.
    is_exchanged : bool
        Whether rings are columns of the surface.
    seen : ndarray of uint8, shape (rows, cols)
    lowest : ndarray of float32, shape (rows, cols)
        -inf is written where nothing lies between.
    wants_lowest : bool
        Whether `lowest` is written to, else `seen`; the other may be empty.
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
    """
    first_ring, rings, last_col = extent(surface, is_exchanged, row0, col0, way, side, reach)
    across = side * col0
    room = bins_at_most(abs(first_ring - row0) + rings, sectors)
    bounds, (runs, table) = no_bounds(room // BLOCK), no_runs(rings, room)
    tile, heights = np.empty((TILE_ROWS, TILE_COLS), np.float32), np.empty(HEIGHTS, np.float32)
    edges, codes = np.empty(EDGES), np.empty(BLOCK, np.uint8)
    ring, run, halvings, first_block, last_block = 0, 0, 0, 0, 1
    while ring < rings and first_block < last_block:
        row = first_ring + way * ring
        count = min(rings_to_peaks_end(row, way), rings - ring)
        ahead = abs(row - row0)
        beyond = ahead + (count - 1)
        while BLOCK * sectors << halvings <= beyond:
            split_bins(1 << halvings, bounds)
            halvings, first_block, last_block = halvings + 1, 2 * first_block, 2 * last_block
        bins = BLOCK * sectors << halvings
        table[run, 0], table[run, 1] = ring, halvings
        for block in range(first_block, last_block):
            first_edge = sector * (bins // sectors) + block * BLOCK
            start = int(np.floor(across + first_edge / bins * ahead))
            stop = int(np.floor(across + (first_edge + BLOCK) / bins * beyond)) + 3
            if start > last_col:
                break
            at = block * BOUNDS
            least = least_lower(bounds, at)
            limit = highest_hidden(least, ahead - 1.0, beyond, max(above, 0.0) + slack - eye, bend)
            peak = peak_near(peaks, row - way, row + way * (count - 1), side * start, side * (stop - 1))
            if peak < limit and not wants_lowest:
                continue
            lay_out(surface, is_exchanged, row - way, way, count + 1, side, start, stop, tile)
            open_run(bounds, at)
            for step in range(count):
                distance = ahead + step
                limit = highest_hidden(least, distance - 1.0, distance, max(above, 0.0) + slack - eye, bend)
                is_quiet = nothing_over(tile, step + 1, stop - start, limit)
                if is_quiet and not wants_lowest:
                    continue
                look_along_edges(
                    tile, step + 1, start, across, distance, first_edge, bins, eye, slack, heights, edges
                )
                if first_edge == 0 and side > 0 and edges[INSIDE] == across:
                    edges[INSIDE] -= 1.0  # so that the first bin holds the axis
                if wants_lowest:
                    write_lowest(
                        surface, is_exchanged, lowest, row0, col0, way, side, diagonal, row + way * step,
                        ring + step, across, distance, last_col, reach, eye, bend, is_exact,
                        edges, bounds, block, runs, table, run,
                    )  # fmt: skip
                elif classify(
                    across, distance, last_col, diagonal, above, bend, heights, edges, bounds, at, codes
                ):
                    decide_and_add(
                        surface, is_exchanged, seen, row0, col0, way, side, row + way * step, ring + step,
                        across, distance, eye, above, bend, wishes, is_limited, is_exact,
                        heights, edges, bounds, block, runs, table, run, codes,
                    )  # fmt: skip
                if not is_quiet:
                    raise_horizon(
                        float(ring + step), across, distance, first_edge, bins, slack, bend, edges, bounds, at
                    )
            close_run(bounds, at, block, runs, run)
        ring, run = ring + count, run + 1
        if not wants_lowest:
            steepest = max(high + above - eye, 0.0) / beyond
            first_block, last_block = open_blocks(bounds, first_block, last_block, steepest)


@inner_vector_kernel
def decide_and_add(
    surface: F32, is_exchanged: bool, seen: U8, row0: float, col0: float, way: int, side: int,
    row: int, ring: int, across: float, ahead: float, eye: float, above: float, bend: float,
    wishes: F64, is_limited: bool, is_exact: bool,
    heights: F32, edges: F64, bounds: F64, block: int, runs: F64, table: I64, run: int, codes: U8,
) -> None:  # fmt: skip
    """Walk to the doubtful cells of a ring, leave out what is not asked about, and add 1 to those seen."""
    for bin_ in range(BLOCK):
        if codes[bin_] == NONE_SEEN:
            continue
        centre = int(edges[INSIDE + bin_ + 1])
        sideways, col = centre - across, side * centre
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
                    surface, is_exchanged, row0, col0, eye, row, col, drop, way, ring, ahead,
                    bounds, block, bin_, runs, table, run, enough,
                )  # fmt: skip
                if needed > enough:
                    continue
            elif rise < middle(bounds, block, bin_) * ahead:
                continue
        if is_exchanged:
            seen[col, row] += 1
        else:
            seen[row, col] += 1


@inner_vector_kernel
def write_lowest(
    surface: F32, is_exchanged: bool, lowest: F32, row0: float, col0: float, way: int, side: int,
    diagonal: bool, row: int, ring: int, across: float, ahead: float, last_col: int, reach: float,
    eye: float, bend: float, is_exact: bool,
    edges: F64, bounds: F64, block: int, runs: F64, table: I64, run: int,
) -> None:  # fmt: skip
    """Write the lowest elevation that is seen over the cells of a block on a ring."""
    for bin_ in range(BLOCK):
        centre = int(edges[INSIDE + bin_ + 1])
        sideways, col = centre - across, side * centre
        square = ahead * ahead + sideways * sideways
        if not holds_cell(edges, bin_, across, ahead, last_col, diagonal) or square > reach * reach:
            continue
        drop = bend * square
        needed = -np.inf
        if not is_exact:
            needed = middle(bounds, block, bin_) * ahead
        elif bounds[block * BOUNDS + LAST + bin_] >= 0.0:
            needed = needed_over_runs(
                surface, is_exchanged, row0, col0, eye, row, col, drop, way, ring, ahead,
                bounds, block, bin_, runs, table, run, np.inf,
            )  # fmt: skip
        elevation = eye + needed + drop if needed > NOTHING else -np.inf
        if is_exchanged:
            lowest[col, row] = elevation
        else:
            lowest[row, col] = elevation


@inner_vector_kernel
def middle(bounds: F64, block: int, bin_: int) -> float:
    """Return the slope between the bounds of a bin."""
    at = block * BOUNDS + bin_
    return float(0.5 * (bounds[at + LOWER] + bounds[at + UPPER]))


@inner_vector_kernel
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
def bins_at_most(farthest: float, sectors: int) -> int:
    """Return how many bins a sector has where they are narrower than a cell at some distance."""
    bins = BLOCK
    while bins * sectors <= farthest:
        bins *= 2
    return bins


@inner_vector_kernel
def open_blocks(bounds: F64, first: int, stop: int, highest: float) -> tuple[int, int]:
    """Return the blocks in which anything farther ahead can still be seen, less closed ones at either end."""
    while first < stop and least_lower(bounds, first * BOUNDS) > highest:
        first += 1
    while first < stop and least_lower(bounds, (stop - 1) * BOUNDS) > highest:
        stop -= 1
    return first, stop
