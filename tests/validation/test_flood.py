"""Floods against still water, the Environment Agency's tests, and a flood that was observed. Minutes long."""

import heapq
import json
from functools import cache

import numpy as np
import pytest

from tests.analysis.flood.published.case import Benchmark, Outcome, run
from tests.analysis.flood.published.generated import SILL, disconnected, hollows, plain, uniform
from tests.validation.flood_ground import humps, merewether, valley
from tests.validation.table import Case, compare, gathered

BOTH = ("inertial", "shallow")
#: Level of the lake over the three humps, metres.
LAKE = 0.875
#: Depth from which water is a pool, and not what still runs off, metres.
POOL = 0.02


@cache
def at_rest(scheme: str, house: bool) -> Outcome:
    grid, ground = humps()
    if house:
        ground[12:18, 10:20] = np.nan
    domain = uniform(grid, ground, 0.04)
    return run(Benchmark(domain, lambda: [], end=600.0, level=LAKE), scheme)


def unrest(outcome: Outcome) -> float:
    """Return how far the water's level is from the lake's, where it is wet."""
    ground = outcome.scheme.domain.ground
    still = np.maximum(np.nan_to_num(LAKE - ground, nan=0.0), 0.0)
    return float(np.abs(outcome.depth - still).max())


@pytest.mark.parametrize("scheme", BOTH)
def test_a_lake_stays_at_rest(scheme: str) -> None:
    cases = []
    for house, name in ((False, "three humps"), (True, "humps and a house")):
        cases += [
            Case(f"{name}: speed after 600 s, m/s", 0.0,
                 lambda house=house: float(at_rest(scheme, house).speed().max()), 1e-5),
            Case(f"{name}: change of level, m", 0.0,
                 lambda house=house: unrest(at_rest(scheme, house)), 1e-5),
        ]  # fmt: skip
    compare(f"Lake at rest, {scheme}", cases)


@pytest.mark.parametrize("scheme", BOTH)
def test_a_disconnected_water_stands_at_its_sill(scheme: str) -> None:
    outcome = cache(lambda: run(disconnected(), scheme))

    compare(
        f"EA test 1, disconnected water, {scheme}",
        [
            Case("level at x = 400 m after 20 h, m", SILL, lambda: outcome().level(0), 0.01),
            Case("level at x = 600 m after 20 h, m", SILL, lambda: outcome().level(1), 0.01),
            Case("difference of the two, m", 0.0, lambda: outcome().level(0) - outcome().level(1), 1e-4),
            Case("speed there, m/s", 0.0, lambda: max(outcome().gauges.speeds[-1]), 1e-3),
            Case("volume account", 0.0, lambda: outcome().account.closure, 1e-6),
        ],
    )


def brim(ground: np.ndarray) -> np.ndarray:
    """Return to what level each cell can be filled before water leaves its hollow; the edges are closed."""
    low = np.unravel_index(ground.argmin(), ground.shape)
    levels, queue = np.full(ground.shape, np.inf), [(float(ground[low]), int(low[0]), int(low[1]))]
    levels[low] = ground[low]
    while queue:
        level, row, col = heapq.heappop(queue)
        for r, c in ((row - 1, col), (row + 1, col), (row, col - 1), (row, col + 1)):
            if 0 <= r < ground.shape[0] and 0 <= c < ground.shape[1] and levels[r, c] == np.inf:
                levels[r, c] = max(level, float(ground[r, c]))
                heapq.heappush(queue, (levels[r, c], r, c))
    return levels


def hollow_levels(outcome: Outcome) -> list[tuple[float, float]]:
    """Return of every hollow with water how uneven its level is, and how far it is over its brim."""
    from scipy.ndimage import label

    ground, depth = outcome.scheme.domain.ground.astype(np.float64), outcome.depth
    pools, count = label(depth > POOL)
    full = brim(ground)
    level = ground + depth
    found = []
    for pool in range(1, count + 1):
        cells = pools == pool
        found.append((float(np.ptp(level[cells])), float((level - full)[cells].max())))
    return found


