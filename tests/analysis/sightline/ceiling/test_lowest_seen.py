"""The raster of the balloon rule equals its slow twin, cell by cell, whatever the order and the threads."""

import math

import numpy as np
import pytest

from analysis.sightline.ceiling.fields import NOTHING, Eyes, Field, extents
from analysis.sightline.ceiling.horizon_bounds import bound_horizons, no_bounds, relief_of
from analysis.sightline.ceiling.lowest_seen import lower_by_eyes, nothing_seen
from scene.payloads.arrays import F64

ROWS, COLS, EYES = 40, 47, 5


def city(seed: int, rows: int = ROWS, cols: int = COLS, buildings: int = 12) -> tuple[Field, Eyes]:
    rng = np.random.default_rng(seed)
    ground = rng.normal(0.0, 1.0, (rows, cols)).cumsum(axis=1) * 0.1
    surface, own = ground.copy(), np.full((rows, cols), -1, np.int32)
    for building in range(buildings):
        row, col = rng.integers(3, rows - 8), rng.integers(3, cols - 8)
        plot = (slice(row, row + rng.integers(1, 6)), slice(col, col + rng.integers(1, 6)))
        surface[plot], own[plot] = ground[plot].mean() + rng.uniform(1.0, 9.0), building
    surface[0], ground[0] = NOTHING, np.nan
    field = Field(surface.astype(np.float32), ground.astype(np.float32), own, extents(own), 2.0, 6.8e-5)
    x, y = rng.uniform(3, cols - 4, EYES), rng.uniform(3, rows - 4, EYES)
    x[0], y[1] = round(x[0]), round(y[1])  # on lines of the grid
    z = field.ground[y.astype(int), x.astype(int)].astype(np.float64) + rng.uniform(1.0, 12.0, EYES)
    turn = np.radians(rng.uniform(0.0, 360.0, EYES))
    least = np.where(rng.random(EYES) < 0.5, -2.0, math.cos(math.radians(60.0)))
    return field, Eyes(x, y, z, np.sin(turn), -np.cos(turn), least, np.arange(EYES, dtype=np.int32))


def seen_by(field: Field, eyes: Eyes, e: int, row: int, col: int) -> float:
    """Lowest height that one eye sees over a cell, every crossing looked at."""
    ex, ey, ez = eyes.x[e], eyes.y[e], eyes.z[e]
    dx, dy = col - ex, row - ey
    length = math.hypot(dx, dy)
    if dx * eyes.facing_x[e] + dy * eyes.facing_y[e] < eyes.least_cosine[e] * length:
        return math.inf
    own, tangent = field.own[row, col], -math.inf

    def height(r: int, c: int) -> float:
        return float((field.ground if own >= 0 and field.own[r, c] == own else field.surface)[r, c])

    upright = abs(dx) >= abs(dy)
    start, end, run = (ex, col, dx) if upright else (ey, row, dy)
    for line in range(math.floor(min(start, end)) + 1, math.ceil(max(start, end))):
        share = (line - start) / run
        place = ey + share * dy if upright else ex + share * dx
        post = int(place)
        a, b = (height(p, line) if upright else height(line, p) for p in (post, post + 1))
        z, distance = (1.0 - (place - post)) * a + (place - post) * b, share * length * field.cell
        tangent = max(tangent, (z - ez) / distance - field.drop * distance)
    reach = length * field.cell
    return float(ez + tangent * reach + field.drop * reach * reach)


def twin(field: Field, eyes: Eyes) -> F64:
    return np.array(
        [
            [[seen_by(field, eyes, e, row, col) for col in range(COLS)] for row in range(ROWS)]
            for e in range(EYES)
        ]
    )


def computed(field: Field, eyes: Eyes, order: list[int]) -> tuple[np.ndarray, np.ndarray]:
    lowest, governing = nothing_seen(field)
    for part in (order[:2], order[2:]):
        some = eyes.chosen(np.array(part, np.int32))
        bounds = no_bounds(len(part), field)
        bound_horizons(field, relief_of(field), some, 0, len(part), bounds)
        for col in (0, 16, 32):
            lower_by_eyes(
                field, relief_of(field), some, bounds, 0, ROWS, col, min(col + 16, COLS), lowest, governing
            )
    return lowest, governing


@pytest.mark.parametrize("seed", range(6))
def test_no_cell_differs_from_the_twin(seed: int) -> None:
    field, eyes = city(seed)
    each = twin(field, eyes)
    expected = np.maximum(each.min(axis=0), field.ground)
    lowest, governing = computed(field, eyes, [0, 1, 2, 3, 4])

    np.testing.assert_array_equal(np.isnan(lowest), np.isnan(field.ground))
    seen = np.isfinite(expected)
    np.testing.assert_array_equal(np.isfinite(lowest), seen)
    np.testing.assert_allclose(lowest[seen], expected[seen], rtol=3e-7, atol=1e-6)
    rows, cols = np.nonzero(seen)
    of_governing = np.maximum(each[governing[rows, cols], rows, cols], field.ground[rows, cols])
    np.testing.assert_allclose(of_governing, expected[rows, cols], rtol=3e-7, atol=1e-6)


