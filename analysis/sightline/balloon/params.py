"""What can be set before a balloon is flown. Light: forms and lists read it.

It does not know how the answer is found.
"""

from pydantic import Field

from analysis.base import AnalysisParams
from analysis.common.fields import DefaultEyeHeight, ProjectRules, Refraction
from analysis.common.rules import rule_book

_BOOK = rule_book()


class BalloonParams(AnalysisParams):
    """Parameters of ``sightline.balloon``; what is left alone is as ``assets/tables/rules.toml`` says."""

    station_spacing: float = Field(
        _BOOK.number("station_spacing"),
        ge=0.25,
        le=2.0,
        title="Spacing along routes",
        description="Distance between the stations at which a route is looked from.",
        json_schema_extra={"unit": "m"},
    )
    azimuth_step: float = Field(
        _BOOK.number("azimuth_step"),
        ge=0.05,
        le=1.0,
        title="Spacing in azimuth",
        description="Angle between two columns of the proposal that are examined.",
        json_schema_extra={"unit": "′"},
    )
    greatest_height: float = Field(
        _BOOK.number("greatest_height"),
        ge=10.0,
        le=1000.0,
        title="Greatest height searched",
        description="Above outdoor ground; a proposal that is unseen up to here counts as unseen.",
        json_schema_extra={"unit": "m"},
    )
    refraction: Refraction = _BOOK.number("refraction")
    default_eye_height: DefaultEyeHeight = _BOOK.number("eye_height")
    rules: ProjectRules
