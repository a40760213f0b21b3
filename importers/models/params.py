"""The answers that a model needs: where it stands, which way it faces, how large it is, what is up."""

from typing import Literal

from pydantic import Field, model_validator

from importers.base import ImportParams


class ModelParams(ImportParams):
    """How to place a model. Its own zero goes to the place given."""

    easting: float | None = Field(
        None, title="Easting", description="In the coordinate system above; empty system: that of the scene."
    )
    northing: float | None = Field(None, title="Northing", description="Goes with the easting.")
    longitude: float | None = Field(
        None, ge=-180.0, le=180.0, title="Longitude", json_schema_extra={"unit": "°"}
    )
    latitude: float | None = Field(None, ge=-90.0, le=90.0, title="Latitude", json_schema_extra={"unit": "°"})
    georeferenced: bool = Field(
        False,
        title="Vertices are coordinates",
        description="Its vertices are eastings, northings and heights in the coordinate system above.",
    )
    height: float | None = Field(
        None,
        title="Height of its lowest point",
        description="Empty: on the ground.",
        json_schema_extra={"unit": "m"},
    )
    bearing: float = Field(
        0.0,
        title="Bearing",
        description="Turned clockwise by this, seen from above.",
        json_schema_extra={"unit": "°"},
    )
    scale: float = Field(1.0, gt=0.0, title="Scale", description="Metres of one of its units.")
    up_axis: Literal["auto", "y", "z"] = Field(
        "auto",
        title="Axis that points up",
        description="auto: as the file says; else y for glTF, OBJ and OFF, z for PLY and STL.",
    )

    @model_validator(mode="after")
    def _in_pairs(self) -> "ModelParams":
        if (self.easting is None) != (self.northing is None):
            raise ValueError("easting and northing go together")
        if (self.longitude is None) != (self.latitude is None):
            raise ValueError("longitude and latitude go together")
        return self
