"""A sector of the view, swept outwards ring by ring: cells are decided by bounds, or walked if they differ.

Sectors are parts of octants; they share no cell, so any number of threads gives the same result. A grid is
swept along its rows; the east and west of a view are swept on the grid with rows and columns exchanged.
It does not know observers' wishes (range, azimuth), files or scenes.
"""

from typing import Final

import numpy as np
from numba import njit

from analysis.sightline.viewshed.arrays import is_asked
from analysis.sightline.viewshed.horizon import look_along_edges, raise_horizon, split_bins
from analysis.sightline.viewshed.quiet import BLOCK, loud_parts, note_least
from analysis.sightline.viewshed.walk import DEEP, I64, NOTHING, TOUCH, needed_rise
from scene.geometry.numba_inner import inner_borrowing_kernel, inner_vector_kernel
from scene.payloads.arrays import F32, F64, U8, U16

#: Code of a cell that the bounds leave open.
_OPEN: Final = 2
#: Rings of a run at most.
_RUN: Final = 16
#: Bins of a sector at the start; a power of two.
_BINS: Final = BLOCK


@njit(cache=True, nogil=True, error_model="numpy")
def sweep_seen(
    surface: F32, peaks: F32, seen: U16, row0: float, col0: float, way: int, side: int, diagonal: bool,
    sector: int, sectors: int, reach: float, eye: float, above: float, bend: float, slack: float,
    high: float, wishes: F64, is_limited: bool, fineness: float, is_exact: bool, is_exchanged: bool,
) -> None:  # fmt: skip
    """Add 1 to every cell of a sector that is seen.

    Parameters
    ----------
    surface : ndarray of float32, shape (rows, cols)
        :data:`walk.DEEP` where there is no data.
    peaks : ndarray of float32
        As :func:`quiet.find_peaks` wrote them.
    seen : ndarray of uint16, shape (rows, cols)
        Or of shape (cols, rows), if exchanged.
    row0, col0 : float
        The observer, in cells, within the outermost centres.
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
    fineness : float
        Bins for each cell of a ring at least. Under 1 the bounds do not hold; more leave fewer doubts.
    is_exact : bool
        Whether doubtful cells are walked to; else the middle of the bounds decides.
    is_exchanged : bool
        Whether rows and columns of the surface are.
    """
    first_ring, rings, last_col = extent(surface, row0, col0, way, side, reach)
    across, (rows, cols) = side * col0, surface.shape
    bounds, blocks, parts, edges, runs, table, room = made_ready(first_ring, rings, row0, sectors, fineness)
    codes = np.empty(room, np.uint8)
    number = -1
    bins, first_bin, last_bin = _BINS * sectors, 0, _BINS
    for ring in range(rings):
        row = first_ring + way * ring
        ahead = abs(row - row0)
        finer = fine_enough(bins, fineness * ahead, sectors, bounds, blocks)
        first_bin, last_bin, bins = first_bin * (finer // bins), last_bin * (finer // bins), finer
        start, stop = cells_of_ring(across, ahead, sector, sectors, side, diagonal)
        if start > last_col:
            break
        begin = sector * (bins // sectors)
        loud = loud_parts(
            peaks, rows, cols, row, ring, way, side, across, ahead, begin, bins, first_bin, last_bin,
            max(above, 0.0) + slack - eye, bend, blocks, parts,
        )  # fmt: skip
        for part in range(loud):
            # Cells elsewhere are hidden. Neighbours come to their common limit by the same expression.
            first = max(start, int(np.ceil(across + (begin + parts[part, 0]) / bins * ahead)))
            beyond = min(stop, last_col + 1)
            if begin + parts[part, 1] < (sector + 1) * (bins // sectors):
                beyond = min(beyond, int(np.ceil(across + (begin + parts[part, 1]) / bins * ahead)))
            found = classify(
                surface, row, side, across, ahead, first, beyond, sector, sectors, bins, eye, above, bend,
                bounds, codes,
            )  # fmt: skip
            if found:
                decide_and_add(
                    surface, seen, row0, col0, row, ring, side, across, ahead, first, beyond,
                    sector, sectors, bins, eye, above, bend, wishes, is_limited, is_exact, is_exchanged,
                    bounds, runs, table, number, codes,
                )  # fmt: skip
        if ring + 1 < rings:
            number = run_of(ring, bins, sectors, number, runs, table)
            for part in range(loud):
                take_in_ring(
                    surface, row, row - way, ring, side, across, ahead, last_col, sector, sectors, bins,
                    parts[part, 0], parts[part, 1], eye, bend, slack, bounds, edges, runs, number,
                )  # fmt: skip
                note_least(bounds, parts[part, 0], parts[part, 1], blocks)
            steepest = max(high + above - eye, 0.0) / ahead
            first_bin, last_bin = open_bins(bounds, first_bin, last_bin, steepest)
            if first_bin == last_bin:
                break


@inner_borrowing_kernel
def decide_and_add(
    surface: F32, seen: U16, row0: float, col0: float, row: int, ring: int, side: int,
    across: float, ahead: float, start: int, stop: int, sector: int, sectors: int, bins: int,
    eye: float, above: float, bend: float,
    wishes: F64, is_limited: bool, is_exact: bool, is_exchanged: bool,
    bounds: F64, runs: F64, table: I64, number: int, codes: U8,
) -> None:  # fmt: skip
    """Walk to the doubtful cells of a ring, leave out what is not asked about, and add 1 to those seen."""
    for place in range(stop - start):
        if codes[place] == 0:
            continue
        sideways = start + place - across
        col = side * (start + place)
        drop = bend * (ahead * ahead + sideways * sideways)
        rise = surface[row, col] + above - eye - drop
        if is_limited:
            down, right = row - row0, side * sideways
            if not is_asked(right if is_exchanged else down, down if is_exchanged else right, rise, wishes):
                continue
        if codes[place] == _OPEN:
            bin_ = bin_of(sideways, ahead, sector, sectors, bins)
            if is_exact:
                enough = rise + TOUCH
                needed = needed_over_runs(
                    surface, row0, col0, eye, row, col, drop, ring, ahead, sector, sectors, bins, bin_,
                    bounds, runs, table, number, enough,
                )  # fmt: skip
                if needed > enough:
                    continue
            elif rise / ahead < 0.5 * (bounds[0, bin_] + bounds[1, bin_]):
                continue
        if is_exchanged:
            seen[col, row] += 1
        else:
            seen[row, col] += 1


@njit(cache=True, nogil=True, error_model="numpy")
def sweep_lowest(
    surface: F32, peaks: F32, lowest: F32, row0: float, col0: float, way: int, side: int, diagonal: bool,
    sector: int, sectors: int, reach: float, eye: float, bend: float, slack: float,
    is_limited: bool, fineness: float, is_exact: bool, is_exchanged: bool,
) -> None:  # fmt: skip
    """Write the lowest elevation that is seen over every cell of a sector: -inf where nothing lies between.

    The parameters are those of :func:`sweep_seen`; `lowest` is float32 of shape (rows, cols).
    """
    first_ring, rings, last_col = extent(surface, row0, col0, way, side, reach)
    across, (rows, cols) = side * col0, surface.shape
    bounds, blocks, parts, edges, runs, table, _ = made_ready(first_ring, rings, row0, sectors, fineness)
    bins, number = _BINS * sectors, -1
    for ring in range(rings):
        row = first_ring + way * ring
        ahead = abs(row - row0)
        bins = fine_enough(bins, fineness * ahead, sectors, bounds, blocks)
        start, stop = cells_of_ring(across, ahead, sector, sectors, side, diagonal)
        if start > last_col:
            break
        for j in range(start, min(stop, last_col + 1)):
            bin_ = bin_of(j - across, ahead, sector, sectors, bins)
            needed = -np.inf
            square = ahead * ahead + (j - across) * (j - across)
            if is_limited and square > reach * reach:
                continue
            drop = bend * square
            if not is_exact:
                needed = 0.5 * (bounds[0, bin_] + bounds[1, bin_]) * ahead
            elif bounds[3, bin_] >= 0.0:
                needed = needed_over_runs(
                    surface, row0, col0, eye, row, side * j, drop, ring, ahead, sector, sectors, bins, bin_,
                    bounds, runs, table, number, np.inf,
                )  # fmt: skip
            lowest[row, side * j] = eye + needed + drop if needed > NOTHING else -np.inf
        if ring + 1 < rings:
            number = run_of(ring, bins, sectors, number, runs, table)
            loud = loud_parts(
                peaks, rows, cols, row, ring, way, side, across, ahead, sector * (bins // sectors), bins,
                0, bins // sectors, slack - eye, bend, blocks, parts,
            )  # fmt: skip
            for part in range(loud):
                take_in_ring(
                    surface, row, row - way, ring, side, across, ahead, last_col, sector, sectors, bins,
                    parts[part, 0], parts[part, 1], eye, bend, slack, bounds, edges, runs, number,
                )  # fmt: skip
                note_least(bounds, parts[part, 0], parts[part, 1], blocks)


@inner_borrowing_kernel
def extent(surface: F32, row0: float, col0: float, way: int, side: int, reach: float) -> tuple[int, int, int]:
    """Return the first row ahead, how many there are, and the last column sideways; all within reach."""
    rows, cols = surface.shape
    first = int(np.floor(row0)) + 1 if way > 0 else int(np.ceil(row0)) - 1
    rings = rows - first if way > 0 else first + 1
    last_col = cols - 1 if side > 0 else 0
    if reach < rings + cols:
        rings = min(rings, int(np.floor(reach - abs(first - row0))) + 1)
        last_col = min(last_col, int(np.floor(side * col0 + reach)))
    return first, max(rings, 0), last_col


@inner_vector_kernel
def made_ready(
    first_ring: int, rings: int, row0: float, sectors: int, fineness: float
) -> tuple[F64, F64, I64, F64, F64, I64, int]:
    """Return empty bounds and blocks of them, and room for loud parts, edge rays, runs and a ring's cells.

    Bounds are lower, upper, first and last ring; blocks least lower bound and ring they are quiet up to.
    A table beside the runs holds the first ring of each, and how many bins the octant had.
    """
    farthest = abs(first_ring - row0) + rings
    room = _BINS
    levels = 1
    while room * sectors < fineness * farthest:
        room *= 2
        levels += 1
    bounds = np.empty((4, room))
    bounds[0], bounds[1], bounds[2], bounds[3] = -np.inf, -np.inf, 1e9, -1.0
    count = rings // _RUN + levels + 2
    table = np.zeros((count, 2), np.int64)
    table[:, 0] = 1 << 60
    blocks = np.empty((2, room // BLOCK))
    blocks[0], blocks[1] = -np.inf, -1.0
    parts = np.empty((room // BLOCK, 2), np.int64)
    edges, runs = np.empty((6, room + 1)), np.empty((count, room))
    return bounds, blocks, parts, edges, runs, table, int(farthest / sectors) + 3


@inner_vector_kernel
def run_of(ring: int, bins: int, sectors: int, number: int, runs: F64, table: I64) -> int:
    """Return the run that a ring belongs to; a new one begins after some rings, and with finer bins."""
    if number >= 0 and ring - table[number, 0] < _RUN and table[number, 1] == bins:
        return number
    table[number + 1, 0], table[number + 1, 1] = ring, bins
    runs[number + 1, : bins // sectors] = -np.inf
    return number + 1


@inner_borrowing_kernel
def needed_over_runs(
    surface: F32, row0: float, col0: float, eye: float, row: int, col: int, drop: float,
    ring: int, ahead: float, sector: int, sectors: int, bins: int, bin_: int,
    bounds: F64, runs: F64, table: I64, number: int, enough: float,
) -> float:  # fmt: skip
    """Return how far above the eye a target must stand: only runs of rings that can decide it are walked.

    What a run needs at most is its greatest upper bound, which is widened by far more than is rounded away.
    """
    most = -np.inf
    first, last = bounds[2, bin_], bounds[3, bin_]
    position = sector * (bins // sectors) + bin_
    for run in range(number, -1, -1):
        begin, stop = table[run, 0], min(table[run + 1, 0], ring) - 1
        if stop < first:
            break
        if begin > last:
            continue
        then = table[run, 1]
        at = position // (bins // then) - sector * (then // sectors)
        least = enough if enough < np.inf else most
        if runs[run, at] * ahead <= least:
            continue
        nearest = (ahead - ring + max(float(begin), first) - 1.0) / ahead
        farthest = (ahead - ring + min(float(stop), last)) / ahead
        needed = needed_rise(surface, row0, col0, eye, row, col, drop, nearest, farthest, enough)
        most = max(most, needed)
        if most > enough:
            break
    return most


@inner_borrowing_kernel
def fine_enough(bins: int, least: float, sectors: int, bounds: F64, blocks: F64) -> int:
    """Split bins until the octant has so many at least; return how many it has."""
    while bins < least:
        split_bins(bins // sectors, bounds)
        split_bins(bins // sectors // BLOCK, blocks)
        bins *= 2
    return bins


@inner_borrowing_kernel
def bin_of(sideways: float, ahead: float, sector: int, sectors: int, bins: int) -> int:
    """Return the bin in which a cell is seen; one on an edge may fall to either side of it."""
    size = bins // sectors
    return min(max(int(sideways * (bins / ahead)) - sector * size, 0), size - 1)


@inner_borrowing_kernel
def take_in_ring(
    surface: F32, row: int, before: int, ring: int, side: int, across: float, ahead: float, last_col: int,
    sector: int, sectors: int, bins: int, first_bin: int, last_bin: int,
    eye: float, bend: float, slack: float, bounds: F64, edges: F64, runs: F64, number: int,
) -> None:  # fmt: skip
    """Let what stands on one ring, and on columns just before it, screen what lies beyond in some bins."""
    begin = sector * (bins // sectors) + first_bin
    stop = min(last_bin, int((last_col - across + 1.0) / ahead * bins) + 1 - begin + first_bin)
    count = stop - first_bin
    if count <= 0:
        return
    look_along_edges(
        surface, row, before, side, across, ahead, last_col, begin, count + 1, bins, eye, slack,
        edges,
    )  # fmt: skip
    raise_horizon(
        float(ring), across, ahead, begin, count, bins, slack, bend, edges, first_bin, bounds, runs, number,
    )  # fmt: skip


@inner_borrowing_kernel
def open_bins(bounds: F64, first: int, stop: int, highest: float) -> tuple[int, int]:
    """Return the bins in which anything farther ahead can still be seen, less closed ones at either end."""
    while first < stop and bounds[0, first] > highest:
        first += 1
    while first < stop and bounds[0, stop - 1] > highest:
        stop -= 1
    return first, stop


@inner_borrowing_kernel
def cells_of_ring(
    across: float, ahead: float, sector: int, sectors: int, side: int, diagonal: bool
) -> tuple[int, int]:
    """Return the first sideways position of a sector on a ring, and the one after its last.

    Neighbouring sectors come to their common limit by the same expression, so none shares or loses a cell.
    """
    if sector > 0:
        start = int(np.ceil(across + sector / sectors * ahead))
    elif side > 0:
        start = int(np.ceil(across))
    else:
        start = int(np.floor(across)) + 1
    if sector + 1 < sectors:
        return start, int(np.ceil(across + (sector + 1) / sectors * ahead))
    stop = int(np.floor(across + ahead)) - 1
    while stop - across < ahead or (diagonal and stop - across == ahead):
        stop += 1
    return start, stop


@inner_borrowing_kernel
def classify(
    surface: F32, row: int, side: int, across: float, ahead: float, start: int, stop: int,
    sector: int, sectors: int, bins: int, eye: float, above: float, bend: float,
    bounds: F64, codes: U8,
) -> int:  # fmt: skip
    """Write 1 for seen, 0 for hidden or no data, 2 for doubtful; return the sum of what was written."""
    nearness = 1.0 / ahead
    scale = bins / ahead
    size = bins // sectors
    first_bin = sector * size
    total = 0
    for place in range(stop - start):
        sideways = start + place - across
        # Without a sign, so that nothing counts from the end.
        bin_ = np.uint64(min(max(int(sideways * scale) - first_bin, 0), size - 1))
        z = surface[row, np.uint64(side * (start + place))]
        slope = (z + above - eye) * nearness - bend * (ahead + sideways * sideways * nearness)
        # Without a branch: the upper bound is never under the lower one.
        code = (2 * int(slope >= bounds[0, bin_]) - int(slope >= bounds[1, bin_])) * int(z > 0.5 * DEEP)
        codes[place] = code
        total += code
    return total
