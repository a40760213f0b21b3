"""The answers that an OpenStreetMap file needs."""

from pydantic import Field

from importers.base import ImportParams


class OsmParams(ImportParams):
    """What to take out of a file of OpenStreetMap, and how to guess heights."""

    buildings: bool = Field(True, title="Buildings")
    water: bool = Field(True, title="Water")
    roads: bool = Field(True, title="Roads and railways")
    places: bool = Field(True, title="Place names")
    land: bool = Field(True, title="Land use", description="Outlines of parks, woods, fields and quarters.")
    storey_height: float = Field(3.0, gt=1.5, le=10.0, title="Storey height", json_schema_extra={"unit": "m"})
