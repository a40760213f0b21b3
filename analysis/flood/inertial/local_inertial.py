"""The local inertial scheme: fast, for water that varies gradually.

It does not know why there is water, nor who looks at it.

References
----------
Bates, Horritt and Fewtrell 2010, Journal of Hydrology 387; de Almeida, Bates, Freer and Souvignet 2012, Water
Resources Research 48, W05528; de Almeida and Bates 2013, Water Resources Research 49, 4833-4844.
"""

import itertools
import math
from collections.abc import Mapping
from copy import copy
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analysis.flood.crew import Crew
from analysis.flood.domain import Domain
from analysis.flood.inertial.band_kernels import step_band, step_seam
from analysis.flood.inertial.centre_kernels import write_velocity
from analysis.flood.inertial.face_kernels import SCRATCH
from analysis.flood.inertial.limit_kernels import inspect
from analysis.flood.inertial.limits import ENOUGH, MOST_FROUDE, MOST_SLOPE, Limits
from analysis.flood.inertial.tile_kernels import choose_active, survey
from analysis.flood.scheme import GRAVITY, TILE, Validity
from scene.messages import BilingualText
from scene.payloads.arrays import F32, F64, I32, U8

#: Flow depth up to which nothing moves, m.
STILL: Final = 1.0e-5

#: Share taken of the longest stable step. That is √(θ/2)·Δx/√(g·h): a chequerboard of levels, the wave that
#: grows first in two dimensions, turns by 8·(c·Δt/Δx)² a step, of which the weights θ leave stable up to
#: 4·θ. The 0.7 of the literature holds for one dimension.
SAFETY: Final = 0.95

#: Weight of a face's own discharge against its neighbours', and that on beds so smooth that friction does not
#: damp what the former lets swing.
THETA: Final = 0.8
SMOOTH_THETA: Final = 0.7

#: Manning's n below which a bed is as smooth as that, s/m^(1/3).
SMOOTH: Final = 0.02

#: Steps between two inspections of the scheme's validity.
_INSPECTION: Final = 64

#: Active tiles from which it pays to share out a step, and from which in twice as many bands as there are
#: threads, so that a thread that is held up is not waited for long.
_SHARED: Final = 16
_SHARED_FINELY: Final = 256


