"""Streets, lanes and blocks keep apart from water, from each other's ground and from precincts."""

import numpy as np
import pytest
from shapely import LineString, Point, STRtree, box, union_all

from importers.yangzhou import areas, figures, streets
from importers.yangzhou.strips import strips


def test_the_old_city_is_cut_into_blocks_of_a_historic_size():
    blocks = streets.blocks("ming_qing")
    sizes = np.sqrt([block.area for block in blocks])

    assert len(blocks) > 400
    assert 55.0 < np.median(sizes) < 110.0


def test_blocks_touch_neither_water_nor_street_nor_precinct():
    closed = union_all([areas.water_area(), streets.paved(), *(p.area for p in areas.precincts().values())])
    for key in ("ming_qing", "inner_west", "lake_west"):
        for block in streets.blocks(key):
            assert block.intersection(closed).area < 0.5, key


def test_blocks_lie_within_their_quarter_and_the_extent():
    extent = box(*figures.extent()).buffer(0.1)
    for key, area in areas.quarter_areas().items():
        within = area.buffer(0.1).intersection(extent)
        assert all(within.contains(block) for block in streets.blocks(key)), key


def test_a_straight_lane_leads_to_the_siwang_pavilion():
    x, y = figures.places()["siwang_pavilion"].xy
    tree = STRtree([LineString(street.line) for street in streets.streets()])
    lane = streets.streets()[int(tree.nearest(Point(x + 60.0, y)))]

    assert lane.kind == "lane"
    assert lane.width == pytest.approx(3.7)
    assert np.ptp(lane.line[:, 1]) < 0.5
    assert lane.line[:, 0].max() > x + 100.0


def test_no_lane_runs_through_water():
    for street in streets.streets():
        if street.kind == "lane":
            assert LineString(street.line).intersection(areas.water_area()).length < 0.5


def test_the_grain_is_the_same_every_time():
    fresh = streets.streets.__wrapped__()

    assert len(fresh) == len(streets.streets())
    assert all(np.array_equal(a.line, b.line) for a, b in zip(fresh, streets.streets(), strict=True))
    assert all(a.width == b.width for a, b in zip(fresh, streets.streets(), strict=True))


def test_a_strip_is_as_wide_as_its_way():
    (flat,) = strips([np.array([[0.0, 0.0], [100.0, 0.0]])], np.array([6.0]))

    assert flat.bounds == pytest.approx((-3.0, -3.0, 103.0, 3.0))
