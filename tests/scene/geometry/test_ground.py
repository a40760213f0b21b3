"""The ground is found exactly on triangles and bilinearly on grids."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from scene.geometry.ground import GroundHeights
from scene.geometry.raster_mesh import raster_triangles
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Payload, Raster, TriangleMesh


def terrain(payload: Payload, transform: np.ndarray | None = None) -> Node:
    return Node(BilingualText.same("ground"), Role.TERRAIN, payload, transform=transform)


def sloping_square(size: float = 100.0, drop: float = 0.0) -> TriangleMesh:
    """z = 0.1 x + 0.02 y - drop over a square, in two triangles."""
    corners = np.array([[0, 0], [size, 0], [size, size], [0, size]], np.float32)
    z = 0.1 * corners[:, 0] + 0.02 * corners[:, 1] - drop
    return TriangleMesh(np.column_stack([corners, z]), [[0, 1, 2], [0, 2, 3]])


def test_a_plane_of_triangles_gives_its_own_heights_everywhere() -> None:
    places = np.random.default_rng(1).uniform(0.0, 100.0, (2000, 2))

    found = GroundHeights.of([terrain(sloping_square())]).exact(places)

    assert np.allclose(0.1 * places[:, 0] + 0.02 * places[:, 1], found, atol=1e-6)


def test_vertices_and_edges_of_triangles_are_covered() -> None:
    values = np.random.default_rng(2).uniform(0.0, 9.0, (12, 15)).astype(np.float32)
    vertices, faces = raster_triangles(Raster(values, 2.0, 10.0, 40.0))
    ground = GroundHeights.of([terrain(TriangleMesh(vertices, faces))])
    middles = 0.5 * (vertices[faces[:, 0]] + vertices[faces[:, 1]])

    assert np.array_equal(vertices[:, 2], ground.heights(vertices[:, :2]))
    assert np.allclose(middles[:, 2], ground.heights(middles[:, :2]), atol=1e-5)


def test_outside_every_terrain_there_is_no_height() -> None:
    ground = GroundHeights.of([terrain(sloping_square())])

    assert np.isnan(ground.heights([[-0.1, 50.0], [50.0, 100.1], [1e6, 0.0]])).all()
    assert np.isnan(GroundHeights.of([]).heights([[0.0, 0.0]])).all()


def test_the_finest_terrain_that_covers_a_place_counts() -> None:
    coarse, fine = sloping_square(100.0), sloping_square(10.0, drop=5.0)
    ground = GroundHeights.of([terrain(coarse), terrain(fine)])

    assert np.allclose([0.6 - 5.0, 6.0], ground.heights([[5.0, 5.0], [50.0, 50.0]]))


def test_a_bank_that_stands_upright_counts_with_its_upper_edge() -> None:
    vertices = [
        [0, 0, 5],
        [10, 0, 5],
        [10, 10, 5],
        [0, 10, 5],
        [10, 0, 7],
        [10, 10, 7],
        [20, 0, 7],
        [20, 10, 7],
    ]
    faces = [[0, 1, 2], [0, 2, 3], [1, 4, 5], [1, 5, 2], [4, 6, 7], [4, 7, 5]]
    ground = GroundHeights.of([terrain(TriangleMesh(vertices, faces))])

    assert np.array_equal([5.0, 7.0, 7.0], ground.heights([[9.99, 5], [10.0, 5], [10.01, 5]]))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 7), st.integers(1, 7), st.integers(0, 2**31), st.floats(0.5, 30.0))
def test_a_grid_is_bilinear_between_centres(rows: int, cols: int, seed: int, cell: float) -> None:
    random = np.random.default_rng(seed)
    raster = Raster(random.uniform(-5.0, 60.0, (rows, cols)), cell, -20.0, 35.0)
    row, col = random.uniform(0, rows - 1, 20), random.uniform(0, cols - 1, 20)
    places = np.column_stack([-20.0 + (col + 0.5) * cell, 35.0 - (row + 0.5) * cell])

    def slow(r: float, c: float) -> float:
        r0, c0 = min(int(r), max(rows - 2, 0)), min(int(c), max(cols - 2, 0))
        r1, c1 = min(r0 + 1, rows - 1), min(c0 + 1, cols - 1)
        v = raster.values.astype(float)
        north = v[r0, c0] + (c - c0) * (v[r0, c1] - v[r0, c0])
        south = v[r1, c0] + (c - c0) * (v[r1, c1] - v[r1, c0])
        return float(north + (r - r0) * (south - north))

    found = GroundHeights.of([terrain(raster)]).exact(places)

    assert np.allclose([slow(r, c) for r, c in zip(row, col, strict=True)], found, atol=1e-6)


def test_a_cell_without_data_leaves_a_hole_of_its_own_size_only() -> None:
    values = np.full((5, 5), 3.0, np.float32)
    values[2, 2] = np.nan
    ground = GroundHeights.of([terrain(Raster(values, 1.0, 0.0, 5.0))])

    assert np.isnan(ground.heights([[2.5, 2.5], [2.1, 2.5]])).all()
    assert np.array_equal([3.0, 3.0, 3.0], ground.heights([[1.5, 2.5], [0.1, 0.1], [4.9, 3.0]]))


def test_a_moved_node_takes_its_ground_along() -> None:
    shift = np.eye(4)
    shift[:3, 3] = [1000.0, -200.0, 3.0]
    grid = Raster(np.full((4, 4), 2.0, np.float32), 10.0, 0.0, 40.0)
    ground = GroundHeights.of([terrain(sloping_square(), shift), terrain(grid, shift)])

    assert np.allclose([5.0, 12.98], ground.heights([[1020.0, -180.0], [1099.0, -196.0]]), atol=1e-4)


def test_a_raster_is_cut_into_triangles_with_its_own_heights_and_holes() -> None:
    values = np.arange(12, dtype=np.float32).reshape(3, 4)
    values[0, 0] = np.nan
    vertices, faces = raster_triangles(Raster(values, 2.0, 0.0, 6.0))

    a, b, c = (vertices[faces[:, k], :2].astype(float) for k in range(3))
    twice = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    assert len(faces) == 2 * (2 * 3 - 1)
    assert np.allclose(4.0, twice)
    assert np.array_equal([1.0, 1.0], vertices[-12 + 8, :2])
