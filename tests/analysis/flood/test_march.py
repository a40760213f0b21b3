"""The march in time, with a bucket for a scheme: moments, spans, restart, and what stops a run."""

import itertools
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from analysis.flood.account import Account
from analysis.flood.domain import Domain
from analysis.flood.frame import Frame
from analysis.flood.run import march
from analysis.flood.scheme import TILE, Validity
from scene.errors import Cancelled, WeiyangError
from scene.feedback import SilentFeedback
from scene.geometry.surface_raster import Grid
from scene.messages import BilingualText


class Bucket:
    """Water that stands still; its longest step shrinks with its depth."""

    id, title, valid_for = "bucket", BilingualText.same("bucket"), BilingualText.same("nothing")

    def __init__(self, depth: float = 1.0, shape: tuple[int, int] = (70, 130)) -> None:
        self.domain = Domain(Grid(0.0, 0.0, 2.0, *shape), np.zeros(shape), np.full(shape, 0.03))
        self.ground = self.domain.ground.copy()
        self.depth = np.full(shape, depth, np.float32)
        self.carry = np.zeros(shape, np.float32)
        self.wet = np.full((-(-shape[0] // TILE), -(-shape[1] // TILE)), depth > 0.0, np.uint8)
        self.steps: list[float] = []

    def longest_step(self) -> float:
        deepest = float(self.depth.max())
        return 1.4 / math.sqrt(9.81 * deepest) if deepest > 0.0 else math.inf

    def step(self, seconds: float) -> None:
        self.steps.append(seconds)

    def woken(self, tiles: np.ndarray) -> None:
        self.wet |= tiles

    def set_ground(self, cells: np.ndarray, levels: np.ndarray) -> None: ...

    def velocity(self, east: np.ndarray, north: np.ndarray) -> None: ...

    def validity(self) -> Validity:
        return Validity(0.0, 0.0)

    def state(self) -> Mapping[str, Any]:
        return {"depth": self.depth, "carry": self.carry, "wet": self.wet}

    def restore(self, state: Mapping[str, Any]) -> None:
        for name, values in state.items():
            getattr(self, name)[...] = values


class Rain:
    """The same everywhere; its strength doubles at some moments."""

    def __init__(self, interval: float = 0.0, rate: float = 1e-4, changes: tuple[float, ...] = ()) -> None:
        self.key, self.interval, self.rate, self.changes = f"rain{interval}", interval, rate, changes
        self.spans: list[tuple[float, float]] = []
        self.calls = 0

    def next_change(self, time: float) -> float:
        return min((change for change in self.changes if change > time), default=math.inf)

    def apply(self, scheme: Bucket, time: float, seconds: float, account: Account) -> None:
        self.spans.append((time, seconds))
        self.calls += 1
        rate = self.rate * 2.0 ** sum(change <= time for change in self.changes)
        before = scheme.depth.astype(np.float64).sum()
        scheme.depth += np.float32(rate * seconds)
        account.rain += (scheme.depth.astype(np.float64).sum() - before) * scheme.domain.cell_area
        scheme.woken(np.ones_like(scheme.wet))

    def state(self) -> Mapping[str, Any]:
        return {"calls": np.array(self.calls)}

    def restore(self, state: Mapping[str, Any]) -> None:
        self.calls = int(state["calls"])


class Watcher:
    def __init__(self, interval: float) -> None:
        self.interval = interval
        self.looks: list[tuple[float, float]] = []

    def observe(self, frame: Frame) -> None:
        assert frame.account.closure < 1e-9
        self.looks.append((frame.time, float(frame.depth.max())))

    def state(self) -> dict[str, object]:
        return {"looks": list(self.looks)}

    def restore(self, state: dict[str, object]) -> None:
        self.looks = list(state["looks"])


class Shelf:
    """Checkpoints in memory, copied as a file would."""

    def __init__(self, interval: float) -> None:
        self.interval = interval
        self.kept: list[tuple[float, dict[str, Any]]] = []

    def keep(self, time: float, parts: dict[str, Any]) -> None:
        copied = {
            name: {
                key: value.copy() if isinstance(value, np.ndarray) else value for key, value in part.items()
            }
            for name, part in parts.items()
        }
        self.kept.append((time, copied))

    def last(self) -> Any:
        return self.kept[-1] if self.kept else None


def test_looks_calls_and_jumps_are_met_on_the_moment() -> None:
    bucket, light, heavy, watcher = Bucket(), Rain(5.0), Rain(0.0, 1e-5, (7.3,)), Watcher(4.0)
    account = march(bucket, [light, heavy], [watcher], end=22.0, feedback=SilentFeedback())
    assert [look for look, _ in watcher.looks] == [0.0, 4.0, 8.0, 12.0, 16.0, 20.0, 22.0]
    assert [time + seconds for time, seconds in light.spans] == pytest.approx([5.0, 10.0, 15.0, 20.0, 22.0])
    assert 7.3 in [time for time, _ in heavy.spans]
    for spans in (light.spans, heavy.spans):
        assert spans[0][0] == 0.0
        for (time, seconds), (following, _) in itertools.pairwise(spans):
            assert time + seconds == pytest.approx(following)
    assert len(heavy.spans) == len(bucket.steps)
    assert sum(bucket.steps) == pytest.approx(22.0)
    assert max(bucket.steps) <= 1.4 / math.sqrt(9.81)
    assert min(bucket.steps) > 0.1, "no crumbs before a stop"
    assert account.closure < 1e-9
    assert account.stored == pytest.approx(
        70 * 130 * 4.0 * (1.0 + 22.0e-4 + 7.3e-5 + 29.4e-5 - 0e-5), rel=1e-5
    )


def test_a_dry_domain_is_not_stepped_over() -> None:
    bucket, rain = Bucket(0.0), Rain(0.0)
    march(bucket, [rain], [], end=100.0, feedback=SilentFeedback())
    assert max(bucket.steps) <= 2.0, "the first rain would be poured at once"


def test_nothing_at_all_is_one_account() -> None:
    account = march(Bucket(0.0), [], [], end=1e6, feedback=SilentFeedback())
    assert account.stored == 0.0
    assert account.closure == 0.0


@pytest.mark.parametrize("interval", [3.0, 11.7])
def test_where_checkpoints_lie_changes_no_figure(interval: float) -> None:
    def run(shelf: Shelf | None, *, end: float = 30.0, broken_off: float | None = None) -> tuple[Any, ...]:
        bucket, rains, watcher = Bucket(), [Rain(4.0), Rain(0.0, 2e-5, (7.3,))], Watcher(6.0)
        march(bucket, rains, [watcher], end=end, feedback=SilentFeedback(), keeper=shelf)
        return bucket.depth, watcher.looks, [rain.calls for rain in rains]

    whole = run(None)
    shelf = Shelf(interval)
    kept = run(shelf)
    assert len(shelf.kept) > 1
    shelf.kept = shelf.kept[:1]
    resumed = run(shelf)
    for other in (kept, resumed):
        assert np.array_equal(whole[0], other[0])
        assert whole[1:] == other[1:]


def test_cancel_is_asked_for() -> None:
    feedback = SilentFeedback()
    feedback.cancel()
    with pytest.raises(Cancelled):
        march(Bucket(), [], [], end=1e9, feedback=feedback)


def test_progress_follows_the_simulated_time() -> None:
    feedback = SilentFeedback()
    march(Bucket(), [], [], end=50.0, feedback=feedback)
    assert feedback.fractions == sorted(feedback.fractions)
    assert feedback.fractions[-1] == 1.0


@pytest.mark.parametrize("depth", [math.nan, 1e15])
def test_a_stuck_run_is_a_sentence_with_a_place(depth: float) -> None:
    bucket = Bucket()
    bucket.depth[3, 100] = depth
    with pytest.raises(WeiyangError, match=r"x 201\.0, y -7\.0") as caught:
        march(bucket, [], [], end=10.0, feedback=SilentFeedback())
    assert caught.value.hint is not None


def test_water_that_turns_to_nan_on_the_way_stops_the_run() -> None:
    class Poison(Rain):
        def apply(self, scheme: Bucket, time: float, seconds: float, account: Account) -> None:
            scheme.depth[:] = math.nan if time > 5.0 else 1.0

    bucket = Bucket()
    bucket.longest_step = lambda: 0.5  # type: ignore[method-assign]
    with pytest.raises(WeiyangError, match="no number"):
        march(bucket, [Poison()], [], end=1e9, feedback=SilentFeedback())
    assert len(bucket.steps) < 600
