"""Viewsheds of a grid, exact by the model of :mod:`walk`: what is seen, how often, from which height on.

Entry points: :func:`visible_cells`, :func:`times_seen`, :func:`lowest_visible_elevation` and
:func:`lowest_visible_height`, all over a :class:`SightSurface`, which is made once for any number of
observers. Heights, cells and distances are in one unit. The result does not depend on the number of threads.
Arrays in, arrays out; it does not know scenes, files or parameters.
"""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from analysis.common.workers import in_order
from analysis.sightline.viewshed.arrays import mark_asked
from analysis.sightline.viewshed.octant import Look, Octant
from analysis.sightline.viewshed.surface import ROWS, Limits, Observer, SightSurface
from analysis.sightline.viewshed.sweep import sweep
from analysis.sightline.viewshed.walk import DEEP, TOUCH, walk_to
from scene.feedback import Feedback, PartOf, SilentFeedback
from scene.payloads.arrays import F32, U8, U16

#: Codes of a cell: hidden, seen, and not asked about or without data.
HIDDEN, SEEN, UNASKED = 0, 1, 255
NO_LIMITS: Final = Limits()

#: Cells that one piece of work holds at most, so that a cancel is heard soon.
_PIECE: Final = 1000000
_MOST_SECTORS: Final = 64
#: Observers that a byte can count.
_MOST_COUNTED: Final = 255
#: An observer nearer than this to a line through centres, in cells, stands on it.
_ON_LINE: Final = 1e-6
#: By how much heights are widened for the bounds, as a share of the greatest difference to the eye.
_SLACK: Final = 1e-8
#: Along which rows and towards which columns an octant may run.
_WAYS: Final = ((1, 1), (1, -1), (-1, 1), (-1, -1))


def visible_cells(
    surface: SightSurface,
    observer: Observer,
    limits: Limits = NO_LIMITS,
    feedback: Feedback | None = None,
    threads: int = 0,
    is_exact: bool = True,
) -> U8:
    """Say which cells an observer sees.

    Parameters
    ----------
    surface : SightSurface
    observer : Observer
        Half a cell outside the outermost centres at most.
    limits : Limits
    feedback : Feedback, optional
    threads : int
        0 for one a processor.
    is_exact : bool
        Else doubtful cells are not walked to; :func:`measured_error` says how many cells that makes wrong.

    Returns
    -------
    ndarray of uint8, shape (rows, cols)
        :data:`SEEN`, :data:`HIDDEN`, or :data:`UNASKED` outside the limits and where there is no data.

    Raises
    ------
    ValueError
        If the observer is off the surface.
    Cancelled
        If the person asked to stop.
    """
    feedback = feedback or SilentFeedback()
    codes = _counted(surface, (observer,), limits, feedback, threads, is_exact)
    if surface.has_holes or not limits.asks_all:
        codes[cells_asked(surface, (observer,), limits, feedback, threads) == 0] = UNASKED
    return codes


def cells_asked(
    surface: SightSurface,
    observers: Sequence[Observer],
    limits: Limits = NO_LIMITS,
    feedback: Feedback | None = None,
    threads: int = 0,
) -> U8:
    """Return 1 where a cell has data and lies within the limits of at least one observer, else 0."""
    feedback = feedback or SilentFeedback()
    asked = np.zeros(surface.shape, np.uint8)
    bend, wishes = limits.drop * surface.cell**2, limits.wishes(surface.cell)
    if limits.asks_all:
        asked[surface.values > 0.5 * DEEP] = 1
        return asked
    for observer in observers:
        look = (observer.eye, limits.target_height, bend, wishes)
        _by_rows(mark_asked, (surface.values, asked, *_on_lines(observer), *look), feedback, threads)
    return asked