class LocalInertial:
    """Water moved by the local inertial equations; a :class:`analysis.flood.scheme.Scheme`.

    Parameters
    ----------
    domain : Domain
    depth : ndarray of float32, shape (rows, cols), optional
        Water at the start, m; none if not given. Zero in walls.
    theta : float, optional
        Weight of a face's own discharge, 0.7 to 1; by the smoothness of the bed if not given.
    threads : int
        0 for one a processor. Any number gives the same figures.

    Raises
    ------
    ValueError
        If a depth is below zero or no number.
    """

    id: str = "inertial"
    title: BilingualText = BilingualText("局部惯性方程", "Local inertial")
    valid_for: BilingualText = BilingualText(
        "适用于缓变、缓流（弗劳德数低于 0.8）：内涝、漫溢、河道水位；不适用于溃坝与陡坡急流。",
        "Valid for gradually varying, subcritical flow (Froude number below 0.8): rain, overflow, river "
        "levels; not for dam breaks and steep fronts.",
    )

    def __init__(
        self, domain: Domain, depth: F32 | None = None, *, theta: float | None = None, threads: int = 0
    ) -> None:
        rows, cols = domain.shape
        self.domain = domain
        self.ground: F32 = domain.ground.copy()
        self.depth: F32 = np.zeros((rows, cols), np.float32)
        self.carry: F32 = np.zeros((rows, cols), np.float32)
        self._east: F32 = np.zeros((rows, cols + 1), np.float32)
        self._south: F32 = np.zeros((rows + 1, cols), np.float32)
        tiles = (-(-rows // TILE), -(-cols // TILE))
        self.wet: U8 = np.zeros(tiles, np.uint8)
        self._active: U8 = np.zeros(tiles, np.uint8)
        self._changed: U8 = np.zeros(tiles, np.uint8)
        self._edges: U8 = np.zeros(tiles, np.uint8)
        self._deepest: F32 = np.zeros(tiles, np.float32)
        smoothest = float(domain.roughness.min(initial=math.inf, where=np.isfinite(domain.ground)))
        self._theta = (
            theta if theta is not None else THETA if smoothest >= np.float32(SMOOTH) else SMOOTH_THETA
        )
        self._crew = Crew(threads)
        most = 2 * self._crew.threads
        self._before: F32 = np.zeros((most, cols), np.float32)
        self._after: F32 = np.zeros((most, cols), np.float32)
        self._across: F32 = np.zeros((most, 2, cols), np.float32)
        self._scratch: F32 = np.zeros((most, SCRATCH), np.float32)
        self._limits = Limits(domain.grid)
        self._steps, self._since = 0, 0.0
        self._settled, self._most = True, 0.0
        if depth is not None:
            self.depth[...] = np.where(np.isfinite(domain.ground), depth, np.float32(0.0))
            if not bool(np.all((self.depth >= 0.0) & (self.depth < np.inf))):
                raise ValueError("a depth at the start is below zero or no number")
            self.woken(np.ones(tiles, np.uint8))

    def longest_step(self) -> float:
        """Return the longest stable step from here, seconds; infinite if nothing moves."""
        self._settle()
        if self._most <= STILL:
            return math.inf
        courant = SAFETY * math.sqrt(0.5 * self._theta)
        return courant * self.domain.grid.cell / math.sqrt(GRAVITY * self._most)

    def step(self, seconds: float) -> None:
        """Move the water by one step."""
        self._settle()
        bands = self._bands()
        rows = self.domain.shape[0]
        share = seconds / self.domain.grid.cell
        theta, side = np.float32(self._theta), np.float32(0.5 * (1.0 - self._theta))
        push, drag = np.float32(GRAVITY * share), np.float32(0.25 * GRAVITY * seconds)
        still = np.float32(STILL)
        pieces = []
        for number, (first, last) in enumerate(bands):
            top, bottom = first * TILE, min(last * TILE, rows)
            self._before[number] = self._south[top - 1] if top > 0 else 0.0
            self._after[number] = self._south[bottom]
            if top > 0:
                np.add(self._east[top - 1, :-1], self._east[top - 1, 1:], out=self._across[number, 1])
            pieces.append((
                first, last, self.depth, self.carry, self.ground, self.domain.roughness, self._east,
                self._south, self._before[number], self._after[number], self._across[number],
                self._scratch[number], self._active, self._deepest, self._edges,
                theta, side, push, drag, still, share,
            ))  # fmt: skip
        self._crew.all(step_band, pieces)
        for first, _ in bands[1:]:
            step_seam(
                first * TILE, self.depth, self.carry, self._east, self._south, self._active, self._deepest,
                self._edges, still, share,
            )  # fmt: skip
        self._settled = False
        self._steps += 1
        self._since += seconds
        if self._steps % _INSPECTION == 0:
            self._limits.note(self._inspected(), self._since)
            self._since = 0.0

    def _bands(self) -> list[tuple[int, int]]:
        """Part the tile rows so that bands have about as many active tiles; any parting gives the same."""
        if self._crew.threads == 1 or self._active.size < _SHARED:
            return [(0, self._active.shape[0])]
        busy = np.cumsum(self._active.sum(axis=1, dtype=np.int64))
        total = int(busy[-1])
        count = self._crew.threads * (2 if total >= _SHARED_FINELY else 1) if total >= _SHARED else 1
        inner = np.searchsorted(busy, total * np.arange(1, count) / count) + 1
        cuts = sorted({0, len(busy), *(int(cut) for cut in inner if cut < len(busy))})
        return list(itertools.pairwise(cuts))

    def _settle(self) -> None:
        """Survey what forcing changed, and choose the tiles of the next step."""
        if self._settled:
            return
        if self._changed.any():
            self._over_all_rows(
                survey, self.depth, self._changed, self._deepest, self._edges, np.float32(STILL)
            )
            self._changed[...] = 0
        self._most = float(
            choose_active(
                self._deepest, self._edges, self._active, self.wet, self._east, self._south, np.float32(STILL)
            )
        )
        self._settled = True

    def _over_all_rows(self, kernel: Any, *arguments: object) -> None:
        """Have a kernel go over all tile rows, shared out where there are many tiles."""
        lines = self.wet.shape[0]
        count = min(self._crew.threads, lines) if self.wet.size >= _SHARED else 1
        cuts = [lines * part // count for part in range(count + 1)]
        pieces = [(first, last, *arguments) for first, last in itertools.pairwise(cuts)]
        self._crew.all(kernel, pieces)

    def woken(self, tiles: U8) -> None:
        """Take notice that forcing changed depths in some tiles."""
        self._changed |= tiles
        self.wet |= tiles
        self._settled = False

    def set_ground(self, cells: I32, levels: F32) -> None:
        """Give some cells (flat indices) another bed level; the water's depth in them stays."""
        self.ground.reshape(-1)[cells] = levels

    def velocity(self, east: F32, north: F32) -> None:
        """Write the velocity at the cells' centres, m/s: the mean of that at their two faces."""
        self._settle()
        self._over_all_rows(
            write_velocity, self.depth, self.ground, self._east, self._south, self._active, east, north
        )

    def _inspected(self) -> F64:
        """See whether the flow is one that the scheme is valid for; by tile row."""
        found = np.zeros((self.wet.shape[0], 7))
        self._over_all_rows(
            inspect, self.depth, self.ground, self._east, self._south, self._active, self.domain.grid.cell,
            ENOUGH, MOST_FROUDE, MOST_SLOPE, found,
        )  # fmt: skip
        return found

    def validity(self) -> Validity:
        """Return how far the run stayed within the scheme's limits, up to now."""
        if self._since == 0.0:
            return self._limits.validity()
        until_now = copy(self._limits)
        until_now.note(self._inspected(), self._since)
        return until_now.validity()

    def state(self) -> Mapping[str, NDArray[Any]]:
        """Return everything from which :meth:`restore` goes on to the bit, as views."""
        return {
            "ground": self.ground, "depth": self.depth, "carry": self.carry,
            "east": self._east, "south": self._south,
            "steps": np.array([self._steps, self._since]), **self._limits.state(),
        }  # fmt: skip

    def restore(self, state: Mapping[str, NDArray[Any]]) -> None:
        """Take up a state that :meth:`state` gave."""
        for name, mine in (
            ("ground", self.ground), ("depth", self.depth), ("carry", self.carry),
            ("east", self._east), ("south", self._south),
        ):  # fmt: skip
            mine[...] = state[name]
        self._steps, self._since = int(state["steps"][0]), float(state["steps"][1])
        self._limits.restore(state)
        self._active[...] = 1  # so that those that come to rest let their faces carry nothing
        self.woken(np.ones_like(self.wet))
