"""What can be set before corridors are examined. Light: forms and lists read it.

It does not know how the answer is found.
"""

from pydantic import Field

from analysis.base import AnalysisParams
from analysis.common.fields import ProjectRules, Refraction
from analysis.common.rules import rule_book

_BOOK = rule_book()


class CorridorParams(AnalysisParams):
    """Parameters of ``corridor.view``; what is left alone is as ``assets/tables/rules.toml`` says."""

    corridors: tuple[str, ...] = Field(
        (),
        title="Corridors",
        description="Which corridors are examined; empty for all.",
        json_schema_extra={"rows_of": "corridors"},
    )
    exclude_heritage: bool = Field(
        True,
        title="Heritage is no intruder",
        description="Heritage models are what is to stay in sight; they hide the sky behind them.",
    )
    left_out: tuple[str, ...] = Field(
        (),
        title="Left out",
        description="Ids of layers or buildings that are not counted, such as the landmark's own.",
    )
    foreground_share: float = Field(
        _BOOK.number("corridor_foreground_share"),
        ge=0.0,
        le=1.0,
        title="Foreground",
        description="Share of the way to the landmark that counts as foreground; the rest is middle ground.",
    )
    azimuth_step: float = Field(
        _BOOK.number("azimuth_step"),
        ge=0.05,
        le=10.0,
        title="Spacing in azimuth",
        description="Angle between two columns of a corridor's section.",
        json_schema_extra={"unit": "′"},
    )
    refraction: Refraction = _BOOK.number("refraction")
    rules: ProjectRules
