"""The local inertial scheme as a run has it: rain, soil, a river, an open edge, adaptive steps, the account.

Against its peers, where a Python that has them is named by WEIYANG_PEERS, and against the memory's bandwidth,
in the same minutes: of several runs the quickest counts, since what else a machine does only lengthens one.
"""

import os
import subprocess
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from time import perf_counter

import numpy as np
import pytest
from numba import njit

from analysis.flood.domain import Domain
from analysis.flood.forcing.base import Forcing
from analysis.flood.forcing.boundaries import DischargeBoundary
from analysis.flood.forcing.cells import edge_cells
from analysis.flood.forcing.hydrograph import constant
from analysis.flood.forcing.losses import Losses, horton
from analysis.flood.forcing.outflow import OpenEdge, open_sides
from analysis.flood.forcing.rain import Rain, Rates
from analysis.flood.inertial.local_inertial import LocalInertial
from analysis.flood.record.hazard import Hazard
from analysis.flood.record.maxima import Maxima
from analysis.flood.run import march
from scene.feedback import SilentFeedback
from scene.geometry.surface_raster import Grid
from scene.messages import BilingualText
from tests.benchmarks.flood_peers import CELL, ROUGHNESS, wet_ground
from tests.benchmarks.ratio import report

NAME = BilingualText.same("benchmark")
#: What a step of ours must read and write at least of a cell: ground, roughness; depth, its rest and two
#: discharges, both ways.
BYTES_A_STEP = 40
SPAN = 2.0
TIMES = 20
#: Bytes a cell that a run may take, with everything on.
MEMORY = 96


class Counted(LocalInertial):
    """Counts its steps."""

    steps = 0

    def step(self, seconds: float) -> None:
        self.steps += 1
        super().step(seconds)


def water(side: int, share: float = 1.0) -> Counted:
    """Return the benchmark's water; or only a square of it with some share of the area, else dry ground."""
    ground, depth = wet_ground(side)
    if share < 1.0:
        wide, first = round(side * share**0.5), side // 3
        lake = np.zeros_like(ground, dtype=bool)
        lake[first : first + wide, first : first + wide] = True
        ground, depth = np.where(lake, ground, np.float32(8.0)), depth * lake
    domain = Domain(Grid(0.0, 0.0, CELL, side, side), ground, np.full_like(ground, ROUGHNESS))
    return Counted(domain, depth)


def forcing(domain: Domain, rate: float) -> Sequence[Forcing]:
    side = domain.grid.rows
    soils = np.zeros(domain.shape, np.uint8)
    return [
        Rain(Rates([constant(NAME, rate, "mm/h")]), np.ones(domain.shape, np.float32)),
        Losses([horton(NAME, 60.0, 5.0, 2.0)], soils, (10.0,)),
        DischargeBoundary(
            "river", domain, edge_cells(domain.grid, "north")[: side // 10], constant(NAME, 20.0, "m³/s")
        ),
        OpenEdge(domain, *open_sides(domain, sides=("west",))),
    ]


def marched(side: int, share: float, rate: float) -> tuple[float, int]:
    """Return the quickest wall time of some spans of a run, and the steps in one."""
    scheme = water(side, share)
    forces = forcing(scheme.domain, rate)
    taken = []
    for number in range(TIMES + 1):
        scheme.steps = 0
        begun = perf_counter()
        account = march(
            scheme, forces, [], start=number * SPAN, end=(number + 1) * SPAN, feedback=SilentFeedback()
        )
        taken.append((perf_counter() - begun) / scheme.steps)
        assert account.closure < 1e-9
    return min(taken[1:]) * scheme.steps, scheme.steps


@njit(nogil=True)
def _triad(one: np.ndarray, two: np.ndarray, three: np.ndarray, factor: np.float32) -> None:
    for i in range(one.size):
        one[i] = two[i] + factor * three[i]


def bandwidth() -> float:
    """Return GB/s of a triad over 200 MB by all threads, counting that what is written is read first."""
    count = (os.cpu_count() or 1) * 2
    parts = [[np.ones(16_000_000 // count, np.float32) for _ in range(3)] for _ in range(count)]
    best = np.inf
    for _ in range(8):
        threads = [Thread(target=_triad, args=(*part, np.float32(0.5))) for part in parts]
        begun = perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        best = min(best, perf_counter() - begun)
    return 16.0 * 16e6 / best / 1e9


def peer(name: str, side: int) -> float | str:
    """Return million cells a second of a peer, or why there is no such figure."""
    python = os.environ.get("WEIYANG_PEERS")
    if not python:
        return "WEIYANG_PEERS names no Python"
    script = Path(__file__).parent / "flood_peers.py"
    done = subprocess.run([python, str(script), name, str(side)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    return float(done.stdout.split()[-1])


@pytest.mark.benchmark
@pytest.mark.parametrize("side", [2000, 4000])
def test_fully_wet(side: int) -> None:
    wall, steps = marched(side, 1.0, 30.0)
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
    full, steps = marched(side, 1.0, 0.0)
    part, fewer = marched(side, 0.05, 0.0)
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
