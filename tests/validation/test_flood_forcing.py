"""Rain, infiltration and inflows of floods against published tables, closed forms and known volumes."""

import math
from collections.abc import Callable

import numpy as np

from analysis.flood.account import Account
from analysis.flood.forcing.hydrograph import Series, series
from analysis.flood.forcing.losses import Losses, Soil, green_ampt, horton
from analysis.flood.forcing.rain import Rain, Rates
from analysis.flood.forcing.storm import DesignStorm, formula
from scene.messages import BilingualText
from tests.analysis.flood.forcing.still_water import flat
from tests.validation.table import Case, compare

NAME = BilingualText.same("case")
#: Depths of Yangzhou's handbook formula, mm, by return period and minutes.
STORMS = {
    (1, 5): 6.6,
    (1, 180): 53.0,
    (5, 60): 54.0,
    (30, 120): 93.0,
    (50, 120): 99.8,
    (100, 60): 85.1,
    (100, 180): 120.8,
}
#: Inflows of the Environment Agency's test 5, seconds and m³/s.
INFLOW_5 = [(0, 0), (300, 0), (600, 3000), (1200, 3000), (6000, 0)]
#: Inflow of the Environment Agency's test 8A, seconds and m³/s.
POINT_8A = [
    (1200, 0), (1375, 0.0625), (1495, 0.25), (1615, 0.625), (1735, 1.3125), (1855, 2.4375), (1975, 3.5625),
    (2095, 4.625), (2220, 5.0), (2340, 5.0), (2455, 4.625), (2575, 3.5625), (2695, 2.4375), (2815, 1.3125),
    (2935, 0.625), (3055, 0.25), (3175, 0.0625), (3300, 0),
]  # fmt: skip


def infiltrated(soil: Soil) -> float:
    """Return what a soil takes in two hours under a metre of water, mm, in steps of 4 s."""
    scheme, account = flat(8, 8, depth=1.0), Account()
    losses = Losses([soil], np.zeros((8, 8), np.uint8))
    for step in range(1800):
        losses.apply(scheme, 4.0 * step, 4.0, account)
    return 1000.0 * account.infiltrated / (scheme.depth.size * scheme.domain.cell_area)


def green_ampt_time() -> float:
    """Return the time in which, by the implicit form, loam takes what ours takes in two hours, s."""
    depth, suction = infiltrated(green_ampt(NAME, 3.4, 88.9, 0.25)), 88.9 * 0.25
    return (depth - suction * math.log1p(depth / suction)) / (3.4 / 3600.0)


def rain_8a() -> float:
    """Return the volume of 400 mm/h from 60 s to 240 s on the whole rectangle of the test 8A, m³."""
    burst = Series(NAME, np.array([60.0, 240.0]), np.array([400.0, 0.0]), "mm/h", "steps", "nothing")
    scheme, account = flat(200, 482), Account()
    rain = Rain(Rates([burst]), np.ones((200, 482), np.float32))
    for step in range(100):
        rain.apply(scheme, 4.0 * step, 4.0, account)
    return account.rain


def steps(number: int) -> Callable[[], float]:
    return lambda: float(DesignStorm(formula(), 50.0, 120.0, 0.4).steps(5.0)[1][number])


def test_what_drives_floods() -> None:
    cases = [
        Case(f"storm formula, {years} years, {minutes} min (mm)", depth,
             lambda years=years, minutes=minutes: formula().depth(years, minutes), 0.0501)
        for (years, minutes), depth in STORMS.items()
    ]  # fmt: skip
    cases += [
        Case(
            f"Chicago storm, 50 years, 120 min, r 0.4: step {number + 1} of 24 (mm)",
            depth,
            steps(number),
            0.00501,
        )
        for number, depth in ((0, 1.29), (8, 8.96), (9, 13.60), (10, 11.24), (23, 1.26))
    ]
    decay = -math.expm1(-8.0)
    cases += [
        Case("Horton 75 to 7 mm/h, 4 /h: 2 h of ponding, closed form (mm)", 14.0 + 17.0 * decay,
             lambda: infiltrated(horton(NAME, 75.0, 7.0, 4.0)), 1e-6),
        Case("Green and Ampt, loam: time of what 2 h take, implicit form (s)", 7200.0, green_ampt_time, 1e-3),
        Case("EA 5: inflow (m³)", 9.45e6, lambda: series(NAME, INFLOW_5, "m³/s").between(0, 1e5), 1e-3),
        Case("EA 8A: rain on the rectangle (m³)", 7712.0, rain_8a, 0.01),
        Case("EA 8A: point source (m³)", 4292.0, lambda: series(NAME, POINT_8A, "m³/s").between(0, 1e4), 1.0),
    ]  # fmt: skip
    compare("what drives floods", cases)
