"""Bounds of the horizon in narrow bins of azimuth: under the lower all is hidden, over the upper all is seen.

One octant of the view at a time: `u`, sideways per step ahead, runs from 0 to 1, and rings are the rows of
the grid ahead. A bin holds the rays between two edge rays. Slopes are rise per step ahead.

Why the bounds hold. Between two edge rays the surface on a row of the grid is piecewise linear in `u`, with
breaks at cell centres, and so is its slope, for a ring is at one distance: it lies between the slopes on the
edge rays and at a centre between them (a bin is narrower than a cell, so there is one at most). On a
column between two rings rise is linear in the distance `k` ahead, so slope is `a / k + b`: it runs one way,
and lies between its values at the ends of the piece that is in the bin. Such an end is on an edge ray, or it
is a centre on a ring, which that ring has taken into account. So a bin's upper bound is the greatest of the
slopes on rows and columns along its edge rays and at centres within; and since each ray of the bin crosses
every ring, the smallest slope of one ring is a lower bound of the greatest slope on any ray. Curvature lowers
slope by ``q k (1 + u²)``, which rises with both: the lower bound takes it at the far corner of the bin, the
upper bound at the near one. All is widened by 1e-8 of the greatest height difference, far more than float64
rounds away, and by how far a line may dip; centres within 2e-9 cells outside a bin count as in it, for
:mod:`walk` snaps to them.

What is kept besides: the first and the last ring from which anything can rise above the lower bound, and the
greatest upper bound of every run of rings. Only between the two, and over the runs that reach a target, has a
doubtful line to be walked. A bin holds one centre of a ring at most, and each centre is in one bin: which are
seen or hidden for certain is said here, too. It does not know what is asked of the bounds.

All that belongs to a block of bins lies in a row, kind by kind, at distances that the compiler knows: only
then does it see that nothing overlaps, and takes several bins at once.
"""

from typing import Final

import numpy as np

from analysis.sightline.viewshed.octant import Look, Octant
from analysis.sightline.viewshed.quiet import BLOCK
from analysis.sightline.viewshed.walk import DEEP, SNAP
from scene.geometry.numba_inner import inner_borrowing_kernel, inner_vector_kernel
from scene.payloads.arrays import F32, F64, U8

#: Codes of a bin: the cell in it is hidden, or none is; is seen; may be either.
NONE_SEEN, SURELY_SEEN, DOUBTFUL = 0, 1, 2
#: Nearer than this, in cells, a ring raises no lower bound.
_TOO_NEAR: Final = 0.01
#: Where in the bounds of a block stand its lower and upper ones, the rings between which a line has to be
#: walked, and the greatest upper bound of a run; and how much room they take.
LOWER, UPPER, FIRST, LAST, RUN, BOUNDS = (kind * BLOCK for kind in range(6))
#: Room for the edge rays of a block.
_ROOM: Final = BLOCK + 8
#: Where among the edge rays stand, for all rings, how far sideways each runs per step ahead, the inverse of
#: that, and one more than its square; at one ring its place, the last centre up to it, the same with a
#: tolerance, the slope on the ring, the greatest widened slope on ring and column, and that at the centre.
ASIDE, _INVERSE, _SQUARE, _PLACE, INSIDE, _CENTRE, _ON_ROW, _ON_ANY, _AT_CENTRE, EDGES = (
    kind * _ROOM for kind in range(10)
)
#: Where among the heights stand those of the centre to the left, to the right, and of the one before.
LEFT, _RIGHT, _BEFORE, HEIGHTS = (kind * _ROOM for kind in range(4))


@inner_vector_kernel
def no_bounds(blocks: int) -> F64:
    """Return the bounds of some blocks before anything was looked at."""
    bounds = np.empty(blocks * BOUNDS)
    for at in range(0, len(bounds), BOUNDS):
        bounds[at + LOWER : at + LOWER + BLOCK] = -np.inf
        bounds[at + UPPER : at + UPPER + BLOCK] = -np.inf
        bounds[at + FIRST : at + FIRST + BLOCK] = 1e9
        bounds[at + LAST : at + LAST + BLOCK] = -1.0
        bounds[at + RUN : at + RUN + BLOCK] = -np.inf
    return bounds


