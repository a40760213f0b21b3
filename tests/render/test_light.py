"""Sun, shadow, sky, mist and water, as they must be seen."""

from dataclasses import replace

import numpy as np

from app.viewport.daylight import Daylight
from app.viewport.optics import Pose
from scene.materials import Material
from scene.node import Role
from tests.render.world import CLEAR, GROUND, LAKE, at, box, node, picture, scene_of

TOWER = node(box((-6, -6, 6), (6, 6, 30), Material.PLAIN, (220, 215, 205)))


def test_the_wall_that_faces_the_sun_is_brighter_than_the_one_that_does_not() -> None:
    pose = Pose((70.0, -70.0, 30.0), (0.0, 0.0, 14.0), 35.0)
    image = picture(scene_of(GROUND, TOWER), pose)
    south, east = at(image, pose, (0.0, -6.0, 20.0), (6.0, 0.0, 20.0)).sum(axis=1)
    assert south > east * 1.15


def test_a_tower_throws_its_shadow_away_from_the_sun() -> None:
    pose = Pose((70.0, 10.0, 80.0), (0.0, 10.0, 6.0), 50.0)
    image = picture(scene_of(GROUND, TOWER), pose)
    # 24 m at 40 degrees: the shadow reaches 28.6 m to the north.
    shaded, beyond, before = at(image, pose, (0.0, 20.0, 6.0), (0.0, 44.0, 6.0), (0.0, -20.0, 6.0)).sum(
        axis=1
    )
    assert shaded < 0.8 * beyond
    assert shaded < 0.8 * before


def test_the_shadow_moves_with_the_sun() -> None:
    pose = Pose((0.0, -60.0, 90.0), (0.0, 0.0, 6.0), 50.0)
    scene = scene_of(GROUND, TOWER)
    west_side, east_side = (-18.0, 0.0, 6.0), (18.0, 0.0, 6.0)
    morning = at(picture(scene, pose, replace(CLEAR, azimuth=90.0)), pose, west_side, east_side).sum(axis=1)
    evening = at(picture(scene, pose, replace(CLEAR, azimuth=270.0)), pose, west_side, east_side).sum(axis=1)
    assert morning[0] < 0.85 * morning[1]
    assert evening[1] < 0.85 * evening[0]


def test_night_is_darker_than_day() -> None:
    pose = Pose((70.0, -70.0, 40.0), (0.0, 0.0, 14.0), 35.0)
    scene = scene_of(GROUND, TOWER)
    night = picture(scene, pose, Daylight(0.0, -30.0, mist=0.05, weather=0.0))
    ground = (20.0, -20.0, 6.0)
    assert at(night, pose, ground).sum() < 0.5 * at(picture(scene, pose), pose, ground).sum()


def test_distance_dissolves_into_the_colour_of_the_sky_above_the_horizon() -> None:
    far = node(box((-60, 2500, 6), (60, 2560, 200), Material.PLAIN, (40, 40, 40)))
    near = node(box((30, 60, 6), (36, 66, 26), Material.PLAIN, (40, 40, 40)))
    pose = Pose((0.0, -40.0, 12.0), (0.0, 500.0, 40.0), 40.0)
    image = picture(scene_of(GROUND, far, near), pose, replace(CLEAR, mist=1.0))
    far_tone, near_tone, sky = at(
        image, pose, (0.0, 2500.0, 60.0), (33.0, 60.0, 18.0), (-700.0, 2500.0, 130.0)
    )
    assert np.abs(far_tone - sky).max() < np.abs(near_tone - sky).max() * 0.5


def test_the_sky_is_bluer_above_than_at_the_horizon() -> None:
    pose = Pose((0.0, 0.0, 20.0), (0.0, 100.0, 60.0), 60.0)
    image = picture(scene_of(GROUND), pose)
    top, low = image[5, 160], image[140, 160]
    assert top[2] - top[0] > low[2] - low[0] + 15


def test_a_court_is_darker_than_open_ground_though_both_lie_in_shadow() -> None:
    walls = [
        node(box(low, high, Material.PLAIN, (200, 200, 200)))
        for low, high in (
            ((-14, -14, 6), (14, -6, 14)),
            ((-14, 6, 6), (14, 14, 14)),
            ((-14, -6, 6), (-6, 6, 14)),
            ((6, -6, 6), (14, 6, 14)),
        )
    ]
    pose = Pose((0.0, -30.0, 90.0), (0.0, 0.0, 6.0), 60.0)
    dusk = Daylight(180.0, -2.0, mist=0.05, weather=0.0)
    court, open_ground = at(picture(scene_of(GROUND, *walls), pose, dusk), pose, (0, 0, 6), (40, 0, 6)).sum(
        axis=1
    )
    assert court < 0.92 * open_ground


def test_water_shows_a_red_post_upside_down() -> None:
    post = node(box((-1.5, 40, 4), (1.5, 43, 16), Material.PLAIN, (200, 30, 20)))
    pose = Pose((0.0, 0.0, 8.0), (0.0, 40.0, 6.0), 40.0)
    with_post = picture(scene_of(LAKE, post), pose)
    without = picture(scene_of(LAKE), pose)
    reflected = (0.0, 40.0, -1.0)  # where the line to the post's image meets the water
    red = at(with_post, pose, reflected)[0] - at(without, pose, reflected)[0]
    assert red[1] < -20, "the green of the sky's image is gone"
    assert red[0] - red[1] > 25, "what is there instead is red"


def test_a_hidden_layer_leaves_no_pixels_and_no_shadow() -> None:
    pose = Pose((70.0, 10.0, 80.0), (0.0, 10.0, 6.0), 50.0)
    hidden = replace(TOWER, visible=False)
    np.testing.assert_array_equal(picture(scene_of(GROUND, hidden), pose), picture(scene_of(GROUND), pose))


def test_glass_of_modern_houses_is_darker_than_their_walls() -> None:
    from scene.geometry.building_mesh import derive_mesh
    from scene.payloads import Buildings

    ring = np.array([[-15, -6], [15, -6], [15, 6], [-15, 6]], np.float32)
    house = Buildings(ring, [0, 4], [0, 1], [0, 1], [6.0], [24.0], [24.0], [6.0], ("a",))
    pose = Pose((0.0, -40.0, 16.0), (0.0, 0.0, 15.0), 40.0)
    assert (derive_mesh(house).material_of_face == Material.MODERN_WALL).any()
    image = picture(scene_of(GROUND, node(house, Role.BUILDINGS)), pose)
    wall = image[70:120, 90:230].sum(axis=2)
    assert np.percentile(wall, 90) - np.percentile(wall, 10) > 60
