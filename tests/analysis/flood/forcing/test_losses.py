"""Soil and drains against closed and implicit forms, a bisecting twin, and the account."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from analysis.flood.account import Account
from analysis.flood.forcing.losses import SEALED, Losses, Soil, constant, green_ampt, horton, soil_of
from scene.errors import InvalidRequest
from scene.messages import BilingualText
from tests.analysis.flood.forcing.still_water import StillWater, exchanged, flat

NAME = BilingualText("土", "Soil")
MM_H = 1.0 / 3.6e6
LAWN = horton(NAME, 75.0, 7.0, 4.0)
LOAM = green_ampt(NAME, 3.4, 88.9, 0.25)


def over(scheme: StillWater, soil: Soil, **more: object) -> Losses:
    return Losses([soil], np.zeros(scheme.depth.shape, np.uint8), **more)


def horton_depth(seconds: float) -> float:
    """Horton's cumulative infiltration of the lawn under ponding, metres."""
    decay = 4.0 / 3600.0
    return 7.0 * MM_H * seconds + 68.0 * MM_H / decay * -math.expm1(-decay * seconds)


def green_ampt_time(depth: float) -> float:
    """Seconds in which loam takes a depth under ponding: the implicit form, solved for time."""
    suction = 0.0889 * 0.25
    return (depth - suction * math.log1p(depth / suction)) / (3.4 * MM_H)


def root(rising: Callable[[float], float], target: float, high: float) -> float:
    """Find where a rising function reaches a target by cutting in halves: slow and obvious."""
    low = 0.0
    for _ in range(200):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return 0.5 * (low + high)


@pytest.mark.parametrize("seconds", [2.0, 60.0, 1800.0])
def test_horton_under_ponding_is_the_closed_form(seconds: float) -> None:
    scheme, account = flat(depth=1.0), Account()
    losses = over(scheme, LAWN)
    for step in range(int(7200.0 / seconds)):
        losses.apply(scheme, seconds * step, seconds, account)
    assert 1.0 - scheme.water == pytest.approx(np.full(scheme.water.shape, horton_depth(7200.0)), rel=1e-9)
    assert account.infiltrated == pytest.approx(horton_depth(7200.0) * scheme.depth.size * 4.0, rel=1e-9)


@pytest.mark.parametrize("seconds", [2.0, 60.0, 1800.0])
def test_green_ampt_under_ponding_is_the_implicit_form(seconds: float) -> None:
    scheme, account = flat(depth=1.0), Account()
    losses = over(scheme, LOAM)
    for step in range(int(7200.0 / seconds)):
        losses.apply(scheme, seconds * step, seconds, account)
    depth = float(1.0 - scheme.water[3, 3])
    assert green_ampt_time(depth) == pytest.approx(7200.0, rel=1e-8)


def test_a_dry_spell_does_not_run_the_clock() -> None:
    scheme, account = flat(), Account()
    losses = over(scheme, LAWN)
    for step in range(100):  # an hour with nothing, then as if it began now
        losses.apply(scheme, 36.0 * step, 36.0, account)
    scheme.depth += 1.0
    scheme.wet[:] = 1
    losses.apply(scheme, 3600.0, 600.0, account)
    assert 1.0 - scheme.water[0, 0] == pytest.approx(horton_depth(600.0), rel=1e-9)


def test_horton_in_light_rain_follows_what_went_in() -> None:
    scheme, account = flat(), Account()
    losses = over(scheme, LAWN)
    for step in range(180):  # half an hour at 15 mm/h: all of it goes in
        scheme.depth += np.float32(15.0 * MM_H * 10.0)
        scheme.wet[:] = 1
        losses.apply(scheme, 10.0 * step, 10.0, account)
    assert (scheme.depth == 0.0).all()
    gone_in = account.infiltrated / (scheme.depth.size * 4.0)
    ponded = root(horton_depth, gone_in, 7200.0)
    scheme.depth += 1.0
    losses.apply(scheme, 3600.0, 300.0, account)
    wanted = horton_depth(ponded + 300.0) - horton_depth(ponded)
    assert 1.0 - scheme.water[0, 0] == pytest.approx(wanted, rel=1e-7)


