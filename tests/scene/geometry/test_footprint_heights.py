"""Heights measured over footprints: flat and pitched roofs, slopes, trees, parts, courts."""

import numpy as np
import pytest

from scene.geometry.footprint_heights import (
    FEWEST_SAMPLES,
    cells_in,
    measured_heights,
    parts_at,
    with_heights,
)
from scene.payloads import Buildings, Raster

SQUARE = np.array([[0, 0], [10, 0], [10, 10], [0, 10]], np.float32)
COURT = np.array([[4, 4], [4, 6], [6, 6], [6, 4]], np.float32)


def layer(*outers: np.ndarray, source: str = "assumed") -> Buildings:
    """Return one building a ring; the last one has a court."""
    rings = [*outers, COURT + outers[-1][0]]
    n = len(outers)
    return Buildings(
        np.concatenate(rings), np.cumsum([0, *map(len, rings)]), np.array([*range(n), n + 1]),
        np.arange(n + 1), np.zeros(n), np.full(n, 6.0), np.full(n, 6.0), np.zeros(n),
        tuple(f"b-{k}" for k in range(n)),
        {"height_source": np.array([source] * n), "height_sigma": np.full(n, 3.0, np.float32)},
    )  # fmt: skip


def surface(heights, cell: float = 1.0) -> Raster:
    return Raster(np.asarray(heights, np.float32), cell, -20.0, 60.0)


HOUSES = layer(SQUARE, SQUARE + np.float32(20), SQUARE + np.float32([40, 0]))


def test_places_fall_into_their_parts_and_not_into_courts() -> None:
    places = np.array([[5, 5], [25, 25], [45, 5], [42, 2], [15, 5], [-3, 2], [500, 500]])
    np.testing.assert_array_equal(parts_at(HOUSES, places), [0, 1, -1, 2, -1, -1, -1])


def test_the_grid_agrees_with_every_place_tried_against_every_part() -> None:
    import shapely

    random = np.random.default_rng(3)
    corners = random.uniform(0, 300, (60, 2)).astype(np.float32)
    houses = layer(*(SQUARE * random.uniform(0.2, 4) + corner for corner in corners))
    places = random.uniform(-20, 340, (4000, 2))
    found = parts_at(houses, places)
    for part in range(60):
        first, stop = (
            houses.ring_start[houses.part_start[part]],
            houses.ring_start[houses.part_start[part] + 1],
        )
        shape = shapely.Polygon(houses.rings[first:stop])
        hit = shapely.contains_xy(shape, places)
        assert (found[hit & (found != part)] > part).all() or part == 59
        assert not (found[~hit] == part).any()


def test_cells_are_those_whose_centres_lie_inside() -> None:
    grid = surface(np.arange(80 * 80).reshape(80, 80))
    xy, part, values = cells_in(HOUSES, grid)
    assert np.bincount(part).tolist() == [100, 100, 96]
    np.testing.assert_array_equal(parts_at(HOUSES, xy), part)
    row, col = ((60 - xy[:, 1]) // 1).astype(int), ((xy[:, 0] + 20) // 1).astype(int)
    np.testing.assert_array_equal(values, grid.values[row, col])


def test_a_flat_roof_on_a_slope_has_its_height_and_a_small_error() -> None:
    slope = np.tile(np.linspace(0, 8, 80), (80, 1))
    roof = slope + 12.0
    xy, part, z = cells_in(HOUSES, surface(roof))
    ground = np.interp(xy[:, 0], np.arange(80) - 19.5, slope[0])
    measured = measured_heights(HOUSES, part, z, ground)
    np.testing.assert_allclose(measured.height, 12.0, atol=1e-5)
    np.testing.assert_allclose(measured.sigma, 0.5, atol=1e-5)
    houses, changed = with_heights(HOUSES, measured)
    assert changed.tolist() == [0, 1, 2]
    np.testing.assert_allclose(houses.top - houses.outdoor_ground, 12.0, atol=1e-5)
    assert (houses.bottom < houses.outdoor_ground).all()
    assert houses.text("height_source", 0) == "surface"


def test_a_tree_over_a_corner_does_not_make_the_house_higher_but_a_ridge_widens_the_error() -> None:
    roof = np.full((80, 80), 9.0)
    roof[50:53, 20:23] = 25.0  # nine of a hundred cells of the first house
    xy, part, z = cells_in(HOUSES, surface(roof))
    plain = measured_heights(HOUSES, part, z, np.zeros(len(z)))
    np.testing.assert_allclose(plain.height, 9.0, atol=0.1)
    ridge = 6.0 + np.minimum(xy[:, 0] % 10, 10 - xy[:, 0] % 10)
    pitched = measured_heights(HOUSES, part, ridge, np.zeros(len(z)))
    assert (pitched.height > 10.0).all()
    assert (pitched.sigma > 1.0).all()


def test_what_is_known_better_stays_unless_all_are_asked_for() -> None:
    known = layer(SQUARE, SQUARE + np.float32(20), source="field")
    _, part, z = cells_in(known, surface(np.full((80, 80), 20.0)))
    measured = measured_heights(known, part, z, np.zeros(len(z)))
    same, changed = with_heights(known, measured)
    assert same is known
    assert not len(changed)
    other, changed = with_heights(known, measured, which="all", source="points")
    assert changed.tolist() == [0, 1]
    assert other.text("height_source", 1) == "points"


def test_too_few_samples_and_bare_ground_change_nothing() -> None:
    few = np.zeros(FEWEST_SAMPLES - 1, np.int32)
    measured = measured_heights(HOUSES, few, np.full(len(few), 30.0), np.zeros(len(few)))
    assert np.isnan(measured.height).all()
    _, part, z = cells_in(HOUSES, surface(np.full((80, 80), 0.4)))
    measured = measured_heights(HOUSES, part, z, np.zeros(len(z)))
    assert np.isnan(measured.height).all()
    assert with_heights(HOUSES, measured)[0] is HOUSES


def test_a_small_part_takes_the_height_of_its_building() -> None:
    tower = SQUARE * np.float32(0.1) + np.float32(30)
    rings = np.concatenate([SQUARE, tower])
    house = Buildings(
        rings,
        [0, 4, 8],
        [0, 1, 2],
        [0, 2],
        np.zeros(2),
        np.full(2, 3.0),
        np.full(2, 3.0),
        np.zeros(1),
        ("h",),
    )
    _, part, z = cells_in(house, surface(np.full((80, 80), 15.0)))
    measured = measured_heights(house, part, z, np.zeros(len(z)))
    np.testing.assert_allclose(measured.height, 15.0)
    assert measured.samples[1] == pytest.approx(1)
