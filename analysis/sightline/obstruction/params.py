"""What can be set before it is asked what stands in the way. Light: forms and lists read it.

It does not know how the answer is found.
"""

from pydantic import Field

from analysis.base import AnalysisParams
from analysis.common.fields import DefaultEyeHeight, ProjectRules, Refraction
from analysis.common.rules import rule_book

_BOOK = rule_book()


class ObstructionParams(AnalysisParams):
    """Parameters of ``sightline.obstruction``; what is left alone is as ``assets/tables/rules.toml`` says."""

    target: str = Field(
        "",
        title="Looked at",
        description="Name or id of a layer, or a building as layer/row; empty if a place is given.",
        json_schema_extra={"thing": True},
    )
    target_place: tuple[float, ...] = Field(
        (),
        max_length=3,
        title="Place looked at",
        description="East and north, local: what stands there; with a height, that very point.",
        json_schema_extra={"unit": "m", "places": "local"},
    )
    viewpoints: tuple[str, ...] = Field(
        (),
        title="Viewpoints",
        description="Viewpoints and routes to look from; all of them if none is chosen.",
        json_schema_extra={"rows_of": "viewpoints"},
    )
    observers: tuple[tuple[float, float], ...] = Field(
        (),
        title="Places to look from",
        description="East and north, local. Where some are given, only chosen viewpoints join them.",
        json_schema_extra={"unit": "m", "places": "local"},
    )
    required_share: float = Field(
        0.0,
        ge=0.0,
        le=100.0,
        title="Share to stay seen",
        description="Of the silhouette, from every viewpoint; 0 asks for no verdict.",
        json_schema_extra={"unit": "%"},
    )
    station_spacing: float = Field(
        10.0,
        ge=0.25,
        le=50.0,
        title="Spacing along routes",
        description="Distance between the stations at which a route is looked from.",
        json_schema_extra={"unit": "m"},
    )
    azimuth_step: float = Field(
        _BOOK.number("azimuth_step"),
        ge=0.05,
        le=1.0,
        title="Spacing in azimuth",
        description="Angle between two columns of the silhouette that are examined.",
        json_schema_extra={"unit": "′"},
    )
    refraction: Refraction = _BOOK.number("refraction")
    default_eye_height: DefaultEyeHeight = _BOOK.number("eye_height")
    rules: ProjectRules
