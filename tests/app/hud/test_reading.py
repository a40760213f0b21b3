"""What the head-up display reads, where geometry says what it must be."""

import numpy as np
import pytest

from app.panels.hud.lines import Line, said
from app.panels.hud.reading import Reading, landmark_rays, read
from app.viewport.optics import Pose
from scene.geometry.ray_scene import RayScene
from scene.geometry.water import Water
from scene.materials import Material
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Instances
from tests.render.world import box, node

GROUND = node(box((-300, -300, 4), (300, 300, 6), Material.PLAIN), Role.TERRAIN)
TOWER = node(box((-5, 99, 6), (5, 101, 26), Material.PLAIN), Role.HERITAGE, id="tower")
#: Half way to the tower: all of its lower half is hidden from an eye at the height of its middle.
WALL = node(box((-50, 49, 6), (50, 50, 16), Material.PLAIN), Role.STRUCTURES)
POSE = Pose((0.0, 0.0, 16.0), (0.0, 100.0, 18.0), 40.0)


def seen(*nodes: Node) -> Reading:
    return read(RayScene([GROUND, TOWER, *nodes]), POSE, landmark_rays(TOWER))


def test_a_wall_to_half_its_height_leaves_half_a_tower() -> None:
    assert seen().share == pytest.approx(1.0)
    assert seen(WALL).share == pytest.approx(0.5, abs=0.03)
    assert seen().landmark_distance == pytest.approx(100.0)


def test_a_tree_hides_only_with_the_trees() -> None:
    crown = box((-50, 49, 0), (50, 50, 10), Material.FOLIAGE)
    tree = Instances(
        crown, crown, np.array([[0, 0, 6]], np.float32), np.zeros(1, np.float32), np.ones((1, 3), np.float32)
    )
    found = seen(node(tree, Role.TREES))
    assert (found.share, found.share_bare) == (pytest.approx(0.5, abs=0.03), pytest.approx(1.0))


def test_the_eye_its_ground_and_what_it_looks_at() -> None:
    found = seen()
    assert (found.eye, found.ground) == (16.0, pytest.approx(6.0, abs=1e-6))
    assert found.looked is not None
    assert found.looked.height == pytest.approx(20.0)
    assert found.looked.top == pytest.approx(26.0)
    assert found.looked.distance == pytest.approx(99.0 * np.hypot(1.0, 0.02), abs=0.05)


def test_the_water_of_the_cell_one_stands_in() -> None:
    depth = np.zeros((4, 4), np.float32)
    depth[1, 2] = 0.42  # north row 1, column 2 of cells of 10 m from (-20, 20)
    flat = np.zeros_like(depth)
    water = Water(-20.0, 20.0, 10.0, depth, flat, flat, flat, None)
    rays = RayScene([GROUND])
    assert read(rays, POSE, water=lambda: water).depth == pytest.approx(0.0)
    assert read(rays, Pose((5.0, 5.0, 8.0), (5.0, 9.0, 8.0)), water=lambda: water).depth == pytest.approx(
        0.42
    )
    assert np.isnan(read(rays, Pose((500.0, 5.0, 8.0), (5.0, 9.0, 8.0)), water=lambda: water).depth)


def test_only_the_lines_that_are_wanted_and_have_something_to_say() -> None:
    tower = BilingualText("塔", "Tower")
    lines = said(seen(WALL), tuple(Line), tower, 0.0, "EPSG:5737")
    assert [line.title for line in lines][2] is tower
    assert len(lines) == 3, "no water is shown, and nobody moves"
    assert said(seen(WALL), (Line.SPEED,), tower, 1.4, "")[0].main == "1.4 m/s"
