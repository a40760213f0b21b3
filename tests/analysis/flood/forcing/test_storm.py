"""The design storm against the table of depths, its row of five-minute depths, and its own definition."""

import numpy as np
import pytest

from analysis.flood.forcing.storm import DesignStorm, formula
from scene.errors import InvalidRequest

MINUTES = (5, 10, 20, 30, 45, 60, 90, 120, 180)
DEPTHS = {
    1: (6.6, 12.0, 20.1, 26.1, 32.6, 37.3, 43.6, 47.8, 53.0),
    2: (7.9, 14.3, 24.0, 31.2, 38.9, 44.5, 52.0, 57.0, 63.2),
    5: (9.6, 17.3, 29.2, 37.8, 47.2, 54.0, 63.1, 69.1, 76.7),
    10: (10.8, 19.6, 33.1, 42.9, 53.5, 61.2, 71.6, 78.4, 86.9),
    30: (12.9, 23.3, 39.2, 50.9, 63.5, 72.6, 84.9, 93.0, 103.1),
    50: (13.8, 25.0, 42.1, 54.6, 68.1, 77.9, 91.1, 99.8, 110.6),
    100: (15.1, 27.3, 46.0, 59.6, 74.4, 85.1, 99.5, 109.0, 120.8),
}
FIVE_MINUTES = (
    1.29, 1.50, 1.77, 2.13, 2.63, 3.33, 4.37, 6.04, 8.96, 13.60, 11.24, 8.29,
    6.38, 5.08, 4.15, 3.46, 2.94, 2.53, 2.20, 1.94, 1.72, 1.54, 1.39, 1.26,
)  # fmt: skip


@pytest.mark.parametrize("years", DEPTHS)
def test_depths_are_those_of_the_formula(years: int) -> None:
    computed = [formula().depth(years, minutes) for minutes in MINUTES]
    assert np.abs(np.subtract(computed, DEPTHS[years])).max() <= 0.0501  # printed to a tenth


def test_the_five_minute_depths_of_fifty_years() -> None:
    begun, depths = DesignStorm(formula(), 50.0, 120.0, 0.4).steps(5.0)
    assert np.abs(depths - FIVE_MINUTES).max() <= 0.00501  # printed to a hundredth
    assert depths.sum() == pytest.approx(formula().depth(50, 120), rel=1e-14)
    assert begun.tolist() == [300.0 * step for step in range(24)]


@pytest.mark.parametrize("minutes", [10.0, 33.0, 60.0])
@pytest.mark.parametrize("peak", [0.35, 0.5])
def test_every_spell_round_the_peak_has_the_depth_of_the_formula(minutes: float, peak: float) -> None:
    storm = DesignStorm(formula(), 20.0, 120.0, peak, starts=600.0)
    summit = 600.0 + 60.0 * 120.0 * peak
    spell = storm.between(summit - 60.0 * minutes * peak, summit + 60.0 * minutes * (1 - peak)) / 3600.0
    assert spell == pytest.approx(formula().depth(20.0, minutes), rel=1e-12)


def test_the_rate_is_the_slope_of_what_has_fallen() -> None:
    storm = DesignStorm(formula(), 50.0, 120.0, 0.4)
    for second in (30.0, 1500.0, 2700.0, 3000.0, 7000.0):
        assert storm.at(second) == pytest.approx(storm.between(second - 0.5, second + 0.5), rel=1e-4)
    assert storm.at(-1.0) == storm.at(7200.0) == 0.0


def test_steps_that_do_not_divide_the_storm_lose_nothing() -> None:
    _, depths = DesignStorm(formula(), 10.0, 47.0, 0.4).steps(5.0)
    assert depths.size == 10
    assert depths.sum() == pytest.approx(formula().depth(10.0, 47.0), rel=1e-13)


def test_it_jumps_at_its_start_and_its_end() -> None:
    storm = DesignStorm(formula(), 10.0, 60.0, 0.4, starts=300.0)
    assert [storm.next_change(time) for time in (0.0, 300.0, 3900.0)] == [300.0, 3900.0, np.inf]


def test_what_is_assumed_is_said() -> None:
    assert any("not verified" in str(note) for note in DesignStorm(formula(), 50.0).notes())
    assert any("exceeds" in str(note) for note in DesignStorm(formula(), 500.0).notes())


@pytest.mark.parametrize(
    "wrong", [{"years": 0.0}, {"years": float("nan")}, {"minutes": 1e9}, {"peak": 1.0}, {"starts": -1.0}]
)
def test_what_cannot_be_gets_a_sentence(wrong: dict[str, float]) -> None:
    with pytest.raises(InvalidRequest, match="it lies between"):
        DesignStorm(formula(), **{"years": 50.0} | wrong)


def test_an_unknown_formula_gets_a_sentence() -> None:
    with pytest.raises(InvalidRequest, match="atlantis"):
        formula("atlantis")
