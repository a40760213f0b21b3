"""The Analysis panel: chosen, run, seen, asked, kept, undone, exported; live, stale, and wrong in words."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from analysis.common.verdict import Outcome
from app.i18n import translator
from app.panels.analyses.work_page import WorkPage
from app.proposals import with_height
from app.window.main_window import MainWindow
from scene.commands import Replace
from scene.messages import msg
from scene.node import Role
from tests.gui.conftest import MakeWindow
from tests.gui.example_analysis import ID, Tallness, tallness

__all__ = ["tallness"]


def opened(window: MainWindow, analysis: str = ID) -> WorkPage:
    window.show_analysis(analysis)
    window.bench.analyses.attended = True
    assert window.analyses.work_page is not None
    return window.analyses.work_page


def found(window: MainWindow, qtbot: QtBot) -> WorkPage:
    page, desk = opened(window), window.bench.analyses
    page.run()
    qtbot.waitUntil(lambda: desk.running is None and desk.current is not None, timeout=10_000)
    return page


def taller(window: MainWindow, height: float, gesture: str = "") -> None:
    scene = window.bench.session.scene
    node = with_height(scene.of_role(Role.PROPOSALS)[0], 0, height)
    window.bench.run(Replace(scene, [node], msg("Taller"), gesture))


def test_nothing_is_made_before_the_panel_is_looked_at(tallness: type[Tallness], window: MainWindow) -> None:
    assert window.analyses.work_page is None
    window.menus.trigger("analysis.all")
    assert {"sightline.balloon", ID} <= set(window.analyses.choose_page.choices)
    window.analyses.choose_page.choices[ID].asked.emit()
    assert ID == window.bench.analyses.chosen


def test_run_works_at_once_and_says_the_same_as_the_analysis(
    tallness: type[Tallness], window: MainWindow, qtbot: QtBot
) -> None:
    page = found(window, qtbot)
    run = window.bench.analyses.current
    assert [Outcome.FAIL, Outcome.PASS] == [one.outcome for one in page.result.verdicts.verdicts.verdicts]
    assert Outcome.FAIL is page.result.verdicts.current.outcome
    assert "curve" == page.result.charts.current.key
    assert "view" == page.result.pictures.current.key
    assert run.result.nodes[:2] == window.bench.view.laid_over
    assert ["viewpoint", "station", "height"] == [c.key for c in page.result.tables.model.columns][1:]


def test_the_first_answer_says_that_it_is_one(
    tallness: type[Tallness], window: MainWindow, qtbot: QtBot
) -> None:
    tallness.gate.clear()
    page, desk = opened(window), window.bench.analyses
    page.run()
    qtbot.waitUntil(lambda: desk.current is not None)
    assert "First answer, not yet exact." == page.age.text()
    assert not page.keeping.export_button.isEnabled()
    tallness.gate.set()
    qtbot.waitUntil(lambda: desk.running is None)
    assert not desk.current.result.interim
    assert page.age.isHidden()
    assert 1 == len(desk.runs)


def test_a_run_can_be_cancelled(tallness: type[Tallness], window: MainWindow, qtbot: QtBot) -> None:
    tallness.gate.clear()
    page, desk = opened(window), window.bench.analyses
    page.run()
    assert desk.running is not None
    page.cancel_button.click()
    qtbot.waitUntil(lambda: desk.running is None, timeout=2_000)
    assert desk.problem is None


def test_what_goes_wrong_is_one_sentence_in_the_panel(
    tallness: type[Tallness], window: MainWindow, qtbot: QtBot
) -> None:
    page, desk = opened(window), window.bench.analyses
    page.form.put({"cap": -2.0})
    page.run()
    qtbot.waitUntil(lambda: desk.problem is not None)
    assert "A cap below the ground." == page.problem.text()
    assert not page.problem.isHidden()
    assert desk.current is None
    page.form.put({"cap": 20.0})
    page.run()
    qtbot.waitUntil(lambda: desk.current is not None and desk.running is None)
    assert page.problem.isHidden()


def test_a_row_with_a_viewpoint_flies_to_its_eye_and_looks_at_its_subject(
    tallness: type[Tallness], window: MainWindow, qtbot: QtBot
) -> None:
    page = found(window, qtbot)
    page.result.tables._on_row(page.result.tables.model.index(0, 0))
    pose, proposal = window.bench.view.pose, window.bench.balloon.proposals[0]
    assert (0.0, -300.0) == pose.eye[:2]
    assert pose.target[:2] == pytest.approx(proposal.place[:2])
    assert proposal.node.id == window.bench.session.selection.current.node_id
    page.result.card.viewpoint_asked.emit()
    assert (0.0, -300.0) == window.bench.view.pose.eye[:2]


def test_tables_are_sorted_by_a_click_on_the_head(
    tallness: type[Tallness], window: MainWindow, qtbot: QtBot
) -> None:
    model = found(window, qtbot).result.tables.model
    model.sort(3, Qt.SortOrder.DescendingOrder)
    assert [24.0, 15.0] == [model.row(row)["height"] for row in range(2)]
    model.sort(3, Qt.SortOrder.AscendingOrder)
    assert [15.0, 24.0] == [model.row(row)["height"] for row in range(2)]


def test_a_chart_reads_out_what_is_under_the_mouse(
    tallness: type[Tallness], window: MainWindow, qtbot: QtBot
) -> None:
    view = found(window, qtbot).result.charts.view
    view.resize(400, 230)
    view.grab()
    at, none = QPointF((view.frame.left + view.frame.right) / 2, 100), Qt.MouseButton.NoButton
    view.mouseMoveEvent(
        QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier)
    )
    assert view.read_at == pytest.approx(50.0, abs=1.0)


def test_a_click_asks_the_result_and_the_card_hangs_at_the_place(
    tallness: type[Tallness], window: MainWindow, qtbot: QtBot
) -> None:
    page, view = found(window, qtbot), window.bench.view
    probing = window.analyses.probing
    view.picked.emit(SimpleNamespace(node_id="ground", row=0, point=(12.0, 40.0, 6.0)))
    qtbot.waitUntil(lambda: probing.callout.card is not None and not probing.callout.isHidden())
    assert "12.0 m here" == str(probing.callout.card.headline)
    assert not page.probe_card.isHidden()
    before = probing.callout.foot()
    from app.viewport.optics import Pose

    view.pose_changed.emit(Pose((50.0, -300.0, 156.0), (50.0, 0.0, 6.0)))
    assert before != probing.callout.foot()
    view.picked.emit(SimpleNamespace(node_id="ground", row=0, point=(-12.0, 40.0, 6.0)))
    qtbot.waitUntil(probing.callout.isHidden)
    assert page.probe_card.isHidden()


def test_escape_takes_the_card_away_and_another_panel_is_not_raised(
    tallness: type[Tallness], window: MainWindow, qtbot: QtBot
) -> None:
    found(window, qtbot)
    probing = window.analyses.probing
    window.bench.view.picked.emit(SimpleNamespace(node_id="houses", row=0, point=(12.0, 40.0, 6.0)))
    qtbot.waitUntil(lambda: not probing.callout.isHidden())
    assert window.analyses.isVisible()
    probing._escape.activated.emit()
    assert probing.callout.isHidden()


def test_a_result_is_kept_in_the_project_and_taken_out_again(
    tallness: type[Tallness], window: MainWindow, qtbot: QtBot
) -> None:
    page, bench = found(window, qtbot), window.bench
    node = bench.analyses.current.result.nodes[0]
    page.keeping.keep_button.click()
    assert node.id in bench.session.scene
    assert bench.analyses.kept
    assert node not in bench.view.laid_over  # the scene draws it now
    bench.session.history.undo()
    assert node.id not in bench.session.scene
    assert node in bench.view.laid_over


def test_the_overlay_can_be_taken_away(tallness: type[Tallness], window: MainWindow, qtbot: QtBot) -> None:
    page = found(window, qtbot)
    page.overlay.click()
    assert () == window.bench.view.laid_over
    assert 2 == page.result.legends.count()  # which the view shows otherwise
    page.overlay.click()
    assert 0 == page.result.legends.count()
    assert 2 == len(window.bench.view.laid_over)


def test_of_rasters_one_is_laid_over_the_view_at_a_time(
    tallness: type[Tallness], window: MainWindow, qtbot: QtBot
) -> None:
    page = found(window, qtbot)
    nodes, view = window.bench.analyses.current.result.nodes, window.bench.view
    assert [True, True, False] == [box.isChecked() for box in page.result.layers.boxes]
    page.result.layers.boxes[2].click()
    assert (nodes[0], nodes[2]) == view.laid_over
    assert [True, False, True] == [box.isChecked() for box in page.result.layers.boxes]
    page.result.layers.boxes[0].click()
    assert (nodes[2],) == view.laid_over


def test_the_files_are_those_of_the_headless_job(
    tallness: type[Tallness], window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    page = found(window, qtbot)
    page.keeping.export(window.bench.analyses.current, tmp_path)
    qtbot.waitUntil((tmp_path / "results.json").is_file, timeout=10_000)
    written = json.loads((tmp_path / "results.json").read_text("utf-8"))
    assert ID == written["analysis"]["id"]
    assert 20.0 == written["analysis"]["parameters"]["cap"]
    assert ["fail", "pass"] == [verdict["outcome"] for verdict in written["verdicts"]]
    assert (tmp_path / "tallness.csv").is_file()


def test_the_report_is_written_beside_the_files(
    tallness: type[Tallness], window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    page = found(window, qtbot)
    page.keeping.report(window.bench.analyses.current, tmp_path)
    qtbot.waitUntil(lambda: not window.bench.jobs.running, timeout=20_000)
    assert (tmp_path / "results.json").is_file()
    assert (tmp_path / "report.en.pdf").read_bytes().startswith(b"%PDF")


def test_several_results_are_held_and_one_is_shown(
    tallness: type[Tallness], window: MainWindow, qtbot: QtBot
) -> None:
    page, desk = found(window, qtbot), window.bench.analyses
    first = desk.current
    page.run()
    qtbot.waitUntil(lambda: desk.current is not first and desk.running is None)
    assert 2 == page.run_names.count()
    desk.show(first)
    assert first.result.nodes[:2] == window.bench.view.laid_over
    desk.forget(first)
    assert 1 == len(desk.runs)
    assert desk.current is desk.runs[0]


def test_large_results_make_room_for_newer_ones(
    tallness: type[Tallness], window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.panels.analyses.run import bytes_of, held

    found(window, qtbot)
    run = window.bench.analyses.current
    assert 2 * 64 + 40 * 80 * 3 == bytes_of(run.result)
    monkeypatch.setattr("app.panels.analyses.run.MOST_BYTES", 2 * bytes_of(run.result))
    assert 2 == len(held((run, run, run)))
    monkeypatch.setattr("app.panels.analyses.run.MOST_BYTES", 1)
    assert 1 == len(held((run, run, run)))


def test_a_live_result_follows_a_drag_and_ends_with_the_last_scene(
    tallness: type[Tallness], window: MainWindow, qtbot: QtBot
) -> None:
    page, desk = found(window, qtbot), window.bench.analyses
    before = tallness.count
    for step in range(40):
        taller(window, 30.0 + step, "drag")
    qtbot.waitUntil(lambda: not desk.stale and not desk.following, timeout=10_000)
    assert 69.0 == desk.current.result.verdicts[0].value
    assert 69.0 == page.result.verdicts.verdicts.verdicts[0].value
    assert before < tallness.count < before + 40  # latest wins: not every step is answered
    assert 1 == len(desk.runs)


def test_a_result_that_does_not_follow_goes_stale_and_comes_back_with_undo(
    tallness: type[Tallness], window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, desk = found(window, qtbot), window.bench.analyses
    monkeypatch.setattr(type(desk), "is_live", False)
    taller(window, 50.0)
    assert desk.stale
    assert page.age.text().startswith("Older than the scene")
    window.bench.session.history.undo()
    assert not desk.stale
    assert page.age.isHidden()


def test_it_speaks_the_language_that_is_chosen(
    tallness: type[Tallness], window: MainWindow, qtbot: QtBot
) -> None:
    page = found(window, qtbot)
    translator.speak("zh")
    assert "高度比较" == page._title.text()
    assert "重新运行" == page.run_button.text()
    name = window.bench.analyses.current.result.verdicts[0].subject_name
    assert name.zh == page.result.verdicts.verdicts.index(0, 0).data()


def test_a_projector_shows_the_analysis_if_it_is_in_front(
    tallness: type[Tallness], window: MainWindow, qtbot: QtBot
) -> None:
    page = found(window, qtbot)
    qtbot.waitUntil(window.analyses.isVisible)
    window.set_projector(True)
    assert window.analyses.isVisible()
    assert not window.balloon.isVisible()
    assert page.result.tables.isHidden()
    assert not page.result.card.isHidden()
    window.set_projector(False)
    assert not page.result.tables.isHidden()


def test_another_project_takes_the_results_away(
    tallness: type[Tallness], make_window: MakeWindow, qtbot: QtBot
) -> None:
    from tests.gui.small_city import small_city

    window = make_window()
    found(window, qtbot)
    window.bench.take(small_city())
    assert () == window.bench.analyses.runs
    assert () == window.bench.view.laid_over


def test_rows_of_the_scene_are_chosen_by_name(
    tallness: type[Tallness], window: MainWindow, qtbot: QtBot
) -> None:
    page = opened(window)
    choice = page.form.fields["views"].widget
    assert "All" == choice.text()
    choice.open()
    names = [choice.popup.list.item(row).text() for row in range(choice.popup.list.count())]
    assert ["Xichun Terrace", "Wuting Bridge", "Diaoyutai"] == names
    choice.popup.list.item(1).setCheckState(Qt.CheckState.Checked)
    choice.popup.list.item(0).setCheckState(Qt.CheckState.Checked)
    assert ["V1", "V2"] == page.form.values["views"]
    assert "2 chosen" == choice.text()
    choice.popup.close()
    one = page.form.fields["proposal"].widget
    one.open()
    one.popup._on_item(one.popup.list.item(1))
    assert window.bench.balloon.proposals[1].key == page.form.values["proposal"]


def test_places_are_picked_in_the_view_one_after_the_other(
    tallness: type[Tallness], window: MainWindow, qtbot: QtBot
) -> None:
    page, view = opened(window), window.bench.view
    field = page.form.fields["observers"].widget
    field.pick_button.click()
    assert "place" == window.bench.toolbox.active
    view.click((10.0, 20.0, 6.0))
    qtbot.waitUntil(lambda: window.bench.toolbox.active == "place")
    view.click((30.0, 40.0, 6.0))
    qtbot.waitUntil(lambda: window.bench.toolbox.active == "place")
    window.bench.toolbox.stop()
    assert not field.pick_button.isChecked()
    east, north, _ = window.bench.session.scene.frame.to_world([(10.0, 20.0, 6.0)])[0]
    assert [east, north] == pytest.approx(page.form.values["observers"][0], abs=1e-3)
    assert 2 == len(page.form.values["observers"])
    assert f"{east:.1f}  {north:.1f}" in [line.text() for line in field.findChildren(QLabel)]
    assert page.form.read() is not None
