"""Rays meet what stands in the city, by Embree and by our own tree alike."""

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from time import sleep

import numpy as np
import pytest

from scene.frame import YANGZHOU_FRAME
from scene.geometry import ray_caster, ray_scene, solids
from scene.geometry.ray_caster import EmbreeCaster, TreeCaster
from scene.geometry.ray_scene import PICKABLE, RayScene
from scene.geometry.solids import outline_triangles, solid_of
from scene.geometry.tree_cast import cut
from scene.geometry.triangle_tree import triangle_tree
from scene.graph import SceneGraph
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Buildings, Instances, Payload, Raster, TriangleMesh

BOX = np.array([[x, y, z] for z in (0, 1) for y in (0, 1) for x in (0, 1)], np.float32)
BOX_FACES = np.array(
    [[0, 2, 3], [0, 3, 1], [4, 5, 7], [4, 7, 6], [0, 1, 5], [0, 5, 4],
     [1, 3, 7], [1, 7, 5], [3, 2, 6], [3, 6, 7], [2, 0, 4], [2, 4, 6]]
)  # fmt: skip


def box(low: tuple[float, float, float], high: tuple[float, float, float]) -> TriangleMesh:
    return TriangleMesh(np.array(low) + BOX * (np.array(high) - np.array(low)), BOX_FACES)


def node(payload: Payload, role: Role = Role.STRUCTURES, **fields: object) -> Node:
    return Node(BilingualText("物", "thing"), role, payload, **fields)


def one_building(top: float) -> Buildings:
    return Buildings(
        [[10, -5], [20, -5], [20, 5], [10, 5]], [0, 4], [0, 1], [0, 1],
        [0.0], [top], [top], [0.0], ("house",), {"name_zh": ["屋"], "name_en": ["House"]},
    )  # fmt: skip


