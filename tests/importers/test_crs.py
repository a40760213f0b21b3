"""Coordinates land where surveys say, and figures that cannot be in their system are caught."""

import numpy as np
import pytest

from importers.coordinates.crs import (
    choose,
    local_of,
    lonlat_of,
    metres_per_height,
    moved,
    resolve,
    vertical_of,
    written,
)
from importers.coordinates.framing import Way, frame_for, zone_of
from importers.coordinates.gauss_kruger import FAMILIES, Zone, zone_of_code
from importers.coordinates.gcj02 import gcj02_from_wgs84
from importers.coordinates.plausibility import checked, contradiction, fitting
from scene.errors import AnswerNeeded, InvalidRequest, OutOfReach
from scene.frame import YANGZHOU_FRAME, SceneFrame

WENCHANG = (119.42822, 32.39638)


def test_wenchang_pavilion_lies_at_its_surveyed_place() -> None:
    world = Way("EPSG:4326", YANGZHOU_FRAME).world([WENCHANG])[0]
    np.testing.assert_allclose(world, (446204.06, 3585950.94), atol=0.01)
    prefixed = Way("EPSG:4326", SceneFrame("EPSG:4528")).world([WENCHANG])[0]
    np.testing.assert_allclose(prefixed, (40446204.06, 3585950.94), atol=0.01)
    utm = Way("EPSG:4326", SceneFrame("EPSG:32650")).world([WENCHANG])[0]
    np.testing.assert_allclose(utm, (728395.50, 3586966.76), atol=0.01)


def test_local_and_lonlat_are_each_others_way_back() -> None:
    local = local_of(YANGZHOU_FRAME, [WENCHANG, (119.41615, 32.40975)])
    np.testing.assert_allclose(local, [(204.06, -49.06), (-923.47, 1439.76)], atol=0.02)
    np.testing.assert_allclose(lonlat_of(YANGZHOU_FRAME, local)[0], WENCHANG, atol=1e-7)


def test_a_point_a_continent_away_is_out_of_reach() -> None:
    with pytest.raises(OutOfReach):
        local_of(YANGZHOU_FRAME, [(23.7, 38.0)])


def test_gcj02_is_taken_out_only_when_asked() -> None:
    shown = gcj02_from_wgs84(np.array([WENCHANG]))
    true = Way("EPSG:4326", YANGZHOU_FRAME, "gcj02").local(shown)[0]
    np.testing.assert_allclose(true, (204.06, -49.06), atol=0.02)
    untouched = Way("EPSG:4326", YANGZHOU_FRAME).local(shown)[0]
    assert np.hypot(*(untouched - true)) == pytest.approx(555, abs=2)


@pytest.mark.parametrize(
    ("crs", "point", "frame", "origin"),
    [
        ("EPSG:2100", (476900.0, 4206100.0), "EPSG:2100", (477000.0, 4206000.0, 0.0)),
        ("EPSG:28992", (84900.0, 447500.0), "EPSG:28992", (85000.0, 448000.0, 0.0)),
        ("EPSG:4326", WENCHANG, "EPSG:4549", YANGZHOU_FRAME.origin),
        ("EPSG:4326", (114.06, 22.54), "EPSG:4547", None),  # Shenzhen: 114° E
        ("EPSG:4326", (2.35, 48.85), "EPSG:32631", None),
        ("EPSG:4326", (-43.2, -22.9), "EPSG:32723", None),
        ("EPSG:3857", (261_600.0, 6_250_000.0), "EPSG:32631", None),  # its metres are not metres there
        ("EPSG:2992", (636_000.0, 849_000.0), "EPSG:32610", None),  # feet
    ],
)
def test_an_empty_project_takes_a_metric_frame_from_its_data(crs, point, frame, origin) -> None:
    chosen = frame_for(resolve(crs), [point])
    assert chosen.crs == frame
    assert all(step % 1000.0 == 0.0 for step in chosen.origin)
    if origin is not None:
        assert chosen.origin == origin


def test_three_degree_zones_are_numbered_as_registered() -> None:
    assert [zone_of(lon, 32.0) for lon in (75.0, 117.0, 120.0, 135.0)] == [
        "EPSG:4534", "EPSG:4548", "EPSG:4549", "EPSG:4554",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("crs", "point", "said"),
    [
        ("EPSG:4549", (40446204.0, 3585950.0), "zone number 40, which this system has not"),
        ("EPSG:4528", (446204.0, 3585950.0), "lack the zone number 40"),
        ("EPSG:4549", WENCHANG, "look like degrees"),
        ("EPSG:4326", (446204.0, 3585950.0), "not degrees"),
        ("EPSG:4326", (32.4, 119.4), "latitude seems to stand before longitude"),
        ("EPSG:28992", (446204.0, 3585950.0), "far outside the area"),
        ("EPSG:4549", (np.nan, 1.0), "finite"),
        ("EPSG:4527", (40446204.0, 3585950.0), "and this system is zone 39"),
        ("EPSG:4549", (3585950.0, 446204.0), "northing seems to stand before easting"),
        ("EPSG:4528", (3585950.0, 40446204.0), "northing seems to stand before easting"),
    ],
)
def test_figures_that_cannot_be_in_their_system_are_caught(crs, point, said) -> None:
    assert said in str(contradiction(resolve(crs), np.array([point])))
    with pytest.raises(AnswerNeeded) as caught:
        checked(resolve(crs), [point], "测试.shp")
    assert caught.value.parameter == "crs"
    assert "测试.shp" in str(caught.value)


