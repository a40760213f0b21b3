"""Sight planes equal their slow twin, and London's formula of the threshold plane to a millimetre."""

import math

import numpy as np
import pytest

from analysis.common.curvature import drop_coefficient
from analysis.sightline.ceiling.planes import (
    Planes,
    Silhouette,
    height_under,
    lower_by_planes,
    lower_by_silhouette,
)
from scene.geometry.surface_raster import Grid

DROP = drop_coefficient(0.13, 6_371_000.0)
GRID = Grid(-700.0, 900.0, 3.0, 420, 700)


def planes(seed: int, count: int) -> Planes:
    rng = np.random.default_rng(seed)
    turn = rng.uniform(0, 2 * np.pi, count)
    return Planes(
        rng.uniform(-600, 1200, count), rng.uniform(-300, 800, count), rng.uniform(0, 20, count),
        np.cos(turn), np.sin(turn), rng.uniform(200, 1500, count), rng.uniform(5, 60, count),
        rng.uniform(0.02, 2.0, count), rng.uniform(0.02, 2.0, count),
        np.arange(count, dtype=np.int32),
    )  # fmt: skip


def twin(of: Planes, p: int, x: float, y: float) -> float:
    dx, dy = x - of.x[p], y - of.y[p]
    u, v = dx * of.way_x[p] + dy * of.way_y[p], dy * of.way_x[p] - dx * of.way_y[p]
    length = of.length[p]
    if not (0.0 <= u <= length and -of.right[p] * u <= v <= of.left[p] * u):
        return math.inf
    return float(of.z[p] + (of.threshold[p] - of.z[p]) * u / length - DROP * u * (length - u))


@pytest.mark.parametrize("count", [1, 2, 16])
def test_no_cell_differs_from_the_twin_but_on_the_sides_of_a_wedge(count: int) -> None:
    of = planes(count, count)
    level = np.full((GRID.rows, GRID.cols), 40.0, np.float32)
    governing = np.full(level.shape, -1, np.int32)
    for first in range(0, GRID.rows, 50):
        lower_by_planes(GRID, of, DROP, first, min(first + 50, GRID.rows), level, governing)
    rng = np.random.default_rng(5)
    rows, cols = rng.integers(0, GRID.rows, 4000), rng.integers(0, GRID.cols, 4000)
    lowered = 0
    for row, col in zip(rows.tolist(), cols.tolist(), strict=True):
        x, y = GRID.west + (col + 0.5) * GRID.cell, GRID.north - (row + 0.5) * GRID.cell
        each = [twin(of, p, x, y) for p in range(count)]
        assert level[row, col] == pytest.approx(min(40.0, *each), abs=1e-5)
        if governing[row, col] >= 0:
            assert each[governing[row, col]] == pytest.approx(min(each), abs=1e-5)
            lowered += 1
    assert lowered > 200


@pytest.mark.parametrize("kilometres", [1, 2, 5, 10])
def test_the_sag_half_way_is_that_of_the_formula_to_a_millimetre(kilometres: int) -> None:
    length = 1000.0 * kilometres
    one = np.ones(1)
    of = Planes(
        0 * one, 0 * one, 1.6 * one, one, 0 * one, length * one, 52.1 * one, one, one, np.zeros(1, np.int32)
    )
    grid = Grid(0.5 * length - 0.5, 0.5, 1.0, 1, 1)
    level, governing = np.full((1, 1), 1e6, np.float32), np.full((1, 1), -1, np.int32)
    lower_by_planes(grid, of, DROP, 0, 1, level, governing)
    sag = (1.0 - 0.13) * (0.5 * length) ** 2 / (2.0 * 6_371_000.0)
    assert level[0, 0] == pytest.approx(0.5 * (1.6 + 52.1) - sag, abs=1e-3)
    if kilometres == 5:
        assert sag == pytest.approx(0.427, abs=5e-4)


def test_under_a_silhouette_the_edge_is_looked_up_by_azimuth() -> None:
    tangent = np.array([0.02, np.inf, 0.05])
    outline = Silhouette(
        np.array([10.0, 20.0, 1.6]), np.array([0.0, 1.0]), -0.001, 0.001, tangent, np.full(3, 800.0), 7
    )
    north = 500.0
    assert height_under(outline, 0.0, north, DROP) == math.inf
    for turn, edge in ((-0.001, 0.02), (0.001, 0.05)):
        x, y = -north * math.sin(turn), north * math.cos(turn)
        expected = 1.6 + (edge + DROP * north) * north
        assert height_under(outline, x, y, DROP) == pytest.approx(expected, abs=1e-9)
    assert height_under(outline, 0.9, 900.0, DROP) == math.inf  # behind the landmark
    level, governing = np.full((300, 40), 100.0, np.float32), np.full((300, 40), -1, np.int32)
    lower_by_silhouette(outline, -10.0, 620.0, 1.0, DROP, 0, 300, level, governing)
    assert set(np.unique(governing)) == {-1, 7}
    assert level.min() < 12.0