@pytest.mark.parametrize("scheme", BOTH)
def test_hollows_fill_and_spill(scheme: str) -> None:
    outcome = cache(lambda: run(hollows(), scheme))
    compare(
        f"EA test 2, filling of hollows, {scheme}",
        [
            Case("volume account", 0.0, lambda: outcome().account.closure, 1e-6),
            Case("water still in the domain against what came, m³", 84_000.0,
                 lambda: outcome().account.stored, 84.0),
            Case("greatest unevenness of a hollow's level after 48 h, m", 0.0,
                 lambda: max(uneven for uneven, _ in hollow_levels(outcome())), 0.01),
            Case("greatest level over a hollow's brim after 48 h, m", 0.0,
                 lambda: max(0.0, *(over for _, over in hollow_levels(outcome()))), 0.02),
            Case("greatest speed in a hollow after 48 h, m/s", 0.0,
                 lambda: float(outcome().speed()[outcome().depth > POOL].max()), 0.01),
        ],
    )  # fmt: skip


@pytest.mark.parametrize("scheme", BOTH)
def test_a_flood_spreads_over_a_plain(scheme: str) -> None:
    expected = json.loads(gathered("flood", "expected", "ea_test4.json").read_text())
    published = np.array(expected["depth_m"]["dg2_5m"])
    outcome = cache(lambda: run(plain(), scheme))
    cases = []
    for seconds in (3600.0, 14_400.0):
        row = published[np.abs(published[:, 0] - seconds).argmin()]
        cases += [
            Case(f"depth at p{gauge + 1} after {seconds:.0f} s, m", float(row[gauge + 1]),
                 lambda gauge=gauge, seconds=seconds: outcome().gauges.depth_at(gauge, seconds), 0.02)
            for gauge in range(4)
        ]  # fmt: skip
    cases.append(
        Case("unlike its mirror image, m", 0.0,
             lambda: float(np.abs(outcome().depth - outcome().depth[::-1]).max()), 1e-3)
    )  # fmt: skip
    compare(f"EA test 4, speed of propagation, {scheme}", cases)


@pytest.mark.parametrize("scheme", BOTH)
def test_a_dam_fails_above_a_valley(scheme: str) -> None:
    expected = json.loads(gathered("flood", "expected", "ea_test5.json").read_text())["peak_depth_m"]
    # The fifth gauge lies where the water ponds for a day, and has no peak.
    outcome = cache(lambda: run(valley(14_400.0), scheme))
    cases = []
    for gauge in (0, 1, 2, 3, 5, 6):
        peaks = [expected[model][gauge][1] for model in ("dg2", "acc")]
        middle, allowed = sum(peaks) / 2.0, abs(peaks[0] - peaks[1]) / 2.0 + 0.1 * sum(peaks) / 2.0
        cases.append(
            Case(f"peak depth at p{gauge + 1}, m", middle,
                 lambda gauge=gauge: outcome().gauges.greatest(gauge), allowed)
        )  # fmt: skip
    cases.append(Case("volume account", 0.0, lambda: outcome().account.closure, 1e-6))
    compare(f"EA test 5, valley below a dam, {scheme}", cases)


@pytest.mark.parametrize("scheme", BOTH)
def test_the_suburb_of_merewether(scheme: str) -> None:
    case, rows = merewether()
    outcome = cache(lambda: run(case, scheme))

    def apart(column: str) -> list[float]:
        return [abs(outcome().level(k) - row[column]) for k, row in enumerate(rows)]

    compare(
        f"Merewether, 8 June 2007, {scheme}",
        [
            Case("mean absolute error at five observed levels, m", 0.0,
                 lambda: float(np.mean(apart("observed"))), 0.3),
            Case("fourth greatest distance from TUFLOW, m", 0.0,
                 lambda: sorted(apart("tuflow"))[3], 0.2),
            *(Case(f"level at point {k}, observed, m", row["observed"], lambda k=k: outcome().level(k), 0.3)
              for k, row in enumerate(rows)),
            Case("volume account", 0.0, lambda: outcome().account.closure, 1e-6),
        ],
    )  # fmt: skip
