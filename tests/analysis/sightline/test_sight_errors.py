"""The error of a sight line over a screen against derivatives and drawn samples of the height itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.sightline.errors import Geometry, Sampling, Sigmas, sight_terms, sight_variances
from scene.messages import BilingualText

NOTHING = Sigmas(0.0, 0.0, 0.0, 0.0, 0.0)


def hidden(distance: float, screen: float, z: float, eye: float) -> float:
    return eye + (z - eye) * distance / screen


@given(st.floats(20.0, 900.0), st.floats(950.0, 3000.0), st.floats(-8.0, 40.0))
def test_every_term_is_the_derivative_of_the_hidden_height(d: float, far: float, rise: float) -> None:
    found = sight_variances(Geometry(far, d, rise), Sigmas(0.3, 0.1, 0.5, 0.7, 0.9), Sampling())
    base, step = hidden(far, d, 1.6 + rise, 1.6), 1e-4

    def slope(at: float) -> float:
        return abs(at - base) / step

    expected = {
        "screen_height": 0.3 * slope(hidden(far, d, 1.6 + rise + step, 1.6)),
        "eye_height": 0.1 * slope(hidden(far, d, 1.6 + rise, 1.6 + step)),
        "screen_position": 0.5 * slope(hidden(far, d + step, 1.6 + rise, 1.6)),
        "eye_position": 0.7 * slope(hidden(far + step, d + step, 1.6 + rise, 1.6)),
        "target_position": 0.9 * slope(hidden(far + step, d, 1.6 + rise, 1.6)),
    }
    for key, sigma in expected.items():
        assert np.sqrt(found[key]) == pytest.approx(sigma, rel=1e-4, abs=1e-6)


def test_the_error_drawn_by_chance_is_that_of_the_formula() -> None:
    random = np.random.default_rng(7)
    n, d, far = 200_000, 60.0, 1000.0
    sigmas = Sigmas(0.3, 0.1, 0.2, 0.2, 0.2)
    z, eye = 6.0 + 0.3 * random.standard_normal(n), 1.6 + 0.1 * random.standard_normal(n)
    screen, own, target = (0.2 * random.standard_normal(n) for _ in range(3))
    heights = eye + (z - eye) * (far + target - own) / (d + screen - own)
    terms = sight_variances(Geometry(far, d, 4.4), sigmas, Sampling())

    assert np.sqrt(sum(terms.values())) == pytest.approx(heights.std(), rel=1e-2)
    assert np.sqrt(terms["screen_height"]) == pytest.approx(5.0, rel=1e-6)  # 0.3 m at 60 m is 5 m at 1 km


def test_an_edge_between_two_columns_may_be_lower_by_its_slope() -> None:
    random = np.random.default_rng(3)
    step, far, d, slope = 3e-4, 1000.0, 100.0, 0.5
    missed = slope * d * step * random.uniform(-0.5, 0.5, 100_000) * far / d
    found = sight_variances(Geometry(far, d, 3.0), NOTHING, Sampling(step, 0.0, slope, 20.0))

    assert np.sqrt(found["azimuth_step"]) == pytest.approx(missed.std(), rel=1e-2)


def test_stations_close_enough_for_the_width_of_the_target_leave_no_gap_on_the_screen() -> None:
    at = Geometry(1000.0, 100.0, 0.0)
    wide = sight_variances(at, NOTHING, Sampling(0.0, 2.0, 0.5, 20.0))
    narrow = sight_variances(at, NOTHING, Sampling(0.0, 2.0, 0.5, 1.0))

    assert wide["station_spacing"] == 0.0
    assert narrow["station_spacing"] == pytest.approx((0.5 * (2.0 * 0.9 - 0.1) * 10.0) ** 2 / 12.0)


def test_arrays_are_answered_as_figures_are() -> None:
    near = np.array([50.0, 100.0, 400.0])
    many = sight_variances(Geometry(1000.0, near, 4.0), Sigmas(0.3, 0.1, 0.5, 0.5, 0.5), Sampling(3e-4))
    for k, d in enumerate(near):
        one = sight_variances(Geometry(1000.0, d, 4.0), Sigmas(0.3, 0.1, 0.5, 0.5, 0.5), Sampling(3e-4))
        assert [v[k] if v.ndim else v for v in many.values()] == list(one.values())


def test_each_term_says_whose_survey_would_make_it_smaller() -> None:
    names = [BilingualText.same(name) for name in ("hall", "pavilion", "tower")]
    terms = sight_terms(Geometry(900.0, 60.0, 4.0), Sigmas(0.5, 0.1, 0.5, 0.5, 0.5), Sampling(), *names)

    assert str(terms[0].remedy) == "a survey of the height of hall (± 1.0 m)"
    assert str(terms[3].remedy) == "a survey of the position of pavilion (± 1.0 m)"
