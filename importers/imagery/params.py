"""The answers that a picture needs."""

from pydantic import Field

from importers.base import ImportParams


class ImageryParams(ImportParams):
    """How to read a picture."""

    most_pixels: int = Field(
        8192,
        ge=256,
        le=16384,
        title="Longest side",
        description="A larger picture is reduced to this many pixels.",
        json_schema_extra={"unit": "px"},
    )


class TilesParams(ImageryParams):
    """How to read a picture from a file that may hold several."""

    layer: str = Field(
        "", title="Layer", description="Of a GeoPackage with several pictures; empty: the first one."
    )
