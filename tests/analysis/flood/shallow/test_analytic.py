"""The full scheme against exact solutions, and the exact solutions against published figures."""

import numpy as np
import pytest

from tests.analysis.flood import analytic
from tests.analysis.flood.shallow import analytic_cases as cases


@pytest.mark.parametrize(
    ("deep", "shallow", "published"),
    [
        (0.005, 0.001, (0.00253936, 0.1272797, 0.2099634)),
        (10.0, 5.0, (7.269204, 2.919933, 9.353758)),
        (2.0, 1.0, (1.453841, 1.305834, 4.183128)),
    ],
)
def test_the_wet_dam_is_the_published_one(deep, shallow, published):
    assert analytic.stoker_middle(deep, shallow) == pytest.approx(published, rel=1e-5)


def test_the_dry_dam_is_the_published_one():
    depth, velocity = analytic.ritter(np.array([0.0]), 1.0, 0.005)
    assert depth[0] == pytest.approx(0.0022222, abs=1e-7)
    assert depth[0] * velocity[0] == pytest.approx(3.2811e-4, rel=1e-4)


def test_friction_holds_back_no_dam_when_there_is_none():
    x = np.linspace(-900.0, 500.0, 200)
    depth, velocity, _ = analytic.dressler(x, 40.0, 6.0, 1e6)
    assert depth == pytest.approx(analytic.ritter(x, 40.0, 6.0)[0], abs=1e-5)
    assert velocity == pytest.approx(analytic.ritter(x, 40.0, 6.0)[1], abs=1e-4)


def test_a_dam_over_dry_ground():
    error, contour = cases.dam_over_dry_ground(400)
    assert error < 0.002
    assert abs(contour) < 0.01
    assert cases.dam_over_dry_ground(800)[0] < 0.6 * error


def test_a_dam_over_wet_ground():
    error, shock, depth, velocity = cases.dam_over_wet_ground(400)
    exact_depth, exact_velocity, exact_shock = analytic.stoker_middle(1.0, 0.1)
    assert error < 0.003
    assert shock == pytest.approx(exact_shock, rel=3e-3)
    assert depth == pytest.approx(exact_depth, rel=1e-3)
    assert velocity == pytest.approx(exact_velocity, rel=1e-3)
    assert cases.dam_over_wet_ground(800)[0] < 0.6 * error


def test_a_dam_with_friction():
    error = cases.dam_with_friction(400)
    assert error < 0.002
    assert cases.dam_with_friction(800) < error


def test_a_lake_that_swings_round_a_bowl():
    shore, period, error = cases.swinging_bowl(128, periods=1.0)
    assert shore < 0.08  # two and a half cells; the validation takes smaller ones
    assert abs(period) < 0.005
    assert error < 0.03


def test_a_jump_behind_a_bump():
    error, discharge, place = cases.jump_behind_bump(200)
    assert error < 0.005
    assert discharge < 0.01
    assert abs(place) < 0.125  # a cell


def test_a_fast_flow_over_a_bump():
    assert cases.fast_over_bump(200, 10.0) < 1e-4
