"""What follows from measured places: lengths, heights, slopes, areas, angles, and how far each may be off.

The deviation of a figure is that of its places, carried through the formula by its slopes; places are taken
to be independent of one another. It does not know how a place was found.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

import numpy as np

from scene.messages import BilingualText
from scene.payloads.arrays import F64
from scene.units import Quantity, declare

#: Step of the slopes, metres.
_STEP: Final = 1e-3

SPATIAL_LENGTH: Final = declare("spatial_length", "空间长度", "Length in space", "m", 2)
PLAN_LENGTH: Final = declare("plan_length", "水平长度", "Length in plan", "m", 2)
RISE: Final = declare("rise", "高差", "Difference in height", "m", 2)
GRADIENT: Final = declare("gradient", "坡度", "Gradient", "%", 2)
INCLINE: Final = declare("incline", "坡角", "Incline", "°", 2)
PLAN_AREA: Final = declare("plan_area", "水平投影面积", "Area in plan", "m²", 1)
SPATIAL_AREA: Final = declare("spatial_area", "空间面积", "Area in space", "m²", 1)
PERIMETER: Final = declare("perimeter", "周长", "Perimeter", "m", 2)
ANGLE: Final = declare("angle", "空间夹角", "Angle in space", "°", 2)
PLAN_ANGLE: Final = declare("plan_angle", "水平夹角", "Angle in plan", "°", 2)


class Kind(StrEnum):
    """What is measured."""

    DISTANCE = "distance"
    HEIGHT = "height"
    SLOPE = "slope"
    AREA = "area"
    ANGLE = "angle"
    PROFILE = "profile"


TITLES: Final = {
    Kind.DISTANCE: BilingualText("距离", "Distance"),
    Kind.HEIGHT: BilingualText("高差", "Height"),
    Kind.SLOPE: BilingualText("坡度", "Slope"),
    Kind.AREA: BilingualText("面积", "Area"),
    Kind.ANGLE: BilingualText("夹角", "Angle"),
    Kind.PROFILE: BilingualText("剖面", "Profile"),
}
#: The fewest places, and the most; None for as many as one likes.
PLACES: Final[dict[Kind, tuple[int, int | None]]] = {
    Kind.DISTANCE: (2, None),
    Kind.HEIGHT: (2, 2),
    Kind.SLOPE: (2, 2),
    Kind.AREA: (3, None),
    Kind.ANGLE: (3, 3),
    Kind.PROFILE: (2, None),
}

Formula: TypeAlias = Callable[[F64], float]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value.

    Parameters
    ----------
    quantity : Quantity
    value : float
        In the quantity's unit; nan where the places allow none.
    sigma : float
        Its standard deviation, in the same unit.
    """

    quantity: Quantity
    value: float
    sigma: float


def spatial_length(places: F64) -> float:
    """Return the length from place to place."""
    return float(np.linalg.norm(np.diff(places, axis=0), axis=1).sum())


def plan_length(places: F64) -> float:
    """Return the length from place to place as a map shows it."""
    return float(np.hypot(*np.diff(places[:, :2], axis=0).T).sum())


def rise(places: F64) -> float:
    """Return how much higher the last place is than the first."""
    return float(places[-1, 2] - places[0, 2])


def gradient(places: F64) -> float:
    """Return the rise over the length in plan, per cent; nan straight up."""
    run = float(np.hypot(*(places[-1, :2] - places[0, :2])))
    return 100.0 * rise(places) / run if run > _STEP else float("nan")


def incline(places: F64) -> float:
    """Return the angle of the way from the level, degrees."""
    run = float(np.hypot(*(places[-1, :2] - places[0, :2])))
    return float(np.degrees(np.arctan2(rise(places), run)))


def plan_area(places: F64) -> float:
    """Return the area that the places go round, as a map shows it (Gauss's formula)."""
    x, y = (places[:, :2] - places[0, :2]).T
    return abs(0.5 * float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))))


def spatial_area(places: F64) -> float:
    """Return the area that the places go round, in the plane that fits them best (Newell's normal)."""
    around = places - places.mean(axis=0)
    return float(0.5 * np.linalg.norm(np.cross(around, np.roll(around, -1, axis=0)).sum(axis=0)))


def perimeter(places: F64) -> float:
    """Return the length round the places and back to the first."""
    return spatial_length(np.vstack([places, places[:1]]))


def _between(one: F64, other: F64) -> float:
    lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
    if lengths < _STEP**2:
        return float("nan")
    crossed = float(np.linalg.norm(np.cross(one, other)))
    return float(np.degrees(np.arctan2(crossed, float(one @ other))))


def angle(places: F64) -> float:
    """Return the angle at the second place between the first and the third, degrees."""
    return _between(places[0] - places[1], places[2] - places[1])


def plan_angle(places: F64) -> float:
    """Return the same angle as a map shows it."""
    return angle(places * (1.0, 1.0, 0.0))


FORMULAS: Final[dict[Kind, tuple[tuple[Quantity, Formula], ...]]] = {
    Kind.DISTANCE: ((SPATIAL_LENGTH, spatial_length), (PLAN_LENGTH, plan_length), (RISE, rise)),
    Kind.HEIGHT: ((RISE, rise), (PLAN_LENGTH, plan_length), (SPATIAL_LENGTH, spatial_length)),
    Kind.SLOPE: ((GRADIENT, gradient), (INCLINE, incline), (RISE, rise), (PLAN_LENGTH, plan_length)),
    Kind.AREA: ((PLAN_AREA, plan_area), (SPATIAL_AREA, spatial_area), (PERIMETER, perimeter)),
    Kind.ANGLE: ((ANGLE, angle), (PLAN_ANGLE, plan_angle)),
    Kind.PROFILE: ((PLAN_LENGTH, plan_length), (RISE, rise)),
}


def figures_of(kind: Kind, places: F64, position_sigma: float, height_sigma: float) -> tuple[Figure, ...]:
    """Return what places say, the main figure first.

    Parameters
    ----------
    kind : Kind
    places : ndarray of float64, shape (n, 3)
        Local metres.
    position_sigma, height_sigma : float
        Standard deviations of a place along each level axis, and of its height, metres.
    """
    places = np.asarray(places, np.float64)
    sigmas = np.array([position_sigma, position_sigma, height_sigma])
    return tuple(
        Figure(quantity, formula(places), _sigma(formula, places, sigmas))
        for quantity, formula in FORMULAS[kind]
    )


def _sigma(formula: Formula, places: F64, sigmas: F64) -> float:
    """Return the standard deviation of a figure: of each coordinate, times how the figure goes with it."""
    variance = 0.0
    for row in range(len(places)):
        for axis in range(3):
            step = np.zeros_like(places)
            step[row, axis] = _STEP
            slope = (formula(places + step) - formula(places - step)) / (2.0 * _STEP)
            variance += (slope * sigmas[axis]) ** 2
    return float(np.sqrt(variance))