@pytest.mark.parametrize(
    ("crs", "easting", "fits"),
    [
        ("EPSG:4549", 40446204.0, "EPSG:4528"),
        ("EPSG:4548", 40446204.0, "EPSG:4528"),  # the number says the meridian as well
        ("EPSG:4527", 40446204.0, "EPSG:4528"),
        ("EPSG:4528", 446204.0, "EPSG:4549"),
        ("EPSG:4509", 20728000.0, "EPSG:4498"),
        ("EPSG:4498", 728000.0, "EPSG:4509"),
        ("EPSG:2437", 40446204.0, "EPSG:2416"),  # of its own datum
        ("EPSG:32650", 20728000.0, "EPSG:4498"),
        ("EPSG:4549", 446204.0, ""),
        ("EPSG:4490", 119.4, ""),
    ],
)
def test_a_zone_number_too_many_or_too_few_names_the_system_it_fits(crs, easting, fits) -> None:
    assert fitting(resolve(crs), np.array([[easting, 3585950.0]])) == fits
    if fits:
        with pytest.raises(AnswerNeeded) as caught:
            checked(resolve(crs), [(easting, 3585950.0)], "f")
        assert fits in str(caught.value.hint)


def test_every_zone_of_china_is_registered_as_the_table_says() -> None:
    for datum, families in FAMILIES.items():
        for family in families:
            for number in range(family.first_zone, family.first_zone + family.count):
                for numbered in (True, False):
                    zone = Zone(datum, family, number, numbered)
                    crs = resolve(zone.code)
                    figures = {p.name: p.value for p in crs.coordinate_operation.params}
                    assert datum.split()[0] in crs.name
                    assert figures["Longitude of natural origin"] == family.meridian(number)
                    assert figures["False easting"] == 500_000 + (1e6 * number if numbered else 0)
                    assert zone_of_code(zone.code) == zone


def test_parameters_that_a_file_binds_its_system_with_are_not_lost() -> None:
    amersfoort = "+towgs84=565.2369,50.0087,465.658,-0.406857,0.350733,-1.87035,4.0812"
    sterea = "+proj=sterea +lat_0=52.15616055555555 +lon_0=5.38763888888889 +k=0.9999079 +x_0=155000"
    bound = written(resolve(f"{sterea} +y_0=463000 +ellps=bessel {amersfoort} +units=m +type=crs"))
    # 155 000, 463 000 is the tower of Amersfoort, published at 5.38720621, 52.15517440 in ETRS89.
    for target in ("EPSG:4326", "EPSG:4490"):
        np.testing.assert_allclose(
            moved(bound, target, [(155000.0, 463000.0)]), [(5.38720621, 52.15517440)], atol=5e-6
        )


def test_figures_that_fit_pass() -> None:
    checked(resolve("EPSG:4549"), [(446204.0, 3585950.0)], "f")
    checked(resolve("EPSG:4490"), [WENCHANG], "f")
    checked(resolve("EPSG:6677"), [(-3658.0, -51848.0)], "f")


def test_the_answer_comes_before_what_the_file_says() -> None:
    assert written(choose("4549", "EPSG:4326", "f")) == "EPSG:4549"
    assert written(choose("", "EPSG:4326", "f")) == "EPSG:4326"


def test_without_any_word_on_the_system_the_person_is_asked() -> None:
    for stated in (None, "", "no such thing", 'LOCAL_CS["unnamed",UNIT["metre",1]]'):
        with pytest.raises(AnswerNeeded) as caught:
            choose("", stated, "a.tif")
        assert caught.value.parameter == "crs"


def test_an_answer_that_names_nothing_is_said_so() -> None:
    with pytest.raises(InvalidRequest, match="EPSG:99999999"):
        choose("EPSG:99999999", None, "a.tif")


def test_units_of_height_come_from_the_vertical_axis_or_the_easting() -> None:
    assert metres_per_height(resolve("EPSG:4326")) == 1.0
    assert metres_per_height(resolve("EPSG:2992")) == pytest.approx(0.3048)
    assert metres_per_height(resolve("EPSG:32610+6360")) == pytest.approx(1200 / 3937)  # NAVD88 in US feet
    assert vertical_of(resolve("EPSG:4549+5737")) == "EPSG:5737"


def test_an_unpublished_datum_shift_is_said() -> None:
    assert "No published transformation" in str(Way("EPSG:2437", YANGZHOU_FRAME).caution())
    assert Way("EPSG:4326", YANGZHOU_FRAME).caution() is None
    assert Way("EPSG:4490", YANGZHOU_FRAME).caution() is None
