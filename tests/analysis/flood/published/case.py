"""One benchmark: what water flows over, what drives it, where it is read. It does not know the answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from analysis.flood.account import Account
from analysis.flood.domain import Domain
from analysis.flood.forcing.base import Forcing
from analysis.flood.frame import Frame
from analysis.flood.inertial.local_inertial import LocalInertial
from analysis.flood.run import march
from analysis.flood.scheme import Scheme, Validity
from analysis.flood.shallow.scheme import ShallowWater
from scene.feedback import SilentFeedback
from scene.geometry.surface_raster import Grid

SCHEMES: dict[str, Callable[..., Scheme]] = {"inertial": LocalInertial, "shallow": ShallowWater}


@dataclass(eq=False)
class Gauges:
    """Reads depth and speed at some places, and keeps every reading; on an edge, the mean of its cells."""

    cells: Sequence[Sequence[tuple[int, int]]]
    interval: float
    times: list[float] = field(default_factory=list)
    depths: list[list[float]] = field(default_factory=list)
    speeds: list[list[float]] = field(default_factory=list)

    def observe(self, frame: Frame) -> None:
        speed = np.hypot(frame.east, frame.north)
        self.times.append(frame.time)
        self.depths.append([float(np.mean([frame.depth[at] for at in cells])) for cells in self.cells])
        self.speeds.append([float(np.mean([speed[at] for at in cells])) for cells in self.cells])

    def state(self) -> dict[str, object]:
        return {}

    def restore(self, state: dict[str, object]) -> None:
        raise AssertionError("a benchmark is not restarted")

    def depth_at(self, gauge: int, seconds: float) -> float:
        """Return the depth of one gauge, linear between readings."""
        return float(np.interp(seconds, self.times, np.array(self.depths)[:, gauge]))

    def greatest(self, gauge: int) -> float:
        """Return the greatest depth of one gauge."""
        return float(np.array(self.depths)[:, gauge].max())


@dataclass(frozen=True, eq=False)
class Benchmark:
    """A domain with its forcing; `places` are the gauges' x and y in metres, `level` that of still water."""

    domain: Domain
    forcing: Callable[[], Sequence[Forcing]]
    end: float
    places: Sequence[tuple[float, float]] = ()
    interval: float = 60.0
    level: float | None = None


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a run ended with."""

    scheme: Scheme
    gauges: Gauges
    account: Account
    validity: Validity

    @property
    def depth(self) -> np.ndarray:
        """Depth at the end, metres, shape (rows, cols)."""
        return self.scheme.depth.astype(np.float64) + self.scheme.carry

    def level(self, gauge: int) -> float:
        """Return the water's level at a gauge at the end, metres."""
        ground = [float(self.scheme.domain.ground[cell]) for cell in self.gauges.cells[gauge]]
        return float(np.mean(ground)) + self.gauges.depths[-1][gauge]

    def speed(self) -> np.ndarray:
        """Speed at the end, m/s, shape (rows, cols)."""
        east, north = np.zeros_like(self.scheme.depth), np.zeros_like(self.scheme.depth)
        self.scheme.velocity(east, north)
        return np.hypot(east, north)


def cell_of(grid: Grid, x: float, y: float) -> tuple[int, int]:
    """Return row and column of the cell that holds a place."""
    return int((grid.north - y) // grid.cell), int((x - grid.west) // grid.cell)


def cells_at(grid: Grid, x: float, y: float) -> list[tuple[int, int]]:
    """Return the cell that holds a place, or those whose edge it lies on."""
    near = 1e-6 * grid.cell
    return sorted({cell_of(grid, x + dx, y + dy) for dx in (-near, near) for dy in (-near, near)})


def run(case: Benchmark, scheme: str, **options: object) -> Outcome:
    """Run a benchmark to its end."""
    water = SCHEMES[scheme](case.domain, **options)
    if case.level is not None:
        still = np.nan_to_num(case.level - case.domain.ground, nan=0.0)
        water.depth[:] = np.maximum(still, 0.0)
        water.woken(np.ones_like(water.wet))
    gauges = Gauges([cells_at(case.domain.grid, *place) for place in case.places], case.interval)
    account = march(water, case.forcing(), [gauges], end=case.end, feedback=SilentFeedback())
    return Outcome(water, gauges, account, water.validity())
