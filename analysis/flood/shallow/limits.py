"""How far a run stays within the limits of the shallow water equations. It does not know how water moves."""

import math
from typing import Final

import numpy as np
from numba import njit

from analysis.flood.domain import Domain
from analysis.flood.scheme import GRAVITY, TILE, Validity
from scene.messages import Message, msg
from scene.payloads.arrays import F32, F64, U8

#: Steepest bed for which the weight of the water may be taken as its pressure: there, the cosine of the slope
#: is 0.96, and depth measured upright is that much more than across the flow.
STEEPEST: Final = 0.3

#: Share of the water beyond the limit from which a person is told.
TOLD: Final = 0.01

#: Steps between two looks at the slopes under the water.
_EVERY: Final = 64

#: Depth from which water counts, metres.
_DEEP: Final = 0.05

# Places in the kept figures.
_FROUDE, _TIME, _OUTSIDE, _VOLUME, _STEPS, _SLOPE, _CELL = range(7)


class Limits:
    """Figures of a run so far.

    Attributes
    ----------
    figures : ndarray of float64, shape (7,)
        Greatest Froude number squared times g; seconds since the last look; volume beyond the limit and
        volume, each times the seconds that it stood for; steps; steepest bed under water, and its cell.
    """

    def __init__(self) -> None:
        self.figures: F64 = np.zeros(7)

    def stepped(
        self, seconds: float, froude: F32, ground: F32, depth: F32, wet: U8, cell: float, tiles: U8
    ) -> None:
        """Take notice of a step; `froude`: greatest number of each tile that took part, squared, times g."""
        figures = self.figures
        figures[_FROUDE] = max(figures[_FROUDE], float(froude[tiles != 0].max(initial=0.0)))
        figures[_TIME] += seconds
        figures[_STEPS] += 1
        if figures[_STEPS] % _EVERY == 1:
            self._look(ground, depth, wet, cell)

    def _look(self, ground: F32, depth: F32, wet: U8, cell: float) -> None:
        figures = self.figures
        volume, outside, slope, index = _steep_water(ground, depth, wet, cell)
        figures[_VOLUME] += volume * figures[_TIME]
        figures[_OUTSIDE] += outside * figures[_TIME]
        figures[_TIME] = 0.0
        if slope > figures[_SLOPE]:
            figures[_SLOPE], figures[_CELL] = slope, index

    def validity(self, domain: Domain) -> Validity:
        """Say it in figures and sentences."""
        figures = self.figures
        share = float(figures[_OUTSIDE] / figures[_VOLUME]) if figures[_VOLUME] > 0.0 else 0.0
        warnings: tuple[Message, ...] = ()
        if share > TOLD:
            row, col = divmod(int(figures[_CELL]), domain.grid.cols)
            warnings = (
                msg(
                    "{share} % of the water lay over ground steeper than {limit}, the steepest {slope} at "
                    "x {x}, y {y}: vertical acceleration is left out, so depths and speeds there are rough. "
                    "Smooth the ground there, or take smaller cells where it is a step.",
                    share=round(100.0 * share, 1),
                    limit=STEEPEST,
                    slope=round(float(figures[_SLOPE]), 2),
                    x=round(domain.grid.west + (col + 0.5) * domain.grid.cell, 1),
                    y=round(domain.grid.north - (row + 0.5) * domain.grid.cell, 1),
                ),
            )
        return Validity(math.sqrt(float(figures[_FROUDE]) / GRAVITY), share, warnings)


@njit(cache=True, nogil=True)
def _slope(ground: F32, row: int, col: int, level: float, down: int, right: int, cell: float) -> float:
    """Return the slope in a direction, from the neighbours that the water covers or could run over."""
    rise, across = 0.0, 0
    for side in (-1, 1):
        at = (row + side * down, col + side * right)
        if 0 <= at[0] < ground.shape[0] and 0 <= at[1] < ground.shape[1] and ground[at] < level:
            rise += side * (np.float64(ground[at]) - np.float64(ground[row, col]))
            across += 1
    return rise / (across * cell) if across > 0 else 0.0


@njit(cache=True, nogil=True)
def _steep_water(ground: F32, depth: F32, wet: U8, cell: float) -> tuple[float, float, float, int]:
    """Return the sum of depths, that over steep ground, the steepest slope and its cell."""
    volume, outside, steepest, index = 0.0, 0.0, 0.0, 0
    for tile_row in range(wet.shape[0]):
        for tile_col in range(wet.shape[1]):
            if wet[tile_row, tile_col] == 0:
                continue
            for row in range(tile_row * TILE, min(tile_row * TILE + TILE, ground.shape[0])):
                for col in range(tile_col * TILE, min(tile_col * TILE + TILE, ground.shape[1])):
                    deep = np.float64(depth[row, col])
                    volume += deep
                    if deep <= _DEEP:
                        continue
                    level = ground[row, col] + deep
                    east = _slope(ground, row, col, level, 0, 1, cell)
                    south = _slope(ground, row, col, level, 1, 0, cell)
                    slope = math.sqrt(east * east + south * south)
                    if slope > STEEPEST:
                        outside += deep
                    if slope > steepest:
                        steepest, index = slope, row * ground.shape[1] + col
    return volume, outside, steepest, index
