"""The full scheme under forcing, in a march: a cloudburst, a high river, a run that is taken up again."""

import numpy as np
import pytest

from analysis.flood.forcing.boundaries import DischargeBoundary, StageBoundary
from analysis.flood.forcing.cells import edge_cells
from analysis.flood.forcing.hydrograph import constant
from analysis.flood.forcing.outflow import OpenEdge, open_sides
from analysis.flood.forcing.rain import Rain, Rates
from analysis.flood.run import march
from scene.feedback import SilentFeedback
from scene.messages import BilingualText
from tests.analysis.flood.shallow.cases import rough_town, scheme, velocities

NAME = BilingualText.same("test")


def town(shape=(90, 140)):
    """A town whose edges are free of walls."""
    ground = rough_town(11, shape)
    edge = np.ones(ground.shape, dtype=bool)
    edge[2:-2, 2:-2] = False
    ground[edge] = np.where(np.isnan(ground[edge]), 20.5, ground[edge])
    return ground


def forcing(domain):
    return [
        Rain(Rates([constant(NAME, 300.0, "mm/h")]), np.ones(domain.shape, np.float32)),
        DischargeBoundary(
            "river", domain, edge_cells(domain.grid, "north")[20:30], constant(NAME, 5.0, "m³/s")
        ),
        OpenEdge(domain, *open_sides(domain, sides=("west",))),
    ]


def test_a_cloudburst_and_a_river_are_accounted_for_to_the_last_drop():
    water = scheme(town(), None)
    account = march(water, forcing(water.domain), [], end=300.0, feedback=SilentFeedback())
    # On houses, too: it runs off their roofs.
    assert account.rain == pytest.approx(300.0 / 3.6e6 * 300.0 * 90 * 140 * 4.0, rel=1e-6)
    assert account.inflow == pytest.approx(1500.0, rel=1e-6)
    assert account.outflow > 0.0
    assert account.closure < 1e-10
    assert np.isfinite(water.depth).all()
    assert np.hypot(*velocities(water)).max() < 6.0


def test_a_river_above_everything_fills_the_town_to_its_level_and_comes_to_rest():
    water = scheme(town((40, 70)), None)
    river = StageBoundary(
        "river", water.domain, edge_cells(water.domain.grid, "east"), constant(NAME, 24.0, "m")
    )
    account = march(water, [river], [], end=1800.0, feedback=SilentFeedback())
    assert account.closure < 1e-10
    reached = water.depth > 0.0
    level = (water.ground + water.depth)[reached]
    assert np.abs(level - 24.0).max() < 0.02
    assert np.hypot(*velocities(water)).max() < 0.05


class Kept:
    """Keeps the last moment in memory."""

    interval = 40.0

    def __init__(self):
        self.moment = None

    def keep(self, time, parts):
        copied = {}
        for part, values in parts.items():
            copied[part] = {
                name: np.array(value) if isinstance(value, np.ndarray) else value
                for name, value in values.items()
            }
        self.moment = self.moment or (time, copied)

    def last(self):
        return self.moment


def test_a_march_that_is_taken_up_again_ends_in_the_same_water():
    whole, keeper = scheme(town(), None), Kept()
    march(whole, forcing(whole.domain), [], end=90.0, feedback=SilentFeedback(), keeper=keeper)
    assert 40.0 <= keeper.moment[0] < 60.0
    again = scheme(town(), None)
    march(again, forcing(again.domain), [], end=90.0, feedback=SilentFeedback(), keeper=keeper)
    for name, array in whole.state().items():
        assert np.array_equal(again.state()[name], array, equal_nan=True), name
