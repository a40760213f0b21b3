"""Floor area as Yangzhou counts it: storeys, attics, garages, and virtual floor area of high storeys.

Arrays in, arrays out, one value a building. It does not know plots, layers or verdicts.
"""

from enum import IntEnum
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.common.rules import RuleBook
from scene.payloads.arrays import F64

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


class Use(IntEnum):
    """Uses that the rule tells apart."""

    HOUSING = 0
    TRADE = 1  # shops and offices
    GARAGE = 2
    OTHER = 3


class Roof(IntEnum):
    """Roofs by how their space narrows upwards."""

    FLAT = 0
    GABLED = 1
    HIPPED = 2
    PYRAMIDAL = 3


#: What the column ``use`` may say, in data of any origin.
USES: Final = {
    Use.HOUSING: ("residential", "housing", "house", "apartments", "住宅", "居住", "民居"),
    Use.TRADE: ("commercial", "office", "shop", "retail", "商业", "办公", "商铺", "商住", "店铺"),
    Use.GARAGE: ("garage", "garages", "parking", "车库", "停车"),
}
ROOFS: Final = {
    "gabled": Roof.GABLED,
    "hipped": Roof.HIPPED,
    "xieshan": Roof.HIPPED,
    "pyramidal": Roof.PYRAMIDAL,
}


class Bodies(NamedTuple):
    """Buildings on a plot, n of them.

    Parameters
    ----------
    mean_area : ndarray of float64
        Volume on the plot over height: what a storey has on average, square metres.
    footprint : ndarray of float64
        On the plot.
    height : ndarray of float64
        Of the eaves over outdoor ground, metres.
    sigma : ndarray of float64
        Standard deviation of the height.
    floors : ndarray of float64
        Storeys, nan where nobody knows.
    use, roof : ndarray of int64
        See :class:`Use` and :class:`Roof`.
    rise : ndarray of float64
        Of the roof over the eaves, metres.
    slenderness : ndarray of float64
        Width over length of the plan.
    attic : ndarray of bool
        Whether the space under the roof counts.
    """

    mean_area: F64
    footprint: F64
    height: F64
    sigma: F64
    floors: F64
    use: Ints
    roof: Ints
    rise: F64
    slenderness: F64
    attic: Bools


class Areas(NamedTuple):
    """Floor area of the same buildings, square metres.

    Parameters
    ----------
    floors : ndarray of float64
        Storeys, assumed where nobody knows.
    assumed : ndarray of bool
        Where they are.
    storey : ndarray of float64
        Storey height, metres.
    limit : ndarray of float64
        Storey height above which floor area is counted that is not there; inf where there is none.
    gross : ndarray of float64
        Storeys and attics.
    virtual : ndarray of float64
        What is counted over it for high storeys.
    by_height : ndarray of float64
        Standard deviation of the sum from the height's.
    by_rounding : ndarray of float64
        From assuming a whole number of storeys.
    by_garage : ndarray of float64
        From garages whose height the rule leaves open.
    """

    floors: F64
    assumed: Bools
    storey: F64
    limit: F64
    gross: F64
    virtual: F64
    by_height: F64
    by_rounding: F64
    by_garage: F64


def floor_areas(bodies: Bodies, book: RuleBook) -> Areas:
    """Return the floor area of buildings.

    Parameters
    ----------
    bodies : Bodies
    book : RuleBook
        Holds storey heights and the limits of attics and garages.
    """
    use, height = bodies.use, np.maximum(bodies.height, 0.0)
    assumed = ~(bodies.floors >= 1.0)
    usual = np.where(
        (use == Use.HOUSING) | (use == Use.GARAGE),
        book.number("assumed_storey_housing"),
        book.number("assumed_storey_other"),
    )
    floors = np.where(assumed, np.maximum(1.0, np.rint(height / usual)), bodies.floors)
    storey = height / floors
    limit = storey_limits(use, floors, book)

    exempt, doubtful = garages(use, floors, height, book)
    area = np.where(exempt, 0.0, bodies.mean_area * floors)
    gross = area + np.where(bodies.attic, bodies.footprint * attic_shares(bodies, book), 0.0)
    # Of storeys that are themselves assumed nobody can say that they are too high.
    high = ~assumed & ~exempt & (storey > limit)
    virtual = np.where(high, area * (storey / np.where(high, limit, 1.0) - 1.0), 0.0)
    slope = np.where(high, bodies.mean_area / np.where(high, limit, 1.0), 0.0)
    rounding = np.where(assumed & ~exempt, bodies.mean_area / np.sqrt(12.0), 0.0)
    return Areas(
        floors, assumed, storey, limit, gross, virtual, slope * bodies.sigma, rounding,
        np.where(doubtful, area / np.sqrt(12.0), 0.0),
    )  # fmt: skip


def storey_limits(use: Ints, floors: F64, book: RuleBook) -> F64:
    """Return the storey height up to which floor area is what is there; inf where no rule says one."""
    low = floors <= book.number("low_rise_storeys")
    limit = np.full(len(use), np.inf)
    limit[(use == Use.HOUSING) & low] = book.number("storey_limit_low_rise")
    limit[(use == Use.HOUSING) & ~low] = book.number("storey_limit_high_rise")
    limit[use == Use.TRADE] = book.number("storey_limit_trade")
    return limit


def garages(use: Ints, floors: F64, height: F64, book: RuleBook) -> tuple[Bools, Bools]:
    """Return which are garages at ground level that do not count, and of which the rule leaves it open."""
    ground = (use == Use.GARAGE) & (floors == 1.0)
    exempt = ground & (height < book.number("garage_exempt_below"))
    doubtful = ground & ~exempt & (height < book.number("garage_counts_from"))
    return exempt, doubtful


def attic_shares(bodies: Bodies, book: RuleBook) -> F64:
    """Return how much of the plan counts under the roof: all where it is high, half where it is lower."""
    full, half = (_share_over(bodies, book.number(key)) for key in ("attic_full_from", "attic_half_from"))
    shares: F64 = full + 0.5 * (half - full)
    return shares


def _share_over(bodies: Bodies, height: float) -> F64:
    """Return the share of the plan over which the roof stands at least so high over the eaves."""
    rise = np.where(bodies.rise > height, bodies.rise, np.inf)
    left = np.where(np.isfinite(rise), 1.0 - height / rise, 0.0)
    along = np.ones(len(left))
    hipped, pointed = bodies.roof == Roof.HIPPED, bodies.roof == Roof.PYRAMIDAL
    along[hipped] = 1.0 - (1.0 - left[hipped]) * bodies.slenderness[hipped]
    along[pointed] = left[pointed]
    share: F64 = np.where(bodies.roof == Roof.FLAT, 0.0, left * along)
    return share