def times_seen(
    surface: SightSurface,
    observers: Sequence[Observer],
    limits: Limits = NO_LIMITS,
    feedback: Feedback | None = None,
    threads: int = 0,
    is_exact: bool = True,
) -> U16:
    """Count how many observers, 65,535 at most, see each cell within their limits; see :func:`visible_cells`.

    Returns
    -------
    ndarray of uint16, shape (rows, cols)
        0 where there is no data, too.
    """
    feedback = feedback or SilentFeedback()
    total = np.zeros(surface.shape, np.uint16)
    for start in range(0, len(observers), _MOST_COUNTED):
        some = observers[start : start + _MOST_COUNTED]
        part = PartOf(feedback, start / len(observers), (start + len(some)) / len(observers))
        total += _counted(surface, some, limits, part, threads, is_exact)
    return total


def _counted(
    surface: SightSurface,
    observers: Sequence[Observer],
    limits: Limits,
    feedback: Feedback,
    threads: int,
    is_exact: bool,
) -> U8:
    """Count how many observers see each cell; there are no more of them than a byte can count."""
    if not all(surface.holds(observer) for observer in observers):
        framed = [Observer(observer.row + 1.0, observer.col + 1.0, observer.eye) for observer in observers]
        _refuse_those_off(surface.framed, framed)
        within = _counted(surface.framed, framed, limits, feedback, threads, is_exact)[1:-1, 1:-1]
        return np.ascontiguousarray(within)
    counts = np.zeros(surface.shape, np.uint8)
    for number, observer in enumerate(observers):
        part = PartOf(feedback, number / len(observers), (number + 1) / len(observers))
        _sweep(surface, observer, counts, None, limits, part, threads, is_exact)
        row, col = _on_lines(observer)
        if row.is_integer() and col.is_integer() and surface.values[int(row), int(col)] > 0.5 * DEEP:
            counts[int(row), int(col)] += 1
    return counts


def lowest_visible_elevation(
    surface: SightSurface,
    observer: Observer,
    limits: Limits = NO_LIMITS,
    feedback: Feedback | None = None,
    threads: int = 0,
    is_exact: bool = True,
) -> F32:
    """Return from which elevation on something over each cell is seen, by whatever screens before the cell.

    Of the limits only drop and reach count. See :func:`visible_cells`.

    Returns
    -------
    ndarray of float32, shape (rows, cols)
        May lie under the surface. -inf where nothing screens; nan where there is no data or beyond reach.
    """
    feedback = feedback or SilentFeedback()
    if not surface.holds(observer):
        framed = Observer(observer.row + 1.0, observer.col + 1.0, observer.eye)
        _refuse_those_off(surface.framed, (framed,))
        return np.ascontiguousarray(
            lowest_visible_elevation(surface.framed, framed, limits, feedback, threads, is_exact)[1:-1, 1:-1]
        )
    lowest = np.full(surface.shape, np.nan, np.float32)
    _sweep(surface, observer, None, lowest, limits, feedback, threads, is_exact)
    if surface.has_holes:
        lowest[surface.values <= 0.5 * DEEP] = np.nan
    row, col = _on_lines(observer)
    if row.is_integer() and col.is_integer() and surface.values[int(row), int(col)] > 0.5 * DEEP:
        lowest[int(row), int(col)] = -np.inf
    return lowest


def lowest_visible_height(
    surface: SightSurface,
    observer: Observer,
    limits: Limits = NO_LIMITS,
    feedback: Feedback | None = None,
    threads: int = 0,
) -> F32:
    """Return the height over the surface that a target needs to be seen, 0 where the surface itself is seen.

    See :func:`lowest_visible_elevation`; this is what GDAL calls its GROUND mode.
    """
    height = lowest_visible_elevation(surface, observer, limits, feedback, threads)
    height -= surface.values
    return np.maximum(height, np.float32(0.0), out=height)


