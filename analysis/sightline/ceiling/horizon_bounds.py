"""Between which bounds the horizon of an eye lies, sector by sector: what spares most lines of sight a walk.

Directions are cut into sectors of equal steps of the slope ``dy / dx`` (or ``dx / dy``) in each of the four
quarters about the axes. Every line of sight within a sector crosses the same lines of the grid, one after
another, so that the highest and the lowest rise that any of them can meet on a line of the grid is found from
the few posts between the sector's edges. Rise is counted a step, from one line of the grid to the next. For
each sector are kept how high every line of sight has met something within each of a few rings of grid lines,
and those runs of grid lines where any of them may meet something higher than before: only there can its
highest screen stand. Runs in which even the highest of coarse blocks of the surface stays under what every
line has met before are not gone through. The bounds hold for the model of
:mod:`analysis.sightline.ceiling.lowest_seen`, rounding included. It does not know cells to be judged.
"""

from typing import Final, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from analysis.sightline.ceiling.fields import Eyes, Field
from scene.geometry.numba_inner import inner_borrowing_kernel
from scene.payloads.arrays import F32, F64, I32, U8

#: Sectors in each quarter, and how many are gone through together.
SECTORS: Final = 1024
_TOGETHER: Final = 16
#: Grid lines of a run, and edge of a block of cells whose highest is known.
RUN: Final = 16
_BLOCK: Final = 16
#: Runs of a sector that are kept; what is more is joined to the last.
_MOST_RUNS: Final = 24
#: By what share of its distance a ring is wide, at least one run.
_GROWTH: Final = 0.25
_WIDEST: Final = 4 * RUN
#: Taken from a lower bound and added to an upper one: more than float32 and all rounding can lose, and more
#: than the surface can change in the rounding of a place.
SLACK: Final = 1e-6
_OF_FLOAT32: Final = 2e-7
#: Nearer than this, in steps, a line of the grid raises no lower bound.
_TOO_NEAR: Final = 0.5
#: Of a run: what no line of sight exceeds in it, its first grid line, and the one after its last.
_RUNS: Final = np.dtype([("most", np.float32), ("begin", np.int16), ("end", np.int16)])
# Rows of the room that is worked in.
_PLACE, _AT, _BEFORE, _AHEAD, _LEAST, _HIGHEST, _LOW, _HIGH, _MET = 0, 1, 2, 3, 4, 5, 6, 7, 8


class Relief(NamedTuple):
    """A surface laid out for going along it; the same for all eyes.

    Parameters
    ----------
    turned : ndarray of float32, shape (cols, rows)
        The surface with rows and columns exchanged.
    peaks, turned_peaks : ndarray of float32
        Highest of the surface in blocks of cells, and exchanged.
    """

    turned: F32
    peaks: F32
    turned_peaks: F32


class Bounds(NamedTuple):
    """Bounds of what eyes meet: rise over the eye a step, curvature and refraction taken off.

    Lines of the grid are counted from the eye outwards, 0 for the first beyond it.

    Parameters
    ----------
    rings : ndarray of int32, shape (k + 1,)
        Ring ``i`` holds the grid lines from ``rings[i]`` to ``rings[i + 1] - 1``.
    full : ndarray of int32, shape (lines + 1,)
        How many rings end within so many lines.
    least : ndarray of float32, shape (eyes, k, 4 * SECTORS)
        Every line of sight of a sector meets something at least so high within this ring or nearer.
    kept : ndarray of uint8, shape (eyes, 4 * SECTORS)
        How many runs of grid lines can hold the highest that a line of sight of a sector meets.
    runs : ndarray of _RUNS, shape (eyes, 4 * SECTORS, _MOST_RUNS)
        Those runs, the highest first.
    """

    rings: I32
    full: I32
    least: F32
    kept: U8
    runs: NDArray[np.void]


