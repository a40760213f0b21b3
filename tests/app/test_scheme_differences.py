"""What is new, gone, taller and lower between two scenes, told by ids."""

from dataclasses import replace

import numpy as np

from app.scheme_differences import LEGEND_OF_DIFFERENCES, Kind, differences
from scene.frame import YANGZHOU_FRAME
from scene.geometry.rows import rows_of
from scene.graph import Snapshot
from scene.legend import VALUE
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Buildings, Polylines, TriangleMesh

CORNERS = np.array([(0, 0), (10, 0), (10, 8), (0, 8)], np.float32)


def houses(heights: list[float], first: int = 0) -> Buildings:
    count = len(heights)
    rings = np.concatenate([CORNERS + np.array([30.0 * (first + i), 0.0], np.float32) for i in range(count)])
    start, top = np.arange(count + 1, dtype=np.int32), np.array(heights, np.float32)
    ids = tuple(f"house-{first + i}" for i in range(count))
    return Buildings(rings, 4 * start, start, start, 0 * top, top, top, 0 * top, ids)


def layer(payload: object, node_id: str, role: Role = Role.BUILDINGS) -> Node:
    return Node(BilingualText("屋", "Houses"), role, payload, id=node_id)  # type: ignore[arg-type]


def snapshot(*nodes: Node) -> Snapshot:
    return Snapshot(YANGZHOU_FRAME, nodes, dict.fromkeys(node.id for node in nodes))


CITY = layer(houses([8.0, 9.0, 10.0, 11.0]), "city")


def said(*scenes: Snapshot) -> dict[str, str]:
    """Return what the label of each painted building says."""
    found = {}
    for node in differences(*scenes).nodes:
        if isinstance(node.payload, Buildings):
            found.update(zip(node.payload.ids, node.payload.columns["name_en"].tolist(), strict=True))
    return found


def test_every_building_that_differs_is_told_what_became_of_it() -> None:
    patched = houses([8.0, 21.0, 10.0, 6.5])
    later = replace(CITY, payload=rows_of(patched, np.array([1, 2, 3])))  # the first one is gone
    tower = layer(houses([60.0], 9), "tower", Role.PROPOSALS)
    found = differences(snapshot(CITY), snapshot(later, tower))
    assert found.counts == {Kind.NEW: 1, Kind.GONE: 1, Kind.TALLER: 1, Kind.LOWER: 1}
    assert said(snapshot(CITY), snapshot(later, tower)) == {
        "house-0": "Gone",
        "house-1": "Taller +12.0 m",
        "house-3": "Lower −4.5 m",
        "house-9": "New",
    }
    assert any(isinstance(node.payload, Polylines) for node in found.nodes), "the outline of what is gone"


def test_the_same_scene_has_no_differences_and_a_new_plan_is_neither_taller_nor_lower() -> None:
    assert differences(snapshot(CITY), snapshot(CITY)).nodes == ()
    moved = houses([8.0, 9.0, 10.0, 11.0])
    rings = moved.rings.copy()
    rings[:4] += 2.0
    found = differences(snapshot(CITY), snapshot(replace(CITY, payload=replace(moved, rings=rings))))
    assert found.counts == {Kind.OTHERWISE: 1}


def test_who_stands_between_two_that_are_gone_stands_as_it_stood() -> None:
    left = replace(CITY, payload=rows_of(houses([8.0, 9.0, 10.0, 11.0]), np.array([1, 3])))
    assert differences(snapshot(CITY), snapshot(left)).counts == {Kind.GONE: 2}


def test_a_model_of_triangles_is_new_or_gone_as_one_thing() -> None:
    mesh = TriangleMesh(np.eye(3, dtype=np.float32), np.array([(0, 1, 2)], np.int32))
    model = layer(mesh, "model", Role.MODEL)
    assert differences(snapshot(CITY), snapshot(CITY, model)).counts == {Kind.NEW: 1}
    assert differences(snapshot(CITY, model), snapshot(CITY)).counts == {Kind.GONE: 1}


def test_no_two_kinds_share_both_pattern_and_lightness() -> None:
    entries = LEGEND_OF_DIFFERENCES.entries
    assert [entry.value for entry in entries] == [float(kind) for kind in Kind]
    light = [sum(np.array(entry.colour) * (0.2126, 0.7152, 0.0722)) for entry in entries]
    for one in range(len(entries)):
        for other in range(one):
            assert entries[one].pattern != entries[other].pattern or abs(light[one] - light[other]) > 40
    assert VALUE == "value"
