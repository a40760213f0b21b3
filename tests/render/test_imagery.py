"""A picture lies on the ground, whatever that is made of, at every distance, under what stands there."""

import numpy as np

from app.viewport.optics import Pose
from scene.materials import Material
from scene.node import Role
from scene.payloads import GroundPicture, Raster
from tests.render.world import GROUND, at, box, node, picture, scene_of

#: Red in the west, blue in the east.
HALVES = np.zeros((40, 40, 3), np.uint8)
HALVES[:, :20], HALVES[:, 20:] = (220, 20, 20), (20, 20, 220)
PLACE = np.array([[5.0, 0.0, -100.0], [0.0, -5.0, 100.0]])
LAID = node(GroundPicture(HALVES, PLACE), Role.IMAGERY)
SLOPE = node(
    Raster(np.tile(np.linspace(0, 60, 120, dtype=np.float32), (120, 1)), 5.0, -300.0, 300.0), Role.TERRAIN
)
ABOVE = Pose((0.0, -260.0, 190.0), (0.0, 0.0, 6.0), 40.0)


def is_red(colour: np.ndarray) -> bool:
    return bool(colour[0] > 1.5 * colour[2])


def is_blue(colour: np.ndarray) -> bool:
    return bool(colour[2] > 1.3 * colour[0])


def test_it_lies_on_triangulated_ground_where_it_should() -> None:
    image = picture(scene_of(GROUND, LAID), ABOVE)
    west, east, beyond = at(image, ABOVE, (-60, 0, 6), (60, 0, 6), (130, 0, 6))
    assert is_red(west)
    assert is_blue(east)
    assert not is_red(beyond)
    assert not is_blue(beyond)


def test_it_follows_gridded_ground_uphill() -> None:
    image = picture(scene_of(SLOPE, LAID), ABOVE)
    west, east = at(image, ABOVE, (-60, 0, 24), (60, 0, 36))
    assert is_red(west)
    assert is_blue(east)


def test_far_off_the_ground_does_not_come_through() -> None:
    far = Pose((0.0, -4000.0, 1500.0), (0.0, 0.0, 30.0), 4.0)
    image = picture(scene_of(SLOPE, LAID), far)
    places = [(x, y, 30 + 0.1 * x) for x in (-70, -35, 35, 70) for y in (-60, 0, 60)]
    for place, colour in zip(places, at(image, far, *places), strict=True):
        assert is_red(colour) if place[0] < 0 else is_blue(colour), place


def test_what_stands_on_it_is_not_covered() -> None:
    house = node(box((-70, -10, 6), (-50, 10, 26), Material.PLAIN, (240, 240, 240)))
    image = picture(scene_of(GROUND, LAID, house), ABOVE)
    (wall,) = at(image, ABOVE, (-60, -10, 10))
    assert not is_red(wall)


def test_where_it_is_clear_the_ground_is_seen_and_another_ground_takes_it_along() -> None:
    holed = np.concatenate([HALVES, np.full((40, 40, 1), 255, np.uint8)], axis=-1)
    holed[:, 20:, 3] = 0
    image = picture(scene_of(GROUND, node(GroundPicture(holed, PLACE), Role.IMAGERY)), ABOVE)
    west, east = at(image, ABOVE, (-60, 0, 6), (60, 0, 6))
    assert is_red(west)
    assert not is_blue(east)
