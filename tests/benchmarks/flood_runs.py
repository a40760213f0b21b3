"""What the benchmarks of both flood schemes share: a run with everything on, the peers, the bandwidth.

It does not know which scheme is measured.
"""

import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Thread
from time import perf_counter

import numpy as np
from numba import njit

from analysis.flood.domain import Domain
from analysis.flood.forcing.base import Forcing
from analysis.flood.forcing.boundaries import DischargeBoundary
from analysis.flood.forcing.cells import edge_cells
from analysis.flood.forcing.hydrograph import constant
from analysis.flood.forcing.losses import Losses, horton
from analysis.flood.forcing.outflow import OpenEdge, open_sides
from analysis.flood.forcing.rain import Rain, Rates
from analysis.flood.run import march
from analysis.flood.scheme import Scheme
from scene.feedback import SilentFeedback
from scene.geometry.surface_raster import Grid
from scene.messages import BilingualText
from scene.payloads.arrays import F32
from tests.benchmarks.flood_peers import CELL, ROUGHNESS, wet_ground

NAME = BilingualText.same("benchmark")
#: Seconds of a run that are timed at once: two exchanges with rain and soil.
SPAN = 8.0


def water(side: int, share: float = 1.0) -> tuple[Domain, F32]:
    """Return the benchmark's ground and depth; or only a square of it with some share of the area wet."""
    ground, depth = wet_ground(side)
    if share < 1.0:
        wide, first = round(side * share**0.5), side // 3
        lake = np.zeros_like(ground, dtype=bool)
        lake[first : first + wide, first : first + wide] = True
        ground, depth = np.where(lake, ground, np.float32(8.0)), depth * lake
    return Domain(Grid(0.0, 0.0, CELL, side, side), ground, np.full_like(ground, ROUGHNESS)), depth


def forcing(domain: Domain, rate: float) -> Sequence[Forcing]:
    """Return rain in mm/h, soil, a river and an open edge."""
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


def marched(scheme: Scheme, steps: Callable[[], int], rate: float, times: int) -> tuple[float, int]:
    """Return the quickest wall time of some spans of a run, and the steps in one.

    `steps` returns how many steps the scheme has made so far.
    """
    forces = forcing(scheme.domain, rate)
    taken, made = [], 0
    for number in range(times + 1):
        before, begun = steps(), perf_counter()
        account = march(
            scheme, forces, [], start=number * SPAN, end=(number + 1) * SPAN, feedback=SilentFeedback()
        )
        made = steps() - before
        taken.append((perf_counter() - begun) / made)
        assert account.closure < 1e-9
    return min(taken[1:]) * made, made


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
    """Return million cells (or triangles) a second of a peer, or why there is no such figure."""
    python = os.environ.get("WEIYANG_PEERS")
    if not python:
        return "WEIYANG_PEERS names no Python"
    script = Path(__file__).parent / "flood_peers.py"
    done = subprocess.run([python, str(script), name, str(side)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    return float(done.stdout.split()[-1])
