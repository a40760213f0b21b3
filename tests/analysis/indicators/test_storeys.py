"""Floor area by hand: storeys, virtual area, attics, garages; 100 m² a storey, so that sums are read off."""

import numpy as np
import pytest

from analysis.common.rules import rule_book
from analysis.indicators.storeys import Areas, Bodies, Roof, Use, attic_shares, floor_areas

BOOK = rule_book()


def bodies(
    height: float, floors: float, use: Use, roof: Roof = Roof.FLAT, rise: float = 0.0, **more: float
) -> Bodies:
    def one(value: float) -> np.ndarray:
        return np.array([value])

    return Bodies(
        one(100.0), one(100.0), one(height), one(more.get("sigma", 0.0)), one(floors), one(use), one(roof),
        one(rise), one(more.get("slenderness", 1.0)), np.array([roof is not Roof.FLAT]),
    )  # fmt: skip


def counted(*asked: object, **more: float) -> Areas:
    return floor_areas(bodies(*asked, **more), BOOK)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("height", "floors", "use", "gross", "virtual"),
    [
        (7.2, 2, Use.HOUSING, 200.0, 0.0),  # 3.6 m, low-rise: just allowed
        (8.0, 2, Use.HOUSING, 200.0, 200.0 * (4.0 / 3.6 - 1.0)),
        (10.8, 3, Use.HOUSING, 300.0, 0.0),
        (14.4, 4, Use.HOUSING, 400.0, 400.0 * (3.6 / 3.0 - 1.0)),  # the same storeys, no longer low-rise
        (19.8, 6, Use.HOUSING, 600.0, 60.0),
        (9.0, 2, Use.TRADE, 200.0, 0.0),
        (10.0, 2, Use.TRADE, 200.0, 200.0 * (5.0 / 4.5 - 1.0)),
        (20.0, 2, Use.OTHER, 200.0, 0.0),  # no rule names a hall
        (2.1, 1, Use.GARAGE, 0.0, 0.0),
        (2.6, 1, Use.GARAGE, 100.0, 0.0),
    ],
)
def test_storeys_and_virtual_area(
    height: float, floors: float, use: Use, gross: float, virtual: float
) -> None:
    areas = counted(height, floors, use)
    assert areas.gross[0] == pytest.approx(gross, abs=1e-9)
    assert areas.virtual[0] == pytest.approx(virtual, abs=1e-9)
    assert not areas.assumed[0]


def test_storeys_that_nobody_knows_are_assumed_and_never_too_high() -> None:
    housing, hall = counted(9.4, np.nan, Use.HOUSING), counted(9.4, np.nan, Use.OTHER)
    assert (housing.floors[0], hall.floors[0]) == (3.0, 2.0)
    assert housing.assumed[0]
    assert hall.virtual[0] == 0.0
    assert housing.by_rounding[0] == pytest.approx(100.0 / np.sqrt(12.0))
    assert counted(9.4, 3, Use.HOUSING).by_rounding[0] == 0.0


def test_the_doubt_of_a_height_counts_where_virtual_area_follows_from_it() -> None:
    assert counted(8.0, 2, Use.HOUSING, sigma=0.5).by_height[0] == pytest.approx(100.0 / 3.6 * 0.5)
    assert counted(7.0, 2, Use.HOUSING, sigma=0.5).by_height[0] == 0.0


def test_a_garage_between_the_two_heights_is_in_doubt() -> None:
    assert counted(2.3, 1, Use.GARAGE).by_garage[0] > 0.0
    assert counted(2.6, 1, Use.GARAGE).by_garage[0] == 0.0


@pytest.mark.parametrize(
    ("roof", "slenderness", "share"),
    [
        # A roof of 4.4 m: over half the plan it is 2.2 m or more, over 32/44 of it 1.2 m or more.
        (Roof.GABLED, 1.0, 0.5 + 0.5 * (32.0 / 44.0 - 0.5)),
        (Roof.PYRAMIDAL, 1.0, 0.25 + 0.5 * ((32.0 / 44.0) ** 2 - 0.25)),
        # Twice as long as wide: along the ridge half as much is lost as across it.
        (Roof.HIPPED, 0.5, 0.5 * 0.75 + 0.5 * (32.0 / 44.0 * (1 - 12.0 / 88.0) - 0.5 * 0.75)),
    ],
)  # fmt: skip
def test_attics(roof: Roof, slenderness: float, share: float) -> None:
    attic = bodies(3.0, 1, Use.HOUSING, roof, 4.4, slenderness=slenderness)
    assert attic_shares(attic, BOOK)[0] == pytest.approx(share)
    assert floor_areas(attic, BOOK).gross[0] == pytest.approx(100.0 + 100.0 * share)


def test_a_roof_too_low_to_stand_in_is_no_attic() -> None:
    assert counted(3.0, 1, Use.HOUSING, Roof.GABLED, 1.1).gross[0] == 100.0


def test_gabled_attic_against_a_sum_over_strips() -> None:
    across = (np.arange(200_000) + 0.5) / 200_000
    height = 3.3 * (1.0 - np.abs(2.0 * across - 1.0))
    strips = np.where(height >= 2.2, 1.0, np.where(height >= 1.2, 0.5, 0.0)).mean()
    assert attic_shares(bodies(3.0, 1, Use.HOUSING, Roof.GABLED, 3.3), BOOK)[0] == pytest.approx(
        strips, abs=1e-4
    )
