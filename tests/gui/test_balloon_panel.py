"""The balloon in the window: tested in the background, coloured, and following a dragged height."""

from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from analysis.base import AnalysisInputs
from analysis.common.verdict import Outcome
from analysis.registry import by_id
from analysis.sightline.balloon.profile import View
from app.panels.balloon_desk import BalloonDesk
from app.panels.verdict_card import ElidedButton
from app.proposals import moved
from app.tools.pointer import Pointer
from app.viewport.optics import Pose
from app.window.main_window import MainWindow
from scene.commands import Replace
from scene.feedback import SilentFeedback
from scene.messages import msg
from scene.node import Role
from scene.selection import Selected
from tests.gui.test_verbs import place_balloon

#: The window of the tests looks only when it is asked to; a drag is answered without being asked.
UNASKED = BalloonDesk._test_quietly


@pytest.fixture
def live(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    monkeypatch.setattr(BalloonDesk, "_test_quietly", UNASKED)
    return window


def judged(window: MainWindow, qtbot: QtBot) -> None:
    window.menus.trigger("analysis.balloon")
    qtbot.waitUntil(lambda: window.bench.balloon.fresh, timeout=60_000)


def test_the_panel_says_the_same_as_the_analysis_run_by_itself(window: MainWindow, qtbot: QtBot) -> None:
    judged(window, qtbot)
    spec = by_id("sightline.balloon")
    inputs = AnalysisInputs(window.bench.session.scene.snapshot())
    alone = spec.load().run(inputs, spec.params_type()(), SilentFeedback())
    shown = window.bench.balloon.result
    assert alone.verdicts == shown.verdicts
    assert [repr(row) for row in alone.tables[0].rows] == [repr(row) for row in shown.tables[0].rows]


def test_a_tower_in_the_open_fails_and_the_view_is_told(window: MainWindow, qtbot: QtBot) -> None:
    judged(window, qtbot)
    desk = window.bench.balloon
    assert Outcome.FAIL is desk.verdict_of(desk.current).outcome
    assert "fail" == window.bench.view.last("set_verdicts")[(desk.current.node.id, 0)]
    assert 3 == window.balloon.model.rowCount()


def test_the_governing_sight_line_is_laid_over_the_view_and_can_be_taken_away(
    window: MainWindow, qtbot: QtBot
) -> None:
    judged(window, qtbot)
    desk, view = window.bench.balloon, window.bench.view
    (line,) = view.laid_over
    eye, end = line.payload.line(0)
    assert (eye[0], eye[1]) in {(-200.0, -250.0), (0.0, -300.0), (200.0, -250.0)}
    assert np.hypot(*(end[:2] - np.array(desk.current.place[:2]))) < 60.0
    assert line.id not in window.bench.session.scene

    window.menus.trigger("analysis.line")

    assert () == view.laid_over


def test_the_verdict_follows_the_height_without_looking_anew(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged(window, qtbot)
    desk = window.bench.balloon
    monkeypatch.setattr(type(desk), "test", lambda *args, **kwargs: pytest.fail("looked anew"))
    began = perf_counter()
    window.balloon.height_control.number.setValue(48.0)
    qtbot.waitUntil(lambda: desk.fresh, timeout=10_000)
    assert perf_counter() - began < 0.2
    assert 48.0 == pytest.approx(desk.verdict_of(desk.current).value, abs=0.01)


def test_the_governing_viewpoint_can_be_visited(window: MainWindow, qtbot: QtBot) -> None:
    judged(window, qtbot)
    window.balloon._fly_to_governing()
    x, y, _ = window.bench.view.pose.eye
    assert (x, y) in {(-200.0, -250.0), (0.0, -300.0), (200.0, -250.0)}
    assert window.bench.view.pose.target[:2] == pytest.approx(window.bench.balloon.current.place[:2])


def test_selecting_a_proposal_looks_at_it(window: MainWindow) -> None:
    second = window.bench.session.scene.of_role(Role.PROPOSALS)[1]
    window.bench.session.selection.select(Selected(second.id))
    assert second.id == window.bench.balloon.current.node.id
    assert second.payload.ids[0] == window.balloon.proposals.currentData()


def test_a_new_proposal_does_not_have_the_others_looked_at_again(window: MainWindow, qtbot: QtBot) -> None:
    judged(window, qtbot)
    desk = window.bench.balloon
    before = {key: flown.profile for key, flown in desk._flight.flown.items()}
    place_balloon(window)
    judged(window, qtbot)
    after = {key: flown.profile for key, flown in desk._flight.flown.items()}
    assert 3 == len(after)
    assert all(after[key] is profile for key, profile in before.items())
    assert {"fail", "pass", "review"} >= set(window.bench.view.last("set_verdicts").values())
    assert 3 == len(window.bench.view.last("set_verdicts"))


def same_as_alone(window: MainWindow) -> bool:
    spec = by_id("sightline.balloon")
    inputs = AnalysisInputs(window.bench.session.scene.snapshot())
    alone = spec.load().run(inputs, spec.params_type()(), SilentFeedback())
    shown = window.bench.balloon.result
    return repr(alone.verdicts) == repr(shown.verdicts) and repr(alone.tables) == repr(shown.tables)


@pytest.mark.parametrize("at_once", [0.0, 100.0], ids=["on a worker", "at once"])
def test_a_dragged_place_is_answered_without_waiting_and_the_last_one_counts(
    live: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, at_once: float
) -> None:
    monkeypatch.setattr("app.panels.balloon_desk.AT_ONCE", at_once)
    judged(live, qtbot)
    desk, scene = live.bench.balloon, live.bench.session.scene
    began = perf_counter()
    for _ in range(5):
        current = desk.current
        node = moved(current.node, current.row, (4.0, 2.0), current.place[2])
        live.bench.run(Replace(scene, [node], msg("Move {name}", name=current.name), "one drag"))
        assert desk.fresh == (at_once > 0.0)
        qtbot.wait(5)
    assert not desk._soon.isActive()
    qtbot.waitUntil(lambda: desk.fresh, timeout=30_000)

    assert perf_counter() - began < 20.0
    assert same_as_alone(live)


def test_of_a_dragged_viewpoint_only_its_own_view_is_looked_at_anew(live: MainWindow, qtbot: QtBot) -> None:
    judged(live, qtbot)
    desk, scene = live.bench.balloon, live.bench.session.scene

    def views() -> list[View]:
        return [view for flown in desk._flight.flown.values() for view in flown.profile.views]

    before = views()
    node = scene.of_role(Role.VIEWPOINTS)[0]
    vertices = node.payload.vertices.copy()
    vertices[0] += np.array([3.0, 1.0, 0.0], np.float32)
    changed = replace(node, payload=replace(node.payload, vertices=vertices))
    live.bench.run(Replace(scene, [changed], msg("Move {name}", name=node.name)))
    qtbot.waitUntil(lambda: desk.fresh or desk.problem is not None, timeout=30_000)

    assert desk.problem is None
    moved_ones = sum(view not in before for view in views())
    assert moved_ones == len(desk.proposals)
    assert len(before) > moved_ones
    assert same_as_alone(live)


def test_parapet_and_mast_are_set_in_the_panel_and_undone(live: MainWindow, qtbot: QtBot) -> None:
    judged(live, qtbot)
    desk, numbers = live.bench.balloon, live.balloon.additions.numbers
    before = desk.verdict_of(desk.current).limit
    numbers["parapet"].setValue(1.2)
    qtbot.waitUntil(lambda: desk.fresh, timeout=30_000)
    assert desk.current.parapet == pytest.approx(1.2)
    numbers["mast"].setValue(12.0)
    qtbot.waitUntil(lambda: desk.fresh, timeout=30_000)
    assert desk.current.mast == pytest.approx(12.0)
    assert desk.verdict_of(desk.current).limit <= before
    assert same_as_alone(live)

    live.menus.trigger("edit.undo")
    live.menus.trigger("edit.undo")
    assert (0.0, 0.0) == (desk.current.parapet, desk.current.mast)
    assert numbers["mast"].value() == 0.0


def test_a_viewpoint_is_dragged_over_the_ground_and_the_verdict_follows(
    live: MainWindow, qtbot: QtBot
) -> None:
    judged(live, qtbot)
    bench, desk = live.bench, live.bench.balloon
    (node,) = bench.session.scene.of_role(Role.VIEWPOINTS)
    start = np.array(node.payload.line(0)[0])
    live.menus.trigger("analysis.move_viewpoint")
    tool = bench.toolbox.tool
    eye = start + np.array([0.0, -60.0, 80.0])

    def at(x: float, y: float) -> Pointer:
        pose = Pose(tuple(eye), (x, y, float(start[2])))
        return Pointer(50.0, 50.0, 100.0, 100.0, pose)

    assert not tool.press(
        at(float(start[0]) + 60.0, float(start[1]))
    )  # nothing there: the view has the mouse
    assert tool.press(at(float(start[0]), float(start[1])))
    for step in (4.0, 9.0):
        assert tool.move(at(float(start[0]) + step, float(start[1])), True)
    tool.release(at(float(start[0]) + 9.0, float(start[1])))
    (changed,) = bench.session.scene.of_role(Role.VIEWPOINTS)
    assert changed.payload.line(0)[0][:2] == pytest.approx(start[:2] + np.array([9.0, 0.0]), abs=0.01)
    qtbot.waitUntil(lambda: desk.fresh, timeout=30_000)
    assert same_as_alone(live)

    live.menus.trigger("edit.undo")
    (back,) = bench.session.scene.of_role(Role.VIEWPOINTS)
    assert np.array_equal(back.payload.vertices, node.payload.vertices)


def test_a_long_name_of_a_viewpoint_never_widens_the_panel(qtbot: QtBot) -> None:
    button = ElidedButton(
        "See it from Lakeside walk, north bank at 450 m, below the willows of the long dyke"
    )
    qtbot.addWidget(button)
    button.resize(180, 32)
    button.show()
    assert button.sizePolicy().horizontalPolicy().name == "Ignored"
    assert button.fontMetrics().horizontalAdvance(button.text()) <= 180
    assert button.toolTip().endswith("long dyke")
