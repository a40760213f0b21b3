"""The answers that a layer of footprints needs."""

from typing import Literal

from pydantic import Field

from importers.base import ImportParams


class FootprintParams(ImportParams):
    """How to read a vector layer."""

    layer: str = Field(
        "", title="Layer", description="Of a file with several; empty: the first with polygons."
    )
    as_: Literal["auto", "buildings", "outlines", "zones", "parcels", "corridors"] = Field(
        "auto",
        title="Read as",
        description=(
            "auto: zones if there is a height limit and no height, view corridors if lines have widths or "
            "thresholds of such, outlines if there are no heights and most areas are over 1 km², else "
            "buildings."
        ),
    )
    height_field: str = Field(
        "",
        title="Height field",
        description="Metres, or text such as 12m, 约20米, 3层; empty: guessed; -: none.",
    )
    floors_field: str = Field("", title="Floors field", description="Empty: guessed; -: none.")
    storey_height: float = Field(3.0, gt=1.5, le=10.0, title="Storey height", json_schema_extra={"unit": "m"})
    default_height: float | None = Field(
        None,
        gt=0.0,
        le=1000.0,
        title="Height where none is known",
        description="Empty: two storeys, and a question if no building has a height.",
        json_schema_extra={"unit": "m"},
    )
    name_field: str = Field("", title="Name field", description="Empty: guessed; -: none.")
    id_field: str = Field("", title="Id field", description="Empty: guessed; -: none.")
    limit_field: str = Field(
        "", title="Height limit field", description="Of zones, in metres; empty: guessed; -: none."
    )
    measured_from: Literal["auto", "eaves", "top"] = Field(
        "auto",
        title="Limit measured to",
        description="auto: the eaves where the field's name says so, else a building's highest point.",
    )
    encoding: str = Field("", title="Encoding of text", description="UTF-8, GBK …; empty: found out.")
