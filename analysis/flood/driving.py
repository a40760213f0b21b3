"""What drives the water of a run, from what was asked: rain, soil and drains, the edge, waterworks, breaches.

It does not know how water moves or what is recorded.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from analysis.base import AnalysisInputs
from analysis.common import ports
from analysis.flood.forcing.base import Forcing
from analysis.flood.forcing.breaches import Breach
from analysis.flood.forcing.gauges import GaugedRain
from analysis.flood.forcing.hydrograph import Series
from analysis.flood.forcing.losses import SEALED, Losses, Soil, constant, horton, soil_of
from analysis.flood.forcing.rain import Rain, RainRate, Rates
from analysis.flood.forcing.rain_file import NETCDF, RainField, read_rain_field
from analysis.flood.forcing.raising import Raising
from analysis.flood.forcing.series_file import read_series
from analysis.flood.forcing.storm import DesignStorm, formula
from analysis.flood.forcing.structures import Structure
from analysis.flood.history import Action, hash_of
from analysis.flood.named import named_forcing
from analysis.flood.params import FloodParams
from analysis.flood.setting import cover
from analysis.flood.setting.changes import local
from analysis.flood.setting.setting import Setting
from analysis.flood.waterside import edge_of, table_of, works_of
from scene.errors import InvalidRequest
from scene.frame import SceneFrame
from scene.geometry.surface_raster import Grid
from scene.messages import BilingualText, Message, msg
from scene.payloads.arrays import U8

#: First over last rate of Horton's law where only the last one is given.
_FIRST_OVER_LAST: Final = 10.0
#: Horton's decay where only a rate is given, 1/h.
_DECAY: Final = 4.0
#: Soil of which Green and Ampt's law is taken where only the kind is asked for.
_LOAM: Final = "silt_loam"


@dataclass(frozen=True, slots=True, eq=False)
class Driving:
    """What drives a run.

    Parameters
    ----------
    forcing : tuple of Forcing
        In the order in which they act.
    rain_end : float
        Seconds; nan if it does not rain.
    notes : tuple of Message
        What is assumed of it, a sentence each.
    actions : Mapping[str, Action]
        What is done in the run: pumps that run or not, walls that are put up, breaches.
    """

    forcing: tuple[Forcing, ...]
    rain_end: float
    notes: tuple[Message, ...]
    actions: Mapping[str, Action]


def driving_of(setting: Setting, params: FloodParams, inputs: AnalysisInputs, interval: float) -> Driving:
    """Make everything that drives a run; rain and losses act every so many seconds.

    Raises
    ------
    InvalidRequest
        If a figure cannot be, or a file cannot be read.
    """
    frame = inputs.scene.frame
    forcing: list[Forcing] = []
    notes: list[Message] = []
    field = field_of(setting, params, frame)
    rate, read = (None, ()) if field is not None else rain_of(params)
    notes += read
    if field is not None:
        forcing.append(Rain(field, setting.catchment, field.zone, interval=interval))
    if rate is not None:
        forcing.append(Rain(Rates([rate]), setting.catchment, interval=interval))
        notes.append(_rain_told(rate, params))
    losses = losses_of(setting, params, interval)
    if losses is not None:
        forcing.append(losses)
    notes += _losses_told(params)
    pumps, told = works_of(setting, params, inputs.at(ports.WATERWORKS), frame)
    edge, edge_told = edge_of(setting, params, frame)
    named, named_told = named_forcing(params, setting.domain, frame, partial(_discharges, params))
    forcing += [*edge, *changes_of(setting), *pumps, *named]
    notes += [*told, *edge_told, *named_told]
    for force in forcing:
        notes += [note for note in force.notes(params.end) if note not in notes]
    rain_end = _end_of(rate, params) if field is None else min(field.ends, params.end)
    works = [*pumps, *(force for force in named if isinstance(force, Structure))]
    actions = {one.key: _action_of(one) for one in works} | _actions_of(setting)
    return Driving(tuple(forcing), rain_end, tuple(notes), actions)


def _action_of(works: Structure) -> Action:
    return Action(f"works {works.capacity!r} {works.rule!r}", lambda: works.began)


def _discharges(params: FloodParams, file: str) -> Series:
    """Return the discharges of a file over time; of several columns the first counts."""
    return table_of(file, "discharge", params).series[0]


def _actions_of(setting: Setting) -> dict[str, Action]:
    """Return breaches and walls put up later as actions."""
    found: dict[str, Action] = {}
    for number, breach in enumerate(setting.breaches, 1):
        gauge = () if breach.gauge is None else breach.gauge
        what = hash_of(breach.cells, breach.sill, breach.start, breach.seconds, breach.trigger, gauge)
        # When a level begins it, nobody knows beforehand: then only the start is common ground.
        first = breach.start if math.isinf(breach.trigger) else 0.0
        found[f"breach_{number}"] = Action(what, partial(float, first))
    for number, barrier in enumerate(setting.barriers, 1):
        if barrier.start > 0.0:
            what = hash_of(barrier.cells, barrier.levels, barrier.start)
            found[f"barrier_{number}"] = Action(what, partial(float, barrier.start))
    return found


def changes_of(setting: Setting) -> list[Forcing]:
    """Return the breaches, and the barriers that are put up while the water runs."""
    found: list[Forcing] = []
    for number, breach in enumerate(setting.breaches, 1):
        name = BilingualText(f"溃口 {number}", f"no. {number}")
        found.append(
            Breach(
                f"breach_{number}", name, setting.domain, breach.cells, breach.sill,
                starts=breach.start, takes=breach.seconds, trigger=breach.trigger, gauge=breach.gauge,
            )
        )  # fmt: skip
    found += [
        Raising(f"barrier_{number}", barrier.cells, barrier.levels, barrier.start)
        for number, barrier in enumerate(setting.barriers, 1)
        if barrier.start > 0.0
    ]
    return found


def field_of(setting: Setting, params: FloodParams, frame: SceneFrame) -> RainField | GaugedRain | None:
    """Return the rain of a NetCDF file, or of several gauges; None if it rains alike everywhere.

    Raises
    ------
    InvalidRequest, UnreadableFile, AnswerNeeded
        If the file does not cover the area, cannot be read, or leaves something open.
    """
    path, grid = Path(params.rain_file), setting.domain.grid
    if params.rain != "rain_file":
        return None
    if path.suffix.lower() in NETCDF:
        return read_rain_field(path, grid, frame, starts=params.start)
    return gauged_rain(path, params, grid, frame) if params.gauges and params.rain_file else None


def gauged_rain(path: Path, params: FloodParams, grid: Grid, frame: SceneFrame) -> GaugedRain:
    """Return the rain of a table with a column for each gauge.

    Raises
    ------
    InvalidRequest
        If there are not as many places as columns.
    UnreadableFile, AnswerNeeded
        If it is no table of rain.
    """
    table = read_series(path, "rain", starts=params.start)
    if len(table.series) != len(params.gauges):
        raise InvalidRequest(
            msg(
                "{file} holds {columns} columns of rain, and the places of {places} gauges are given.",
                file=path.name, columns=len(table.series), places=len(params.gauges),
            ),
            msg("Give one place for each column, in their order."),
        )  # fmt: skip
    return GaugedRain(table.series, local(params.gauges, frame), grid, table.notes)


def rain_of(params: FloodParams) -> tuple[RainRate | None, tuple[Message, ...]]:
    """Return the rate of rain over time, None if it does not rain; and what a file leaves to be said.

    Raises
    ------
    InvalidRequest
        If a file is asked for and none is named, or a figure cannot be.
    UnreadableFile, AnswerNeeded
        If the file is no table of rain.
    """
    if params.rain == "design_storm":
        return DesignStorm(formula(), params.return_period, params.rain_minutes, params.peak_position), ()
    if params.rain == "uniform_rain" and params.rain_rate > 0.0:
        name = BilingualText("恒定降雨", "Uniform rain")
        times = np.array([0.0, 60.0 * params.rain_minutes])
        return Series(name, times, np.array([params.rain_rate, 0.0]), "mm/h", "steps", "nothing"), ()
    if params.rain == "rain_file":
        table = table_of(params.rain_file, "rain", params)
        return table.series[0], table.notes
    return None, ()


def _end_of(rate: RainRate | None, params: FloodParams) -> float:
    """Return when it stops raining, seconds."""
    if rate is None:
        return math.nan
    return min(rate.ends, params.end) if isinstance(rate, Series | DesignStorm) else params.end


def losses_of(setting: Setting, params: FloodParams, interval: float) -> Losses | None:
    """Return soil and drains; None if neither takes anything."""
    soils = [_soil(key, params) for key in setting.soils]
    capacities, drain = _drains(setting, params)
    if all(soil.kind == SEALED.kind for soil in soils) and not any(capacities):
        return None
    return Losses(soils, setting.soil, capacities, drain, interval=interval)


def _soil(key: str, params: FloodParams) -> Soil:
    """Return the soil of a class of ground by the law that is asked for."""
    table = soil_of(key)
    if params.infiltration == "none" or table.kind == SEALED.kind:
        return SEALED
    rate = params.infiltration_rate
    if params.infiltration == "constant":
        return constant(table.name, table.rate if rate is None else rate)
    if params.infiltration == "green_ampt":
        loam = soil_of(_LOAM)
        return loam if rate is None else Soil(table.name, loam.kind, rate, suction=loam.suction)
    return table if rate is None else horton(table.name, _FIRST_OVER_LAST * rate, rate, _DECAY)


def _drains(setting: Setting, params: FloodParams) -> tuple[list[float], U8]:
    """Return capacities by class, mm/h, and the class of every cell; the last class takes nothing.

    Drains are laid out for all of the ground, roofs among it, and take their water where it can stand: in
    open cells they take as much more as these catch of their quarter's rain.
    """
    if not params.drains:
        return [0.0], np.zeros(setting.domain.shape, np.uint8)
    dry = (setting.waters == 0) & np.isfinite(setting.domain.ground)
    caught = np.bincount(setting.quarter[dry], setting.catchment[dry], len(setting.quarters))
    stands = np.bincount(setting.quarter[dry], minlength=len(setting.quarters))
    per_cell = np.divide(caught, stands, out=np.ones(len(stands)), where=stands > 0)
    given = params.drain_capacity
    capacities = [
        float(more) * (cover.drain_capacity(quarter) if given is None else given)
        for quarter, more in zip(setting.quarters, per_cell, strict=True)
    ]
    none = np.uint8(len(capacities))
    return [*capacities, 0.0], np.where(setting.waters > 0, none, setting.quarter)


def _rain_told(rate: RainRate, params: FloodParams) -> Message:
    depth = rate.between(0.0, params.end) / 3600.0
    return msg("{rain}: {depth:.1f} mm in all.", rain=rate.name, depth=depth)


def _losses_told(params: FloodParams) -> list[Message]:
    if not params.drains:
        return [msg("Storm drains are left out.")]
    if params.drain_capacity is not None:
        return [msg("Storm drains take {rate:g} mm/h.", rate=params.drain_capacity)]
    return [
        msg(
            "Storm drains take what the table of the program gives by quarter ({source}).",
            source=cover.sources()["drains"],
        )
    ]
