"""View corridors lie as a veil at their plane, and bear their name at the viewing place."""

import numpy as np

from app.viewport.optics import Pose
from app.viewport.visuals.base import Look
from app.viewport.visuals.registry import visual_for
from scene.node import Node, Role
from scene.payloads import Polylines
from tests.render.world import GROUND, at, node, picture, scene_of

POSE = Pose((0.0, -260.0, 140.0), (0.0, 0.0, 10.0), 40.0)


def corridor(width: float = 60.0) -> Node:
    lines = Polylines(
        [(-80, 0, 6.0), (80, 0, 6.0)], [0, 2], ("c",),
        {
            "name_zh": ["望白塔"], "name_en": ["View of the pagoda"], "eye_height": [4.0],
            "threshold_height": [4.0], "width_at_place": [20.0], "width_at_landmark": [width],
        },
    )  # fmt: skip
    return node(lines, Role.CORRIDORS)


def test_a_veil_lies_over_the_corridor_and_not_beside_it() -> None:
    without = picture(scene_of(GROUND), POSE)
    with_one = picture(scene_of(GROUND, corridor()), POSE)
    for place in ((-70.0, 0.0, 10.0), (60.0, 20.0, 10.0)):
        assert np.abs(at(with_one, POSE, place) - at(without, POSE, place)).max() > 6
    assert np.abs(at(with_one, POSE, (-70.0, 40.0, 10.0)) - at(without, POSE, (-70.0, 40.0, 10.0))).max() < 4


def test_its_name_is_written() -> None:
    visual = visual_for(corridor(), Look(language="en"))
    assert visual is not None
    assert ["View of the pagoda"] == [piece.label for piece in visual.pieces if piece.label]


def test_a_corridor_without_width_is_not_drawn() -> None:
    visual = visual_for(corridor(width=0.0), Look(language="en"))
    assert visual is not None
    assert not [piece for piece in visual.pieces if not piece.label]
