"""The full scheme against its slow twin, and what must hold whatever the ground and the water are."""

import math

import numpy as np
import pytest

from analysis.flood.scheme import TILE
from analysis.flood.shallow.desk import STRIP, TALL
from analysis.flood.shallow.tiles import strips_of
from tests.analysis.flood.shallow.cases import (
    lake,
    rough_town,
    run,
    scheme,
    strip,
    velocities,
    volume,
)
from tests.analysis.flood.shallow.twin import Twin


@pytest.mark.parametrize(("friction", "roughness"), [("manning", 0.03), ("chezy", 40.0)])
def test_it_moves_the_water_as_its_slow_twin_does(friction, roughness):
    ground = rough_town(1)
    depth = lake(ground, 20.3 + 0.8 * (np.arange(150) < 64))  # a dam on the edge of a tile
    water = scheme(ground, depth, roughness=roughness, friction=friction)
    twin = Twin(ground, depth, np.full(ground.shape, roughness), 2.0, manning=friction == "manning")
    for _ in range(150):
        seconds = water.longest_step()
        assert seconds == pytest.approx(twin.longest_step(), rel=0.05)  # of the thinnest film
        water.step(seconds)
        twin.step(seconds)
    assert np.abs(water.depth - twin.inner(twin.h)).max() < 5e-6
    east, north = velocities(water)
    deep = water.depth > 0.01
    per_depth = 1.0 / np.where(deep, water.depth, 1.0)
    assert np.abs(east - twin.inner(twin.qx) * per_depth)[deep].max() < 5e-5
    assert np.abs(north + twin.inner(twin.qy) * per_depth)[deep].max() < 5e-5


def test_a_lake_stays_at_rest_exactly_at_shores_and_beside_walls():
    ground = rough_town(2)
    water = scheme(ground, lake(ground, 20.2))
    before = water.depth.copy()
    run(water, 120.0)
    assert np.array_equal(water.depth, before)
    assert np.array_equal(velocities(water), np.zeros((2, *ground.shape)))


def test_noise_in_a_lake_dies_away_and_does_not_grow():
    ground = rough_town(3)
    depth = lake(ground, 20.2).astype(np.float32)  # levels differ by a tenth of a micrometre
    water = scheme(ground, depth)
    run(water, 600.0)
    assert np.hypot(*velocities(water)).max() < 1e-5
    deep = water.depth > 0.0
    assert np.abs(ground[deep].astype(float) + water.depth[deep] + water.carry[deep] - 20.2).max() < 1e-6


@pytest.mark.parametrize("seed", range(4))
def test_no_water_is_made_or_lost_and_none_is_below_nothing(seed):
    random = np.random.default_rng(seed)
    ground = rough_town(seed, roughness_of_bed=4.0, walls=0.2)
    depth = np.where(np.isfinite(ground), random.random(ground.shape) ** 8 * 5.0, 0.0)
    depth[random.random(ground.shape) < 0.4] = 0.0
    water = scheme(ground, depth, cell=0.7, roughness=0.001)
    before = volume(water)
    for _ in range(200):
        water.step(water.longest_step())
        assert water.depth.min() >= 0.0
        assert not water.depth[~np.isfinite(ground)].any()
    assert abs(volume(water) / before - 1.0) < 1e-13
    speed = np.hypot(*velocities(water))
    assert np.isfinite(speed).all()
    assert speed.max() < 25.0  # 2 √(g h) of the deepest drop is 20 m/s


def test_rain_of_a_micrometre_is_not_lost_in_a_deep_lake():
    water = scheme(np.zeros((70, 70)), np.full((70, 70), 4.0))
    for _ in range(100):
        total = water.depth.astype(float) + water.carry + 1e-9
        water.depth[:] = total
        water.carry[:] = total - water.depth
        water.woken(np.ones_like(water.wet))
        water.step(water.longest_step())
    assert volume(water) / water.domain.cell_area / 4900 == pytest.approx(4.0 + 1e-7, abs=1e-12)


def test_any_number_of_threads_gives_the_same_water():
    ground = rough_town(5, (300, 700))
    depth = lake(ground, 20.3 + 0.8 * (np.arange(700) < 300))
    waters = [scheme(ground, depth, threads=threads) for threads in (1, 2, 5)]
    for water in waters:
        run(water, 6.0)
    for water in waters[1:]:
        assert np.array_equal(water.depth, waters[0].depth)
        assert np.array_equal(water.carry, waters[0].carry)
        assert np.array_equal(velocities(water), velocities(waters[0]))


@pytest.mark.parametrize("turned", [np.rot90, np.fliplr, np.flipud, np.transpose])
def test_a_turned_world_has_turned_water(turned):
    ground = rough_town(6)
    depth = lake(ground, 20.3 + 0.8 * (np.arange(150) < 60))
    water, other = scheme(ground, depth), scheme(turned(ground), turned(depth))
    for _ in range(60):
        seconds = water.longest_step()
        water.step(seconds)
        other.step(seconds)
    assert np.abs(other.depth - turned(water.depth)).max() < 5e-6


def test_where_no_water_flows_nothing_is_computed_or_changed():
    ground = np.zeros((3 * TILE, 3 * TILE))
    depth = np.zeros_like(ground)
    depth[20:50, 20:50] = 3.0
    water = scheme(ground, depth)
    twin = Twin(ground, depth, np.full(ground.shape, 0.03), 2.0)
    seconds = water.longest_step()
    water.step(seconds)
    twin.step(seconds)
    wet = np.zeros((3, 3))
    wet[0, 0] = 1
    assert np.array_equal(water.wet, wet)
    for _ in range(80):
        seconds = water.longest_step()
        water.step(seconds)
        twin.step(seconds)
    assert np.abs(water.depth - twin.inner(twin.h)).max() < 5e-6
    assert water.wet[1, 1] == 1
    for row in range(3):
        for col in range(3):
            tile = water.depth[row * TILE : (row + 1) * TILE, col * TILE : (col + 1) * TILE]
            assert tile.any() == bool(water.wet[row, col])


