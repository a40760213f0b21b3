"""After an edit, rays meet what they would meet in a layer derived anew, and little is derived."""

import gc
from dataclasses import replace
from weakref import ref

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scene.geometry import edited_solid, ray_scene, solids
from scene.geometry.edited_solid import EditedSolid
from scene.geometry.edited_tree import grown
from scene.geometry.ray_caster import TreeCaster
from scene.geometry.ray_embree import library
from scene.geometry.ray_scene import RayScene
from scene.geometry.row_changes import Shapes, row_changes
from scene.geometry.rows import rows_of
from scene.geometry.solids import Solid, solid_of
from scene.geometry.surface_raster import Grid, surface_of
from scene.geometry.triangle_tree import LEAF, triangle_tree
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Buildings
from tests.benchmarks.roofed_city import city, sights

HOUSES = 400


@pytest.fixture(autouse=True)
def _few_rows_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edited_solid, "FEW_ROWS", 2)


def node(payload: Buildings, **fields: object) -> Node:
    return Node(BilingualText("屋", "houses"), Role.BUILDINGS, payload, id="houses", **fields)


def alone(payload: Buildings) -> Solid:
    """Return the solid of a layer that knows no earlier state."""
    return solid_of(Node(BilingualText("屋", "houses"), Role.BUILDINGS, replace(payload)))


def raised(payload: Buildings, rows: list[int], by: float) -> Buildings:
    eaves, top = payload.eaves.copy(), payload.top.copy()
    eaves[rows] += by
    top[rows] += by
    return replace(payload, eaves=eaves, top=top)


def moved(payload: Buildings, row: int, east: float) -> Buildings:
    rings = payload.rings.copy()
    first, last = payload.ring_start[[row, row + 1]]  # one ring a building here
    rings[first:last, 0] += east
    return replace(payload, rings=rings)


def without(payload: Buildings, row: int) -> Buildings:
    return rows_of(payload, np.delete(np.arange(payload.count), row))


def with_another(payload: Buildings, at: int) -> Buildings:
    order = np.insert(np.arange(payload.count), at, 5)
    more = rows_of(payload, order)
    shifted = moved(more, at, 11.0)
    return replace(shifted, ids=tuple(f"{name}-new" if k == at else name for k, name in enumerate(more.ids)))


def reroofed(payload: Buildings, row: int) -> Buildings:
    roof = payload.columns["roof"].copy()
    roof[row] = "hipped" if roof[row] == "gabled" else "gabled"
    return replace(payload, columns={**payload.columns, "roof": roof})


def renamed(payload: Buildings) -> Buildings:
    return replace(payload, columns={**payload.columns, "name_en": np.full(payload.count, "House")})


EDITS = {
    "raised": lambda layer: raised(layer, [7, 200], 14.0),
    "lowered": lambda layer: raised(layer, [90], -2.0),
    "moved": lambda layer: moved(layer, 33, 12.0),
    "without the first": lambda layer: without(layer, 0),
    "without one": lambda layer: without(layer, 150),
    "without the last": lambda layer: without(layer, HOUSES - 1),
    "with another": lambda layer: with_another(layer, 123),
    "with another at the end": lambda layer: with_another(layer, HOUSES),
    "reroofed": lambda layer: reroofed(layer, 61),
    "renamed": renamed,
    "several": lambda layer: moved(raised(with_another(without(layer, 9), 300), [44], 6.0), 210, -9.0),
}


@pytest.mark.parametrize("many", [0, 10**9], ids=["by packets", "by the tree"])
@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_rays_after_an_edit_meet_what_they_meet_in_a_layer_derived_anew(
    monkeypatch: pytest.MonkeyPatch, edit, many: int
) -> None:
    if many == 0 and library() is None:
        pytest.skip("no Embree wheel that the kernels know")
    monkeypatch.setattr(ray_scene, "MANY", many)
    before = city(HOUSES)
    solid_of(node(before))
    after = edit(before)
    changed, anew = RayScene([node(after)]), RayScene([node(replace(after), visible=False)])
    anew.layers = tuple(replace(layer, solid=alone(after)) for layer in anew.layers)
    starts, ends = sights(HOUSES, 20_000)
    hits, expected = (rays.first_hit(starts, ends, trees=True) for rays in (changed, anew))

    assert isinstance(changed.layers[0].solid, EditedSolid)
    assert type(anew.layers[0].solid) is Solid
    tolerated = 0 if many else 2
    assert (hits.row != expected.row).sum() <= tolerated
    assert (hits.distance != expected.distance).sum() <= tolerated
    hidden = [rays.occluded(starts, ends, trees=True) for rays in (changed, anew)]
    assert (hidden[0] != hidden[1]).sum() <= tolerated
    assert hidden[0].sum() > 5_000
    for place in np.flatnonzero(hits.row >= 0)[:300]:
        assert changed.name_of(0, int(hits.row[place])) == anew.name_of(0, int(expected.row[place]))


