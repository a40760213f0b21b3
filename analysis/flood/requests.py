"""Walls, raised ground and breaches that a job file names one by one. Light: forms and lists read it.

It does not know what becomes of them.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_Number = Annotated[float, Field(allow_inf_nan=False)]
#: Easting and northing.
Place = tuple[_Number, _Number]


class Barrier(BaseModel):
    """A wall or a row of sandbags: its line, height or level, and the minute at which it is put up."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    line: tuple[Place, ...] = Field(min_length=2)
    height: float = Field(1.0, gt=0.0, le=20.0, allow_inf_nan=False)
    level: float | None = Field(None, allow_inf_nan=False)
    start: float = Field(0.0, ge=0.0, allow_inf_nan=False)


class Plot(BaseModel):
    """A piece of ground that a job file raises."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    corners: tuple[Place, ...] = Field(min_length=3)
    level: float = Field(allow_inf_nan=False)


class Breach(BaseModel):
    """A dyke that gives way: where, how wide, down to which level, when, and how fast.

    With a trigger it begins when the water at the gauge, or on the crest itself, stands so high; the minute
    is then the latest, and 0 stands for none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    line: tuple[Place, ...] = Field(min_length=2)
    width: float = Field(30.0, gt=0.0, le=5000.0, allow_inf_nan=False)
    sill: float = Field(allow_inf_nan=False)
    start: float = Field(0.0, ge=0.0, allow_inf_nan=False)
    minutes: float = Field(10.0, ge=0.0, allow_inf_nan=False)
    trigger: float | None = Field(None, allow_inf_nan=False)
    gauge: Place | None = None


class Inlet(BaseModel):
    """A grate of a storm drain: where, how long its edge, how large its openings, and what its pipe takes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: Place
    perimeter: float = Field(1.6, ge=0.0, le=1000.0, allow_inf_nan=False)
    area: float = Field(0.1, ge=0.0, le=1000.0, allow_inf_nan=False)
    capacity: float = Field(0.05, ge=0.0, le=1000.0, allow_inf_nan=False)


class Source(BaseModel):
    """Water that comes in at a place: m³/s, or a file of discharges over time; below 0 it is taken out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: Place
    radius: float = Field(5.0, ge=0.0, le=10_000.0, allow_inf_nan=False)
    discharge: float = Field(0.0, allow_inf_nan=False)
    file: str = ""


class Outlet(BaseModel):
    """Where water leaves by its level, as over a weir: levels, rising, each with its discharge in m³/s."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: Place
    radius: float = Field(5.0, ge=0.0, le=10_000.0, allow_inf_nan=False)
    curve: tuple[tuple[_Number, _Number], ...] = Field(min_length=2)


class _Works(BaseModel):
    """What pumps and sluices of a job share: from where to where, how much, and in which minutes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    place: Place
    to: Place | None = None
    radius: float = Field(10.0, ge=0.0, le=10_000.0, allow_inf_nan=False)
    capacity: float = Field(gt=0.0, le=100_000.0, allow_inf_nan=False)
    minutes: tuple[tuple[_Number, _Number], ...] = ()
    off: bool = False


class PumpSet(_Works):
    """A pump that a job file names; without a place to pump to, out of the area."""

    start: float | None = Field(None, allow_inf_nan=False)
    stop: float | None = Field(None, allow_inf_nan=False)


class Sluice(_Works):
    """A sluice that a job file names; without a place to lead to, out of the area, to a level there."""

    width: float = Field(gt=0.0, le=1000.0, allow_inf_nan=False)
    sill: float = Field(allow_inf_nan=False)
    height: float | None = Field(None, gt=0.0, allow_inf_nan=False)
    outside: float | None = Field(None, allow_inf_nan=False)
    opens_at: float = Field(0.0, ge=0.0, allow_inf_nan=False)
    both_ways: bool = False
