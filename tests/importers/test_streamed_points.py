"""Large clouds: a sample at once, an octree in the background, the same points in both, and the way back."""

import os
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from importers.pointcloud import morton, octree_build, streams
from importers.pointcloud.copc import CopcFile, CopcReader
from importers.pointcloud.in_memory import MemoryOctree
from importers.pointcloud.octree import HEADER, Octree
from importers.pointcloud.source import runs
from scene.errors import Cancelled, UnreadableFile
from scene.feedback import SilentFeedback
from scene.graph import SceneGraph
from scene.payloads import PointCloud, StreamedPoints
from scene.payloads.streamed import PointReader
from scene.project.store import ProjectStore
from tests.importers.samples import shared
from tests.importers.test_pointcloud import read, write


@pytest.fixture
def streamed(tmp_path: Path) -> StreamedPoints:
    return payload_of(write(tmp_path / "大点云.laz", 60_000))


def payload_of(path: Path, **answers) -> StreamedPoints:
    payload = read(path, most_points=1000, **answers).nodes[0].payload
    assert isinstance(payload, StreamedPoints)
    return payload


def everything(reader: PointReader) -> PointCloud:
    blocks = [reader.read(row) for row in range(len(reader.blocks.count))]
    joined = {
        name: np.concatenate([getattr(block, name) for block in blocks])
        for name in ("positions", "classification", "intensity", "colour")
        if getattr(blocks[0], name) is not None
    }
    return PointCloud(**joined)


def in_order(cloud: PointCloud) -> np.ndarray:
    columns = [cloud.positions, cloud.classification[:, None], cloud.intensity[:, None]]
    rows = np.hstack([np.round(values.astype(np.float64), 3) for values in columns])
    return rows[np.lexsort(rows.T)]


def test_a_large_cloud_is_a_sample_and_a_link(streamed: StreamedPoints, tmp_path: Path) -> None:
    assert streamed.total == 60_000
    assert streamed.sample.total == 60_000
    assert streamed.link.path == tmp_path / "大点云.laz"
    assert len(streamed.link.sha256) == 64
    np.testing.assert_allclose(streamed.low, (0.0, 0.0, 5.0), atol=0.01)
    np.testing.assert_allclose(streamed.high, (99.0, 599.0, 604.99), atol=0.01)


