"""Moments are read once and kept as far as there is room; what is drawn of them follows what changed."""

import numpy as np
import pytest

from app.viewport.optics import Pose
from app.water import reading
from app.water.dress import AS_WATER, WaterDress, legend_for, mapped
from app.water.making import lakes_of, mirror_level, picture_of
from app.water.reading import Moments, has_water
from scene.geometry.water import TILE
from scene.payloads import Raster
from scene.units import (
    FLOOD_HAZARD,
    WATER_DEPTH,
    WATER_EAST,
    WATER_LEVEL,
    WATER_NORTH,
    WATER_SPEED,
)
from tests.water.courses import RisingCourse, lane

POSE = Pose((0.0, -45.0, 7.6), (0.0, 20.0, 7.0), 50.0)


def test_a_moment_is_read_once_and_the_next_one_ahead() -> None:
    course = RisingCourse(lane())
    moments = Moments(course)
    moments.at(450.0)
    read = len(course.reads)
    assert {moment for _, moment in course.reads} == {1, 2}
    moments.at(500.0)
    assert len(course.reads) == read
    moments.ahead(600.0)
    assert {moment for _, moment in course.reads} == {1, 2, 3}
    moments.ahead(1e9)  # there is none


def test_only_so_many_moments_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_BYTES", 1)
    course = RisingCourse(lane())
    moments = Moments(course)
    for index in (0, 1, 2):
        moments.moment(index)
    course.reads.clear()
    moments.moment(2)
    moments.moment(1)
    assert not course.reads
    moments.moment(0)
    assert course.reads


def test_between_two_moments_and_beyond_the_last() -> None:
    moments = Moments(RisingCourse(lane()))
    assert moments.at(450.0).depth.max() == pytest.approx(0.125, abs=1e-4)
    assert moments.at(-5.0) is moments.moment(0)
    assert moments.at(1e9) is moments.moment(12)
    assert moments.nearest(440.0) == 1
    assert moments.nearest(460.0) == 2
    assert moments.nearest(1e9) == 12


def test_a_course_of_one_moment_that_grows() -> None:
    course = RisingCourse(lane(), moments=1)
    moments = Moments(course)
    assert moments.last == 0.0
    assert moments.at(0.0) is moments.moment(0)
    course.moments = 3
    assert moments.last == 600.0
    assert moments.at(600.0).depth.max() > 0.1


def test_what_is_nan_is_dry() -> None:
    water = Moments(RisingCourse(lane())).moment(6)
    for values in (water.depth, water.level, water.east, water.to_north):
        assert np.isfinite(values).all()
    assert water.bed is not None
    assert np.isnan(water.bed).any()
    assert (water.depth[np.isnan(water.bed)] == 0.0).all()
    assert Moments(RisingCourse(lane(), knows_bed=False)).moment(6).bed is None


def test_which_courses_are_water_and_what_they_map() -> None:
    course = RisingCourse(lane())
    assert has_water(course)
    assert not has_water(None)
    assert not has_water(RisingCourse(lane(), moments=0))
    assert mapped(course) == (WATER_DEPTH, WATER_SPEED)

    class Hazardous(RisingCourse):
        quantities = (WATER_DEPTH, WATER_LEVEL, WATER_SPEED, WATER_EAST, WATER_NORTH, FLOOD_HAZARD)

    assert mapped(Hazardous(lane())) == (WATER_DEPTH, WATER_SPEED, FLOOD_HAZARD)


def test_a_dress_says_what_it_needs() -> None:
    assert not WaterDress().needs_values
    assert not WaterDress(WATER_SPEED.key).needs_values
    assert WaterDress(FLOOD_HAZARD.key).needs_values
    steps = [entry.value for entry in legend_for(WATER_DEPTH).entries]
    assert steps == sorted(steps)
    given = legend_for(WATER_SPEED)
    assert legend_for(WATER_DEPTH, given) is given


def test_another_dress_paints_all_that_is_drawn_anew() -> None:
    water = Moments(RisingCourse(lane())).moment(6)
    first, drawn = picture_of(water, 0.0, POSE, WaterDress())
    assert first.fresh
    dress = WaterDress(WATER_DEPTH.key, legend_for(WATER_DEPTH))
    second, drawn = picture_of(water, 0.0, POSE, dress, drawn)
    assert not second.fresh
    assert second.surfaces.keys() == first.surfaces.keys()
    third, _ = picture_of(water, 0.0, POSE, dress, drawn)
    assert not third.surfaces


def test_small_changes_add_up_until_they_are_drawn() -> None:
    course = RisingCourse(lane(), level=lambda seconds: 6.2 + seconds / 300.0 * 0.00125)
    moments = Moments(course)
    _, drawn = picture_of(moments.moment(0), 0.0, POSE, WaterDress())
    made = []
    for index in range(1, 8):
        picture, drawn = picture_of(moments.moment(index), 0.0, POSE, WaterDress(), drawn)
        made.append(bool(picture.surfaces))
    assert made == [False, False, True, False, False, True, False]


def test_tiles_without_water_are_not_drawn() -> None:
    bed = np.full((3 * TILE, 3 * TILE), 9.0, np.float32)
    bed[TILE + 5 : TILE + 20, TILE + 5 : TILE + 20] = 6.0
    course = RisingCourse(Raster(bed, 2.0, 0.0, 6.0 * TILE))
    picture, drawn = picture_of(Moments(course).moment(6), 0.0, POSE, WaterDress())
    assert list(picture.surfaces) == [(1, 1)]
    assert (drawn.steps > 0).sum() == 1


def test_the_mirror_lies_where_one_looks() -> None:
    water = Moments(RisingCourse(lane(), level=lambda seconds: 6.5)).moment(0)
    assert mirror_level(water, POSE) == pytest.approx(6.5)
    away = Pose((0.0, 4000.0, 7.6), (0.0, 5000.0, 7.0), 50.0)
    assert np.isnan(mirror_level(water, away))
    down = Pose((0.0, 0.0, 90.0), (0.0, 0.0, 6.0), 50.0)
    assert np.isnan(mirror_level(water, down))


def test_lakes_are_where_water_is_before_it_rains() -> None:
    bed = np.full((50, 50), 6.0, np.float32)
    bed[20:30, 20:40] = 3.0
    first = Moments(RisingCourse(Raster(bed, 2.0, 0.0, 100.0), level=lambda seconds: 5.0)).moment(0)
    mask = lakes_of(first)
    assert mask is not None
    assert mask.box == (0.0, 0.0, 100.0, 100.0)
    shown = mask.image[::-1, :, 0] > 0
    assert shown[20:30, 20:40].all()
    assert shown.sum() == 14 * 24 - 12  # two cells wider on every side, without the corners
    dry = Moments(RisingCourse(Raster(bed, 2.0, 0.0, 100.0), level=lambda seconds: 2.0)).moment(0)
    assert lakes_of(dry) is None
    assert WaterDress().shown == AS_WATER
