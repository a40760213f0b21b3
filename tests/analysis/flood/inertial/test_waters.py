"""Water at rest, and water that finds its level: what a person would see that the scheme is right by."""

import math

import numpy as np
import pytest

from analysis.flood.frame import Frame
from analysis.flood.inertial.limits import MOST_FROUDE
from analysis.flood.inertial.local_inertial import LocalInertial
from analysis.flood.run import march
from scene.feedback import SilentFeedback
from tests.analysis.flood.inertial.waters import domain_of, hilly, pond


class _Fastest:
    """Keeps the greatest speed that was ever seen."""

    interval = 300.0

    def __init__(self) -> None:
        self.speed, self.looks = 0.0, 0

    def observe(self, frame: Frame) -> None:
        self.looks += 1
        self.speed = max(self.speed, float(np.hypot(frame.east, frame.north).max()))
        assert frame.account.closure <= 1e-12

    def state(self) -> dict[str, object]:
        return {}

    def restore(self, state: dict[str, object]) -> None: ...


@pytest.mark.parametrize("level", [10.0, 12.5, 60.0])
def test_a_lake_rests_over_humps_pits_and_walls_for_hours(level: float) -> None:
    ground = hilly(70, 80, seed=1, walls=0.1) + np.float32(level - 10.0)
    depth = pond(ground, level + 0.3)
    scheme, watcher = LocalInertial(domain_of(ground), depth), _Fastest()
    march(scheme, [], [watcher], end=2 * 3600.0, feedback=SilentFeedback())
    assert watcher.looks == 25
    assert watcher.speed <= 1e-5
    assert np.abs(scheme.depth - depth).max() <= 1e-5
    assert scheme.validity().warnings == ()


def test_two_ponds_find_one_level_through_a_gap_in_a_wall() -> None:
    ground = np.zeros((30, 200), np.float32)
    ground[:, 100] = np.nan
    ground[15, 100] = 0.2
    depth = np.where(np.arange(200) < 100, 1.0, 0.4).astype(np.float32) * np.isfinite(ground)
    scheme = LocalInertial(domain_of(ground), depth.astype(np.float32))
    account = march(scheme, [], [], end=2 * 3600.0, feedback=SilentFeedback())
    open_cells = np.isfinite(ground)
    level = (scheme.depth + ground)[open_cells]
    water = depth.sum(dtype=np.float64) + np.nansum(ground)
    assert level.mean(dtype=np.float64) == pytest.approx(water / open_cells.sum(), rel=1e-6)
    assert np.ptp(level) < 3e-3
    assert account.closure < 1e-12


def test_a_hollow_behind_a_sill_fills_to_the_sill() -> None:
    """EA test 1: what flowed over a sill stays behind it at its level when the water outside falls."""
    x = np.arange(70) * 10.0
    ground = np.interp(x, [0, 300, 500, 695], [9.7, 10.25, 9.5, 10.6]).astype(np.float32)
    ground = np.repeat(ground[None], 10, axis=0)
    scheme = LocalInertial(domain_of(ground, cell=10.0), pond(ground, 9.7))
    tide = _Tide()
    march(scheme, [tide], [], end=20 * 3600.0, feedback=SilentFeedback())
    behind = (scheme.depth + ground)[:, 45:55]
    east, north = np.zeros_like(ground), np.zeros_like(ground)
    scheme.velocity(east, north)
    assert behind == pytest.approx(ground[0, 30], abs=4e-3)  # the last film runs off ever more slowly
    assert np.ptp(behind) < 1e-5
    assert np.abs(east[:, 40:]).max() < 1e-3  # only friction calms it
    assert np.abs(north).max() < 1e-5


class _Tide:
    """Holds the water along the low end at 10.35 m for some hours, then back at 9.7 m."""

    key, interval = "tide", 0.0

    def next_change(self, time: float) -> float:
        return 9 * 3600.0 if time < 9 * 3600.0 else math.inf

    def apply(self, scheme, time, seconds, account) -> None:
        level = 9.7 + 0.65 * min(time / 3600.0, 1.0) if time < 9 * 3600.0 else 9.7
        wanted = np.maximum(np.float32(level) - scheme.ground[:, 0], 0.0)
        change = float((wanted - scheme.depth[:, 0].astype(np.float64) - scheme.carry[:, 0]).sum()) * 100.0
        account.inflow += max(change, 0.0)
        account.outflow += max(-change, 0.0)
        scheme.depth[:, 0], scheme.carry[:, 0] = wanted, 0.0
        scheme.woken(np.ones_like(scheme.wet))

    def state(self):
        return {}

    def restore(self, state) -> None: ...