def test_an_edit_changes_some_of_these_answers() -> None:
    before = city(HOUSES)
    starts, ends = sights(HOUSES, 20_000)
    old = RayScene([node(before)]).first_hit(starts, ends, trees=True).distance
    differing = [
        (RayScene([node(edit(before))]).first_hit(starts, ends, trees=True).distance != old).sum()
        for name, edit in EDITS.items()
        if name != "renamed"
    ]

    assert min(differing) >= 1


def test_an_edit_shares_what_it_did_not_change_and_a_second_one_too() -> None:
    gc.collect()  # or a city that another test has left behind would be the base of this one
    before = city(HOUSES)
    first = solid_of(node(before))
    once = raised(before, [3], 5.0)
    second = solid_of(node(once))
    third = solid_of(node(raised(once, [4], 5.0)))

    assert second.base is first
    assert third.base is first
    assert {3, 4} == set(third.patch.row_of_face.tolist())
    assert solid_of(node(renamed(before))).patch.size == 0


def test_what_stands_inside_is_told_after_an_edit() -> None:
    before = city(HOUSES)
    solid_of(node(before))
    rays = RayScene([node(moved(before, 210, 15.0))])
    first, last = before.ring_start[[210, 211]]
    middle = before.rings[first:last].mean(axis=0)
    eye = [*middle, before.bottom[210] + 3.0]

    assert [-1, 0] == rays.inside_solid([eye, np.add(eye, [15.0, 0, 0])]).tolist()


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_who_reads_all_triangles_reads_those_after_the_edit(edit) -> None:
    before = city(HOUSES)
    solid_of(node(before))
    after = edit(before)
    changed, anew = RayScene([node(after)]), alone(after)
    solid = changed.layers[0].solid
    grid = Grid.over(-300, -300, 300, 300, 1.5)
    seen = surface_of(changed.layers, grid, trees=True)
    expected = surface_of([replace(changed.layers[0], solid=anew)], grid, trees=True)

    assert np.array_equal(expected.heights, seen.heights, equal_nan=True)
    assert np.array_equal(expected.row, seen.row)
    assert np.array_equal(np.sort(areas(anew.vertices, anew.faces)), kept(areas(solid.vertices, solid.faces)))
    order = solid.tree.order
    assert np.array_equal(np.arange(solid.size), np.sort(order))
    assert np.array_equal(solid.faces[order], solid.tree.faces)
    assert np.array_equal(np.unique(anew.row_of_face), np.unique(solid.row_of_face))
    assert np.array_equal(anew.vertices.min(axis=0), solid.vertices.min(axis=0))
    assert np.array_equal(anew.vertices.max(axis=0), solid.vertices.max(axis=0))
    for row in (0, 33, 90, after.count - 1):
        one, other = (of.vertices[of.faces[of.row_of_face == row]].reshape(-1, 3) for of in (anew, solid))
        assert np.array_equal(np.unique(one, axis=0), np.unique(other, axis=0))
    order = order[areas(solid.vertices, solid.tree.faces) > 0]
    assert np.array_equal(solid.rows_at(order), solid.row_of_face[order])
    assert np.array_equal(solid.corners_at(order)[:, 0], solid.vertices[solid.faces[order, 0]])
    starts, ends = sights(HOUSES, 5_000)
    through_tree = TreeCaster(solid.vertices, solid.tree).first(starts, ends)
    assert np.array_equal(anew.exact.first(starts, ends)[0], through_tree[0])
    assert np.array_equal(solid.exact.first(starts, ends)[1], through_tree[1])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 120), st.integers(0, 60), st.integers(0, 10**6))
