"""Stages, discharges, open edges and rating curves against closed forms, and the account."""

import math

import numpy as np
import pytest

from analysis.flood.account import Account
from analysis.flood.forcing.boundaries import DischargeBoundary, StageBoundary
from analysis.flood.forcing.cells import disc_cells, edge_cells
from analysis.flood.forcing.hydrograph import constant, series
from analysis.flood.forcing.outflow import OpenEdge, RatingCurve, open_sides
from scene.errors import InvalidRequest
from scene.messages import BilingualText
from tests.analysis.flood.forcing.still_water import StillWater, exchanged, flat

RIVER = BilingualText("河", "River")


def hills(seed: int = 2) -> StillWater:
    random = np.random.default_rng(seed)
    ground = random.normal(5.0, 0.5, (70, 130)).astype(np.float32)
    ground[random.random(ground.shape) < 0.1] = np.nan
    return StillWater(ground, random.gamma(1.0, 0.3, ground.shape))


def test_a_stage_fills_and_empties_to_its_level() -> None:
    scheme, account = hills(), Account()
    stage = StageBoundary("river", scheme.domain, edge_cells(scheme.domain.grid, "west"),
                          series(RIVER, [(0.0, 5.0), (100.0, 5.5), (200.0, 4.0)], "m"))  # fmt: skip
    for step in range(30):
        exchanged(stage, scheme, 10.0 * step, 10.0, account)
        level = stage.levels.at(10.0 * step + 10.0)
        held = np.maximum(level - scheme.ground.ravel()[stage.cells].astype(float), 0.0)
        assert np.abs(scheme.water.ravel()[stage.cells] - held).max() < 1e-12
    assert account.inflow > 0.0
    assert account.outflow > 0.0


def test_a_river_above_everything() -> None:
    scheme, account = hills(), Account()
    everything = np.arange(scheme.depth.size, dtype=np.int32)
    stage = StageBoundary("river", scheme.domain, everything, constant(RIVER, 50.0, "m"))
    exchanged(stage, scheme, 0.0, 1.0, account)
    level = (scheme.ground + scheme.water)[~np.isnan(scheme.ground)]
    assert np.abs(level - 50.0).max() < 1e-11


def test_a_stage_that_ends_early_is_held_and_says_so() -> None:
    scheme = hills()
    cells = edge_cells(scheme.domain.grid, "east")
    stage = StageBoundary("river", scheme.domain, cells, series(RIVER, [(0.0, 5.0), (60.0, 6.0)], "m"))
    exchanged(stage, scheme, 600.0, 1.0, Account())
    assert scheme.water.ravel()[stage.cells] == pytest.approx(
        np.maximum(6.0 - scheme.ground.ravel()[stage.cells].astype(float), 0.0)
    )
    assert "6.00 m is held until 20.0 min" in str(stage.notes(1200.0)[0])


@pytest.mark.parametrize("shared", ["evenly", "by_conveyance"])
def test_a_discharge_brings_its_volume_however_it_is_shared(shared: str) -> None:
    scheme, account = hills(), Account()
    cells = disc_cells(scheme.domain.grid, 100.0, 60.0, 15.0)
    flow = series(RIVER, [(0.0, 0.0), (60.0, 20.0), (180.0, 0.0)], "m³/s")
    source = DischargeBoundary("source", scheme.domain, cells, flow, shared)
    for step in range(20):
        exchanged(source, scheme, 10.0 * step, 10.0, account)
    assert account.inflow == pytest.approx(1800.0, rel=1e-9)


def test_conveyance_gives_deep_cells_more() -> None:
    scheme = flat(1, 2, depth=np.array([[1.0, 2.0]]))
    source = DischargeBoundary(
        "s", scheme.domain, np.array([0, 1]), constant(RIVER, 4.0, "m³/s"), "by_conveyance"
    )
    exchanged(source, scheme, 0.0, 1.0, Account())
    rise = scheme.water - [[1.0, 2.0]]
    assert rise[0, 1] / rise[0, 0] == pytest.approx((2.001 / 1.001) ** (5 / 3), rel=1e-6)


