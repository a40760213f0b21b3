"""The tables read, project and credit what they should."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from importers.yangzhou import figures

ROOT = Path(__file__).resolve().parents[3]


def test_wenchang_pavilion_lies_where_the_published_check_value_says():
    x, y = figures.places()["wenchang_pavilion"].xy

    assert (446_000.0 + x, 3_586_000.0 + y) == pytest.approx((446_204.06, 3_585_950.94), abs=0.01)


def test_the_canopied_bridge_lies_where_the_published_check_value_says():
    x, y = figures.places()["wuting_bridge"].xy

    assert (446_000.0 + x, 3_586_000.0 + y) == pytest.approx((445_076.53, 3_587_439.76), abs=0.01)


def test_every_row_says_how_sure_it_is_and_whence_it_comes():
    for rows in (figures.places(), figures.waters(), figures.roads(), figures.quarters()):
        for row in rows.values():
            assert row.accuracy_m > 0, row.id
            assert row.source in ("OSM", "estimated", "invented", "ordinance; OSM rivers"), row.id


def test_rows_marked_osm_name_their_element():
    for rows in (figures.waters(), figures.roads()):
        assert [row.id for row in rows.values() if row.source == "OSM" and not row.osm] == []


def test_the_extent_is_seven_by_eight_kilometres():
    west, south, east, north = figures.extent()

    assert (east - west, north - south) == pytest.approx((7_100.0, 8_280.0), abs=60.0)


def test_the_quarters_leave_no_gap_within_the_extent():
    from shapely import box, union_all

    from importers.yangzhou import areas

    left = box(*figures.extent()).difference(union_all(list(areas.quarter_areas().values())))

    assert left.area == pytest.approx(0.0, abs=1.0)


def test_the_tables_hold_all_that_the_city_needs():
    modules = sorted((ROOT / "importers" / "yangzhou").rglob("*.py"))

    assert modules
    assert [path.name for path in modules if "shared" in path.read_text(encoding="utf-8").split("/")] == []


def test_reading_the_figures_loads_no_heavy_library():
    code = (
        "import sys, importers.yangzhou.figures, importers.yangzhou.city;"
        "print([m for m in ('numba', 'scipy', 'shapely', 'pyproj', 'vtk') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_points_outside_the_extent_are_told_apart():
    west, south, east, north = figures.extent()
    points = np.array([[west + 1, south + 1], [west - 1, south + 1], [east - 1, north + 1]])

    assert figures.inside_extent(points).tolist() == [True, False, False]
