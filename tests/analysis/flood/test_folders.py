"""Folders of runs: a living run keeps its own, a dead one's is taken over, a finished one's is left alone."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.flood import folders
from analysis.flood.folders import RunFolder

RUN = "0123456789abcdef01234567"


@pytest.fixture(autouse=True)
def _own_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "root", lambda: tmp_path)


def left(process: int, machine: str = platform.node()) -> Path:
    """Leave a folder as a run of another process does."""
    folder = folders.root() / f"{RUN}-{process}-0"
    folder.mkdir()
    (folder / "alive").write_text(f"{machine} {process}", "utf-8")
    (folder / "kept").write_text("what was kept", "utf-8")
    return folder


def ended() -> int:
    """Return the number of a process that is no more."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_two_runs_have_two_folders_that_go_with_them() -> None:
    one, other = RunFolder(RUN), RunFolder(RUN)

    assert one.path != other.path
    one.remove()
    assert not one.path.exists()
    assert other.path.is_dir()


@pytest.mark.skipif(os.name != "posix", reason="elsewhere only silence tells")
def test_the_folder_of_a_killed_run_is_taken_over_at_once() -> None:
    old = left(ended())

    assert (RunFolder(RUN).path / "kept").read_text("utf-8") == "what was kept"
    assert not old.exists()


def test_a_run_that_lives_keeps_its_folder() -> None:
    here, elsewhere = left(os.getpid()), left(1, "another machine")

    assert not (RunFolder(RUN).path / "kept").exists()
    assert here.is_dir()
    assert elsewhere.is_dir()


def test_a_finished_run_and_another_run_are_left_alone() -> None:
    done = left(ended())
    (done / "done").touch()

    assert not (RunFolder(RUN).path / "kept").exists()
    assert not (RunFolder("f" * 24).path / "kept").exists()


def test_long_silence_is_death_and_what_nobody_wants_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    old = left(os.getpid())
    long_ago = (old / "alive").stat().st_mtime - folders.LIFELESS - 1.0
    os.utime(old / "alive", (long_ago, long_ago))
    assert (RunFolder(RUN).path / "kept").exists()

    forgotten = left(os.getpid() + 1)
    monkeypatch.setattr(folders, "FORGOTTEN", -1.0)
    RunFolder("f" * 24)
    assert not forgotten.exists()
