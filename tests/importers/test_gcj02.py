"""The web maps' offset has its published values, and comes out again exactly."""

import numpy as np
import pytest

from importers.coordinates.gcj02 import gcj02_from_wgs84, wgs84_from_gcj02

PAIRS = [  # WGS 84, GCJ-02 and digits of Shanghai, Shenzhen, Beijing, Yangzhou (given to a centimetre)
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597), 1e-9),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766), 1e-9),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069), 1e-9),
    ((119.4231, 32.3936), (119.428568604, 32.391713188), 1e-7),
]


@pytest.mark.parametrize(("true", "shown", "digits"), PAIRS)
def test_forward_gives_the_published_pairs(
    true: tuple[float, float], shown: tuple[float, float], digits: float
) -> None:
    np.testing.assert_allclose(gcj02_from_wgs84(np.array([true])), [shown], rtol=0, atol=digits)


def test_wenchang_pavilion_is_shown_555_metres_east_south_east() -> None:
    true = np.array([[119.42822, 32.39638]])
    east, south = (gcj02_from_wgs84(true) - true)[0]
    assert east == pytest.approx(0.00546, abs=5e-6)
    assert south == pytest.approx(-0.00189, abs=5e-6)
    metres = np.hypot(east * 111_320 * np.cos(np.radians(32.396)), south * 110_900)
    assert metres == pytest.approx(555, abs=2)


def test_the_way_back_is_exact_to_a_millimetre_all_over_china() -> None:
    lon, lat = np.meshgrid(np.linspace(74.0, 134.0, 60), np.linspace(18.5, 53.0, 60))
    shown = np.column_stack([lon.ravel(), lat.ravel()])
    again = gcj02_from_wgs84(wgs84_from_gcj02(shown))
    assert np.abs(again - shown).max() < 1e-8  # 1 mm


def test_points_outside_the_shifted_box_stay() -> None:
    abroad = np.array([[2.35, 48.85], [-74.0, 40.7], [139.7, 35.7]])
    np.testing.assert_array_equal(gcj02_from_wgs84(abroad), abroad)
    np.testing.assert_array_equal(wgs84_from_gcj02(abroad), abroad)


def test_no_points_are_no_problem() -> None:
    assert wgs84_from_gcj02(np.empty((0, 2))).shape == (0, 2)