def test_a_grown_tree_holds_every_triangle_within_its_leaf(held: int, more: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    vertices = random.uniform(-4000, 4000, (80, 3)).astype(np.float32)
    faces = random.integers(0, 80, (held + more, 3)).astype(np.int32)
    base = triangle_tree(vertices, faces[:held])
    order = np.arange(held, held + more, dtype=np.int32)
    tree = grown(base, vertices, faces[held:], order)

    if tree is None:
        assert held + more > base.leaves * LEAF
        return
    assert np.array_equal(faces[tree.order], tree.faces)
    for place in range(held + more):
        corners = vertices[tree.faces[place]]
        at = tree.leaves - 1 + place // LEAF
        while True:
            assert (tree.boxes[at, :3] <= corners).all()
            assert (tree.boxes[at, 3:] >= corners).all()
            if at == 0:
                break
            at = (at - 1) // 2


def areas(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    a, b, c = (vertices[faces[:, k]].astype(np.float64) for k in range(3))
    return np.linalg.norm(np.cross(b - a, c - a), axis=1)


def kept(found: np.ndarray) -> np.ndarray:
    return np.sort(found[found > 0])


def test_a_layer_of_which_much_changed_or_that_moved_is_derived_anew() -> None:
    before = city(HOUSES)
    solid_of(node(before))
    shift = np.eye(4)
    shift[0, 3] = 2.0

    assert not isinstance(solid_of(node(before, transform=shift)), EditedSolid)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(edited_solid, "FEW_ROWS", HOUSES + 1)
        assert not isinstance(solid_of(node(raised(before, [1], 1.0))), EditedSolid)
    again = replace(before)
    solid_of(node(again))
    many = np.arange(HOUSES)
    assert isinstance(solid_of(node(raised(again, many[:9], 1.0))), EditedSolid)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(edited_solid, "MOST_CHANGED", 8)
        assert not isinstance(solid_of(node(raised(again, many[:9], 2.0))), EditedSolid)


def test_nobody_keeps_a_layer_that_is_gone() -> None:
    before = city(HOUSES)
    after = raised(before, [3], 5.0)
    kept_solids = [ref(solid_of(node(before))), ref(solid_of(node(after)))]
    assert isinstance(kept_solids[1](), EditedSolid)

    del before
    gc.collect()
    assert kept_solids[0]() is not None  # the edit stands on it
    del after
    gc.collect()
    assert [None, None] == [solid() for solid in kept_solids]
    assert "houses" not in solids._WHOLE


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_rows_that_are_said_to_stand_do_stand(data: st.DataObject) -> None:
    before = city(30)
    after = before
    for _ in range(data.draw(st.integers(0, 3))):
        row = data.draw(st.integers(0, after.count - 1))
        after = data.draw(
            st.sampled_from(
                [raised(after, [row], 1.0), moved(after, row, 1.0), without(after, row), reroofed(after, row)]
            )
        )
        if len(set(after.ids)) == after.count and data.draw(st.booleans()):
            after = with_another(after, data.draw(st.integers(0, after.count)))
    row_now, renewed = row_changes(Shapes.of(before), Shapes.of(after))
    stand = np.flatnonzero(row_now >= 0)

    assert sorted([*row_now[stand].tolist(), *renewed.tolist()]) == list(range(after.count))
    one, other = rows_of(before, stand), rows_of(after, row_now[stand].astype(np.int64))
    assert one.ids == other.ids
    for name in ("rings", "ring_start", "part_start", "building_start", "bottom", "eaves", "top"):
        assert np.array_equal(getattr(one, name), getattr(other, name))
    assert np.array_equal(one.columns["roof"], other.columns["roof"])


def test_of_a_layer_that_stayed_as_it_is_nothing_is_renewed() -> None:
    before = city(50)
    names = tuple(str(row) for row in range(50))
    copied = replace(before, rings=before.rings.copy(), top=before.top.copy(), ids=names)
    ground = before.outdoor_ground.copy()
    ground[2] = np.nan
    unknown = replace(before, outdoor_ground=ground)

    assert 0 == len(row_changes(Shapes.of(before), Shapes.of(copied)).renewed)
    assert [2] == row_changes(Shapes.of(before), Shapes.of(unknown)).renewed.tolist()
    assert (
        []
        == row_changes(
            Shapes.of(unknown), Shapes.of(replace(unknown, outdoor_ground=ground.copy()))
        ).renewed.tolist()
    )
