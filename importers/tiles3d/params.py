"""The answers that a tileset needs: how fine, how high, and where it stands if it does not say so."""

from pydantic import Field

from importers.models.params import ModelParams


class TilesParams(ModelParams):
    """How to read a tileset. A place is asked for only if its coordinates are not on the Earth."""

    detail: float = Field(
        0.0,
        ge=0.0,
        title="Coarsest geometric error that will do",
        description="Tiles of this error are not refined any further; 0: the finest tiles.",
        json_schema_extra={"unit": "m"},
    )
    height_shift: float = Field(
        0.0,
        title="Added to its heights",
        description="Heights on the Earth are above the ellipsoid; this takes them to those of the project.",
        json_schema_extra={"unit": "m"},
    )
