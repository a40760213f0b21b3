"""A run that is killed goes on from its last checkpoint to the bit, with rain and soil at work."""

from time import sleep

import numpy as np
import pytest

from analysis.flood.forcing.hydrograph import series
from analysis.flood.forcing.losses import Losses, horton
from analysis.flood.forcing.rain import Rain, Rates
from analysis.flood.inertial.local_inertial import LocalInertial
from analysis.flood.run import march
from scene.errors import Cancelled
from scene.feedback import SilentFeedback
from scene.messages import BilingualText
from tests.analysis.flood.inertial.waters import domain_of, hilly, pond
from tests.analysis.flood.test_march import Shelf, Watcher

STORM = series(BilingualText.same("storm"), [(0.0, 20.0), (60.0, 200.0), (130.0, 0.0)], "mm/h")
END = 150.0


class _Killed(SilentFeedback):
    """Cancels when a shelf holds some checkpoints."""

    def __init__(self, shelf: Shelf, count: int) -> None:
        super().__init__()
        self.shelf, self.count = shelf, count

    def check(self) -> None:
        if len(self.shelf.kept) >= self.count:
            raise Cancelled


class _OftenAsked(LocalInertial):
    """Takes its time over a step, so that a cancel falls between checkpoints, not beyond the end."""

    def step(self, seconds: float) -> None:
        sleep(0.002)
        super().step(seconds)


def _run(
    shelf: Shelf | None, feedback: SilentFeedback
) -> tuple[LocalInertial, object, list[tuple[float, float]]]:
    ground = hilly(100, 150, seed=11)
    depth = pond(ground, 10.0)
    depth[:, 60:] = 0.0
    domain = domain_of(ground)
    scheme = _OftenAsked(domain, depth)
    forcing = [
        Rain(Rates([STORM]), np.isfinite(ground).astype(np.float32)),
        Losses(
            [horton(BilingualText.same("soil"), 60.0, 5.0, 2.0)], np.zeros(ground.shape, np.uint8), (4.0,)
        ),
    ]
    watcher = Watcher(10.0)
    account = march(scheme, forcing, [watcher], end=END, feedback=feedback, keeper=shelf)
    return scheme, account, watcher.looks


def test_a_killed_run_goes_on_to_the_bit() -> None:
    scheme, account, looks = _run(None, SilentFeedback())
    shelf = Shelf(25.0)
    with pytest.raises(Cancelled):
        _run(shelf, _Killed(shelf, 3))
    assert 75.0 <= shelf.kept[-1][0] < END
    resumed, kept_account, kept_looks = _run(shelf, SilentFeedback())
    assert kept_account == account
    assert kept_looks == looks
    for name, values in scheme.state().items():
        assert np.array_equal(values, resumed.state()[name], equal_nan=True), name
    assert account.closure < 1e-12
    assert scheme.validity() == resumed.validity()