def test_green_ampt_in_light_rain_follows_what_went_in() -> None:
    scheme, account = flat(depth=0.002), Account()
    losses = over(scheme, LOAM)
    losses.apply(scheme, 0.0, 3600.0, account)
    assert (scheme.depth == 0.0).all()
    scheme.depth += 1.0
    losses.apply(scheme, 3600.0, 300.0, account)
    taken = 1.0 - float(scheme.water[0, 0])
    before = float(np.float32(0.002))
    assert green_ampt_time(before + taken) - green_ampt_time(before) == pytest.approx(300.0, rel=1e-7)


def test_cells_against_a_bisecting_twin() -> None:
    random = np.random.default_rng(8)
    shape = (70, 70)
    depths = 10.0 ** random.uniform(-9.0, -1.0, shape)
    depths[random.random(shape) < 0.1] = 0.0
    scheme, account = StillWater(np.zeros(shape, np.float32), depths), Account()
    soils = [SEALED, constant(NAME, 30.0), LAWN, LOAM]
    soil = random.integers(0, 4, shape).astype(np.uint8)
    drain = random.integers(0, 2, shape).astype(np.uint8)
    losses = Losses(soils, soil, (0.0, 36.0), drain)
    remembered = np.zeros(shape)  # seconds of ponding after Horton, metres after Green and Ampt
    for step, seconds in enumerate((2.0, 60.0, 900.0)):
        before = scheme.water.copy()
        exchanged(losses, scheme, 1000.0 * step, seconds, account)
        for place in np.ndindex(shape):
            water, was = before[place], remembered[place]
            if soil[place] == 0:
                wanted = 0.0
            elif soil[place] == 1:
                wanted = 30.0 * MM_H * seconds
            elif soil[place] == 2:
                wanted = horton_depth(was + seconds) - horton_depth(was)
                taken = min(wanted, water)
                remembered[place] = root(horton_depth, horton_depth(was) + taken, was + seconds)
            else:
                wanted = root(
                    lambda x, was=was: green_ampt_time(was + x) - green_ampt_time(was), seconds, 1.0
                )
                remembered[place] += min(wanted, water)
            left = max(water - wanted, 0.0)
            left = max(left - drain[place] * 36.0 * MM_H * seconds, 0.0)
            assert abs(scheme.water[place] - left) <= 1e-9 * max(water - left, 1e-7)


def test_nothing_is_taken_that_is_not_there() -> None:
    random = np.random.default_rng(9)
    depths = (10.0 ** random.uniform(-12.0, -4.0, (70, 130))).astype(np.float32)
    scheme, account = flat(depth=depths), Account()
    losses = over(scheme, constant(NAME, 5000.0), capacities=(5000.0,))
    exchanged(losses, scheme, 0.0, 3600.0, account)
    assert (scheme.water == 0.0).all()
    assert account.infiltrated + account.drained == pytest.approx(depths.astype(float).sum() * 4.0, rel=1e-12)


def test_drains_by_quarter() -> None:
    scheme, account = flat(depth=1.0), Account()
    quarter = np.zeros(scheme.depth.shape, np.uint8)
    quarter[:, 65:] = 1
    losses = Losses([SEALED], np.zeros_like(quarter), (18.0, 54.0), quarter)
    exchanged(losses, scheme, 0.0, 600.0, account)
    assert 1.0 - scheme.water[:, :65] == pytest.approx(np.full((70, 65), 3e-3), rel=1e-9)
    assert 1.0 - scheme.water[:, 65:] == pytest.approx(np.full((70, 65), 9e-3), rel=1e-9)
    assert account.infiltrated == 0.0


