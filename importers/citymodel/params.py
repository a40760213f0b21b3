"""The answers that a city model needs: level of detail, pictures or none, what besides buildings."""

from typing import Literal

from pydantic import Field, model_validator

from importers.base import ImportParams


class CityParams(ImportParams):
    """How to read a city model, and where to stand one that has coordinates of its own."""

    lod: Literal["highest", "1", "2", "3"] = Field(
        "highest",
        title="Level of detail",
        description="The highest that the file has of each object, or the highest up to this one.",
    )
    textures: bool = Field(True, title="Textures", description="Photographs on walls and roofs.")
    surroundings: bool = Field(
        True, title="What is not a building", description="Roads, water, vegetation, bridges, ground too."
    )
    axis_order: Literal["auto", "east_first", "north_first"] = Field(
        "auto",
        title="Order of the coordinates",
        description="auto: as the format and the coordinate system prescribe it, unless that cannot be.",
    )

    easting: float | None = Field(
        None,
        title="Easting",
        description="Of the file's zero, in the coordinate system above; empty: where the file says.",
    )
    northing: float | None = Field(None, title="Northing", description="Goes with the easting.")
    height: float | None = Field(
        None,
        title="Height of its lowest point",
        description="Empty: its own heights.",
        json_schema_extra={"unit": "m"},
    )
    bearing: float = Field(
        0.0,
        title="Bearing",
        description="Turned clockwise by this, seen from above.",
        json_schema_extra={"unit": "°"},
    )

    @model_validator(mode="after")
    def _in_pairs(self) -> "CityParams":
        if (self.easting is None) != (self.northing is None):
            raise ValueError("easting and northing go together")
        return self

    @property
    def stands(self) -> bool:
        """Whether the person says where the file's zero stands."""
        return self.easting is not None and self.northing is not None
