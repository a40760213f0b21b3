"""The red balloon on the built-in city, against the 200 ms in which a person feels an answer as immediate."""

import time

import numpy as np
import pytest

from analysis.base import AnalysisInputs
from analysis.common.ports import PROPOSALS
from analysis.sightline.balloon.params import BalloonParams
from analysis.sightline.balloon.session import BalloonSession
from analysis.sightline.balloon.targets import Proposal, proposals_in
from analysis.sightline.stations import Stations, Viewpoint
from scene.feedback import SilentFeedback
from scene.graph import SceneGraph
from tests.benchmarks.ratio import report, seconds

LIMIT = 0.2
VIEWPOINTS = 20


@pytest.fixture(scope="module")
def flown() -> tuple[BalloonSession, Proposal]:
    from importers.yangzhou.city import build

    frame, branches = build(SilentFeedback())
    scene = SceneGraph(frame)
    for parent, children in branches:
        scene.insert(parent)
        for child in children:
            scene.insert(child, parent.id)
    inputs = AnalysisInputs(scene.snapshot())
    begun = time.perf_counter()
    session = BalloonSession.of(inputs, BalloonParams())
    print(f"\ncity prepared in {time.perf_counter() - begun:.1f} s")
    return session, next(iter(proposals_in(inputs.at(PROPOSALS))))


def twenty(stations: Stations) -> Stations:
    """All viewpoints that are points, and places on the routes as points, twenty together."""
    routed = np.flatnonzero(np.bincount(stations.of)[stations.of] > 1)
    points = np.setdiff1d(np.arange(len(stations.of)), routed)
    more = routed[np.linspace(0, len(routed) - 1, VIEWPOINTS - len(points)).astype(int)]
    rows = np.concatenate([points, more])
    views = []
    for row in rows:
        seen = stations.viewpoints[stations.of[row]]
        views.append(
            Viewpoint(
                f"{seen.id}-{row}",
                seen.name,
                seen.node,
                seen.host,
                seen.facing,
                seen.opening,
                False,
                seen.accuracy,
            )
        )
    return Stations(
        stations.eye[rows], np.arange(len(rows), dtype=np.int32), np.zeros(len(rows)), tuple(views)
    )


@pytest.mark.benchmark
def test_a_height_change_is_answered_while_it_is_dragged(flown: tuple[BalloonSession, Proposal]) -> None:
    session, proposal = flown
    profile = session.prepare(proposal, stations=twenty(session.stations))
    heights = iter(np.linspace(5.0, 150.0, 100))
    ours = seconds(lambda: session.answer(profile, float(next(heights))), times=20)
    report(
        f"balloon, new height, {VIEWPOINTS} viewpoints, exact", ours / LIMIT, 1.0, at_least=False,
        detail=f"{ours * 1000:.1f} ms against the limit of {LIMIT * 1000:.0f} ms",
    )  # fmt: skip


@pytest.mark.benchmark
def test_a_move_is_answered_while_it_is_dragged(flown: tuple[BalloonSession, Proposal]) -> None:
    session, proposal = flown
    stations = twenty(session.stations)
    ours = seconds(lambda: session.answer(session.prepare(proposal, stations=stations)), times=5)
    report(
        f"balloon, new place, {VIEWPOINTS} viewpoints, exact", ours / LIMIT, 1.0, at_least=False,
        detail=f"{ours * 1000:.0f} ms against the limit of {LIMIT * 1000:.0f} ms",
    )  # fmt: skip


@pytest.mark.benchmark
def test_all_routes_at_two_metres_are_answered_in_a_few_seconds(
    flown: tuple[BalloonSession, Proposal],
) -> None:
    session, proposal = flown
    ours = seconds(lambda: session.answer(session.prepare(proposal)), times=1)
    stations = len(session.stations.eye)
    report(
        f"balloon, new place, {stations} stations, exact", ours / 10.0, 1.0, at_least=False,
        detail=f"{ours:.1f} s against 10 s, {ours / stations * 1000:.2f} ms a station",
    )  # fmt: skip
