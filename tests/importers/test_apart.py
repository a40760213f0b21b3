"""Reading in a process of its own: the same values come back, and no trouble there is trouble here."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from importers.apart import reader
from importers.apart.reader import Reader, ReaderFault
from importers.base import ImporterSpec, ImportParams, ImportResult, ImportTarget
from scene.errors import AnswerNeeded, Cancelled, UnreadableFile
from scene.feedback import SilentFeedback
from scene.frame import YANGZHOU_FRAME
from scene.graph import SceneGraph
from scene.messages import BilingualText
from scene.node import Node, Role
from scene.payloads import Raster
from tests.importers.troubled import lines

SPEC = ImporterSpec(
    "test.troubled", BilingualText("", "Troubled"), "lines", ("*.word",), "tests.importers.troubled:Troubled",
    native=True,
)  # fmt: skip


@pytest.fixture
def apart() -> Iterator[Reader]:
    made = Reader()
    yield made
    made.close()


def said(folder: Path, words: str) -> Path:
    path = folder / "规划.word"
    path.write_text(words, encoding="utf-8")
    return path


def read(apart: Reader, path: Path, feedback: SilentFeedback | None = None) -> ImportResult:
    return apart.read(SPEC, path, ImportParams(), ImportTarget(YANGZHOU_FRAME), feedback or SilentFeedback())


@pytest.mark.parametrize("count", [3, 200_000])
def test_values_come_back_as_they_were_read(apart: Reader, tmp_path: Path, count: int) -> None:
    feedback = SilentFeedback()
    result = read(apart, said(tmp_path, f"read {count}"), feedback)
    payload, wanted = result.nodes[0].payload, lines(count).payload
    assert payload.ids == wanted.ids
    np.testing.assert_array_equal(payload.vertices, wanted.vertices)
    np.testing.assert_array_equal(payload.columns["name_zh"], wanted.columns["name_zh"])
    assert not payload.vertices.flags.writeable
    assert {"a": [1, "二"]} == dict(result.nodes[0].attributes)
    assert YANGZHOU_FRAME == result.frame
    assert (f"{count} seen.", count) == (str(result.issues[0].message), len(result.issues[0].marks))
    assert ["Mind the step."] == [str(warning) for warning in feedback.warnings]
    assert 0.25 == feedback.fractions[0]
    assert [] == list(Path(apart._folder).iterdir())


def test_one_process_serves_many_requests(apart: Reader, tmp_path: Path) -> None:
    path = said(tmp_path, "read 3")
    read(apart, path)
    first, started = apart.process, time.monotonic()
    assert 3 == apart.inspect(SPEC, path, ImportParams()).count
    read(apart, path)
    assert first == apart.process
    assert time.monotonic() - started < 0.5


@pytest.mark.parametrize("word", ["crash", "litter"])
def test_a_crash_is_a_sentence_and_the_next_file_opens(
    apart: Reader, tmp_path: Path, word: str, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = ""
    with pytest.raises(UnreadableFile, match=r"The reader stopped on 规划\.word") as problem:
        read(apart, said(tmp_path, word))
    folder = apart._folder
    assert problem.value.hint is not None
    assert 1 == len(read(apart, said(tmp_path, "read 3")).nodes)
    assert not Path(folder).exists()
    assert ("", "") == tuple(capfd.readouterr())


def test_a_standstill_is_ended(apart: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "SILENCE", 0.5)
    with pytest.raises(UnreadableFile, match="standstill"):
        read(apart, said(tmp_path, "hang"))
    assert apart.process is None


def test_slow_work_that_shows_signs_of_life_is_not(
    apart: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "SILENCE", 1.0)
    feedback = CancelledAfter(2.0)
    with pytest.raises(Cancelled):
        read(apart, said(tmp_path, "patient"), feedback)
    assert apart.process is not None


class CancelledAfter(SilentFeedback):
    """Loses patience, and knows when."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.at = time.monotonic() + seconds

    def check(self) -> None:
        if time.monotonic() >= self.at:
            raise Cancelled


@pytest.mark.parametrize("word", ["patient", "hang"])
def test_cancel_ends_within_a_fifth_of_a_second(apart: Reader, tmp_path: Path, word: str) -> None:
    read(apart, said(tmp_path, "read 3"))
    feedback = CancelledAfter(0.4)
    with pytest.raises(Cancelled):
        read(apart, said(tmp_path, word), feedback)
    assert time.monotonic() - feedback.at < 0.4
    assert (word == "patient") == (apart.process is not None)
    assert 1 == len(read(apart, said(tmp_path, "read 3")).nodes)


def test_a_reader_that_takes_too_much_memory_is_ended(
    apart: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_MEMORY", 300 << 20)
    monkeypatch.setattr(reader, "_MEMORY_SHARE", 0.0)
    with pytest.raises(UnreadableFile, match="more memory"):
        read(apart, said(tmp_path, "greedy 4"))
    assert apart.process is None


def test_errors_keep_their_kind_and_bugs_are_no_sentence(apart: Reader, tmp_path: Path) -> None:
    with pytest.raises(AnswerNeeded, match=r"Which\? Say it\.") as question:
        read(apart, said(tmp_path, "ask"))
    assert "crs" == question.value.parameter
    with pytest.raises(ReaderFault, match="ZeroDivisionError"):
        read(apart, said(tmp_path, "fault"))
    assert apart.process is not None


def test_the_terrain_goes_along_and_only_once(apart: Reader, tmp_path: Path) -> None:
    raster = Raster(np.arange(250_000, dtype=np.float32).reshape(500, 500), 2.0, 0.0, 0.0)
    scene = SceneGraph(YANGZHOU_FRAME)
    scene.insert(Node(BilingualText.same("地"), Role.TERRAIN, raster))
    scene.insert(lines(3))
    path = said(tmp_path, "ground")
    for _ in range(2):
        target = ImportTarget(YANGZHOU_FRAME, scene.snapshot())
        nodes = apart.read(SPEC, path, ImportParams(), target, SilentFeedback()).nodes
        assert ["地"] == [node.name.zh for node in nodes]
        np.testing.assert_array_equal(nodes[0].payload.values, raster.values)
    assert apart._new_ground(target) is None


def test_a_killed_parent_leaves_neither_process_nor_files(tmp_path: Path) -> None:
    words = said(tmp_path, "patient")
    code = (
        "import os, signal, sys, threading\n"
        "from pathlib import Path\n"
        "from tests.importers.test_apart import read, Reader\n"
        "apart = Reader()\n"
        "def die():\n"
        "    print(apart.process, apart._folder, flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "threading.Timer(1.5, die).start()\n"
        "read(apart, Path(sys.argv[1]))\n"
    )
    root = Path(__file__).parents[2]
    ended = subprocess.run(
        [sys.executable, "-c", code, str(words)], cwd=root, capture_output=True, text=True, check=False
    )
    process, folder = ended.stdout.split()
    until = time.monotonic() + 10.0
    while time.monotonic() < until and (Path(folder).exists() or alive(int(process))):
        time.sleep(0.05)
    assert not Path(folder).exists()
    assert not alive(int(process))


def alive(process: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{process}/stat").read_text("ascii")
    except OSError:
        return False
