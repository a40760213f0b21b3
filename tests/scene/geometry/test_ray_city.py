"""In cities made at random, every way of casting gives what testing all triangles in float64 gives."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scene.geometry import ray_pieces, ray_scene
from scene.geometry.raster_mesh import raster_triangles
from scene.geometry.ray_caster import TreeCaster
from scene.geometry.ray_embree import library
from scene.geometry.ray_scene import MARGIN, RayScene
from scene.geometry.rehearsal import sample
from scene.geometry.rows import rows_of
from scene.geometry.triangle_tree import triangle_tree
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Instances, Raster, TriangleMesh
from scene.payloads.arrays import F64
from tests.benchmarks import roofed_city

NAME = BilingualText("物", "thing")
HOUSES = 225
HALF = 230.0


def triangulated_ground(cell: float = 25.0) -> TriangleMesh:
    return TriangleMesh(*raster_triangles(roofed_city.terrain(HOUSES, cell)))


def raster_with_gaps(seed: int, cell: float = 10.0) -> Raster:
    whole = roofed_city.terrain(HOUSES, cell)
    values = whole.values.copy()
    values[np.random.default_rng(seed).random(values.shape) < 0.05] = np.nan
    return Raster(values, cell, whole.west, whole.north)


def city(seed: int) -> RayScene:
    random = np.random.default_rng(seed)
    tree = TriangleMesh([[-1, 0, 0], [1, 0, 0], [0, 1, 2], [0, -1, 2]], [[0, 1, 2], [0, 3, 1], [2, 1, 3]])
    places = np.column_stack([random.uniform(-HALF, HALF, (300, 2)), random.uniform(5, 35, 300)])
    trees = Instances(tree, tree, places, random.uniform(0, 6, 300), random.uniform(1, 6, (300, 3)))
    ground = raster_with_gaps(seed) if seed % 2 else triangulated_ground()
    houses = roofed_city.city(HOUSES, seed)
    some = rows_of(houses, np.flatnonzero(random.random(HOUSES) < 0.8))
    return RayScene(
        [
            Node(NAME, Role.TERRAIN, ground),
            Node(NAME, Role.BUILDINGS, some),
            Node(NAME, Role.BUILDINGS, sample()),
            Node(NAME, Role.TREES, trees),
        ]
    )


def segments(rays: RayScene, seed: int, count: int, kinds: int = 6) -> tuple[F64, F64]:
    """Return sights of all sorts: about the city, upright, level, from and in houses, along ridges."""
    random = np.random.default_rng(seed + 1)
    low, high = [-HALF, -HALF, 5.0], [HALF, HALF, 60.0]
    starts, ends = random.uniform(low, high, (2, count, 3))
    part = np.arange(count) % kinds
    ends[part == 1, :2] = starts[part == 1, :2]
    ends[part == 2, 2] = starts[part == 2, 2]
    solid = rays.layers[1].solid
    houses = solid.vertices[solid.faces[random.integers(0, solid.size, count)]].astype(np.float64)
    starts[part == 3] = houses[part == 3].mean(axis=1)  # on a wall or a roof
    along = part == 4  # along the edge of a triangle and on
    starts[along] = houses[along, 0] + 3.0 * (houses[along, 0] - houses[along, 1])
    ends[along] = houses[along, 1] + 3.0 * (houses[along, 1] - houses[along, 0])
    within = part == 5
    starts[within] = houses[within].mean(axis=1) - random.uniform(0, 3, (int(within.sum()), 3))
    return starts, ends


def slow_twin(rays: RayScene, starts: F64, ends: F64) -> tuple[F64, F64, F64]:
    """Return distance, layer and row of the first cut, by one tree over each layer's triangles."""
    way = ends - starts
    length = np.linalg.norm(way, axis=1)
    share = np.minimum(MARGIN / np.maximum(length, 1e-9), 0.5)[:, None]
    one, other = starts + share * way, ends - share * way
    best, layer_of, row = np.full(len(way), np.inf), np.full(len(way), -1), np.full(len(way), -1)
    for number, layer in enumerate(rays.layers):
        solid = layer.solid
        tree = triangle_tree(solid.vertices, solid.faces)
        found, face = TreeCaster(solid.vertices, tree).first(one, other)
        nearer = found < best
        best[nearer], layer_of[nearer], row[nearer] = found[nearer], number, solid.row_of_face[face[nearer]]
    inner = np.linalg.norm(other - one, axis=1)
    met = layer_of >= 0
    distance = np.where(met, best, 0.0) * inner + np.minimum(MARGIN, length)
    return np.where(met, distance, np.inf), layer_of, row


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6))
def test_few_rays_meet_what_the_slow_twin_meets_to_the_last_bit(seed: int) -> None:
    rays = city(seed)
    starts, ends = segments(rays, seed, 1200)
    distance, layer, row = slow_twin(rays, starts, ends)
    hits = rays.first_hit(starts, ends, trees=True)

    assert np.array_equal(distance, hits.distance)
    assert np.array_equal(layer, hits.layer)
    assert np.array_equal(row, hits.row)
    assert np.array_equal(np.isfinite(distance), rays.occluded(starts, ends, trees=True))
    one_by_one = [rays.occluded([a], [b], trees=True)[0] for a, b in zip(starts[:90], ends[:90], strict=True)]
    assert np.array_equal(np.isfinite(distance[:90]), one_by_one)


@pytest.mark.skipif(library() is None, reason="no Embree wheel that the kernels know")
@pytest.mark.parametrize("seed", [1, 2])
def test_many_rays_meet_what_the_slow_twin_meets(seed: int) -> None:
    rays = city(seed)
    starts, ends = segments(rays, seed, 200_000, kinds=3)
    distance, layer, row = slow_twin(rays, starts, ends)
    hits = rays.first_hit(starts, ends, trees=True)
    differ = (layer != hits.layer) | (row != hits.row)

    # Which triangle a ray that grazes an edge meets is told in float32: 99.999 % of answers are the same.
    assert differ.sum() <= 2
    assert (~np.isclose(distance, hits.distance, rtol=0.0, atol=1e-9))[~differ].sum() <= 2
    assert (np.isfinite(distance) != rays.occluded(starts, ends, trees=True)).sum() <= 2
    assert set(hits.layer.tolist()) == {-1, 0, 1, 2, 3}


@pytest.mark.parametrize("scattered", [True, False])
def test_any_number_of_threads_gives_the_same_answers(
    monkeypatch: pytest.MonkeyPatch, scattered: bool
) -> None:
    monkeypatch.setattr(ray_pieces, "PIECE", 1 << 10)
    monkeypatch.setattr(ray_scene, "MANY", 1000)
    rays = city(3)
    kind: Callable[[int, int], tuple[F64, F64]] = roofed_city.sights if scattered else roofed_city.sun
    starts, ends = kind(HOUSES, 30_000)
    answers = []
    for processors in (1, 2, 7):
        monkeypatch.setattr(ray_pieces, "cpu_count", lambda count=processors: count)
        hits = rays.first_hit(starts, ends, trees=True)
        answers.append(
            (rays.occluded(starts, ends, trees=True), hits.distance, hits.layer, hits.row, hits.face)
        )

    for answer in answers[1:]:
        for one, other in zip(answers[0], answer, strict=True):
            assert np.array_equal(one, other)
