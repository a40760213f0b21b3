"""From a row of a table to the eye it names and the thing it is about."""

import numpy as np
import pytest

from app.panels.analyses.places import go_to, middle_of, subject_of
from app.window.main_window import MainWindow
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Polylines
from scene.selection import Selected


def test_a_row_may_name_a_building_by_its_id_or_as_layer_and_row(window: MainWindow) -> None:
    scene = window.bench.session.scene
    assert Selected("houses", 3) == subject_of(scene, {"building": "house-3"})
    assert Selected("houses", 3) == subject_of(scene, {"object": "houses/house-3"})
    assert Selected("houses", 3) == subject_of(scene, {"node": "houses", "id": "house-3"})
    assert Selected("houses") == subject_of(scene, {"layer": "houses"})
    assert subject_of(scene, {"building": "nobody's"}) is None


def test_the_middle_of_a_house_lies_within_it(window: MainWindow) -> None:
    x, y, z = middle_of(window.bench.session.scene, Selected("houses", 3))
    assert (-75.0, 124.0) == pytest.approx((x, y))
    assert 6.0 < z <= 12.0


def test_a_row_of_a_corridor_is_looked_at_along_the_corridor(window: MainWindow) -> None:
    line = Polylines(
        np.array([(0, -200, 6), (0, 300, 30)], np.float32), np.array([0, 2], np.int32), ("C1",),
        {"eye_height": np.array([1.6])},
    )  # fmt: skip
    window.bench.session.scene.insert(Node(BilingualText("视廊", "Corridors"), Role.CORRIDORS, line))
    assert go_to(window.bench, {"corridor": "C1"})
    pose = window.bench.view.pose
    assert (0.0, -200.0, 7.6) == pytest.approx(pose.eye)
    assert (0.0, 300.0, 30.0) == pytest.approx(pose.target)
    assert go_to(window.bench, {"corridor": "C1", "id": "house-3"})
    assert (-75.0, 124.0) == pytest.approx(window.bench.view.pose.target[:2])
    assert Selected("houses", 3) == window.bench.session.selection.current


def test_a_row_that_names_nothing_goes_nowhere(window: MainWindow) -> None:
    before = window.bench.view.pose
    assert not go_to(window.bench, {"share": 3.0, "name": "everything"})
    assert before is window.bench.view.pose
