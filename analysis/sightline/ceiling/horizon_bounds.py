"""Between which bounds the horizon of an eye lies, sector by sector and ring by ring: what spares most walks.

Directions are cut into sectors of equal steps of the slope ``dy / dx`` (or ``dx / dy``) in each of the four
quarters about the axes. Every line of sight within a sector crosses the same lines of the grid, one after
another, so that the highest and the lowest elevation tangent that any of them can meet in a ring of lines is
found from the few posts between the sector's edges. A ring in which even the highest of coarse blocks of the
surface stays under what every line has met before tells nothing new and is not gone through. The bounds hold
for the model of :mod:`analysis.sightline.ceiling.lowest_seen`, rounding included. It does not know cells
to be judged.
"""

from typing import Final, NamedTuple

import numpy as np
from numba import njit

from analysis.sightline.ceiling.fields import Eyes, Field
from scene.payloads.arrays import F32, I32

#: Sectors in each quarter.
SECTORS: Final = 1024
#: The first ring holds so many lines; the others grow with their distance, up to the widest.
_FIRST: Final = 12
_GROWTH: Final = 0.3
_WIDEST: Final = 48
#: Edge of a block of cells whose highest is known, and the least lines of a ring that it is asked for.
_BLOCK: Final = 16
_ASKED_FROM: Final = 12
#: Taken from a lower bound and added to an upper one: more than float32 and all rounding can lose.
_SLACK: Final = 1e-6
#: Cells by which a sector is wider than its edges, so that rounding moves no line of sight out of it.
_EDGE: Final = 1e-9


class Bounds(NamedTuple):
    """Bounds of elevation tangents.

    Parameters
    ----------
    rings : ndarray of int32, shape (k + 1,)
        Ring ``i`` holds the grid lines from ``rings[i]`` to ``rings[i + 1] - 1`` lines away, counted from
        the eye outwards, 0 for the first line beyond it.
    full : ndarray of int32, shape (lines + 1,)
        How many rings end within so many lines.
    least : ndarray of float32, shape (eyes, 4 * SECTORS, k)
        Every line of sight of a sector meets something at least so high within this ring or nearer.
    most : ndarray of float32, shape (eyes, 4 * SECTORS, k)
        And nothing higher within this ring; loose where what lies nearer is higher than anything there.
    peaks : ndarray of float32, shape (ceil(rows / 16), ceil(cols / 16))
        Highest of the surface in blocks of cells.
    """

    rings: I32
    full: I32
    least: F32
    most: F32
    peaks: F32


def rings_to(reach: int) -> I32:
    """Return where rings begin and end so that the last one holds line `reach`."""
    ends = [0, _FIRST]
    while ends[-1] <= reach:
        ends.append(ends[-1] + min(max(int(ends[-1] * _GROWTH), 1), _WIDEST))
    return np.array(ends, np.int32)


def no_bounds(eyes: int, field: Field) -> Bounds:
    """Return room for the bounds of some eyes."""
    rows, cols = field.surface.shape
    rings = rings_to(max(rows, cols))
    full = (np.searchsorted(rings[1:], np.arange(max(rows, cols) + 1), side="right")).astype(np.int32)
    shape = (eyes, 4 * SECTORS, len(rings) - 1)
    by_line = np.maximum.reduceat(field.surface, np.arange(0, rows, _BLOCK), axis=0)
    peaks = np.maximum.reduceat(by_line, np.arange(0, cols, _BLOCK), axis=1)
    return Bounds(rings, full, np.empty(shape, np.float32), np.empty(shape, np.float32), peaks)


