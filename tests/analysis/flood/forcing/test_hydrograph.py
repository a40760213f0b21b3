"""Figures over time: integrals against a fine sum, what is refused, and what is said when they end early."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from analysis.flood.forcing.hydrograph import Series, constant, series
from scene.errors import InvalidRequest
from scene.messages import BilingualText

NAME = BilingualText("试", "Trial")


def of(times: list[float], values: list[float], unit: str = "m³/s", **more: str) -> Series:
    return Series(NAME, np.array(times), np.array(values), unit, **more)


@pytest.mark.parametrize("shape", ["line", "steps"])
@pytest.mark.parametrize("rest", ["nothing", "last"])
def test_the_integral_is_that_of_a_fine_sum(shape: str, rest: str) -> None:
    flow = of([10.0, 30.0, 35.0, 100.0], [2.0, 8.0, 1.0, 4.0], shape=shape, rest=rest)
    edges = np.linspace(-20.0, 150.0, 170_001)
    middles = 0.5 * (edges[1:] + edges[:-1])
    total = sum(flow.at(float(moment)) for moment in middles[::10]) * 0.01
    assert flow.between(-20.0, 150.0) == pytest.approx(total, rel=2e-4)


@given(some.lists(some.floats(-50.0, 200.0), min_size=2, max_size=6, unique=True))
def test_pieces_of_a_span_add_up(moments: list[float]) -> None:
    flow = of([0.0, 30.0, 35.0, 100.0], [2.0, 8.0, 1.0, 4.0])
    cuts = sorted(moments)
    pieces = sum(flow.between(one, other) for one, other in itertools.pairwise(cuts))
    assert pieces == pytest.approx(flow.between(cuts[0], cuts[-1]), abs=1e-9)


def test_the_volume_of_the_valley_benchmark() -> None:
    flow = series(NAME, [(0, 0), (300, 0), (600, 3000), (1200, 3000), (6000, 0)], "m³/s")
    assert flow.between(0.0, 108_000.0) == pytest.approx(9.45e6, rel=1e-14)
    assert flow.at(450.0) == 1500.0


def test_moments_of_change() -> None:
    steps = of([0.0, 60.0, 120.0], [1.0, 2.0, 0.0], shape="steps", rest="nothing")
    assert [steps.next_change(time) for time in (-1.0, 0.0, 60.0, 120.0)] == [0.0, 60.0, 120.0, math.inf]
    assert of([0.0, 60.0], [1.0, 2.0]).next_change(10.0) == math.inf
    assert of([0.0, 60.0], [1.0, 2.0], rest="nothing").next_change(10.0) == 60.0
    assert constant(NAME, 3.0, "m").at(1e9) == 3.0


def test_a_series_that_ends_early_says_so() -> None:
    (held,) = of([0.0, 60.0], [1.0, 2.0]).ends_early(600.0)
    assert "2.00 m³/s is held until 10.0 min" in str(held)
    (gone,) = of([0.0, 60.0], [1.0, 2.0], rest="nothing").ends_early(600.0)
    assert "there is nothing of it" in str(gone)
    assert of([0.0, 60.0], [1.0, 2.0]).ends_early(60.0) == ()
    assert constant(NAME, 3.0, "m").ends_early(600.0) == ()
    (late,) = of([120.0, 600.0], [1.0, 2.0]).ends_early(600.0)
    assert "begins at 2.0 min; 1.00 m³/s is held before" in str(late)


@pytest.mark.parametrize(
    ("times", "values", "said"),
    [
        ([], [], "at least one"),
        ([0.0, 1.0], [1.0], "2 moments and 1 values"),
        ([0.0, 1.0], [1.0, math.nan], "row 2 is not a number"),
        ([0.0, math.inf], [1.0, 1.0], "row 2 is not a number"),
        ([0.0, 5.0, 5.0], [1.0, 1.0, 1.0], "time of row 3"),
        ([0.0, 1.0], [1.0, 1e9], "cannot be"),
    ],
)
def test_what_cannot_be_gets_a_sentence(times: list[float], values: list[float], said: str) -> None:
    with pytest.raises(InvalidRequest) as wrong:
        of(times, values)
    assert said in str(wrong.value)
