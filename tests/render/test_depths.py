"""What stands a finger's breadth before another thing hides it, wherever in the city that is."""

import numpy as np

from app.viewport.optics import Pose
from scene.materials import Material
from tests.render.world import CLEAR, box, node, picture, scene_of


def test_a_slab_a_centimetre_before_a_wall_hides_it_at_a_hundred_metres() -> None:
    x, y = -923.5, 1439.8
    wall = node(box((x - 30.0, y, 0), (x + 30.0, y + 1, 20), Material.PLAIN, (30, 60, 220)))
    slab = node(box((x - 20.4, y - 0.01, 0), (x + 21.7, y + 1, 20), Material.PLAIN, (220, 40, 30)))
    pose = Pose((x + 40.0, y - 100.0, 6.8), (x + 2.0, y, 10.0), 8.0)
    image = picture(scene_of(wall, slab), pose, CLEAR)
    red = image[..., 0] > image[..., 2] + 40.0
    assert np.all(red[20:-20, 20:-20])
