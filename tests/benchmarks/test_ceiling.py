"""Ceilings: sight planes against the bandwidth of memory, the balloon against one exact viewshed a station.

The triad is a = b + s c on arrays far larger than the caches, 24 bytes counted an element, on all threads;
of a ceiling by planes the level and its governing view are counted, read and written, 16 bytes a cell. The
balloon's ceiling of the whole built-in city is timed block by block, and between two blocks one exact
viewshed over the same surface from one of its stations, so that what else runs slows both.
"""

from collections.abc import Callable
from os import cpu_count
from time import perf_counter

import numpy as np
import pytest
from numba import njit

from analysis.common.curvature import drop_coefficient
from analysis.common.workers import in_order
from analysis.sightline.ceiling.city import CeilingCity
from analysis.sightline.ceiling.horizon_bounds import relief_of
from analysis.sightline.ceiling.lowest_seen import nothing_seen
from analysis.sightline.ceiling.planes import Planes, lower_by_planes
from analysis.sightline.ceiling.unseen import blocks_of, lower_by_block
from analysis.sightline.stations import Stations, stations_of
from analysis.sightline.viewshed.kernels import visible_cells
from analysis.sightline.viewshed.surface import Observer, SightSurface
from scene.feedback import SilentFeedback
from scene.geometry.ground import GroundHeights
from scene.geometry.ray_scene import RayScene
from scene.geometry.surface_raster import Grid
from scene.graph import SceneGraph
from scene.node import Role
from scene.payloads.arrays import F64
from tests.benchmarks.ratio import report

SIDE, VIEWS, BAND = 4000, 16, 500
STATIONS, CELL = 500, 2.0
DROP = drop_coefficient(0.13, 6_371_000.0)


@njit(cache=True, nogil=True)
def triad(a: F64, b: F64, c: F64) -> None:
    for k in range(len(a)):
        a[k] = b[k] + 3.0 * c[k]


def least(work: Callable[[], object], times: int = 9) -> float:
    work()
    taken = []
    for _ in range(times):
        begun = perf_counter()
        work()
        taken.append(perf_counter() - begun)
    return min(taken)


def bandwidth() -> float:
    """Bytes a second of a triad on all processors."""
    n = 32_000_000
    a, b, c = (np.ones(n) for _ in range(3))
    parts = cpu_count() or 1
    pieces = [tuple(np.array_split(array, parts)[part] for array in (a, b, c)) for part in range(parts)]
    return 24.0 * n / least(lambda: in_order(triad, pieces, SilentFeedback()))


def views(count: int) -> Planes:
    """Planes that each cover all cells: the eye far to the west, the landmark far to the east."""
    random = np.random.default_rng(3)
    one = np.ones(count)
    turn = random.uniform(-0.1, 0.1, count)
    return Planes(
        -10_000.0 * one, random.uniform(0, SIDE, count), random.uniform(10, 60, count),
        np.cos(turn), np.sin(turn), 40_000.0 * one, random.uniform(20, 120, count), 9.0 * one, 9.0 * one,
        np.arange(count, dtype=np.int32),
    )  # fmt: skip


@pytest.mark.benchmark
def test_sight_planes_run_at_the_speed_of_the_memory() -> None:
    grid = Grid(0.0, float(SIDE), 1.0, SIDE, SIDE)
    level, governing = np.full((SIDE, SIDE), 500.0, np.float32), np.full((SIDE, SIDE), -1, np.int32)
    bands = [(first, min(first + BAND, SIDE)) for first in range(0, SIDE, BAND)]

    def over(planes: Planes) -> Callable[[], object]:
        def lower(first: int, stop: int) -> None:
            lower_by_planes(grid, planes, DROP, first, stop, level, governing)

        return lambda: in_order(lower, bands, SilentFeedback())

    one, many = views(1), views(VIEWS)
    memory = bandwidth()
    single, all_of_them = least(over(one)), least(over(many))
    speed = 16.0 * SIDE**2 / single
    both = (
        f"{single * 1000:.1f} ms, {speed / 1e9:.1f} of {memory / 1e9:.1f} GB/s; "
        f"{VIEWS} views {all_of_them * 1000:.1f} ms"
    )
    try:
        report(
            f"ceiling by one sight plane, {SIDE}², against triad",
            speed / memory,
            0.7,
            at_least=True,
            detail=both,
        )
    finally:
        report(
            f"ceiling by {VIEWS} planes against one", all_of_them / single, 5.0, at_least=False, detail=both
        )


def built_in() -> tuple[CeilingCity, Stations]:
    from importers.yangzhou.city import build

    frame, branches = build(SilentFeedback())
    scene = SceneGraph(frame)
    for parent, children in branches:
        scene.insert(parent)
        for child in children:
            scene.insert(child, parent.id)
    shot, feedback = scene.snapshot(), SilentFeedback()
    terrain = shot.of_role(Role.TERRAIN)
    solids = shot.of_role(Role.BUILDINGS, Role.HERITAGE, Role.STRUCTURES, Role.MODEL)
    rays, ground = RayScene((*terrain, *solids)), GroundHeights.of(terrain)
    rays.prepare()
    stations = stations_of(shot.of_role(Role.ROUTES), rays, ground, 2.0, 1.6, feedback)
    rows = np.linspace(0, len(stations.eye) - 1, STATIONS).astype(np.int32)
    stations = stations.chosen(rows)
    grid = Grid.over(-3450.0, -3550.0, 3700.0, 4800.0, CELL)
    return CeilingCity.of(rays, ground, stations, grid, DROP, False, feedback), stations


@pytest.mark.benchmark
def test_a_ceiling_from_a_route_costs_less_than_a_viewshed_a_station() -> None:
    city, stations = built_in()
    feedback, field = SilentFeedback(), city.field
    lowest, governing = nothing_seen(field)
    surface = SightSurface.of(np.ascontiguousarray(field.surface), CELL)
    warm = city.eyes(stations, np.array([0], np.int32))
    lower_by_block(field, relief_of(field), warm, lowest.copy(), governing.copy(), feedback)

    def one_viewshed(row: int) -> float:
        east, north, up = stations.eye[row].tolist()
        line, col = (city.grid.north - north) / CELL - 0.5, (east - city.grid.west) / CELL - 0.5
        begun = perf_counter()
        visible_cells(surface, Observer(round(line), round(col), up))
        return perf_counter() - begun

    one_viewshed(0)
    begun = perf_counter()
    relief = relief_of(field)
    taken, single = perf_counter() - begun, []
    for host, rows in blocks_of(stations):
        assert not host  # so that one surface serves all
        begun = perf_counter()
        lower_by_block(field, relief, city.eyes(stations, rows), lowest, governing, feedback)
        taken += perf_counter() - begun
        single += [one_viewshed(int(row)) for row in rows[[0, len(rows) // 2, -1]]]
    viewshed = float(np.median(single))
    cells = city.grid.rows * city.grid.cols
    report(
        f"balloon ceiling, {city.grid.rows} × {city.grid.cols} cells, {STATIONS} stations, against as many "
        "exact viewsheds", taken / (STATIONS * viewshed), 0.7, at_least=False,
        detail=f"{taken:.0f} s; one viewshed {viewshed:.2f} s, {cells / viewshed / 1e6:.0f} Mcells/s",
    )  # fmt: skip
