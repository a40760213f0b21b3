"""The flood judged by the Chinese standard: ground floors dry, one lane passable, water gone in time.

A figure that lies within the error of its limit is for review. It does not know how a figure was reached.
"""

from typing import Any, Final

import numpy as np

from analysis.common.errors import P95
from analysis.common.verdict import Outcome, Rule, Verdict
from analysis.flood.impacts.buildings import BuildingImpacts
from analysis.flood.impacts.facts import RecordSettings, RunFacts
from analysis.flood.impacts.road_cuts import LANE_LIMIT, RoadCuts
from analysis.flood.tables import flood_table
from scene.messages import BilingualText, Message, msg
from scene.units import ELAPSED, LANE_DEPTH, OVER_SILL

_FLOORS: Final = BilingualText("居住与工商业建筑底层", "Ground floors of homes and shops")
_ROADS: Final = BilingualText("道路", "Roads")
_AGAIN: Final = BilingualText("雨后退水", "Water gone after the rain")
#: Uses that are neither homes nor trade.
_OTHER_USES: Final = ("garden", "heritage")


def verdicts_of(
    buildings: BuildingImpacts | None,
    roads: RoadCuts | None,
    settings: RecordSettings,
    facts: RunFacts,
    road_layer: str = "",
) -> tuple[Verdict, ...]:
    """Return what the standard says of the area; `road_layer` is the node that holds the roads."""
    found = []
    if buildings is not None and bool(np.any(_counted(buildings))):
        found.append(_ground_floors(buildings))
    if roads is not None and bool(roads.pieces.is_judged.any()):
        found.append(_lanes(roads, road_layer))
        if facts.end > facts.rain_end:  # it rained, and has stopped
            found.append(_drain_down(roads, settings, facts, road_layer))
    return tuple(found)


def error_95() -> float:
    """Return the 95 % error of a depth over a doorsill or a lane, metres."""
    return P95 * float(flood_table()["impacts"]["ground"]["sigma_m"])


def _rule(key: str) -> Rule:
    entry: dict[str, Any] = flood_table()["impacts"][key]
    year = entry["date"].year
    return Rule(
        f"flood_{key}",
        BilingualText(entry["text_zh"], entry["text_en"]),
        BilingualText(f"{entry['source_zh']}，{year}", f"{entry['source_en']}, {year}"),
        bool(entry["assumed"]),
    )


def _counted(impacts: BuildingImpacts) -> np.ndarray:
    return impacts.is_inside & impacts.is_judged & ~np.isin(impacts.plans.use, _OTHER_USES)


def _ground_floors(impacts: BuildingImpacts) -> Verdict:
    counted, plans = _counted(impacts), impacts.plans
    over, error = impacts.highest()[counted].astype(np.float64), error_95()
    worst = float(over.max())
    sure, wet = int((over > error).sum()), int((over > 0.0).sum())
    reached = np.isfinite(impacts.peak_time[counted])
    near = int(((np.abs(over) <= error) & reached).sum())
    item = int(np.flatnonzero(counted)[np.argmax(over)])
    outcome = Outcome.FAIL if sure else Outcome.REVIEW if near else Outcome.PASS
    reason: Message
    if outcome is Outcome.PASS:
        reason = msg("No ground floor of {total} takes in water.", total=len(over))
    else:
        reason = msg(
            "{wet} of {total} ground floors take in water, {sure} of them beyond the error; {near} are "
            "within it.",
            wet=wet, total=len(over), sure=sure, near=near,
        )  # fmt: skip
    return Verdict(
        "flood_ground_floors", _FLOORS, outcome, reason, OVER_SILL, max(worst, 0.0), 0.0, error,
        _rule("ground_floors"),
        governing_object=f"{plans.nodes[int(plans.node_of[item])].id}/{plans.id(item)}",
        governing_name=plans.name(item),
        node=plans.nodes[int(plans.node_of[item])].id,
    )  # fmt: skip


def _lanes(cuts: RoadCuts, layer: str) -> Verdict:
    depth, error, limit = cuts.of_road.peak, error_95(), float(cuts.of_road.limits[LANE_LIMIT])
    road = int(np.argmax(depth))
    worst = float(depth[road])
    cut = int((depth[:-1] > limit).sum())
    named = int((np.bincount(cuts.pieces.road_of, minlength=len(depth))[:-1] > 0).sum())
    if abs(worst - limit) <= error:
        outcome = Outcome.REVIEW
    else:
        outcome = Outcome.FAIL if worst > limit else Outcome.PASS
    pieces = cuts.of_piece.peak > limit
    length = float(cuts.pieces.length[pieces].sum()) / 1000.0
    reason = msg(
        "On {cut} of {named} named roads, and on {length:.1f} km of all streets, no lane stays under "
        "{limit:.0f} cm; deepest on {road}.",
        cut=cut, named=named, length=length, limit=100.0 * limit, road=cuts.pieces.names[road],
    )  # fmt: skip
    if not pieces.any():
        reason = msg("On every road a lane stays under {limit:.0f} cm.", limit=100.0 * limit)
    return Verdict(
        "flood_lanes", _ROADS, outcome, reason, LANE_DEPTH, worst, limit, error, _rule("road_lane"),
        governing_name=cuts.pieces.names[road],
        node=layer,
    )  # fmt: skip


def _drain_down(cuts: RoadCuts, settings: RecordSettings, facts: RunFacts, layer: str) -> Verdict:
    limit = 60.0 * float(flood_table()["impacts"]["drain_down"][f"{settings.district}_h"][1])
    since_rain = max(facts.end - facts.rain_end, 0.0) / 60.0
    over = cuts.of_road.is_over(LANE_LIMIT)
    back = cuts.of_road.back[LANE_LIMIT]
    after = np.where(over, since_rain, np.nan_to_num(back - facts.rain_end, nan=0.0) / 60.0)
    road = int(np.argmax(after))
    value = max(float(after[road]), 0.0)
    if over.any():
        still = int(over.sum())
        outcome = Outcome.FAIL if since_rain > limit else Outcome.REVIEW
        reason = msg(
            "{still} roads are still over {depth:.0f} cm at the end, {minutes:.0f} min after the rain.",
            still=still, depth=100.0 * float(cuts.of_road.limits[LANE_LIMIT]), minutes=since_rain,
        )  # fmt: skip
        road = int(np.flatnonzero(over)[np.argmax(cuts.of_road.last[over])])
    else:
        outcome = Outcome.FAIL if value > limit else Outcome.PASS
        reason = msg(
            "Every road has a passable lane again {minutes:.0f} min after the rain at the latest.",
            minutes=value,
        )
    return Verdict(
        "flood_drain_down", _AGAIN, outcome, reason, ELAPSED, value, limit, settings.look / 60.0,
        _rule("drain_down"),
        governing_name=cuts.pieces.names[road],
        node=layer,
    )  # fmt: skip
