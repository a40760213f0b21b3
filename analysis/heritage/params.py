"""Parameters of ``heritage.impact``."""

from pydantic import Field

from analysis.base import AnalysisParams
from analysis.common.fields import DefaultEyeHeight, ProjectRules
from analysis.common.rules import rule_book

_BOOK = rule_book()


class HeritageParams(AnalysisParams):
    """Parameters of ``heritage.impact``; what is left alone is as ``assets/tables/rules.toml`` says."""

    items: tuple[str, ...] = Field(
        (),
        title="Heritage items",
        description="Ids of the layers that are looked at; empty for all.",
        json_schema_extra={"rows_of": "landmarks"},
    )
    proposals: tuple[str, ...] = Field(
        (),
        title="Proposals",
        description="Which are judged; empty for all.",
        json_schema_extra={"rows_of": "proposals"},
    )
    field_of_view: float = Field(
        60.0,
        ge=10.0,
        le=180.0,
        title="Field about the item",
        description="A proposal farther aside than half of it is not seen together with the item.",
        json_schema_extra={"unit": "°"},
    )
    default_eye_height: DefaultEyeHeight = _BOOK.number("eye_height")
    rules: ProjectRules
