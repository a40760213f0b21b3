"""What is set when a stop is reached, as small steps: scheme, layers, leaves, hour, the result laid over.

Each step is quick by itself, so that whoever runs them can let the window breathe in between. None of them is
a change of the project. It knows no flight and no order of stops.
"""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from app.workbench import Workbench
from scene.node import Node
from scene.review.stop import Stop
from scene.season import BARE, LEAF

Step: TypeAlias = Callable[[], object]


def steps_of(bench: Workbench, stop: Stop) -> Iterator[Step]:
    """Yield what is to be done to see what a stop shows; what is so already is done in no time."""
    shown, season = bench.session.shown, bench.session.season
    yield lambda: shown.choose(stop.scheme)
    yield lambda: shown.hide(stop.hidden)
    yield lambda: season.set(stop.season) if stop.season in (LEAF, BARE) else None
    yield lambda: _take_hour(bench, stop)
    yield lambda: bench.analyses.show_overlay(False) if _overlay_goes(bench, stop) else None
    yield lambda: _lay_result(bench, stop)


def _take_hour(bench: Workbench, stop: Stop) -> None:
    if stop.time is not None:
        bench.session.clock.set(stop.time)


def _overlay_goes(bench: Workbench, stop: Stop) -> bool:
    return not stop.analysis and bench.analyses.overlay_shown and bench.analyses.current is not None


def _lay_result(bench: Workbench, stop: Stop) -> None:
    """Show the newest result of the stop's analysis, if this session has one."""
    if not any(run.id == stop.analysis for run in bench.analyses.runs):
        return
    current = bench.analyses.current
    if current is None or current.id != stop.analysis:
        bench.analyses.choose(stop.analysis)
    if not bench.analyses.overlay_shown:
        bench.analyses.show_overlay(True)


def results_of(bench: Workbench, stop: Stop) -> tuple[Node, ...]:
    """Return the layers that a stop's result lays over the view; none where this session has none of it."""
    runs = [run for run in bench.analyses.runs if run.id == stop.analysis]
    if not runs:
        return ()
    return tuple(node for node in runs[-1].outside(bench.session.scene) if node.visible)