@pytest.fixture(params=["packets", "wrapper", "tree"])
def by_each_caster(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param != "tree" and not ray_caster.has_embree():
        pytest.skip("no Embree wheel on this machine")
    monkeypatch.setattr(ray_scene, "MANY", 10**9 if request.param == "tree" else 0)
    if request.param == "wrapper":
        monkeypatch.setattr(ray_caster, "library", lambda: None)
    return str(request.param)


@pytest.mark.usefixtures("by_each_caster")
def test_a_wall_hides_what_lies_behind_it_and_nothing_else() -> None:
    rays = RayScene([node(box((10, -5, 0), (11, 5, 8)))])
    targets = [[30, 0, 3], [30, 0, 22], [9, 0, 3], [30, 40, 3], [10.5, 0, 9]]

    assert [True, False, False, False, False] == rays.occluded([0, 0, 2], targets, trees=True).tolist()


@pytest.mark.usefixtures("by_each_caster")
def test_trees_screen_only_when_they_are_asked_for() -> None:
    tree = TriangleMesh(BOX - [0.5, 0.5, 0], BOX_FACES)
    copies = Instances(tree, tree, [[15, 0, 0]], [0.3], [[4, 4, 9]])
    rays = RayScene([node(copies, Role.TREES)])

    assert rays.occluded([0, 0, 2], [[30, 0, 3]], trees=True).all()
    assert not rays.occluded([0, 0, 2], [[30, 0, 3]], trees=False).any()


@pytest.mark.usefixtures("by_each_caster")
def test_the_first_hit_names_layer_row_and_distance() -> None:
    rays = RayScene(
        [node(box((40, -5, 0), (41, 5, 8))), node(one_building(6.0), Role.BUILDINGS, id="houses")]
    )
    hits = rays.first_hit([0, 0, 2], [[60, 0, 2], [60, 0, 27], [0, 60, 2]], trees=True)

    assert np.allclose([10.0, np.inf, np.inf], hits.distance)
    assert [1, -1, -1] == hits.layer.tolist()
    assert ("houses/house", BilingualText("屋", "House")) == rays.name_of(
        int(hits.layer[0]), int(hits.row[0])
    )


@pytest.mark.usefixtures("by_each_caster")
def test_an_eye_on_a_deck_is_not_blocked_by_the_deck() -> None:
    rays = RayScene([node(box((-10, -10, 0), (10, 10, 5)))])

    assert not rays.occluded([0, 0, 5.0], [[30, 0, 5.1], [8, 8, 5.02], [3, 0, 9.0]], trees=True).any()
    assert rays.occluded([0, 0, 5.0], [[30, 0, -3.0]], trees=True).all()


@pytest.mark.usefixtures("by_each_caster")
def test_an_ignored_node_does_not_screen() -> None:
    rays = RayScene([node(box((10, -5, 0), (11, 5, 8)), id="pavilion")])

    assert not rays.occluded([0, 0, 2], [[30, 0, 3]], trees=True, ignore=["pavilion"]).any()


def test_a_building_without_a_name_is_named_after_its_layer() -> None:
    nameless = replace(one_building(6.0), columns={})
    rays = RayScene([node(nameless, Role.BUILDINGS, id="houses"), node(box((0, 0, 0), (1, 1, 1)))])

    assert ("houses/house", BilingualText("物的一栋房屋", "a building of thing")) == rays.name_of(0, 0)
    assert BilingualText("物", "thing") == rays.name_of(1, 0)[1]
    assert ("", BilingualText("", "")) == rays.name_of(-1, -1)


def test_ground_that_screens_is_said_to_be_the_ground_of_its_quarter() -> None:
    mesh = replace(
        box((0, 0, 0), (1, 1, 1)),
        feature_of_face=np.zeros(12, np.int32),
        columns={"name_zh": np.array(["蜀冈"]), "name_en": np.array(["Shugang"])},
    )
    rays = RayScene([node(mesh, Role.TERRAIN)])

    assert BilingualText("蜀冈一带的地面", "the ground of Shugang") == rays.name_of(0, 0)[1]


@pytest.mark.usefixtures("by_each_caster")
def test_a_walker_stands_on_the_deck_under_him() -> None:
    ground = Raster(np.full((20, 20), 1.5, np.float32), 10.0, -100.0, 100.0)
    rays = RayScene([node(ground, Role.TERRAIN), node(box((-5, -5, 4), (5, 5, 5)))])
    found = rays.height_below([[0, 0, 6.6], [0, 0, 3.0], [50, 50, 9.0], [500, 0, 9.0]])

    assert np.allclose([5.0, 1.5, 1.5, np.nan], found, atol=1e-4, equal_nan=True)
    assert rays.blocked([-8, 0, 4.5], [8, 0, 4.5])
    assert not rays.blocked([-8, 0, 3.0], [8, 0, 3.0])


def test_what_shall_not_carry_carries_nobody() -> None:
    ground = Raster(np.full((20, 20), 1.5, np.float32), 10.0, -100.0, 100.0)
    rays = RayScene([node(ground, Role.TERRAIN), node(box((-5, -5, 4), (5, 5, 5)), Role.WATER, id="water")])
    found = rays.height_below([[0, 0, 9.0], [50, 50, 9.0], [500, 0, 9.0]], on={Role.TERRAIN})

    assert np.allclose([np.nan, 1.5, np.nan], found, atol=1e-4, equal_nan=True)


@pytest.mark.usefixtures("by_each_caster")
def test_inside_is_told_from_under_a_roof_and_on_a_deck() -> None:
    roof = TriangleMesh([[-4, -4, 3], [4, -4, 3], [4, 4, 3], [-4, 4, 3]], [[0, 1, 2], [0, 2, 3]])
    inside = RayScene([node(box((-5, -5, 0), (5, 5, 9)), id="hall"), node(one_building(6.0), Role.BUILDINGS)])
    open_air = RayScene([node(roof), node(box((-5, -5, -3), (5, 5, 0)))])

    places = [[0, 0, 1.6], [15, 0, 1.6], [0, 0, 9.1], [30, 0, 1.6]]

    assert [0, 1, -1, -1] == inside.inside_solid(places).tolist()
    assert [-1, 1, -1, -1] == inside.inside_solid(places, ignore=["hall"]).tolist()
    assert [-1] == open_air.inside_solid([0, 0, 1.6]).tolist()


def test_layers_that_a_ray_passes_by_are_not_asked_and_change_nothing() -> None:
    random = np.random.default_rng(12)
    blocks = [box(tuple(at), tuple(at + 6)) for at in random.uniform([-80, -80, 0], [80, 80, 9], (60, 3))]
    rays, heap = RayScene(map(node, blocks)), RayScene([node(joined(blocks))])
    starts, ends = random.uniform([-90, -90, 0], [90, 90, 20], (2, 200, 3))
    starts[:50, :2] = ends[:50, :2]  # upright
    starts[50:60, 2] = ends[50:60, 2]  # level
    expected = heap.first_hit(starts, ends, trees=True)
    found = rays.first_hit(starts, ends, trees=True)
    alone = [rays.first_hit([start], [end], trees=True) for start, end in zip(starts, ends, strict=True)]

    assert np.array_equal(expected.distance, found.distance)
    assert expected.distance.tolist() == [float(hits.distance[0]) for hits in alone]
    assert found.layer.tolist() == [int(hits.layer[0]) for hits in alone]
    assert 20 < np.isfinite(found.distance).sum() < 180
    assert all(hits.layer[0] < 0 for hits in [rays.first_hit([[np.nan, 0, 0]], [[1, 0, 0]], trees=True)])


def joined(meshes: list[TriangleMesh]) -> TriangleMesh:
    first = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes)])
    faces = [mesh.faces + at for mesh, at in zip(meshes, first, strict=False)]
    return TriangleMesh(np.concatenate([mesh.vertices for mesh in meshes]), np.concatenate(faces))


