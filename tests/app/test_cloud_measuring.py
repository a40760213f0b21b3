"""The verb: heights from clouds into a project, by the command line and by hand, streamed or not."""

from pathlib import Path

import laspy
import numpy as np
import pytest
from pyproj import CRS

from app.cli.command_line import main
from app.measuring.clouds import clouds_of, measure
from app.measuring.layers import layers_of
from app.projects import open_project
from app.session import Session
from scene.commands import Insert
from scene.errors import InvalidRequest
from scene.feedback import SilentFeedback
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import StreamedPoints
from scene.project.store import ProjectStore
from tests.importers.test_pointcloud import read
from tests.scene.geometry.test_cloud_heights import houses, scan


def scanned(path: Path) -> Path:
    cloud = scan()
    header = laspy.LasHeader(point_format=6, version="1.4")
    header.scales = np.array([0.001] * 3)
    header.offsets = np.array([446000.0, 3586000.0, 0.0])
    header.add_crs(CRS.from_epsg(4549))
    points = laspy.LasData(header)
    points.x, points.y = cloud.positions[:, 0] + 446000.0, cloud.positions[:, 1] + 3586000.0
    points.z, points.classification = cloud.positions[:, 2], cloud.classification
    points.write(path)
    return path


def layer() -> Node:
    return Node(BilingualText("房屋", "Houses"), Role.BUILDINGS, houses())


@pytest.mark.parametrize("most", [10**6, 1000])
def test_clouds_held_and_streamed_give_the_same_heights(tmp_path: Path, most: int) -> None:
    cloud = read(scanned(tmp_path / "a.laz"), most_points=most).nodes[0]
    assert isinstance(cloud.payload, StreamedPoints) == (most == 1000)
    found = measure(layer(), [cloud], "assumed", SilentFeedback())
    buildings = found.node.payload
    np.testing.assert_allclose((buildings.top - buildings.outdoor_ground)[:2], (9.0, 15.0), atol=0.2)
    assert buildings.columns["height_source"].tolist() == ["points", "points", "assumed"]
    assert (found.changed, found.unknown) == (2, 1)
    assert "no classes" not in str(found.told)
    assert "2 buildings" in str(found.told)


def test_known_heights_stay_unless_all_are_asked_for(tmp_path: Path) -> None:
    cloud = read(scanned(tmp_path / "a.laz")).nodes[0]
    once = measure(layer(), [cloud], "assumed", SilentFeedback()).node
    with pytest.raises(InvalidRequest, match="no building of Houses"):
        measure(once, [cloud], "assumed", SilentFeedback())
    assert measure(once, [cloud], "all", SilentFeedback()).changed == 2


def test_the_command_line_does_the_same_and_saves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = read(scanned(tmp_path / "a.laz"))
    session = Session.empty()
    session.run(Insert([layer(), result.nodes[0]], frame=result.frame))
    path = tmp_path / "项目.gpkg"
    ProjectStore(path).save(session.scene.snapshot())
    assert main(["heights", str(path), "--layer", "Houses"]) == 0
    assert "2" in capsys.readouterr().out
    scene = open_project(path).scene.snapshot()
    (buildings,) = (node.payload for node in layers_of(scene))
    assert buildings.columns["height_source"].tolist() == ["points", "points", "assumed"]
    assert len(clouds_of(scene)) == 1
    assert main(["heights", str(path), "--layer", "Nothing"]) == 1
