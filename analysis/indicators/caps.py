"""How high a building on a plot may be: the lowest cap of the zones that it stands in, else the old city's.

It does not know verdicts.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analysis.common.rules import RuleBook
from analysis.common.verdict import Rule
from analysis.indicators.plot import Standing, polygon_of
from scene.messages import BilingualText
from scene.node import Node
from scene.payloads import Buildings


@dataclass(frozen=True, slots=True)
class Cap:
    """A height that is not to be exceeded.

    Parameters
    ----------
    limit : float
        Metres above outdoor ground.
    from_eaves : bool
        Whether eaves are measured, else tops.
    name : BilingualText
        Of the zone; of the old city where no zone is known.
    rule : Rule
    """

    limit: float
    from_eaves: bool
    name: BilingualText
    rule: Rule


@dataclass(frozen=True, slots=True, eq=False)
class _Zone:
    cap: Cap
    level: float
    shape: Any


def caps_of(standing: Sequence[Standing], zones: Sequence[Node], book: RuleBook) -> list[Cap | None]:
    """Return the cap of each building; None where zones are known and none covers it."""
    known = [zone for node in zones for zone in _zones(node, book)]
    if not known:
        value = book.values["old_city_cap"]
        alone = Cap(value.value, True, value.name, book.rule("eaves_height"))
        return [alone for _ in standing]
    return [_lowest(each, known) for each in standing]


def _zones(node: Node, book: RuleBook) -> list[_Zone]:
    payload = node.payload
    if not isinstance(payload, Buildings):
        return []
    found = []
    for row in range(payload.count):
        zh, en, source = (payload.text(key, row) for key in ("name_zh", "name_en", "source"))
        name = BilingualText(zh or en, en or zh) if zh or en else BilingualText.same(payload.ids[row])
        rule = book.rule("zone_cap")
        if source:
            rule = Rule(rule.id, rule.text, BilingualText.same(source), rule.assumed)
        from_eaves = payload.text("measured_from", row) == "eaves"
        cap = Cap(_number(payload, "limit_m", row), from_eaves, name, rule)
        found.append(_Zone(cap, _number(payload, "level_m", row), polygon_of(payload, row)))
    return found


def _lowest(each: Standing, zones: list[_Zone]) -> Cap | None:
    payload = each.node.payload
    assert isinstance(payload, Buildings)
    ground = float(payload.outdoor_ground[each.row])
    best: Cap | None = None
    for zone in zones:
        limits = [limit for limit in (zone.cap.limit, zone.level - ground) if math.isfinite(limit)]
        if limits and (best is None or min(limits) < best.limit) and zone.shape.intersects(each.shape):
            best = Cap(min(limits), zone.cap.from_eaves, zone.cap.name, zone.cap.rule)
    return best


def _number(payload: Buildings, column: str, row: int) -> float:
    values = payload.columns.get(column)
    try:
        return math.nan if values is None else float(values[row])
    except ValueError:
        return math.nan
