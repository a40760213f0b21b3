"""Bounds of the horizon in narrow bins of azimuth: under the lower all is hidden, over the upper all is seen.

One octant of the view at a time: `u`, sideways per step ahead, runs from 0 to 1, and rings are the rows of
the grid ahead. A bin holds the rays between two edge rays. Slopes are rise per step ahead.

Why the bounds hold. Between two edge rays the surface on a row of the grid is piecewise linear in `u`, with
breaks at cell centres, and so is its slope, for a ring is at one distance: it lies between the slopes on the
edge rays and at a centre between them (a bin is never wider than a cell, so there is one at most). On a
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
doubtful line to be walked. It does not know what is asked of the bounds.
"""

from typing import Final

import numpy as np

from analysis.sightline.viewshed.walk import SNAP
from scene.geometry.numba_inner import inner_borrowing_kernel
from scene.payloads.arrays import F32, F64

#: Nearer than this, in cells, a ring raises no lower bound.
_TOO_NEAR: Final = 0.01
# Rows of one array, as views of it would be counted, which takes longer than the arithmetic on a few bins.
#: Slope on the ring; greatest widened slope on ring and column; slope at and place of the centre to the left.
_ON_ROW, _ON_ANY, _AT_CENTRE, _CENTRE = 0, 1, 2, 3
#: Height of the centre to the right of an edge ray, and of the one before the centre to the left.
_Z_RIGHT, _Z_BEFORE = 4, 5
#: Bounds of a bin, and the rings between which a line has to be walked.
_LOWER, _UPPER, _FIRST, _LAST = 0, 1, 2, 3


@inner_borrowing_kernel
def look_along_edges(
    surface: F32, row: int, before: int, side: int, across: float, ahead: float, last: int,
    first_edge: int, count: int, bins: int, eye: float, slack: float,
    edges: F64,
) -> None:  # fmt: skip
    """Write the slopes along the edge rays at one ring and on columns just before it.

    Parameters
    ----------
    surface : ndarray of float32, shape (rows, cols)
    row, before : int
        The ring, and the one before it.
    side : int
        1 if `u` runs towards greater columns, else -1; sideways positions are columns times this.
    across, ahead : float
        Sideways position of the observer, and distance of the ring.
    last : int
        Sideways position of the last column.
    first_edge, count, bins : int
        Edge rays ``first_edge`` and `count` in all, at multiples of ``1 / bins``.
    eye, slack : float
        Elevation of the eye, and by how much heights are widened.
    edges : ndarray of float64, shape (6, count)
        Written to, see :data:`_ON_ROW` to :data:`_Z_BEFORE`.
    """
    width = 1.0 / bins
    nearness = 1.0 / ahead
    # Heights are fetched in a loop of their own, so that the arithmetic can take several rays at once.
    for edge in range(count):
        edges[_CENTRE, edge] = np.floor(across + (first_edge + edge) * width * ahead + 2.0 * SNAP)
    for edge in range(count):
        here = min(int(edges[_CENTRE, edge]), last)
        col = np.uint64(side * here)  # without a sign, so that no column counts from the end
        edges[_AT_CENTRE, edge] = surface[row, col]
        edges[_Z_RIGHT, edge] = surface[row, np.uint64(side * min(here + 1, last))]
        edges[_Z_BEFORE, edge] = surface[before, col]
    for edge in range(count):
        u = (first_edge + edge) * width
        x = across + u * ahead
        left, z_left = edges[_CENTRE, edge], edges[_AT_CENTRE, edge]
        share = max(x - left, 0.0)
        slope = ((1.0 - share) * z_left + share * edges[_Z_RIGHT, edge] - eye) * nearness
        sideways = left - across
        crossed = (sideways > 0.0) & (left >= x - u - 2.0 * SNAP)
        inverse = 1.0 / (max(sideways, 1e-12) * max(u, 1e-12))
        gone = max(1.0 - share * sideways * inverse, 0.0)
        on_column = ((1.0 - gone) * edges[_Z_BEFORE, edge] + gone * z_left - eye + slack) * (u * u * inverse)
        highest = slope + slack * nearness
        edges[_ON_ROW, edge] = slope
        edges[_ON_ANY, edge] = max(highest, on_column) if crossed else highest
        edges[_AT_CENTRE, edge] = (z_left - eye) * nearness


@inner_borrowing_kernel
def raise_horizon(
    ring: float, across: float, ahead: float, first_edge: int, count: int, bins: int,
    slack: float, bend: float, edges: F64, first_bin: int, bounds: F64, runs: F64, number: int,
) -> None:  # fmt: skip
    """Take a ring into the bounds of `count` bins; note from which rings on and up to which any can matter.

    The bins are those of `bounds` from `first_bin` on. Row `number` of `runs` keeps the greatest upper bound
    of some rings in a row, so that a walk can pass over low ones.
    """
    width = 1.0 / bins
    spread = slack / ahead
    near = max(ahead - 1.0, 0.0) * bend
    far = ahead * bend
    may_raise = ahead >= _TOO_NEAR
    for b in range(count):
        at = np.uint64(first_bin + b)  # without a sign, so that no bin counts from the end
        u_left = (first_edge + b) * width
        u_right = u_left + width
        low = min(edges[_ON_ROW, b], edges[_ON_ROW, b + 1])
        high = max(edges[_ON_ANY, b], edges[_ON_ANY, b + 1])
        within = edges[_CENTRE, b + 1] >= across + u_left * ahead - 2.0 * SNAP
        slope = edges[_AT_CENTRE, b + 1]
        low = min(low, slope) if within else low
        high = max(high, slope + spread) if within else high
        low = low - spread - far * (1.0 + u_right * u_right)
        high = high - near * (1.0 + u_left * u_left)
        before = bounds[_UPPER, at]
        raised = max(bounds[_LOWER, at], low) if may_raise else bounds[_LOWER, at]
        bounds[_FIRST, at] = ring if raised >= before else bounds[_FIRST, at]
        runs[number, at] = max(runs[number, at], high)
        bounds[_LAST, at] = ring if high > raised else bounds[_LAST, at]
        bounds[_UPPER, at] = max(before, high)
        bounds[_LOWER, at] = raised


@inner_borrowing_kernel
def split_bins(count: int, bounds: F64) -> None:
    """Halve `count` bins in place; both halves keep what held for the whole."""
    for b in range(count - 1, -1, -1):
        for half in (2 * b + 1, 2 * b):
            for kept in range(len(bounds)):
                bounds[kept, half] = bounds[kept, b]
