"""The moments of a run as they were kept: whole rasters of one moment, and histories of some cells.

It does not know when they were recorded, nor what stands in a cell.
"""

from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from typing import Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

from analysis.flood.record.packing import depths, ground_of, velocities
from analysis.flood.record.store import SeriesFile
from analysis.flood.scheme import TILE
from scene.geometry.surface_raster import Grid
from scene.payloads import Raster
from scene.payloads.arrays import F32, F64
from scene.units import (
    WATER_DEPTH,
    WATER_EAST,
    WATER_LEVEL,
    WATER_NORTH,
    WATER_SPEED,
    Quantity,
)

QUANTITIES: Final = (WATER_DEPTH, WATER_LEVEL, WATER_SPEED, WATER_EAST, WATER_NORTH)
_BY_KEY: Final = {quantity.key: quantity for quantity in QUANTITIES}


class Series:
    """What a file of moments holds.

    Parameters
    ----------
    file : SeriesFile
    """

    def __init__(self, file: SeriesFile) -> None:
        self.file = file
        head = file.head
        self.grid = Grid(head["west"], head["north"], head["cell"], head["rows"], head["cols"])
        self._across = -(-self.grid.cols // TILE)
        self._ground: tuple[int, F32] | None = None

    @property
    def times(self) -> F64:
        """Moments that are kept, seconds since the start, shape (n,)."""
        return np.array(self.file.times(), np.float64)

    def raster(self, quantity: str, moment: int) -> Raster:
        """Return a quantity at a moment; nan where it is dry to the millimetre.

        Parameters
        ----------
        quantity : str
            Key of one of `QUANTITIES`.
        moment : int
            Index into `times`.
        """
        values = self.values(_BY_KEY[quantity], moment)
        return self.grid.raster(values, _BY_KEY[quantity])

    def values(self, quantity: Quantity, moment: int) -> F32:
        """Return a quantity at a moment as an array; nan where it is dry."""
        grid = self.grid
        found = np.full((grid.rows, grid.cols), np.nan, np.float32)
        flow = {} if quantity in (WATER_DEPTH, WATER_LEVEL) else dict(self.file.moment("flow", moment))
        still = np.zeros((TILE, TILE), np.float32)

        def lay(kept: tuple[int, bytes]) -> None:
            tile, depth = kept[0], depths(kept[1])
            if quantity in (WATER_DEPTH, WATER_LEVEL):
                _lay(found, *self._corner(tile), depth, depth)
                return
            east, north = velocities(flow[tile]) if tile in flow else (still, still)
            if quantity == WATER_SPEED:
                _lay_speed(found, *self._corner(tile), depth, east, north)
            else:
                _lay(found, *self._corner(tile), depth, east if quantity == WATER_EAST else north)

        with ThreadPoolExecutor(cpu_count() or 1) as workers:
            for _ in workers.map(lay, self.file.moment("depth", moment)):
                pass  # an error in a thread is raised here
        if quantity == WATER_LEVEL:
            found += self.ground(moment)
        return found

    def ground(self, moment: int) -> F32:
        """Return the bed at a moment, local z; nan in walls. Read-only."""
        known = self._ground
        changes = [change for change in self.file.changes("ground") if change[0] <= moment]
        last = changes[-1][0] if changes else -1
        if known is not None and known[0] == last:
            return known[1]
        bed = np.full((self.grid.rows, self.grid.cols), np.nan, np.float32)
        for number in sorted({number for number, _ in changes}):
            for tile, data in self.file.moment("ground", number):
                row, col = self._corner(tile)
                piece = bed[row : row + TILE, col : col + TILE]
                piece[...] = ground_of(data)[: piece.shape[0], : piece.shape[1]]
        bed.setflags(write=False)
        self._ground = (last, bed)
        return bed

    def histories(self, cells: NDArray[np.int64]) -> "Histories":
        """Return how it went in some cells (flat indices) at every moment."""
        numbers = np.arange(len(self.times))
        shape = (len(numbers), len(cells))
        depth, east, north = (np.zeros(shape, np.float32) for _ in range(3))
        ground = np.full(shape, np.nan, np.float32)
        rows, cols = np.divmod(np.asarray(cells, np.int64), self.grid.cols)
        tiles = rows // TILE * self._across + cols // TILE
        for tile in np.unique(tiles).tolist():
            which = np.flatnonzero(tiles == tile)
            at = (rows[which] % TILE, cols[which] % TILE)
            for number, data in self.file.course("depth", tile, numbers.tolist()):
                depth[number, which] = depths(data)[at]
            for number, data in self.file.course("flow", tile, numbers.tolist()):
                both = velocities(data)
                east[number, which], north[number, which] = both[0][at], both[1][at]
            changed = [number for number, _ in self.file.changes("ground", tile)]
            for number, data in self.file.course("ground", tile, changed):
                ground[number:, which] = ground_of(data)[at]
        return Histories(self.times, depth, east, north, ground)

    def _corner(self, tile: int) -> tuple[int, int]:
        row, col = divmod(tile, self._across)
        return row * TILE, col * TILE


class Histories:
    """The water in some cells at every moment.

    Parameters
    ----------
    times : ndarray of float64, shape (n,)
        Seconds since the start.
    depth, east, north : ndarray of float32, shape (n, k)
        Metres, m/s; 0 where dry.
    ground : ndarray of float32, shape (n, k)
        Bed, local z; nan in walls.
    """

    def __init__(self, times: F64, depth: F32, east: F32, north: F32, ground: F32) -> None:
        self.times = times
        self.depth = depth
        self.east = east
        self.north = north
        self.ground = ground

    @property
    def level(self) -> F32:
        """Level of the water, local z; nan where dry, shape (n, k)."""
        return np.where(self.depth > 0.0, self.ground + self.depth, np.float32(np.nan))

    @property
    def speed(self) -> F32:
        """Speed of the water, m/s, shape (n, k)."""
        return np.hypot(self.east, self.north)


@njit(cache=True, nogil=True)
def _lay(found: F32, row: int, col: int, depth: F32, values: F32) -> None:
    """Write the values of a tile into a raster where it is wet."""
    rows, cols = min(TILE, found.shape[0] - row), min(TILE, found.shape[1] - col)
    for i in range(rows):
        for j in range(cols):
            if depth[i, j] > 0.0:
                found[row + i, col + j] = values[i, j]


@njit(cache=True, nogil=True)
def _lay_speed(found: F32, row: int, col: int, depth: F32, east: F32, north: F32) -> None:
    rows, cols = min(TILE, found.shape[0] - row), min(TILE, found.shape[1] - col)
    for i in range(rows):
        for j in range(cols):
            if depth[i, j] > 0.0:
                found[row + i, col + j] = np.sqrt(east[i, j] ** 2 + north[i, j] ** 2)