def measured_error(
    surface: SightSurface, observer: Observer, codes: U8, limits: Limits = NO_LIMITS, sample: int = 2000
) -> tuple[int, int, int]:
    """Hold a viewshed against lines walked from end to end to a sample of its cells.

    Parameters
    ----------
    surface : SightSurface
    observer : Observer
        Within the outermost centres.
    codes : ndarray of uint8, shape (rows, cols)
        As :func:`visible_cells` gave them with the same limits.
    limits : Limits
    sample : int
        Cells at most; the same ones every time.

    Returns
    -------
    tuple of int
        Cells looked at, cells that differ, and cells seen among them.
    """
    rows, cols = np.nonzero(codes != UNASKED)
    if len(rows) > sample:
        chosen = np.random.default_rng(len(rows)).choice(len(rows), sample, replace=False)
        rows, cols = rows[chosen], cols[chosen]
    bend = limits.drop * surface.cell**2
    look = (*_on_lines(observer), observer.eye, limits.target_height, bend)
    seen = walk_to(surface.values, *look, rows.astype(np.int64), cols.astype(np.int64))
    return len(rows), int((seen != (codes[rows, cols] == SEEN)).sum()), int(seen.sum())


def _sweep(
    surface: SightSurface,
    observer: Observer,
    seen: U8 | None,
    lowest: F32 | None,
    limits: Limits,
    feedback: Feedback,
    threads: int,
    is_exact: bool,
) -> None:
    """Have all sectors of a view swept, to count what is seen or to find what is the lowest that is."""
    above = limits.target_height if lowest is None else 0.0
    reach = limits.reach / surface.cell
    slack = _slack(surface, observer, above)
    look = Look(
        reach,
        observer.eye,
        above,
        limits.drop * surface.cell**2,
        slack,
        max(above, 0.0) + slack - observer.eye,
        surface.high,
        not limits.asks_all,
        is_exact,
        lowest is not None,
    )
    into = (
        np.empty((0, 0), np.uint8) if seen is None else seen,
        np.empty((0, 0), np.float32) if lowest is None else lowest,
    )
    row, col = _on_lines(observer)
    peaks, turned = surface.peaks, np.ascontiguousarray(surface.peaks.T)
    turned.setflags(write=False)  # as the others are: a kernel is compiled for each kind of array
    octants = [
        part
        for way, side in _WAYS
        for part in (
            (peaks, Octant(False, row, col, way, side, side * col, True)),
            (turned, Octant(True, col, row, way, side, side * row, False)),
        )
    ]
    sectors, wishes = _sectors(surface, reach), limits.wishes(surface.cell)
    pieces = [
        (surface.values, heights, octant, sector, sectors, look, wishes, *into)
        for sector in range(sectors)
        for heights, octant in octants
    ]
    in_order(sweep, pieces, feedback, threads)


def _sectors(surface: SightSurface, reach: float) -> int:
    """Return into how many sectors an octant is cut: a power of two."""
    rows, cols = (min(side, 2.0 * reach + 1.0) for side in surface.shape)
    sectors = 1
    while sectors * _PIECE < rows * cols / 4.0 and sectors < _MOST_SECTORS:
        sectors *= 2
    return sectors


def _on_lines(observer: Observer) -> tuple[float, float]:
    """Return row and column of an observer, moved onto a line through centres if he all but stands on it."""
    row, col = float(observer.row), float(observer.col)
    row = float(round(row)) if abs(row - round(row)) < _ON_LINE else row
    col = float(round(col)) if abs(col - round(col)) < _ON_LINE else col
    return row, col


def _slack(surface: SightSurface, observer: Observer, above: float) -> float:
    span = max(abs(surface.low - observer.eye), abs(surface.high - observer.eye))
    return _SLACK * (span + above) + TOUCH


def _refuse_those_off(framed: SightSurface, observers: Sequence[Observer]) -> None:
    rows, cols = framed.shape
    for observer in observers:
        if not (0.5 <= observer.row <= rows - 1.5 and 0.5 <= observer.col <= cols - 1.5):
            raise ValueError("an observer stands on the surface")


def _by_rows(
    kernel: Callable[..., None], arrays: tuple[object, ...], feedback: Feedback, threads: int
) -> None:
    """Have a kernel take a grid, some rows at a time."""
    first = arrays[0]
    assert isinstance(first, np.ndarray)
    rows = first.shape[0]
    pieces = [(*arrays, start, min(start + ROWS, rows)) for start in range(0, rows, ROWS)]
    in_order(kernel, pieces, feedback, threads)
