"""The local inertial scheme against its slow twin; volume, symmetry and threads of every step."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from analysis.flood.inertial.face_kernels import seven_thirds
from analysis.flood.inertial.local_inertial import LocalInertial
from analysis.flood.inertial.rehearsal import rehearse_bands
from analysis.flood.volume import stored_volume
from tests.analysis.flood.inertial.twin import Twin
from tests.analysis.flood.inertial.waters import domain_of, hilly, pond, turned
from tests.kernels import machine_code

SHAPES = [(1, 1), (1, 90), (90, 1), (64, 64), (65, 129), (150, 200)]


def _run(scheme: LocalInertial, steps: int) -> None:
    for _ in range(steps):
        scheme.step(min(scheme.longest_step(), 10.0))


@njit
def _powers(values: np.ndarray) -> np.ndarray:
    found = np.empty_like(values)
    for i in range(values.size):
        found[i] = seven_thirds(values[i])
    return found


def test_a_power_without_the_power_function() -> None:
    depth = np.geomspace(1e-5, 1e5, 1_000_001).astype(np.float32)
    exact = depth.astype(np.float64) ** (7.0 / 3.0)
    assert np.abs(_powers(depth) / exact - 1.0).max() < 5e-6


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("level", [9.5, 10.3, 13.0])
def test_it_does_what_its_twin_does(shape: tuple[int, int], level: float) -> None:
    ground = hilly(*shape, seed=3)
    depth = pond(ground, level)
    depth[:, : shape[1] // 3] *= 0.5
    domain = domain_of(ground, np.linspace(0.02, 0.08, shape[1]))
    scheme, twin = LocalInertial(domain, depth), Twin(domain, depth)
    for _ in range(60):
        seconds = min(scheme.longest_step(), 10.0)
        scheme.step(seconds)
        twin.step(seconds)
    assert np.abs(scheme.depth - twin.depth).max() < 2e-5
    assert np.abs(scheme._east - twin.east).max() < 2e-5
    assert np.abs(scheme._south - twin.south).max() < 2e-5


def test_discharge_of_normal_flow_is_mannings() -> None:
    slope, depth, n = 1e-3, 0.5, 0.03
    ground = np.repeat(-slope * 20.0 * np.arange(400, dtype=np.float64)[None] + 5.0, 3, axis=0)
    domain = domain_of(ground.astype(np.float32), n, cell=20.0)
    scheme = LocalInertial(domain, np.full(ground.shape, depth, np.float32))
    for _ in range(150):
        scheme.step(4.0)
    assert scheme._east[1, 200] == pytest.approx(depth ** (5 / 3) * slope**0.5 / n, rel=2e-3)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 150), st.integers(1, 150), st.integers(0, 10_000), st.floats(8.0, 14.0),
    st.floats(0.0, 0.6), st.floats(0.005, 0.2),
)  # fmt: skip
def test_no_water_is_made_or_lost_or_owed(
    rows: int, cols: int, seed: int, level: float, walls: float, roughness: float
) -> None:
    ground = hilly(rows, cols, seed, walls)
    depth = pond(ground, level)
    depth *= np.random.default_rng(seed).random((rows, cols)) > 0.5
    scheme = LocalInertial(domain_of(ground, roughness), depth)
    before = stored_volume(scheme)
    for _ in range(40):
        scheme.step(min(scheme.longest_step(), 10.0))
        assert (scheme.depth >= 0.0).all()
        assert ((scheme.depth + scheme.carry.astype(np.float64)) >= 0.0).all()
    assert abs(stored_volume(scheme) - before) <= 1e-12 * before
    assert (scheme.depth[np.isnan(ground)] == 0.0).all()
    tiles = [
        scheme.depth[64 * i : 64 * i + 64, 64 * j : 64 * j + 64].max() > 0
        for i, j in np.ndindex(scheme.wet.shape)
    ]
    scheme.longest_step()
    assert [bool(value) for value in scheme.wet.ravel()] == tiles


def test_micrometres_of_rain_on_deep_water_are_not_lost() -> None:
    scheme = LocalInertial(domain_of(np.zeros((70, 70), np.float32)), np.full((70, 70), 4.0, np.float32))
    rain = 5e-3 / 3600.0 * 0.2  # 5 mm/h in steps of 0.2 s: less than the last digit of 4 m
    for _ in range(1000):
        scheme.step(0.2)
        total = scheme.depth + (scheme.carry.astype(np.float64) + rain)
        scheme.depth[...] = total
        scheme.carry[...] = total - scheme.depth
        scheme.woken(np.ones_like(scheme.wet))
    assert stored_volume(scheme) == pytest.approx((4.0 + 1000 * rain) * 70 * 70 * 4.0, rel=1e-12)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize("mirrored", [False, True])
def test_turned_and_mirrored_it_is_the_same_to_the_bit(turns: int, mirrored: bool) -> None:
    ground = hilly(140, 90, seed=8)
    depth = pond(ground, 10.4)
    depth[:50] = 0.0
    plain = LocalInertial(domain_of(ground), depth)
    other = LocalInertial(domain_of(turned(ground, turns, mirrored)), turned(depth, turns, mirrored))
    _run(plain, 150)
    _run(other, 150)
    assert np.array_equal(turned(plain.depth, turns, mirrored), other.depth)
    assert np.array_equal(turned(plain.carry, turns, mirrored), other.carry)


@pytest.mark.parametrize("threads", [2, 3, 4])
def test_any_number_of_threads_gives_the_same_bits(threads: int) -> None:
    ground = hilly(64 * 9 + 1, 64 * 5 + 7, seed=4)
    depth = pond(ground, 10.2)
    depth[200:300, :100] = 0.0
    alone, shared = (LocalInertial(domain_of(ground), depth, threads=count) for count in (1, threads))
    _run(alone, 100)
    _run(shared, 100)
    assert len(shared._bands()) > 1
    for name, values in alone.state().items():
        assert np.array_equal(values, shared.state()[name], equal_nan=True), name


def test_after_a_rehearsal_large_water_compiles_nothing() -> None:
    rehearse_bands()
    before = machine_code()
    scheme = LocalInertial(domain_of(hilly(64 * 6, 64 * 5)), pond(hilly(64 * 6, 64 * 5), 10.5), threads=3)
    _run(scheme, 3)
    assert len(scheme._bands()) > 1
    assert {name for name in machine_code() if ".inertial." in name} <= before


def test_restored_it_goes_on_to_the_bit() -> None:
    ground = hilly(130, 200, seed=5)
    depth = pond(ground, 10.2)
    depth[:, 70:] = 0.0
    whole = LocalInertial(domain_of(ground), depth)
    _run(whole, 70)
    kept = {name: values.copy() for name, values in whole.state().items()}
    _run(whole, 70)
    resumed = LocalInertial(domain_of(ground))
    resumed.restore(kept)
    _run(resumed, 70)
    for name, values in whole.state().items():
        assert np.array_equal(values, resumed.state()[name], equal_nan=True), name
    assert whole.validity() == resumed.validity()


def test_tiles_that_come_to_rest_and_wake_again_remember_no_flow() -> None:
    ground = np.zeros((64, 192), np.float32)
    depth = np.zeros((64, 192), np.float32)
    depth[:, 60:70] = 0.5
    scheme = LocalInertial(domain_of(ground), depth)
    _run(scheme, 50)
    scheme.depth[:], scheme.carry[:] = 0.0, 0.0
    scheme.woken(np.ones_like(scheme.wet))
    assert scheme.longest_step() == np.inf
    assert not scheme.wet.any()
    assert not scheme._east.any()
    assert not scheme._south.any()


def test_a_state_taken_while_tiles_come_to_rest_goes_on_to_the_bit() -> None:
    """A pond runs dry at a blow and fills again later: what flowed before must be forgotten by both."""
    ground = np.zeros((64, 256), np.float32)
    depth = np.zeros((64, 256), np.float32)
    depth[:, 130:200] = 0.5
    whole = LocalInertial(domain_of(ground), depth)
    _run(whole, 30)
    for values in (whole.depth, whole.carry):
        values[:, 64:192] = 0.0
    whole.woken(np.ones_like(whole.wet))
    kept = {name: values.copy() for name, values in whole.state().items()}
    resumed = LocalInertial(domain_of(ground))
    resumed.restore(kept)
    for scheme in (whole, resumed):
        _run(scheme, 1)
        scheme.depth[:, 110:127] += np.float32(0.4)
        scheme.woken(np.ones_like(scheme.wet))
        _run(scheme, 40)
    for name, values in whole.state().items():
        assert np.array_equal(values, resumed.state()[name], equal_nan=True), name


@pytest.mark.parametrize("depth", [1e-30, 1e-6, 1e4, 1e6])
def test_extreme_depths_stay_numbers(depth: float) -> None:
    water = np.zeros((80, 80), np.float32)
    water[30:50, 30:50] = depth
    scheme = LocalInertial(domain_of(hilly(80, 80)), water)
    before = stored_volume(scheme)
    _run(scheme, 300)
    assert np.isfinite(scheme.depth).all()
    assert np.isfinite(scheme._east).all()
    assert stored_volume(scheme) == pytest.approx(before, rel=1e-12)


def test_a_depth_that_is_no_number_shows_in_the_longest_step() -> None:
    scheme = LocalInertial(domain_of(hilly(80, 80)), np.full((80, 80), 0.1, np.float32))
    scheme.depth[3, 70] = np.nan
    scheme.woken(np.ones_like(scheme.wet))
    assert np.isnan(scheme.longest_step())


@pytest.mark.parametrize("depth", [-0.1, np.nan, np.inf])
def test_water_that_cannot_be_is_not_begun_with(depth: float) -> None:
    water = np.full((4, 4), 1.0, np.float32)
    water[2, 1] = depth
    with pytest.raises(ValueError, match="depth at the start"):
        LocalInertial(domain_of(np.zeros((4, 4), np.float32)), water)


def test_water_that_comes_to_rest_does_not_end_in_figures_that_slow_a_processor() -> None:
    scheme = LocalInertial(domain_of(np.zeros((70, 70), np.float32)), np.full((70, 70), 1.0, np.float32))
    scheme._east[:, 1:-1] = 1e-20
    scheme._south[1:-1] = -1e-39
    scheme.step(0.1)
    assert not scheme._east.any()
    assert not scheme._south.any()
