"""The answers that a terrain needs."""

from typing import Literal

from pydantic import Field

from importers.base import ImportParams


class TerrainParams(ImportParams):
    """How to read an elevation grid."""

    band: int = Field(1, ge=1, title="Band", description="Which band holds the heights.")
    vertical_unit: Literal["auto", "metre", "foot", "us-foot"] = Field(
        "auto",
        title="Unit of heights",
        description="auto: what the band or the coordinate system says, metres if they say nothing.",
    )
    most_cells: int = Field(
        16_000_000,
        ge=10_000,
        title="Most cells",
        description="A larger grid is averaged to coarser cells.",
    )