def test_the_octree_holds_every_point_once(streamed: StreamedPoints, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(octree_build, "GROUP", 7000)
    monkeypatch.setattr(morton, "LEAF", 500)
    assert streams.reader_of(streamed, tmp_path / "cache") is None
    feedback = SilentFeedback()
    reader = streams.prepare(streamed, tmp_path / "cache", feedback)
    assert isinstance(reader, Octree)
    assert feedback.fractions == sorted(feedback.fractions)
    assert feedback.fractions[-1] == 1.0
    whole = read(streamed.link.path).nodes[0].payload
    np.testing.assert_array_equal(in_order(everything(reader)), in_order(whole))
    assert reader.classes == {2: 20_000, 6: 40_000}
    blocks = reader.blocks
    assert blocks.level.max() >= 2
    assert (blocks.parent[1:] < np.arange(1, len(blocks.parent))).all()
    children = np.flatnonzero(blocks.parent >= 0)
    assert (blocks.low[blocks.parent[children]] <= blocks.low[children]).all()
    assert (blocks.level[blocks.parent[children]] < blocks.level[children]).all()
    for row in range(len(blocks.count)):
        places = reader.read(row).positions
        assert (places >= blocks.low[row]).all()
        assert (places <= blocks.high[row]).all()
    assert isinstance(streams.reader_of(streamed, tmp_path / "cache"), Octree)
    assert [p.name for p in (tmp_path / "cache").iterdir()] == [streams.key_of(streamed)]


def test_coarse_blocks_are_even(streamed: StreamedPoints, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(morton, "LEAF", 500)
    monkeypatch.setattr(morton, "CELL_BITS", 4)
    reader = streams.prepare(streamed, tmp_path / "cache", SilentFeedback())
    first = reader.read(0).positions
    parts = np.histogram(first[:, 1], bins=6, range=(0, 600))[0]
    assert parts.min() > 0.5 * parts.max()


def test_levels_take_one_point_of_a_cell_and_all_of_a_small_node(monkeypatch) -> None:
    monkeypatch.setattr(morton, "LEAF", 10)
    places = np.random.default_rng(1).random((5000, 3), np.float32)
    code = np.sort(morton.codes(places, np.zeros(3), 1.0))
    level = morton.levels(code)
    top = morton.prefix(code[level == 0], morton.CELL_BITS)
    assert len(np.unique(top)) == len(top)
    assert (np.diff(code.astype(np.float64)) >= 0).all()


def test_cancel_leaves_nothing_behind(streamed: StreamedPoints, tmp_path: Path) -> None:
    feedback = SilentFeedback()
    count = 0

    def check() -> None:
        nonlocal count
        count += 1
        if count == 4:
            raise Cancelled

    feedback.check = check  # type: ignore[method-assign]
    with pytest.raises(Cancelled):
        streams.prepare(streamed, tmp_path / "cache", feedback)
    assert not list((tmp_path / "cache").iterdir())


def test_a_file_that_is_gone_or_changed_gets_a_sentence(streamed: StreamedPoints, tmp_path: Path) -> None:
    path = streamed.link.path
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b"?")
    with pytest.raises(UnreadableFile, match="not the file that was imported"):
        streams.prepare(streamed, tmp_path / "cache", SilentFeedback())
    path.unlink()
    with pytest.raises(UnreadableFile, match="is gone"):
        streams.prepare(streamed, tmp_path / "cache", SilentFeedback())


def test_a_damaged_octree_counts_as_none(streamed: StreamedPoints, tmp_path: Path) -> None:
    streams.prepare(streamed, tmp_path / "cache", SilentFeedback())
    folder = tmp_path / "cache" / streams.key_of(streamed)
    (folder / HEADER).write_text("{")
    assert streams.reader_of(streamed, tmp_path / "cache") is None


def test_a_project_keeps_the_sample_and_finds_the_file_again(
    streamed: StreamedPoints, tmp_path: Path
) -> None:
    result = read(streamed.link.path, most_points=1000)
    scene = SceneGraph(result.frame)
    scene.insert(result.nodes[0])
    (tmp_path / "项目").mkdir()
    ProjectStore(tmp_path / "项目" / "a.gpkg").save(scene.snapshot())
    moved = tmp_path.parent / f"{tmp_path.name} moved"
    tmp_path.rename(moved)
    try:
        payload = ProjectStore(moved / "项目" / "a.gpkg").open().snapshot.nodes[0].payload
        assert isinstance(payload, StreamedPoints)
        assert payload.link.path == moved / "大点云.laz"
        assert replace(payload.link, path=streamed.link.path) == streamed.link
        assert payload.total == streamed.total
        assert payload.frame == streamed.frame
        assert streams.key_of(payload) == streams.key_of(streamed)
        np.testing.assert_array_equal(payload.sample.positions, streamed.sample.positions)
    finally:
        moved.rename(tmp_path)


def test_classes_are_kept_in_the_octree_too(tmp_path: Path) -> None:
    payload = payload_of(write(tmp_path / "a.las", 20_000), classes="6")
    assert set(payload.sample.classification) == {6}
    reader = streams.prepare(payload, tmp_path / "cache", SilentFeedback())
    assert set(everything(reader).classification) == {6}


def test_copc_is_read_by_its_own_hierarchy(tmp_path: Path) -> None:
    path = shared("pointcloud", "potree", "lion_takanawa.copc.laz")
    place = {"easting": 446_100.0, "northing": 3_586_200.0, "height": 6.0, "up_axis": "y"}
    payload = payload_of(path, **place)
    reader = streams.reader_of(payload, tmp_path / "cache")
    assert isinstance(reader, CopcReader)
    assert int(reader.blocks.count.sum()) == 341_989
    whole = read(path, **place).nodes[0].payload
    np.testing.assert_allclose(in_order(everything(reader)), in_order(whole), atol=0.002)
    np.testing.assert_allclose(whole.positions.min(axis=0), (95.01, 198.88, 7.04), atol=0.006)
    first = reader.read(0)
    assert first.colour is not None
    assert first.colour.max() > 100
    assert reader.blocks.spacing[0] > reader.blocks.spacing[-1]
    children = np.flatnonzero(reader.blocks.parent >= 0)
    assert len(children) == len(reader.blocks.level) - 1
    for row in (0, 5, len(reader.blocks.count) - 1):
        places = reader.read(row).positions
        assert (places >= reader.blocks.low[row] - 0.01).all()
        assert (places <= reader.blocks.high[row] + 0.01).all()


def test_a_cloud_in_memory_falls_into_blocks_too(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(morton, "LEAF", 500)
    cloud = read(write(tmp_path / "a.las", 30_000)).nodes[0].payload
    octree = MemoryOctree(cloud)
    np.testing.assert_array_equal(in_order(everything(octree)), in_order(cloud))
    blocks = octree.blocks
    assert (np.diff(blocks.level.astype(int)) >= 0).all()
    assert (blocks.parent[1:] >= 0).all()
    assert (blocks.low[blocks.parent[1:]] <= blocks.low[1:]).all()
    for row in range(len(blocks.count)):
        places = octree.read(row).positions
        assert ((places >= blocks.low[row]) & (places <= blocks.high[row])).all()


def test_a_cloud_of_one_place_and_of_one_point() -> None:
    for count in (1, 50_000):
        octree = MemoryOctree(PointCloud(np.full((count, 3), 5.0, np.float32)))
        assert int(octree.blocks.count.sum()) == count


def test_what_was_left_unfinished_and_what_was_long_unused_goes(
    streamed: StreamedPoints, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    streams.prepare(streamed, cache, SilentFeedback())
    other = payload_of(write(tmp_path / "b.laz", 20_000))
    for name, age in ((".a.unfinished", 2 * streams.FORSAKEN), (".b.unfinished", 60.0)):
        (cache / name).mkdir()
        os.utime(cache / name, (time.time() - age,) * 2)
    os.utime(cache / streams.key_of(streamed) / HEADER, (1.0, 1.0))
    streams.tidy(cache)
    assert {path.name for path in cache.iterdir()} == {".b.unfinished", streams.key_of(streamed)}
    monkeypatch.setattr(streams, "KEPT", 500_000)
    streams.prepare(other, cache, SilentFeedback())
    streams.tidy(cache)
    assert streams.reader_of(streamed, cache) is None
    assert streams.reader_of(other, cache) is not None


def test_a_sample_shows_rows_that_are_as_long_as_a_chunk() -> None:
    found = runs(100_000_000, 500_000, 50_000, 512)
    assert len(found) == 512
    assert 400_000 < sum(count for _, _, count in found) <= 500_000
    assert all(first % 50_000 == 0 and skip + count <= 50_000 for first, skip, count in found)
    along = np.array([(first + skip) % 10_000 for first, skip, _ in found])
    assert np.histogram(along, bins=8, range=(0, 8_000))[0].min() > 40
    assert runs(7, 100, 50_000) == [(0, 0, 7)]
    assert runs(0, 100, 50_000) == []


def test_the_cube_is_that_of_the_points_whatever_a_header_says(
    streamed: StreamedPoints, tmp_path: Path
) -> None:
    wrong = replace(streamed, low=(0.0, 0.0, 0.0), high=(1.0, 1.0, 1.0))
    blocks = streams.prepare(wrong, tmp_path / "cache", SilentFeedback()).blocks
    np.testing.assert_allclose(blocks.high[0], streamed.high, atol=0.02)
    assert blocks.spacing[0] > 4.0


@pytest.mark.parametrize(
    ("field", "value"), [("at", 2**50), ("size", -5), ("size", 2**30), ("count", 2**30), ("level", 99)]
)
def test_a_hierarchy_that_lies_is_not_believed(tmp_path: Path, field: str, value: int) -> None:
    source = shared("pointcloud", "laspy", "simple_with_page.copc.laz")
    entries = CopcFile(source).entries
    content = bytearray(source.read_bytes())
    first = entries[:1].copy()
    at = content.index(first.tobytes())
    first[field] = value
    content[at : at + len(first.tobytes())] = first.tobytes()
    path = tmp_path / "坏.copc.laz"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=r"坏\.copc\.laz"):
        CopcFile(path)