@inner_borrowing_kernel
def aim(first_edge: int, bins: int, edges: F64) -> None:
    """Write how the edge rays of a block run: from `first_edge` on, at multiples of ``1 / bins``."""
    width = 1.0 / bins
    for edge in range(BLOCK + 1):
        u = (first_edge + edge) * width
        edges[np.uint64(ASIDE + edge)] = u
        edges[np.uint64(_INVERSE + edge)] = 1.0 / u
        edges[np.uint64(_SQUARE + edge)] = 1.0 + u * u


@inner_borrowing_kernel
def look_along_edges(
    tile: F32, ring: int, start: int, across: float, ahead: float, eye: float, slack: float,
    heights: F32, edges: F64,
) -> None:  # fmt: skip
    """Write the slopes along the edge rays of a block at one ring and on columns just before it.

    Parameters
    ----------
    tile : ndarray of float32, shape (TILE_ROWS, TILE_COLS)
        Heights, see :func:`tile.lay_out`.
    ring, start : int
        The ring's row in the tile, and the sideways position of its first column.
    across, ahead : float
        Sideways position of the observer, and distance of the ring.
    eye, slack : float
        Elevation of the eye, and by how much heights are widened.
    heights : ndarray of float32, shape (HEIGHTS,)
    edges : ndarray of float64, shape (EDGES,)
        Both are written to; the rays are aimed.
    """
    nearness = 1.0 / ahead
    for edge in range(BLOCK + 1):
        x = across + edges[np.uint64(ASIDE + edge)] * ahead
        edges[np.uint64(_PLACE + edge)] = x
        edges[np.uint64(INSIDE + edge)] = np.floor(x)
        edges[np.uint64(_CENTRE + edge)] = np.floor(x + 2.0 * SNAP)
    # Heights are fetched in a loop of their own, so that the arithmetic can take several rays at once.
    for edge in range(BLOCK + 1):
        here = np.uint64(int(edges[np.uint64(_CENTRE + edge)]) - start)
        heights[np.uint64(LEFT + edge)] = tile[ring, here]
        heights[np.uint64(_RIGHT + edge)] = tile[ring, here + np.uint64(1)]
        heights[np.uint64(_BEFORE + edge)] = tile[ring - 1, here]
    for edge in range(BLOCK + 1):
        u = edges[np.uint64(ASIDE + edge)]
        left = edges[np.uint64(_CENTRE + edge)]
        z_left = np.float64(heights[np.uint64(LEFT + edge)])
        z_right = np.float64(heights[np.uint64(_RIGHT + edge)])
        z_before = np.float64(heights[np.uint64(_BEFORE + edge)])
        share = max(edges[np.uint64(_PLACE + edge)] - left, 0.0)
        rise = z_left - eye
        slope = ((1.0 - share) * z_left + share * z_right - eye) * nearness
        # The column to the left is crossed at ``sideways / u``, which is ``share / u`` before the ring.
        sideways = left - across
        crossed = (sideways > 0.0) & (share <= u + 2.0 * SNAP)
        back = min(share * edges[np.uint64(_INVERSE + edge)], 1.0)
        between = (1.0 - back) * z_left + back * z_before  # exact at both ends, however deep the other
        on_column = (between - eye + slack) * (u / sideways)
        highest = slope + slack * nearness
        edges[np.uint64(_ON_ROW + edge)] = slope
        edges[np.uint64(_ON_ANY + edge)] = max(highest, on_column) if crossed else highest
        edges[np.uint64(_AT_CENTRE + edge)] = rise * nearness


@inner_borrowing_kernel
def holds_cell(edges: F64, bin_: int, octant: Octant, ahead: float, last_col: int) -> int:
    """Return 1 if a cell of the octant is in a bin of a block, else 0.

    Cells past `last_col` or the diagonal are not of the octant; those on it are if it is held.
    """
    centre = edges[np.uint64(INSIDE + bin_ + 1)]
    sideways = centre - octant.across
    is_cell = int(centre > edges[np.uint64(INSIDE + bin_)]) * int(centre <= last_col)
    return is_cell * (int(sideways < ahead) + int(octant.diagonal) * int(sideways == ahead))


