"""Pumps, sluices, inlets and breaches: laws against closed forms, rules, and the account."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from analysis.flood.account import Account
from analysis.flood.forcing.breaches import Breach
from analysis.flood.forcing.hydrograph import constant, series
from analysis.flood.forcing.inlets import Grates, Inlets
from analysis.flood.forcing.structures import Gate, Opening, Pump, Rule
from analysis.flood.volume import stored_volume
from scene.errors import InvalidRequest
from scene.messages import BilingualText
from tests.analysis.flood.forcing.still_water import StillWater, exchanged, flat

NAME = BilingualText("闸", "Works")
EAST = np.arange(0, 400, dtype=np.int32)
WEST = np.arange(400, 800, dtype=np.int32)


def pond(depth: float = 1.0) -> StillWater:
    """800 cells of 4 m²; EAST and WEST are half of it each."""
    return flat(20, 40, depth=depth)


def test_a_pump_moves_its_capacity_out_of_the_domain() -> None:
    scheme, account = pond(), Account()
    pump = Pump("p", NAME, scheme.domain, EAST, None, 3.0, Rule())
    for step in range(100):
        exchanged(pump, scheme, float(step), 1.0, account)
    assert account.pumped_out == pytest.approx(300.0, rel=1e-9)
    assert pump.moved == account.pumped_out
    assert (scheme.water.ravel()[WEST] == 1.0).all()


def test_a_pump_from_outside_brings_its_capacity() -> None:
    scheme, account = pond(0.0), Account()
    pump = Pump("p", NAME, scheme.domain, None, WEST, 29.0, Rule())
    exchanged(pump, scheme, 0.0, 10.0, account)
    assert account.pumped_in == pytest.approx(290.0, rel=1e-12)


def test_a_pump_within_the_domain_books_nothing_and_loses_nothing() -> None:
    scheme, account = pond(), Account()
    held = stored_volume(scheme)
    pump = Pump("p", NAME, scheme.domain, EAST, WEST, 0.7, Rule())
    for step in range(1000):
        pump.apply(scheme, 0.3 * step, 0.3, account)
    assert account == Account()
    assert abs(stored_volume(scheme) - held) <= 1e-12 * held
    assert pump.moved == pytest.approx(210.0, rel=1e-9)


def test_a_pump_takes_no_more_than_there_is() -> None:
    scheme, account = pond(0.01), Account()
    exchanged(Pump("p", NAME, scheme.domain, EAST, None, 1000.0, Rule()), scheme, 0.0, 60.0, account)
    assert account.pumped_out == pytest.approx(16.0, rel=1e-6)
    assert (scheme.water.ravel()[EAST] == 0.0).all()


def test_a_pump_that_drains_starts_and_stops_apart() -> None:
    scheme, account = pond(1.0), Account()
    everything = np.arange(800, dtype=np.int32)
    pump = Pump("p", NAME, scheme.domain, everything, None, 0.0, Rule(start=1.5, stop=0.5))
    ran = []
    for level in (1.0, 1.4, 1.6, 1.0, 0.6, 0.4, 1.0, 1.5):
        scheme.depth[:] = level
        pump.apply(scheme, 0.0, 1.0, account)
        ran.append(pump.running)
    assert ran == [False, False, True, True, True, False, False, True]


def test_a_pump_that_fills_starts_low_and_stops_high() -> None:
    scheme, account = pond(1.0), Account()
    pump = Pump("p", NAME, scheme.domain, None, EAST, 0.0, Rule(start=0.5, stop=1.5))
    ran = []
    for level in (1.0, 0.4, 1.0, 1.4, 1.6, 1.0):
        scheme.depth[:] = level
        pump.apply(scheme, 0.0, 1.0, account)
        ran.append(pump.running)
    assert ran == [False, True, True, True, False, False]


def test_one_of_no_capacity_knows_when_it_would_have_begun() -> None:
    scheme, account = pond(1.0), Account()
    pump = Pump("p", NAME, scheme.domain, EAST, None, 0.0, Rule(start=1.5, stop=1.0))
    for time in range(0, 50, 10):
        scheme.depth[:] = 1.0 + time / 50.0
        exchanged(pump, scheme, float(time), 10.0, account)
    assert pump.began == 30.0
    assert account == Account()


def test_a_gauge_elsewhere() -> None:
    scheme = pond(1.0)
    scheme.depth.ravel()[WEST] = 3.0
    pump = Pump("p", NAME, scheme.domain, EAST, None, 1.0, Rule(start=2.0, stop=2.0), gauge=WEST)
    exchanged(pump, scheme, 0.0, 1.0, Account())
    assert pump.running


def test_schedules_and_being_out_of_service() -> None:
    scheme, account = pond(), Account()
    rule = Rule(spans=((60.0, 120.0), (300.0, math.inf)))
    pump = Pump("p", NAME, scheme.domain, EAST, None, 1.0, rule)
    assert [pump.next_change(time) for time in (0.0, 60.0, 120.0, 300.0)] == [60.0, 120.0, 300.0, math.inf]
    for time in range(0, 400, 20):
        exchanged(pump, scheme, float(time), 20.0, account)
    assert account.pumped_out == pytest.approx(60.0 + 100.0)
    assert pump.began == 60.0
    off = Pump("p", NAME, scheme.domain, EAST, None, 0.0, Rule())
    before = scheme.water.copy()
    exchanged(off, scheme, 0.0, 20.0, account)
    assert (scheme.water == before).all()
    assert off.moved == 0.0
    assert "out of service" in str(off.notes(60.0)[0])


def test_what_a_pump_remembers_is_restored() -> None:
    scheme = pond(1.0)
    pump = Pump("p", NAME, scheme.domain, EAST, None, 1.0, Rule(start=0.9, stop=0.5))
    pump.apply(scheme, 0.0, 1.0, Account())
    other = Pump("p", NAME, scheme.domain, EAST, None, 1.0, Rule(start=0.9, stop=0.5))
    other.restore({name: values.copy() for name, values in pump.state().items()})
    assert other.running
    assert other.moved == pump.moved


def test_a_free_weir_is_critical_flow_over_its_sill() -> None:
    for head in (0.1, 0.5, 2.0):
        critical = 2.0 / 3.0 * head
        wanted = 4.0 * critical * math.sqrt(9.81 * critical)
        assert Opening(4.0, 1.0).discharge(1.0 + head, 0.0) == pytest.approx(wanted, rel=1e-12)


def test_an_orifice_follows_torricelli() -> None:
    drowned = Opening(4.0, 0.0, 0.5)
    assert drowned.discharge(5.0, 3.0) == pytest.approx(0.6 * 2.0 * math.sqrt(2 * 9.81 * 2.0), rel=1e-12)
    assert drowned.discharge(5.0, -9.0) == pytest.approx(0.6 * 2.0 * math.sqrt(2 * 9.81 * 4.75), rel=1e-12)


def test_water_below_slows_a_weir_until_nothing_passes() -> None:
    opening = Opening(4.0, 1.0)
    passing = [opening.discharge(2.0, low) for low in (0.0, 1.0, 1.5, 1.9, 2.0)]
    assert passing[0] == passing[1]
    assert passing == sorted(passing, reverse=True)
    assert passing[-1] == 0.0
    assert opening.discharge(1.0, 0.0) == 0.0


def test_a_gate_between_two_ponds_makes_them_level_and_never_swings() -> None:
    scheme, account = pond(0.0), Account()
    scheme.depth.ravel()[EAST] = 2.0
    scheme.wet[:] = 1
    held = stored_volume(scheme)
    gate = Gate("g", NAME, scheme.domain, EAST, WEST, 500.0, Rule(), Opening(20.0, 0.0))
    differences = []
    for step in range(3000):
        gate.apply(scheme, float(step), 1.0, account)
        differences.append(float(scheme.water.ravel()[0] - scheme.water.ravel()[400]))
    assert differences == sorted(differences, reverse=True)
    assert 0.0 <= differences[-1] < 1e-3
    assert abs(stored_volume(scheme) - held) <= 1e-12 * held


def test_a_gate_drains_by_gravity_only_while_the_water_outside_is_lower() -> None:
    scheme, account = pond(3.0), Account()
    tide = series(NAME, [(0.0, 1.0), (100.0, 1.0), (200.0, 9.0), (400.0, 9.0)], "m")
    gate = Gate(
        "g", NAME, scheme.domain, EAST, None, 20.0, Rule(start=0.1, stop=0.0), Opening(10.0, 0.0), tide
    )
    for step in range(100):
        exchanged(gate, scheme, float(step), 1.0, account)
    assert account.pumped_out == pytest.approx(2000.0, rel=1e-3)  # the capacity of 20 m³/s limits it
    before = account.pumped_out
    for step in range(200, 300):
        exchanged(gate, scheme, float(step), 1.0, account)
    assert account.pumped_out == before
    assert not gate.running
    assert account.pumped_in == 0.0


def test_a_gate_without_a_flap_lets_the_river_in() -> None:
    scheme, account = pond(0.5), Account()
    river = constant(NAME, 2.0, "m")
    gate = Gate("g", NAME, scheme.domain, EAST, None, 20.0, Rule(), Opening(10.0, 0.0), river, both_ways=True)
    exchanged(gate, scheme, 0.0, 1.0, account)
    assert account.pumped_in > 10.0


def test_inlets_take_the_least_of_weir_orifice_and_pipe() -> None:
    cells = np.array([0, 5, 9], np.int32)
    grates = Grates(cells, np.full(3, 1.6), np.full(3, 0.1), np.array([1.0, 1.0, 0.01]))
    for depth in (0.01, 0.1, 1.0):
        weir, orifice = 1.66 * 1.6 * depth**1.5, 0.67 * 0.1 * math.sqrt(2 * 9.81 * depth)
        wanted = [min(weir, orifice, 1.0), min(weir, orifice, 1.0), min(weir, orifice, 0.01)]
        assert grates.discharge(np.full(3, depth)) == pytest.approx(wanted, rel=1e-12)
    scheme, account = flat(1, 10, depth=1e-4), Account()
    exchanged(Inlets(scheme.domain, grates), scheme, 0.0, 600.0, account)
    assert (scheme.water[0, cells] == 0.0).all()
    assert account.drained == pytest.approx(3 * 4.0 * 1e-4, rel=1e-6)


def test_a_breach_falls_evenly_to_its_sill() -> None:
    ground = np.array([[3.0, 4.0, 1.0, 4.0]], np.float32)
    scheme, account = StillWater(ground, 0.5), Account()
    breach = Breach("b", NAME, scheme.domain, np.array([1, 2]), 2.0, starts=100.0, takes=200.0)
    assert [breach.next_change(time) for time in (0.0, 100.0)] == [100.0, math.inf]
    found = []
    for step in range(8):
        exchanged(breach, scheme, 50.0 * step, 50.0, account)
        found.append(float(scheme.ground[0, 1]))
    assert found == pytest.approx([4.0, 4.0, 3.5, 3.0, 2.5, 2.0, 2.0, 2.0])
    assert scheme.ground[0].tolist() == [3.0, 2.0, 1.0, 4.0]
    assert account == Account()


def test_a_level_begins_a_breach_and_its_state_goes_on() -> None:
    ground = np.array([[0.0, 4.0, 0.0]], np.float32)
    scheme = StillWater(ground, np.array([[1.0, 0.0, 0.0]]))

    def make():
        return Breach("b", NAME, scheme.domain, np.array([1]), 0.0, starts=math.inf, takes=100.0,
                              trigger=3.0, gauge=np.array([0]))  # fmt: skip

    breach = make()
    breach.apply(scheme, 0.0, 10.0, Account())
    assert math.isnan(breach.began)
    scheme.depth[0, 0] = 3.5
    breach.apply(scheme, 10.0, 10.0, Account())
    assert breach.began == 20.0
    other = make()
    other.restore({name: values.copy() for name, values in breach.state().items()})
    other.apply(scheme, 20.0, 50.0, Account())
    assert scheme.ground[0, 1] == pytest.approx(2.0)


def test_a_breach_at_once() -> None:
    scheme = StillWater(np.array([[0.0, 4.0, 0.0]], np.float32))
    breach = Breach("b", NAME, scheme.domain, np.array([1]), 1.0, takes=0.0)
    breach.apply(scheme, 0.0, 1.0, Account())
    assert scheme.ground[0, 1] == 1.0


DOMAIN = pond().domain


@pytest.mark.parametrize(
    "make",
    [
        lambda: Pump("p", NAME, DOMAIN, None, None, 1.0, Rule()),
        lambda: Pump("p", NAME, DOMAIN, EAST, None, -1.0, Rule()),
        lambda: Pump("p", NAME, DOMAIN, EAST, None, math.nan, Rule()),
        lambda: Pump("p", NAME, DOMAIN, np.array([-5]), None, 1.0, Rule()),
        lambda: Rule(start=math.nan),
        lambda: Rule(spans=((5.0, 5.0),)),
        lambda: Gate("g", NAME, DOMAIN, EAST, None, 1.0, Rule(), Opening(1.0, 0.0)),
        lambda: Opening(0.0, 0.0),
        lambda: Opening(1.0, math.nan),
        lambda: Breach("b", NAME, DOMAIN, EAST, math.nan),
        lambda: Breach("b", NAME, DOMAIN, EAST, 0.0, starts=math.inf),
        lambda: Grates(np.array([1]), np.array([-1.0]), np.array([1.0]), np.array([1.0])),
    ],
)
def test_what_cannot_be_gets_a_sentence(make: Callable[[], object]) -> None:
    with pytest.raises(InvalidRequest):
        make()