def test_one_thread_and_many_give_the_same() -> None:
    random = np.random.default_rng(5)
    depths = random.gamma(0.2, 0.001, (700, 900)).astype(np.float32)
    soil = random.integers(0, 3, depths.shape).astype(np.uint8)
    found = []
    for threads in (1, 2, 5):
        scheme, account = flat(*depths.shape, depth=depths), Account()
        losses = Losses([SEALED, LAWN, LOAM], soil, (10.0,), threads=threads)
        for step in range(3):
            losses.apply(scheme, 2.0 * step, 2.0, account)
        found.append((scheme.depth.tobytes(), scheme.carry.tobytes(), account.infiltrated, account.drained))
    assert len(set(found)) == 1


def test_what_soil_remembers_is_restored() -> None:
    scheme, account = flat(depth=1.0), Account()
    losses = over(scheme, LAWN)
    losses.apply(scheme, 0.0, 600.0, account)
    kept = {name: values.copy() for name, values in losses.state().items()}
    other = over(scheme, LAWN)
    other.restore(kept)
    twin = flat(depth=scheme.depth)
    twin.carry[:] = scheme.carry
    losses.apply(scheme, 600.0, 2.0, account)
    other.apply(twin, 600.0, 2.0, Account())
    assert (scheme.water == twin.water).all()


def test_soils_of_the_table_say_what_is_assumed() -> None:
    assert soil_of("sealed").kind == 0
    lawn = soil_of("lawn")
    assert (lawn.first, lawn.rate, lawn.decay) == (75.0, 7.0, 4.0)
    assert soil_of("loam", wetness=0.5).suction == pytest.approx(88.9 * 0.434 * 0.5)
    notes = [str(note) for note in Losses([lawn], np.zeros((3, 3), np.uint8)).notes(60.0)]
    assert any("assumed" in note for note in notes)
    assert any("does not recover" in note for note in notes)


@pytest.mark.parametrize(
    "make",
    [
        lambda: constant(NAME, -1.0),
        lambda: constant(NAME, math.nan),
        lambda: constant(NAME, 1e6),
        lambda: horton(NAME, 5.0, 10.0, 4.0),
        lambda: horton(NAME, 50.0, 10.0, 0.0),
        lambda: green_ampt(NAME, 0.0, 88.9, 0.3),
        lambda: green_ampt(NAME, 3.0, 88.9, 0.0),
        lambda: soil_of("swamp"),
        lambda: soil_of("loam", 1.0),
        lambda: Losses([SEALED], np.ones((3, 3), np.uint8)),
        lambda: Losses([SEALED], np.zeros((3, 3), np.uint8), (1e6,)),
    ],
)
def test_what_cannot_be_gets_a_sentence(make: Callable[[], object]) -> None:
    with pytest.raises(InvalidRequest) as wrong:
        make()
    assert wrong.value.hint is not None


def test_a_row_of_one_lawn_is_as_its_cells_are() -> None:
    random = np.random.default_rng(10)
    depths = 10.0 ** random.uniform(-8.0, -2.0, (64, 128))
    depths[random.random(depths.shape) < 0.1] = 0.0
    soil = np.zeros(depths.shape, np.uint8)
    other = np.where(np.arange(128) % 64 == 63, 1, 0) * np.ones_like(
        soil
    )  # one sealed cell a row: cell by cell
    found = []
    for classes in (soil, other.astype(np.uint8)):
        scheme = StillWater(np.zeros(depths.shape, np.float32), depths)
        losses = Losses([LAWN, SEALED], classes)
        for step, seconds in enumerate((2.0, 60.0, 900.0)):
            losses.apply(scheme, 1000.0 * step, seconds, Account())
            scheme.depth[0::3] += np.float32(0.001)
            scheme.wet[:] = 1
        found.append(scheme.water[np.broadcast_to(np.arange(128) % 64 != 63, depths.shape)])
    assert (found[0] == found[1]).all()
