"""Control zones stand as curtains with their limit written on them."""

import numpy as np
import pytest

from app.viewport.fonts import chinese_font
from app.viewport.optics import Pose
from app.viewport.visuals.base import Look
from app.viewport.visuals.registry import visual_for
from scene.node import Role
from scene.payloads import Buildings
from tests.render.world import GROUND, at, node, picture, scene_of

OUTER = np.array([[-60, -60], [60, -60], [60, 60], [-60, 60]], np.float32)
HOLE = np.array([[-20, -20], [-20, 20], [20, 20], [20, -20]], np.float32)
COLUMNS = {"limit_m": [24.0], "measured_from": ["eaves"], "name_zh": ["老城"], "name_en": ["Old town"]}
ZONE = node(
    Buildings(
        np.vstack([OUTER, HOLE]), [0, 4, 8], [0, 2], [0, 1], [6.0], [30.0], [30.0], [6.0], ("z",), COLUMNS
    ),
    Role.ZONES,
)
POSE = Pose((0.0, -260.0, 120.0), (0.0, 0.0, 20.0), 40.0)


def test_a_curtain_stands_around_a_zone_and_around_its_hole() -> None:
    without = picture(scene_of(GROUND), POSE)
    with_zone = picture(scene_of(GROUND, ZONE), POSE)
    for place in ((0.0, -60.0, 20.0), (0.0, -20.0, 20.0), (30.0, -60.0, 12.0)):
        assert np.abs(at(with_zone, POSE, place) - at(without, POSE, place)).max() > 8
    outside = (-90.0, -60.0, 6.0)
    assert np.abs(at(with_zone, POSE, outside) - at(without, POSE, outside)).max() < 3


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "老城 檐口限高 24 m"), ("en", "Old town eaves ≤ 24 m")]
)
def test_its_name_and_limit_are_written(language: str, words: str) -> None:
    if language == "zh" and chinese_font() is None:
        pytest.skip("no font with Chinese letters on this machine")
    visual = visual_for(ZONE, Look(language=language))  # type: ignore[arg-type]
    assert visual is not None
    assert [piece.label for piece in visual.pieces if piece.label] == [words]