def test_a_dry_or_merely_moist_world_has_no_longest_step():
    ground = np.zeros((70, 130))
    assert math.isinf(scheme(ground, None).longest_step())
    moist = scheme(ground, np.full(ground.shape, 5e-7))
    assert math.isinf(moist.longest_step())
    moist.step(10.0)
    assert moist.wet.all()
    moist.depth[:64, :64] = 0.1
    moist.woken(np.ones_like(moist.wet))
    run(moist, 20.0)
    assert volume(moist) / 4.0 == pytest.approx(64 * 64 * 0.1 + (70 * 130 - 64 * 64) * 5e-7, rel=1e-7)


def test_it_goes_on_from_a_kept_state_to_the_bit():
    ground = rough_town(7)
    depth = lake(ground, 20.3 + 0.8 * (np.arange(150) < 60))
    through = scheme(ground, depth)
    run(through, 5.0)
    kept = {name: array.copy() for name, array in through.state().items()}
    run(through, 5.0)
    resumed = scheme(ground, None)
    resumed.restore(kept)
    twice = scheme(ground, depth)
    run(twice, 5.0)
    for _ in range(40):  # what a step says of its tiles is what a fresh look says of them
        seconds = twice.longest_step()
        twice.woken(np.ones_like(twice.wet))
        assert twice.longest_step() == seconds
        twice.step(seconds)
    run(resumed, 5.0)
    for name, array in through.state().items():
        assert np.array_equal(resumed.state()[name], array, equal_nan=True), name


def test_it_is_the_north_to_which_velocities_are_positive():
    depth = np.full((80, 80), 0.5)
    depth[40:] = 1.0  # the south is deeper, so water runs north
    water = scheme(np.zeros((80, 80)), depth)
    run(water, 2.0)
    east, north = velocities(water)
    assert north[40, 40] > 0.3
    assert abs(east[40, 40]) < 1e-6


@pytest.mark.parametrize(("slope", "film"), [(0.01, 0.05), (0.05, 0.002), (0.2, 0.001)])
def test_a_film_runs_down_a_slope_at_the_speed_of_manning(slope, film):
    length = 200
    ground = slope * 2.0 * np.arange(length)[::-1]
    water = strip(ground, np.full(length, film), roughness=0.05)
    run(water, 20.0 if film > 0.01 else 10.0)
    expected = film ** (2.0 / 3.0) * math.sqrt(slope) / 0.05
    east, _ = velocities(water)
    assert east[1, 150] == pytest.approx(expected, rel=2e-3)
    assert water.depth[1, 150] == pytest.approx(film, rel=2e-3)


def test_a_lowered_bed_lets_the_lake_through():
    ground = np.zeros((40, 130))
    ground[:, 64:68] = 2.0
    depth = np.where(np.arange(130) < 64, 1.0, 0.0) * np.ones((40, 1))
    water = scheme(ground, depth)
    run(water, 5.0)
    assert not water.depth[:, 68:].any()
    cells = np.ravel_multi_index(np.meshgrid(range(10, 14), range(64, 68)), ground.shape).ravel()
    water.set_ground(cells.astype(np.int32), np.zeros(len(cells), np.float32))
    run(water, 20.0)
    assert water.depth[:, 68:].any()
    assert volume(water) / 4.0 == pytest.approx(64 * 40, rel=1e-12)


def test_a_film_runs_over_the_edge_of_a_roof_and_is_not_dammed_up_there():
    ground = np.where(np.arange(60) < 40, 8.0 - 0.012 * np.arange(60), 0.0)
    ground[37:40] -= [0.0, 0.02, 0.04]
    water = strip(ground, np.where(np.arange(60) == 30, 0.05, 0.001 * (np.arange(60) < 40)))
    run(water, 600.0)
    assert water.depth[:, 20:40].max() < 0.0015


@pytest.mark.parametrize("share", [0.0, 0.3, 0.8, 1.0])
def test_strips_cover_every_tile_that_takes_part_once(share):
    tiles = (np.random.default_rng(1).random((13, 21)) < share).astype(np.uint8)
    covered = np.zeros_like(tiles)
    for row, col, wide, tall in strips_of(tiles):
        assert 0 < wide <= STRIP
        assert 0 < tall <= TALL
        covered[row : row + tall, col : col + wide] += 1
    assert np.array_equal(covered, tiles)


def test_it_says_where_the_ground_is_too_steep_for_it():
    flat = scheme(np.zeros((70, 70)), np.full((70, 70), 1.0))
    run(flat, 5.0)
    assert flat.validity().warnings == ()
    assert flat.validity().share_outside == 0.0
    ground = np.zeros((70, 70))
    ground[:, :20] = 0.5 * 2.0 * np.arange(20, 0, -1)
    steep = scheme(ground, np.full((70, 70), 0.3))
    run(steep, 5.0)
    found = steep.validity()
    assert found.greatest_froude > 1.0
    assert 0.05 < found.share_outside < 0.5
    (warning,) = found.warnings
    assert warning.values["slope"] == 0.5
    assert warning.values["x"] < 40.0
