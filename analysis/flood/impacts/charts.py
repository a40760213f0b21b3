"""How many houses took in water in time. It does not know where they are."""

from typing import Final

import numpy as np

from analysis.base import Chart, Series
from analysis.flood.impacts.buildings import BuildingImpacts
from analysis.flood.impacts.facts import RunFacts
from scene.messages import BilingualText
from scene.units import ELAPSED, WET_COUNT

#: Points of the chart.
_MOMENTS: Final = 241
_HOUSES, _HERITAGE = (0x2E, 0x62, 0x92), (0xB5, 0x43, 0x2E)


def wet_chart(impacts: BuildingImpacts, facts: RunFacts) -> Chart:
    """Return how many houses and heritage items had taken in water up to each moment."""
    moments = np.linspace(0.0, facts.end / 60.0, _MOMENTS)
    lines = []
    for key, zh, en, own, colour in (
        ("houses", "房屋", "Houses", ~impacts.plans.is_heritage, _HOUSES),
        ("heritage", "文物古迹", "Heritage", impacts.plans.is_heritage, _HERITAGE),
    ):
        first = np.sort(impacts.first_wet[own & impacts.is_wet]) / 60.0
        counts = np.searchsorted(first, moments, side="right").astype(np.float64)
        lines.append(Series(key, BilingualText(zh, en), moments, counts, colour))
    title = BilingualText("已进水的房屋数", "Houses that have taken in water")
    return Chart("flood_wet_houses", title, ELAPSED, WET_COUNT, tuple(lines))
