"""A run that is stopped and goes on from its checkpoint has the same tables, layers and moments."""

from pathlib import Path

import numpy as np
import pytest

from analysis.flood.impacts.facts import RecordSettings
from analysis.flood.impacts.findings import findings
from analysis.flood.impacts.recorders import Recorders
from analysis.flood.inertial.local_inertial import LocalInertial
from analysis.flood.run import march
from analysis.flood.scheme import Validity
from scene.feedback import SilentFeedback
from scene.payloads import Raster
from tests.analysis.flood.test_findings import FACTS, street

END = 200.0


class Kept:
    """A keeper in memory."""

    interval = 40.0

    def __init__(self) -> None:
        self.kept: tuple[float, dict[str, dict[str, object]]] | None = None

    def keep(self, time: float, parts: dict[str, dict[str, object]]) -> None:
        copied = {
            name: {
                key: np.array(value) if isinstance(value, np.ndarray) else value
                for key, value in part.items()
            }
            for name, part in parts.items()
        }
        self.kept = (time, copied)

    def last(self) -> tuple[float, dict[str, dict[str, object]]] | None:
        return self.kept


def started(path: Path) -> tuple[LocalInertial, Recorders]:
    domain, affected = street()
    depth = np.zeros(domain.shape, np.float32)
    depth[:, :60] = 0.8  # a block of water in the west that runs out over the street
    recorders = Recorders.over(
        domain, affected, RecordSettings(look=5.0, moment=20.0), series=path, feedback=SilentFeedback()
    )
    return LocalInertial(domain, depth, threads=2), recorders


@pytest.mark.parametrize("stop", [97.0, 130.0])
def test_a_run_that_is_stopped_and_goes_on_finds_the_same(tmp_path: Path, stop: float) -> None:
    scheme, whole = started(tmp_path / "whole.flood")
    account = march(scheme, [], whole.observers, end=END, feedback=SilentFeedback(), keeper=Kept())
    expected = findings(whole, account, Validity(0.0, 0.0), FACTS)

    keeper = Kept()
    scheme, first = started(tmp_path / "stopped.flood")
    march(scheme, [], first.observers, end=stop, feedback=SilentFeedback(), keeper=keeper)
    assert first.recording is not None
    first.recording.file.close()  # what was looked at after the checkpoint is lost, but for the file
    assert keeper.kept is not None
    assert keeper.kept[0] < stop
    scheme, second = started(tmp_path / "stopped.flood")
    account = march(scheme, [], second.observers, end=END, feedback=SilentFeedback(), keeper=keeper)
    found = findings(second, account, Validity(0.0, 0.0), FACTS)

    for one, other in zip(expected.tables, found.tables, strict=True):
        assert str(one.rows) == str(other.rows), one.key
    for one, other in zip(expected.nodes, found.nodes, strict=True):
        if isinstance(one.payload, Raster) and isinstance(other.payload, Raster):
            assert np.array_equal(one.payload.values, other.payload.values, equal_nan=True), one.name
    assert expected.course is not None
    assert found.course is not None
    assert expected.course.times.tolist() == found.course.times.tolist()
    for moment in range(len(expected.course.times)):
        for key in ("water_depth", "water_speed"):
            one, other = (course.raster(key, moment).values for course in (expected.course, found.course))
            assert np.array_equal(one, other, equal_nan=True)
