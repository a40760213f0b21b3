"""What drives a run, from what was asked: rain of its depth, drains for roofs too, pumps at their water."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis.base import AnalysisInputs
from analysis.flood.driving import Driving, driving_of, losses_of
from analysis.flood.forcing.structures import Pump
from analysis.flood.params import FloodParams
from analysis.flood.setting.setting import Setting, setting_of
from analysis.flood.waterside import INTAKE, works_of
from scene.errors import InvalidRequest
from scene.payloads import Polylines
from tests.contracts.cities.flood import EAST, NORTH, PARAMETERS, city, pump


def nothing() -> None:
    """Never ask to stop."""


def driven(**params: object) -> tuple[Setting, Driving]:
    asked = FloodParams.model_validate({**PARAMETERS, "barrier": (), **params})
    inputs = AnalysisInputs(city())
    setting = setting_of(inputs, asked, nothing)
    return setting, driving_of(setting, asked, inputs, 2.0)


def keys(driving: Driving) -> list[str]:
    return [force.key for force in driving.forcing]


def said(driving: Driving) -> str:
    return " ".join(map(str, driving.notes))


def test_a_plain_run_has_rain_losses_an_open_edge_and_its_pump() -> None:
    _, driving = driven()

    assert keys(driving) == ["rain", "losses", "open_edge", "pump"]
    assert driving.rain_end == 20.0 * 60.0
    assert "not verified" in said(driving)
    assert "2 m³/s" in said(driving)
    assert set(driving.actions) == {"pump"}


def test_what_is_switched_off_is_said() -> None:
    _, driving = driven(rain="no_rain", drains=False, infiltration="none", open_edge=False, pumps=False)

    assert keys(driving) == ["pump"]  # watched, and moves nothing
    assert np.isnan(driving.rain_end)
    for sentence in ("drains are left out", "edge of the area is a wall", "sluices are off"):
        assert sentence in said(driving)


def test_a_pump_takes_from_its_water_near_where_it_stands() -> None:
    setting, driving = driven()
    (pump,) = (force for force in driving.forcing if isinstance(force, Pump))
    assert pump.taken_from is not None
    rows, cols = np.divmod(pump.taken_from, setting.domain.grid.cols)
    x = setting.domain.grid.west + (cols + 0.5) * setting.domain.grid.cell
    y = setting.domain.grid.north - (rows + 0.5) * setting.domain.grid.cell

    assert (setting.waters.ravel()[pump.taken_from] == 1).all()
    assert np.hypot(x - 110.0, y - 60.0).max() <= INTAKE + setting.domain.grid.cell
    assert pump.capacity == 2.0


def test_a_pump_whose_water_is_not_in_the_area_drains_nothing_and_that_is_said() -> None:
    _, driving = driven(centre=(EAST - 100.0, NORTH), radius=80.0)

    assert "pump" not in keys(driving)
    assert "does not enter the area" in said(driving)


def test_one_pump_can_be_out_of_service() -> None:
    _, driving = driven(works_off=("pump",))

    assert "Pump is out of service" in said(driving)
    (pump,) = (force for force in driving.forcing if isinstance(force, Pump))
    assert pump.capacity == 0.0


def test_drains_serve_roofs_too() -> None:
    setting, _ = driven()
    losses = losses_of(setting, FloodParams(drain_capacity=18.0, infiltration="none"), 2.0)
    assert losses is not None
    capacity = losses._capacity * 3.6e6
    dry = (setting.waters == 0) & np.isfinite(setting.domain.ground)
    taken = capacity[losses._drain[dry]].sum()

    assert taken == pytest.approx(18.0 * setting.catchment[dry].sum())
    assert (capacity[losses._drain[setting.waters > 0]] == 0.0).all()


def test_waters_at_the_edge_are_closed_held_or_fed() -> None:
    _, closed = driven()
    setting, held = driven(waters_at_edge="stage", stage=5.6)
    _, fed = driven(waters_at_edge="discharge", discharge=12.0)
    edge = next(force for force in held.forcing if force.key == "stage")
    rows, cols = np.divmod(edge.cells, setting.domain.grid.cols)

    assert "closed at the edge" in said(closed)
    assert set(rows) <= {0, setting.domain.grid.rows - 1}
    assert (setting.waters[rows, cols] == 1).all()
    assert "discharge" in keys(fed)
    for asked in ({"waters_at_edge": "stage"}, {"waters_at_edge": "discharge", "radius": 60.0}):
        with pytest.raises(InvalidRequest) as caught:
            driven(**asked)
        assert caught.value.hint is not None


def test_a_stage_in_another_datum_is_moved_and_that_is_said() -> None:
    _, held = driven(waters_at_edge="stage", stage=7.4, datum="wusong")
    edge = next(force for force in held.forcing if force.key == "stage")

    assert edge.levels.at(0.0) == pytest.approx(5.6)
    assert "Wusong" in said(held)


def test_rain_and_levels_come_from_files(tmp_path: Path) -> None:
    (tmp_path / "rain.csv").write_text("time (min),rain (mm/h)\n0,30\n10,60\n20,0\n", "utf-8")
    (tmp_path / "level.csv").write_text("时间(分钟),水位(m)\n0,5.0\n60,6.0\n", "utf-8")
    _, driving = driven(
        rain="rain_file", rain_file=str(tmp_path / "rain.csv"), waters_at_edge="stage",
        edge_file=str(tmp_path / "level.csv"),
    )  # fmt: skip
    edge = next(force for force in driving.forcing if force.key == "stage")

    assert edge.levels.at(1800.0) == pytest.approx(5.5)
    assert "15.0 mm in all" in said(driving)
    with pytest.raises(InvalidRequest):
        driven(rain="rain_file")


def test_breaches_and_later_walls_are_actions_with_their_moments() -> None:
    line = ((EAST - 60.0, NORTH - 40.0), (EAST - 60.0, NORTH + 40.0))
    _, driving = driven(
        barriers=({"line": line, "height": 0.5, "start": 7.0},),
        breaches=({"line": line, "width": 20.0, "sill": 5.0, "start": 12.0},),
    )

    assert {"barrier_1", "breach_1"} <= set(keys(driving))
    assert driving.actions["barrier_1"].effect() == 420.0
    assert driving.actions["breach_1"].effect() == 720.0


def test_a_sluice_with_a_rule_for_it_fills_its_water_while_that_stands_low() -> None:
    lines = pump().payload
    assert isinstance(lines, Polylines)
    figures = {"discharge_in": 3.0, "fill_below": 4.6, "fill_until": 4.8}
    more = {**lines.columns, **{key: np.array([figure]) for key, figure in figures.items()}}
    works = replace(pump(), payload=replace(lines, columns=more))
    setting, _ = driven()

    found, told = works_of(setting, FloodParams(), (works,), city().frame)
    drain, fill = found
    assert (drain.taken_from is None, fill.taken_from is None) == (False, True)
    assert fill.key == "pump_in"
    assert (fill.given_to == drain.taken_from).all()
    assert fill.capacity == 3.0
    assert fill.rule.running(False, 4.5 - city().frame.origin[2])
    assert not fill.rule.running(True, 4.9 - city().frame.origin[2])
    assert any("lets in 3 m³/s" in str(sentence) for sentence in told)
    idle, _ = works_of(setting, FloodParams(pumps=False), (works,), city().frame)
    assert [one.capacity for one in idle] == [0.0, 0.0]
