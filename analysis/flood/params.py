"""What can be set before a flood is computed. Light: forms and lists read it.

The first four are those that a meeting asks about. It does not know how the answer is found.
"""

from datetime import datetime
from typing import Final, Literal

from pydantic import AwareDatetime, Field

from analysis.base import AnalysisParams
from analysis.flood.requests import Barrier, Breach, Inlet, Outlet, Place, Plot, PumpSet, Sluice, Source

#: Where a place lies, for the longest drain-down time that the standard allows.
District = Literal["centre", "outside", "key_area"]
#: Summer rain begins in the afternoon of a day in the plum-rain season, 17 July 2020.
PLUM_RAIN: Final = datetime.fromisoformat("2020-07-17T14:00:00+08:00")


class FloodParams(AnalysisParams):
    """Parameters of ``flood.surface``. Times are minutes of the run, levels metres in the scene's datum."""

    # -- what a meeting asks about ---------------------------------------------------------------------------
    return_period: float = Field(
        50.0,
        ge=1.0,
        le=1000.0,
        allow_inf_nan=False,
        title="Return period of the storm",
        description="The design storm is exceeded once in so many years on average.",
        json_schema_extra={"unit": "a"},
    )
    rain_minutes: float = Field(
        120.0,
        ge=1.0,
        le=10080.0,
        allow_inf_nan=False,
        title="Duration of the rain",
        description="From its first drop to its last.",
        json_schema_extra={"unit": "min"},
    )
    pumps: bool = Field(
        True,
        title="Pumps and sluices run",
        description="Off: none of them moves any water.",
    )
    cell: float = Field(
        4.0,
        ge=0.5,
        le=100.0,
        allow_inf_nan=False,
        title="Cell size",
        description="Of the grid that is made of the city; a terrain file keeps its own.",
        json_schema_extra={"unit": "m"},
    )
    # -- and with this wall? ---------------------------------------------------------------------------------
    barrier: tuple[Place, ...] = Field(
        (),
        title="Barrier",
        description="Line of a wall or of sandbags, easting and northing.",
        json_schema_extra={"places": True},
    )
    barrier_height: float = Field(
        1.0,
        gt=0.0,
        le=20.0,
        allow_inf_nan=False,
        title="Height of the barrier",
        description="Over the highest ground in each cell of it.",
        json_schema_extra={"unit": "m"},
    )
    barrier_from: float = Field(
        0.0,
        ge=0.0,
        le=100_000.0,
        allow_inf_nan=False,
        title="Barrier stands from",
        description="Minutes after the start at which it is put up; 0: it stands all the time.",
        json_schema_extra={"unit": "min"},
    )
    # -- where -----------------------------------------------------------------------------------------------
    centre: Place | None = Field(
        None,
        title="Middle of the area",
        description="Easting and northing; empty: what is looked at, in a job where most houses stand.",
        json_schema_extra={"places": True, "looked_at": ["area", "whole_scene"]},
    )
    radius: float = Field(
        1500.0,
        ge=20.0,
        le=50000.0,
        allow_inf_nan=False,
        title="Half width of the area",
        description="The area is a square about its middle.",
        json_schema_extra={"unit": "m"},
    )
    area: tuple[Place, ...] = Field(
        (),
        title="Outline of the area",
        description="Corners, in place of a middle and a half width.",
        json_schema_extra={"places": True},
    )
    whole_scene: bool = Field(
        False,
        title="Whole scene",
        description="All of the terrain, whatever is said of an area.",
    )
    # -- when ------------------------------------------------------------------------------------------------
    after_minutes: float = Field(
        60.0,
        ge=0.0,
        le=100000.0,
        allow_inf_nan=False,
        title="Time after the rain",
        description="How long the water is followed when the rain has ended.",
        json_schema_extra={"unit": "min"},
    )
    start: AwareDatetime = Field(
        PLUM_RAIN,
        title="Begins at",
        description="Date and hour with time zone, for the clock of the scene.",
    )
    interval: float = Field(
        5.0,
        gt=0.0,
        le=1440.0,
        allow_inf_nan=False,
        title="Interval of the output",
        description="Between two moments that are kept.",
        json_schema_extra={"unit": "min"},
    )
    # -- rain ------------------------------------------------------------------------------------------------
    rain: Literal["design_storm", "uniform_rain", "rain_file", "no_rain"] = Field(
        "design_storm",
        title="Rain",
        description="A design storm of Chicago shape, the same rate all the time, or a file.",
    )
    peak_position: float = Field(
        0.4,
        ge=0.01,
        le=0.99,
        allow_inf_nan=False,
        title="Position of the peak",
        description="Share of the duration that has gone when it rains hardest.",
    )
    rain_rate: float = Field(
        30.0,
        ge=0.0,
        le=1000.0,
        allow_inf_nan=False,
        title="Rate of uniform rain",
        description="Of rain that is the same all the time.",
        json_schema_extra={"unit": "mm/h"},
    )
    rain_file: str = Field(
        "",
        title="Rain file",
        description="CSV of time and rate, or NetCDF in space and time.",
        json_schema_extra={"file": True},
    )
    gauges: tuple[Place, ...] = Field(
        (),
        title="Rain gauges",
        description="Places of a CSV's columns, in their order: each cell has the rain of the nearest.",
        json_schema_extra={"places": True},
    )
    # -- losses ----------------------------------------------------------------------------------------------
    infiltration: Literal["none", "constant", "horton", "green_ampt"] = Field(
        "horton",
        title="Infiltration",
        description="Into soil and lawns; paving and roofs take none.",
    )
    infiltration_rate: float | None = Field(
        None,
        gt=0.0,
        le=1000.0,
        allow_inf_nan=False,
        title="Rate of infiltration",
        description="Constant, or the last rate of the law; empty: as the table of the program has it.",
        json_schema_extra={"unit": "mm/h"},
    )
    drains: bool = Field(
        True,
        title="Storm drains",
        description="Whether they take water off the streets.",
    )
    drain_capacity: float | None = Field(
        None,
        ge=0.0,
        le=1000.0,
        allow_inf_nan=False,
        title="Capacity of the drains",
        description="Empty: by quarter, as the table of the program assumes.",
        json_schema_extra={"unit": "mm/h"},
    )
    # -- waters ----------------------------------------------------------------------------------------------
    water_level: float | None = Field(
        None,
        allow_inf_nan=False,
        title="Level of lakes and canals",
        description="At the start; empty: as they lie in the scene.",
        json_schema_extra={"unit": "m"},
    )
    datum: Literal["of_the_terrain", "EPSG:5737", "wusong", "guazhou", "old_yellow_river"] = Field(
        "of_the_terrain",
        title="Datum of the levels",
        description="To which the levels given here refer; river gauges have their own.",
    )
    works_off: tuple[str, ...] = Field(
        (),
        title="Out of service",
        description="Pumps and sluices that do not run.",
        json_schema_extra={"rows_of": "waterworks"},
    )
    waters_at_edge: Literal["closed", "stage", "discharge"] = Field(
        "closed",
        title="Waters at the edge of the area",
        description="Closed, held at a level, or fed with a discharge; the two by a file or a number.",
    )
    stage: float | None = Field(
        None,
        allow_inf_nan=False,
        title="Level at the edge",
        description="Of the waters where they leave the area.",
        json_schema_extra={"unit": "m"},
    )
    discharge: float = Field(
        0.0,
        ge=-100000.0,
        le=100000.0,
        allow_inf_nan=False,
        title="Discharge at the edge",
        description="Into the area, over all waters at its edge together.",
        json_schema_extra={"unit": "m³/s"},
    )
    edge_file: str = Field(
        "",
        title="Series at the edge",
        description="CSV of time and level, or of time and discharge.",
        json_schema_extra={"file": True},
    )
    open_edge: bool = Field(
        True,
        title="Land lets water out at the edge",
        description="Off: the edge of the area is a wall.",
    )
    # -- houses and ground -----------------------------------------------------------------------------------
    buildings: Literal["blocking", "raised", "resistance"] = Field(
        "blocking",
        title="Houses",
        description="Blocking: no water enters. Raised: over the doorsill it does. Resistance: rough ground.",
    )
    threshold: float = Field(
        0.15,
        ge=0.0,
        le=5.0,
        allow_inf_nan=False,
        title="Height of the doorsill",
        description="Over the ground outside, where houses are raised.",
        json_schema_extra={"unit": "m"},
    )
    walls: bool = Field(
        False,
        title="Yard walls",
        description="Whether walls of yards and precincts stop water; their gates are not known.",
    )
    schemes: tuple[str, ...] = Field(
        (),
        title="Proposals",
        description="That are built; empty: none of them.",
        json_schema_extra={"rows_of": "proposals"},
    )
    plots: bool = Field(
        True,
        title="Raised plots",
        description="Whether plots are raised to the level that their data gives.",
    )
    barriers: tuple[Barrier, ...] = Field(
        (),
        title="Further barriers",
        description="With a height or a level each.",
    )
    raised: tuple[Plot, ...] = Field(
        (),
        title="Raised ground",
        description="Outlines with a level each.",
    )
    breaches: tuple[Breach, ...] = Field(
        (),
        title="Breaches",
        description="Where a dyke gives way, and when.",
    )
    inlets: tuple[Inlet, ...] = Field(
        (),
        title="Inlets of storm drains",
        description="Grates at single places, with what each can take.",
    )
    sources: tuple[Source, ...] = Field(
        (),
        title="Sources",
        description="Water that comes in at a place, as from a burst main.",
    )
    outlets: tuple[Outlet, ...] = Field(
        (),
        title="Outlets",
        description="Where water leaves by its level, each with its rating curve.",
    )
    pump_sets: tuple[PumpSet, ...] = Field(
        (),
        title="Further pumps",
        description="From a place to another or out of the area, with their rules.",
    )
    sluices: tuple[Sluice, ...] = Field(
        (),
        title="Further sluices",
        description="That open by the difference of levels on their sides.",
    )
    # -- how -------------------------------------------------------------------------------------------------
    scheme: Literal["inertial", "shallow"] = Field(
        "inertial",
        title="Scheme",
        description="Local inertial: fast, gradual flow. Full shallow water: breaches and steep fronts.",
    )
    hazard: Literal["aidr", "defra_2008", "defra_tr2_urban"] = Field(
        "aidr",
        title="Hazard classes",
        description="Whose classes of depth and speed.",
    )
    district: District = Field(
        "centre",
        title="District",
        description="For the longest time after the rain that the standard leaves a road under water.",
    )
    preview: bool = Field(
        True,
        title="First answer",
        description="A quick one in wider cells, before the full run and marked as such.",
    )
    threads: int = Field(
        0,
        ge=0,
        le=256,
        title="Threads",
        description="0: one for each processor.",
    )

    @property
    def scale(self) -> str:
        """Datum of the levels, as :mod:`analysis.flood.forcing.levels` names it."""
        return "terrain" if self.datum == "of_the_terrain" else self.datum

    @property
    def end(self) -> float:
        """Length of the run, seconds."""
        return 60.0 * (self.rain_minutes + self.after_minutes)