def rings_to(reach: int) -> I32:
    """Return where rings begin and end so that the last one holds line `reach`; all are whole runs."""
    ends = [0]
    while ends[-1] <= reach:
        ends.append(ends[-1] + min(max(int(ends[-1] * _GROWTH) // RUN, 1) * RUN, _WIDEST))
    return np.array(ends, np.int32)


def relief_of(field: Field) -> Relief:
    """Lay out the surface of a field."""
    rows, cols = field.surface.shape
    by_line = np.maximum.reduceat(field.surface, np.arange(0, rows, _BLOCK), axis=0)
    peaks = np.maximum.reduceat(by_line, np.arange(0, cols, _BLOCK), axis=1)
    return Relief(np.ascontiguousarray(field.surface.T), peaks, np.ascontiguousarray(peaks.T))


def no_bounds(eyes: int, field: Field) -> Bounds:
    """Return room for the bounds of some eyes."""
    reach = max(field.surface.shape)
    rings = rings_to(reach)
    return Bounds(
        rings,
        np.searchsorted(rings[1:], np.arange(reach + 1), side="right").astype(np.int32),
        np.empty((eyes, len(rings) - 1, 4 * SECTORS), np.float32),
        np.empty((eyes, 4 * SECTORS), np.uint8),
        np.empty((eyes, 4 * SECTORS, _MOST_RUNS), _RUNS),
    )


@njit(cache=True, nogil=True, error_model="numpy")
def bound_horizons(field: Field, relief: Relief, eyes: Eyes, first: int, stop: int, bounds: Bounds) -> None:
    """Fill in the bounds of the eyes from `first` to `stop`.

    Quarter 0 looks east, 1 west, 2 south, 3 north.
    """
    room = np.empty((9, _TOGETHER + 1))
    posts = np.empty(_TOGETHER + 1, np.int64)
    for e in range(first, stop):
        bounds.kept[e] = 0
        for quarter in range(4):
            upright = quarter < 2  # lines of constant x are crossed
            surface = relief.turned if upright else field.surface
            peaks = relief.turned_peaks if upright else relief.peaks
            along, across = (eyes.x[e], eyes.y[e]) if upright else (eyes.y[e], eyes.x[e])
            outwards = 1 if quarter % 2 == 0 else -1
            for sector in range(0, SECTORS, _TOGETHER):
                _bound_sectors(
                    surface, peaks, along, across, eyes.z[e], outwards, sector, quarter * SECTORS + sector,
                    field.drop * field.cell * field.cell, bounds.rings, bounds.least, e, bounds.kept[e],
                    bounds.runs[e], room, posts,
                )  # fmt: skip


@inner_borrowing_kernel
def _bound_sectors(
    surface: F32,
    peaks: F32,
    along: float,
    across: float,
    z: float,
    outwards: int,
    sector: int,
    at: int,
    bend: float,
    rings: I32,
    least: F32,
    e: int,
    count: U8,
    runs: NDArray[np.void],
    room: F64,
    posts: NDArray[np.int64],
) -> None:
    """Go out along some sectors, line by line of the grid; the surface has a row for each such line."""
    lines, width = surface.shape[0], 2.0 / SECTORS
    left = sector * width - 1.0
    right = left + _TOGETHER * width
    line = int(np.floor(along)) + 1 if outwards > 0 else int(np.ceil(along)) - 1
    nearest, last = abs(line - along), surface.shape[1] - 1.0
    for s in range(_TOGETHER):
        room[_LOW, s] = -np.inf
    lowest, nth, ring = -np.inf, 0, 0
    while 0 <= line < lines:
        run = min(RUN, lines - line if outwards > 0 else line + 1)
        near = nearest + nth
        far = near + (run - 1)
        first = across + left * (far if left < 0.0 else near) - 1.0
        beyond = across + right * (far if right > 0.0 else near) + 2.0
        if beyond < 0.0 or first > last:
            break
        top = _highest(peaks, line, line + outwards * (run - 1), first, min(beyond, last)) - z
        quiet = nth > 0 and top / (near if top > 0.0 else far) - bend * near + SLACK <= lowest
        if not quiet:
            for s in range(_TOGETHER):
                room[_MET, s], room[_HIGH, s] = room[_LOW, s], -np.inf
            for k in range(run):
                steps = near + k
                _fetch(surface, line + outwards * k, across, left, width, steps, last, room, posts)
                _take_in(z, left, width, steps, bend, room)
            lowest = _note(room, at, nth, nth + run, count, runs)
        line += outwards * run
        nth += run
        if nth == rings[ring + 1]:
            _write(room, at, least, e, ring)
            ring += 1
    for rest in range(ring, len(rings) - 1):
        _write(room, at, least, e, rest)
    for s in range(_TOGETHER):
        _sort(at + s, int(count[at + s]), runs)


@inner_borrowing_kernel
def _highest(peaks: F32, line: int, other: int, first: float, beyond: float) -> float:
    """Return the highest of the blocks between two lines and two places across."""
    top = -np.inf
    for i in range(min(line, other) // _BLOCK, max(line, other) // _BLOCK + 1):
        for j in range(int(max(first, 0.0)) // _BLOCK, int(max(beyond, 0.0)) // _BLOCK + 1):
            top = max(top, np.float64(peaks[i, j]))
    return top


@inner_borrowing_kernel
def _fetch(
    surface: F32, line: int, across: float, left: float, width: float, steps: float, last: float,
    room: F64, posts: NDArray[np.int64],
) -> None:  # fmt: skip
    """Read the surface beside the edges of sectors, and the lowest and highest post between any two."""
    for s in range(_TOGETHER + 1):
        place = min(max(across + (left + s * width) * steps, 0.0), last)
        post = np.floor(min(place, last - 1.0))
        room[_PLACE, s] = place - post
        posts[s] = int(post)
    for s in range(_TOGETHER + 1):
        post = posts[s]
        room[_BEFORE, s] = surface[line, np.uint64(post)]
        room[_AHEAD, s] = surface[line, np.uint64(post + 1)]
    for s in range(_TOGETHER):
        # The first post beyond one edge, and further ones up to the other edge; of none beyond it.
        low, high = np.inf, -np.inf
        for post in range(posts[s] + 1, posts[s + 1] + 1):
            value = np.float64(surface[line, np.uint64(post)])
            low, high = min(low, value), max(high, value)
        room[_LEAST, s], room[_HIGHEST, s] = low, high


@inner_borrowing_kernel
def _take_in(z: float, left: float, width: float, steps: float, bend: float, room: F64) -> None:
    """Raise the bounds of sectors to what they meet on one line of the grid."""
    per_step = 1.0 / steps
    slack = SLACK * per_step if steps < 1.0 else 0.0
    for s in range(_TOGETHER + 1):
        share = room[_PLACE, s]
        room[_AT, s] = (1.0 - share) * room[_BEFORE, s] + share * room[_AHEAD, s]
    for s in range(_TOGETHER):
        low = min(room[_AT, s], room[_AT, s + 1], room[_LEAST, s])
        high = max(room[_AT, s], room[_AT, s + 1], room[_HIGHEST, s])
        one = left + s * width
        other = one + width
        flat, steep = min(one * one, other * other), max(one * one, other * other)
        low = (low - z) * per_step - bend * (1.0 + steep) * steps
        high = (high - z) * per_step - bend * (1.0 + flat) * steps + slack
        room[_HIGH, s] = max(room[_HIGH, s], high)
        room[_LOW, s] = max(room[_LOW, s], low) if steps >= _TOO_NEAR else room[_LOW, s]


@inner_borrowing_kernel
def _note(room: F64, at: int, first: int, stop: int, count: U8, runs: NDArray[np.void]) -> float:
    """Note a run for those sectors in which it may matter; return the least of their lower bounds."""
    lowest = np.inf
    for s in range(_TOGETHER):
        lowest = min(lowest, room[_LOW, s])
        high = room[_HIGH, s]
        slack = SLACK + _OF_FLOAT32 * abs(high)
        if high + 2.0 * slack > room[_MET, s]:
            _keep(at + s, first, stop, high + slack, count, runs)
    return lowest


@inner_borrowing_kernel
def _keep(sector: int, first: int, stop: int, high: float, count: U8, runs: NDArray[np.void]) -> None:
    """Note a run; if there is no more room, join those two neighbours that are passed over soonest."""
    at = int(count[sector])
    if at == _MOST_RUNS:
        soonest, lowest = 0, np.float32(np.inf)
        for one in range(at - 1):
            joint = max(runs[sector, one].most, runs[sector, one + 1].most)
            if joint < lowest:
                soonest, lowest = one, joint
        runs[sector, soonest].most = lowest
        runs[sector, soonest].end = runs[sector, soonest + 1].end
        for one in range(soonest + 1, at - 1):
            _copy(runs, sector, one + 1, one)
        at -= 1
    runs[sector, at].most = high
    runs[sector, at].begin = first
    runs[sector, at].end = stop
    count[sector] = at + 1


@inner_borrowing_kernel
def _copy(runs: NDArray[np.void], sector: int, source: int, target: int) -> None:
    runs[sector, target].most = runs[sector, source].most
    runs[sector, target].begin = runs[sector, source].begin
    runs[sector, target].end = runs[sector, source].end


@inner_borrowing_kernel
def _sort(sector: int, count: int, runs: NDArray[np.void]) -> None:
    """Bring the runs of a sector into the order of what they may hold, the highest first."""
    for one in range(1, count):
        high, first, stop = runs[sector, one].most, runs[sector, one].begin, runs[sector, one].end
        place = one
        while place > 0 and runs[sector, place - 1].most < high:
            _copy(runs, sector, place - 1, place)
            place -= 1
        runs[sector, place].most = high
        runs[sector, place].begin = first
        runs[sector, place].end = stop


@inner_borrowing_kernel
def _write(room: F64, at: int, least: F32, e: int, ring: int) -> None:
    for s in range(_TOGETHER):
        low = room[_LOW, s]
        least[e, ring, at + s] = low - (SLACK + _OF_FLOAT32 * abs(low))
