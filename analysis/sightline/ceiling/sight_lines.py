"""Lines of sight over the grid: in which sector they run, how steep a rise they meet, and what hides a cell.

It does not know in which order cells and eyes are taken.
"""

import numpy as np
from numpy.typing import NDArray

from analysis.sightline.ceiling.horizon_bounds import SECTORS, SLACK
from scene.geometry.numba_inner import inner_borrowing_kernel
from scene.payloads.arrays import F32, I32


@inner_borrowing_kernel
def quarter_of(dx: float, dy: float) -> int:
    """Return to which side a line of sight runs: 0 east, 1 west, 2 south, 3 north."""
    if abs(dx) >= abs(dy):
        return 0 if dx > 0.0 else 1
    return 2 if dy > 0.0 else 3


@inner_borrowing_kernel
def sector_of(slope: float) -> int:
    """Return the sector of a quarter in which a line of sight of some slope runs."""
    return min(max(int((slope + 1.0) * (0.5 * SECTORS)), 0), SECTORS - 1)


@inner_borrowing_kernel
def lines_before(eye: float, target: int) -> int:
    """Return how many grid lines lie strictly between an eye and a target on a line."""
    if target > eye:
        return target - int(np.floor(eye)) - 1
    return int(np.ceil(eye)) - target - 1


@inner_borrowing_kernel
def only_quarter(ex: float, ey: float, top: int, bottom: int, left: int, right: int) -> int:
    """Return the quarter in which an eye sees a rectangle of cells; -1 if in several."""
    quarter = quarter_of(left - ex, top - ey)
    if (
        quarter_of(right - 1 - ex, top - ey) != quarter
        or quarter_of(left - ex, bottom - 1 - ey) != quarter
        or quarter_of(right - 1 - ex, bottom - 1 - ey) != quarter
    ):
        return -1
    return quarter


@inner_borrowing_kernel
def nearest(ex: float, ey: float, top: int, bottom: int, left: int, right: int) -> float:
    """Return how many steps the nearest cell of a rectangle is off at least."""
    return max(left - ex, ex - (right - 1), top - ey, ey - (bottom - 1))


@inner_borrowing_kernel
def is_hidden_at(
    surface: F32, posts: int, post_stride: int, along: float, across: float, eye_z: float, outwards: int,
    line: int, slope: float, bend: float, enough: float,
) -> bool:  # fmt: skip
    """Say whether what stands on one line of the grid, counted from the eye, surely rises over `enough`.

    The surface comes flat, those along a line of sight next to one another.
    """
    first = int(np.floor(along)) + 1 if outwards > 0 else int(np.ceil(along)) - 1
    steps = abs(first - along) + line
    place = across + slope * steps
    post = min(int(place), posts - 2)
    share = place - post
    one = first + outwards * line + post * post_stride
    z = (1.0 - share) * np.float64(surface[np.uint64(one)])
    z += share * np.float64(surface[np.uint64(one + post_stride)])
    return bool((z - eye_z - SLACK) / steps - bend * (1.0 + slope * slope) * steps > enough)


@inner_borrowing_kernel
def steepest_rise(
    surface: F32,
    ground: F32,
    own_of: I32,
    runs: NDArray[np.void],
    e: int,
    sector: int,
    count: int,
    least: float,
    eye_z: float,
    along: float,
    across: float,
    outwards: int,
    rows: int,
    cols: int,
    upright: bool,
    bent: float,
    slope: float,
    lines: int,
    own: int,
    sure: int,
    enough: float,
    beside: int,
    above: int,
) -> tuple[float, int]:
    """Return the steepest rise on the way to a cell, or any over `enough`, and its line; -inf if none.

    Lines are counted from the eye. Those that held it for the cells beside and above come first, then the
    runs of lines that can hold it, the highest first, down to those that cannot hold `least` or what is
    found. From line `sure` on cells may belong to the building `own` that makes room for the target: the
    runs that were kept rest on what it hides, so all those lines are gone through.

    The surface comes flat, and turned where lines of constant y are crossed, so that those along a line of
    sight lie next to one another.
    """
    first = int(np.floor(along)) + 1 if outwards > 0 else int(np.ceil(along)) - 1
    start = abs(first - along)
    posts, post_stride = (rows, cols) if upright else (cols, rows)
    rise, held = -np.inf, beside
    for turn in range(-3, count):
        if turn == -3:
            begin, stop = lines if own < 0 else sure, lines
        elif turn < 0:
            begin = beside if turn == -2 else above
            stop = min(begin + 1, lines)
        else:
            run = runs[e, sector, turn]
            high = np.float64(run.most)
            if high < least or high <= rise:
                break
            begin, stop = int(run.begin), min(int(run.end), lines)
        for k in range(begin, stop):
            steps = start + k
            place = across + slope * steps
            post = min(int(place), posts - 2)
            share = place - post
            line = first + outwards * k
            one = line + post * post_stride
            a, b = surface[np.uint64(one)], surface[np.uint64(one + post_stride)]
            if own >= 0:
                at, step = (one, cols) if upright else (line * cols + post, 1)
                if own_of[at] == own:
                    a = ground[at]
                if own_of[at + step] == own:
                    b = ground[at + step]
            z = (1.0 - share) * np.float64(a) + share * np.float64(b)
            met = (z - eye_z) / steps - bent * steps
            if met > rise:
                rise, held = met, k
                if rise > enough:
                    return rise, held
    return rise, held
