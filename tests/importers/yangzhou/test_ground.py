"""The ground is one sheet, its levels hold, and water lies in it."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from shapely import LineString, box, distance, get_coordinates, points, segmentize

from importers.yangzhou import areas, crossings, figures, waters
from importers.yangzhou.ground import ground, ground_height, reach
from scene.materials import Material

ROOT = Path(__file__).resolve().parents[3]
HASH = (
    "import hashlib; from importers.yangzhou.ground import ground; from importers.yangzhou.waters import *;"
    "a, b = ground(), water_surfaces();"
    "arrays = [a.vertices, a.faces, a.material_of_face, a.colour_of_face, b.vertices, b.faces];"
    "print(hashlib.sha256(b''.join(x.tobytes() for x in arrays)).hexdigest())"
)


def spread(area, count, seed=3):
    rng = np.random.default_rng(seed)
    west, south, east, north = area.bounds
    places = rng.uniform((west, south), (east, north), (count, 2))
    return places[[area.contains(point) for point in points(places)]]


def test_it_stays_within_its_budget_of_triangles():
    assert 150_000 < len(ground().faces) < 350_000


def test_it_is_one_sheet_without_cracks():
    faces = ground().faces
    edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    edges, count = np.unique(edges, axis=0, return_counts=True)
    rim = ground().vertices[edges[count == 1]][:, :, :2].astype(float)

    assert set(count) == {1, 2}
    assert distance(box(*reach()).boundary, points(rim.reshape(-1, 2))).max() < 0.05


def test_its_triangles_face_upwards_and_cover_all_of_its_reach():
    mesh = ground()
    a, b, c = (mesh.vertices[mesh.faces[:, k], :2].astype(float) for k in range(3))
    twice = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    west, south, east, north = reach()

    assert twice.min() > -0.01
    assert 0.5 * twice.sum() == pytest.approx((east - west) * (north - south), rel=1e-4)


def test_no_ground_rises_above_the_water_inside_lakes_and_canals():
    deep = areas.water_area().intersection(box(*reach())).buffer(-0.5)
    heights = ground_height(spread(deep, 40_000))

    assert len(heights) > 500
    assert heights.max() < figures.levels().water - 0.2


def test_the_bed_lies_about_three_metres_down_in_the_middle_of_the_lake():
    middle = areas.water_bodies()["slender_west_lake"].buffer(-12.0)

    assert np.median(ground_height(spread(middle, 20_000))) == pytest.approx(2.0, abs=0.6)


def test_land_behind_the_banks_stands_clear_of_the_water():
    behind = areas.water_area().buffer(1.0)
    shore = get_coordinates(segmentize(behind.boundary, 40.0))
    heights = ground_height(shore[figures.inside_extent(shore)])

    assert heights.min() > 5.5


def test_the_city_plain_lies_between_five_and_eight_metres():
    old = areas.quarter_areas()["ming_qing"].difference(areas.water_area().buffer(8.0))
    ramps = [crossing.embankment() for crossing in crossings.crossings()]
    for ramp in ramps:
        old = old.difference(ramp)
    heights = ground_height(spread(old, 4_000))

    assert heights.min() > 5.0
    assert heights.max() < 8.0


def test_shugang_rises_to_twenty_or_thirty_metres():
    top = ground_height(spread(areas.quarter_areas()["shugang"], 6_000)).max()

    assert 20.0 < top < 36.0


def test_streets_lanes_walks_lawns_and_walls_are_told_apart():
    found = set(np.unique(ground().material_of_face))

    wanted = {"GRASS", "PAVING", "ROAD", "LANE", "EARTH", "STONE"}
    assert {int(Material[name]) for name in wanted} <= found


def test_roads_are_roads_where_their_centre_lines_run():
    mesh = ground()
    road = mesh.faces[mesh.material_of_face == Material.ROAD]
    middle = mesh.vertices[road][:, :, :2].mean(axis=1)
    wenchang = figures.roads()["wenchang_road"]
    inside = abs(middle[:, 1] + 60.0) < 200.0

    away = distance(LineString(wenchang.line), points(middle[inside & (middle[:, 0] > 1000)]))
    assert away.min() < wenchang.width_m / 2


def test_water_lies_level_fills_the_banks_and_names_every_body():
    mesh = waters.water_surfaces()
    a, b, c = (mesh.vertices[mesh.faces[:, k], :2].astype(float) for k in range(3))
    twice = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])

    assert set(mesh.vertices[:, 2]) == {np.float32(5.0)}
    assert twice.min() > -0.01
    assert set(mesh.features) == set(range(len(figures.waters())))
    assert 0.5 * twice.sum() == pytest.approx(areas.water_area().intersection(box(*reach())).area, rel=1e-3)


def test_another_process_builds_the_same_arrays_bit_for_bit():
    env = {**os.environ, "PYTHONHASHSEED": "7"}
    done = subprocess.run(
        [sys.executable, "-c", HASH], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )
    a, b = ground(), waters.water_surfaces()
    arrays = [a.vertices, a.faces, a.material_of_face, a.colour_of_face, b.vertices, b.faces]
    mine = hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()

    assert done.stdout.strip() == mine


def test_roads_climb_to_their_bridges():
    for crossing in crossings.crossings():
        head = (crossing.start - crossing.direction * 1.0)[None]
        assert ground_height(head)[0] == pytest.approx(crossing.deck, abs=0.5), crossing.road
