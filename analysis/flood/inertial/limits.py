"""Where a run left what the local inertial scheme is valid for, kept since its start, and said in sentences.

It does not know how the water moves.
"""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analysis.flood.inertial.limit_kernels import (
    FAST,
    FROUDE_CELL,
    GREATEST_FROUDE,
    STEEP,
    STEEPEST,
    STEEPEST_CELL,
    VOLUME,
)
from analysis.flood.scheme import Validity
from scene.geometry.surface_raster import Grid
from scene.messages import Message, msg
from scene.payloads.arrays import F64

#: Depth from which a cell counts, m; a film is governed by friction alone.
ENOUGH: Final = 0.05

#: Without advection the scheme follows gradually varying, subcritical flow; beyond this Froude number its
#: error in speed and depth grows quickly (de Almeida and Bates 2013, who found it small below 0.5).
MOST_FROUDE: Final = 0.8

#: Slope of the water's surface between two cells above which it is a fall, and does not vary gradually.
MOST_SLOPE: Final = 0.1

#: Share of the water, mean over time, from which a person is told.
_WORTH_SAYING: Final = 0.001


class Limits:
    """What was found at each inspection, weighed by the time since the one before."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._froude, self._froude_cell, self._slope, self._slope_cell = 0.0, -1, 0.0, -1
        self._weighed = np.zeros(4)  # seconds; and of the water, times seconds: fast, steep, either

    def note(self, found: F64, seconds: float) -> None:
        """Take up what :func:`inspect` found in every tile row, for a span of the run."""
        for value, cell, limit in (
            (GREATEST_FROUDE, FROUDE_CELL, "_froude"),
            (STEEPEST, STEEPEST_CELL, "_slope"),
        ):
            line = int(np.argmax(found[:, value]))
            if found[line, value] > getattr(self, limit):
                setattr(self, limit, float(found[line, value]))
                setattr(self, f"{limit}_cell", int(found[line, cell]))
        water = float(found[:, VOLUME].sum())
        if water > 0.0:
            fast, steep = float(found[:, FAST].sum()) / water, float(found[:, STEEP].sum()) / water
            shares = np.array([1.0, fast, steep, max(fast, steep)])
            self._weighed = self._weighed + seconds * shares  # a new array: a copy keeps the old one

    def validity(self) -> Validity:
        """Return how far the run stayed within the limits."""
        seconds, fast, steep, outside = (float(value) for value in self._weighed)
        if seconds == 0.0:
            return Validity(0.0, 0.0)
        warnings: list[Message] = []
        if fast / seconds > _WORTH_SAYING:
            warnings.append(
                msg(
                    "The flow is faster than the local inertial scheme can follow (Froude number up to "
                    "{froude} at x {x}, y {y}; above {limit} in {share} % of the water): use the full "
                    "shallow water scheme.",
                    froude=round(self._froude, 2), limit=MOST_FROUDE, share=_percent(fast / seconds),
                    **self._place(self._froude_cell),
                )
            )  # fmt: skip
        if steep / seconds > _WORTH_SAYING:
            warnings.append(
                msg(
                    "The water falls more steeply than the local inertial scheme can follow ({slope} % at "
                    "x {x}, y {y}; above {limit} % in {share} % of the water): use the full shallow water "
                    "scheme.",
                    slope=round(100.0 * self._slope), limit=round(100.0 * MOST_SLOPE),
                    share=_percent(steep / seconds), **self._place(self._slope_cell),
                )
            )  # fmt: skip
        return Validity(self._froude, outside / seconds, tuple(warnings))

    def _place(self, cell: int) -> dict[str, float]:
        """Return the centre of a cell."""
        row, col = divmod(cell, self._grid.cols)
        return {
            "x": round(self._grid.west + (col + 0.5) * self._grid.cell, 1),
            "y": round(self._grid.north - (row + 0.5) * self._grid.cell, 1),
        }

    def state(self) -> Mapping[str, NDArray[Any]]:
        """Return everything that :meth:`restore` needs."""
        greatest = [self._froude, self._froude_cell, self._slope, self._slope_cell]
        return {"limits": np.array([*greatest, *self._weighed])}

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Go on from what :meth:`state` gave."""
        kept = [float(value) for value in state["limits"]]
        self._froude, self._froude_cell, self._slope, self._slope_cell = (
            kept[0],
            int(kept[1]),
            kept[2],
            int(kept[3]),
        )
        self._weighed = np.array(kept[4:])


def _percent(share: float) -> float:
    """Return a share in percent, to two figures."""
    return float(f"{100.0 * share:.2g}")
