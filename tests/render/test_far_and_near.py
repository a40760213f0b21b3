"""What is drawn far off must look like what is drawn near."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from app.viewport.daylight import Daylight
from app.viewport.optics import Pose
from app.viewport.pyvista_backend import PictureStudio
from app.viewport.visuals.massing import massing, plain_rows
from app.viewport.vtk_data import rounded_normals
from importers.yangzhou.heritage import trees
from scene.materials import Material
from scene.node import Role
from scene.payloads import Buildings, Instances
from tests.render.world import GROUND, QUICK, node, scene_of, shared_painter

MORNING = Daylight(96.0, 27.0, mist=0.05, weather=0.0)
RINGS = np.array(
    [[0, 0], [20, 0], [20, 8], [0, 8], [40, 0], [46, 0], [46, 20], [40, 20], [60, 0], [70, 0], [65, 9]],
    np.float32,
)
HOUSES = Buildings(
    RINGS,
    [0, 4, 8, 11],
    [0, 1, 2, 3],
    [0, 1, 2, 3],
    [6.0, 6.0, 6.0],
    [10.0, 24.0, 12.0],
    [13.0, 24.0, 12.0],
    [6.0, 6.0, 6.0],
    ("gabled", "flat", "three"),
    {"roof": np.array(["gabled", "flat", "flat"]), "overhang": np.array([0.6, 0.0, 0.0])},
)


def test_only_four_cornered_houses_of_one_part_are_made_plain() -> None:
    assert plain_rows(HOUSES, np.arange(3)).tolist() == [True, True, False]


def test_a_far_house_keeps_footprint_eaves_and_ridge() -> None:
    points, faces, _, _ = massing(HOUSES, np.array([0, 1]))
    gabled, flat = points[:16], points[16:]
    np.testing.assert_allclose(gabled[:4, :2], RINGS[:4])
    assert gabled[:, 2].max() == 13.0
    assert set(np.unique(gabled[10:14, 2])) == {10.0}
    ridge = gabled[14:16]
    np.testing.assert_allclose(ridge[:, 1], 4.0, err_msg="the ridge runs along the long side, in its middle")
    assert set(np.unique(flat[:, 2])) == {6.0, 24.0}
    assert faces.shape == (28, 3)
    assert faces.max() == 31


def test_the_eaves_of_a_far_house_stand_out_by_the_overhang() -> None:
    points, _, _, _ = massing(HOUSES, np.array([0]))
    eaves = points[10:14]
    np.testing.assert_allclose([eaves[:, 0].min(), eaves[:, 1].min()], [-0.6, -0.6], atol=1e-5)
    np.testing.assert_allclose([eaves[:, 0].max(), eaves[:, 1].max()], [20.6, 8.6], atol=1e-5)


def test_sprays_are_lit_as_the_round_crown_they_hang_in() -> None:
    mesh, _ = trees.broadleaf()
    spray = np.unique(mesh.faces[mesh.material_of_face == Material.SPRAY])
    places, facing = mesh.vertices[spray], rounded_normals(mesh)[spray]
    np.testing.assert_allclose(np.linalg.norm(facing, axis=1), 1.0, atol=1e-5)
    assert np.mean(np.einsum("ij,ij->i", facing, places - places.mean(axis=0)) > 0.0) > 0.95


@pytest.mark.parametrize(
    "kind", [trees.broadleaf, trees.tall_broadleaf, trees.willow, trees.peach, trees.conifer]
)
def test_a_tree_keeps_its_colour_where_leaves_give_way_to_an_outline(
    kind: Callable[[], trees.UnitTree],
) -> None:
    foot = np.array([[x, 90.0, 6.0] for x in (-14.0, 0.0, 14.0)])
    grove = node(Instances(*kind(), foot, np.arange(3.0), np.full((3, 3), (9.0, 9.0, 11.0))), Role.TREES)
    pose = Pose((0.0, -60.0, 26.0), (0.0, 90.0, 12.0), 10.0)

    def crowns(reach: float) -> np.ndarray:
        drawn = []
        for scene in (scene_of(GROUND), scene_of(GROUND, grove)):
            with PictureStudio(scene, painter=shared_painter()) as studio:
                quality = replace(QUICK, mirror=0.0, frames=2, reach=reach)
                drawn.append(
                    studio.render_picture(pose, width=320, height=200, light=MORNING, quality=quality)
                )
        bare, planted = (picture[:120].astype(int) for picture in drawn)
        changed = np.abs(planted - bare).max(axis=2) > 25
        mean: np.ndarray = planted[changed].mean(axis=0)
        return mean

    np.testing.assert_allclose(crowns(1.0), crowns(0.3), atol=12)
