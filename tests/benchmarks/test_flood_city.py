"""A storm over the built-in city: laid into cells, its first answer, how much faster than real time."""

from collections.abc import Iterator
from os import cpu_count
from pathlib import Path
from time import perf_counter, process_time

import pytest

from analysis.base import AnalysisInputs, AnalysisResult
from analysis.flood import folders
from analysis.flood.driving import driving_of
from analysis.flood.frame import Observer
from analysis.flood.impacts.facts import RecordSettings
from analysis.flood.impacts.recorders import Recorders
from analysis.flood.params import FloodParams
from analysis.flood.plugin import FloodAnalysis
from analysis.flood.run import march
from analysis.flood.running import EXCHANGE, LOOK, affected_by, scheme_of
from analysis.flood.setting import land, obstacles
from analysis.flood.setting.setting import setting_of
from app.projects import open_built_in
from scene.errors import Cancelled
from scene.feedback import SilentFeedback
from scene.graph import Snapshot
from tests.benchmarks.ratio import report

#: 10 km² over the old city and the lake, in metres of the frame.
AREA = ((445_000.0, 3_585_300.0), (448_200.0, 3_588_425.0))
#: Seconds of the storm over which speed is measured: all of the city is wet by then.
MEASURED = 240.0


@pytest.fixture(scope="module")
def city() -> Snapshot:
    return open_built_in(SilentFeedback()).scene.snapshot()


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(folders, "root", lambda: tmp_path / "floods")
        yield


def test_ten_square_kilometres_are_laid_into_cells_of_two_metres(city: Snapshot) -> None:
    inputs, params, quiet = AnalysisInputs(city), FloodParams(area=AREA, cell=2.0), SilentFeedback()
    setting_of(inputs, params, quiet.check)  # compiled
    for kept in (land._KEPT, obstacles._HOUSES, obstacles._STONE):
        kept._kept.clear()
    start = perf_counter()
    setting = setting_of(inputs, params, quiet.check)
    first = perf_counter() - start
    start = perf_counter()
    setting_of(inputs, params.model_copy(update={"barrier": AREA, "barrier_from": 5.0}), quiet.check)
    again = perf_counter() - start

    told = f"{setting.domain.ground.size / 1e6:.2f} M cells in {first:.2f} s, with another wall {again:.2f} s"
    report("laying 10 km² into cells of 2 m / 10 s", first / 10.0, 1.0, at_least=False, detail=told)


class UntilFirst(SilentFeedback):
    """Stops when the first answer is there."""

    def preview(self, result: object) -> None:
        assert isinstance(result, AnalysisResult)
        assert result.interim
        self.cancel()


def test_a_first_answer_of_a_two_hour_storm_on_two_kilometres(city: Snapshot) -> None:
    asked = FloodParams(radius=1000.0, cell=2.0, rain_minutes=120.0, after_minutes=0.0)
    taken = []
    for _ in range(3):
        start, spent = perf_counter(), process_time()
        with pytest.raises(Cancelled):
            FloodAnalysis().run(AnalysisInputs(city), asked, UntilFirst())
        taken.append((perf_counter() - start, process_time() - spent))

    wall, processor = min(taken)
    told = f"{wall:.2f} s, of processors {processor:.2f} s"
    report("first answer, 2 h on 2 km / 3 s", wall / 3.0, 1.0, at_least=False, detail=told)


def test_ten_square_kilometres_in_two_metres_run_faster_than_real_time(city: Snapshot) -> None:
    inputs, params, quiet = AnalysisInputs(city), FloodParams(area=AREA, cell=2.0), SilentFeedback()
    setting = setting_of(inputs, params, quiet.check)
    scheme = scheme_of(params, setting.domain, setting.depth, 0)
    driving = driving_of(setting, params, inputs, EXCHANGE)

    def recorded() -> tuple[Observer, ...]:
        return Recorders.over(
            setting.domain, affected_by(inputs, params), RecordSettings(look=LOOK, moment=300.0),
            standing=setting.depth, feedback=quiet,
        ).observers  # fmt: skip

    march(scheme, driving.forcing, recorded(), end=20.0, feedback=quiet)  # compiled, and wet
    observers = recorded()
    start, spent = perf_counter(), process_time()
    account = march(scheme, driving.forcing, observers, end=20.0 + MEASURED, feedback=quiet, start=20.0)
    wall, processor = perf_counter() - start, process_time() - spent

    told = f"{MEASURED:.0f} s in {wall:.1f} s, of {cpu_count()} processors {processor:.1f} s"
    report("simulated / wall time, 10 km², 2 m", MEASURED / wall, 20.0, at_least=True, detail=told)
    assert account.closure <= 1e-6
