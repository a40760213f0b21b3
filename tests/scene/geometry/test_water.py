"""The surface of water on a grid: where it lies, where it ends, and what lies between two moments."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scene.geometry import water_kernels
from scene.geometry.water import (
    TILE,
    Water,
    between,
    changed_tiles,
    rehearse_water,
    tile_triangles,
)

LEAST = 0.004


def water(depth: np.ndarray, bed: np.ndarray, cell: float = 2.0) -> Water:
    """Return still water over a bed whose walls are nan."""
    depth = np.where(np.isfinite(bed), depth, 0.0).astype(np.float32)
    level = (np.nan_to_num(bed) + depth).astype(np.float32)
    still = np.zeros_like(depth)
    return Water(-10.0, 50.0, cell, depth, level, still, still, bed.astype(np.float32))


def area(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Return the area of each triangle in plan, positive against the clock."""
    a, b, c = (vertices[faces[:, k], :2].astype(np.float64) for k in range(3))
    one, two = b - a, c - a
    return (one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0]) / 2.0


def height_at(vertices: np.ndarray, faces: np.ndarray, x: float, y: float) -> list[float]:
    """Return z of every triangle above a place: the slow way, triangle by triangle."""
    found = []
    for face in faces:
        (ax, ay, az), (bx, by, bz), (cx, cy, cz) = vertices[face].astype(float)
        whole = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay)
        u = ((bx - x) * (cy - y) - (cx - x) * (by - y)) / whole
        v = ((cx - x) * (ay - y) - (ax - x) * (cy - y)) / whole
        if min(u, v, 1.0 - u - v) >= -1e-9:
            found.append(u * az + v * bz + (1.0 - u - v) * cz)
    return found


def test_a_level_sheet_covers_all_between_its_centres_once_and_looks_up() -> None:
    flat = water(np.full((9, 9), 0.5), np.zeros((9, 9)))
    vertices, faces, state = tile_triangles(flat, 0, 0, 1, LEAST)
    assert (area(vertices, faces) > 0.0).all()
    assert area(vertices, faces).sum() == pytest.approx((8 * 2.0) ** 2)
    assert len(vertices) == 81  # corners are shared
    assert (vertices[:, 2] == np.float32(0.5)).all()
    assert (state[:, 0] == np.float32(0.5)).all()


def test_at_a_wall_it_goes_on_into_the_wall_at_its_level_and_depth() -> None:
    bed = np.zeros((5, 5))
    bed[:, 3:] = np.nan
    vertices, _, state = tile_triangles(water(np.full((5, 5), 0.6), bed), 0, 0, 1, LEAST)
    in_wall = vertices[:, 0] > -10.0 + 3 * 2.0
    assert in_wall.any()
    assert vertices[:, 0].max() == pytest.approx(-10.0 + 3.5 * 2.0)
    assert vertices[in_wall, 2] == pytest.approx(0.6)
    assert state[in_wall, 0] == pytest.approx(0.6)


def test_on_a_slope_its_edge_is_where_the_ground_comes_out_of_it() -> None:
    x = (np.arange(8) + 0.5) * 2.0
    bed = np.broadcast_to(0.05 * x, (8, 8)).copy()
    level = 0.33
    vertices, _, state = tile_triangles(water(np.maximum(level - bed, 0.0), bed), 0, 0, 1, LEAST)
    assert vertices[:, 2] == pytest.approx(level, abs=1e-6)
    # Depth runs straight through nought at x = 0.33 / 0.05, within the last square.
    assert state[:, 0] == pytest.approx(level - 0.05 * (vertices[:, 0] + 10.0), abs=1e-5)
    assert vertices[:, 0].max() + 10.0 > level / 0.05


def test_over_lower_dry_ground_it_runs_out_down_to_the_ground() -> None:
    bed = np.zeros((4, 4))
    bed[:, 2:] = -0.2
    depth = np.full((4, 4), 0.1)
    depth[:, 2:] = 0.0
    vertices, _, state = tile_triangles(water(depth, bed), 0, 0, 1, LEAST)
    beyond = vertices[:, 0] > -10.0 + 2 * 2.0
    assert vertices[beyond, 2] == pytest.approx(-0.2)
    assert (state[beyond, 0] == 0.0).all()


def test_a_canal_and_a_street_above_it_keep_their_levels() -> None:
    bed = np.full((6, 6), 8.0)
    bed[:, 3:] = 3.0
    depth = np.full((6, 6), 0.2)
    depth[:, 3:] = 2.0
    vertices, faces, _ = tile_triangles(water(depth, bed), 0, 0, 1, LEAST)
    assert set(np.round(vertices[:, 2], 3).tolist()) == {5.0, np.round(np.float32(8.2), 3).item()}
    street = height_at(vertices, faces, -10.0 + 2.9 * 2.0, 50.0 - 2.2 * 2.0)
    canal = height_at(vertices, faces, -10.0 + 3.2 * 2.0, 50.0 - 2.2 * 2.0)
    assert max(street) == pytest.approx(8.2)
    assert canal
    assert set(canal) == {5.0}


