"""Ceilings as layers: the rasters, the translucent surface over the city, and what rises through it.

It does not know how a limit was found.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from analysis.sightline.ceiling.kinds import COLOURS, NAMES, Kind
from analysis.sightline.ceiling.session import CeilingSession
from analysis.sightline.ceiling.tables import Held
from analysis.sightline.ceiling.verdicts import Judged
from scene.feedback import Feedback
from scene.geometry.rows import rows_of
from scene.legend import FAIL, LEGEND, VALUE, Entry, Legend, classes, ramp
from scene.messages import BilingualText
from scene.node import Node, Provenance, Role
from scene.payloads import Buildings
from scene.payloads.arrays import F32
from scene.units import (
    CEILING_RULE,
    CEILING_VIEWPOINT,
    EXCESS_HEIGHT,
    PERMITTED_HEIGHT,
    PERMITTED_LEVEL,
    Quantity,
)

#: Over this many metres all are of one colour: from here on a limit limits little.
_HIGHEST: Final = 60.0
_OVER: Final = Legend(
    EXCESS_HEIGHT.title,
    "m",
    (Entry(0.0, (0xF0, 0xC9, 0xA8)), Entry(5.0, (0xD9, 0x7B, 0x55)), Entry(20.0, FAIL)),
)


def rasters(session: CeilingSession, provenance: Provenance, feedback: Feedback) -> tuple[Node, ...]:
    """Return the rasters: level, drawn as a surface of its own, height, rule and viewpoint."""
    made = session.prepared
    limits, ground = made.limits, made.city.field.ground
    height = limits.level - ground
    kinds = np.where(limits.kind > 0, limits.kind, np.nan).astype(np.float32)
    feedback.check()
    stations = made.stations
    view = np.full(limits.station.shape, np.nan, np.float32)
    known = limits.station >= 0
    if known.any():
        view[known] = stations.of[limits.station[known]]
    feedback.check()
    present = [Kind(int(value)) for value in np.unique(limits.kind) if value]
    rule_legend = classes(
        CEILING_RULE.title, *(Entry(float(kind), COLOURS[kind], NAMES[kind]) for kind in present)
    )
    feedback.check()
    level_legend = _level_legend(limits.level)
    feedback.check()
    seen = sorted({int(value) for value in np.unique(view[known])}) if known.any() else []
    view_legend = classes(
        CEILING_VIEWPOINT.title,
        *(Entry(float(of), _shade(k, len(seen)), stations.viewpoints[of].name) for k, of in enumerate(seen)),
    )
    return (
        _raster(session, "限高面", "Ceiling", limits.level, PERMITTED_LEVEL, level_legend, provenance, True),
        _raster(
            session, "允许高度", "Permissible height", height, PERMITTED_HEIGHT,
            ramp(PERMITTED_HEIGHT.title, "m", 0.0, _HIGHEST), provenance,
        ),
        _raster(session, "控制规则", "Governing rule", kinds, CEILING_RULE, rule_legend, provenance),
        _raster(
            session, "控制视点", "Governing viewpoint", view, CEILING_VIEWPOINT, view_legend, provenance
        ),
    )  # fmt: skip


def _level_legend(level: F32) -> Legend:
    known = level[np.isfinite(level)]
    low, high = (float(np.percentile(known, share)) for share in (2, 90)) if known.size else (0.0, 1.0)
    return ramp(PERMITTED_LEVEL.title, "m", np.floor(low), np.ceil(high))


def _shade(number: int, count: int) -> tuple[int, int, int]:
    """Return one of a run of colours that differ in lightness and hue: from ink over celadon to sand."""
    paint = (
        (0x2C, 0x44, 0x6B),
        (0x3F, 0x6F, 0x86),
        (0xA9, 0xB3, 0x90),
        (0xE0, 0xA0, 0x30),
        (0xB5, 0x43, 0x2E),
    )
    at = (len(paint) - 1) * (number / max(count - 1, 1))
    low = min(int(at), len(paint) - 2)
    share = at - low
    mixed = [round(a + share * (b - a)) for a, b in zip(paint[low], paint[low + 1], strict=True)]
    return (mixed[0], mixed[1], mixed[2])


def _raster(
    session: CeilingSession,
    zh: str,
    en: str,
    values: F32,
    quantity: Quantity,
    legend: Legend,
    provenance: Provenance,
    is_ceiling: bool = False,
) -> Node:
    attributes: dict[str, object] = {LEGEND: legend.as_json(), "quantity": quantity.key}
    if is_ceiling:
        attributes["drawn_as"] = "ceiling"
    return Node(
        BilingualText(zh, en),
        Role.RESULT,
        session.prepared.city.grid.raster(values.astype(np.float32), quantity),
        visible=is_ceiling,
        provenance=provenance,
        attributes=attributes,
    )


def piercing(held: Sequence[Held], judged: Sequence[Judged], provenance: Provenance) -> tuple[Node, ...]:
    """Return what rises through the ceiling, coloured by the metres that it is too high."""
    nodes = []
    for one in held:
        excess = np.nan_to_num(one.excess)
        over = np.flatnonzero(excess > 0.0)
        if len(over) and isinstance(one.node.payload, Buildings):
            nodes.append(_over(one.node, over, one.limit[over], excess[over], provenance))
    for each in judged:
        if each.excess > 0.0 and isinstance(each.node.payload, Buildings):
            row, limit, excess = (np.array([value]) for value in (each.row, each.level, each.excess))
            nodes.append(_over(each.node, row, limit, excess, provenance))
    return tuple(nodes)


def _over(
    node: Node, rows: np.ndarray, limit: np.ndarray, excess: np.ndarray, provenance: Provenance
) -> Node:
    """Return the part of some buildings that lies over their limits."""
    assert isinstance(node.payload, Buildings)
    shift = 0.0 if node.transform is None else float(node.transform[2, 3])
    chosen = rows_of(node.payload, rows.astype(np.int64))
    foot = (limit - shift)[chosen.building_of_part].astype(np.float32)
    top = chosen.top
    bottom = np.minimum(np.maximum(chosen.bottom, foot), top)
    columns = {key: values for key, values in chosen.columns.items() if key != VALUE}
    payload = replace(
        chosen,
        bottom=bottom,
        eaves=np.clip(chosen.eaves, bottom, top),
        columns={**columns, VALUE: excess.astype(np.float64)},
    )
    return Node(
        BilingualText(f"超出限高:{node.name.zh}", f"Over the ceiling: {node.name.en}"),
        Role.RESULT,
        payload,
        transform=node.transform,
        provenance=provenance,
        attributes={LEGEND: _OVER.as_json()},
    )