@pytest.mark.usefixtures("by_each_caster")
def test_picking_follows_the_look_and_sees_only_what_is_shown() -> None:
    scene = SceneGraph(YANGZHOU_FRAME)
    scene.insert(node(box((10, -5, 0), (11, 5, 8)), visible=False))
    scene.insert(node(one_building(6.0), Role.PROPOSALS, id="plan"))
    rays = RayScene.of(scene.snapshot(), PICKABLE, shown_only=True)
    hits = rays.pick([0, 0, 2], [2, 0, 0])

    assert ("plan/house", BilingualText("屋", "House")) == rays.name_of(int(hits.layer[0]), int(hits.row[0]))
    assert np.isclose(10.0, hits.distance[0])
    assert not RayScene.of(scene.snapshot()).pick([50, 0, 2], [1, 0, 0]).layer[0] >= 0


def test_embree_and_the_tree_agree_on_a_heap_of_triangles() -> None:
    pytest.importorskip("embreex")
    random = np.random.default_rng(7)
    centre = random.uniform([-200, -200, 0], [200, 200, 40], (4000, 1, 3))
    vertices = (centre + random.normal(0, 5, (4000, 3, 3))).astype(np.float32).reshape(-1, 3)
    faces = np.arange(12000, dtype=np.int32).reshape(-1, 3)
    starts, ends = random.uniform([-250, -250, 0], [250, 250, 60], (2, 20000, 3))
    tree = TreeCaster(vertices, triangle_tree(vertices, faces))
    embree = EmbreeCaster(vertices, faces)

    share, face = tree.first(starts, ends)
    other_share, other_face = embree.first(starts, ends)
    # float32 moves a ray by under a tenth of a millimetre: few of 20,000 graze an edge that closely.
    assert (face != other_face).sum() <= 4
    same = (face == other_face) & (face >= 0)
    assert np.allclose(share[same], other_share[same], atol=2e-5)
    assert (tree.blocked(starts, ends) != embree.blocked(starts, ends)).sum() <= 4


def test_the_tree_finds_what_testing_every_triangle_finds() -> None:
    random = np.random.default_rng(8)
    vertices = random.uniform([-50, -50, 0], [50, 50, 20], (900, 3)).astype(np.float32)
    faces = np.arange(900, dtype=np.int32).reshape(-1, 3)
    starts, ends = random.uniform([-80, -80, -5], [80, 80, 30], (2, 400, 3))
    ends[:40, :2] = starts[:40, :2]  # straight up and down
    share, face = np.full(400, np.inf), np.full(400, -1)
    for k in range(400):
        o, way = tuple(starts[k].tolist()), tuple((ends[k] - starts[k]).tolist())
        for f, (a, b, c) in enumerate(faces):
            at = cut(o, way, vertices, a, b, c)
            if at < share[k]:
                share[k], face[k] = at, f
    found, met = TreeCaster(vertices, triangle_tree(vertices, faces)).first(starts, ends)

    assert np.array_equal(share, found)
    assert np.array_equal(face, met)
    assert (face >= 0).sum() > 100


def test_without_embree_our_own_tree_casts_all_rays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ray_caster, "has_embree", lambda: False)
    monkeypatch.setattr(ray_scene, "MANY", 0)
    rays = RayScene([node(box((10, -5, 0), (11, 5, 8)))])

    assert rays.occluded([0, 0, 2], [[30, 0, 3]], trees=True).all()
    assert isinstance(rays.layers[0].solid.caster, TreeCaster)


def test_copies_are_scaled_turned_and_placed() -> None:
    unit = TriangleMesh([[0, 0, 0], [1, 0, 0], [0, 0, 1]], [[0, 1, 2]])
    vertices, faces = outline_triangles(
        Instances(unit, unit, [[5, 6, 7], [0, 0, 0]], [np.pi / 2, 0], [[2, 1, 3], [1, 1, 1]])
    )

    assert np.allclose(
        [[5, 6, 7], [5, 8, 7], [5, 6, 10], [0, 0, 0], [1, 0, 0], [0, 0, 1]], vertices, atol=1e-6
    )
    assert [[0, 1, 2], [3, 4, 5]] == faces.tolist()


def test_a_node_keeps_its_solid_until_payload_or_place_changes() -> None:
    mesh = box((0, 0, 0), (1, 1, 1))
    first, renamed = node(mesh), node(mesh, visible=False)
    shift = np.eye(4)
    shift[2, 3] = 5.0

    assert solid_of(first) is solid_of(renamed)
    assert solid_of(node(mesh, transform=shift)) is not solid_of(renamed)
    assert np.isclose(6.0, solid_of(node(mesh, transform=shift)).vertices[:, 2].max())


def test_a_dropped_payload_takes_its_solid_along() -> None:
    mesh = box((0, 0, 0), (1, 1, 1))
    kept = weakref.ref(solid_of(node(mesh)))

    del mesh
    gc.collect()

    assert kept() is None


def test_two_threads_that_ask_at_once_get_one_solid(monkeypatch: pytest.MonkeyPatch) -> None:
    made = solids._triangles

    def slowly(*of: object) -> solids.Solid:
        sleep(0.05)
        return made(*of)  # type: ignore[arg-type]

    monkeypatch.setattr(solids, "_triangles", slowly)
    one = node(TriangleMesh([[0, 0, 0], [1, 0, 0], [0, 1, 0]], [[0, 1, 2]]))
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(solid_of, [one, one])
    assert first is second
