"""The marks of an import stand as amber pins over what was repaired or dropped, and in nobody's way."""

from dataclasses import replace

import numpy as np

from app.import_report import AMBER
from app.viewport.optics import Pose
from scene.geometry.ray_scene import PICKABLE, RayScene
from scene.materials import Material
from scene.node import Role, Style
from scene.payloads import Polylines
from tests.render.world import CLEAR, GROUND, at, box, node, picture, scene_of

PLACES = np.array([[-30.0, 0.0, 6.0], [30.0, 0.0, 26.0]], np.float32)
MARKS = node(
    Polylines(PLACES, np.arange(3, dtype=np.int32), ("a", "b")),
    Role.REPORT,
    style=Style(colour=AMBER, point_size=9.0, line_width=3.0),
)
HOUSE = node(box((20, -10, 6), (40, 10, 26), Material.PLAIN, (200, 190, 180)))
POSE = Pose((0.0, -140.0, 60.0), (0.0, 0.0, 18.0), 45.0)
HEADS = [(x, y, z + 9.0) for x, y, z in PLACES.tolist()]
STEMS = [(x, y, z + 5.0) for x, y, z in PLACES.tolist()]


def amber(colours: np.ndarray) -> np.ndarray:
    """Return how far red and green outdo blue, shape (n,): an amber pin far, a warm ground little."""
    result: np.ndarray = np.minimum(colours[:, 0] - colours[:, 2], colours[:, 1] - colours[:, 2])
    return result


def test_an_amber_head_stands_over_each_place_on_ground_and_roof() -> None:
    bare = amber(at(picture(scene_of(GROUND, HOUSE), POSE), POSE, *HEADS))
    marked = amber(at(picture(scene_of(GROUND, HOUSE, MARKS), POSE), POSE, *HEADS))
    assert (bare < 40).all()
    assert (marked > 80).all()


def test_a_stem_leads_down_from_the_head_to_the_place() -> None:
    bare = amber(at(picture(scene_of(GROUND, HOUSE), POSE), POSE, *STEMS))
    marked = amber(at(picture(scene_of(GROUND, HOUSE, MARKS), POSE), POSE, *STEMS))
    assert (marked > bare + 25).all()


def test_their_amber_is_the_same_whatever_the_light() -> None:
    dusk = replace(CLEAR, azimuth=270.0, altitude=4.0)
    scene = scene_of(GROUND, HOUSE, MARKS)
    by_day, at_dusk = (at(picture(scene, POSE, light), POSE, *HEADS) for light in (CLEAR, dusk))
    assert np.abs(by_day - at_dusk).max() < 6


def test_marks_throw_no_shadow_and_are_not_picked() -> None:
    scene = scene_of(GROUND, HOUSE, MARKS)
    beside = [(x + 0.0, y + 12.0, 6.0) for x, y, _ in PLACES[:1].tolist()]
    bare = at(picture(scene_of(GROUND, HOUSE), POSE), POSE, *beside)
    assert np.abs(at(picture(scene, POSE), POSE, *beside) - bare).max() < 4
    assert Role.REPORT not in PICKABLE
    rays = RayScene.of(scene.snapshot(), PICKABLE, shown_only=True)
    assert MARKS.id not in [layer.node.id for layer in rays.layers]
