"""Skyline and obstruction on the built-in city, against the 100 ms in which a drag is to be followed."""

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from analysis.base import AnalysisInputs, AnalysisResult
from analysis.sightline import panorama
from analysis.sightline.obstruction.params import ObstructionParams
from analysis.sightline.obstruction.plugin import ObstructionAnalysis
from analysis.skyline.params import SkylineParams
from analysis.skyline.plugin import SkylineAnalysis
from scene.feedback import SilentFeedback
from scene.graph import SceneGraph, Snapshot
from scene.node import Role
from scene.payloads import Buildings, Polylines
from tests.benchmarks.ratio import report, seconds

LIVE = 0.1
ROUTE = 1.0
FIRST = 2.0
VIEWPOINTS = 20


@pytest.fixture(scope="module")
def city() -> Snapshot:
    from importers.yangzhou.city import build

    frame, branches = build(SilentFeedback())
    scene = SceneGraph(frame)
    for parent, children in branches:
        scene.insert(parent)
        for child in children:
            scene.insert(child, parent.id)
    return scene.snapshot()


def moved(city: Snapshot, metres: float) -> Snapshot:
    """The city with its tower a little farther east; all else is the very same."""
    nodes = []
    for node in city.nodes:
        if node.role is Role.PROPOSALS and "tower" in node.id:
            assert isinstance(node.payload, Buildings)
            east = np.array([metres, 0.0], np.float32)
            node = replace(node, payload=replace(node.payload, rings=node.payload.rings + east))  # noqa: PLW2901
        nodes.append(node)
    return replace(city, nodes=tuple(nodes))


def places(city: Snapshot) -> tuple[tuple[float, float], ...]:
    """Places on a walk that make twenty with the protected viewpoints."""
    (points,) = (node.payload for node in city.of_role(Role.VIEWPOINTS))
    (routes,) = (node.payload for node in city.of_role(Role.ROUTES))
    assert isinstance(points, Polylines)
    assert isinstance(routes, Polylines)
    walk = routes.line(routes.ids.index("long_dyke_walk"))
    rows = np.linspace(0, len(walk) - 1, VIEWPOINTS - points.count).astype(int)
    return tuple((float(x), float(y)) for x, y, _ in walk[rows])


def named(city: Snapshot) -> tuple[str, ...]:
    (points,) = (node.payload for node in city.of_role(Role.VIEWPOINTS))
    assert isinstance(points, Polylines)
    return points.ids


def dragging(city: Snapshot, run: Callable[[Snapshot], AnalysisResult]) -> float:
    """Seconds of one answer while the tower is dragged: every place of it is new."""
    step = iter(range(1, 100))
    return seconds(lambda: run(moved(city, 0.5 * next(step))), 7)


def test_the_first_skyline_of_one_viewpoint_over_the_whole_city(city: Snapshot) -> None:
    params = SkylineParams(viewpoints=("V5",), picture_width=0)

    def run() -> AnalysisResult:
        panorama._KEPT.clear()
        return SkylineAnalysis().run(AnalysisInputs(city), params, SilentFeedback())

    taken = seconds(run, 3)
    report(
        "first skyline of a viewpoint, of 2 s", taken / FIRST, 1.0, at_least=False, detail=f"{taken:.2f} s"
    )


def test_a_dragged_tower_changes_the_skyline_of_twenty_viewpoints(city: Snapshot) -> None:
    params = SkylineParams(viewpoints=named(city), observers=places(city))

    def run(scene: Snapshot) -> AnalysisResult:
        return SkylineAnalysis().run(AnalysisInputs(scene), params, SilentFeedback())

    taken = dragging(city, run)
    detail = f"{1000 * taken:.0f} ms, panorama and charts included"
    report("skyline of 20 viewpoints, of 100 ms", taken / LIVE, 1.0, at_least=False, detail=detail)


def test_a_dragged_tower_changes_what_twenty_viewpoints_see_of_a_pagoda(city: Snapshot) -> None:
    params = ObstructionParams(target="heritage.white_pagoda", viewpoints=named(city), observers=places(city))

    def run(scene: Snapshot) -> AnalysisResult:
        return ObstructionAnalysis().run(AnalysisInputs(scene), params, SilentFeedback())

    taken = dragging(city, run)
    detail = f"{1000 * taken:.0f} ms"
    report("obstruction from 20 viewpoints, of 100 ms", taken / LIVE, 1.0, at_least=False, detail=detail)


def test_a_dragged_tower_changes_what_a_route_sees_of_a_pagoda(city: Snapshot) -> None:
    routes = ("lake_boat", "long_dyke_walk")
    params = ObstructionParams(target="heritage.white_pagoda", viewpoints=routes, station_spacing=2.0)

    def run(scene: Snapshot) -> AnalysisResult:
        return ObstructionAnalysis().run(AnalysisInputs(scene), params, SilentFeedback())

    begun = time.perf_counter()
    stations = next(len(table.rows) for table in run(city).tables if table.key == "profile")
    first = time.perf_counter() - begun
    taken = dragging(city, run)
    detail = f"{stations} stations, {taken:.2f} s; the first time {first:.0f} s"
    report("obstruction along routes at 2 m, of 1 s", taken / ROUTE, 1.0, at_least=False, detail=detail)
