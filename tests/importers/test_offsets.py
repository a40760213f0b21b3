"""BD-09, the known places that betray an offset, and height datums."""

import numpy as np
import pytest

from importers.coordinates.bd09 import bd09_from_gcj02, bd09_from_wgs84, gcj02_from_bd09, wgs84_from_bd09
from importers.coordinates.crs import resolve
from importers.coordinates.framing import Way
from importers.coordinates.gcj02 import gcj02_from_wgs84
from importers.coordinates.landmarks import about_known_places, known_places, sighted
from importers.coordinates.vertical import datum_of, raised
from importers.footprints.hints import landmark_hint
from scene.errors import InvalidRequest
from scene.frame import YANGZHOU_FRAME

WENCHANG = np.array([[119.42822, 32.39638]])


def test_baidu_draws_beijing_where_public_converters_say() -> None:
    shown = bd09_from_gcj02(np.array([[116.404, 39.915]]))
    np.testing.assert_allclose(shown, [[116.41036949371029, 39.92133699351022]], rtol=0, atol=1e-12)


def test_the_way_back_from_baidu_is_exact_to_a_millimetre_all_over_china() -> None:
    lon, lat = np.meshgrid(np.linspace(74.0, 134.0, 80), np.linspace(18.5, 53.0, 80))
    shown = np.column_stack([lon.ravel(), lat.ravel()])
    assert np.abs(bd09_from_gcj02(gcj02_from_bd09(shown)) - shown).max() < 1e-9
    assert np.abs(bd09_from_wgs84(wgs84_from_bd09(shown)) - shown).max() < 1e-8  # 1 mm


def test_a_way_takes_either_offset_out() -> None:
    for shift, shown in (("gcj02", gcj02_from_wgs84(WENCHANG)), ("bd09", bd09_from_wgs84(WENCHANG))):
        np.testing.assert_allclose(
            Way("EPSG:4326", YANGZHOU_FRAME, shift).local(shown), [(204.06, -49.06)], atol=0.02
        )


def test_the_pavilion_500_metres_east_south_east_of_its_crossing_betrays_the_offset() -> None:
    assert sighted(["文昌阁"], WENCHANG).shift == "none"
    seen = sighted(["文昌阁", "没有的地方"], np.vstack([gcj02_from_wgs84(WENCHANG), WENCHANG]))
    assert seen.shift == "gcj02"
    assert seen.metres == pytest.approx(555, abs=3)
    assert sighted(["文昌阁"], bd09_from_wgs84(WENCHANG)).shift == "bd09"
    assert sighted(["文昌阁"], WENCHANG + 0.1) is None  # another of that name
    assert landmark_hint(["文昌阁"], WENCHANG) is None
    assert "文昌阁" in str(landmark_hint(["文昌阁"], gcj02_from_wgs84(WENCHANG)))


def test_most_of_the_places_decide() -> None:
    names = [name for name, places in known_places().items() if len(places) == 1][:5]
    places = np.vstack([known_places()[name] for name in names])
    shown = gcj02_from_wgs84(places)
    shown[0] = places[0]
    assert sighted(names, shown).shift == "gcj02"
    assert about_known_places(places)
    assert not about_known_places(np.array([[2.35, 48.85]]))


def test_the_datum_of_1956_is_lowered_by_29_millimetres_and_said() -> None:
    issues: list = []
    assert raised("EPSG:5736", "EPSG:5737", issues) == pytest.approx(-0.029)
    assert raised("EPSG:5737", "EPSG:5736", issues) == pytest.approx(0.029)
    assert ["repaired", "repaired"] == [issue.severity for issue in issues]
    assert raised("EPSG:5737", "EPSG:5737", []) == 0.0
    assert raised("", "EPSG:5737", []) == 0.0


def test_a_difference_that_nobody_knows_is_left_and_said() -> None:
    issues: list = []
    assert raised("ellipsoid", "EPSG:5737", issues) == 0.0
    assert "mixed" in str(issues[0].message)


def test_height_datums_are_read_from_the_system_or_the_answer() -> None:
    assert datum_of(resolve("EPSG:4549+5737")) == "EPSG:5737"
    assert datum_of(resolve("EPSG:4979")) == "ellipsoid"
    assert datum_of(resolve("EPSG:4549")) == ""
    assert datum_of(resolve("EPSG:4549"), "5736") == "EPSG:5736"
    with pytest.raises(InvalidRequest):
        datum_of(resolve("EPSG:4549"), "EPSG:4549")
