"""Names, balloons, colours by column, points, pictures of any size."""

from dataclasses import replace

import numpy as np
import pytest

from app.viewport.fonts import chinese_font
from app.viewport.optics import Pose
from app.viewport.pyvista_backend import PictureStudio
from app.viewport.visuals.base import Look
from scene.materials import Material
from scene.node import Role, Style
from scene.payloads import Buildings, PointCloud, Polylines, Raster, TriangleMesh
from tests.render.world import CLEAR, GROUND, QUICK, at, box, node, picture, scene_of, shared_painter

RING = np.array([[-10, -10], [10, -10], [10, 10], [-10, 10]], np.float32)
PROPOSAL = node(Buildings(RING, [0, 4], [0, 1], [0, 1], [6.0], [36.0], [36.0], [6.0], ("p",)), Role.PROPOSALS)
BALLOON_POSE = Pose((0.0, -110.0, 40.0), (0.0, 0.0, 26.0), 40.0)
BALLOON_AT = (0.0, -4.0, 42.0)


def balloon(verdict: str) -> np.ndarray:
    """Return the pixels of the balloon, shape (n, 3)."""
    look = Look(verdict=lambda node_id, row: verdict)
    image = picture(scene_of(GROUND, PROPOSAL), BALLOON_POSE, look=look)
    x, y, _ = BALLOON_POSE.project(np.array([BALLOON_AT]), 1.6)[0]
    col, row = round((x * 0.5 + 0.5) * 320), round((0.5 - y * 0.5) * 200)
    return image[row - 5 : row + 6, col - 5 : col + 6].reshape(-1, 3)


def test_a_balloon_that_passes_is_blue_and_plain() -> None:
    pixels = balloon("pass")
    assert np.all(pixels[:, 2] > pixels[:, 0] + 20)


def test_a_balloon_that_fails_is_red_and_hatched() -> None:
    pixels = balloon("fail")
    red = pixels[:, 0] - pixels[:, 2]
    assert red.max() > 60
    assert np.ptp(pixels.sum(axis=1)) > 120


def test_a_balloon_for_review_is_amber_and_dotted() -> None:
    pixels = balloon("review")
    assert np.median(pixels[:, 0] - pixels[:, 2]) > 30
    assert np.median(pixels[:, 1] - pixels[:, 2]) > 12
    assert np.ptp(pixels.sum(axis=1)) > 80


def test_before_any_verdict_the_balloon_is_red_and_its_body_grey() -> None:
    image = picture(scene_of(GROUND, PROPOSAL), BALLOON_POSE)
    red, body = at(image, BALLOON_POSE, BALLOON_AT, (5.0, -10.0, 22.0))
    assert red[0] - red[2] > 60
    assert np.ptp(body) < 45


@pytest.mark.skipif(chinese_font() is None, reason="no font with Chinese letters on this machine")
def test_a_chinese_name_is_written_in_ink_on_a_plaque() -> None:
    place = node(
        Polylines(
            np.array([[0, 0, 10]]),
            [0, 1],
            ("a",),
            {"name_zh": np.array(["瘦西湖"]), "name_en": np.array(["Lake"])},
        ),
        Role.PLACES,
    )
    pose = Pose((0.0, -80.0, 20.0), (0.0, 0.0, 14.0), 40.0)
    scene = scene_of(GROUND, place)
    bare = picture(scene, pose)
    chinese = picture(scene, pose, names=True)
    english = picture(scene, pose, look=Look(language="en"), names=True)
    ink = ((bare.sum(axis=2) - chinese.sum(axis=2)) > 250).sum()
    assert ink > 15, "strokes darker than anything that was there"
    assert np.abs(chinese - english).max() > 100, "the English name has other letters"


def test_buildings_are_coloured_by_a_column_without_new_geometry() -> None:
    from app.viewport.sync import SceneSync
    from tests.app.viewport.drawing import Recorder

    rings = np.concatenate([RING - np.array([20, 0]), RING + np.array([20, 0])]).astype(np.float32)
    pair = Buildings(
        rings, [0, 4, 8], [0, 1, 2], [0, 1, 2], [6.0] * 2, [20.0] * 2, [20.0] * 2, [6.0] * 2, ("a", "b"),
        {"use": np.array(["school", "shop"])},
    )  # fmt: skip
    houses = node(pair, Role.BUILDINGS)
    scene = scene_of(houses)
    recorder = Recorder()
    sync = SceneSync(recorder)
    sync.follow(scene)
    data = [level.data() for piece in recorder.pieces[houses.id] for level in piece.levels]
    scene.replace(replace(houses, style=Style(colour_by="use")))
    assert recorder.puts == 1
    again = [level.data() for piece in recorder.pieces[houses.id] for level in piece.levels]
    assert all(one is other for one, other in zip(data, again, strict=True))
    sync.follow(None)

    pose = Pose((0.0, -80.0, 60.0), (0.0, 0.0, 14.0), 45.0)
    left, right = at(picture(scene, pose), pose, (-20.0, 0.0, 20.0), (20.0, 0.0, 20.0))
    assert np.abs(left - right).max() > 60


