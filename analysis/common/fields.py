"""Parameters that many analyses of sight share, declared once: limits, titles and units of their fields.

Light: forms and lists read it. It does not know an analysis' defaults.
"""

from typing import Annotated, TypeAlias

from pydantic import Field

Refraction: TypeAlias = Annotated[
    float,
    Field(
        ge=0.0,
        le=1.0,
        title="Refraction coefficient",
        description="0 for none; 1 cancels the curvature of the Earth.",
    ),
]
DefaultEyeHeight: TypeAlias = Annotated[
    float,
    Field(
        ge=0.0,
        le=50.0,
        title="Eye height",
        description="For viewpoints whose own eye height is not given.",
        json_schema_extra={"unit": "m"},
    ),
]
ProjectRules: TypeAlias = Annotated[
    dict[str, float],
    Field(
        default_factory=dict,
        title="Rule values of this project",
        description="By the keys of assets/tables/rules.toml.",
    ),
]
