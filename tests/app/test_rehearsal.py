"""Kernels are compiled once, beside what is opened, in a process that a cancel ends."""

import time
from pathlib import Path

import pytest

from app import rehearsal
from scene.errors import Cancelled
from scene.feedback import SilentFeedback


class Stopping(SilentFeedback):
    def check(self) -> None:
        raise Cancelled


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "kernels"))
    return tmp_path / "kernels"


def another(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str) -> None:
    """Have another program started in place of this one."""
    path = tmp_path / "main.py"
    path.write_text(text)
    monkeypatch.setattr(rehearsal, "MAIN", path)


def test_the_other_process_is_waited_for(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    another(monkeypatch, tmp_path, "import sys, time\ntime.sleep(0.3)\nopen('done', 'w').write(sys.argv[1])")
    monkeypatch.chdir(tmp_path)

    with rehearsal.beside(SilentFeedback()):
        assert not (tmp_path / "done").exists()

    assert "prepare" == (tmp_path / "done").read_text()


def test_a_cancel_ends_it(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    another(monkeypatch, tmp_path, "import time\ntime.sleep(60)")
    began = time.monotonic()

    with pytest.raises(Cancelled), rehearsal.beside(Stopping()):
        pass

    assert time.monotonic() - began < 10.0


def test_it_is_done_once(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scene.geometry.rehearsal.rehearse", lambda: None)
    rehearsal.prepare()

    assert rehearsal._start() is None
