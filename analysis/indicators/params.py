"""Parameters of ``scheme.indicators``."""

from typing import Literal

from pydantic import Field

from analysis.base import AnalysisParams
from analysis.common.fields import ProjectRules


class IndicatorParams(AnalysisParams):
    """Parameters of ``scheme.indicators``; storey heights are as ``assets/tables/rules.toml`` says."""

    plot: str = Field(
        "",
        title="Plot",
        description="Id of the plot that is judged; empty for the site of the scheme that is shown.",
        json_schema_extra={"rows_of": "parcels"},
    )
    outline: tuple[tuple[float, float], ...] = Field(
        (),
        title="Outline instead of a plot",
        description="Corners of the site, where the project has no plot for it.",
        json_schema_extra={"places": True},
    )
    plot_ratio_limit: float | None = Field(
        None,
        gt=0.0,
        title="Greatest plot ratio",
        description="Of the planning conditions; empty: the plot's own, if its data says so.",
    )
    density_limit: float | None = Field(
        None,
        gt=0.0,
        le=100.0,
        title="Greatest building density",
        description="Of the planning conditions; empty: the plot's own, if its data says so.",
        json_schema_extra={"unit": "%"},
    )
    green_limit: float | None = Field(
        None,
        ge=0.0,
        le=100.0,
        title="Least green ratio",
        description="Of the planning conditions; empty: the plot's own, if its data says so.",
        json_schema_extra={"unit": "%"},
    )
    attics: Literal["marked", "all", "none"] = Field(
        "marked",
        title="Attics that count",
        description="Space under pitched roofs: where the column attic says so, everywhere, or nowhere.",
    )
    rules: ProjectRules
