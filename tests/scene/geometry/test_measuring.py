"""Measured figures against what is reckoned by hand, and their errors against the law of propagation."""

import numpy as np
import pytest

from scene.geometry.measuring import Kind, figures_of

LEVEL, UPRIGHT = 0.10, 0.30


def measured(kind: Kind, *places: tuple[float, float, float]) -> dict[str, tuple[float, float]]:
    figures = figures_of(kind, np.array(places), LEVEL, UPRIGHT)
    return {figure.quantity.key: (figure.value, figure.sigma) for figure in figures}


def test_a_distance_of_two_places() -> None:
    found = measured(Kind.DISTANCE, (0, 0, 5), (3, 4, 17))  # 3-4-5, then 5-12-13
    assert found["plan_length"] == pytest.approx((5.0, LEVEL * 2**0.5), rel=1e-6)
    level, upright = (5 / 13) * LEVEL, (12 / 13) * UPRIGHT
    assert found["spatial_length"] == pytest.approx((13.0, (2 * (level**2 + upright**2)) ** 0.5), rel=1e-5)
    assert found["rise"] == pytest.approx((12.0, UPRIGHT * 2**0.5), rel=1e-6)


def test_a_turn_on_a_straight_way_adds_no_error() -> None:
    ends = measured(Kind.DISTANCE, (0, 0, 0), (10, 0, 0))["spatial_length"]
    turned = measured(Kind.DISTANCE, (0, 0, 0), (4, 0, 0), (10, 0, 0))["spatial_length"]
    assert turned == pytest.approx(ends, rel=1e-3)


def test_a_slope_of_one_in_ten() -> None:
    found = measured(Kind.SLOPE, (0, 0, 5), (30, 40, 10))
    assert found["gradient"][0] == pytest.approx(10.0)
    assert found["incline"][0] == pytest.approx(5.710593, abs=1e-6)
    # d(100 r / l): 100 / l for each height, 10 / l for each place along the way.
    assert found["gradient"][1] == pytest.approx(
        2**0.5 * ((2 * UPRIGHT) ** 2 + (0.2 * LEVEL) ** 2) ** 0.5, rel=1e-5
    )
    assert np.isnan(measured(Kind.SLOPE, (0, 0, 5), (0, 0, 10))["gradient"][0])


def test_an_area_that_is_tilted() -> None:
    square = ((0, 0, 0), (10, 0, 0), (10, 10, 10), (0, 10, 10))  # 45 degrees up to the north
    found = measured(Kind.AREA, *square)
    assert found["plan_area"] == pytest.approx((100.0, 2**0.5 * 10.0 * LEVEL), rel=1e-6)
    assert found["spatial_area"][0] == pytest.approx(100.0 * 2**0.5)
    assert found["perimeter"][0] == pytest.approx(20.0 + 20.0 * 2**0.5)
    far = np.array(square) + np.array([20_000.0, -30_000.0, 0.0])  # as large 36 km from the origin
    assert figures_of(Kind.AREA, far, LEVEL, UPRIGHT)[0].value == pytest.approx(100.0, abs=1e-6)


def test_an_angle_in_space_and_in_plan() -> None:
    found = measured(Kind.ANGLE, (10, 0, 0), (0, 0, 0), (0, 10, 10))
    assert found["angle"][0] == pytest.approx(90.0)
    assert found["plan_angle"] == pytest.approx((90.0, np.degrees(LEVEL * 0.2)), rel=1e-3)
