"""Point clouds are read whole or as an even sample, with their classes, in metres."""

from pathlib import Path

import laspy
import numpy as np
import pytest
from pyproj import CRS

from importers.base import ImportTarget
from importers.pointcloud import importer
from importers.pointcloud.params import PointCloudParams
from importers.pointcloud.sample import EvenSample, hashed
from importers.registry import for_file
from scene.errors import AnswerNeeded, Cancelled, OutOfReach, UnreadableFile
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.node import Role
from scene.payloads import PointCloud
from tests.importers.samples import shared


def write(
    path: Path, count: int = 5000, crs: int | None = 4549, point_format: int = 3, colour: int = 65535
) -> Path:
    header = laspy.LasHeader(point_format=point_format, version="1.4")
    header.scales = np.array([0.001, 0.001, 0.001])
    header.offsets = np.array([446000.0, 3586000.0, 0.0])
    if crs is not None:
        header.add_crs(CRS.from_epsg(crs))
    points = laspy.LasData(header)
    step = np.arange(count)
    points.x = 446000.0 + (step % 100)
    points.y = 3586000.0 + step // 100
    points.z = 5.0 + 0.01 * step
    points.classification = np.where(step % 3 == 0, 2, 6).astype(np.uint8)
    points.intensity = (step % 1000).astype(np.uint16)
    if "red" in points.point_format.dimension_names:
        points.red = points.green = points.blue = np.full(count, colour, np.uint16)
    points.write(path)
    return path


def read(path: Path, frame=YANGZHOU_FRAME, feedback=None, **answers):
    worker = for_file(path).load()
    return worker.read(path, PointCloudParams(**answers), ImportTarget(frame), feedback or SilentFeedback())


def cloud_of(result) -> PointCloud:
    (node,) = result.nodes
    assert node.role is Role.POINTS
    assert isinstance(node.payload, PointCloud)
    return node.payload


@pytest.mark.parametrize("suffix", [".las", ".laz"])
def test_points_arrive_with_class_colour_and_intensity(tmp_path: Path, suffix: str) -> None:
    cloud = cloud_of(read(write(tmp_path / f"点云{suffix}")))
    assert len(cloud.positions) == 5000
    assert cloud.total == 0
    np.testing.assert_allclose(cloud.positions[101], (1.0, 1.0, 6.01), atol=1e-4)
    assert cloud.classification.tolist()[:3] == [2, 6, 6]
    assert cloud.intensity[999] == 999
    assert (cloud.colour == 255).all()


def test_colours_that_were_written_in_one_byte_are_not_darkened(tmp_path: Path) -> None:
    assert (cloud_of(read(write(tmp_path / "a.las", colour=200))).colour == 200).all()


def test_classes_are_filtered(tmp_path: Path) -> None:
    path = write(tmp_path / "a.las")
    cloud = cloud_of(read(path, classes="2"))
    assert len(cloud.positions) == 1667
    assert set(cloud.classification) == {2}
    with pytest.raises(UnreadableFile, match="class 9"):
        read(path, classes="9")


def test_a_sample_is_even_the_same_every_time_and_says_so(tmp_path: Path, monkeypatch) -> None:
    path = write(tmp_path / "a.laz", 20_000)
    result = read(path, most_points=1000, larger="sample")
    cloud = cloud_of(result)
    assert len(cloud.positions) == 1000
    assert cloud.total == 20_000
    assert "1000 of 20000" in str(result.issues[0].message)
    halves = np.histogram(cloud.positions[:, 1], bins=4)[0]
    assert halves.min() > 180  # of 250 expected in each quarter
    monkeypatch.setattr(importer, "CHUNK", 777)
    np.testing.assert_array_equal(
        cloud_of(read(path, most_points=1000, larger="sample")).positions, cloud.positions
    )


def test_the_sample_is_the_points_of_smallest_hash() -> None:
    hashes = hashed(0, 5000)
    assert len(np.unique(hashes)) == 5000
    wanted = np.sort(np.argsort(hashes)[:300])
    sample = EvenSample(300)
    for first in range(0, 5000, 450):
        part = np.arange(first, min(first + 450, 5000))
        keep = sample.wanted(first, len(part))
        sample.add(hashes[part][keep], {"place": part[keep]})
    np.testing.assert_array_equal(sample.result()["place"], wanted)


