"""The scheme of the full shallow water equations: its state, and the order of a step.

It does not know the formulas, which are in the modules beside it, nor what drives the flow.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from analysis.flood.crew import Crew
from analysis.flood.domain import Domain
from analysis.flood.scheme import TILE, Validity
from analysis.flood.shallow.desk import double_desk, single_desk
from analysis.flood.shallow.limits import Limits
from analysis.flood.shallow.strip import FLOWS, WET, step_strips
from analysis.flood.shallow.tiles import active, copy_tiles, look_at, strips_of, write_velocity
from scene.messages import BilingualText
from scene.payloads.arrays import F32, F64, I32, U8

#: Of the step at which the fastest wave of a cell would leave it, counted over both directions together.
COURANT: Final = 0.9

#: Strips in a piece of work for a thread, at most.
_PIECE: Final = 2


class ShallowWater:
    """The full shallow water equations, second order in space and time, as a scheme.

    Finite volumes: MUSCL-Hancock with a limiter, hydrostatic reconstruction, HLLC, implicit friction. Depths
    stay at or above zero because no cell gives more than it has; what leaves a cell enters its neighbour to
    the bit. A lake at rest stays at rest exactly, beside walls and at its shores.

    Parameters
    ----------
    domain : Domain
    depth : ndarray of float32 or float64, shape (rows, cols), optional
        At the start, metres; dry where not given, and in walls. Levels less the ground in double precision
        give a lake that is level to the last bit.
    friction : {"manning", "chezy"}
        What the domain's roughness is: Manning's n, s/m^(1/3), or Chezy's C, m^(1/2)/s.
    threads : int
        That work on a step; 0 for one a processor. Any number gives the same figures.
    """

    id = "shallow"
    title = BilingualText("完全浅水方程", "Full shallow water")
    valid_for = BilingualText(
        "适用于溃口、溃坝、急流与水跃等一切浅水流动；河床坡度宜小于 0.3，不计垂向加速度。",
        "Valid for all shallow flow: breaches, dam breaks, supercritical flow and jumps; for beds flatter "
        "than 0.3, as vertical acceleration is left out.",
    )

    def __init__(
        self,
        domain: Domain,
        depth: F32 | F64 | None = None,
        *,
        friction: Literal["manning", "chezy"] = "manning",
        threads: int = 0,
    ) -> None:
        self.domain = domain
        self.ground: F32 = domain.ground.copy()
        self.depth = self._zeros()
        self.carry = self._zeros()
        self._east, self._south = self._zeros(), self._zeros()
        self._others = (self._zeros(), self._zeros(), self._zeros(), self._zeros())  # where a step writes
        tiles = (-(-domain.grid.rows // TILE), -(-domain.grid.cols // TILE))
        self.wet: U8 = np.zeros(tiles, dtype=np.uint8)
        self._marks: U8 = np.zeros(tiles, dtype=np.uint8)
        self._unseen: U8 = np.zeros(tiles, dtype=np.uint8)  # changed by others since they were looked at
        self._signal: F32 = np.zeros(tiles, dtype=np.float32)
        self._froude: F32 = np.zeros(tiles, dtype=np.float32)
        self._limits = Limits()
        self._manning = friction == "manning"
        self._crew = Crew(threads)
        self._desks: list[tuple[F32, F64]] = []
        if depth is not None:
            exact = np.where(np.isfinite(domain.ground), np.asarray(depth, dtype=np.float64), 0.0)
            self.depth[:] = exact
            self.carry[:] = exact - self.depth
            self.woken(np.ones(tiles, dtype=np.uint8))

    def _zeros(self) -> F32:
        return np.zeros(self.domain.shape, dtype=np.float32)

    def longest_step(self) -> float:
        """Return the longest stable step from here, seconds; infinite if nothing moves."""
        self._look()
        fastest = float(self._signal.max())
        return COURANT * self.domain.grid.cell / fastest if fastest > 0.0 else math.inf

    def step(self, seconds: float) -> None:
        """Move the water by one step; `depth` and `carry` are other arrays afterwards."""
        self._look()
        tiles = active(self._marks)
        strips = strips_of(tiles)
        each = max(min(len(strips) // (4 * self._crew.threads), _PIECE), 1)  # few strips go one by one
        pieces = [(strips[begin : begin + each], seconds) for begin in range(0, len(strips), each)]
        self._share_out(self._work, pieces)
        old = self._state_arrays()
        self.depth, self.carry, self._east, self._south = self._others
        self._others = old
        self.wet[:] = (self._marks & WET) > 0
        self._settle(tiles)
        self._limits.stepped(
            seconds, self._froude, self.ground, self.depth, self.wet, self.domain.grid.cell, tiles
        )

    def _share_out(self, work: Callable[..., None], pieces: Sequence[tuple[object, ...]]) -> None:
        """Have pieces of work done by the threads."""
        if pieces:
            self._crew.all(work, pieces)

    def _look_at(self, begin: int, end: int) -> None:
        """Look afresh at some rows of tiles."""
        state = (self.depth, self._east, self._south)
        look_at(begin, end, self._unseen, *state, self._marks, self._signal)

    def _work(self, strips: I32, seconds: float) -> None:
        """Step some strips; a thread takes a free desk, or a new one."""
        desk = self._desks.pop() if self._desks else (single_desk(), double_desk())
        step_strips(
            strips, *desk, self.ground, self.domain.roughness, self.depth, self.carry, self._east,
            self._south, *self._others, seconds, self.domain.grid.cell, self._manning, self._marks,
            self._signal, self._froude,
        )  # fmt: skip
        self._desks.append(desk)

    def _look(self) -> None:
        """Look afresh at the tiles that something else than a step has changed."""
        if not self._unseen.any():
            return
        rows = len(self.wet)
        each = max(-(-rows // (4 * self._crew.threads)), _PIECE)
        pieces = [(begin, min(begin + each, rows)) for begin in range(0, rows, each)]
        self._share_out(self._look_at, pieces)
        self.wet[:] = (self._marks & WET) > 0
        self._settle(self._unseen)
        self._unseen[:] = 0

    def _settle(self, tiles: U8) -> None:
        """Where nothing flows, let both states be the same: steps leave such tiles out."""
        resting = tiles & ((self._marks & FLOWS) == 0)
        if resting.any():
            for source, target in zip(self._state_arrays(), self._others, strict=True):
                copy_tiles(resting, source, target)

    def _state_arrays(self) -> tuple[F32, F32, F32, F32]:
        return (self.depth, self.carry, self._east, self._south)

    def woken(self, tiles: U8) -> None:
        """Take notice that forcing changed depths in some tiles (same shape as `wet`, 1 where changed)."""
        self._unseen |= tiles
        self.wet |= tiles

    def set_ground(self, cells: I32, levels: F32) -> None:
        """Give some cells (flat indices) another bed level; the water's depth in them stays."""
        self.ground.reshape(-1)[cells] = levels

    def velocity(self, east: F32, north: F32) -> None:
        """Write the velocity at the cells' centres, m/s, positive to east and north; 0 where dry."""
        write_velocity(self.wet, self.depth, self._east, self._south, east, north)

    def validity(self) -> Validity:
        """Return how far the run stayed within the limits of the equations."""
        return self._limits.validity(self.domain)

    def state(self) -> Mapping[str, NDArray[Any]]:
        """Return everything from which :meth:`restore` goes on to the bit, as views."""
        return {
            "ground": self.ground,
            "depth": self.depth,
            "carry": self.carry,
            "east": self._east,
            "south": self._south,
            "limits": self._limits.figures,
        }

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Take up a state that :meth:`state` gave."""
        self.ground[:] = state["ground"]
        for mine, other, name in zip(
            self._state_arrays(), self._others, ("depth", "carry", "east", "south"), strict=True
        ):
            mine[:] = state[name]
            other[:] = mine
        self._limits.figures[:] = state["limits"]
        self.woken(np.ones_like(self.wet))
        self._look()
