"""No step of a walk holds the window's thread over 50 ms, painting apart: seasons, routes, display, section.

In the window of :mod:`test_meeting_steps`, over the built-in city.
"""

from functools import partial
from time import perf_counter

import numpy as np
import pytest

from app.panels.hud.reading import landmark_rays, read
from app.viewport.views import BOAT
from app.window.main_window import MainWindow
from scene.node import Role
from scene.review.route import Manner
from tests.benchmarks.ratio import report
from tests.benchmarks.test_meeting_steps import ALLOWED, longest_turn, settle, told, window

__all__ = ["window"]


@pytest.mark.benchmark
def test_trees_lose_their_leaves_and_get_them_again(window: MainWindow) -> None:
    settle(window)
    change = window.bench.session.season.set
    for season in ("bare", "leaf", "bare"):
        told(f"trees {season}", longest_turn(window, partial(change, season)))


@pytest.mark.benchmark
def test_a_long_walk_is_kept_and_taken(window: MainWindow) -> None:
    settle(window)
    along = np.linspace(0.0, 3000.0, 12_000)
    way = np.column_stack([along, 40.0 * np.sin(along / 90.0), np.full(12_000, 6.0)])
    told("keep a walk of 3 km", longest_turn(window, lambda: window.bench.routes.keep(way, Manner.WALK)))
    window.bench.routes.leave()


@pytest.mark.benchmark
def test_the_display_and_a_section_are_asked_away_from_the_window(window: MainWindow) -> None:
    settle(window)
    window.bench.view.look(BOAT.pose)
    told("show what is here", longest_turn(window, lambda: window.bench.hud.show(True)))
    rays, graph = window.seeing.rays, window.bench.session.shown.graph
    assert rays is not None
    pagoda = landmark_rays(graph.of_role(Role.HERITAGE)[0])
    read(rays, BOAT.pose, pagoda)
    begun = perf_counter()
    read(rays, BOAT.pose, pagoda)
    seconds = perf_counter() - begun
    report(
        "what is here, asked once", seconds / (2.0 * ALLOWED), 1.0, at_least=False,
        detail=f"{1000 * seconds:.0f} ms of 100",
    )  # fmt: skip
    window.bench.hud.show(False)
    told("cut the city open", longest_turn(window, lambda: window.menus.trigger("view.section_plane")))
    window.menus.trigger("view.section_plane")