def test_an_abstraction_takes_no_more_than_there_is() -> None:
    scheme, account = flat(3, 3, depth=0.01), Account()
    cells = np.arange(9, dtype=np.int32)
    exchanged(
        DischargeBoundary("a", scheme.domain, cells, constant(RIVER, -5.0, "m³/s")), scheme, 0.0, 1.0, account
    )
    assert (scheme.water == 0.0).all()
    assert account.outflow == pytest.approx(0.36, rel=1e-6)


@pytest.mark.parametrize("seconds", [0.1, 7.0, 600.0])
def test_an_open_edge_at_normal_depth_is_the_closed_form(seconds: float) -> None:
    scheme, account = flat(1, 3, depth=1.0), Account()
    edge = OpenEdge(scheme.domain, np.array([0], np.int32), np.array([0.001]))
    for step in range(round(4200.0 / seconds)):
        edge.apply(scheme, seconds * step, seconds, account)
    rate = math.sqrt(0.001) / (0.03 * 2.0)
    wanted = (1.0 + 2.0 / 3.0 * rate * 4200.0) ** -1.5
    assert scheme.water[0, 0] == pytest.approx(wanted, rel=1e-4 if seconds < 1.0 else 1e-6)
    assert (scheme.water[0, 1:] == 1.0).all()


def test_an_open_edge_at_critical_depth_is_the_closed_form() -> None:
    scheme, account = flat(1, 3, depth=1.0), Account()
    edge = OpenEdge(scheme.domain, np.array([2], np.int32))
    for step in range(100):
        exchanged(edge, scheme, 0.1 * step, 0.1, account)
    wanted = (1.0 + 0.5 * math.sqrt(9.81) / 2.0 * 10.0) ** -2
    assert scheme.water[0, 2] == pytest.approx(wanted, rel=1e-6)


def test_open_edges_all_round_take_no_more_than_there_is() -> None:
    scheme, account = hills(), Account()
    cells, slopes = open_sides(scheme.domain)
    for step in range(20):
        exchanged(OpenEdge(scheme.domain, cells, slopes), scheme, 1000.0 * step, 1000.0, account)
    assert scheme.water[0, ~np.isnan(scheme.ground[0])].max() < 1e-3


def test_a_rating_curve_lets_out_what_the_level_says() -> None:
    scheme, account = flat(20, 20, depth=1.0), Account()
    cells = np.arange(400, dtype=np.int32)
    curve = RatingCurve("weir", RIVER, scheme.domain, cells, np.array([0.5, 1.5]), np.array([0.0, 10.0]))
    for step in range(6000):  # dV/dt = -10 (h - 0.5), V = 1600 h
        curve.apply(scheme, step * 0.1, 0.1, account)
    assert scheme.water[3, 3] - 0.5 == pytest.approx(0.5 * math.exp(-600.0 * 10.0 / 1600.0), rel=2e-3)
    assert curve.discharge(0.4) == 0.0
    assert curve.discharge(9.0) == 10.0


@pytest.mark.parametrize("levels", [[1.0], [1.0, 1.0], [1.0, math.nan], [2.0, 1.0]])
def test_a_rating_curve_that_is_none_gets_a_sentence(levels: list[float]) -> None:
    scheme = flat(2, 2)
    with pytest.raises(InvalidRequest, match="none"):
        RatingCurve("w", RIVER, scheme.domain, np.array([0]), np.array(levels), np.arange(len(levels)))


@pytest.mark.parametrize("slope", [0.0, -1.0, math.nan, 1e6])
def test_a_slope_that_cannot_be_gets_a_sentence(slope: float) -> None:
    with pytest.raises(InvalidRequest, match="slope"):
        OpenEdge(flat(2, 2).domain, np.array([0]), np.array([slope]))
