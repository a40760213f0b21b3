"""The colours of water: one legend a quantity, the same for every moment, maximum and scheme.

It does not know any run: legends that follow a run's own values could not be compared between two schemes.
"""

from typing import TYPE_CHECKING, Final

from scene.legend import FAIL, Colour, Entry, Legend
from scene.messages import BilingualText
from scene.units import (
    FIRST_WET,
    HAZARD_RATING,
    LANE_DEPTH,
    OVER_SILL,
    WATER_DEPTH,
    WATER_LEVEL,
    WATER_SPEED,
    WET_TIME,
    Quantity,
)

if TYPE_CHECKING:  # its kernels are compiled code, which whoever wants colours need not wait for
    from analysis.flood.record.hazard import Hazard

# From mist to deep water; lightness falls evenly.
_WATER: Final[tuple[Colour, ...]] = (
    (0xDC, 0xEA, 0xEF), (0xAF, 0xCF, 0xDC), (0x7D, 0xB0, 0xC8), (0x4C, 0x8A, 0xB0), (0x2E, 0x62, 0x92),
    (0x22, 0x3C, 0x6C), (0x16, 0x1C, 0x3E),
)  # fmt: skip
_SPEED: Final[tuple[Colour, ...]] = (
    (0xEE, 0xE9, 0xDC), (0xE6, 0xCB, 0x92), (0xDB, 0x9A, 0x4E), (0xB9, 0x5A, 0x34), (0x74, 0x22, 0x2A),
)  # fmt: skip
_TIME: Final[tuple[Colour, ...]] = (
    (0x3A, 0x20, 0x4E), (0x6E, 0x3B, 0x6B), (0xA8, 0x63, 0x72), (0xD6, 0x9A, 0x86), (0xF0, 0xD9, 0xC4),
)  # fmt: skip
_HARM: Final[tuple[Colour, ...]] = (
    (0xF2, 0xDF, 0xB4), (0xE6, 0xB4, 0x58), (0xD0, 0x7A, 0x38), (0xA8, 0x3C, 0x2E), (0x5E, 0x18, 0x24),
)  # fmt: skip
_DEPTHS: Final = (0.0, 0.15, 0.3, 0.5, 1.0, 2.0, 4.0)
_SPEEDS: Final = (0.0, 0.25, 0.5, 1.0, 2.0)
_CHANGE: Final = (
    Entry(-0.5, (0x22, 0x3C, 0x6C)), Entry(-0.1, (0x7D, 0xB0, 0xC8)), Entry(0.0, (0xF3, 0xF0, 0xEA)),
    Entry(0.1, (0xE0, 0xA0, 0x70)), Entry(0.5, FAIL),
)  # fmt: skip


def depth_legend() -> Legend:
    """Return the colours of depth, metres."""
    return _stops(WATER_DEPTH, _DEPTHS, _WATER)


def inside_legend() -> Legend:
    """Return the colours of depth in a house, metres: warm, since beside it the water is blue."""
    return _stops(OVER_SILL, (0.0, 0.1, 0.25, 0.5, 1.5), _HARM)


def lane_legend() -> Legend:
    """Return the colours of depth over the best lane of a road, metres."""
    return _stops(LANE_DEPTH, (0.0, 0.15, 0.3, 0.5, 1.0), _HARM)


def level_legend(low: float, high: float) -> Legend:
    """Return the colours of levels between two, metres."""
    steps = tuple(low + (max(high, low + 1.0) - low) * k / (len(_WATER) - 1) for k in range(len(_WATER)))
    return _stops(WATER_LEVEL, steps, _WATER)


def speed_legend() -> Legend:
    """Return the colours of speed, m/s."""
    return _stops(WATER_SPEED, _SPEEDS, _SPEED)


def arrival_legend(end: float) -> Legend:
    """Return the colours of the first wetting in a run of `end` minutes; early is dark."""
    return _stops(FIRST_WET, tuple(end * k / 4 for k in range(5)), _TIME)


def wet_time_legend(end: float) -> Legend:
    """Return the colours of the time under water in a run of `end` minutes; long is dark."""
    return _stops(WET_TIME, tuple(end * k / 4 for k in range(5)), _TIME[::-1])


def hazard_legend(hazard: "Hazard") -> Legend:
    """Return the colours of the classes of hazard."""
    return hazard.legend()


def rating_legend(hazard: "Hazard") -> Legend:
    """Return the colours of DEFRA's rating, m²/s, which turn at the bounds of its classes."""
    low, middle, high = (float(bound) for bound in hazard.figures[6:9])
    return _stops(HAZARD_RATING, (0.0, low, middle, high, 2.0 * high), _HARM)


def change_legend() -> Legend:
    """Return the colours of a change of depth, metres: blue where it is drier, red where wetter."""
    return Legend(BilingualText("水深变化", "Change of depth"), "m", _CHANGE)


def _stops(quantity: Quantity, values: tuple[float, ...], colours: tuple[Colour, ...]) -> Legend:
    entries = tuple(Entry(float(value), colour) for value, colour in zip(values, colours, strict=True))
    return Legend(quantity.title, quantity.unit, entries)
