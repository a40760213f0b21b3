"""The red balloon against its slow twin: dense rays, one by one, at every triangle."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.sightline.balloon.params import BalloonParams
from analysis.sightline.balloon.results import table_of
from scene.geometry.ray_scene import RayScene
from scene.node import Node, Role
from scene.payloads import TriangleMesh
from tests.analysis.sightline.cities import (
    BOX,
    BOX_FACES,
    FLAT,
    balloon,
    ground,
    node,
    proposal,
    route,
    session,
    tower,
    tree,
    viewpoint,
    wall,
)  # fmt: skip


def heap(seed: int, count: int) -> Node:
    """Boxes of all sizes between the eye and 400 m east, some of them floating."""
    random = np.random.default_rng(seed)
    low = random.uniform([10, -40, -1], [380, 40, 12], (count, 3))
    size = random.uniform([0.3, 0.3, 0.3], [12, 25, 9], (count, 3))
    vertices = (low[:, None, :] + BOX[None] * size[:, None, :]).astype(np.float32).reshape(-1, 3)
    faces = (BOX_FACES[None] + 8 * np.arange(count)[:, None, None]).reshape(-1, 3)
    return node("heap", TriangleMesh(vertices, faces), Role.STRUCTURES)


def blocked(mesh: TriangleMesh, eye: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Every ray at every triangle, by signed volumes: as slow and as plain as can be."""
    a, b, c = (mesh.vertices[mesh.faces[:, k]].astype(float)[None] for k in range(3))
    o, t = eye[None, None, :], targets[:, None, :]

    def volume(p: np.ndarray, q: np.ndarray, r: np.ndarray, s: np.ndarray) -> np.ndarray:
        return np.einsum("...i,...i", np.cross(q - p, r - p), s - p)

    across = volume(a, b, c, o) * volume(a, b, c, t) < 0
    u, v, w = volume(o, t, a, b), volume(o, t, b, c), volume(o, t, c, a)
    within = ((u >= 0) & (v >= 0) & (w >= 0)) | ((u <= 0) & (v <= 0) & (w <= 0))
    return (across & within).any(axis=1)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.floats(20.0, 60.0))
def test_the_limit_is_where_rays_at_every_triangle_begin_to_pass(seed: int, height: float) -> None:
    mesh_node, plan = heap(seed, 14), tower(420.0, height, wide=16.0, deep=0.02)
    flown = session(ground(-2.0), mesh_node, viewpoint((0, 0, 2)))
    (one,) = flown.answer(flown.prepare(proposal(plan))).judged
    found = one.pair.with_trees
    mesh = mesh_node.payload
    assert isinstance(mesh, TriangleMesh)
    eye = np.array([0.0, 0.0, 3.6])

    # The slow twin: the lowest of many points on the front that any ray reaches.
    y, z = np.meshgrid(np.linspace(-7.99, 7.99, 25), np.arange(0.05, height, 0.25))
    front = np.column_stack([np.full(y.size, 420.0), y.ravel(), z.ravel()])
    lowest = front[~blocked(mesh, eye, front), 2].min(initial=np.inf)
    assert found.unseen_height <= lowest + 1e-6
    assert found.seen == (found.unseen_height < height)
    if found.seen:
        # The point that the limit names is open just above it, and closed just under it.
        place = eye[:2] + np.array(found.way) * found.distance
        over, under = ([*place, found.unseen_height + up] for up in (1e-3, -1e-3))
        assert [False, found.screen is not None] == blocked(mesh, eye, np.array([over, under])).tolist()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.floats(20.0, 60.0))
def test_visible_metres_are_those_that_rays_count_in_the_clearest_azimuth(seed: int, height: float) -> None:
    mesh_node, plan = heap(seed, 14), tower(420.0, height, wide=16.0, deep=0.02)
    flown = session(ground(-2.0), mesh_node, viewpoint((0, 0, 2)))
    (one,) = flown.answer(flown.prepare(proposal(plan))).judged
    found = one.pair.clearest
    if not found.seen:
        return
    eye, step = np.array([0.0, 0.0, 3.6]), 0.02
    z = np.arange(step / 2.0, height, step)
    place = eye[:2] + np.array(found.way) * found.distance
    mesh = mesh_node.payload
    assert isinstance(mesh, TriangleMesh)

    seen = ~blocked(mesh, eye, np.column_stack([np.broadcast_to(place, (len(z), 2)), z]))

    ends = 2 + np.count_nonzero(np.diff(seen.astype(int)))  # each end of a gap falls between two rays
    assert found.visible == pytest.approx(seen.sum() * step, abs=ends * step)


