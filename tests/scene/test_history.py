"""Every verb can be undone exactly, and a verb that fails leaves no trace."""

from dataclasses import replace

import pytest

from scene.commands import Branch, Insert, Move, Remove, Replace
from scene.frame import YANGZHOU_FRAME, SceneFrame
from scene.graph import Change, Reframed, SceneGraph
from scene.history import History
from scene.messages import BilingualText, msg
from scene.node import Node, Role


def group(name: str) -> Node:
    return Node(BilingualText.same(name), Role.GROUP, id=name)


def order(scene: SceneGraph) -> list[tuple[str, str | None]]:
    return [(node.id, scene.parent(node.id)) for node in scene.walk()]


@pytest.fixture
def scene() -> SceneGraph:
    graph = SceneGraph(YANGZHOU_FRAME)
    for name, parent in (("a", None), ("b", None), ("a1", "a"), ("a2", "a"), ("c", None)):
        graph.insert(group(name), parent)
    return graph


def verbs(scene: SceneGraph) -> dict[str, object]:
    branch = Branch(group("new"), (Branch(group("new1")),))
    return {
        "insert": Insert([branch], parent="a", index=1),
        "insert with frame": Insert([branch], frame=SceneFrame("EPSG:32650")),
        "remove": Remove(scene, "a"),
        "move": Move(scene, "a1", None, 0),
        "replace": Replace(scene, [replace(scene.node("b"), visible=False)], msg("Hide")),
    }


@pytest.mark.parametrize("verb", ["insert", "insert with frame", "remove", "move", "replace"])
def test_undo_restores_order_identity_and_frame_and_redo_repeats(scene: SceneGraph, verb: str) -> None:
    history = History(scene)
    before, nodes, frame = order(scene), tuple(scene.walk()), scene.frame

    history.run(verbs(scene)[verb])
    after, nodes_after, frame_after = order(scene), tuple(scene.walk()), scene.frame
    assert (before, nodes, frame) != (after, nodes_after, frame_after)

    history.undo()
    assert before == order(scene)
    assert all(one is other for one, other in zip(nodes, scene.walk(), strict=True))
    assert frame == scene.frame

    history.redo()
    assert after == order(scene)
    assert frame_after == scene.frame


def test_a_command_that_raises_is_not_remembered(scene: SceneGraph) -> None:
    history = History(scene)

    with pytest.raises(ValueError, match="already in the scene"):
        history.run(Insert([group("b")]))

    assert history.undo_label is None
    assert not history.modified


def test_one_batch_makes_one_announcement(scene: SceneGraph) -> None:
    heard: list[tuple[Change, ...]] = []
    scene.changed.connect(heard.append)

    History(scene).run(Insert([group("x"), group("y")], frame=SceneFrame("EPSG:32650")))

    assert 1 == len(heard)
    assert 3 == len(heard[0])
    assert isinstance(heard[0][0], Reframed)


def test_the_steps_of_one_drag_undo_together(scene: SceneGraph) -> None:
    history = History(scene)
    for opacity in (0.9, 0.5, 0.1):
        node = scene.node("b")
        dragged = replace(node, style=replace(node.style, opacity=opacity))
        history.run(Replace(scene, [dragged], msg("Fade"), gesture="drag-1"))

    history.undo()

    assert 1.0 == scene.node("b").style.opacity
    assert history.undo_label is None


def test_saved_state_is_known_through_undo_and_redo(scene: SceneGraph) -> None:
    history = History(scene)
    history.run(Move(scene, "a1", None, 0))
    history.mark_saved()
    history.run(Move(scene, "a1", "a", 0))
    assert history.modified

    history.undo()
    assert not history.modified

    history.undo()
    assert history.modified

    history.run(Move(scene, "a2", None, 0))
    assert history.modified


def test_a_node_cannot_move_below_itself(scene: SceneGraph) -> None:
    with pytest.raises(ValueError, match="below itself"):
        scene.move("a", "a1", 0)


def test_a_snapshot_does_not_follow_the_scene(scene: SceneGraph) -> None:
    snapshot = scene.snapshot()

    scene.replace(replace(scene.node("a"), visible=False))

    assert snapshot.shown("a1")
    assert not scene.snapshot().shown("a1")
