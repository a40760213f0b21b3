"""Where water leaves by itself: an open edge, and a rating curve.

It does not know what lies beyond.
"""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analysis.flood.account import Account
from analysis.flood.domain import Domain
from analysis.flood.forcing.base import WithoutMemory
from analysis.flood.forcing.by_tiles import tiles_of
from analysis.flood.forcing.cell_kernels import flow_out, mean_level, take_by_water
from analysis.flood.forcing.cells import SIDES, Side, open_cells
from analysis.flood.scheme import GRAVITY, Scheme
from scene.errors import InvalidRequest
from scene.messages import BilingualText, msg
from scene.payloads.arrays import F64, I32

#: The least slope with which water leaves over an open edge by itself: level ground still drains.
LEAST_SLOPE: Final = 1e-4
#: A wall's height in half its breadth: steeper beds are walls.
MOST_STEEP: Final = 100.0
#: Rows and columns from a cell to its neighbour on each side.
_STEPS: Final[dict[Side, tuple[int, int]]] = {
    "north": (-1, 0),
    "east": (0, 1),
    "south": (1, 0),
    "west": (0, -1),
}


def open_sides(
    domain: Domain, outside: NDArray[Any] | None = None, sides: Sequence[Side] = SIDES
) -> tuple[I32, F64]:
    """Return the cells that have a side to the outside of a domain, and the fall of the bed towards it.

    Parameters
    ----------
    domain : Domain
    outside : ndarray of bool, shape (rows, cols), optional
        Cells that lie beyond the edge, as those round an area that is no rectangle; what lies beyond the grid
        is outside in any case.
    sides : sequence of {"north", "east", "south", "west"}
        On which the edge is looked at.

    Returns
    -------
    cells : ndarray of int32
        Flat indices; a cell with two such sides stands there twice.
    slopes : ndarray of float64
        Metres a metre, at least :data:`LEAST_SLOPE`.
    """
    rows, cols = domain.shape
    beyond = np.ones((rows + 2, cols + 2), bool)
    beyond[1:-1, 1:-1] = False if outside is None else outside
    ground = np.full((rows + 2, cols + 2), np.nan)
    ground[1:-1, 1:-1] = domain.ground
    ground[beyond] = np.nan
    middle = ground[1:-1, 1:-1]
    cells, slopes = [], []
    for side in sides:
        down, right = _STEPS[side]
        out = beyond[1 + down : rows + 1 + down, 1 + right : cols + 1 + right]
        here = np.flatnonzero(out & ~np.isnan(middle))
        inward = ground[1 - down : rows + 1 - down, 1 - right : cols + 1 - right]
        fall = ((inward - middle) / domain.grid.cell).ravel()[here]
        cells.append(here)
        slopes.append(np.fmax(fall, LEAST_SLOPE))
    return np.concatenate(cells).astype(np.int32), np.concatenate(slopes)


class OpenEdge(WithoutMemory):
    """Sides over which water leaves freely and nothing comes back.

    A cell there runs out by Manning's law at a slope, ``q = h^(5/3) √S / n``, or at critical depth,
    ``q = √g h^(3/2)``; both are followed exactly over a span, so that no step takes more than there is.

    Parameters
    ----------
    domain : Domain
    cells : ndarray of int32
        Flat indices; a cell stands there once for each open side, as :func:`open_sides` gives them.
    slopes : ndarray of float64, optional
        Of the water's surface at each; without them water leaves at critical depth.
    key : str

    Raises
    ------
    InvalidRequest
        If a slope cannot be, or no cell is open.
    """

    interval = 0.0

    def __init__(self, domain: Domain, cells: I32, slopes: F64 | None = None, key: str = "open_edge") -> None:
        self.key = key
        self.cells = np.asarray(cells, np.int32)
        open_cells(domain, self.cells, BilingualText("开放边界", "The open edge"))
        self._tiles = tiles_of(self.cells, domain.shape)
        if slopes is None:
            self._power = 1.5
            self._strengths = np.full(self.cells.size, math.sqrt(GRAVITY) / domain.grid.cell)
            return
        steep = np.asarray(slopes, np.float64)
        if steep.shape != self.cells.shape or not ((steep > 0.0) & (steep <= MOST_STEEP)).all():
            raise InvalidRequest(
                msg("A slope at the open edge cannot be; it lies over 0 and up to {most:g}.", most=MOST_STEEP)
            )
        self._power = 5.0 / 3.0
        roughness = domain.roughness.ravel()[self.cells].astype(np.float64)
        self._strengths = np.sqrt(steep) / roughness / domain.grid.cell

    def apply(self, scheme: Scheme, time: float, seconds: float, account: Account) -> None:
        """Let run out what runs out in the span."""
        went = flow_out(
            scheme.depth.ravel(), scheme.carry.ravel(), self.cells, self._strengths, self._power, seconds
        )
        if went > 0.0:
            account.outflow += went * scheme.domain.cell_area
            scheme.woken(self._tiles)


class RatingCurve(WithoutMemory):
    """Cells from which a discharge leaves that follows their level, as a weir or a gauge has it.

    Parameters
    ----------
    key : str
    name : BilingualText
    domain : Domain
    cells : ndarray of int32
        Flat indices; walls among them are left out.
    levels : ndarray of float64, shape (n,)
        Rising, local z, metres.
    discharges : ndarray of float64, shape (n,)
        At those levels, m³/s, never falling; below the first level nothing leaves, above the last one its
        discharge.

    Raises
    ------
    InvalidRequest
        If the curve is none, or no cell is open.
    """

    interval = 0.0

    def __init__(
        self, key: str, name: BilingualText, domain: Domain, cells: I32, levels: F64, discharges: F64
    ) -> None:
        self.key = key
        self.cells = open_cells(domain, cells, name)
        self._levels = np.asarray(levels, dtype=np.float64)
        self._discharges = np.asarray(discharges, dtype=np.float64)
        sound = self._levels.size >= 2 and self._levels.shape == self._discharges.shape
        sound = sound and bool(np.isfinite(self._levels).all() and np.isfinite(self._discharges).all())
        sound = sound and bool(
            (np.diff(self._levels) > 0.0).all() and (np.diff(self._discharges) >= 0.0).all()
        )
        if not sound or self._discharges[0] < 0.0:
            raise InvalidRequest(
                msg("The rating curve of {name} is none.", name=name),
                msg("Levels rise, discharges never fall, and both are numbers of one length."),
            )
        self._tiles = tiles_of(self.cells, domain.shape)

    def discharge(self, level: float) -> float:
        """Return the discharge at a level, m³/s."""
        return float(np.interp(level, self._levels, self._discharges, left=0.0))

    def apply(self, scheme: Scheme, time: float, seconds: float, account: Account) -> None:
        """Let leave what the level lets, or what is there."""
        depth, carry = scheme.depth.ravel(), scheme.carry.ravel()
        level, wet = mean_level(depth, carry, scheme.ground.ravel(), self.cells)
        volume = self.discharge(level) * seconds if wet > 0.0 else 0.0
        if volume <= 0.0:
            return
        area = scheme.domain.cell_area
        account.outflow += take_by_water(depth, carry, self.cells, volume / area) * area
        scheme.woken(self._tiles)