def test_embree_agrees_on_either_side_of_every_limit() -> None:
    city = [ground(-2.0), heap(3, 60), tree((150, -40, 0), (160, 10, 14)), viewpoint((0, 0, 2))]
    flown = session(*city)
    rays = RayScene(city[:3])
    checked = 0
    for distance in (420.0, 700.0, 1500.0):
        for north in np.linspace(-60, 60, 9) * distance / 420.0:
            profile = flown.prepare(proposal(balloon((distance, float(north)), 30.0)))
            for trees in (True, False):
                found = flown.answer(profile).judged[0].pair
                limit = (found.with_trees if trees else found.without_trees).unseen_height
                if not 1e-3 < limit < 190.0:
                    continue
                places = [[distance, north, limit + up] for up in (0.02, -0.02)]
                assert [False, True] == rays.occluded([0, 0, 3.6], places, trees=trees).tolist()
                checked += 1
    assert checked > 15


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.floats(5.0, 80.0), st.floats(0.5, 60.0))
def test_more_height_is_never_less_visible(seed: int, height: float, more: float) -> None:
    flown = session(ground(-2.0), heap(seed, 20), viewpoint((0, 0, 2)))
    profile = flown.prepare(proposal(tower(420.0, 30.0)))
    low, high = (flown.answer(profile, h).judged[0].pair.with_trees for h in (height, height + more))

    assert low.unseen_height == high.unseen_height
    assert low.visible <= high.visible
    assert low.angular_height <= high.angular_height
    assert low.angular_width <= high.angular_width


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_another_screen_never_lowers_the_limit(seed: int) -> None:
    plan, one, other = tower(420.0, 30.0), heap(seed, 12), heap(seed + 1, 5)
    fewer = session(ground(-2.0), one, viewpoint((0, 0, 2)))
    more = session(ground(-2.0), one, node("more", other.payload, Role.STRUCTURES), viewpoint((0, 0, 2)))
    low, high = (flown.answer(flown.prepare(proposal(plan))).judged[0].pair for flown in (fewer, more))

    assert low.with_trees.unseen_height <= high.with_trees.unseen_height


def test_a_height_asked_of_a_profile_is_that_of_the_proposal_built_so_high() -> None:
    flown = session(ground(-2.0), heap(5, 30), viewpoint((0, 0, 2)))
    dragged = flown.answer(flown.prepare(proposal(tower(420.0, 20.0))), 47.5).judged[0].pair.with_trees
    built = flown.answer(flown.prepare(proposal(tower(420.0, 47.5)))).judged[0].pair.with_trees

    assert dragged.seen == built.seen
    assert dragged.unseen_height == pytest.approx(built.unseen_height, abs=1e-5)
    assert dragged.visible == pytest.approx(built.visible, abs=1e-5)
    assert dragged.angular_height == pytest.approx(built.angular_height, abs=1e-8)


def test_figures_do_not_depend_on_the_number_of_threads() -> None:
    city = (
        ground(-2.0),
        heap(11, 60),
        tree((150, -40, 0), (160, 10, 14)),
        route([(0, -30, 2), (-20, 40, 2)]),
    )
    flown = session(*city, params=BalloonParams())
    plan = proposal(tower(420.0, 30.0))
    tables = []
    for threads in (1, 2, 5):
        answer = flown.answer(flown.prepare(plan, threads=threads))
        tables.append(table_of([(plan, answer.height, one) for one in answer.judged]).rows)

    assert repr(tables[0]) == repr(tables[1]) == repr(tables[2])


def test_the_order_of_the_layers_does_not_change_a_figure() -> None:
    layers = [wall((100, -30, 0), (101, 30, 6)), heap(11, 40), ground(-2.0)]
    plan = proposal(tower(420.0, 30.0))
    limits = set()
    for order in ([0, 1, 2], [2, 1, 0], [1, 2, 0]):
        flown = session(*(layers[k] for k in order), viewpoint((0, 0, 2)), params=FLAT)
        limits.add(flown.answer(flown.prepare(plan)).judged[0].pair.with_trees.unseen_height)

    assert len(limits) == 1
