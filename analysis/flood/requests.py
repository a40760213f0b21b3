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
    """A dyke that gives way: where, how wide, down to which level, when, and how fast."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    line: tuple[Place, ...] = Field(min_length=2)
    width: float = Field(30.0, gt=0.0, le=5000.0, allow_inf_nan=False)
    sill: float = Field(allow_inf_nan=False)
    start: float = Field(0.0, ge=0.0, allow_inf_nan=False)
    minutes: float = Field(10.0, ge=0.0, allow_inf_nan=False)
