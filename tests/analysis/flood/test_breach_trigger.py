"""A job's breach that a level begins: its datum, its gauge, and that no moment is common ground with it."""

import math

import numpy as np
import pytest

from analysis.base import AnalysisInputs
from analysis.flood.account import Account
from analysis.flood.driving import driving_of
from analysis.flood.forcing.breaches import Breach
from analysis.flood.params import FloodParams
from analysis.flood.setting.setting import setting_of
from scene.frame import YANGZHOU_FRAME
from tests.analysis.flood.forcing.still_water import StillWater
from tests.analysis.flood.setting.test_setting import nothing, plain
from tests.analysis.sightline.cities import snapshot

EAST, NORTH, _ = YANGZHOU_FRAME.origin
LINE = [(EAST - 50.0, NORTH), (EAST + 50.0, NORTH)]


def asked(**breach: object) -> tuple[Breach, float, StillWater]:
    """Return a breach as a job asks for it, the moment until which runs are alike, and dry ground."""
    params = FloodParams.model_validate({
        "whole_scene": True, "cell": 5.0, "rain": "no_rain", "infiltration": "none", "drains": False,
        "open_edge": False, "datum": "wusong",
        "breaches": [{"line": LINE, "width": 20.0, "sill": 6.8} | breach],
    })  # fmt: skip
    inputs = AnalysisInputs(snapshot(plain(cut=False)))
    setting = setting_of(inputs, params, nothing)
    driving = driving_of(setting, params, inputs, 4.0)
    (found,) = (force for force in driving.forcing if isinstance(force, Breach))
    return found, driving.actions[found.key].effect(), StillWater(np.asarray(setting.domain.ground), cell=5.0)


def test_a_level_at_a_gauge_begins_it() -> None:
    breach, alike, scheme = asked(trigger=8.8, gauge=(EAST + 80.0, NORTH + 80.0), minutes=1.0)
    assert alike == 0.0
    assert breach.next_change(0.0) == math.inf
    breach.apply(scheme, 0.0, 10.0, Account())
    assert math.isnan(breach.began)
    scheme.depth[:] = 1.5  # a level of 7.5 m in the terrain's datum, 9.3 m in that of the job
    breach.apply(scheme, 10.0, 10.0, Account())
    assert breach.began == 20.0
    breach.apply(scheme, 20.0, 60.0, Account())
    assert scheme.ground.ravel()[breach.cells] == pytest.approx(np.full(breach.cells.size, 5.0), abs=1e-6)


def test_with_a_trigger_the_minute_is_the_latest() -> None:
    breach, alike, scheme = asked(trigger=8.8, start=5.0)
    assert alike == 0.0
    assert breach.next_change(0.0) == 300.0
    breach.apply(scheme, 295.0, 10.0, Account())
    assert breach.began == 300.0


def test_without_one_the_minute_begins_it() -> None:
    breach, alike, _ = asked(start=5.0)
    assert alike == 300.0
    assert breach.next_change(0.0) == 300.0
