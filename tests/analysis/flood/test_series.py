"""Moments go to the disk and come back: round trip, kill, restart, a full disk."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.flood.domain import Domain
from analysis.flood.frame import Frame
from analysis.flood.record.recording import Recording
from analysis.flood.record.series import Series
from analysis.flood.record.store import SeriesFile
from scene.errors import InvalidRequest, UnreadableFile
from tests.analysis.flood.waters import flat, frame


def frames_of(domain: Domain, seed: int, count: int) -> list[Frame]:
    random = np.random.default_rng(seed)
    made = []
    for k in range(count):
        depth = np.maximum(random.normal(0.0, 1.5, domain.shape), 0.0)
        depth[:64, :64] *= k % 2  # a tile that falls dry
        made.append(frame(domain, 60.0 * k, depth, *random.normal(0.0, 2.0, (2, *domain.shape))))
    return made


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000), rows=st.integers(1, 140), cols=st.integers(1, 140))
def test_what_is_kept_comes_back_to_the_step(
    tmp_path_factory: pytest.TempPathFactory, seed: int, rows: int, cols: int
) -> None:
    domain = flat(rows, cols, level=4.0)
    frames = frames_of(domain, seed, 3)
    recording = Recording(tmp_path_factory.mktemp("series") / "run.flood", domain)
    for now in frames:
        recording.observe(now)
    series = recording.series
    assert series.times.tolist() == [0.0, 60.0, 120.0]
    cells = np.random.default_rng(seed).integers(0, rows * cols, 7)
    histories = series.histories(cells)
    for number, now in enumerate(frames):
        depth = series.raster("water_depth", number).values
        kept = now.depth >= 0.0005
        assert np.array_equal(np.isfinite(depth), kept)
        assert np.allclose(depth[kept], now.depth[kept], atol=0.00051)
        speed = series.raster("water_speed", number).values
        for key, values in (("water_east", now.east), ("water_north", now.north)):
            assert np.allclose(series.raster(key, number).values[kept], values[kept], atol=0.0051)
        assert np.allclose(speed[kept], np.hypot(now.east, now.north)[kept], atol=0.0075)
        level = series.raster("water_level", number).values
        assert np.allclose(level[kept], 4.0 + now.depth[kept], atol=0.00051)
        assert np.allclose(histories.depth[number], np.nan_to_num(depth.reshape(-1)[cells]))
        assert np.allclose(histories.speed[number], np.nan_to_num(speed.reshape(-1)[cells]), atol=1e-5)
        assert np.allclose(histories.level[number], level.reshape(-1)[cells], equal_nan=True, atol=1e-5)
    recording.file.close()


def test_deep_and_fast_water_saturates_and_does_not_wrap(tmp_path: Path) -> None:
    domain = flat(3, 3)
    recording = Recording(tmp_path / "a.flood", domain)
    recording.observe(frame(domain, 0.0, 100.0, -500.0, 500.0))
    assert recording.series.raster("water_depth", 0).values.max() == pytest.approx(65.535)
    assert recording.series.raster("water_east", 0).values.min() == pytest.approx(-327.67, abs=1e-3)


def test_dry_tiles_cost_nothing(tmp_path: Path) -> None:
    domain = flat(640, 640)
    depth = np.zeros(domain.shape, np.float32)
    recording = Recording(tmp_path / "a.flood", domain)
    recording.observe(frame(domain, 0.0, depth))
    depth[5, 5] = 1.0
    recording.observe(frame(domain, 60.0, depth))
    assert recording.file.moment("depth", 0) == []
    assert [tile for tile, _ in recording.file.moment("depth", 1)] == [0]
    assert recording.file.moment("flow", 1) == []  # it stands still
    assert np.nansum(recording.series.raster("water_depth", 1).values) == pytest.approx(1.0)


def test_a_restart_cuts_back_to_the_checkpoint(tmp_path: Path) -> None:
    domain = flat(70, 70)
    frames = frames_of(domain, 3, 6)
    first = Recording(tmp_path / "a.flood", domain)
    for now in frames[:2]:
        first.observe(now)
    kept = {key: np.array(value) for key, value in first.state().items()}
    for now in frames[2:4]:  # after the checkpoint, then killed
        first.observe(now)
    first.file.close()
    second = Recording(tmp_path / "a.flood", domain)
    second.restore(kept)
    assert second.series.times.tolist() == [0.0, 60.0]
    for now in frames[2:]:
        second.observe(now)
    assert second.series.times.tolist() == [60.0 * k for k in range(6)]
    for number, now in enumerate(frames):
        assert np.allclose(
            np.nan_to_num(second.series.raster("water_depth", number).values), now.depth, atol=0.00051
        )


def test_without_a_checkpoint_the_file_is_begun_anew(tmp_path: Path) -> None:
    domain = flat(10, 10)
    for _ in range(2):
        recording = Recording(tmp_path / "a.flood", domain)
        recording.observe(frame(domain, 0.0, 1.0))
        assert len(recording.series.times) == 1
        recording.file.close()
    other = flat(12, 10)  # another domain: what is there does not fit
    recording = Recording(tmp_path / "a.flood", other)
    recording.observe(frame(other, 0.0, 1.0))
    assert recording.series.raster("water_depth", 0).shape == (12, 10)


def test_a_full_disk_gets_a_sentence_and_loses_nothing(tmp_path: Path) -> None:
    domain = flat(256, 256)
    frames = frames_of(domain, 1, 5)
    recording = Recording(tmp_path / "a.flood", domain)
    recording.observe(frames[0])
    recording.observe(frames[1])
    pages = recording.file._link.execute("PRAGMA page_count").fetchone()[0]
    recording.file._link.execute(f"PRAGMA max_page_count = {pages + 3}")
    for now in frames[2:]:
        recording.observe(now)
    assert recording.warning is not None
    assert "ends at 1.0 min" in str(recording.warning)
    assert recording.series.times.tolist() == [0.0, 60.0]
    assert np.allclose(
        np.nan_to_num(recording.series.raster("water_depth", 1).values), frames[1].depth, atol=0.00051
    )


def test_a_bed_that_sinks_is_kept_with_its_moment(tmp_path: Path) -> None:
    domain = flat(70, 70, level=5.0)
    breached = np.array(domain.ground)
    breached[3, 3] = 2.0
    recording = Recording(tmp_path / "a.flood", domain)
    recording.observe(frame(domain, 0.0, 1.0))
    recording.observe(frame(Domain(domain.grid, breached, domain.roughness), 60.0, 1.0))
    series = recording.series
    assert series.raster("water_level", 0).values[3, 3] == pytest.approx(6.0)
    assert series.raster("water_level", 1).values[3, 3] == pytest.approx(3.0)
    assert series.histories(np.array([3 * 70 + 3])).level[:, 0].tolist() == [6.0, 3.0]


_KILLED = """
import numpy as np, sys
from pathlib import Path
from analysis.flood.record.recording import Recording
from tests.analysis.flood.waters import flat, frame
domain = flat(200, 200)
recording = Recording(Path(sys.argv[1]), domain)
random = np.random.default_rng(0)
for k in range(10_000):
    depth = np.full(domain.shape, 0.001 * (k + 1)) + random.integers(0, 2, domain.shape) * 10.0
    recording.observe(frame(domain, 60.0 * k, depth, 1.0))
    print(k, flush=True)
"""


def test_a_killed_run_reads_up_to_the_last_whole_moment(tmp_path: Path) -> None:
    path = tmp_path / "a.flood"
    run = subprocess.Popen(
        [sys.executable, "-c", _KILLED, str(path)], stdout=subprocess.PIPE, text=True,
        cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert run.stdout is not None
    for line in run.stdout:
        if int(line) >= 3:
            os.kill(run.pid, signal.SIGKILL)
            break
    run.stdout.close()
    run.wait()
    series = Series(SeriesFile(path))
    count = len(series.times)
    assert count >= 4
    for number in range(count):
        depth = series.raster("water_depth", number).values
        assert np.allclose(depth % 10.0, 0.001 * (number + 1), atol=1e-4)


def test_a_folder_that_cannot_be_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(InvalidRequest, match="cannot be kept"):
        Recording(tmp_path / "file" / "a.flood", flat(4, 4))


def test_a_file_that_is_none_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no record"):
        SeriesFile(tmp_path / "nothing.flood")
    (tmp_path / "text.flood").write_text("hello, this is text " * 100)
    with pytest.raises(UnreadableFile, match="no record"):
        SeriesFile(tmp_path / "text.flood")
