"""A scene without ground stands on a sheet of paper, and nothing but the picture knows of it."""

from dataclasses import replace

import numpy as np

from app.viewport.optics import Pose
from app.viewport.sync import SceneSync
from app.viewport.visuals.paper import paper_under
from scene.geometry.ray_scene import PICKABLE, RayScene
from scene.materials import Material
from scene.node import Role
from scene.payloads import Buildings, PointCloud, Polylines
from tests.app.viewport.drawing import Recorder
from tests.render.world import GROUND, at, box, node, picture, scene_of

HOUSE = node(box((-15, -15, 40), (15, 15, 80), Material.PLAIN, (200, 190, 180)))
POSE = Pose((230.0, 40.0, 160.0), (0.0, 10.0, 45.0), 45.0)
BESIDE, BEHIND = (60.0, -40.0, 40.0), (0.0, 38.0, 40.0)


def sheet_of(*nodes):
    """Return the sheet that a scene of nodes is given, and the drawing it lies on."""
    recorder = Recorder()
    sync = SceneSync(recorder)
    sync.draw(scene_of(*nodes).snapshot())
    assert (sync.paper is None) == (not recorder.sheet)
    return sync.paper


def test_a_house_without_ground_stands_on_warm_paper_and_throws_its_shadow_on_it() -> None:
    image = picture(scene_of(HOUSE), POSE)
    sheet, shadow = at(image, POSE, BESIDE, BEHIND)
    assert sheet[0] > sheet[1] > sheet[2], "warm"
    assert sheet.sum() > 480, "light"
    assert shadow.sum() < 0.85 * sheet.sum(), "the house stands between it and the sun"


def test_far_off_the_paper_is_lost_in_the_mist() -> None:
    low = Pose((0.0, -400.0, 60.0), (0.0, 0.0, 55.0), 45.0)
    image = picture(scene_of(HOUSE), low)
    columns = image[:, 20:60].mean(axis=1)
    steps = np.abs(np.diff(columns, axis=0)).max(axis=1)
    assert steps.max() < 14, "no edge between paper and sky"


def test_where_there_is_terrain_there_is_no_paper() -> None:
    assert sheet_of(HOUSE) is not None
    assert sheet_of(HOUSE, GROUND) is None
    hidden = replace(GROUND, visible=False)
    assert sheet_of(HOUSE, hidden) is not None
    assert sheet_of() is None


def test_paper_comes_and_goes_with_the_terrain() -> None:
    scene, recorder = scene_of(HOUSE), Recorder()
    sync = SceneSync(recorder)
    sync.follow(scene)
    assert recorder.sheet
    scene.insert(GROUND)
    assert not recorder.sheet
    scene.replace(replace(GROUND, visible=False))
    assert recorder.sheet
    scene.remove(HOUSE.id)
    assert not recorder.sheet
    sync.follow(None)


def test_one_deep_cellar_does_not_sink_the_paper() -> None:
    feet = np.full(20, 36.0, np.float32)
    feet[7] = -400.0
    square = np.array([[0, 0], [8, 0], [8, 8], [0, 8]], np.float32)
    rings = np.concatenate([square + np.float32([20 * k, 0]) for k in range(20)]).astype(np.float32)
    count = np.arange(21)
    houses = Buildings(
        rings, 4 * count, count, count, feet, feet + 9, feet + 9, feet, tuple(f"h{k}" for k in range(20))
    )
    sheet = sheet_of(node(houses, Role.BUILDINGS))
    assert sheet is not None
    assert 35.5 < sheet.level < 36.0


def test_districts_lie_on_paper_as_wide_as_they_are() -> None:
    corners = np.array([[-3, -3, 0], [3, -3, 0], [3, 3, 0], [-3, 3, 0], [-3, -3, 0]], np.float32) * 1e4
    sheet = sheet_of(node(Polylines(corners, np.array([0, 5], np.int32), ("a",)), Role.PLACES))
    assert sheet is not None
    assert sheet.radius > 60_000.0
    assert sheet.level < 0.0, "beneath the lines, which would flicker"


def test_a_cloud_of_ground_needs_no_paper_and_a_scanned_statue_does() -> None:
    places = np.random.default_rng(3).random((4000, 3)).astype(np.float32)
    ground = node(PointCloud(places * (300, 300, 20)), Role.POINTS)
    statue = node(PointCloud(places * (3, 3, 4)), Role.POINTS)
    assert sheet_of(ground) is None
    assert sheet_of(statue) is not None


def test_nothing_that_measures_or_picks_meets_the_paper() -> None:
    scene = scene_of(HOUSE)
    assert [one.id for one in scene.walk()] == [HOUSE.id]
    rays = RayScene.of(scene.snapshot(), PICKABLE, shown_only=True)
    down = np.array([0.0, 0.0, -1.0])
    assert not np.isfinite(rays.pick(np.add(BESIDE, (0.0, 0.0, 50.0)), down).distance[0])


def test_a_moved_thing_does_not_lay_the_paper_anew() -> None:
    shift = np.eye(4)
    shift[0, 3] = 1.0
    boxes = [(-15.0, -15.0, 40.0, 15.0, 15.0, 80.0)]
    before = paper_under([(HOUSE, boxes)])
    after = paper_under([(replace(HOUSE, transform=shift), [(-14.0, -15.0, 40.0, 16.0, 15.0, 80.0)])])
    assert before is not None
    assert after is not None
    assert before.serves(after)


def test_a_city_in_the_mountains_has_light_and_shadow_like_one_by_the_sea() -> None:
    up = 1900.0
    high = node(box((-15, -15, 40 + up), (15, 15, 80 + up), Material.PLAIN, (200, 190, 180)))
    lifted = POSE.moved(np.array([0.0, 0.0, up]))
    low, there = picture(scene_of(HOUSE), POSE), picture(scene_of(high), lifted)
    places = (BESIDE, BEHIND)
    here = at(low, POSE, *places)
    above = at(there, lifted, *((x, y, z + up) for x, y, z in places))
    assert np.abs(here - above).max() < 12
