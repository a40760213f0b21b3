"""The answers that a city model needs: which level of detail, with pictures or without, what besides buildings."""

from typing import Literal

from pydantic import Field

from importers.base import ImportParams


class CityParams(ImportParams):
    """How to read a city model."""

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
