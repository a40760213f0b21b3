"""Schemes in the window: made, shown, changed and left as it was, without the city taking notice."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLineEdit, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from app.projects import open_project, save_project
from app.proposals import with_height
from app.scheme_words import Kind, differences_of
from app.window.main_window import MainWindow
from scene.messages import msg
from scene.node import Role
from scene.schemes.scheme import schemes_of
from scene.selection import Selected


def of_houses(window: MainWindow) -> str:
    return window.bench.session.scene.of_role(Role.BUILDINGS)[0].id


def top(window: MainWindow, name: str, *, seen: bool) -> float:
    session = window.bench.session
    payload = (session.shown.graph if seen else session.scene).node(of_houses(window)).payload
    return float(payload.top[payload.row_of_id[name]])


def select(window: MainWindow, name: str) -> None:
    node = window.bench.session.shown.graph.node(of_houses(window))
    window.bench.session.selection.select(Selected(node.id, node.payload.row_of_id[name]))


def test_schemes_are_made_shown_renamed_ordered_and_removed(window: MainWindow, qtbot: QtBot) -> None:
    shown, listed = window.bench.session.shown, window.schemes.list
    for _ in range(3):
        window.menus.trigger("scheme.new")
    ids = [scheme.id for scheme in schemes_of(window.bench.session.scene)]
    assert [listed.item(row).text() for row in range(4)] == [
        "Existing city",
        "Scheme A",
        "Scheme B",
        "Scheme C",
    ]
    assert shown.scheme == ids[2]
    assert window.menus.actions["scheme.show_1"].shortcut().toString() == "Alt+1"
    window.menus.trigger("scheme.show_1")
    assert (shown.scheme, listed.currentRow()) == (ids[0], 1)
    listed.setCurrentRow(2)
    assert shown.scheme == ids[1]
    window.menus.trigger("scheme.up")
    assert [scheme.id for scheme in schemes_of(window.bench.session.scene)] == [ids[1], ids[0], ids[2]]
    assert listed.currentRow() == 1
    window.menus.trigger("scheme.rename")
    editor = listed.findChild(QLineEdit)
    qtbot.keyClicks(editor, "Low along the lake")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: listed.item(1).text() == "Low along the lake")
    window.menus.trigger("scheme.remove")
    assert shown.scheme == ""
    window.menus.trigger("edit.undo")
    assert listed.count() == 4


def test_a_building_is_made_otherwise_in_the_scheme_alone_and_taken_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    session, inspector = window.bench.session, window.inspector
    select(window, "house-3")
    assert inspector.findChild(QDoubleSpinBox, "building_height") is None, "the city is not typed at"
    window.menus.trigger("scheme.new")
    box = inspector.findChild(QDoubleSpinBox, "building_height")
    assert box.value() == 6.0
    box.setValue(15.0)
    qtbot.waitUntil(lambda: top(window, "house-3", seen=True) == 21.0)
    inspector.findChild(QSpinBox, "building_floors").setValue(4)
    qtbot.wait(10)
    inspector.findChild(QComboBox, "building_roof").activated.emit(0)
    qtbot.wait(10)
    assert top(window, "house-3", seen=False) == 12.0
    select(window, "house-5")
    button = next(each for each in window.schemes.findChildren(QPushButton) if each.text() == "Demolish")
    qtbot.waitUntil(button.isEnabled)
    button.click()
    assert "house-5" not in session.shown.graph.node(of_houses(window)).payload.ids
    found = differences_of(session.scene, session.shown.scheme)
    assert [(each.kind, each.row) for each in found] == [(Kind.GONE, "house-5"), (Kind.CHANGED, "house-3")]
    assert found[1].detail.en == ("6.00 m → 15.00 m, storeys 2 → 4, roof gabled → flat")

    window.menus.trigger("scheme.show_0")
    assert "house-5" in session.shown.graph.node(of_houses(window)).payload.ids
    window.menus.trigger("scheme.show_1")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    select(window, "house-1")
    qtbot.keyClick(window.schemes.list, Qt.Key.Key_F2)
    assert window.schemes.list.findChild(QLineEdit) is not None, "the scheme is renamed, not what is selected"
    lines = window.schemes.differences
    assert lines.topLevelItemCount() == 2
    for _ in range(2):
        select(window, "house-1")
        lines.setCurrentItem(lines.topLevelItem(0))
        qtbot.keyClick(lines, Qt.Key.Key_Delete)
    assert lines.topLevelItemCount() == 0
    assert session.shown.graph.node(of_houses(window)) is session.scene.node(of_houses(window))


def test_what_is_drawn_while_a_scheme_is_shown_is_the_schemes(window: MainWindow) -> None:
    session = window.bench.session
    window.menus.trigger("scheme.new")
    before = len(window.bench.balloon.proposals)
    window.menus.trigger("analysis.draw")
    tool = window.bench.toolbox.tool
    tool.corners = [(0.0, 0.0, 6.0), (20.0, 0.0, 6.0), (20.0, 12.0, 6.0)]
    tool.closed = True
    tool.confirm()
    assert len(window.bench.balloon.proposals) == before + 1
    drawn = window.bench.balloon.current.node
    assert drawn.name.en == f"Building {before + 1}"
    model = window.layers.model
    assert model.data(model.index_of(drawn.id), Qt.ItemDataRole.ForegroundRole) is None
    window.menus.trigger("scheme.copy")
    assert model.data(model.index_of(drawn.id), Qt.ItemDataRole.ForegroundRole) is not None, "not shown"
    assert len(window.bench.balloon.proposals) == before + 1, "one of its own, not both"
    window.menus.trigger("scheme.show_0")
    assert len(window.bench.balloon.proposals) == before
    assert len(session.scene.of_role(Role.PROPOSALS)) == len(session.shown.graph.of_role(Role.PROPOSALS)) + 2


def test_a_project_keeps_its_schemes_and_which_is_shown(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    session, file = window.bench.session, tmp_path / "with schemes.gpkg"
    window.menus.trigger("scheme.new")
    select(window, "house-3")
    window.inspector.findChild(QDoubleSpinBox, "building_height").setValue(15.0)
    qtbot.waitUntil(lambda: top(window, "house-3", seen=True) == 21.0)
    select(window, "house-5")
    window.menus.trigger("scheme.demolish")
    save_project(session, session.scene.snapshot(), file)
    again = open_project(file)
    assert again.shown.scheme == session.shown.scheme
    assert differences_of(again.scene, again.shown.scheme) == differences_of(
        session.scene, session.shown.scheme
    )
    payload = again.shown.graph.node(of_houses(window)).payload
    assert payload.count == 11
    assert payload.top[payload.row_of_id["house-3"]] == 21.0


def test_figures_of_the_site_follow_what_is_pulled_and_are_held_to_limits(
    window: MainWindow, qtbot: QtBot
) -> None:
    session, view = window.bench.session, window.schemes.indicators
    window.dock("schemes").raise_()
    qtbot.waitUntil(lambda: view.desk.problem is not None, timeout=20_000)
    window.menus.trigger("scheme.new")
    window.menus.trigger("scheme.draw_site")
    tool = window.bench.toolbox.tool
    tool.corners = [(-10.0, -10.0, 6.0), (40.0, -10.0, 6.0), (40.0, 30.0, 6.0), (-10.0, 30.0, 6.0)]
    tool.confirm()
    # The proposal of 30 by 18 m and 24 m stands on 2000 m²: eight storeys of 3 m, assumed.
    qtbot.waitUntil(lambda: view.values["plot_ratio"].text() == "2.16")
    assert view.values["density"].text() == "27.0 %"
    assert view.marks["plot_ratio"].pixmap().isNull(), "no limit, no verdict"
    view.limits["plot_ratio"].setValue(1.5)
    qtbot.waitUntil(lambda: not view.marks["plot_ratio"].pixmap().isNull())
    assert view.marks["plot_ratio"].accessibleName() == "Fail"

    proposal = window.bench.balloon.proposals[0]
    lower = with_height(proposal.node, proposal.row, 12.0)
    window.bench.run(session.edited([lower], msg("Pull"), "drag"))
    qtbot.waitUntil(lambda: view.values["plot_ratio"].text() == "1.08")
    assert view.marks["plot_ratio"].accessibleName() == "Pass"
    window.menus.trigger("scheme.show_0")
    qtbot.waitUntil(lambda: view.values["plot_ratio"].text() == "2.16")
    assert view.limits["plot_ratio"].value() == 1.5, "the same plot, the same limit"


def test_any_building_is_pulled_in_a_scheme_and_none_without(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = window.bench.session
    node = session.shown.graph.node(of_houses(window))
    under = Selected(node.id, node.payload.row_of_id["house-3"])
    window.menus.trigger("scheme.new")
    window.menus.trigger("analysis.height")
    tool, at = window.bench.toolbox.tool, {"z": 12.0}
    monkeypatch.setattr("app.tools.drag_proposal.height_on_string", lambda pointer, place: at["z"])
    pointer = SimpleNamespace(under=under)
    tool.press(pointer)
    for z in (13.0, 16.0, 20.0):
        at["z"] = z
        tool.move(pointer, held=True)
    tool.release(pointer)
    assert (top(window, "house-3", seen=True), top(window, "house-3", seen=False)) == (20.0, 12.0)
    session.history.undo()
    assert top(window, "house-3", seen=True) == 12.0, "one pull, one step"
    window.menus.trigger("scheme.show_0")
    tool.press(pointer)
    assert tool.proposal.node.role is Role.PROPOSALS
