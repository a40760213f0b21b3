"""View corridors through half a million buildings, beside meshing all of them once, as rays would need."""

from time import perf_counter

import numpy as np

from analysis.base import AnalysisInputs
from analysis.corridor.params import CorridorParams
from analysis.corridor.plugin import CorridorAnalysis
from scene.feedback import SilentFeedback
from scene.geometry.building_mesh import analysis_mesh
from scene.node import Role
from scene.payloads import Buildings
from tests.analysis.corridor.test_corridors_analytic import slab, vista
from tests.analysis.sightline.cities import node, snapshot
from tests.benchmarks.ratio import report

COUNT = 500_000


def boxes() -> Buildings:
    rng = np.random.default_rng(3)
    side = int(np.ceil(np.sqrt(COUNT)))
    at = np.arange(COUNT)
    corner = np.stack([at % side, at // side], axis=1) * 20.0 - side * 10.0
    size = rng.uniform(6, 16, (COUNT, 1, 2))
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])
    rings = (corner[:, None, :] + square * size).reshape(-1, 2)
    height, level = rng.uniform(3, 60, COUNT), np.zeros(COUNT)
    rows = np.arange(COUNT + 1)
    return Buildings(rings, rows * 4, rows, rows, level, height, height, level, tuple(map(str, range(COUNT))))


def test_a_corridor_of_six_kilometres_through_half_a_million_buildings() -> None:
    layer = boxes()
    corridor = vista(
        (-3000, -3000, 0), (1000, 2000, 0), width_at_landmark=300.0, wider_width=500.0,
        background_length=1500.0, threshold_height=50.0,
    )  # fmt: skip
    scene = snapshot(node("city", layer, Role.BUILDINGS), corridor, slab(0, 900, 20, 920, 80.0))
    small = snapshot(corridor, slab(0, 900, 20, 920, 80.0))
    CorridorAnalysis().run(AnalysisInputs(small), CorridorParams(), SilentFeedback())  # compiled

    start = perf_counter()
    found = CorridorAnalysis().run(AnalysisInputs(scene), CorridorParams(), SilentFeedback())
    first = perf_counter() - start
    start = perf_counter()
    CorridorAnalysis().run(AnalysisInputs(scene), CorridorParams(), SilentFeedback())
    again = perf_counter() - start
    start = perf_counter()
    analysis_mesh(layer)
    meshed = perf_counter() - start

    told = f"first {first:.2f} s, again {again:.2f} s, mesh of all {meshed:.2f} s"
    report("corridor, first run / meshing all", first / meshed, 4.0, at_least=False, detail=told)
    report("corridor, again / first run", again / first, 0.8, at_least=False)
    assert len(found.tables[1].rows) > 1000