def test_feet_become_metres(tmp_path: Path) -> None:
    header = laspy.LasHeader(point_format=6, version="1.4")
    header.add_crs(CRS.from_epsg(2992))
    header.offsets = np.array([636000.0, 849000.0, 0.0])
    points = laspy.LasData(header)
    points.x, points.y, points.z = (
        np.array([636000.0, 636100.0]),
        np.array([849000.0] * 2),
        np.array([100.0, 200.0]),
    )
    points.write(tmp_path / "a.las")
    result = read(tmp_path / "a.las", frame=None)
    cloud = cloud_of(result)
    assert result.frame.crs == "EPSG:32610"
    np.testing.assert_allclose(cloud.positions[:, 2], (30.48, 60.96), atol=1e-3)
    assert np.hypot(*(cloud.positions[1] - cloud.positions[0])[:2]) == pytest.approx(30.48, rel=0.01)
    assert any("0.3048" in str(issue.message) for issue in result.issues)


def test_without_a_system_the_person_is_asked(tmp_path: Path) -> None:
    path = write(tmp_path / "a.laz", crs=None)
    with pytest.raises(AnswerNeeded) as caught:
        read(path)
    assert caught.value.parameter == "crs"
    assert len(cloud_of(read(path, crs="EPSG:4549")).positions) == 5000


def test_a_cloud_far_away_is_out_of_reach(tmp_path: Path) -> None:
    with pytest.raises(OutOfReach):
        read(write(tmp_path / "a.las", crs=None), crs="EPSG:4547")


@pytest.mark.parametrize("suffix", [".las", ".laz"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.995])
def test_a_cut_file_gets_one_sentence(tmp_path: Path, suffix: str, share: float) -> None:
    path = write(tmp_path / f"a{suffix}", 20_000)
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(UnreadableFile, match=path.name):
        read(path)


def test_a_wild_record_count_is_refused_at_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.las", 10)
    content = bytearray(path.read_bytes())
    content[100:104] = (1_069_128_089).to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match="1069128089 records"):
        read(path)


def test_a_newer_way_of_compressing_is_told_from_damage(tmp_path: Path) -> None:
    path = write(tmp_path / "newer.laz", point_format=6)
    told = bytearray(path.read_bytes())
    items = told.index(b"laszip encoded") - 2 + 54 + 34
    told[items + 4 : items + 6] = (4).to_bytes(2, "little")
    path.write_bytes(told)
    with pytest.raises(UnreadableFile, match="version 4 of LAZ, which is not known here") as refused:
        read(path)
    assert "as LAS" in str(refused.value.hint)


def test_cancel_stops_between_chunks(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(importer, "CHUNK", 500)
    feedback = SilentFeedback()
    count = 0
    check = feedback.check

    def later() -> None:
        nonlocal count
        count += 1
        if count == 4:
            feedback.cancel()
        check()

    monkeypatch.setattr(feedback, "check", later)
    with pytest.raises(Cancelled):
        read(write(tmp_path / "a.laz"), feedback=feedback)
    assert 0.0 < feedback.fractions[-1] < 0.5


@pytest.mark.parametrize(
    ("name", "count", "classes"),
    [
        ("ahn3_cropped_1.laz", 640_510, {1: 196137, 2: 195988, 6: 246753, 9: 267, 26: 1365}),
        ("ahn3_cropped_2.laz", 208_432, {1: 86308, 2: 87130, 6: 33312, 9: 568, 26: 1114}),
    ],
)
def test_delft_has_its_points_by_class(name: str, count: int, classes: dict[int, int]) -> None:
    result = read(shared("pointcloud", "delft_3dfier", "ahn3", name), frame=None, crs="EPSG:28992")
    cloud = cloud_of(result)
    assert result.frame.crs == "EPSG:28992"
    assert len(cloud.positions) == count
    found, counts = np.unique(cloud.classification, return_counts=True)
    assert dict(zip(found.tolist(), counts.tolist(), strict=True)) == classes
    world = result.frame.to_world(cloud.positions)
    assert world[:, 1].min() == pytest.approx(447412.8, abs=0.06)
    assert world[:, 1].max() == pytest.approx(447641.3, abs=0.06)


def test_delft_cut_short_gets_one_sentence(tmp_path: Path) -> None:
    content = shared("pointcloud", "delft_3dfier", "ahn3", "ahn3_cropped_2.laz").read_bytes()
    path = tmp_path / "代尔夫特.laz"
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(UnreadableFile, match=r"代尔夫特\.laz"):
        read(path, frame=None, crs="EPSG:28992")
