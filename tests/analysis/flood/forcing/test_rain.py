"""Rain adds exactly, whatever the depth of the water, the zones, the steps and the threads."""

import numpy as np
import pytest

from analysis.flood.account import Account
from analysis.flood.forcing.hydrograph import Series, constant
from analysis.flood.forcing.rain import METRES, Rain, Rates
from analysis.flood.forcing.storm import DesignStorm, formula
from scene.errors import InvalidRequest
from scene.messages import BilingualText
from tests.analysis.flood.forcing.still_water import StillWater, exchanged, flat

NAME = BilingualText("雨", "Rain")


def steady(rate: float) -> Rates:
    return Rates([constant(NAME, rate, "mm/h")])


def ones(scheme: StillWater) -> np.ndarray:
    return np.where(np.isnan(scheme.ground), 0.0, 1.0).astype(np.float32)


@pytest.mark.parametrize("depth", [0.0, 0.3, 4.0, 60.0])
def test_light_rain_is_not_lost_in_deep_water(depth: float) -> None:
    scheme, account = flat(depth=depth), Account()
    rain = Rain(steady(5.0), ones(scheme))
    for step in range(1000):
        rain.apply(scheme, 0.2 * step, 0.2, account)
    fell = 5.0 * METRES * 200.0  # 1.4 µm in 0.2 s, where single precision steps by 0.24 µm at 4 m
    assert np.abs(scheme.water - np.float64(np.float32(depth)) - fell).max() <= 1e-7 * fell
    assert account.rain == pytest.approx(fell * scheme.depth.size * 4.0, rel=1e-7)


def test_what_is_booked_is_what_changed() -> None:
    random = np.random.default_rng(3)
    ground = random.normal(5.0, 1.0, (150, 200)).astype(np.float32)
    ground[random.random(ground.shape) < 0.2] = np.nan
    scheme, account = StillWater(ground, random.gamma(1.0, 0.5, ground.shape)), Account()
    weight = (random.gamma(2.0, 1.0, ground.shape) * ~np.isnan(ground)).astype(np.float32)
    rain = Rain(Rates([DesignStorm(formula(), 50.0)]), weight)
    for step in range(50):
        exchanged(rain, scheme, 60.0 * step, 60.0, account)


def test_zones_against_the_obvious_twin() -> None:
    random = np.random.default_rng(4)
    scheme, account = flat(depth=1.0), Account()
    zone = random.integers(0, 3, scheme.depth.shape).astype(np.uint16)
    weight = random.random(scheme.depth.shape).astype(np.float32)
    field = Rates([constant(NAME, rate, "mm/h") for rate in (10.0, 0.0, 300.0)])
    exchanged(Rain(field, weight, zone), scheme, 0.0, 10.0, account)
    for row, col in np.ndindex(zone.shape):
        fell = (10.0, 0.0, 300.0)[zone[row, col]] * METRES * 10.0 * float(weight[row, col])
        assert abs(scheme.water[row, col] - 1.0 - fell) <= 1e-13


def test_one_thread_and_many_give_the_same() -> None:
    random = np.random.default_rng(5)
    depths = random.gamma(1.0, 1.0, (700, 900)).astype(np.float32)
    zone = random.integers(0, 2, depths.shape).astype(np.uint16)
    field = Rates([constant(NAME, 100.0, "mm/h"), constant(NAME, 50.0, "mm/h")])
    found = []
    for threads in (1, 2, 3, 7):
        scheme, account = flat(*depths.shape, depth=depths), Account()
        Rain(field, ones(scheme), zone, threads=threads).apply(scheme, 0.0, 2.0, account)
        found.append((scheme.depth.tobytes(), scheme.carry.tobytes(), account.rain))
    assert len(set(found)) == 1


def test_a_whole_storm_falls_however_it_is_cut() -> None:
    storm = DesignStorm(formula(), 100.0, 120.0)
    found = []
    for seconds in (7.0, 60.0, 9000.0):
        scheme, account = flat(depth=0.5), Account()
        rain, time = Rain(Rates([storm]), ones(scheme)), 0.0
        while time < 9000.0:
            rain.apply(scheme, time, seconds, account)
            time += seconds
        found.append(account.rain / (scheme.depth.size * 4.0))
    assert found == pytest.approx([storm.depth / 1000.0] * 3, rel=1e-9)


def test_no_rain_changes_nothing_and_wakes_nobody() -> None:
    scheme, account = flat(), Account()
    Rain(steady(0.0), ones(scheme)).apply(scheme, 0.0, 2.0, account)
    assert account == Account()
    assert not scheme.woken_tiles.any()


def test_three_hundred_millimetres_an_hour() -> None:
    scheme, account = flat(), Account()
    rain = Rain(steady(300.0), ones(scheme))
    for step in range(600):
        exchanged(rain, scheme, 6.0 * step, 6.0, account)
    assert np.abs(scheme.water - 0.3).max() < 1e-9


def test_rain_that_ends_early_goes_on_with_nothing_and_says_so() -> None:
    series = Series(
        NAME, np.array([0.0, 60.0, 120.0]), np.array([60.0, 30.0, 0.0]), "mm/h", "steps", "nothing"
    )
    scheme, account = flat(), Account()
    rain = Rain(Rates([series]), ones(scheme))
    assert [rain.next_change(time) for time in (0.0, 60.0)] == [60.0, 120.0]
    exchanged(rain, scheme, 0.0, 3600.0, account)
    assert scheme.water == pytest.approx(np.full(scheme.water.shape, 1.5e-3), rel=1e-9)
    (said,) = rain.notes(3600.0)
    assert "ends at 2.0 min" in str(said)


@pytest.mark.parametrize("odd", [-1.0, np.nan, np.inf])
def test_a_weight_that_cannot_be_gets_a_sentence(odd: float) -> None:
    with pytest.raises(InvalidRequest, match="weight"):
        Rain(steady(1.0), np.full((3, 3), odd, np.float32))


def test_a_zone_without_a_rate_gets_a_sentence() -> None:
    with pytest.raises(InvalidRequest, match="no rate"):
        Rain(steady(1.0), np.ones((3, 3), np.float32), np.ones((3, 3), np.uint16))