@njit(cache=True, nogil=True, error_model="numpy")
def bound_horizons(field: Field, eyes: Eyes, first: int, stop: int, bounds: Bounds) -> None:
    """Fill in the bounds of the eyes from `first` to `stop`.

    Quarter 0 looks east, 1 west, 2 south, 3 north; `along` counts that way, `across` in the other axis.
    """
    rows, cols = field.surface.shape
    surface = field.surface.reshape(-1)
    turned_peaks = np.ascontiguousarray(bounds.peaks.T)
    for e in range(first, stop):
        for quarter in range(4):
            upright = quarter < 2  # lines of constant x are crossed
            peaks = turned_peaks if upright else bounds.peaks
            along, across = (eyes.x[e], eyes.y[e]) if upright else (eyes.y[e], eyes.x[e])
            lines, posts = (cols, rows) if upright else (rows, cols)
            line_stride, post_stride = (1, cols) if upright else (cols, 1)
            outwards = 1 if quarter % 2 == 0 else -1
            for sector in range(SECTORS):
                row = quarter * SECTORS + sector
                _bound_sector(
                    surface, peaks, lines, posts, line_stride, post_stride,
                    along, across, eyes.z[e], outwards, sector, field.cell, field.drop,
                    bounds.rings, bounds.least[e, row], bounds.most[e, row],
                )  # fmt: skip


@njit(cache=True, error_model="numpy")
def _bound_sector(
    surface: F32,
    peaks: F32,
    lines: int,
    posts: int,
    line_stride: int,
    post_stride: int,
    along: float,
    across: float,
    z: float,
    outwards: int,
    sector: int,
    cell: float,
    drop: float,
    rings: I32,
    least: F32,
    most: F32,
) -> None:
    """Go out along one sector, line by line; the surface comes flat, with its steps."""
    m0 = 2.0 * sector / SECTORS - 1.0
    m1 = 2.0 * (sector + 1) / SECTORS - 1.0
    shortest = np.sqrt(1.0 + min(m0 * m0, m1 * m1)) * cell  # an edge is due along the axis: 0 is never within
    longest = np.sqrt(1.0 + max(m0 * m0, m1 * m1)) * cell
    steep, flat = 1.0 / shortest, 1.0 / longest
    line = int(np.floor(along)) + 1 if outwards > 0 else int(np.ceil(along)) - 1
    low, nth, last = -np.inf, 0, posts - 1.0
    for ring in range(len(rings) - 1):
        high = -np.inf
        width = rings[ring + 1] - nth
        if width >= _ASKED_FROM and 0 <= line < lines:
            nearest = abs(line - along)
            farthest = nearest + (width - 1)
            p0 = across + m0 * (farthest if m0 < 0.0 else nearest) - 1.0
            p1 = across + m1 * (farthest if m1 > 0.0 else nearest) + 2.0
            end_line = min(max(line + outwards * (width - 1), 0), lines - 1)
            top = -np.inf
            for i in range(min(line, end_line) // _BLOCK, max(line, end_line) // _BLOCK + 1):
                for j in range(int(max(p0, 0.0)) // _BLOCK, int(max(min(p1, last), 0.0)) // _BLOCK + 1):
                    top = max(top, np.float64(peaks[i, j]))
            top -= z
            top = top * (steep / nearest if top > 0.0 else flat / farthest) - drop * shortest * nearest
            if top <= low:
                line, nth, high = line + outwards * width, nth + width, top
        while nth < rings[ring + 1] and 0 <= line < lines:
            steps = abs(line - along)
            p0, p1 = across + m0 * steps - _EDGE, across + m1 * steps + _EDGE
            if p1 < 0.0 or p0 > last:
                break
            p0, p1 = max(p0, 0.0), min(p1, last)
            post, end = min(int(p0), posts - 2), min(int(p1), posts - 2)
            at = line * line_stride + post * post_stride
            share, other = p0 - post, p1 - end
            ahead = np.float64(surface[at + post_stride])
            lowest = highest = (1.0 - share) * np.float64(surface[at]) + share * ahead
            for _ in range(end - post):
                lowest, highest = min(lowest, ahead), max(highest, ahead)
                at += post_stride
                ahead = np.float64(surface[at + post_stride])
            value = (1.0 - other) * np.float64(surface[at]) + other * ahead
            lowest, highest = min(lowest, value) - z, max(highest, value) - z
            per_line = 1.0 / steps
            high = max(
                high, highest * (steep if highest > 0.0 else flat) * per_line - drop * shortest * steps
            )
            low = max(low, lowest * (flat if lowest > 0.0 else steep) * per_line - drop * longest * steps)
            line += outwards
            nth += 1
        least[ring] = low - _SLACK
        most[ring] = high + _SLACK
