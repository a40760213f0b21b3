"""What only shows against the scene: two height datums, the edge of the terrain, vertices without a place."""

import numpy as np
import pytest

from importers.base import ImportResult, ImportTarget
from importers.common.against_scene import against_scene, check_reach
from scene.errors import OutOfReach, UnreadableFile
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.graph import SceneGraph
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import PointCloud, Raster, TriangleMesh


def hills(rise: float = 0.0) -> Raster:
    row, col = np.mgrid[0:80, 0:80]
    heights = 8.0 + rise + 3.0 * np.sin(row / 9.0) + 2.0 * np.cos(col / 7.0)
    return Raster(heights.astype(np.float32), 5.0, 0.0, 400.0)


def noticed(payload: object, role: Role) -> str:
    scene = SceneGraph(YANGZHOU_FRAME)
    scene.insert(Node(BilingualText.same("地"), Role.TERRAIN, hills()))
    node = Node(BilingualText.same("新"), role, payload)  # type: ignore[arg-type]
    target = ImportTarget(YANGZHOU_FRAME, scene.snapshot())
    result = ImportResult((node,), YANGZHOU_FRAME)
    return " ".join(str(issue.message) for issue in against_scene(result, target, SilentFeedback()))


@pytest.mark.parametrize(("rise", "said"), [(14.2, True), (-6.0, True), (0.4, False), (0.0, False)])
def test_a_ground_that_is_off_by_one_figure_everywhere_is_said(rise: float, said: bool) -> None:
    assert said == ("two height datums" in noticed(hills(rise), Role.TERRAIN))
    if said:
        assert f"{rise:+.1f} m" in noticed(hills(rise), Role.TERRAIN)


def test_the_ground_points_of_a_scan_are_compared_too() -> None:
    x, y = (axis.ravel() for axis in np.mgrid[10:390:10, 10:390:10].astype(np.float32))
    z = 8.0 + 14.0 + np.zeros_like(x)
    positions = np.column_stack([x, y, z]).astype(np.float32)
    cloud = PointCloud(positions, classification=np.full(len(x), 2, np.uint8))
    assert "two height datums" in noticed(cloud, Role.POINTS)
    roofs = PointCloud(positions, classification=np.full(len(x), 6, np.uint8))
    assert "two height datums" not in noticed(roofs, Role.POINTS)


@pytest.mark.parametrize(
    ("corner", "error"), [(np.nan, UnreadableFile), (np.inf, UnreadableFile), (3e5, OutOfReach), (9e4, None)]
)
def test_a_single_vertex_without_a_place_refuses_the_file(corner: float, error: type | None) -> None:
    vertices = np.array([[0, 0, 0], [1, 0, 0], [0, corner, 0]], np.float32)
    mesh = TriangleMesh(vertices, np.array([[0, 1, 2]], np.int32))
    node = Node(BilingualText.same("塔"), Role.MODEL, mesh)
    result = ImportResult((node,), YANGZHOU_FRAME)
    if error is None:
        check_reach(result, "塔.obj")
        return
    with pytest.raises(error, match=r"塔\.obj"):
        check_reach(result, "塔.obj")