@inner_borrowing_kernel
def classify(
    octant: Octant, ahead: float, last_col: int, look: Look,
    heights: F32, edges: F64, bounds: F64, at: int, codes: U8,
) -> tuple[int, int]:  # fmt: skip
    """Write what is known of the cell in each bin of a block; return how many may be seen and may not."""
    nearness = 1.0 / ahead
    likely, doubtful = 0, 0
    for bin_ in range(BLOCK):
        sideways = edges[np.uint64(INSIDE + bin_ + 1)] - octant.across
        slope = edges[np.uint64(_AT_CENTRE + bin_ + 1)] + look.above * nearness
        slope -= look.bend * (ahead + sideways * sideways * nearness)
        is_cell = holds_cell(edges, bin_, octant, ahead, last_col)
        is_cell *= int(heights[np.uint64(LEFT + bin_ + 1)] > 0.5 * DEEP)
        # Without a branch: the upper bound is never under the lower one.
        may_be = is_cell * int(slope >= bounds[np.uint64(at + LOWER + bin_)])
        surely = may_be * int(slope >= bounds[np.uint64(at + UPPER + bin_)])
        codes[np.uint64(bin_)] = 2 * may_be - surely
        likely += may_be
        doubtful += may_be - surely
    return likely, doubtful


@inner_borrowing_kernel
def raise_horizon(
    ring: float, ahead: float, slack: float, bend: float, edges: F64, bounds: F64, at: int
) -> None:  # fmt: skip
    """Take a ring into the bounds of a block, which begin at `at`.

    Noted are, too, from which rings on and up to which any can matter, and the greatest upper bound of a run.
    """
    spread = slack / ahead
    near = max(ahead - 1.0, 0.0) * bend
    far = ahead * bend
    may_raise = ahead >= _TOO_NEAR
    for bin_ in range(BLOCK):
        low = min(edges[np.uint64(_ON_ROW + bin_)], edges[np.uint64(_ON_ROW + bin_ + 1)])
        high = max(edges[np.uint64(_ON_ANY + bin_)], edges[np.uint64(_ON_ANY + bin_ + 1)])
        within = edges[np.uint64(_CENTRE + bin_ + 1)] >= edges[np.uint64(_PLACE + bin_)] - 2.0 * SNAP
        slope = edges[np.uint64(_AT_CENTRE + bin_ + 1)]
        low = min(low, slope) if within else low
        high = max(high, slope + spread) if within else high
        low = low - spread - far * edges[np.uint64(_SQUARE + bin_ + 1)]
        high = high - near * edges[np.uint64(_SQUARE + bin_)]
        before = bounds[np.uint64(at + UPPER + bin_)]
        least = bounds[np.uint64(at + LOWER + bin_)]
        raised = max(least, low) if may_raise else least
        first, last = bounds[np.uint64(at + FIRST + bin_)], bounds[np.uint64(at + LAST + bin_)]
        bounds[np.uint64(at + FIRST + bin_)] = ring if raised >= before else first
        bounds[np.uint64(at + LAST + bin_)] = ring if high > raised else last
        bounds[np.uint64(at + RUN + bin_)] = max(bounds[np.uint64(at + RUN + bin_)], high)
        bounds[np.uint64(at + UPPER + bin_)] = max(before, high)
        bounds[np.uint64(at + LOWER + bin_)] = raised


@inner_borrowing_kernel
def least_lower(bounds: F64, at: int) -> float:
    """Return the least lower bound of a block."""
    least = bounds[at + LOWER]
    for bin_ in range(1, BLOCK):
        least = min(least, bounds[at + LOWER + bin_])
    return float(least)


@inner_borrowing_kernel
def split_bins(blocks: int, bounds: F64) -> None:
    """Halve the bins of some blocks in place; both halves keep what held for the whole."""
    for block in range(blocks - 1, -1, -1):
        for kind in range(0, BOUNDS, BLOCK):
            for bin_ in range(BLOCK - 1, -1, -1):
                kept = bounds[block * BOUNDS + kind + bin_]
                for half in (2 * bin_ + 1, 2 * bin_):
                    bounds[(2 * block + half // BLOCK) * BOUNDS + kind + half % BLOCK] = kept
