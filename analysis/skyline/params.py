"""What can be set before a skyline is looked at. Light: forms and lists read it.

It does not know how the answer is found.
"""

from typing import Literal

from pydantic import Field

from analysis.base import AnalysisParams
from analysis.common.fields import DefaultEyeHeight, ProjectRules, Refraction
from analysis.common.rules import rule_book

_BOOK = rule_book()


class SkylineParams(AnalysisParams):
    """Parameters of ``skyline.change``; what is left alone is as ``assets/tables/rules.toml`` says."""

    viewpoints: tuple[str, ...] = Field(
        (),
        title="Viewpoints",
        description="Viewpoints and routes to look from; all viewpoints, and no route, if none is chosen.",
        json_schema_extra={"rows_of": "viewpoints"},
    )
    observers: tuple[tuple[float, float], ...] = Field(
        (),
        title="Places to look from",
        description="East and north, local. Where some are given, only chosen viewpoints join them.",
        json_schema_extra={"unit": "m", "places": "local"},
    )
    schemes: Literal["each", "all"] = Field(
        "each",
        title="Schemes",
        description="Each layer of proposals by itself, or all of them together.",
    )
    azimuth_step: float = Field(
        _BOOK.number("azimuth_step"),
        ge=0.1,
        le=5.0,
        title="Spacing in azimuth",
        description="Angle between two columns of the panorama.",
        json_schema_extra={"unit": "′"},
    )
    clear_sky: float = Field(
        _BOOK.number("clear_sky"),
        ge=0.0,
        le=10.0,
        title="Clear sky around heritage",
        description="Beside and over a protected silhouette, in which nothing is to rise.",
        json_schema_extra={"unit": "°"},
    )
    station_spacing: float = Field(
        100.0,
        ge=1.0,
        le=1000.0,
        title="Spacing along routes",
        description="Distance between the stations at which a route is looked from.",
        json_schema_extra={"unit": "m"},
    )
    field: float = Field(
        90.0,
        ge=5.0,
        le=360.0,
        title="Field of picture and chart",
        description="Angle across, around the middle of what is proposed.",
        json_schema_extra={"unit": "°"},
    )
    picture_width: int = Field(
        1800,
        ge=0,
        le=8000,
        title="Width of the panorama",
        description="Pixels across the field; 0 for no picture.",
        json_schema_extra={"unit": "px"},
    )
    pictures: Literal["governing", "all"] = Field(
        "governing",
        title="Panoramas",
        description="From where most is added to the skyline, or from all viewpoints.",
    )
    refraction: Refraction = _BOOK.number("refraction")
    default_eye_height: DefaultEyeHeight = _BOOK.number("eye_height")
    rules: ProjectRules
