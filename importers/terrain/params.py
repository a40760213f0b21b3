"""The answers that a terrain needs."""

from typing import Literal

from pydantic import Field

from importers.base import ImportParams


class TerrainParams(ImportParams):
    """How to read an elevation grid."""

    surface: Literal["auto", "terrain", "surface"] = Field(
        "auto",
        title="What it shows",
        description="auto: a surface if its name says so, or if it stands above the ground as roofs do.",
    )
    band: int = Field(1, ge=1, title="Band", description="Which band holds the heights.")
    vertical_unit: Literal["auto", "metre", "foot", "us-foot"] = Field(
        "auto",
        title="Unit of heights",
        description="auto: what the band or the coordinate system says, metres if they say nothing.",
    )
    vertical: str = Field(
        "",
        title="Height datum",
        description="EPSG:5737 (1985), EPSG:5736 (1956), ellipsoid; empty: what the coordinate system says.",
    )
    most_cells: int = Field(
        16_000_000,
        ge=10_000,
        title="Most cells",
        description="A larger grid is averaged to coarser cells.",
    )


class TablesParams(TerrainParams):
    """How to read an elevation grid from a file that may hold several."""

    layer: str = Field(
        "", title="Layer", description="Of a GeoPackage with several grids; empty: the first one."
    )
