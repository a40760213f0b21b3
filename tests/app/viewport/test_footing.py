"""Where a scene brings no ground one walks on the sheet that is drawn there, and reads places off it."""

import numpy as np
import pytest

from app.viewport.footing import Footing
from app.viewport.movement import WALKER_EYE, Rays, stood, walked
from app.viewport.optics import Pose
from app.viewport.visuals.paper import Paper
from scene.geometry.ray_scene import PICKABLE, RayScene
from scene.materials import Material
from tests.render.world import box, node, scene_of

PAPER = Paper(40.0, 0.0, 0.0, 3_000.0)
HOUSE = node(box((-15, -15, 40), (15, 15, 80), Material.PLAIN))


@pytest.fixture(scope="module")
def ground() -> Rays:
    rays = RayScene.of(scene_of(HOUSE).snapshot(), PICKABLE, shown_only=True)
    rays.prepare()
    return Footing(rays, PAPER)


def test_the_sheet_carries_where_nothing_lies_below_and_only_there(ground: Rays) -> None:
    places = np.array([[60.0, 0.0, 90.0], [0.0, 0.0, 90.0], [60.0, 0.0, 30.0], [9_000.0, 0.0, 90.0]])
    np.testing.assert_allclose(ground.height_below(places), [40.0, 80.0, np.nan, np.nan])


def test_a_walker_is_set_down_on_the_sheet_and_walks_up_to_the_house_but_not_through_it(ground: Rays) -> None:
    pose = stood(Pose((0.0, -60.0, 200.0), (0.0, 0.0, 200.0)), ground)
    assert pose.eye[2] == pytest.approx(40.0 + WALKER_EYE)
    for _ in range(20):
        pose = walked(pose, 5.0, 0.0, ground)
    assert pose.eye[2] == pytest.approx(40.0 + WALKER_EYE)
    assert -17.0 < pose.eye[1] < -15.0 or abs(pose.eye[0]) > 15.0


def test_a_look_meets_the_sheet_from_above_and_as_far_as_it_reaches() -> None:
    down = np.array([0.6, 0.0, -0.8])
    assert PAPER.met((0.0, 0.0, 80.0), down) == pytest.approx((30.0, 0.0))
    assert PAPER.met((0.0, 0.0, 30.0), down) is None
    assert PAPER.met((0.0, 0.0, 80.0), -down) is None
    assert PAPER.met((0.0, 0.0, 80.0), np.array([0.9999, 0.0, -0.01])) is None
