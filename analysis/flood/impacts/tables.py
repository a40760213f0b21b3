"""Houses, heritage, roads and quarters as tables. It does not know how a figure was reached."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.base import Column, Table
from analysis.flood.impacts.buildings import BuildingImpacts
from analysis.flood.impacts.facts import RunFacts
from analysis.flood.impacts.footprints import ASSUMED, MODELLED, STATED
from analysis.flood.impacts.quarters import QuarterCuts
from analysis.flood.impacts.road_cuts import CLOSED_LIMIT, LANE_LIMIT, RoadCuts
from scene.messages import NO_NAME, BilingualText, Message, msg
from scene.units import (
    DAMAGE_SHARE,
    DISTANCE,
    FIRST_WET,
    FLOOR_AREA,
    LANE_DEPTH,
    LOST_SHARE,
    OUTSIDE_DEPTH,
    OVER_SILL,
    WATER_SPEED,
    WET_COUNT,
    WET_TIME,
)

_NEVER: Final = float("nan")
_CLOCK: Final = BilingualText("时刻", "Clock")
_NAME: Final = BilingualText("名称", "Name")
_HAZARD: Final = BilingualText("危险等级", "Hazard")
_SILL: Final = BilingualText("门槛高", "Doorsill")
_ASSUMED: Final = BilingualText("假定", "assumed")
_STATED: Final = BilingualText("资料给定", "from the data")
_MODELLED: Final = BilingualText("取自模型地坪", "the floor of the model")
_USES: Final = {
    "residential": BilingualText("居住", "Homes"),
    "commercial": BilingualText("商业", "Commerce"),
    "shop": BilingualText("商铺", "Shops"),
    "public": BilingualText("公共", "Public"),
    "industrial": BilingualText("工业", "Industry"),
    "garden": BilingualText("园林", "Gardens"),
    "heritage": BilingualText("文物古迹", "Heritage"),
    "": BilingualText("未注明", "Not stated"),
}

_OF_ITEMS: Final = (
    Column("first_wet", FIRST_WET.title, FIRST_WET),
    Column("clock", _CLOCK),
    Column("over", OVER_SILL.title, OVER_SILL),
    Column("outside", OUTSIDE_DEPTH.title, OUTSIDE_DEPTH),
    Column("peak_clock", BilingualText("最深时刻", "Deepest at")),
    Column("wet_time", WET_TIME.title, WET_TIME),
    Column("speed", WATER_SPEED.title, WATER_SPEED),
    Column("hazard", _HAZARD),
    Column("damage", DAMAGE_SHARE.title, DAMAGE_SHARE),
    Column("sill", _SILL, on_paper=False),
)


def use_name(use: str) -> BilingualText:
    """Return what a use is called."""
    return _USES.get(use, BilingualText.same(use))


def sill_source(source: int) -> BilingualText:
    """Return what a doorsill rests on, in a word."""
    return {ASSUMED: _ASSUMED, STATED: _STATED, MODELLED: _MODELLED}[source]


def titled(zh: str, en: str, facts: RunFacts) -> BilingualText:
    """Return the title of a table; of invented data it says so."""
    if facts.provenance.synthetic:
        return BilingualText(f"{zh}（示意数据）", f"{en} (invented data)")
    return BilingualText(zh, en)


def building_table(impacts: BuildingImpacts, facts: RunFacts) -> Table:
    """Return the houses that took in water, the deepest first."""
    columns = (
        Column("layer", BilingualText("图层", "Layer"), on_paper=False),
        Column("id", BilingualText("编号", "Id"), on_paper=False),
        Column("name", _NAME),
        Column("use", BilingualText("用途", "Use")),
        *_OF_ITEMS,
        Column("area", FLOOR_AREA.title, FLOOR_AREA),
    )
    wet = np.flatnonzero(impacts.is_wet & ~impacts.plans.is_heritage)
    order = wet[np.argsort(-impacts.over()[wet], kind="stable")]
    plans = impacts.plans
    uses = {use: use_name(use) for use in np.unique(plans.use[order]).tolist()}
    rows = zip(
        [plans.nodes[number].name for number in plans.node_of[order].tolist()],
        plans.ids(order),
        plans.names(order),
        [uses[use] for use in plans.use[order].tolist()],
        *_values(impacts, order, facts),
        plans.area[order].tolist(),
        strict=True,
    )
    title = titled("进水房屋", "Houses that took in water", facts)
    return Table("flood_buildings", title, columns, tuple(rows))


def heritage_table(impacts: BuildingImpacts, facts: RunFacts) -> Table:
    """Return every heritage item in the area, the deepest first, and what the water does to it."""
    columns = (
        Column("id", BilingualText("编号", "Id"), on_paper=False),
        Column("name", _NAME),
        Column("protection", BilingualText("保护级别", "Protection")),
        Column("state", BilingualText("情况", "State")),
        *_OF_ITEMS,
    )
    items = np.flatnonzero(impacts.plans.is_heritage & impacts.is_inside)
    over, outside = impacts.over()[items], impacts.outside()[items]
    order = items[np.lexsort((-outside, -over))]
    rows = zip(
        impacts.plans.ids(order),
        impacts.plans.names(order),
        [_protection(impacts, item) for item in order.tolist()],
        [state_of(impacts, item) for item in order.tolist()],
        *_values(impacts, order, facts),
        strict=True,
    )
    return Table("flood_heritage", titled("文物古迹", "Heritage", facts), columns, tuple(rows))


def _protection(impacts: BuildingImpacts, item: int) -> BilingualText:
    attributes = impacts.plans.nodes[int(impacts.plans.node_of[item])].attributes
    zh, en = (str(attributes.get(key, "")) for key in ("protection_zh", "protection_en"))
    return BilingualText(zh or en, en or zh) if zh or en else NO_NAME


def state_of(impacts: BuildingImpacts, item: int) -> Message:
    """Say in a few words what becomes of an item."""
    if not impacts.is_judged[item]:
        return msg("no open ground beside it: not judged")
    if impacts.is_wet[item]:
        return msg("water over the doorsill")
    if impacts.openings.in_water[item]:
        return msg("stands in water; stays dry")
    if impacts.outside()[item] > 0.05:
        return msg("water outside, stays dry")
    return msg("dry")


def _values(impacts: BuildingImpacts, items: NDArray[np.int64], facts: RunFacts) -> list[list[object]]:
    """Return what all tables of items say of some, column by column as `_OF_ITEMS` has them."""
    names = (NO_NAME, *impacts.maxima.hazard_method.class_names)
    first = impacts.first_wet[items]
    heights, sources = impacts.openings.height[items].tolist(), impacts.plans.sill_from[items].tolist()
    sills = {
        pair: msg("{height:.2f} m, {how}", height=pair[0], how=sill_source(pair[1]))
        for pair in set(zip(heights, sources, strict=True))
    }
    return [
        (first / 60.0).tolist(),
        facts.clocks(first),
        impacts.over()[items].tolist(),
        impacts.outside()[items].tolist(),
        facts.clocks(impacts.peak_time[items]),
        (impacts.wet[items] / 60.0).tolist(),
        impacts.speed()[items].tolist(),
        [names[kind] for kind in impacts.classes()[items].tolist()],
        (100.0 * impacts.damage()[items]).tolist(),
        [sills[pair] for pair in zip(heights, sources, strict=True)],
    ]


def use_table(impacts: BuildingImpacts, facts: RunFacts) -> Table:
    """Return houses and what is lost of them, use by use."""
    columns = (
        Column("use", BilingualText("用途", "Use")),
        Column("count", BilingualText("区内数量", "In the area"), WET_COUNT),
        Column("wet", WET_COUNT.title, WET_COUNT),
        Column("area", BilingualText("进水底层面积", "Ground floors under water"), FLOOR_AREA),
        Column("damage", BilingualText("平均损失比例(按面积)", "Mean share lost, by area"), DAMAGE_SHARE),
    )
    counted = impacts.is_inside & impacts.is_judged
    damage, area = impacts.damage(), impacts.plans.area
    rows = []
    for use in np.unique(impacts.plans.use[counted]).tolist():
        own = counted & (impacts.plans.use == use)
        wet = own & impacts.is_wet
        total = float(area[own].sum())
        rows.append(
            (
                use_name(use),
                int(own.sum()),
                int(wet.sum()),
                float(area[wet].sum()),
                100.0 * float((damage * area)[own].sum()) / total if total > 0.0 else 0.0,
            )
        )
    rows.sort(key=lambda row: -row[2])
    return Table("flood_uses", titled("按用途的损失", "Losses by use", facts), columns, tuple(rows))


def road_table(cuts: RoadCuts, facts: RunFacts) -> Table:
    """Return every named road, the deepest first, and the other streets together."""
    lane, closed = cuts.of_road.limits
    columns = (
        Column("name", _NAME),
        Column("length", BilingualText("区内长度", "Length in the area"), DISTANCE),
        Column("depth", LANE_DEPTH.title, LANE_DEPTH),
        Column("peak_clock", BilingualText("最深时刻", "Deepest at")),
        *_cut_columns("lane", lane),
        *_cut_columns("closed", closed),
        Column("length_cut", BilingualText("受阻路段长度", "Length over the lane's limit"), DISTANCE),
        Column("assumed", BilingualText("宽度", "Width"), on_paper=False),
    )
    of_road, pieces = cuts.of_road, cuts.pieces
    count = len(pieces.names)
    length = np.bincount(pieces.road_of, pieces.length, minlength=count)
    over = cuts.of_piece.peak > lane
    cut = np.bincount(pieces.road_of[over], pieces.length[over], minlength=count)
    known = np.bincount(pieces.road_of[pieces.width_known], minlength=count) > 0
    there = np.flatnonzero(length > 0.0)
    # Streets without a name stand last, together.
    order = there[np.lexsort((-of_road.peak[there], there == count - 1))]
    rows = tuple(
        (
            pieces.names[road],
            float(length[road]),
            float(of_road.peak[road]),
            facts.clock_or_blank(float(of_road.peak_time[road])),
            *_cut(cuts, LANE_LIMIT, road, facts),
            *_cut(cuts, CLOSED_LIMIT, road, facts),
            float(cut[road]),
            _STATED if known[road] else _ASSUMED,
        )
        for road in order.tolist()
    )
    return Table("flood_roads", titled("道路", "Roads", facts), columns, rows)


def _cut_columns(key: str, limit: float) -> Sequence[Column]:
    zh, en = f"超过 {100 * limit:.0f} cm", f"over {100 * limit:.0f} cm"
    return (
        Column(f"{key}_first", BilingualText(f"{zh}：自", f"{en}: from"), FIRST_WET),
        Column(f"{key}_clock", BilingualText(f"{zh}：时刻", f"{en}: clock"), on_paper=False),
        Column(f"{key}_time", BilingualText(f"{zh}：历时", f"{en}: for"), WET_TIME),
        Column(f"{key}_back", BilingualText(f"{zh}：恢复", f"{en}: open again")),
    )


def _cut(cuts: RoadCuts, limit: int, road: int, facts: RunFacts) -> tuple[object, ...]:
    of_road = cuts.of_road
    first = float(of_road.first[limit, road])
    if np.isnan(first):
        return (_NEVER, "", 0.0, "")
    back: object = facts.clock_or_blank(float(of_road.back[limit, road]))
    if of_road.is_over(limit)[road]:
        back = msg("not by the end")
    return (first / 60.0, facts.clock_or_blank(first), float(of_road.total[limit, road]) / 60.0, back)


def quarter_table(cuts: QuarterCuts, facts: RunFacts) -> Table:
    """Return the quarters with streets in the area: how much of them no longer leads out, and when."""
    columns = (
        Column("name", _NAME),
        Column("length", BilingualText("街巷长度", "Length of streets"), DISTANCE),
        Column("lost", LOST_SHARE.title, LOST_SHARE),
        Column("peak_clock", BilingualText("最多时刻", "Most at")),
        Column("houses", BilingualText("街巷不能通出的房屋", "Houses whose street leads nowhere"), WET_COUNT),
        Column("first", BilingualText("被困：自", "Cut off from"), FIRST_WET),
        Column("clock", _CLOCK),
        Column("time", BilingualText("被困：历时", "Cut off for"), WET_TIME),
    )
    there = np.flatnonzero(cuts.length > 0.0)
    order = there[np.argsort(-cuts.lost.peak[there], kind="stable")]
    rows = tuple(
        (
            cuts.network.quarter_names[quarter],
            float(cuts.length[quarter]),
            100.0 * float(cuts.lost.peak[quarter]),
            facts.clock_or_blank(float(cuts.lost.peak_time[quarter])),
            int(cuts.houses[quarter]),
            float(cuts.lost.first[0, quarter]) / 60.0,
            facts.clock_or_blank(float(cuts.lost.first[0, quarter])),
            float(cuts.lost.total[0, quarter]) / 60.0,
        )
        for quarter in order.tolist()
    )
    return Table("flood_quarters", titled("片区", "Quarters", facts), columns, rows)
