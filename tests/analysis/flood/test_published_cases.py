"""The published benchmarks that are short enough for every run; ``./run validate`` has the others."""

from dataclasses import replace

import numpy as np
import pytest

from scene.geometry.surface_raster import Grid
from tests.analysis.flood.published.case import SCHEMES, Benchmark, run
from tests.analysis.flood.published.generated import SILL, disconnected, hollows, plain, uniform


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_lake_with_shores_islands_and_a_house_stays_at_rest(scheme: str) -> None:
    grid = Grid(0.0, 60.0, 2.0, 30, 40)
    x, y = np.meshgrid(np.arange(40) * 2.0, np.arange(30) * 2.0)
    ground = 1.4 * np.exp(-((x - 30.0) ** 2 + (y - 25.0) ** 2) / 120.0) + 0.02 * x
    ground[4:8, 5:9] = np.nan
    outcome = run(Benchmark(uniform(grid, ground, 0.03), lambda: [], end=600.0, level=0.875), scheme)
    still = np.maximum(np.nan_to_num(0.875 - ground.astype(np.float32), nan=0.0), 0.0)
    assert outcome.speed().max() <= 1e-5
    assert np.abs(outcome.depth - still).max() <= 1e-5


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_disconnected_water_ends_at_its_sill(scheme: str) -> None:
    outcome = run(disconnected(), scheme)
    for gauge in (0, 1):
        assert outcome.level(gauge) == pytest.approx(SILL, abs=0.01)
    assert max(outcome.gauges.speeds[-1]) < 1e-3
    assert outcome.account.closure <= 1e-6


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_comes_into_the_hollows_stays_there(scheme: str) -> None:
    outcome = run(replace(hollows(), end=14_400.0), scheme)
    assert outcome.account.inflow == pytest.approx(84_000.0, rel=1e-9)
    assert outcome.account.closure <= 1e-6
    assert (outcome.depth > 0.3).any()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_flood_spreads_over_a_plain_in_a_half_circle(scheme: str) -> None:
    outcome = run(replace(plain(cell=10.0), end=3600.0), scheme)
    # Depths that LISFLOOD-FP's second-order discontinuous Galerkin solver gives at 50 to 300 m.
    for gauge, published in enumerate((0.3092, 0.2461, 0.1739, 0.1137)):
        assert outcome.gauges.depth_at(gauge, 3600.0) == pytest.approx(published, abs=0.02)
    assert np.abs(outcome.depth - outcome.depth[::-1]).max() <= 1e-3
