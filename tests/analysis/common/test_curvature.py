"""The drop by curvature and refraction against the closed form, to the millimetre."""

import pytest

from analysis.common.curvature import drop_coefficient


@pytest.mark.parametrize(
    ("kilometres", "drop"),
    [(0.5, 0.017), (1, 0.068), (2, 0.273), (3, 0.615), (5, 1.707), (10, 6.828), (20, 27.31)],
)
def test_the_drop_is_that_of_the_usual_geodetic_value(kilometres: float, drop: float) -> None:
    assert drop == pytest.approx(drop_coefficient(0.13, 6_371_000.0) * (1000 * kilometres) ** 2, abs=2e-3)


def test_a_coefficient_of_one_cancels_the_curvature() -> None:
    assert 0.0 == drop_coefficient(1.0, 6_371_000.0)
