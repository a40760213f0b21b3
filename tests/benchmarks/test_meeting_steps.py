"""No step of a meeting holds the window's thread over 50 ms, painting apart: add a stop, go on to another.

In the real window over the built-in city, with a scheme of ten changed buildings. The view paints nothing,
but makes and exchanges the pieces of what is seen as the real one does. A timer that asks for every turn of
the event loop sees how long each of them was.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from time import perf_counter, sleep
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.bootstrap import make_application
from app.projects import open_built_in
from app.settings import SettingsFile
from app.viewport.optics import Pose
from app.viewport.sync import SceneSync
from app.viewport.views import BOAT, LANE, OPENING
from app.window.main_window import MainWindow
from scene.node import Role
from scene.payloads import Buildings
from scene.review.agenda import note_stop
from scene.schemes.editing import new_scheme
from tests.benchmarks.ratio import report
from tests.gui.flat_view import FlatView

ALLOWED = 0.050


class Nowhere:
    """Takes pieces and shows them nowhere."""

    def put(self, node: str, pieces: Any, *, visible: bool = True) -> None: ...

    def remove(self, node: str) -> None: ...

    def set_visible(self, node: str, visible: bool) -> None: ...

    def set_opacity(self, node: str, opacity: float) -> None: ...

    def restyled(self) -> None: ...

    def remade(self, node: str) -> None: ...


class UnpaintedView(FlatView):
    """Makes the pieces of what is seen, and paints none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sync = SceneSync(Nowhere())

    def show_scene(self, scene: Any) -> None:
        super().show_scene(scene)
        self.sync.follow(scene)

    def set_season(self, season: str) -> None:
        super().set_season(season)
        self.sync.show_season(season)


@pytest.fixture(scope="module")
def window() -> Iterator[MainWindow]:
    settings = SettingsFile()
    settings.change(language="zh", theme="light")
    make_application([], settings.current)
    made = MainWindow(settings, open_built_in(), UnpaintedView)  # type: ignore[arg-type]
    made.show()
    made.dock("agenda").raise_()
    settle(made)
    yield made
    made.bench.session.history.mark_saved()
    made.close()
    QApplication.processEvents()


def settle(window: MainWindow, seconds: float = 1.5) -> None:
    """Wait until no job runs and the window has been at rest for a while."""
    rest = perf_counter()
    while perf_counter() - rest < seconds:
        QApplication.processEvents()
        if window.bench.jobs.running or window.bench.keeping.running or window.bench.presenting.under_way:
            rest = perf_counter()
        sleep(0.002)


def longest_turn(window: MainWindow, work: Callable[[], object]) -> float:
    """Return the seconds of the longest turn of the event loop while some work goes on to its end."""
    turns: list[float] = []
    beat = QTimer(interval=0)
    last = perf_counter()

    def beats() -> None:
        nonlocal last
        now = perf_counter()
        turns.append(now - last)
        last = now

    beat.timeout.connect(beats)
    QTimer.singleShot(0, work)
    beat.start()
    begun, arrived = perf_counter(), False
    while perf_counter() - begun < 12.0 and not arrived:
        QApplication.processEvents()
        arrived = perf_counter() - begun > 0.6 and not window.bench.presenting.under_way
    beat.stop()
    return max(turns)


def changed_scheme(window: MainWindow) -> str:
    """Return the id of a scheme that raises ten houses."""
    session = window.bench.session
    window.bench.run(made := new_scheme(session.scene))
    scheme = made.branches[0].node.id
    session.shown.choose(scheme)
    layer = max(
        (n for n in session.shown.graph.of_role(Role.BUILDINGS) if isinstance(n.payload, Buildings)),
        key=lambda node: node.payload.count,
    )
    top, eaves = layer.payload.top.copy(), layer.payload.eaves.copy()
    parts = layer.payload.building_start[:10]
    top[parts] += 9.0
    eaves[parts] += 9.0
    taller = replace(layer, payload=replace(layer.payload, top=top, eaves=eaves))
    window.bench.run(session.edited([taller], made.label))
    return scheme


def told(what: str, seconds: float) -> None:
    report(
        f"the longest turn of the window's thread: {what}", seconds / ALLOWED, 1.0, at_least=False,
        detail=f"{1000 * seconds:.0f} ms of {1000 * ALLOWED:.0f}",
    )  # fmt: skip


@pytest.mark.benchmark
def test_a_stop_is_added_in_a_keypress_without_a_halt(window: MainWindow) -> None:
    settle(window)
    for view in (OPENING, LANE):
        window.bench.view.look(view.pose)
        told("add a stop", longest_turn(window, window.bench.presenting.add))


@pytest.mark.benchmark
def test_going_on_to_another_hour_season_scheme_and_layers_holds_nothing(window: MainWindow) -> None:
    bench, session = window.bench, window.bench.session
    scheme = changed_scheme(window)
    bench.view.look(BOAT.pose)
    session.clock.set(session.clock.moment.replace(hour=17))
    session.season.set("bare")
    session.shown.hide({node.id for node in session.scene.of_role(Role.PLACES)})
    bench.presenting.add()
    last = bench.presenting.stops[-1]
    assert last.scheme == scheme
    bench.run(note_stop(session.scene, last.key, "说明"))
    settle(window)
    # Each scheme has been seen once by now, as it has when a presenter has made his stops.
    for _ in range(2):
        bench.presenting.show(bench.presenting.stops[0].key)
        settle(window)
        bench.presenting.show(last.key)
        settle(window)
    bench.presenting.present()
    settle(window)
    told("on to another scheme", longest_turn(window, bench.presenting.last))
    settle(window)
    told("back to the city as it is", longest_turn(window, bench.presenting.first))
    settle(window)
    told("on within it", longest_turn(window, bench.presenting.next))
    settle(window)
    told("the end of the meeting", longest_turn(window, bench.presenting.leave))
    settle(window)


@pytest.mark.benchmark
def test_every_pose_of_a_flight_is_quick(window: MainWindow) -> None:
    bench = window.bench
    poses = [Pose(stop.eye, stop.target, stop.view_angle) for stop in bench.presenting.stops]
    for pose in poses:
        told("fly to a stop", longest_turn(window, lambda pose=pose: bench.window.fly_to(pose)))
