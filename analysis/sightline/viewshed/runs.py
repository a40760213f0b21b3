"""Runs of rings with the greatest upper bound of each, and the walk to a cell over those that can decide.

A run is the rings of one row of peaks. It knows bins only by number: those of a block, and how often bins
were halved since a run was closed. It does not know how bounds come about.
"""

from typing import Final

import numpy as np

from analysis.sightline.viewshed.horizon import BOUNDS, FIRST, LAST, RUN
from analysis.sightline.viewshed.octant import Octant
from analysis.sightline.viewshed.quiet import BLOCK, PEAK
from analysis.sightline.viewshed.walk import I64, needed_rise
from scene.geometry.numba_inner import inner_borrowing_kernel, inner_vector_kernel
from scene.payloads.arrays import F32, F64

#: By how many cells the columns that are looked at are widened: far more than places are rounded.
_WIDER: Final = 1e-6
#: The first ring of a run that has not begun.
_NEVER: Final = 1 << 60


@inner_vector_kernel
def no_runs(rings: int, room: int) -> tuple[F64, I64]:
    """Return room for the greatest upper bound of each bin in each run, and for a table of the runs.

    In the table stand the first ring of each run, and how often bins had been halved.
    """
    count = rings // PEAK + 3
    table = np.zeros((count, 2), np.int64)
    table[:, 0] = _NEVER
    return np.full((room, count), -np.inf), table


@inner_borrowing_kernel
def open_run(bounds: F64, at: int) -> None:
    """Have no greatest upper bound in a block whose bounds begin at `at`."""
    for bin_ in range(BLOCK):
        bounds[np.uint64(at + RUN + bin_)] = -np.inf


@inner_borrowing_kernel
def close_run(bounds: F64, at: int, block: int, runs: F64, run: int) -> None:
    """Keep the greatest upper bounds of a block, whose bounds begin at `at`."""
    for bin_ in range(BLOCK):
        runs[np.uint64(block * BLOCK + bin_), np.uint64(run)] = bounds[np.uint64(at + RUN + bin_)]


@inner_borrowing_kernel
def needed_over_runs(
    surface: F32, octant: Octant, eye: float, row: int, col: int, drop: float, ring: int, ahead: float,
    bounds: F64, block: int, bin_: int, runs: F64, table: I64, run: int,
    enough: float,
) -> float:  # fmt: skip
    """Return how far above the eye a target must stand: only runs of rings that can decide it are walked.

    What a run needs at most is its greatest upper bound, which is widened by far more than is rounded away.
    What is crossed between two rings may need what either does: columns are looked at a ring farther.

    Parameters
    ----------
    surface, octant, eye
        As :func:`sweep.sweep` has them.
    row, col : int
        The target's cell.
    drop : float
        By how much curvature less refraction lowers the target.
    ring, ahead : int, float
        The target's ring and its distance.
    bounds, block, bin_
        Bounds, and the bin in which the target is seen.
    runs, table, run
        As :func:`no_runs` made them; the run that is open.
    enough : float
        The walk stops where more than this is needed.
    """
    most = -np.inf
    row0, col0 = octant.row0, octant.col0
    at = block * BOUNDS + bin_
    first, last = bounds[at + FIRST], bounds[at + LAST]
    for back in range(run + 1):
        then = run - back
        begin, stop = table[then, 0], min(table[then + 1, 0], ring) - 1
        if stop < first:
            break
        if begin > last:
            continue
        halvings = table[run, 1] - table[then, 1]
        highest = runs[np.uint64((block * BLOCK + bin_) >> halvings), np.uint64(then)]
        if back == 0:
            highest = bounds[at + RUN]
        if highest * ahead <= (enough if enough < np.inf else most):
            continue
        begin, stop = max(begin, int(first)), min(stop, int(last))
        far_row, near_row = row - octant.way * (ring - begin), row - octant.way * (ring - stop)
        right = (col - col0) / ahead
        far_col = col0 + right * max(ahead - (ring - begin) - 1.0, 0.0)
        near_col = col0 + right * min(ahead - (ring - stop) + 1.0, ahead)
        first_row, last_row = min(far_row, near_row), max(far_row, near_row)
        first_col = int(np.ceil(min(far_col, near_col) - _WIDER))
        last_col = int(np.floor(max(far_col, near_col) + _WIDER))
        if octant.is_exchanged:
            needed = needed_rise(
                surface, col0, row0, eye, col, row, drop, first_col, last_col, first_row, last_row, enough
            )
        else:
            needed = needed_rise(
                surface, row0, col0, eye, row, col, drop, first_row, last_row, first_col, last_col, enough
            )
        most = max(most, needed)
        if most > enough:
            break
    return most
