"""What it costs to look at a flood: greatest values, doors and lanes of the built-in city, against one step.

The water of the inertial benchmark over 2.5 million cells, fully wet, and every house, heritage item and road
of the city in it; of several looks and steps in turn the quickest counts. And how fast the moments that are
kept are read.
"""

from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np
import pytest

from analysis.flood.account import Account
from analysis.flood.domain import Domain
from analysis.flood.frame import Frame
from analysis.flood.impacts.facts import Affected, RecordSettings
from analysis.flood.impacts.recorders import Recorders
from analysis.flood.inertial.local_inertial import LocalInertial
from app.projects import open_built_in
from scene.feedback import SilentFeedback
from scene.geometry.surface_raster import Grid
from scene.node import Role
from tests.benchmarks.flood_peers import wet_ground
from tests.benchmarks.ratio import report

SIDE = 1600
TIMES = 9


def quickest(*works: Callable[[], object]) -> list[float]:
    """Return the quickest time of each of some works, done in turn."""
    taken = [[] for _ in works]
    for _ in range(TIMES):
        for work, times in zip(works, taken, strict=True):
            begun = perf_counter()
            work()
            times.append(perf_counter() - begun)
    return [min(times[1:]) for times in taken]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[LocalInertial, Recorders, Frame]:
    scene = open_built_in(SilentFeedback()).scene.snapshot()
    ground, depth = wet_ground(SIDE)
    grid = Grid(-3500.0, 4500.0, 5.0, SIDE, SIDE)  # 8 km: the whole city
    domain = Domain(grid, ground, np.full_like(ground, 0.03))
    scheme = LocalInertial(domain, depth)
    recorders = Recorders.over(
        domain,
        Affected(
            *(scene.of_role(role) for role in (Role.BUILDINGS, Role.HERITAGE, Role.ROADS, Role.TERRAIN))
        ),
        RecordSettings(),
        series=tmp_path_factory.mktemp("flood") / "run.flood",
        feedback=SilentFeedback(),
    )
    scheme.step(scheme.longest_step())
    east, north = np.zeros_like(depth), np.zeros_like(depth)
    scheme.velocity(east, north)
    frame = Frame(domain, 0.0, scheme.ground, scheme.depth, east, north, scheme.wet, Account())
    for observer in recorders.observers[:-1]:
        observer.observe(frame)
    return scheme, recorders, frame


def test_a_look_costs_less_than_two_steps(run: tuple[LocalInertial, Recorders, Frame]) -> None:
    scheme, recorders, frame = run
    assert recorders.buildings is not None
    assert recorders.roads is not None
    assert recorders.buildings.plans.count > 60_000

    def step_on() -> None:
        scheme.step(scheme.longest_step())

    def flow_on() -> None:  # what moves is looked at, not what stands
        for _ in range(5):
            step_on()
        scheme.velocity(frame.east, frame.north)

    _, step, greatest, doors, lanes = quickest(
        flow_on,
        step_on,
        lambda: recorders.maxima.observe(frame),
        lambda: recorders.buildings.observe(frame),  # type: ignore[union-attr]
        lambda: recorders.roads.observe(frame),  # type: ignore[union-attr]
    )
    report(
        f"a look at {SIDE**2 / 1e6:.1f} M cells, {recorders.buildings.plans.count} houses and "
        f"{recorders.roads.pieces.count} pieces of road, against an inertial step",
        (greatest + doors + lanes) / step, 2.0, at_least=False,
        detail=f"step {1e3 * step:.1f} ms, greatest values {1e3 * greatest:.1f}, doors {1e3 * doors:.1f}, "
        f"lanes {1e3 * lanes:.1f}",
    )  # fmt: skip


def test_moments_are_read_fast(run: tuple[LocalInertial, Recorders, Frame]) -> None:
    _, recorders, frame = run
    recording = recorders.recording
    assert recording is not None
    kept = []
    for moment in range(120):
        frame = Frame(
            frame.domain, 60.0 * moment, frame.ground, frame.depth, frame.east, frame.north, frame.wet,
            frame.account,
        )  # fmt: skip
        begun = perf_counter()
        recording.observe(frame)
        kept.append(perf_counter() - begun)
    series = recording.series
    cell = np.array([SIDE * SIDE // 2 + SIDE // 2])
    depth, speed, history = quickest(
        lambda: series.raster("water_depth", 60),
        lambda: series.raster("water_speed", 60),
        lambda: series.histories(cell),
    )
    size = Path(recording.file.path).stat().st_size / len(series.times) / SIDE**2
    detail = f"kept in {1e3 * min(kept[1:]):.0f} ms, {size:.2f} bytes a cell and moment"
    report("depth of a moment, of 0.1 s", depth / 0.1, 1.0, at_least=False, detail=detail)
    report("speed of a moment, of 0.1 s", speed / 0.1, 1.0, at_least=False)
    report("hydrograph of 120 moments, of 0.2 s", history / 0.2, 1.0, at_least=False)
