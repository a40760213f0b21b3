"""Another pump or wall: a run goes on from the last common moment, with the figures of one from the start."""

from pathlib import Path

import numpy as np
import pytest

from analysis.base import AnalysisInputs, AnalysisResult
from analysis.common.verdict import Outcome
from analysis.flood import folders, history, plugin, running
from analysis.flood.params import FloodParams
from analysis.flood.plugin import FloodAnalysis
from analysis.flood.run import march
from scene.errors import Cancelled
from scene.feedback import SilentFeedback
from scene.payloads import Raster
from tests.contracts.cities.flood import EAST, NORTH, PARAMETERS, city

WALL = ((EAST - 60.0, NORTH - 40.0), (EAST - 60.0, NORTH + 40.0))
ASKED = {**PARAMETERS, "barrier": (), "preview": False}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "root", lambda: tmp_path / "floods")
    monkeypatch.setattr(history, "_PASTS", [])


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Collect the moments at which runs begin or go on."""
    found: list[float] = []

    def marched(scheme, forcing, observers, *, end, feedback, keeper=None):
        kept = keeper.last() if keeper is not None else None
        found.append(0.0 if kept is None else kept[0])
        return march(scheme, forcing, observers, end=end, feedback=feedback, keeper=keeper)

    monkeypatch.setattr(running, "march", marched)
    return found


def run(feedback: SilentFeedback | None = None, **params: object) -> AnalysisResult:
    asked = FloodParams.model_validate({**ASKED, **params})
    return FloodAnalysis().run(AnalysisInputs(city()), asked, feedback or SilentFeedback())


def same(one: AnalysisResult, other: AnalysisResult) -> bool:
    assert repr(one.tables) == repr(other.tables)
    assert one.course is not None
    assert other.course is not None
    assert one.course.times.tolist() == other.course.times.tolist()
    for moment in range(len(one.course.times)):
        here, there = (found.course.raster("water_depth", moment).values for found in (one, other))
        assert np.array_equal(here, there, equal_nan=True)
    for mine, others in zip(one.nodes, other.nodes, strict=True):
        if isinstance(mine.payload, Raster):
            assert np.array_equal(mine.payload.values, others.payload.values, equal_nan=True)
    return True


def fresh(monkeypatch: pytest.MonkeyPatch, **params: object) -> AnalysisResult:
    with monkeypatch.context() as patch:
        patch.setattr(history, "_PASTS", [])
        return run(**params)


def test_a_pump_that_is_switched_off_changes_nothing_before_it_ran(begun, monkeypatch) -> None:
    expected = fresh(monkeypatch, pumps=False)
    with_pump = run()
    without = run(pumps=False)

    assert begun[:2] == [0.0, 0.0]
    assert begun[2] > 60.0
    assert same(without, expected)
    assert repr(with_pump.tables) != repr(without.tables)


def test_a_pump_that_is_switched_on_changes_nothing_before_it_would_have_run(begun, monkeypatch) -> None:
    expected = fresh(monkeypatch)
    without = run(pumps=False)
    assert without.course is not None

    assert same(run(), expected)
    assert begun[2] > 60.0


def test_a_wall_that_is_put_up_later_changes_nothing_before(begun, monkeypatch) -> None:
    later = {"barrier": WALL, "barrier_from": 14.0}
    expected = fresh(monkeypatch, **later)
    plain = run()
    walled = run(**later)

    assert 600.0 < begun[2] <= 14.0 * 60.0
    assert same(walled, expected)
    assert repr(plain.charts) != repr(walled.charts)
    assert same(run(), plain)  # the same as one that is known: nothing is computed again
    assert begun[3] == 60.0 * 25.0


def test_a_wall_from_the_start_is_another_run(begun) -> None:
    kept = run()
    run(barrier=WALL)

    assert begun == [0.0, 0.0]
    assert kept.course is not None


class CancelLate(SilentFeedback):
    """Asks to stop when so much is done."""

    def progress(self, fraction, message=None) -> None:
        super().progress(fraction, message)
        if fraction > 0.7:
            self.cancel()


def test_a_killed_run_goes_on_from_its_last_checkpoint(begun, monkeypatch) -> None:
    expected = fresh(monkeypatch)
    with monkeypatch.context() as patch:  # as a killed process leaves it: nothing is tidied up
        patch.setattr(folders.RunFolder, "leave", lambda folder: None)
        with pytest.raises(Cancelled):
            run(CancelLate())
    monkeypatch.setattr(history, "_PASTS", [])
    monkeypatch.setattr(folders, "LIFELESS", -1.0)

    assert same(run(), expected)
    assert begun[-1] > 300.0


def test_a_cancelled_run_goes_on_when_the_same_is_asked_for_again(begun, monkeypatch, tmp_path) -> None:
    expected = fresh(monkeypatch)
    with pytest.raises(Cancelled):
        run(CancelLate())
    with pytest.raises(Cancelled):
        run(CancelLate(), cell=12.0)  # of those that were cancelled the latest is kept
    with pytest.raises(Cancelled):
        run(CancelLate())

    again = run()
    assert begun[1:4] == [0.0, 0.0, 0.0]
    assert begun[4] > 300.0
    assert same(again, expected)
    del expected, again
    assert not list((tmp_path / "floods").iterdir())


class Watching(SilentFeedback):
    """Keeps what is shown before the end, and how far the run had come."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[AnalysisResult, float]] = []

    def preview(self, result) -> None:
        self.seen.append((result, float(result.course.times[-1])))


def test_as_long_as_it_rains_the_first_answer_says_more_than_the_run_so_far(monkeypatch) -> None:
    monkeypatch.setattr(running, "SHOWN_EVERY", 0.0)
    monkeypatch.setattr(running, "SHOWN_SHARE", 0.0)
    monkeypatch.setattr(plugin, "FIRST_CELLS", 500)
    watching = Watching()
    whole = run(watching, preview=True)
    (first, _), *others = watching.seen
    rain_end = 60.0 * FloodParams.model_validate(ASKED).rain_minutes
    early = [moment for one, moment in others if one.tables is first.tables]
    late = [one for one, _ in others if one.tables is not first.tables]

    assert early
    assert late
    assert max(early) < rain_end
    assert all(one.course is not first.course and one.interim for one, _ in others)
    assert all(verdict.outcome is Outcome.FAIL for one in late for verdict in one.verdicts)
    assert not whole.interim


def test_moments_are_removed_when_nobody_reads_them(tmp_path) -> None:
    result = run()
    assert len(list((tmp_path / "floods").iterdir())) == 1
    del result
    assert not list((tmp_path / "floods").iterdir())
