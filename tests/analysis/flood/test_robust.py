"""Whatever falls, rises or breaks: water stays a number, nothing hangs, and the account closes."""

import math
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

from analysis.flood.account import Account
from analysis.flood.domain import Domain
from analysis.flood.forcing.base import Forcing
from analysis.flood.forcing.boundaries import DischargeBoundary, StageBoundary
from analysis.flood.forcing.breaches import Breach
from analysis.flood.forcing.cells import edge_cells
from analysis.flood.forcing.hydrograph import Series, constant, series
from analysis.flood.forcing.losses import Losses, green_ampt, horton
from analysis.flood.forcing.outflow import OpenEdge, open_sides
from analysis.flood.forcing.rain import Rain, Rates
from analysis.flood.forcing.structures import Pump, Rule
from analysis.flood.inertial.local_inertial import LocalInertial
from analysis.flood.run import march
from analysis.flood.shallow.scheme import ShallowWater
from scene.feedback import SilentFeedback
from scene.geometry.surface_raster import Grid
from scene.messages import BilingualText

NAME = BilingualText("试", "Trial")
SHAPE = (100, 90)
END = 600.0


def broken_ground(seed: int) -> Domain:
    """Return ground with one-cell walls, holes without data, pits and spikes."""
    random = np.random.default_rng(seed)
    ground = random.normal(5.0, 0.3, SHAPE).astype(np.float32)
    ground[random.random(SHAPE) < 0.02] = np.nan
    ground[20, :70] = np.nan  # a wall, one cell wide
    ground[:50, 60] = np.nan
    ground[70:80, 10:30] = np.nan  # a hole
    ground[random.random(SHAPE) < 0.01] -= 4.0  # pits
    ground[random.random(SHAPE) < 0.01] += 9.0
    return Domain(Grid(0.0, 200.0, 2.0, *SHAPE), ground, np.full(SHAPE, 0.03))


def weights(domain: Domain) -> np.ndarray:
    """Return the rain's weights: walls shed theirs onto the first open cell."""
    found = np.where(np.isnan(domain.ground), 0.0, 1.0).astype(np.float32)
    found.ravel()[np.flatnonzero(found)[0]] += np.count_nonzero(found == 0.0)
    return found


def rain(domain: Domain, rate: float) -> Rain:
    return Rain(Rates([constant(NAME, rate, "mm/h")]), weights(domain))


Through = Callable[..., Account]


@pytest.fixture(params=[LocalInertial, ShallowWater], ids=["inertial", "shallow"])
def gone_through(request: pytest.FixtureRequest) -> Through:
    """Return a run by either scheme that checks what must hold at its end."""
    return partial(run_and_check, request.param)


def run_and_check(
    scheme_type: type[LocalInertial] | type[ShallowWater], domain: Domain, forcing: list[Forcing],
    depth: np.ndarray | None = None,
) -> Account:  # fmt: skip
    """Run, and check what must hold at the end of any run."""
    scheme = scheme_type(domain, depth)
    account = march(scheme, forcing, [], end=END, feedback=SilentFeedback())
    walls = np.isnan(domain.ground)
    east, north = np.zeros(SHAPE, np.float32), np.zeros(SHAPE, np.float32)
    scheme.velocity(east, north)
    for values in (scheme.depth, scheme.carry, east, north):
        assert np.isfinite(values).all()
        assert (values[walls] == 0.0).all()
    assert (scheme.depth.astype(np.float64) + scheme.carry >= 0.0).all()
    assert account.closure <= 1e-6
    return account


@pytest.mark.parametrize("seed", range(3))
def test_three_hundred_millimetres_an_hour_on_broken_ground(seed: int, gone_through: Through) -> None:
    domain = broken_ground(seed)
    account = gone_through(domain, [rain(domain, 300.0)])
    assert account.rain == pytest.approx(0.3 * END / 3600.0 * domain.ground.size * 4.0, rel=1e-6)
    assert account.stored == pytest.approx(account.rain, rel=1e-6)


def test_a_run_in_which_nothing_happens(gone_through: Through) -> None:
    domain = broken_ground(4)
    soil = np.zeros(SHAPE, np.uint8)
    account = gone_through(domain, [rain(domain, 0.0), Losses([horton(NAME, 75.0, 7.0, 4.0)], soil, (30.0,))])
    assert account == Account()


def test_a_river_above_everything(gone_through: Through) -> None:
    domain = broken_ground(5)
    river = StageBoundary("river", domain, edge_cells(domain.grid, "west"), constant(NAME, 20.0, "m"))
    account = gone_through(domain, [river, rain(domain, 50.0)])
    assert account.inflow > 10.0 * domain.ground.size  # metres of water everywhere


def test_a_river_that_falls_below_everything(gone_through: Through) -> None:
    domain = broken_ground(6)
    levels = series(NAME, [(0.0, 9.0), (200.0, 9.0), (210.0, -20.0)], "m")
    river = StageBoundary("river", domain, edge_cells(domain.grid, "south"), levels)
    assert gone_through(domain, [river]).outflow > 0.0


def test_rain_that_ends_early(gone_through: Through) -> None:
    domain = broken_ground(7)
    short = Series(NAME, np.array([0.0, 60.0]), np.array([100.0, 0.0]), "mm/h", "steps", "nothing")
    falling = Rain(Rates([short]), weights(domain))
    account = gone_through(domain, [falling])
    assert account.rain == pytest.approx(0.1 / 60.0 * domain.ground.size * 4.0, rel=1e-6)
    assert "ends at 1.0 min" in str(falling.notes(END)[0])


def test_everything_at_once(gone_through: Through) -> None:
    domain = broken_ground(8)
    cells = edge_cells(domain.grid, "west")
    crest = np.arange(21 * 90, 21 * 90 + 60, dtype=np.int32)
    account = gone_through(
        domain,
        [
            rain(domain, 300.0),
            Losses([green_ampt(NAME, 6.5, 166.8, 0.24)], np.zeros(SHAPE, np.uint8), (54.0,)),
            DischargeBoundary("spring", domain, cells, series(NAME, [(0, 0), (100, 30), (500, -30)], "m³/s")),
            Breach("breach", NAME, domain, crest, 2.0, starts=100.0, takes=0.0),
            Pump("pump", NAME, domain, crest, cells, 10.0, Rule()),
            Pump("drain", NAME, domain, crest, None, 500.0, Rule(start=5.0, stop=4.5)),
            OpenEdge(domain, *open_sides(domain)),
        ],
        np.where(np.isnan(domain.ground), 0.0, 0.5).astype(np.float32),
    )
    for figure in (account.rain, account.inflow, account.outflow, account.infiltrated, account.drained):
        assert figure > 0.0
    assert account.pumped_out > 0.0


def test_a_pump_that_empties_a_pit_in_every_step(gone_through: Through) -> None:
    ground = np.full(SHAPE, 5.0, np.float32)
    ground[50, 50] = 1.0
    domain = Domain(Grid(0.0, 200.0, 2.0, *SHAPE), ground, np.full(SHAPE, 0.03))
    pit = np.array([50 * 90 + 50], np.int32)
    account = gone_through(domain, [rain(domain, 100.0), Pump("p", NAME, domain, pit, None, 1e5, Rule())])
    assert 0.0 < account.pumped_out < account.rain
    assert math.isfinite(account.closure)
