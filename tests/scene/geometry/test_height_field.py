"""Rays meet a raster where they meet its triangles, to the last bit, wherever data is missing."""

import gc
from weakref import ref

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scene.geometry import raster_solid
from scene.geometry.raster_mesh import raster_triangles
from scene.geometry.raster_solid import RasterSolid
from scene.geometry.ray_caster import TreeCaster
from scene.geometry.ray_scene import RayScene
from scene.geometry.solids import solid_of
from scene.geometry.surface_raster import Grid, surface_of
from scene.geometry.triangle_tree import triangle_tree
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Raster
from scene.payloads.arrays import F64, I32


def ground(seed: int, rows: int, cols: int, cell: float, missing: float, at: float = 0.0) -> Raster:
    random = np.random.default_rng(seed)
    rough = (
        random.normal(0, 3, (rows, cols))
        + 8 * np.sin(np.arange(cols) / 7.0)
        + 5 * np.cos(np.arange(rows) / 5.0)[:, None]
    )
    if random.random() < 0.3:
        rough = np.round(rough)  # level places, and rays along them
    rough[random.random((rows, cols)) < missing] = np.nan
    return Raster(rough.astype(np.float32), cell, at - cols * cell / 2, at + rows * cell / 2)


def rays_over(raster: Raster, seed: int, count: int) -> tuple[F64, F64]:
    """Return segments of all sorts: level, steep, upright, along rows, through corners, from far outside."""
    random = np.random.default_rng(seed)
    west, south, east, north = raster.bounds()
    low, high = [west, south, -15.0], [east, north, 25.0]
    starts, ends = random.uniform(low, high, (2, count, 3))
    fifth = count // 8
    ends[:fifth, :2] = starts[:fifth, :2]
    ends[fifth : 2 * fifth, 2] = starts[fifth : 2 * fifth, 2]
    ends[2 * fifth : 3 * fifth, 1] = starts[2 * fifth : 3 * fifth, 1]
    ends[3 * fifth : 4 * fifth, 0] = starts[3 * fifth : 4 * fifth, 0]
    rows, cols = raster.shape
    for part in (slice(4 * fifth, 5 * fifth), slice(0, fifth)):  # exactly over centres
        row, col = random.integers(0, rows, fifth), random.integers(0, cols, fifth)
        starts[part, 0] = np.float32(raster.west + (col + 0.5) * raster.cell)
        starts[part, 1] = np.float32(raster.north - (row + 0.5) * raster.cell)
    ends[: fifth // 2, :2] = starts[: fifth // 2, :2]
    starts[5 * fifth : 6 * fifth] *= 9.0
    ends[6 * fifth : 7 * fifth, :2] = starts[6 * fifth : 7 * fifth, :2] + random.normal(0, 1e-4, (fifth, 2))
    return starts, ends


def faces_of_squares(raster: Raster) -> I32:
    """Return the number over all squares of each triangle that there is."""
    known = np.isfinite(raster.values)
    whole = known[:-1, :-1] & known[:-1, 1:] & known[1:, :-1] & known[1:, 1:]
    return np.flatnonzero(np.repeat(whole.ravel(), 2)).astype(np.int32)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 10**6), st.integers(2, 70), st.integers(2, 70), st.sampled_from([0.25, 1.0, 7.3, 30.0]),
    st.sampled_from([0.0, 0.02, 0.5]), st.sampled_from([0.0, 4_000.0, -61_234.5]),
)  # fmt: skip
def test_rays_meet_a_raster_where_they_meet_its_triangles(
    seed: int, rows: int, cols: int, cell: float, missing: float, at: float
) -> None:
    raster = ground(seed, rows, cols, cell, missing, at)
    vertices, faces = raster_triangles(raster)
    if not len(faces):
        return
    tree = TreeCaster(vertices, triangle_tree(vertices, faces))
    field = RasterSolid(raster).exact
    starts, ends = rays_over(raster, seed, 240)
    share, face = tree.first(starts, ends)
    found, met = field.first(starts, ends)

    assert np.array_equal(share, found)
    assert np.array_equal(np.where(face >= 0, faces_of_squares(raster)[face], -1), met)
    assert np.array_equal(face >= 0, field.blocked(starts, ends))
    known = np.arange(240) % 3 == 0
    assert np.array_equal((face >= 0) | known, field.blocked(starts, ends, known))
    until = np.where(known, 0.3, np.inf)
    assert np.array_equal(np.where(share < until, share, np.inf), field.first(starts, ends, until)[0])


