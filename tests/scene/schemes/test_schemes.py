"""A scheme is a difference: what it leaves alone is the same object, and what is done to it can be undone."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from scene.commands import Command, Insert
from scene.frame import YANGZHOU_FRAME
from scene.geometry.changed_rows import unlike_rows
from scene.geometry.descent import base_rows, note_step
from scene.geometry.patched_rows import with_rows, without
from scene.geometry.rows import rows_of
from scene.geometry.tiles import tiles_of
from scene.graph import SceneGraph, Snapshot
from scene.history import History
from scene.messages import BilingualText, msg
from scene.node import Node, Role
from scene.payloads import Buildings, TriangleMesh
from scene.schemes.applying import as_seen
from scene.schemes.delta import delta_of
from scene.schemes.editing import demolish, duplicated, edit, keep, new_scheme, place
from scene.schemes.scheme import schemes_of
from scene.schemes.shown import Shown

LABEL = msg("Edit")


def houses(count: int = 6) -> Buildings:
    """Return a row of houses, of which the second has two parts and the third a hole."""
    corners: list[tuple[float, float]] = []
    ring, part, building = [0], [0], [0]
    for number in range(count):
        shapes = [[(0, 0), (8, 0), (8, 6), (0, 6)]]
        if number == 2:
            shapes.append([(2, 2), (2, 4), (4, 4), (4, 2)])
        parts = 2 if number == 1 else 1
        for storey in range(parts):
            for shape in shapes:
                corners += [(x + 20 * number, y + 10 * storey) for x, y in shape]
                ring.append(len(corners))
            part.append(len(ring) - 1)
        building.append(len(part) - 1)
    parts = len(part) - 1
    zero = np.zeros(parts, np.float32)
    return Buildings(
        np.array(corners, np.float32), np.array(ring), np.array(part), np.array(building),
        zero, zero + 5, zero + 6, np.zeros(count, np.float32), tuple(f"h{n}" for n in range(count)),
        {"floors": np.arange(1, count + 1), "use": np.array(["home"] * count)},
    )  # fmt: skip


def raised(payload: Buildings, name: str, by: float) -> Buildings:
    row = payload.row_of_id[name]
    top = payload.top.copy()
    top[payload.building_start[row] : payload.building_start[row + 1]] += by
    return replace(payload, top=top)


@pytest.fixture
def city() -> SceneGraph:
    scene = SceneGraph(YANGZHOU_FRAME)
    scene.insert(Node(BilingualText.same("ground"), Role.TERRAIN, id="ground"))
    scene.insert(Node(BilingualText.same("houses"), Role.BUILDINGS, houses(), id="houses"))
    scene.insert(Node(BilingualText.same("new"), Role.PROPOSALS, houses(1), id="proposal"))
    mesh = TriangleMesh(np.eye(3, dtype=np.float32), np.array([[0, 1, 2]], np.int32))
    scene.insert(Node(BilingualText.same("tower"), Role.MODEL, mesh, id="tower"))
    return scene


def state(snapshot: Snapshot) -> list[tuple[Node, str | None]]:
    return [(node, snapshot.parents[node.id]) for node in snapshot.nodes]


@pytest.mark.parametrize("shape", ["kept", "another"])
def test_a_layer_with_a_scheme_against_one_that_is_put_together_row_by_row(shape: str) -> None:
    base = houses(9)
    patch = rows_of(raised(raised(base, "h2", 7.0), "h5", 3.0), np.array([5, 2]))
    if shape == "another":  # what was a house of four corners has two parts now
        patch = replace(rows_of(base, np.array([1, 2])), ids=("h5", "h2"), columns=patch.columns)
    patch = replace(
        patch, columns={**patch.columns, "use": np.array(["a school", "home"]), "attic": [1.0, 0.0]}
    )
    less = without(base, ("h1", "h8", "unknown"))
    made = with_rows(less, patch)
    note_step(made, less)
    assert made.ids == ("h0", "h2", "h3", "h4", "h5", "h6", "h7")
    for name in made.ids:
        source = patch if name in patch.ids else base
        one, other = (rows_of(each, np.array([each.row_of_id[name]])) for each in (source, made))
        assert not len(unlike_rows(one, other)), name
        np.testing.assert_array_equal(one.ring_start, other.ring_start)
    np.testing.assert_array_equal(base_rows(made), [0, -1, 3, 4, -1, 6, 7])
    assert (made.rings is less.rings) == (shape == "kept"), "an array that nothing changes is shared"
    assert made.ring_start is less.ring_start or shape == "another"

    again = replace(made, ids=made.ids)  # of which nobody says what it was made of
    for edge in (7.0, 30.0):
        for one, other in zip(tiles_of(made, edge), tiles_of(again, edge), strict=True):
            assert (one.column, one.row, one.rows.tolist()) == (other.column, other.row, other.rows.tolist())


def test_without_schemes_what_is_seen_is_the_scene_itself(city: SceneGraph) -> None:
    snapshot = city.snapshot()
    assert as_seen(snapshot, "nothing") is snapshot
    shown = Shown(city)
    assert state(shown.graph.snapshot()) == state(snapshot)
    city.move("houses", None, 2)
    city.insert(Node(BilingualText.same("group"), Role.GROUP, id="group"), None, 0)
    city.move("tower", "group", 0)
    city.remove("proposal")
    assert state(shown.graph.snapshot()) == state(city.snapshot())


def test_what_a_scheme_leaves_alone_is_the_same_and_so_is_what_one_comes_back_to(city: SceneGraph) -> None:
    history, shown = History(city), Shown(city)
    history.run(new_scheme(city))
    history.run(new_scheme(city))
    first, second = schemes_of(city)
    assert (first.letter, second.letter) == ("A", "B")
    shown.choose(first.id)
    seen = shown.graph.node("houses")
    history.run(edit(city, first.id, [replace(seen, payload=raised(seen.payload, "h3", 9.0))], LABEL))
    history.run(demolish(city, first.id, "houses", ["h0"], LABEL))
    history.run(
        place(city, first.id, [Node(BilingualText.same("mine"), Role.PROPOSALS, houses(2), id="mine")])
    )
    history.run(demolish(city, first.id, "tower", (), LABEL))

    changed = shown.graph.node("houses")
    assert changed.payload.ids == ("h1", "h2", "h3", "h4", "h5")
    assert changed.payload.top[changed.payload.row_of_id["h3"] + 1] == 15.0
    assert "mine" in shown.graph
    assert "tower" not in shown.graph
    assert city.node("houses").payload.count == 6
    assert delta_of(city, first.id).changed["houses"].payload.ids == ("h3",)
    for node_id in ("ground", "proposal"):
        assert shown.graph.node(node_id) is city.node(node_id)

    shown.choose(second.id)
    assert shown.graph.node("houses") is city.node("houses")
    assert "mine" not in shown.graph
    shown.choose(first.id)
    assert shown.graph.node("houses") is changed


def _raise(scene: SceneGraph, scheme: str, node_id: str, name: str) -> Command:
    node = scene.node(node_id)
    assert isinstance(node.payload, Buildings)
    return edit(scene, scheme, [replace(node, payload=raised(node.payload, name, 2.0))], LABEL)


def _enlarge(scene: SceneGraph, scheme: str) -> Command:
    return edit(scene, scheme, [replace(scene.node("tower"), transform=np.diag([2.0, 2, 2, 1]))], LABEL)


EDITS: dict[str, Callable[[SceneGraph, str], Command]] = {
    "height": lambda scene, a: _raise(scene, a, "houses", "h3"),
    "proposal": lambda scene, a: _raise(scene, a, "proposal", "h0"),
    "place": _enlarge,
    "demolish": lambda scene, a: demolish(scene, a, "houses", ["h1", "h4"], LABEL),
    "remove": lambda scene, a: demolish(scene, a, "tower", (), LABEL),
    "add": lambda scene, a: place(scene, a, [Node(BilingualText.same("x"), Role.PROPOSALS, houses(2))]),
    "name": lambda scene, a: edit(scene, a, [replace(scene.node("houses"), visible=False)], LABEL),
    "copy": duplicated,
}


@pytest.mark.parametrize("name", EDITS)
def test_every_edit_is_undone_exactly_and_leaves_the_other_scheme_alone(city: SceneGraph, name: str) -> None:
    history, shown = History(city), Shown(city)
    history.run(new_scheme(city))
    history.run(new_scheme(city))
    first, second = (scheme.id for scheme in schemes_of(city))
    shown.choose(first)
    before, seen, other = (
        state(each) for each in (city.snapshot(), shown.graph.snapshot(), as_seen(city.snapshot(), second))
    )
    history.run(EDITS[name](city, first))
    assert state(city.snapshot()) != before
    if name != "name":
        assert state(as_seen(city.snapshot(), second)) == other
    after = state(city.snapshot())
    history.undo()
    assert state(city.snapshot()) == before
    assert state(shown.graph.snapshot()) == seen
    history.redo()
    assert state(city.snapshot()) == after


def test_a_drag_is_one_step_and_what_goes_back_to_what_it_was_is_no_change(city: SceneGraph) -> None:
    history, shown = History(city), Shown(city)
    history.run(new_scheme(city))
    first = schemes_of(city)[0].id
    shown.choose(first)
    before = state(city.snapshot())
    for by in (1.0, 2.0, 3.0):
        seen = shown.graph.node("houses")
        history.run(edit(city, first, [replace(seen, payload=raised(seen.payload, "h3", by))], LABEL, "drag"))
    assert shown.graph.node("houses").payload.top[4] == 12.0
    history.undo()
    assert state(city.snapshot()) == before
    history.redo()
    seen = shown.graph.node("houses")
    history.run(edit(city, first, [replace(seen, payload=raised(seen.payload, "h3", -6.0))], LABEL))
    assert not delta_of(city, first).changed
    assert shown.graph.node("houses") is city.node("houses")


def test_what_was_taken_away_or_changed_can_be_left_as_it_is(city: SceneGraph) -> None:
    history = History(city)
    history.run(new_scheme(city))
    first = schemes_of(city)[0].id
    for name in ("height", "demolish", "remove"):
        history.run(EDITS[name](city, first))
    history.run(keep(city, first, "houses", ["h3", "h4"], LABEL))
    delta = delta_of(city, first)
    assert delta.hidden_rows == {"houses": ("h1",)}
    assert not delta.changed
    history.run(keep(city, first, "tower", (), LABEL))
    assert not delta_of(city, first).hidden


def test_a_scheme_that_is_removed_is_shown_no_more(city: SceneGraph) -> None:
    history, shown, chosen = History(city), Shown(city), []
    shown.chosen.connect(chosen.append)
    history.run(new_scheme(city))
    first = schemes_of(city)[0].id
    shown.choose(first)
    history.undo()
    assert chosen == [first, ""]
    assert state(shown.graph.snapshot()) == state(city.snapshot())


def test_the_city_may_change_below_a_scheme(city: SceneGraph) -> None:
    history = History(city)
    history.run(new_scheme(city))
    first = schemes_of(city)[0].id
    for name in ("height", "demolish"):
        history.run(EDITS[name](city, first))
    node = city.node("houses")
    city.replace(replace(node, payload=rows_of(node.payload, np.array([5, 3, 4]))))
    assert as_seen(city.snapshot(), first).get("houses").payload.ids == ("h5", "h3")
    city.remove("houses")
    assert as_seen(city.snapshot(), first).get("houses") is None
    history.run(Insert([node]))
    assert as_seen(city.snapshot(), first).get("houses").payload.ids == ("h0", "h2", "h3", "h5")


def test_a_group_of_houses_is_taken_away_in_the_scheme_and_a_group_of_others_everywhere(
    city: SceneGraph,
) -> None:
    for name, below in (("built", "tower"), ("said", "ground")):
        city.insert(Node(BilingualText.same(name), Role.GROUP, id=name))
        city.move(below, name, 0)
    new_scheme(city).do(city)
    first = schemes_of(city)[0].id
    for name in ("built", "said"):
        demolish(city, first, name, (), LABEL).do(city)
    assert "built" in city
    assert as_seen(city.snapshot(), first).get("tower") is None
    assert as_seen(city.snapshot(), "").get("tower") is city.node("tower")
    assert "ground" not in city
