"""The figures of a plot held to their limits, each with the rule and with why it is in doubt.

A figure without a limit is no verdict. It does not know layers.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.common.errors import ErrorBudget, Term
from analysis.common.rules import RuleBook
from analysis.common.verdict import Outcome, Rule, Verdict
from analysis.indicators.caps import Cap
from analysis.indicators.finding import Found
from analysis.indicators.params import IndicatorParams
from scene.messages import BilingualText, Message, msg
from scene.payloads import Buildings
from scene.units import BUILDING_DENSITY, EAVES_HEIGHT, GREEN_RATIO, HEIGHT, PLOT_RATIO, Quantity


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure of the plot, with the limit that it is held to.

    Parameters
    ----------
    key : str
    quantity : Quantity
    value, limit, error_95 : float
        `nan` where there is none.
    rule : Rule, optional
        None if nothing limits it.
    verdict : Verdict, optional
    """

    key: str
    quantity: Quantity
    value: float
    limit: float
    error_95: float
    rule: Rule | None = None
    verdict: Verdict | None = None


def indicators_of(found: Found, params: IndicatorParams, book: RuleBook) -> tuple[Indicator, ...]:
    """Return plot ratio, building density and green ratio with their limits."""
    return (_ratio(found, params, book), _density(found, params, book), _green(found, params, book))


def _ratio(found: Found, params: IndicatorParams, book: RuleBook) -> Indicator:
    value, bare = found.ratio(), found.ratio(virtual=False)
    limit = params.plot_ratio_limit or found.plot.limits.get("plot_ratio", math.nan)
    error = found.error_of(found.gross + found.virtual, found.floor_budget.variance)
    outcome, reason = _at_most(PLOT_RATIO, value, limit, error, found.floor_budget, found.plot.area)
    if outcome is Outcome.FAIL and bare <= limit:
        outcome = Outcome.REVIEW
        reason = msg(
            "Over the limit only with the virtual floor area of high storeys ({area:.0f} m²), whose amount "
            "is assumed.",
            area=found.virtual,
        )
    if outcome is Outcome.PASS and found.models:
        outcome = Outcome.REVIEW
        reason = msg(
            "{count} models on the plot have no storeys and are not counted.", count=len(found.models)
        )
    rule = book.rule("plot_ratio")
    verdict = _verdict(found, PLOT_RATIO, outcome, reason, value, limit, error, rule)
    return _indicator("plot_ratio", PLOT_RATIO, value, limit, error, rule, verdict)


def _density(found: Found, params: IndicatorParams, book: RuleBook) -> Indicator:
    value = 100.0 * found.footprint / found.plot.area
    limit = params.density_limit or found.plot.limits.get("density", math.nan)
    error = 100.0 * found.error_of(found.footprint, found.footprint_variance)
    outcome, reason = _at_most(BUILDING_DENSITY, value, limit, error)
    rule = book.rule("building_density")
    verdict = _verdict(found, BUILDING_DENSITY, outcome, reason, value, limit, error, rule)
    return _indicator("density", BUILDING_DENSITY, value, limit, error, rule, verdict)


def _green(found: Found, params: IndicatorParams, book: RuleBook) -> Indicator:
    given = params.green_limit
    limit = given if given is not None else found.plot.limits.get("green", math.nan)
    most = 100.0 * (found.plot.area - found.footprint) / found.plot.area
    known = math.isfinite(found.green)
    # What nobody drew may be nothing, or all that is not built on.
    value = 100.0 * found.green / found.plot.area if known else 0.0
    error = 100.0 * found.error_of(found.green) if known else most
    rule = book.rule("green_ratio")
    if not known:
        outcome, reason = (
            Outcome.REVIEW,
            msg(
                "The project says of no planted area; unbuilt ground is {most:.1f} % of the plot.", most=most
            ),
        )
        if most < limit:
            outcome = Outcome.FAIL
            reason = msg("Even if all unbuilt ground were planted, it were {most:.1f} %.", most=most)
    elif value >= limit + error:
        outcome, reason = Outcome.PASS, msg("Above the limit by more than the error.")
    elif value > limit - error:
        outcome, reason = Outcome.REVIEW, msg("Within the error of the limit.")
    else:
        outcome, reason = Outcome.FAIL, msg("Below the limit by {off}.", off=GREEN_RATIO.text(limit - value))
    verdict = _verdict(found, GREEN_RATIO, outcome, reason, value, limit, error, rule)
    return _indicator("green", GREEN_RATIO, value, limit, error, rule, verdict)


def _indicator(
    key: str, quantity: Quantity, value: float, limit: float, error: float, rule: Rule, verdict: Verdict
) -> Indicator:
    held = math.isfinite(limit)
    return Indicator(key, quantity, value, limit, error, rule if held else None, verdict if held else None)


def _at_most(
    quantity: Quantity,
    value: float,
    limit: float,
    error: float,
    budget: ErrorBudget | None = None,
    per: float = 1.0,
) -> tuple[Outcome, Message]:
    if value <= limit - error:
        return Outcome.PASS, msg("Below the limit by more than the error.")
    if value < limit + error or value == limit:
        settled = None if budget is None else budget.settled_by(abs(limit - value) * per)
        return Outcome.REVIEW, settled or msg("Within the error of the limit.")
    return Outcome.FAIL, msg("Over the limit by {off}.", off=quantity.text(value - limit))


def _verdict(
    found: Found, quantity: Quantity, outcome: Outcome, reason: Message, value: float, limit: float,
    error: float, rule: Rule,
) -> Verdict:  # fmt: skip
    plot = found.plot
    return Verdict(plot.id, plot.name, outcome, reason, quantity, value, limit, error, rule, node=plot.node)


def height_verdicts(found: Found, caps: Iterable[Cap | None], book: RuleBook) -> tuple[Verdict, ...]:
    """Return the heights of all buildings on the plot for which there is a cap."""
    judged = []
    for each, cap in zip(found.standing, caps, strict=True):
        payload = each.node.payload
        if cap is None or not isinstance(payload, Buildings):
            continue
        parts = slice(payload.building_start[each.row], payload.building_start[each.row + 1])
        heights = payload.eaves if cap.from_eaves else payload.top
        value = float(heights[parts].max() - payload.outdoor_ground[each.row])
        sigma = float(found.bodies.sigma[found.standing.index(each)])
        ground = book.number("ground_height_sigma")
        budget = ErrorBudget(
            (
                Term("height", sigma**2, msg("a survey of its height")),
                Term("ground", ground**2, msg("a survey of the ground beside it")),
            )
        )
        quantity = EAVES_HEIGHT if cap.from_eaves else HEIGHT
        outcome, reason = _at_most(quantity, value, cap.limit, budget.error_95, budget)
        zh, en = payload.text("name_zh", each.row), payload.text("name_en", each.row)
        name = BilingualText(zh or en, en or zh) if zh or en else BilingualText.same(payload.ids[each.row])
        judged.append(
            Verdict(
                payload.ids[each.row],
                name,
                outcome,
                reason,
                quantity,
                value,
                cap.limit,
                budget.error_95,
                cap.rule,
                limit_viewpoint_name=cap.name,
                node=each.node.id,
            )
        )
    return tuple(judged)
