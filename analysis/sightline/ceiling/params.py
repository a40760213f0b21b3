"""What can be set before heights are computed. Light: forms and lists read it.

It does not know how the answer is found.
"""

from typing import Annotated, Literal

from pydantic import Field

from analysis.base import AnalysisParams
from analysis.common.fields import DefaultEyeHeight, ProjectRules, Refraction
from analysis.common.rules import rule_book

_BOOK = rule_book()

Place = tuple[Annotated[float, Field(allow_inf_nan=False)], Annotated[float, Field(allow_inf_nan=False)]]


class CeilingParams(AnalysisParams):
    """Parameters of ``sightline.ceiling``; what is left alone is as ``assets/tables/rules.toml`` says."""

    cell: float = Field(
        5.0,
        ge=1.0,
        le=5.0,
        title="Cell",
        description="Edge of a cell of the rasters; single places are decided by rays.",
        json_schema_extra={"unit": "m"},
    )
    viewpoints: tuple[str, ...] = Field(
        (),
        title="Viewpoints and routes",
        description="From which nothing new may be seen; all of them if none is chosen.",
        json_schema_extra={"rows_of": "viewpoints"},
    )
    stay_unseen: bool = Field(
        True,
        title="Stay unseen",
        description="The balloon rule: nothing new is seen from the protected viewpoints and routes.",
    )
    trees: bool = Field(
        False,
        title="Trees screen",
        description="Off is the stricter answer: only what stays unseen without trees passes the balloon.",
    )
    station_spacing: float = Field(
        10.0,
        ge=0.5,
        le=100.0,
        title="Spacing along routes",
        description="Distance between the stations at which a route is looked from.",
        json_schema_extra={"unit": "m"},
    )
    keep_seen: tuple[str, ...] = Field(
        (),
        title="Landmarks to stay in sight",
        description="Ids of heritage layers; none asks for no sight planes.",
        json_schema_extra={"rows_of": "landmarks"},
    )
    keep_seen_from: tuple[str, ...] = Field(
        (),
        title="Seen from",
        description="Viewpoints that keep the landmarks in sight; all that are places if none is chosen.",
        json_schema_extra={"rows_of": "viewpoints"},
    )
    keep_seen_above: float = Field(
        0.0,
        ge=0.0,
        le=1000.0,
        title="Seen down to",
        description="Height over a landmark's foot from which on it stays in sight.",
        json_schema_extra={"unit": "m"},
    )
    sight_planes: Literal["silhouette", "plane"] = Field(
        "silhouette",
        title="Sight planes",
        description="silhouette: under the landmark's outline, by azimuth; plane: one plane to its edges.",
    )
    zone_caps: bool = Field(
        True,
        title="Caps of zones",
        description="Height limits of control zones, measured from outdoor ground to eaves or top.",
    )
    absolute_level: float | None = Field(
        None,
        title="Absolute level",
        description="Elevation that nothing may exceed anywhere; empty for none.",
        json_schema_extra={"unit": "m"},
    )
    places: tuple[Place, ...] = Field(
        (),
        max_length=200,
        title="Places to be told",
        description="Easting and northing in the coordinate system of the project: a card for each.",
        json_schema_extra={"places": True},
    )
    exact_at_most: int = Field(
        500,
        ge=0,
        le=100_000,
        title="Buildings decided by rays",
        description="Those nearest to their limit, where the raster does not decide.",
    )
    refraction: Refraction = _BOOK.number("refraction")
    greatest_height: float = Field(
        _BOOK.number("greatest_height"),
        ge=10.0,
        le=1000.0,
        title="Greatest height searched",
        description="Above ground; where no rule sets a lower limit, none is given.",
        json_schema_extra={"unit": "m"},
    )
    default_eye_height: DefaultEyeHeight = _BOOK.number("eye_height")
    rules: ProjectRules