def test_points_show_their_own_colours() -> None:
    x, y = np.meshgrid(np.linspace(-20, 20, 160), np.linspace(-20, 20, 160))
    points = np.stack([x.ravel(), y.ravel(), np.full(x.size, 8.0)], axis=1)
    colour = np.where(points[:, :1] < 0, [[220, 40, 30]], [[30, 60, 220]]).astype(np.uint8)
    cloud = node(PointCloud(points, colour), Role.POINTS, style=Style(point_size=4.0))
    pose = Pose((0.0, -40.0, 60.0), (0.0, 0.0, 6.0), 40.0)
    left, right = at(picture(scene_of(GROUND, cloud), pose), pose, (-10.0, 0.0, 8.0), (10.0, 0.0, 8.0))
    assert left[0] > left[2] + 80
    assert right[2] > right[0] + 80


def test_a_raster_stands_as_ground_and_shades_its_slopes() -> None:
    rows, cols = np.mgrid[0:60, 0:60]
    ridge = 6.0 + 20.0 * np.exp(-(((cols - 30) / 8.0) ** 2)) + rows * 0.0
    terrain = node(Raster(ridge.astype(np.float32), 4.0, -120.0, 120.0), Role.TERRAIN)
    pose = Pose((0.0, -160.0, 90.0), (0.0, 0.0, 10.0), 50.0)
    image = picture(scene_of(terrain), pose, replace(CLEAR, azimuth=90.0, altitude=25.0))
    east_slope, west_slope = at(image, pose, (18.0, 0.0, 17.0), (-30.0, 0.0, 12.0)).sum(axis=1)
    assert east_slope > 1.2 * west_slope


def test_a_moved_model_is_drawn_where_its_transform_says() -> None:
    shift = np.eye(4)
    shift[0, 3] = 40.0
    post = node(box((-3, -3, 6), (3, 3, 30), Material.PLAIN, (200, 30, 20)), transform=shift)
    pose = Pose((20.0, -120.0, 30.0), (20.0, 0.0, 14.0), 40.0)
    there, before = at(picture(scene_of(GROUND, post), pose), pose, (40.0, -3.0, 20.0), (0.0, -3.0, 20.0))
    assert there[0] - there[2] > 80
    assert before[0] - before[2] < 40


def test_a_large_picture_is_painted_in_tiles_that_fit_together(monkeypatch: pytest.MonkeyPatch) -> None:
    from app.viewport import painter

    post = node(box((-3, -3, 6), (3, 3, 30), Material.PLAIN, (200, 30, 20)))
    pose = Pose((30.0, -80.0, 30.0), (0.0, 0.0, 14.0), 40.0)
    with PictureStudio(scene_of(GROUND, post), painter=shared_painter()) as studio:
        quality = replace(QUICK, mirror=0.0)
        whole = studio.render_picture(pose, width=320, height=200, light=CLEAR, quality=quality).astype(int)
        monkeypatch.setattr(painter, "LARGEST", 130)
        tiled = studio.render_picture(pose, width=320, height=200, light=CLEAR, quality=quality).astype(int)
    assert np.percentile(np.abs(whole - tiled), 98) <= 12
    assert np.abs(whole.mean(axis=(0, 1)) - tiled.mean(axis=(0, 1))).max() < 1.0


def test_the_same_view_gives_the_same_picture_twice() -> None:
    pose = Pose((70.0, -70.0, 40.0), (0.0, 0.0, 14.0), 35.0)
    scene = scene_of(GROUND, PROPOSAL)
    np.testing.assert_array_equal(picture(scene, pose), picture(scene, pose))


def test_north_measure_and_credits_are_drawn_on_a_picture_when_asked(qapp) -> None:
    from app.viewport.glass import decorated
    from app.viewport.overlay import Overlay

    plain = np.full((300, 480, 3), 160, np.uint8)
    notes = Overlay(
        language="en", synthetic=True, credits=("© OpenStreetMap contributors",), verdicts=("fail",)
    )
    drawn = decorated(plain, BALLOON_POSE, notes).astype(int)
    changed = np.abs(drawn - 160).max(axis=2) > 40
    assert changed[:60, -60:].any(), "north, upper right"
    assert changed[-40:, -130:].any(), "the measure, lower right"
    assert changed[-25:, :200].any(), "the credits, lower left"
    red = (drawn[..., 0] - drawn[..., 2] > 60)[-70:-25, :80]
    assert red.any(), "the pattern of the verdict, above the credits"


def test_what_lies_a_hundred_kilometres_off_is_still_drawn_before_the_sky() -> None:
    corners = np.array([[-3, -3, 0], [3, -3, 0], [3, 3, 0], [-3, 3, 0], [-3, -3, 0]], np.float32) * 1e4
    district = node(Polylines(corners, np.array([0, 5], np.int32), ("a",)), Role.PLACES)
    pose = Pose((0.0, -90_000.0, 70_000.0), (0.0, 0.0, 0.0), 40.0)
    seen = np.abs(picture(scene_of(district), pose) - picture(scene_of(), pose)).max(axis=2) > 40
    assert seen.sum() > 100


def test_a_model_shows_its_texture_and_through_the_holes_of_it() -> None:
    corners = np.array([(-10, 0, 10), (10, 0, 10), (10, 0, 30), (-10, 0, 30)], np.float32)
    texture = np.array([[[255, 0, 0, 255], [255, 0, 0, 0]]], np.uint8)
    uv = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)
    wall = TriangleMesh(corners, np.array([(0, 1, 2), (0, 2, 3)]), uv=uv, texture=texture)
    pose = Pose((0.0, -80.0, 20.0), (0.0, 0.0, 20.0), 40.0)
    drawn, hole = at(picture(scene_of(GROUND, node(wall)), pose), pose, (-7, 0, 20), (7, 0, 20))
    assert drawn[0] - drawn[2] > 60
    assert abs(hole[0] - hole[2]) < 30
