"""Levels with their zero: two scales of the Yangtze are never mixed silently."""

import pytest

from analysis.flood.forcing.hydrograph import constant
from analysis.flood.forcing.levels import local_level, local_levels, scale_named, shift_into
from scene.errors import InvalidRequest
from scene.frame import YANGZHOU_FRAME, SceneFrame
from scene.messages import BilingualText


def test_the_two_warnings_of_the_yangtze_are_converted_each_by_its_own_scale() -> None:
    found = []
    for warning, scale in ((7.00, "wusong"), (5.69, "guazhou")):  # at Zhenjiang, and at Guazhou
        level, said = local_level(warning, scale, YANGZHOU_FRAME)
        found.append(level)
        assert "assumed, ± 0.10 m" in str(said[0])
    assert found == pytest.approx([5.20, 5.59])


def test_what_is_in_the_terrain_s_datum_stays() -> None:
    assert local_level(6.7, "EPSG:5737", YANGZHOU_FRAME) == (6.7, ())
    assert local_level(6.7, "85", YANGZHOU_FRAME) == (6.7, ())
    raised = SceneFrame("EPSG:4549", (0.0, 0.0, 4.0), "EPSG:5737")
    assert local_level(6.7, "terrain", raised)[0] == pytest.approx(2.7)


def test_the_national_relation_is_not_assumed() -> None:
    level, (said,) = local_level(6.0, "1956", YANGZHOU_FRAME)
    assert level == pytest.approx(5.971)
    assert "assumed" not in str(said)


@pytest.mark.parametrize("scale", ["", "  ", "somewhere", "ellipsoid"])
def test_a_level_without_a_datum_is_refused(scale: str) -> None:
    with pytest.raises(InvalidRequest, match="without its datum") as refused:
        local_level(7.0, scale, YANGZHOU_FRAME)
    assert "1.9 m apart" in str(refused.value)


def test_a_terrain_without_a_datum_takes_only_its_own_levels() -> None:
    bare = SceneFrame("EPSG:4549")
    assert shift_into("terrain", bare.vertical) == (0.0, ())
    with pytest.raises(InvalidRequest, match="terrain whose datum"):
        shift_into("wusong", bare.vertical)


def test_words_that_name_a_scale() -> None:
    words = {"吴淞高程": "wusong", "Wusong": "wusong", "瓜洲": "guazhou", "废黄河": "old_yellow_river",
             "1985": "EPSG:5737", "EPSG:5736": "EPSG:5736", "terrain": "terrain", "mars": ""}  # fmt: skip
    assert {word: scale_named(word) for word in words} == words


def test_levels_over_time_are_shifted_as_one() -> None:
    levels = constant(BilingualText("江", "River"), 8.63, "m")
    shifted, said = local_levels(levels, "wusong", YANGZHOU_FRAME)
    assert shifted.at(0.0) == pytest.approx(6.83)
    assert len(said) == 1
