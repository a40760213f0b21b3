"""Runs ``scheme.indicators``: the figures of a plot, each held to its limit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from analysis.base import AnalysisInputs, AnalysisParams, AnalysisResult, Port
from analysis.common import ports
from analysis.common.fingerprint import fingerprints
from analysis.common.rules import RuleBook, rule_book
from analysis.common.verdict import Verdict
from analysis.indicators.caps import caps_of
from analysis.indicators.finding import Found, find
from analysis.indicators.params import IndicatorParams
from analysis.indicators.spec import SPEC
from analysis.indicators.tables import building_table, indicator_table
from analysis.indicators.verdicts import Indicator, height_verdicts, indicators_of
from scene.feedback import Feedback
from scene.graph import Snapshot
from scene.messages import BilingualText, Message, msg
from scene.node import Node, Role

_BUILDINGS = Port(
    "buildings",
    "solids",
    BilingualText("建筑、古建与方案", "Buildings, heritage and proposals"),
    (Role.BUILDINGS, Role.HERITAGE, Role.PROPOSALS),
    required=False,
)
_MODELS = Port("models", "solids", BilingualText("模型", "Models"), (Role.MODEL,), required=False)
_PARCELS = replace(ports.PARCELS, doc=BilingualText("地块与绿地", "Plots and planted areas"))


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What is found of a plot.

    Parameters
    ----------
    found : Found
    indicators : tuple of Indicator
    heights : tuple of Verdict
    """

    found: Found
    indicators: tuple[Indicator, ...]
    heights: tuple[Verdict, ...]

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """All answers that can be signed."""
        held = (each.verdict for each in self.indicators)
        return (*(verdict for verdict in held if verdict is not None), *self.heights)


def answer(
    scene: Snapshot,
    at: Mapping[str, tuple[Node, ...]],
    params: IndicatorParams,
    book: RuleBook,
    check: Callable[[], None] = lambda: None,
) -> Answer:
    """Return the figures of a plot without hashing what they rest on, as they are wanted while one pulls.

    Raises
    ------
    InvalidRequest
        If there is no such plot, or none was chosen.
    """
    found = find(scene, at, params, book, check)
    check()
    caps = caps_of(found.standing, at["zones"], book)
    return Answer(found, indicators_of(found, params, book), height_verdicts(found, caps, book))


class IndicatorAnalysis:
    """The worker of ``scheme.indicators``."""

    id = SPEC.id
    params_type: type[AnalysisParams] = IndicatorParams
    inputs: tuple[Port, ...] = (_BUILDINGS, _MODELS, _PARCELS, ports.ZONES)
    outputs: tuple[Port, ...] = (
        Port("verdicts", "verdicts", BilingualText("逐项对照限值", "Figures held to their limits")),
        Port("indicators", "table", BilingualText("地块指标", "Indicators of the plot")),
        Port("buildings", "table", BilingualText("逐栋面积与高度", "Areas and heights building by building")),
    )
    references: tuple[BilingualText, ...] = tuple(
        rule_book().rule(key).source
        for key in ("plot_ratio", "building_density", "green_ratio", "eaves_height", "zone_cap")
    )

    def run(self, inputs: AnalysisInputs, params: AnalysisParams, feedback: Feedback) -> AnalysisResult:
        """Count what stands on the plot.

        Raises
        ------
        InvalidRequest
            If there is no such plot, or none was chosen.
        Cancelled
            If the person asked to stop.
        """
        if not isinstance(params, IndicatorParams):
            raise TypeError(f"{SPEC.id} runs with IndicatorParams, not {type(params).__name__}")
        feedback.progress(0.0, msg("Counting what stands on the plot"))
        feedback.check()
        book = rule_book().with_overrides(params.rules)
        at = {port.name: inputs.at(port) for port in self.inputs}
        said = answer(inputs.scene, at, params, book, feedback.check)
        feedback.check()
        return AnalysisResult(
            verdicts=said.verdicts,
            tables=(
                indicator_table(said.found, said.indicators),
                building_table(said.found, said.heights),
            ),
            method=method_of(said.found, params, book),
            inputs=fingerprints(at),
        )


def method_of(found: Found, params: IndicatorParams, book: RuleBook) -> Message:
    """Return how floor area was counted, and what was assumed for it."""
    attics = {"marked": msg("where the data says so"), "all": msg("under every pitched roof")}
    return msg(
        "Outlines are cut at the edge of the plot. Floor area is storeys times area; of {assumed} of {count} "
        "buildings storeys are assumed, {housing:.1f} m each in housing and {other:.1f} m elsewhere. Above "
        "{low:.1f} m (low-rise housing), {high:.1f} m (other housing) and {trade:.1f} m (shops, offices) a "
        "virtual floor area is counted, in proportion to the storey height, which is assumed. Attics count "
        "{attics}: half from {half:.1f} m, whole from {full:.1f} m.",
        assumed=int(found.areas.assumed.sum()), count=len(found.standing),
        housing=book.number("assumed_storey_housing"), other=book.number("assumed_storey_other"),
        low=book.number("storey_limit_low_rise"), high=book.number("storey_limit_high_rise"),
        trade=book.number("storey_limit_trade"), attics=attics.get(params.attics, msg("nowhere")),
        half=book.number("attic_half_from"), full=book.number("attic_full_from"),
    )  # fmt: skip