def test_dry_cells_far_from_water_have_nothing() -> None:
    depth = np.zeros((20, 20))
    depth[10, 10] = 0.3
    vertices, faces, _ = tile_triangles(water(depth, np.zeros((20, 20))), 0, 0, 1, LEAST)
    assert len(faces) == 8
    assert np.abs(vertices[:, :2] - [-10.0 + 21.0, 50.0 - 21.0]).max() <= 2.0


def test_coarser_tiles_have_fewer_triangles_and_lose_no_narrow_street() -> None:
    bed = np.full((65, 65), np.nan)
    bed[:, 30:32] = 0.0
    street = water(np.full((65, 65), 0.4), bed)
    counts = []
    for step in (1, 2, 4, 8):
        vertices, faces, _ = tile_triangles(street, 0, 0, step, LEAST)
        counts.append(len(faces))
        assert vertices[:, 2] == pytest.approx(0.4)
        assert np.ptp(vertices[:, 1]) >= 2.0 * (64 - 2 * step)
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 4 * counts[3]


@given(st.integers(0, 2**31), st.sampled_from([1, 2, 4]))
def test_every_wet_corner_lies_at_its_level_and_no_triangle_is_turned_over(seed: int, step: int) -> None:
    rng = np.random.default_rng(seed)
    bed = np.where(rng.random((17, 17)) < 0.2, np.nan, np.round(rng.random((17, 17)) * 2.0, 2))
    depth = np.where(rng.random((17, 17)) < 0.4, 0.0, rng.random((17, 17)))
    held = water(depth, bed)
    vertices, faces, state = tile_triangles(held, 0, 0, step, LEAST)
    assert np.isfinite(vertices).all()
    assert np.isfinite(state).all()
    assert (area(vertices, faces) > 0.0).all()
    if len(vertices):
        assert vertices[:, 2].min() >= np.nanmin(np.where(held.depth > 0, bed, np.inf)) - 1e-5 - 2.0
        assert vertices[:, 2].max() <= held.level[held.depth >= LEAST].max() + 1e-5


def test_neighbouring_tiles_meet() -> None:
    count = TILE + 5
    rng = np.random.default_rng(3)
    bed = rng.random((count, count)) * 0.1
    held = water(np.full((count, count), 0.5), bed)
    west, *_ = tile_triangles(held, 0, 0, 1, LEAST)
    east, *_ = tile_triangles(held, 0, 1, 1, LEAST)
    seam = -10.0 + (TILE + 0.5) * 2.0
    of_west = west[west[:, 0] == seam]
    of_east = east[east[:, 0] == seam]
    assert len(of_west) == TILE + 1
    assert {tuple(one) for one in of_west.tolist()} <= {tuple(one) for one in of_east.tolist()}


def test_only_tiles_that_change_visibly_are_named() -> None:
    shape = (2 * TILE, 3 * TILE)
    before = water(np.full(shape, 0.2), np.zeros(shape))
    depth = before.depth.copy()
    depth[:TILE, :TILE] += 0.0005  # too little to be seen
    depth[TILE + 3, 2 * TILE + 7] += 0.05
    after = water(depth, np.zeros(shape))
    assert changed_tiles(after, before, 0.003, 0.03).tolist() == [[0, 0, 0], [0, 0, 1]]
    depth[5, TILE + 5] = 0.0  # fell dry
    assert changed_tiles(water(depth, np.zeros(shape)), before, 0.003, 0.03)[0].tolist() == [0, 1, 0]
    assert changed_tiles(after, None, 0.003, 0.03).all()


def test_between_two_moments_the_water_rises_evenly_from_its_bed() -> None:
    bed = np.array([[1.0, 2.0, np.nan]])
    dry, full = water(np.array([[0.4, 0.0, 0.0]]), bed), water(np.array([[0.8, 0.6, 0.0]]), bed)
    half = between(dry, full, 0.5)
    assert half.depth[0].tolist() == pytest.approx([0.6, 0.3, 0.0])
    assert half.level[0, :2].tolist() == pytest.approx([1.6, 2.3])
    assert between(dry, full, 0.0) is dry
    assert between(dry, full, 1.0) is full
    other = replace(full, cell=4.0)
    assert between(dry, other, 0.7) is dry


def test_after_the_rehearsal_nothing_is_compiled() -> None:
    rehearse_water()
    kernels = (water_kernels.tile_surface, water_kernels.wet_tiles, water_kernels.different_tiles)
    before = [len(one.signatures) for one in kernels]
    flat = water(np.full((9, 9), 0.5), np.zeros((9, 9)))
    changed_tiles(flat, None, 0.01, 0.01)
    changed_tiles(flat, flat, 0.01, 0.01)
    tile_triangles(flat, 0, 0, 2, LEAST)
    assert [len(one.signatures) for one in kernels] == before
