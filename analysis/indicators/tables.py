"""The figures of a plot as tables: its indicators, and the buildings that they are made of."""

import math
from collections.abc import Sequence

from analysis.base import Column, Table
from analysis.common.errors import P95
from analysis.common.verdict import Outcome, Rule, Verdict
from analysis.indicators.finding import Found
from analysis.indicators.verdicts import Indicator
from scene.messages import NO_NAME, BilingualText
from scene.payloads import Buildings
from scene.units import (
    EAVES_HEIGHT,
    FLOORS,
    FOOTPRINT_AREA,
    GROSS_FLOOR_AREA,
    HEIGHT,
    PLOT_AREA,
    STOREY_HEIGHT,
    VIRTUAL_FLOOR_AREA,
    Quantity,
)

INDICATORS = BilingualText("指标", "Indicators")
BUILDINGS = BilingualText("逐栋", "Building by building")
OUTCOMES = {
    Outcome.PASS: BilingualText("通过", "pass"),
    Outcome.REVIEW: BilingualText("需复核", "review"),
    Outcome.FAIL: BilingualText("不通过", "fail"),
}
_ASSUMED = BilingualText("假定", "assumed")
_KNOWN = BilingualText("给定", "given")


def indicator_table(found: Found, indicators: Sequence[Indicator]) -> Table:
    """Return the indicators with limit, error and rule; areas first, which nothing limits."""
    areas = (
        ("plot_area", PLOT_AREA, found.plot.area, P95 * found.plot.sigma),
        ("gross_floor_area", GROSS_FLOOR_AREA, found.gross, found.floor_budget.error_95),
        ("virtual_floor_area", VIRTUAL_FLOOR_AREA, found.virtual, math.nan),
        ("footprint_area", FOOTPRINT_AREA, found.footprint, P95 * math.sqrt(found.footprint_variance)),
    )
    rows = [_row(key, quantity, value, math.nan, error, None, None) for key, quantity, value, error in areas]
    for each in indicators:
        outcome = None if each.verdict is None else each.verdict.outcome
        rows.append(_row(each.key, each.quantity, each.value, each.limit, each.error_95, outcome, each.rule))
    columns = (
        Column("indicator", BilingualText("指标键", "Indicator's key"), on_paper=False),
        Column("title", INDICATORS),
        Column("value", BilingualText("数值(未取整)", "Value, unrounded"), on_paper=False),
        Column("unit", BilingualText("单位", "Unit"), on_paper=False),
        Column("limit", BilingualText("限值(未取整)", "Limit, unrounded"), on_paper=False),
        Column("error_95", BilingualText("误差(95%，未取整)", "Error (95 %), unrounded"), on_paper=False),
        Column("outcome", BilingualText("结论键", "Outcome's key"), on_paper=False),
        Column("shown", BilingualText("数值", "Value")),
        Column("shown_limit", BilingualText("限值", "Limit")),
        Column("shown_error", BilingualText("误差(95%)", "Error (95 %)")),
        Column("shown_outcome", BilingualText("结论", "Outcome")),
        Column("source", BilingualText("依据", "Source")),
    )
    return Table("indicators", INDICATORS, columns, tuple(rows))


def _row(
    key: str, quantity: Quantity, value: float, limit: float, error: float,
    outcome: Outcome | None, rule: Rule | None,
) -> tuple[object, ...]:  # fmt: skip
    def shown(number: float) -> str:
        return quantity.text(number) if math.isfinite(number) else ""

    return (
        key, quantity.title, value, quantity.unit, limit, error, "" if outcome is None else outcome.value,
        shown(value), shown(limit), shown(error), NO_NAME if outcome is None else OUTCOMES[outcome],
        NO_NAME if rule is None else rule.source,
    )  # fmt: skip


def building_table(found: Found, heights: Sequence[Verdict]) -> Table:
    """Return what each building adds, and its height with the cap."""
    judged = {(verdict.node, verdict.subject): verdict for verdict in heights}
    rows = []
    for place, each in enumerate(found.standing):
        payload, areas = each.node.payload, found.areas
        assert isinstance(payload, Buildings)
        name = payload.ids[each.row]
        verdict = judged.get((each.node.id, name))
        zh, en = payload.text("name_zh", each.row), payload.text("name_en", each.row)
        rows.append(
            (
                each.node.id, name, BilingualText(zh or en or name, en or zh or name),
                payload.text("use", each.row), float(areas.floors[place]),
                _ASSUMED if areas.assumed[place] else _KNOWN, float(areas.storey[place]),
                each.footprint, float(areas.gross[place]), float(areas.virtual[place]),
                float(found.bodies.height[place]),
                math.nan if verdict is None else verdict.limit,
                "" if verdict is None else verdict.outcome.value,
            )
        )  # fmt: skip
    columns = (
        Column("node", BilingualText("图层", "Layer"), on_paper=False),
        Column("building", BilingualText("建筑编号", "Building id"), on_paper=False),
        Column("name", BilingualText("建筑", "Building")),
        Column("use", BilingualText("用途", "Use")),
        Column("floors", FLOORS.title, FLOORS),
        Column("floors_source", BilingualText("层数来源", "Source of storeys")),
        Column("storey_height", STOREY_HEIGHT.title, STOREY_HEIGHT),
        Column("footprint_area", FOOTPRINT_AREA.title, FOOTPRINT_AREA),
        Column("gross_floor_area", GROSS_FLOOR_AREA.title, GROSS_FLOOR_AREA),
        Column("virtual_floor_area", VIRTUAL_FLOOR_AREA.title, VIRTUAL_FLOOR_AREA),
        Column("eaves_height", EAVES_HEIGHT.title, EAVES_HEIGHT),
        Column("cap", BilingualText("限高", "Cap"), HEIGHT),
        Column("outcome", BilingualText("结论", "Outcome")),
    )
    return Table("buildings", BUILDINGS, columns, tuple(rows))
