"""A grid made ready to be looked over, by whom, and what is asked: the values that the kernels take.

It does not know how anything is seen.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from analysis.common.workers import in_order
from analysis.sightline.viewshed.arrays import survey
from analysis.sightline.viewshed.quiet import PEAK
from analysis.sightline.viewshed.walk import DEEP
from scene.feedback import Feedback, SilentFeedback
from scene.payloads.arrays import F32, F64, frozen

#: Rows that one piece of work takes.
ROWS: Final = 256


@dataclass(frozen=True, slots=True)
class Observer:
    """A place to look from.

    Parameters
    ----------
    row, col : float
        In cells; whole numbers are centres, row 0 is the northernmost.
    eye : float
        Elevation of the eye, not its height.
    """

    row: float
    col: float
    eye: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What is asked about.

    Parameters
    ----------
    target_height : float
        Of the target over the surface.
    drop : float
        ``(1 - k) / 2R`` of curvature less refraction, in 1 / unit of the grid; not negative.
    reach : float
        Greatest distance in plan, in the unit of the grid.
    azimuth_from, azimuth_to : float
        Clockwise from the north of the grid, degrees, `to` after `from`; all if they are a circle apart.
    lowest_angle, highest_angle : float
        Of the line of sight, degrees above the horizontal.
    """

    target_height: float = 0.0
    drop: float = 0.0
    reach: float = np.inf
    azimuth_from: float = 0.0
    azimuth_to: float = 360.0
    lowest_angle: float = -90.0
    highest_angle: float = 90.0

    @property
    def opening(self) -> float:
        """Width of the side that is asked about, degrees."""
        width = self.azimuth_to - self.azimuth_from
        return width if 0.0 <= width < 360.0 else width % 360.0 or 360.0

    @property
    def asks_all(self) -> bool:
        """Whether every cell is asked about."""
        every_angle = self.lowest_angle <= -90.0 and self.highest_angle >= 90.0
        return self.opening >= 360.0 and bool(np.isinf(self.reach)) and every_angle

    def wishes(self, cell: float) -> F64:
        """Return what :func:`arrays.is_asked` takes."""
        return np.array(
            [cell, self.reach, self.azimuth_from, self.opening, self.lowest_angle, self.highest_angle]
        )


@dataclass(frozen=True, eq=False)
class SightSurface:
    """A grid made ready for any number of observers.

    Parameters
    ----------
    values : ndarray of float32, shape (rows, cols)
        The surface, :data:`walk.DEEP` where there is no data.
    peaks : ndarray of float32, shape (rows / PEAK, cols / PEAK), rounded up
        Greatest heights of square blocks of cells.
    cell : float
        Edge of a cell, in the unit of the heights.
    low, high : float
        Least and greatest height.
    has_holes : bool
        Whether any cell is without data.
    """

    values: F32
    peaks: F32
    cell: float
    low: float
    high: float
    has_holes: bool

    def __post_init__(self) -> None:
        # Kernels are compiled for arrays that may be written to and for others: these never are.
        object.__setattr__(self, "values", frozen("values", self.values, np.float32, (None, None)))
        object.__setattr__(self, "peaks", frozen("peaks", self.peaks, np.float32, (None, None)))

    @classmethod
    def of(
        cls, heights: ArrayLike, cell: float, feedback: Feedback | None = None, threads: int = 0
    ) -> "SightSurface":
        """Make a grid ready; cells that are not finite have no data.

        Raises
        ------
        ValueError
            If no cell has data, or a cell has no size.
        """
        given = frozen("heights", heights, np.float32, (None, None))
        if not cell > 0.0:
            raise ValueError("the cells of a surface have a size")
        peaks, low, high, has_holes = _surveyed(given, feedback or SilentFeedback(), threads)
        if not low <= high:
            raise ValueError("a surface has at least one height")
        values = np.where(np.isfinite(given), given, np.float32(DEEP)) if has_holes else given
        return cls(values, peaks, float(cell), low, high, has_holes)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, cols = self.values.shape
        return rows, cols

    @cached_property
    def framed(self) -> "SightSurface":
        """The same within a frame of cells without data, for observers outside the outermost centres."""
        return SightSurface.of(np.pad(self.values, 1, constant_values=DEEP), self.cell)

    def around(self, observer: Observer, reach: float) -> tuple["SightSurface", int, int]:
        """Return the part of the grid within reach of an observer, and its first row and column.

        A part that is most of the grid is the grid itself.
        """
        rows, cols = self.shape
        cells = min(reach / self.cell, float(rows + cols)) + 1.0
        top, bottom = max(int(observer.row - cells), 0), min(int(observer.row + cells) + 2, rows)
        left, right = max(int(observer.col - cells), 0), min(int(observer.col + cells) + 2, cols)
        if 2 * (bottom - top) * (right - left) > rows * cols:
            return self, 0, 0
        values = np.ascontiguousarray(self.values[top:bottom, left:right])
        peaks, _, _, has_holes = _surveyed(values, SilentFeedback())
        return SightSurface(values, peaks, self.cell, self.low, self.high, has_holes), top, left

    def holds(self, observer: Observer) -> bool:
        """Say whether an observer is within the outermost centres."""
        rows, cols = self.shape
        return 0.0 <= observer.row <= rows - 1.0 and 0.0 <= observer.col <= cols - 1.0

    def height_at(self, row: float, col: float) -> float:
        """Return the surface at a place: bilinear between centres, level outside them; nan off it."""
        rows, cols = self.shape
        if not (-0.5 <= row <= rows - 0.5 and -0.5 <= col <= cols - 0.5):
            return float("nan")
        row, col = min(max(row, 0.0), rows - 1.0), min(max(col, 0.0), cols - 1.0)
        top, left = int(row), int(col)
        below, right = min(top + 1, rows - 1), min(left + 1, cols - 1)
        height = 0.0
        for i, j, share in (
            (top, left, (1.0 - row + top) * (1.0 - col + left)),
            (top, right, (1.0 - row + top) * (col - left)),
            (below, left, (row - top) * (1.0 - col + left)),
            (below, right, (row - top) * (col - left)),
        ):
            if share > 0.0:
                height += share * float(self.values[i, j])
        return height if height > 1e-9 * DEEP else float("nan")


def _surveyed(values: F32, feedback: Feedback, threads: int = 0) -> tuple[F32, float, float, bool]:
    """Return the greatest heights of blocks, the least and greatest of all, and whether cells lack data."""
    rows, cols = (-(-side // PEAK) for side in values.shape)
    peaks, some = np.empty((rows, cols), np.float32), ROWS // PEAK
    pieces = [(values, peaks, start, min(start + some, rows)) for start in range(0, rows, some)]
    found = in_order(survey, pieces, feedback, threads)
    low, high = min(part[0] for part in found), max(part[1] for part in found)
    return peaks, float(low), float(high), any(part[2] for part in found)
