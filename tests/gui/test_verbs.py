"""Every verb of the window is a command: done by its action, taken back by undo, done again by redo."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.qtbot import QtBot

from app.panels.layers_model import EYE, NAME
from app.proposals import height_of
from app.window.main_window import MainWindow
from scene.graph import SceneGraph
from scene.node import Role
from scene.selection import Selected
from tests.gui.small_city import GROUND

Shape = list[tuple[object, ...]]


def shape(scene: SceneGraph) -> Shape:
    """Return all that a person can change, identity of values included."""
    return [
        (node.id, scene.parent(node.id), node.name, node.visible, node.payload, dict(node.attributes))
        for node in scene.walk()
    ]


def rename(window: MainWindow) -> None:
    window.bench.session.selection.select(Selected("houses"))
    index = window.layers.model.index_of("houses")
    window.layers.model.setData(index, "Lanes", Qt.ItemDataRole.EditRole)


def hide(window: MainWindow) -> None:
    window.layers.model.toggle("ground")


def reorder(window: MainWindow) -> None:
    model = window.layers.model
    data = model.mimeData([model.index_of("viewpoints")])
    model.dropMimeData(data, Qt.DropAction.MoveAction, 0, 0, model.index_of("city"))


def move_to_the_top(window: MainWindow) -> None:
    model = window.layers.model
    data = model.mimeData([model.index_of("houses")])
    model.dropMimeData(data, Qt.DropAction.MoveAction, -1, -1, QModelIndex())


def group(window: MainWindow) -> None:
    window.layers.tree.setCurrentIndex(window.layers.model.index_of("houses"))
    window.menus.trigger("edit.group")


def remove(window: MainWindow) -> None:
    window.bench.session.selection.select(Selected("city"))
    window.menus.trigger("edit.remove")


def switch_trees(window: MainWindow) -> None:
    window.menus.trigger("view.trees")


def store_view(window: MainWindow) -> None:
    window.menus.trigger("view.store")


def draw(window: MainWindow) -> None:
    window.menus.trigger("analysis.draw")
    view = window.bench.view
    for x, y in ((-40.0, -40.0), (-10.0, -40.0), (-10.0, -20.0), (-40.0, -20.0)):
        view.click((x, y, GROUND))
    view.mouse("double", (-40.0, -20.0, GROUND))
    view.mouse("move", (-25.0, -30.0, GROUND + 33.0), left=False)
    view.click((-25.0, -30.0, GROUND + 33.0))


def place_balloon(window: MainWindow) -> None:
    window.menus.trigger("analysis.place")
    window.bench.view.click((10.0, -50.0, GROUND))
    window.bench.toolbox.stop()


def drag_height(window: MainWindow) -> None:
    window.menus.trigger("analysis.height")
    view, proposal = window.bench.view, window.bench.balloon.current
    x, y, z = proposal.place
    view.mouse("press", (x, y, z + proposal.height))
    for rise in (2.0, 6.0, 11.0):
        view.mouse("move", (x, y, z + proposal.height + rise))
    view.mouse("release", (x, y, z + proposal.height + 11.0))
    window.bench.toolbox.stop()


def move_proposal(window: MainWindow) -> None:
    window.menus.trigger("analysis.move")
    view, (x, y, z) = window.bench.view, window.bench.balloon.current.place
    view.mouse("press", (x, y, z))
    view.mouse("move", (x + 10.0, y, z))
    view.mouse("move", (x + 25.0, y - 5.0, z))
    view.mouse("release", (x + 25.0, y - 5.0, z))
    window.bench.toolbox.stop()


VERBS: list[Callable[[MainWindow], None]] = [
    rename, hide, reorder, move_to_the_top, group, remove, switch_trees, store_view, draw, place_balloon,
    drag_height, move_proposal,
]  # fmt: skip


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
def test_a_verb_is_one_step_of_undo_and_redo(window: MainWindow, verb: Callable[[MainWindow], None]) -> None:
    scene = window.bench.session.scene
    before = shape(scene)
    verb(window)
    after = shape(scene)
    assert after != before
    window.menus.trigger("edit.undo")
    assert before == shape(scene)
    assert not window.menus.actions["edit.undo"].isEnabled()
    window.menus.trigger("edit.redo")
    assert after == shape(scene)


def test_the_tree_shows_what_the_scene_holds_after_every_verb(window: MainWindow) -> None:
    for verb in VERBS:
        verb(window)
        assert_tree_is_scene(window)
    while window.menus.actions["edit.undo"].isEnabled():
        window.menus.trigger("edit.undo")
        assert_tree_is_scene(window)


def assert_tree_is_scene(window: MainWindow) -> None:
    model, scene = window.layers.model, window.bench.session.scene

    def rows(parent: QModelIndex) -> list[tuple[str, list]]:
        found = [model.index(row, NAME, parent) for row in range(model.rowCount(parent))]
        return [(model.node_id(index), rows(index)) for index in found]

    def nodes(parent: str | None) -> list[tuple[str, list]]:
        return [(node.id, nodes(node.id)) for node in scene.children(parent)]

    assert nodes(None) == rows(QModelIndex())


def test_undo_names_what_it_would_take_back(window: MainWindow) -> None:
    rename(window)
    window.menus.refresh()
    assert "Undo: Rename Old city houses" == window.menus.actions["edit.undo"].text()


def test_a_click_on_the_eye_hides_and_a_second_shows(window: MainWindow, qtbot: QtBot) -> None:
    tree, model = window.layers.tree, window.layers.model
    eye = model.index_of("ground").siblingAtColumn(EYE)
    for shown in (False, True):
        place = tree.visualRect(eye).center()
        qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert shown == window.bench.session.scene.node("ground").visible


def test_a_layer_cannot_be_dropped_into_itself(window: MainWindow) -> None:
    model = window.layers.model
    before = shape(window.bench.session.scene)
    data = model.mimeData([model.index_of("city")])
    model.dropMimeData(data, Qt.DropAction.MoveAction, 0, 0, model.index_of("houses"))
    assert before == shape(window.bench.session.scene)


def test_a_drawn_proposal_has_the_corners_and_the_height_that_were_shown(window: MainWindow) -> None:
    draw(window)
    node = window.bench.session.scene.of_role(Role.PROPOSALS)[-1]
    assert (-40.0, -40.0, -10.0, -20.0) == pytest.approx(node.payload.bounds(), abs=0.05)
    assert height_of(node, 0) == pytest.approx(33.0, abs=0.6)
    assert "" == window.bench.toolbox.active
    assert node.payload.ids[0] == window.bench.balloon.current.key


def test_escape_puts_a_tool_away_and_changes_nothing(window: MainWindow, qtbot: QtBot) -> None:
    before = shape(window.bench.session.scene)
    window.menus.trigger("analysis.draw")
    window.bench.view.click((0.0, -40.0, GROUND))
    qtbot.keyClick(window.bench.view, Qt.Key.Key_Escape)
    assert "" == window.bench.toolbox.active
    assert before == shape(window.bench.session.scene)


def test_one_drag_of_the_slider_is_one_step_of_undo(window: MainWindow) -> None:
    control, proposal = window.balloon.height_control, window.bench.balloon.current
    control.slider.setSliderDown(True)
    for step in (100, 130, 160):
        control.slider.setValue(step)
    control.slider.setSliderDown(False)
    assert 40.0 == pytest.approx(window.bench.balloon.current.height)
    window.menus.trigger("edit.undo")
    assert proposal.height == pytest.approx(window.bench.balloon.current.height)
    assert not window.menus.actions["edit.undo"].isEnabled()
