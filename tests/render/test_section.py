"""A section: what it takes away is not seen, bodies show the face of the cut, shadows stay."""

import numpy as np
import pytest

from app.viewport.optics import Pose
from app.viewport.pyvista_backend import PictureStudio
from app.viewport.section import CutRays, Section, Shape
from scene.geometry.ray_scene import RayScene
from scene.materials import Material
from scene.node import Role
from scene.payloads import Buildings
from tests.render.world import CLEAR, GROUND, QUICK, at, box, node, scene_of, shared_painter

RING = np.array([[-20, -20], [20, -20], [20, 20], [-20, 20]], np.float32)
HOUSE = node(Buildings(RING, [0, 4], [0, 1], [0, 1], [6.0], [26.0], [26.0], [6.0], ("h",)), Role.BUILDINGS)
RED = node(box((-2, 4, 6), (2, 8, 16), Material.PLAIN, (220, 40, 30)), Role.MODEL)
POSE = Pose((0.0, -90.0, 30.0), (0.0, 0.0, 16.0), 40.0)
#: The southern half is taken away.
PLANE = Section(Shape.PLANE, (0.0, 0.0, 16.0), 180.0)
FILLED = (0.36, 0.39, 0.41)


def seen(section: Section | None, pose: Pose = POSE) -> np.ndarray:
    with PictureStudio(scene_of(GROUND, HOUSE, RED), painter=shared_painter()) as studio:
        studio.painter.cut_open(section)
        image = studio.render_picture(pose, width=320, height=200, light=CLEAR, quality=QUICK)
        studio.painter.cut_open(None)
    return image.astype(int)


def test_a_plane_opens_a_house_and_what_is_in_it_is_seen() -> None:
    whole, cut = seen(None), seen(PLANE)
    inside, wall, ground = (0.0, 4.0, 12.0), (-12.0, 20.0, 14.0), (36.0, 30.0, 6.0)
    red = at(cut, POSE, inside)[0]
    assert red[0] - red[2] > 60, "the red thing in the house"
    assert np.ptp(at(whole, POSE, inside)[0]) < 40, "which the house hides while it is whole"
    face = at(cut, POSE, wall, (12.0, 20.0, 14.0))
    assert np.ptp(face, axis=0) == pytest.approx(0.0, abs=4.0), "the face of the cut is flat, without light"
    assert face.mean() < 130
    assert at(cut, POSE, ground) == pytest.approx(at(whole, POSE, ground), abs=6.0)


def test_a_box_keeps_only_what_is_within() -> None:
    kept = Section(Shape.BOX, (0.0, 6.0, 16.0), 0.0, (3.0, 3.0, 12.0))
    image = seen(kept)
    red, beside = at(image, POSE, (0.0, 4.0, 12.0), (14.0, -20.0, 14.0))
    assert red[0] - red[2] > 60
    empty = seen(Section(Shape.BOX, (0.0, 0.0, -900.0)))
    assert beside == pytest.approx(at(empty, POSE, (14.0, -20.0, 14.0))[0], abs=4.0)


def test_the_shadow_is_that_of_the_whole_house() -> None:
    pose = Pose((0.0, 10.0, 160.0), (0.0, 30.0, 6.0), 50.0)
    shaded = (0.0, 34.0, 6.0)  # north of the house, sun in the south
    cut = Section(Shape.PLANE, (0.0, 24.0, 16.0), 180.0)  # the house is gone, its shadow not
    assert at(seen(cut, pose), pose, shaded) == pytest.approx(at(seen(None, pose), pose, shaded), abs=8.0)
    assert at(seen(cut, pose), pose, shaded).mean() < at(seen(cut, pose), pose, (60.0, 34.0, 6.0)).mean() - 15


def test_picks_go_through_what_is_away() -> None:
    rays = RayScene([GROUND, HOUSE, RED])
    eye, way = np.array([0.0, -90.0, 12.0]), np.array([0.0, 1.0, 0.0])
    assert rays.pick(eye, way).distance[0] == pytest.approx(70.0)
    hits = CutRays(rays, PLANE).pick(eye, way)
    assert hits.distance[0] == pytest.approx(94.0), "the red thing, 4 m behind the plane"
    within = Section(Shape.BOX, (0.0, 0.0, 16.0), 30.0, (3.0, 3.0, 12.0))
    assert np.isinf(CutRays(rays, within).pick(eye, way).distance[0]), (
        "nothing in the box: the house is hollow"
    )
    places = np.array([[0.0, -1.0, 0.0], [0.0, 1.0, 0.0]])
    assert PLANE.keeps(places).tolist() == [False, True]
    assert PLANE.turned_over().keeps(places).tolist() == [True, False]
