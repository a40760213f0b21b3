"""What rain, soil and drains cost over a fully wet domain, as a share of the time of the inertial scheme.

Steps, rain and losses are timed in turn, and of each the quickest counts: what else a machine does meanwhile
only lengthens one.
"""

from time import perf_counter

import numpy as np
import pytest

from analysis.flood.account import Account
from analysis.flood.domain import Domain
from analysis.flood.forcing.losses import SEALED, Losses, Soil, constant, green_ampt, horton
from analysis.flood.forcing.rain import Rain, Rates
from analysis.flood.forcing.storm import DesignStorm, formula
from analysis.flood.inertial.local_inertial import LocalInertial
from scene.geometry.surface_raster import Grid
from scene.messages import BilingualText
from tests.benchmarks.flood_peers import CELL, ROUGHNESS, wet_ground
from tests.benchmarks.ratio import report

SIDE, TIMES = 2000, 12
NAME = BilingualText.same("benchmark")
LAWN = horton(NAME, 75.0, 7.0, 4.0)
SOILS: dict[str, list[Soil]] = {
    "a city: 70 % sealed, lawns, courtyards": [SEALED, LAWN, constant(NAME, 3.0)],
    "lawn everywhere": [LAWN],
    "a city with loam": [SEALED, green_ampt(NAME, 6.5, 166.8, 0.24), constant(NAME, 3.0)],
}
#: Green and Ampt ask for a root in every cell of loam.
MOST = {cover: 0.25 if "loam" in cover else 0.15 for cover in SOILS}


def blocks(classes: np.ndarray, wide: int) -> np.ndarray:
    """Give every class a square of cells."""
    return np.repeat(np.repeat(classes, wide, axis=0), wide, axis=1).astype(np.uint8)


@pytest.mark.benchmark
@pytest.mark.parametrize("cover", SOILS)
def test_rain_and_losses_cost_a_small_share(cover: str) -> None:
    random = np.random.default_rng(1)
    ground, depth = wet_ground(SIDE)
    scheme = LocalInertial(
        Domain(Grid(0.0, 0.0, CELL, SIDE, SIDE), ground, np.full_like(ground, ROUGHNESS)), depth
    )
    soils, account = SOILS[cover], Account()
    share = (0.7, 0.2, 0.1) if len(soils) == 3 else (1.0,)
    soil = blocks(random.choice(len(soils), (SIDE // 10, SIDE // 10), p=share), 10)
    quarters = blocks(random.integers(0, 3, (SIDE // 200, SIDE // 200)), 200)
    rain = Rain(Rates([DesignStorm(formula(), 50.0)]), np.ones_like(ground))
    losses = Losses(soils, soil, (10.0, 20.0, 30.0), quarters)
    step = scheme.longest_step()
    quickest = {"step": np.inf, "rain": np.inf, "losses": np.inf}
    works = {
        "step": lambda: scheme.step(step),
        "rain": lambda: rain.apply(scheme, 1500.0, rain.interval, account),
        "losses": lambda: losses.apply(scheme, 1500.0, losses.interval, account),
    }
    for _ in range(TIMES):
        for what, work in works.items():
            scheme.longest_step()  # whatever the work before has left to be surveyed
            begun = perf_counter()
            work()
            quickest[what] = min(quickest[what], perf_counter() - begun)
    second = quickest["step"] / step
    costs = quickest["rain"] / rain.interval + quickest["losses"] / losses.interval
    detail = ", ".join(f"{what} {1000.0 * seconds:.1f} ms" for what, seconds in quickest.items())
    report(
        f"rain and losses, share of a local inertial second, {cover}",
        costs / second,
        MOST[cover],
        at_least=False,
        detail=detail,
    )
