"""A sector of the view, swept outwards: cells are decided by bounds, or walked to if these leave them open.

Sectors are parts of octants; they share no cell, so any number of threads gives the same result. A sector is
swept a band of rings at a time, and on a band a block of bins at a time. It does not know observers' wishes
(range, azimuth), files or scenes.
"""

from typing import Final

import numpy as np
from numba import njit

from analysis.sightline.viewshed.arrays import is_asked
from analysis.sightline.viewshed.horizon import (
    ASIDE,
    BOUNDS,
    DOUBTFUL,
    EDGES,
    HEIGHTS,
    INSIDE,
    LAST,
    LEFT,
    LOWER,
    NONE_SEEN,
    SURELY_SEEN,
    UPPER,
    aim,
    classify,
    holds_cell,
    least_lower,
    look_along_edges,
    no_bounds,
    raise_horizon,
    split_bins,
)
from analysis.sightline.viewshed.octant import Look, Octant, extent
from analysis.sightline.viewshed.quiet import BLOCK, highest_hidden, peak_near, rings_to_peaks_end
from analysis.sightline.viewshed.runs import close_run, needed_over_runs, no_runs, open_run
from analysis.sightline.viewshed.tile import TILE_COLS, TILE_ROWS, lay_out, nothing_over
from analysis.sightline.viewshed.walk import I64, NOTHING, TOUCH
from scene.geometry.numba_inner import inner_borrowing_kernel
from scene.payloads.arrays import F32, F64, U8

#: By how many bins a ring has fewer cells: bins are narrower than a cell by more than places are rounded.
_NARROWER: Final = 0.5


