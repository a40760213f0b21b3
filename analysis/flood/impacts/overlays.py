"""Results as layers: the greatest values as rasters, each with its legend.

It does not know who draws them.
"""

import numpy as np

from analysis.flood.impacts.facts import RunFacts
from analysis.flood.impacts.recorders import Recorders
from analysis.flood.record.legends import (
    arrival_legend,
    depth_legend,
    hazard_legend,
    level_legend,
    rating_legend,
    speed_legend,
    wet_time_legend,
)
from analysis.flood.record.maxima import FILM
from scene.legend import LEGEND, Legend
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Raster
from scene.payloads.arrays import F32
from scene.units import (
    FIRST_WET,
    FLOOD_HAZARD,
    HAZARD_RATING,
    WATER_DEPTH,
    WATER_LEVEL,
    WATER_SPEED,
    WET_TIME,
    Quantity,
)


def greatest_values(recorders: Recorders, facts: RunFacts) -> tuple[Node, ...]:
    """Return peak depth, level, speed and hazard, first wetting and time under water.

    Films under a centimetre are not drawn; times are in minutes since the start.
    """
    maxima = recorders.maxima
    there = maxima.depth >= FILM
    blank = np.float32(np.nan)
    level = np.where(there, maxima.level, blank)
    minutes = facts.end / 60.0
    known = level[there]
    low, high = (float(value) for value in np.percentile(known, (2, 98))) if known.size else (0.0, 1.0)

    def node(zh: str, en: str, values: F32, quantity: Quantity, legend: Legend, shown: bool = False) -> Node:
        return raster_node(BilingualText(zh, en), recorders, facts, values, quantity, legend, shown)

    found = (
        node(
            "最大水深", "Peak depth", np.where(there, maxima.depth, blank), WATER_DEPTH, depth_legend(), True,
        ),
        node("最高水位", "Peak level", level, WATER_LEVEL, level_legend(np.floor(low), np.ceil(high))),
        node("最大流速", "Peak speed", np.where(there, maxima.speed, blank), WATER_SPEED, speed_legend()),
        node(
            "危险等级", "Hazard class", np.where(there, maxima.classes, blank).astype(np.float32),
            FLOOD_HAZARD, hazard_legend(maxima.hazard_method),
        ),
        node(
            "首次进水时刻", "First wet", maxima.arrival / np.float32(60.0), FIRST_WET,
            arrival_legend(minutes),
        ),
        node(
            "积水历时", "Time under water", np.where(maxima.wet > 0.0, maxima.wet / np.float32(60.0), blank),
            WET_TIME, wet_time_legend(minutes),
        ),
    )  # fmt: skip
    if maxima.hazard_method.is_aidr:
        return found
    rating = np.where(there, maxima.hazard, blank)
    return (
        *found,
        node("危险度", "Hazard rating", rating, HAZARD_RATING, rating_legend(maxima.hazard_method)),
    )


def raster_node(
    name: BilingualText,
    recorders: Recorders,
    facts: RunFacts,
    values: F32,
    quantity: Quantity,
    legend: Legend,
    shown: bool = False,
) -> Node:
    """Return one raster over the domain as a result."""
    grid = recorders.domain.grid
    return Node(
        name,
        Role.RESULT,
        Raster(values.astype(np.float32), grid.cell, grid.west, grid.north, quantity),
        visible=shown,
        provenance=facts.provenance,
        attributes={LEGEND: legend.as_json(), "quantity": quantity.key},
    )
