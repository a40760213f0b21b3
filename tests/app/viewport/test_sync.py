"""What the view is told when the scene changes."""

from dataclasses import replace

import numpy as np
import pytest

from app.viewport.sync import SceneSync
from scene.frame import YANGZHOU_FRAME
from scene.graph import SceneGraph
from scene.messages import BilingualText
from scene.node import Node, Role, Style
from scene.payloads import Polylines, TriangleMesh
from tests.app.viewport.drawing import Recorder

TRIANGLE = TriangleMesh(np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]]), np.array([[0, 1, 2]]))


def mesh_node(**more: object) -> Node:
    return Node(BilingualText("面", "Face"), Role.MODEL, TRIANGLE, **more)  # type: ignore[arg-type]


@pytest.fixture
def scene() -> SceneGraph:
    return SceneGraph(YANGZHOU_FRAME)


@pytest.fixture
def sync(scene: SceneGraph) -> SceneSync:
    return SceneSync(Recorder())


def followed(scene: SceneGraph, sync: SceneSync) -> Recorder:
    sync.follow(scene)
    recorder = sync.drawing
    assert isinstance(recorder, Recorder)
    return recorder


def test_what_is_inserted_is_drawn_and_what_is_removed_is_not(scene: SceneGraph, sync: SceneSync) -> None:
    recorder = followed(scene, sync)
    node = mesh_node()
    scene.insert(node)
    assert list(recorder.pieces) == [node.id]
    scene.remove(node.id)
    assert not recorder.pieces


@pytest.mark.parametrize(("corners", "drawn"), [(1, 0), (4, 1)])
def test_a_district_is_outlined_and_a_mere_place_is_not(
    scene: SceneGraph, sync: SceneSync, corners: int, drawn: int
) -> None:
    square = np.array([[0, 0, 0], [9, 0, 0], [9, 9, 0], [0, 0, 0]], np.float32)[:corners]
    place = Node(
        BilingualText("区", "District"), Role.PLACES, Polylines(square, np.array([0, corners]), ("a",))
    )
    recorder = followed(scene, sync)
    scene.insert(place)
    assert len(recorder.pieces[place.id]) == drawn


def test_hiding_a_group_hides_what_is_in_it_without_new_pieces(scene: SceneGraph, sync: SceneSync) -> None:
    group = Node(BilingualText("组", "Group"), Role.GROUP)
    scene.insert(group)
    node = mesh_node()
    scene.insert(node, group.id)
    recorder = followed(scene, sync)
    scene.replace(replace(group, visible=False))
    assert recorder.visible[node.id] is False
    assert recorder.puts == 1


def test_moving_a_node_into_a_hidden_group_hides_it(scene: SceneGraph, sync: SceneSync) -> None:
    group = Node(BilingualText("组", "Group"), Role.GROUP, visible=False)
    scene.insert(group)
    node = mesh_node()
    scene.insert(node)
    recorder = followed(scene, sync)
    assert recorder.visible[node.id] is True
    scene.move(node.id, group.id, 0)
    assert recorder.visible[node.id] is False


def test_another_opacity_keeps_the_pieces_and_another_payload_does_not(
    scene: SceneGraph, sync: SceneSync
) -> None:
    node = mesh_node()
    scene.insert(node)
    recorder = followed(scene, sync)
    scene.replace(replace(node, style=Style(opacity=0.4)))
    assert recorder.puts == 1
    assert recorder.opacity[node.id] == 0.4
    other = TriangleMesh(TRIANGLE.vertices + np.float32(1.0), TRIANGLE.faces)
    scene.replace(replace(node, payload=other))
    assert recorder.puts == 2


def test_a_view_that_no_longer_follows_is_told_nothing(scene: SceneGraph, sync: SceneSync) -> None:
    recorder = followed(scene, sync)
    sync.follow(None)
    scene.insert(mesh_node())
    assert not recorder.pieces


def test_the_box_of_a_group_holds_all_that_is_below_it(scene: SceneGraph, sync: SceneSync) -> None:
    group = Node(BilingualText("组", "Group"), Role.GROUP)
    scene.insert(group)
    shift = np.eye(4)
    shift[:3, 3] = (10.0, 20.0, 30.0)
    scene.insert(mesh_node(), group.id)
    scene.insert(mesh_node(transform=shift), group.id)
    followed(scene, sync)
    assert sync.box_of(group.id) == (0.0, 0.0, 0.0, 11.0, 21.0, 30.0)


def test_a_scene_that_takes_another_frame_is_followed(scene: SceneGraph, sync: SceneSync) -> None:
    recorder = followed(scene, sync)
    scene.reframe(replace(YANGZHOU_FRAME, crs="EPSG:32654"))
    node = mesh_node()
    scene.insert(node)
    assert list(recorder.pieces) == [node.id]