def test_the_samples_of_that_test_meet_and_miss_the_ground() -> None:
    raster = ground(3, 60, 50, 7.3, 0.02)
    hit = RasterSolid(raster).exact.blocked(*rays_over(raster, 3, 2400))

    assert 0.2 < hit.mean() < 0.8


@pytest.mark.parametrize("missing", [0.0, 0.1])
def test_its_triangles_are_those_that_are_drawn_for_whoever_reads_them(missing: float) -> None:
    raster = ground(5, 33, 21, 5.0, missing)
    node = Node(BilingualText("地面", "ground"), Role.TERRAIN, raster)
    rays = RayScene([node])
    solid = rays.layers[0].solid
    vertices, faces = raster_triangles(raster)
    kept = solid.faces[faces_of_squares(raster)]
    every = np.arange(solid.size, dtype=np.int32)

    assert isinstance(solid, RasterSolid)
    assert np.array_equal(vertices, solid.vertices, equal_nan=True)
    assert np.array_equal(faces, kept)
    assert np.isfinite(solid.vertices[solid.faces]).all()
    present = faces_of_squares(raster)
    assert np.array_equal(vertices[faces].astype(np.float64), solid.corners_at(present))
    assert not solid.rows_at(every).any()
    assert np.array_equal(solid.box, solid.tree.boxes[0])
    grid = Grid.over(-50, -80, 50, 80, 1.0)
    seen = surface_of(rays.layers, grid, trees=True).heights
    x, y = np.meshgrid(np.arange(-50, 50) + 0.5, 80 - np.arange(160) - 0.5)
    plumb = rays.height_below(np.column_stack([x.ravel(), y.ravel(), np.full(x.size, 99.0)]))
    assert np.allclose(plumb.reshape(seen.shape), seen, atol=1e-4, equal_nan=True)


def test_only_small_rasters_are_triangulated_for_many_rays(monkeypatch: pytest.MonkeyPatch) -> None:
    raster = ground(6, 40, 40, 5.0, 0.1)
    starts, ends = rays_over(raster, 6, 4000)
    small, large = RasterSolid(raster), RasterSolid(raster)
    monkeypatch.setattr(raster_solid, "MOST_TRIANGLES", small.size)
    many = small.caster
    monkeypatch.setattr(raster_solid, "MOST_TRIANGLES", small.size - 1)

    assert large.caster is large.exact
    assert (
        many.blocked(starts, ends) != large.exact.blocked(starts, ends)
    ).sum() <= 40  # those exactly over centres
    assert "faces" not in large.__dict__


def test_a_raster_that_knows_nothing_is_no_solid() -> None:
    nothing = Raster(np.full((5, 5), np.nan, np.float32), 1.0, 0.0, 5.0)
    line = Raster(np.zeros((1, 5), np.float32), 1.0, 0.0, 1.0)

    for raster in (nothing, line):
        assert not RayScene([Node(BilingualText("地面", "ground"), Role.TERRAIN, raster)]).layers


def test_a_dropped_raster_takes_its_solid_along() -> None:
    raster = ground(1, 9, 9, 1.0, 0.0)
    kept = ref(solid_of(Node(BilingualText("地面", "ground"), Role.TERRAIN, raster)))

    del raster
    gc.collect()

    assert kept() is None


def test_a_ray_that_leads_nowhere_meets_nothing() -> None:
    raster = Raster(np.random.default_rng(2).uniform(0, 9, (40, 30)).astype(np.float32), 2.0, 0.0, 80.0)
    rays = RayScene([Node(BilingualText.same("ground"), Role.TERRAIN, raster)])

    hidden = rays.occluded([[10, 10, 50], [10, 10, 50]], [[20, 20, np.nan], [np.nan, 20, 5]], trees=True)

    assert not hidden.any()
