"""Comparing schemes in the window: what is beside what, the bar, and the figures of all of them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.panels.compare.figures_dialog import FiguresDialog
from app.proposals import footprint_node
from app.viewport.backend import Arrangement
from app.window.main_window import MainWindow
from scene.messages import msg
from scene.schemes.editing import demolish, edit, new_scheme, place
from scene.schemes.scheme import schemes_of
from tests.gui.conftest import MakeWindow
from tests.gui.small_city import GROUND, small_city

TALL = [(-20.0, -60.0), (10.0, -60.0), (10.0, -40.0), (-20.0, -40.0)]


@pytest.fixture
def window(make_window: MakeWindow) -> MainWindow:
    """A window of a city with two schemes: one with a tower and without a house, one with raised houses."""
    session = small_city()
    for _ in range(2):
        session.run(new_scheme(session.scene))
    first, second = (scheme.id for scheme in schemes_of(session.scene))
    session.run(place(session.scene, first, [footprint_node(TALL, GROUND, 60.0, 3)]))
    session.run(demolish(session.scene, first, "houses", ["house-2"], msg("Less")))
    houses = session.scene.node("houses")
    higher = replace(houses.payload, top=houses.payload.top + 5, eaves=houses.payload.eaves + 5)
    session.run(edit(session.scene, second, [replace(houses, payload=higher)], msg("More")))
    return make_window(session)


def schemes(window: MainWindow) -> tuple[str, ...]:
    return tuple(scheme.id for scheme in schemes_of(window.bench.session.scene))


def test_the_existing_city_hangs_left_of_the_curtain_whichever_scheme_the_view_follows(
    window: MainWindow, qtbot: QtBot
) -> None:
    view, first = window.bench.view, schemes(window)[0]
    window.menus.trigger("meeting.curtain")
    assert window.bench.comparing.sides == ("", first)
    compared = view.compared
    assert (compared.place, [name.en for name in compared.names]) == (0, ["Existing city", "Scheme A"])
    assert any(node.name.en == "Proposal 3" for node in compared.scenes[0].walk())
    assert window.central.heads[0].isVisible()

    window.bench.session.shown.choose(first)
    compared = view.compared
    assert (compared.place, [name.en for name in compared.names]) == (1, ["Scheme A", "Existing city"])
    assert not any(node.name.en == "Proposal 3" for node in compared.scenes[0].walk())

    bar = window.central.heads[0]
    bar.choices[1].activated.emit(2)
    assert window.bench.comparing.sides == ("", schemes(window)[1])
    assert window.bench.session.shown.scheme == schemes(window)[1], "the view follows one of the two"
    window.menus.trigger("meeting.curtain")
    assert view.compared is None
    assert not bar.isVisible()


def test_what_is_done_to_a_scheme_is_seen_beside_at_once(window: MainWindow) -> None:
    window.menus.trigger("meeting.side_by_side")
    session, (first, second) = window.bench.session, schemes(window)
    assert window.bench.comparing.sides == ("", first, second)
    session.run(place(session.scene, second, [footprint_node(TALL, GROUND, 30.0, 4)]))
    names = [{node.name.en for node in scene.walk()} for scene in window.bench.view.compared.scenes]
    assert ["Proposal 4" in each for each in names] == [False, True]
    window.menus.trigger("edit.undo")
    assert "Proposal 4" not in {node.name.en for node in window.bench.view.compared.scenes[1].walk()}
    window.central.heads[0].fewer.click()
    assert window.bench.comparing.sides == ("", first)


def test_scenes_take_turns_by_themselves_or_when_asked(window: MainWindow, qtbot: QtBot) -> None:
    desk = window.bench.comparing
    window.menus.trigger("meeting.in_turn")
    desk.choose(["", schemes(window)[0]])
    desk.set_interval(0.5)
    with qtbot.waitSignal(desk.turned, timeout=3_000):
        pass
    assert desk.front == schemes(window)[0]
    assert window.bench.view.last("bring_forward") == 1
    window.central.heads[0].pulse.click()
    assert not desk.pulsing
    window.bench.view.next_asked.emit()
    assert (desk.front, window.bench.view.last("bring_forward")) == ("", 0)
    window.menus.trigger("meeting.curtain")
    assert desk.arrangement is Arrangement.CURTAIN


def test_differences_are_laid_over_the_side_they_are_of(window: MainWindow, qtbot: QtBot) -> None:
    desk, first = window.bench.comparing, schemes(window)[0]
    window.menus.trigger("meeting.curtain")
    window.menus.trigger("meeting.differences")
    qtbot.waitUntil(lambda: bool(desk.found), timeout=20_000)
    number, nodes = window.bench.view.last("lay_beside")
    said = {name for node in nodes for name in node.payload.columns.get("name_en", ())}
    assert (number, said) == (1, {"New", "Gone"})
    assert window.central.heads[0].counts.text() == "New 1  Gone 1"
    window.bench.session.shown.choose(first)
    qtbot.waitUntil(lambda: any("New" in n.payload.columns.get("name_en", ()) for n in laid(window)))
    window.menus.trigger("meeting.differences")
    assert laid(window) == ()


def laid(window: MainWindow) -> tuple:
    return window.bench.view.laid_over


def test_figures_of_all_schemes_are_found_in_one_go_and_saved(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    figures = window.bench.comparing.figures
    window.menus.trigger("meeting.figures")
    dialog = next(one for one in QApplication.topLevelWidgets() if isinstance(one, FiguresDialog))
    assert "sightline.balloon" in dialog.chosen
    figures.find(["sightline.balloon"])
    qtbot.waitUntil(lambda: not figures.running, timeout=120_000)
    assert [column.name.en for column in figures.held.columns] == ["Existing city", "Scheme A", "Scheme B"]
    tower = next(line for line in figures.held.lines if line.name.en == "Proposal 3")
    assert [figure is None for figure in tower.figures] == [True, False, True]
    assert tower.differs
    cells = {
        dialog.model.index(row, 0).data(): [dialog.model.index(row, place).data() for place in (2, 3, 4)]
        for row in range(dialog.model.rowCount())
    }
    assert cells["Proposal 3"][0] == "–"
    assert cells["Proposal 3"][1].startswith("60.00 m")

    dialog.save_as(tmp_path / "schemes.json")
    kept = json.loads((tmp_path / "schemes.json").read_text("utf-8"))
    assert [column["name"]["zh"] for column in kept["columns"]] == ["现状", "方案 A", "方案 B"]
    assert {line["name"]["en"] for line in kept["lines"]} >= {"Proposal 3"}
    dialog.save_as(tmp_path / "schemes.csv")
    assert "Scheme A − Existing city" in (tmp_path / "schemes.csv").read_text("utf-8-sig").splitlines()[0]

    session = window.bench.session
    session.run(place(session.scene, schemes(window)[1], [footprint_node(TALL, GROUND, 30.0, 4)]))
    assert figures.stale
    dialog.close()
