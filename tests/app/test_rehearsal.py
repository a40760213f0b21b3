"""Kernels are compiled once, beside what is opened, in a process that a cancel ends."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.rehearsal import FLOOD, SCORES, SHALLOW
from app import rehearsal
from app.analysing import analyse
from app.preparing_time import STEP, WORK, seconds_left
from scene.errors import Cancelled
from scene.feedback import SilentFeedback
from scene.messages import Message
from tests.contracts.cities import CITIES

START = rehearsal.Other.start  # the other tests do without, see tests/conftest.py
BALLOON = "sightline.balloon"

#: Stands for this program: leaves the marks of some parts, then works on.
PREPARING = """
import os, pathlib, sys, time
open("begun", "a").write(sys.argv[1])
for part in {parts}:
    time.sleep(0.3)
    (pathlib.Path(os.environ["NUMBA_CACHE_DIR"]) / ("rehearsed." + part)).touch()
time.sleep(60)
"""


class Stopping(SilentFeedback):
    def check(self) -> None:
        raise Cancelled


class Listening(SilentFeedback):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def progress(self, fraction: float, message: Message | None = None) -> None:
        if message is not None:
            self.said.append(str(message))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Kernels in a folder of their own, and no other process left at the end."""
    kernels = tmp_path / "kernels"
    kernels.mkdir()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(kernels))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(rehearsal.Other, "start", START)
    other = rehearsal.Other()
    monkeypatch.setattr(rehearsal, "_other", other)
    yield kernels
    other.stop()


def another(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str) -> None:
    """Have another program started in place of this one."""
    path = folder.parent / "main.py"
    path.write_text(text)
    monkeypatch.setattr(rehearsal, "MAIN", path)


def test_the_houses_are_waited_for_and_the_analyses_are_not(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    another(monkeypatch, folder, PREPARING.format(parts=["houses"]))

    with rehearsal.beside(SilentFeedback()):
        assert not rehearsal.is_ready("houses")

    assert rehearsal.is_ready("houses")
    assert not rehearsal.is_ready(BALLOON)
    assert rehearsal._other._is_running()
    assert "prepare" == (folder.parent / "begun").read_text()


def test_a_process_that_ends_early_is_waited_for_no_longer(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    another(monkeypatch, folder, "raise SystemExit(1)")

    with rehearsal.beside(SilentFeedback()):
        pass
    rehearsal.make_ready(BALLOON, SilentFeedback())

    assert not rehearsal.is_ready("houses")


def test_a_cancel_ends_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    another(monkeypatch, folder, PREPARING.format(parts=[]))
    began = time.monotonic()

    with pytest.raises(Cancelled), rehearsal.beside(Stopping()):
        pass

    assert not rehearsal._other._is_running()
    assert time.monotonic() - began < 10.0


def test_an_analysis_that_is_not_compiled_says_so_and_waits(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    another(monkeypatch, folder, PREPARING.format(parts=[BALLOON]))
    first, second = Listening(), Listening()

    rehearsal.make_ready(BALLOON, first)
    rehearsal.make_ready(BALLOON, second)

    assert "Preparing this analysis for this machine, once" in first.said
    assert [] == second.said
    assert (folder / f"wanted.{BALLOON}").exists()


def test_a_cancel_while_an_analysis_waits_is_heard_at_once_and_ends_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Later(SilentFeedback):
        asked = 0.0

        def check(self) -> None:
            if len(self.fractions) == 3:
                self.asked = self.asked or time.monotonic()
                raise Cancelled

    another(monkeypatch, folder, PREPARING.format(parts=[]))
    feedback = Later()

    with pytest.raises(Cancelled):
        analyse(BALLOON, CITIES[BALLOON](), {}, feedback)

    assert time.monotonic() - feedback.asked < 0.2
    assert rehearsal._other._is_running()


def test_two_at_once_start_one_process(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    another(monkeypatch, folder, PREPARING.format(parts=[BALLOON, "corridor.view"]))

    rehearsal.make_ready(BALLOON, SilentFeedback())
    rehearsal.make_ready("corridor.view", SilentFeedback())

    assert "prepare" == (folder.parent / "begun").read_text()


def test_what_is_waited_for_comes_first_and_all_is_done_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    played: list[str] = []
    monkeypatch.setattr("scene.geometry.rehearsal.rehearse", lambda: played.append("houses"))
    monkeypatch.setattr("scene.geometry.ray_rehearsal.rehearse_rays", lambda: played.append("rays"))
    monkeypatch.setattr("analysis.rehearsal.rehearse", played.append)
    monkeypatch.setattr(rehearsal, "_give_way", lambda: None)
    rehearsal._leave("wanted", "corridor.view")

    rehearsal.prepare(SilentFeedback())
    rehearsal.prepare(SilentFeedback())
    rehearsal._other.start()

    assert ["houses", "corridor.view"] == played[:2]
    assert sorted(played) == sorted(["houses", "rays", *SCORES])
    assert not rehearsal._other._is_running()


def test_where_nobody_chose_a_folder_nothing_is_prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    feedback = Listening()

    rehearsal.make_ready(BALLOON, feedback)

    assert [] == feedback.said


def test_how_long_it_takes_is_told_by_how_long_other_parts_took(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert seconds_left(folder, BALLOON) is None  # nothing is known of this machine
    rehearsal._leave("rehearsed", "houses", str(3.0 * WORK["houses"]))
    assert seconds_left(folder, BALLOON) == pytest.approx(3.0 * WORK[BALLOON], abs=STEP)
    rehearsal._leave("begun", "rays")
    both = 3.0 * (WORK["rays"] + WORK[BALLOON])
    assert seconds_left(folder, BALLOON) == pytest.approx(both, abs=STEP)
    another(monkeypatch, folder, PREPARING.format(parts=[BALLOON]))
    feedback = Listening()
    rehearsal.make_ready(BALLOON, feedback)
    assert feedback.said[0].startswith("Preparing this analysis for this machine, once: about ")


def test_of_the_flood_only_what_is_asked_for_is_waited_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rehearsal._leave("rehearsed", FLOOD)
    another(monkeypatch, folder, PREPARING.format(parts=[SHALLOW]))
    quick, full = Listening(), Listening()
    rehearsal.make_ready(FLOOD, quick, {"scheme": "inertial"})
    rehearsal.make_ready(FLOOD, full, {"scheme": "shallow"})
    assert quick.said == []
    assert full.said


def test_every_part_has_its_share_of_the_work() -> None:
    assert set(WORK) == {"houses", "rays", *SCORES}