@pytest.mark.parametrize("shape", [(90, 420), (420, 90)])
def test_nor_does_one_seen_from_afar_where_whole_rings_are_passed_over(shape: tuple[int, int]) -> None:
    field, eyes = city(3, *shape, buildings=60)
    lowest, governing = nothing_seen(field)
    bounds = no_bounds(EYES, field)
    bound_horizons(field, relief_of(field), eyes, 0, EYES, bounds)
    lower_by_eyes(field, relief_of(field), eyes, bounds, 0, shape[0], 0, shape[1], lowest, governing)
    rng = np.random.default_rng(4)
    for row, col in zip(rng.integers(1, shape[0], 400), rng.integers(0, shape[1], 400), strict=True):
        seen = min(seen_by(field, eyes, e, row, col) for e in range(EYES))
        assert lowest[row, col] == pytest.approx(max(seen, field.ground[row, col]), rel=3e-7, abs=1e-6)


def test_the_order_of_the_eyes_does_not_matter() -> None:
    field, eyes = city(11)
    one, _ = computed(field, eyes, [0, 1, 2, 3, 4])
    other, _ = computed(field, eyes, [4, 2, 0, 3, 1])
    np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("seed", [5, 12])
def test_neither_blocks_nor_tiles_nor_threads_change_what_governs(seed: int) -> None:
    field, eyes = city(seed, 100, 130, buildings=30)
    twice = np.arange(EYES, dtype=np.int32).repeat(2)  # each eye twice: every cell is a tie
    eyes = eyes.chosen(twice)._replace(number=np.arange(2 * EYES, dtype=np.int32))
    found = []
    for blocks, piece in (
        ([range(10)], 130),
        ([range(9, -1, -1)], 16),
        ([(7, 2, 9), (1, 0, 8), (6, 3, 4, 5)], 48),
    ):
        lowest, governing = nothing_seen(field)
        for block in blocks:
            some = eyes.chosen(np.array(list(block), np.int32))
            bounds = no_bounds(len(some.x), field)
            bound_horizons(field, relief_of(field), some, 0, len(some.x), bounds)
            for col in range(0, 130, piece):
                end = min(col + piece, 130)
                lower_by_eyes(field, relief_of(field), some, bounds, 0, 100, col, end, lowest, governing)
        found.append((lowest, governing))
    for lowest, governing in found[1:]:
        np.testing.assert_array_equal(lowest, found[0][0])
        np.testing.assert_array_equal(governing, found[0][1])
    assert (found[0][1][governing >= 0] % 2 == 0).all()  # of two that see it equally low, the first
    at_ground = lowest == field.ground
    assert at_ground.any()
    for row, col in list(zip(*np.nonzero(at_ground), strict=True))[::97]:
        first = next(
            e for e in range(2 * EYES) if seen_by(field, eyes, e, row, col) <= field.ground[row, col]
        )
        assert governing[row, col] == first


def test_what_is_lower_than_ones_own_building_hides_it_all_the_same() -> None:
    ground = np.zeros((9, 90), np.float32)
    surface, own = ground.copy(), np.full((9, 90), -1, np.int32)
    surface[:, 20:72], own[:, 20:72] = 50.0, 0
    surface[:, 48], own[:, 48] = 12.0, -1  # a wall in its yard, which its own roof would hide
    field = Field(surface, ground, own, extents(own), 5.0, 0.0)
    one = np.zeros(1)
    eyes = Eyes(one, one + 4.0, one + 2.0, one, one - 1.0, one - 2.0, np.zeros(1, np.int32))
    bounds, relief = no_bounds(1, field), relief_of(field)
    bound_horizons(field, relief, eyes, 0, 1, bounds)
    lowest, governing = nothing_seen(field)
    lower_by_eyes(field, relief, eyes, bounds, 0, 9, 0, 90, lowest, governing)
    assert lowest[4, 40] == 0.0
    assert lowest[4, 70] == pytest.approx(2.0 + 10.0 * 70 / 48)


def test_a_wall_hides_by_similar_triangles_and_its_own_building_does_not() -> None:
    ground = np.zeros((9, 60), np.float32)
    surface, own = ground.copy(), np.full((9, 60), -1, np.int32)
    surface[:, 10] = 12.0
    surface[2:7, 38:43], own[2:7, 38:43] = 50.0, 0
    field = Field(surface, ground, own, extents(own), 5.0, 0.0)
    one = np.zeros(1)
    eyes = Eyes(one, one + 4.0, one + 2.0, one, one - 1.0, one - 2.0, np.zeros(1, np.int32))
    bounds = no_bounds(1, field)
    bound_horizons(field, relief_of(field), eyes, 0, 1, bounds)
    lowest, governing = nothing_seen(field)
    lower_by_eyes(field, relief_of(field), eyes, bounds, 0, 9, 0, 60, lowest, governing)
    assert lowest[4, 30] == pytest.approx(2.0 + 10.0 * 30 / 10)
    assert lowest[4, 42] == pytest.approx(2.0 + 10.0 * 42 / 10)  # behind the front of the house it stands in
    assert lowest[4, 50] == pytest.approx(2.0 + 48.0 * 50 / 38)  # but others are hidden by it
    assert lowest[4, 5] == 0.0
