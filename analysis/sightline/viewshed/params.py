"""What can be set before a viewshed is computed. Light: forms and lists read it.

It does not know how the answer is found.
"""

from typing import Annotated, Literal

from pydantic import Field

from analysis.base import AnalysisParams
from analysis.common.fields import ProjectRules, Refraction
from analysis.common.rules import rule_book

_BOOK = rule_book()

Place = tuple[Annotated[float, Field(allow_inf_nan=False)], Annotated[float, Field(allow_inf_nan=False)]]


class ViewshedParams(AnalysisParams):
    """Parameters of ``sightline.viewshed``."""

    viewpoints: tuple[str, ...] = Field(
        (),
        title="Viewpoints and routes",
        description="Which ones; empty for all, or for none where places or an area are given.",
        json_schema_extra={"rows_of": "viewpoints"},
    )
    observers: tuple[Place, ...] = Field(
        (),
        title="Places to look from",
        description="Easting and northing in the coordinate system of the project, or of the surface file.",
        json_schema_extra={"places": True},
    )
    area: tuple[Place, ...] = Field(
        (),
        title="Area to look from",
        description="Corners of an area; its points lie as far apart as the stations of routes.",
        json_schema_extra={"places": True},
    )
    eye_height: float = Field(
        _BOOK.number("eye_height"),
        ge=0.0,
        le=1000.0,
        allow_inf_nan=False,
        title="Eye height",
        description="For viewpoints whose own eye height is not given.",
        json_schema_extra={"unit": "m"},
    )
    target_height: float = Field(
        0.0,
        ge=0.0,
        le=1000.0,
        allow_inf_nan=False,
        title="Target height",
        description="Of what is looked for, over the surface of each cell.",
        json_schema_extra={"unit": "m"},
    )
    reach: float = Field(
        1500.0,
        ge=1.0,
        le=100_000.0,
        allow_inf_nan=False,
        title="Range",
        description="Greatest distance that is looked at; a surface file is looked at as far.",
        json_schema_extra={"unit": "m"},
    )
    azimuth_from: float = Field(
        0.0,
        ge=-360.0,
        le=360.0,
        allow_inf_nan=False,
        title="Azimuth from",
        description="Clockwise from grid north. 0 to 360: all round, or the open side of each viewpoint.",
        json_schema_extra={"unit": "°"},
    )
    azimuth_to: float = Field(
        360.0,
        ge=-360.0,
        le=720.0,
        allow_inf_nan=False,
        title="Azimuth to",
        description="Clockwise from grid north, after where it begins.",
        json_schema_extra={"unit": "°"},
    )
    lowest_angle: float = Field(
        -90.0,
        ge=-90.0,
        le=90.0,
        title="Lowest angle",
        description="Lines of sight that fall more steeply are not looked along.",
        json_schema_extra={"unit": "°"},
    )
    highest_angle: float = Field(
        90.0,
        ge=-90.0,
        le=90.0,
        title="Highest angle",
        description="Lines of sight that rise more steeply are not looked along.",
        json_schema_extra={"unit": "°"},
    )
    refraction: Refraction = _BOOK.number("refraction")
    cell: float = Field(
        3.0,
        ge=0.1,
        le=100.0,
        title="Cell size",
        description="Of the grid that is made of the city; a surface file keeps its own.",
        json_schema_extra={"unit": "m"},
    )
    station_spacing: float = Field(
        50.0,
        ge=0.5,
        le=1000.0,
        title="Spacing along routes",
        description="Distance between the stations at which a route is looked from.",
        json_schema_extra={"unit": "m"},
    )
    trees: bool = Field(True, title="Trees screen", description="Whether trees stand in the way.")
    heights: bool = Field(
        True,
        title="Lowest visible height",
        description="Find, too, how high over each cell something would have to be to be seen.",
    )
    method: Literal["exact", "fast"] = Field(
        "exact",
        title="Method",
        description="fast: doubtful cells are not walked; the error is measured on a sample and stated.",
    )
    patch: float = Field(
        4.0,
        ge=0.5,
        le=50.0,
        title="Patches on façades",
        description="Greatest edge of the patches that façades and roofs are cut into.",
        json_schema_extra={"unit": "m"},
    )
    most_patches: int = Field(
        40_000,
        ge=0,
        le=500_000,
        title="Most patches",
        description="The surfaces that look largest are painted; 0 for none.",
    )
    rules: ProjectRules

    @property
    def is_exact(self) -> bool:
        """Whether every doubtful cell is decided by a line of its own."""
        return self.method == "exact"