class _Spring:
    """EA test 4: 20 m³/s over 20 m in the middle of the west edge."""

    key, interval = "spring", 0.0

    def next_change(self, time: float) -> float:
        return math.inf

    def apply(self, scheme, time, seconds, account) -> None:
        rows = slice(scheme.depth.shape[0] // 2 - 2, scheme.depth.shape[0] // 2 + 2)
        depth = 20.0 * min(time / 300.0, 1.0) * seconds / (4 * 25.0)
        total = scheme.depth[rows, 0].astype(np.float64) + scheme.carry[rows, 0] + depth
        scheme.depth[rows, 0] = total
        scheme.carry[rows, 0] = total - scheme.depth[rows, 0]
        account.inflow += depth * 100.0
        scheme.woken(np.ones_like(scheme.wet))

    def state(self):
        return {}

    def restore(self, state) -> None: ...


def test_a_spring_on_a_plane_spreads_evenly() -> None:
    ground = np.zeros((120, 60), np.float32)
    scheme = LocalInertial(domain_of(ground, 0.05, cell=5.0))
    account = march(scheme, [_Spring()], [], end=900.0, feedback=SilentFeedback())
    assert account.closure < 1e-9
    assert np.array_equal(scheme.depth, scheme.depth[::-1])
    along, across = scheme.depth[60, 20], scheme.depth[60 + 20, 0]
    assert along == pytest.approx(across, rel=0.1)
    assert along > 0.1


def test_water_on_a_steep_slope_is_said_to_be_outside_the_validity() -> None:
    ground = np.repeat(20.0 - 0.1 * np.arange(200, dtype=np.float32)[None], 5, axis=0)
    scheme = LocalInertial(domain_of(ground, 0.02), np.full(ground.shape, 0.3, np.float32))
    march(scheme, [], [], end=40.0, feedback=SilentFeedback())
    validity = scheme.validity()
    assert validity.greatest_froude > MOST_FROUDE
    assert 0.1 < validity.share_outside <= 1.0
    (warning,) = validity.warnings
    assert "full shallow water" in str(warning)


def test_asking_for_the_validity_changes_nothing_and_knows_of_the_last_steps() -> None:
    ground = np.repeat(20.0 - 0.1 * np.arange(200, dtype=np.float32)[None], 5, axis=0)
    often, once = (
        LocalInertial(domain_of(ground, 0.02), np.full(ground.shape, 0.3, np.float32)) for _ in "ab"
    )
    for _ in range(100):
        for scheme in (often, once):
            scheme.step(0.2)
        assert often.validity().greatest_froude >= 0.0
    assert often.validity() == once.validity()
    short = LocalInertial(domain_of(ground, 0.02), np.full(ground.shape, 0.3, np.float32))
    for _ in range(30):
        short.step(0.3)
    assert len(short.validity().warnings) == 1


def test_velocity_is_discharge_over_depth_and_still_in_dry_tiles() -> None:
    ground = np.zeros((64, 200), np.float32)
    depth = np.zeros((64, 200), np.float32)
    depth[:, :60] = np.linspace(1.0, 0.8, 60, dtype=np.float32)
    scheme = LocalInertial(domain_of(ground), depth)
    for _ in range(5):
        scheme.step(0.1)
    east, north = np.full_like(ground, 9.0), np.full_like(ground, 9.0)
    scheme.velocity(east, north)
    assert not east[:, 128:].any()
    assert np.array_equal(north, np.zeros_like(north))
    expected = 0.5 * (scheme._east[5, 30] / scheme.depth[5, 29] + scheme._east[5, 31] / scheme.depth[5, 30])
    assert east[5, 30] == pytest.approx(expected, rel=1e-6)
    assert (east >= 0.0).all()


def test_a_chequerboard_of_levels_dies_away_at_the_longest_step() -> None:
    """The wave that grows first when a step is too long for two dimensions."""
    rows, cols = np.indices((64, 64))
    depth = (3.0 + 0.01 * (-1.0) ** (rows + cols)).astype(np.float32)
    scheme = LocalInertial(domain_of(np.zeros((64, 64), np.float32), 0.01), depth)
    for _ in range(2000):
        scheme.step(scheme.longest_step())
    assert np.abs(scheme.depth - 3.0).max() < 1e-4


class _Flume:
    """Pours a unit discharge in at the west edge, and lets water leave at the east, at critical depth."""

    key, interval = "flume", 0.0

    def next_change(self, time: float) -> float:
        return math.inf

    def apply(self, scheme, time, seconds, account) -> None:
        share = seconds / scheme.domain.grid.cell
        total = scheme.depth[:, -1].astype(np.float64)
        self._add(scheme, 0, 0.5 * share)
        self._add(scheme, -1, -np.minimum(total, math.sqrt(9.81) * total**1.5 * share))
        scheme.woken(np.ones_like(scheme.wet))

    def _add(self, scheme, col: int, change) -> None:
        total = scheme.depth[:, col].astype(np.float64) + (scheme.carry[:, col] + change)
        scheme.depth[:, col] = total
        scheme.carry[:, col] = total - scheme.depth[:, col]

    def state(self):
        return {}

    def restore(self, state) -> None: ...


@pytest.mark.parametrize("slope", [0.01, 0.05])
def test_supercritical_flow_runs_smoothly_at_critical_depth_and_is_said_to_be_outside(slope: float) -> None:
    ground = np.repeat((10.0 - slope * 5.0 * np.arange(120, dtype=np.float32))[None], 3, axis=0)
    scheme = LocalInertial(domain_of(ground, 0.02, cell=5.0), np.full(ground.shape, 0.1, np.float32))
    march(scheme, [_Flume()], [], end=1500.0, feedback=SilentFeedback())
    assert scheme.depth[:, 30:90] == pytest.approx((0.5**2 / 9.81) ** (1 / 3), rel=1e-3)
    assert "full shallow water" in str(scheme.validity().warnings[0])
