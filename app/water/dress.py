"""How water is dressed: as water, or in the colours of a legend by depth, speed or danger; with arrows or no.

One legend for all moments of a course, so that a colour means the same all along.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.base import Course
from scene.legend import PAPER_TO_INK, Entry, Legend
from scene.messages import BilingualText
from scene.units import (
    ELEVATION,
    WATER_DEPTH,
    WATER_EAST,
    WATER_LEVEL,
    WATER_NORTH,
    WATER_SPEED,
    Quantity,
)

#: The look of water itself.
AS_WATER: Final = "water"
#: What is not a map by itself.
PLAIN: Final = frozenset({ELEVATION.key, WATER_LEVEL.key, WATER_EAST.key, WATER_NORTH.key})
#: Values at which the colours of a map stand: depths at which people, cars and houses are in trouble.
STEPS: Final = {
    WATER_DEPTH.key: (0.02, 0.15, 0.3, 0.6, 1.2, 2.5),
    WATER_SPEED.key: (0.0, 0.25, 0.5, 1.0, 2.0, 3.0),
}
TOP: Final = 2.0


@dataclass(frozen=True, slots=True)
class WaterDress:
    """What a person wants to see.

    Parameters
    ----------
    shown : str
        ``water``, or the key of the quantity that is mapped.
    legend : Legend, optional
        Of that quantity.
    arrows : bool
        Whether arrows say which way it flows.
    """

    shown: str = AS_WATER
    legend: Legend | None = None
    arrows: bool = False

    @property
    def needs_values(self) -> bool:
        """Whether a raster of values is needed besides depth and velocity."""
        return self.shown not in (AS_WATER, WATER_DEPTH.key, WATER_SPEED.key)


def mapped(course: Course) -> tuple[Quantity, ...]:
    """Return the quantities of a course that a map can show; speed where both velocities are there."""
    found = [quantity for quantity in course.quantities if quantity.key not in PLAIN]
    keys = {quantity.key for quantity in course.quantities}
    if {WATER_EAST.key, WATER_NORTH.key} <= keys and WATER_SPEED not in found:
        found.insert(1, WATER_SPEED)
    return tuple(found)


def legend_for(quantity: Quantity, given: Legend | None = None) -> Legend:
    """Return the legend of a quantity: the one the result brings, else one from paper to ink."""
    if given is not None:
        return given
    steps = STEPS.get(quantity.key, tuple(np.linspace(0.0, TOP, len(PAPER_TO_INK))))
    entries = tuple(Entry(float(value), colour) for value, colour in zip(steps, PAPER_TO_INK, strict=True))
    return Legend(BilingualText(quantity.title.zh, quantity.title.en), quantity.unit, entries)
