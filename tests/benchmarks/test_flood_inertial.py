"""The local inertial scheme as a run has it: rain, soil, a river, an open edge, adaptive steps, the account.

Against its peers, where a Python that has them is named by WEIYANG_PEERS, and against the memory's bandwidth,
in the same minutes: of several runs the quickest counts, since what else a machine does only lengthens one.
"""

import tracemalloc

import numpy as np
import pytest

from analysis.flood.domain import Domain
from analysis.flood.inertial.local_inertial import LocalInertial
from analysis.flood.record.hazard import Hazard
from analysis.flood.record.maxima import Maxima
from analysis.flood.run import march
from scene.feedback import SilentFeedback
from scene.geometry.surface_raster import Grid
from tests.benchmarks.flood_peers import CELL, ROUGHNESS, wet_ground
from tests.benchmarks.flood_runs import SPAN, bandwidth, forcing, marched, peer, water
from tests.benchmarks.ratio import report

#: What a step of ours must read and write at least of a cell: ground, roughness; depth, its rest and two
#: discharges, both ways.
BYTES_A_STEP = 40
TIMES = 6
#: Bytes a cell that a run may take, with everything on.
MEMORY = 96


class Counted(LocalInertial):
    """Counts its steps."""

    steps = 0

    def step(self, seconds: float) -> None:
        self.steps += 1
        super().step(seconds)


def measured(side: int, share: float, rate: float) -> tuple[float, int]:
    scheme = Counted(*water(side, share))
    return marched(scheme, lambda: scheme.steps, rate, TIMES)


@pytest.mark.benchmark
@pytest.mark.parametrize("side", [2000, 4000])
def test_fully_wet(side: int) -> None:
    wall, steps = measured(side, 1.0, 30.0)
    rate = side * side * steps / wall / 1e6
    memory, moved = bandwidth(), rate * BYTES_A_STEP / 1e3
    print(
        f"\nlocal inertial {side}², fully wet, everything on: {rate:.0f} Mcell-updates/s; {moved:.1f} GB/s "
        f"of {memory:.1f} GB/s (triad): {100.0 * moved / memory:.0f} %"
    )
    for name, side_of_peer, target in (("landlab", 1000, 15.0), ("itzi", 2000, 12.0)):
        theirs = peer(name, side_of_peer)
        if isinstance(theirs, str):
            print(f"{name}: missing ({theirs})")
        else:
            report(f"{side}² against {name} ({theirs:.1f} M/s)", rate / theirs, target, at_least=True)


@pytest.mark.benchmark
@pytest.mark.parametrize("side", [2000, 4000])
def test_five_percent_wet_against_fully_wet(side: int) -> None:
    full, steps = measured(side, 1.0, 0.0)
    part, fewer = measured(side, 0.05, 0.0)
    report(
        f"{side}², 5 % wet against fully wet, a simulated second", full / part, 10.0, at_least=True,
        detail=f"{full / SPAN * 1e3:.0f} ms ({steps} steps), {part / SPAN * 1e3:.1f} ms ({fewer} steps)",
    )  # fmt: skip


@pytest.mark.benchmark
def test_memory_a_cell() -> None:
    side = 1000
    ground, depth = wet_ground(side)
    tracemalloc.start()
    domain = Domain(Grid(0.0, 0.0, CELL, side, side), ground.copy(), np.full_like(ground, ROUGHNESS))
    scheme = LocalInertial(domain, depth)
    forces = forcing(domain, 30.0)
    recorder = Maxima(domain, Hazard.of("aidr"), interval=2.0)
    tracemalloc.reset_peak()
    march(scheme, forces, [recorder], end=SPAN, feedback=SilentFeedback())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    report(
        "memory, bytes a cell over 96",
        peak / side**2 / MEMORY,
        1.0,
        at_least=False,
        detail=f"{peak / side**2:.1f} B",
    )