@njit(cache=True, nogil=True, error_model="numpy")
def sweep(
    surface: F32, peaks: F32, octant: Octant, sector: int, sectors: int, look: Look, wishes: F64,
    seen: U8, lowest: F32,
) -> None:  # fmt: skip
    """Add 1 to every cell of a sector that is seen, or write the lowest elevation that is seen over each.

    Parameters
    ----------
    surface : ndarray of float32, shape (rows, cols)
        :data:`walk.DEEP` where there is no data.
    peaks : ndarray of float32
        As :func:`arrays.survey` wrote them; rows and columns exchanged, if these are.
    octant : Octant
    sector, sectors : int
        Which part of the octant; a power of two in all.
    look : Look
    wishes : ndarray of float64
        What is asked about, see :func:`arrays.is_asked`; of account if that is limited.
    seen : ndarray of uint8, shape (rows, cols)
    lowest : ndarray of float32, shape (rows, cols)
        -inf is written where nothing lies between. One of the two may be empty.
    """
    first_ring, rings, last_col = extent(surface, octant, look.reach)
    room = bins_at_most(abs(first_ring - octant.row0) + rings, sectors)
    bounds, (runs, table) = no_bounds(room // BLOCK), no_runs(rings, room)
    tile, heights = np.empty((TILE_ROWS, TILE_COLS), np.float32), np.empty(HEIGHTS, np.float32)
    edges, codes = np.empty(EDGES), np.empty(BLOCK, np.uint8)
    ring, run, halvings, first_block, last_block = 0, 0, 0, 0, 1
    while ring < rings and first_block < last_block:
        row = first_ring + octant.way * ring
        count = min(rings_to_peaks_end(row, octant.way), rings - ring)
        ahead = abs(row - octant.row0)
        beyond = ahead + (count - 1)
        while BLOCK * sectors << halvings < beyond + _NARROWER:
            split_bins(1 << halvings, bounds)
            halvings, first_block, last_block = halvings + 1, 2 * first_block, 2 * last_block
        bins = BLOCK * sectors << halvings
        table[run, 0], table[run, 1] = ring, halvings
        for block in range(first_block, last_block):
            first_edge = sector * (bins // sectors) + block * BLOCK
            start = int(np.floor(octant.across + first_edge / bins * ahead))
            stop = int(np.floor(octant.across + (first_edge + BLOCK) / bins * beyond)) + 3
            if start > last_col:
                break
            limit = highest_hidden(
                least_lower(bounds, block * BOUNDS), ahead - 1.0, beyond, look.above_eye, look.bend
            )
            before, end = row - octant.way, row + octant.way * (count - 1)
            if (
                not look.wants_lowest
                and peak_near(peaks, before, end, octant.side * start, octant.side * (stop - 1)) < limit
            ):
                continue
            aim(first_edge, bins, edges)
            lay_out(surface, octant, before, count + 1, start, stop, tile)
            open_run(bounds, block * BOUNDS)
            look_over(
                surface, octant, row, ring, count, start, stop, last_col, look, wishes,
                bounds, block, runs, table, run, tile, heights, edges, codes, seen, lowest,
            )  # fmt: skip
            close_run(bounds, block * BOUNDS, block, runs, run)
        ring, run = ring + count, run + 1
        if not look.wants_lowest:
            steepest = max(look.high + look.above - look.eye, 0.0) / beyond
            first_block, last_block = open_blocks(bounds, first_block, last_block, steepest)


@inner_borrowing_kernel
def look_over(
    surface: F32, octant: Octant, row: int, ring: int, count: int, start: int, stop: int, last_col: int,
    look: Look, wishes: F64, bounds: F64, block: int, runs: F64, table: I64, run: int,
    tile: F32, heights: F32, edges: F64, codes: U8, seen: U8, lowest: F32,
) -> None:  # fmt: skip
    """Look over some rings along the rays of a block.

    Parameters
    ----------
    row, ring, count : int
        Row and number of the first ring, and how many there are.
    start, stop, last_col : int
        Sideways positions: that of the first column of the tile, the one after its last, and the last that is
        asked about.
    bounds, block, runs, table, run
        Bounds and the block, see :mod:`horizon`; runs and the one that is open, see :mod:`runs`.
    tile, heights, edges, codes
        The heights; room for those along the edge rays, these, and what is known of the cell in each bin.
    """
    at = block * BOUNDS
    least = least_lower(bounds, at)
    for step in range(count):
        here, now = row + octant.way * step, ring + step
        ahead = abs(here - octant.row0)
        limit = highest_hidden(least, ahead - 1.0, ahead, look.above_eye, look.bend)
        is_quiet = nothing_over(tile, step + 1, stop - start, limit)
        if is_quiet and not look.wants_lowest:
            continue
        look_along_edges(tile, step + 1, start, octant.across, ahead, look.eye, look.slack, heights, edges)
        if edges[ASIDE] == 0.0 and edges[INSIDE] == octant.across and octant.side > 0:
            edges[INSIDE] -= 1.0  # so that the first bin holds the axis
        if look.wants_lowest:
            write_lowest(
                surface, octant, here, now, ahead, last_col, look, edges, bounds, block, runs, table, run,
                lowest,
            )  # fmt: skip
        else:
            likely, doubtful = classify(octant, ahead, last_col, look, heights, edges, bounds, at, codes)
            if doubtful or (look.is_limited and likely):
                decide(
                    surface, octant, here, now, ahead, look, wishes, likely if look.is_limited else doubtful,
                    heights, edges, bounds, block, runs, table, run, codes,
                )  # fmt: skip
            if likely:
                add_seen(octant, here, edges, codes, seen)
        if not is_quiet:
            raise_horizon(float(now), ahead, look.slack, look.bend, edges, bounds, at)


@inner_borrowing_kernel
def decide(
    surface: F32, octant: Octant, row: int, ring: int, ahead: float, look: Look, wishes: F64, left: int,
    heights: F32, edges: F64, bounds: F64, block: int, runs: F64, table: I64, run: int, codes: U8,
) -> None:  # fmt: skip
    """Walk to the doubtful cells of a ring, and leave out what is not asked about: `left` cells in all."""
    for bin_ in range(BLOCK):
        if codes[bin_] == NONE_SEEN or (codes[bin_] == SURELY_SEEN and not look.is_limited):
            continue
        centre = int(edges[INSIDE + bin_ + 1])
        sideways, col = centre - octant.across, octant.side * centre
        drop = look.bend * (ahead * ahead + sideways * sideways)
        rise = heights[LEFT + bin_ + 1] + look.above - look.eye - drop
        is_seen = True
        if look.is_limited:
            down, right = row - octant.row0, col - octant.col0
            if octant.is_exchanged:
                down, right = right, down
            is_seen = is_asked(down, right, rise, wishes)
        if is_seen and codes[bin_] == DOUBTFUL:
            if look.is_exact:
                enough = rise + TOUCH
                needed = needed_over_runs(
                    surface, octant, look.eye, row, col, drop, ring, ahead,
                    bounds, block, bin_, runs, table, run, enough,
                )  # fmt: skip
                is_seen = needed <= enough
            else:
                is_seen = rise / ahead >= middle(bounds, block, bin_)
        codes[bin_] = SURELY_SEEN if is_seen else NONE_SEEN
        left -= 1
        if left == 0:
            break


@inner_borrowing_kernel
def add_seen(octant: Octant, row: int, edges: F64, codes: U8, seen: U8) -> None:
    """Add 1 to the cells of a ring that are seen; those beside them may be another thread's."""
    for bin_ in range(BLOCK):
        if codes[bin_] == SURELY_SEEN:
            col = octant.side * int(edges[INSIDE + bin_ + 1])
            if octant.is_exchanged:
                seen[np.uint64(col), np.uint64(row)] += 1
            else:
                seen[np.uint64(row), np.uint64(col)] += 1


@inner_borrowing_kernel
def write_lowest(
    surface: F32, octant: Octant, row: int, ring: int, ahead: float, last_col: int, look: Look,
    edges: F64, bounds: F64, block: int, runs: F64, table: I64, run: int, lowest: F32,
) -> None:  # fmt: skip
    """Write the lowest elevation that is seen over the cells of a block on a ring."""
    for bin_ in range(BLOCK):
        centre = int(edges[INSIDE + bin_ + 1])
        sideways, col = centre - octant.across, octant.side * centre
        square = ahead * ahead + sideways * sideways
        if not holds_cell(edges, bin_, octant, ahead, last_col) or square > look.reach * look.reach:
            continue
        drop = look.bend * square
        needed = -np.inf
        if not look.is_exact:
            needed = middle(bounds, block, bin_) * ahead
        elif bounds[block * BOUNDS + LAST + bin_] >= 0.0:
            needed = needed_over_runs(
                surface, octant, look.eye, row, col, drop, ring, ahead,
                bounds, block, bin_, runs, table, run, np.inf,
            )  # fmt: skip
        elevation = look.eye + needed + drop if needed > NOTHING else -np.inf
        if octant.is_exchanged:
            lowest[col, row] = elevation
        else:
            lowest[row, col] = elevation


@inner_borrowing_kernel
def middle(bounds: F64, block: int, bin_: int) -> float:
    """Return the slope between the bounds of a bin."""
    at = block * BOUNDS + bin_
    return float(0.5 * (bounds[at + LOWER] + bounds[at + UPPER]))


@inner_borrowing_kernel
def bins_at_most(farthest: float, sectors: int) -> int:
    """Return how many bins a sector has where they are narrower than a cell at some distance."""
    bins = BLOCK
    while bins * sectors <= farthest:
        bins *= 2
    return bins


@inner_borrowing_kernel
def open_blocks(bounds: F64, first: int, stop: int, highest: float) -> tuple[int, int]:
    """Return the blocks in which anything farther ahead can still be seen, less closed ones at either end."""
    while first < stop and least_lower(bounds, first * BOUNDS) > highest:
        first += 1
    while first < stop and least_lower(bounds, (stop - 1) * BOUNDS) > highest:
        stop -= 1
    return first, stop
