"""What was found in corridors as tables and charts. It does not know how it was found or judged."""

import math
from collections.abc import Iterable
from typing import Final

import numpy as np

from analysis.base import Chart, Column, Series, Table
from analysis.corridor.findings import Depth, Finding, Rise
from analysis.corridor.verdicts import Judged
from scene.geometry.corridors import Kind, Zone
from scene.legend import FAIL
from scene.messages import NO_NAME, BilingualText
from scene.units import (
    ALONG_CORRIDOR,
    BEARING,
    CORRIDOR_SHARE,
    CORRIDOR_VOLUME,
    CORRIDOR_WIDTH,
    DISTANCE,
    ELEVATION,
    HEIGHT,
    OVER_PLANE,
    PLANE_LEVEL,
    SKY_SHARE,
    STANDARD_ERROR,
)

ZONE_WORDS: Final = {
    Zone.CORRIDOR: BilingualText("视廊", "corridor"),
    Zone.WIDER: BilingualText("协商区", "wider consultation area"),
    Zone.BACKGROUND: BilingualText("背景", "background"),
}
DEPTH_WORDS: Final = {
    Depth.FORE: BilingualText("前景", "foreground"),
    Depth.MIDDLE: BilingualText("中景", "middle ground"),
    Depth.BACK: BilingualText("背景", "background"),
}
KIND_WORDS: Final = {
    Kind.VISTA: BilingualText("受保护远景", "protected vista"),
    Kind.CONE: BilingualText("视锥", "view cone"),
    Kind.STREET: BilingualText("街道对景", "street vista"),
    Kind.BOX: BilingualText("箱形视廊", "box"),
}
STANDS: Final = BilingualText("现状", "existing")
PROPOSED: Final = BilingualText("方案", "proposed")
ASSUMED: Final = BilingualText("假定", "assumed")
GOVERNS: Final = BilingualText("控制", "governs")
STATED: Final = BilingualText("有依据", "stated")

_INK, _EARTH, _GREY = (0x2C, 0x44, 0x6B), (0x8A, 0x6A, 0x4A), (0x70, 0x78, 0x7C)

INTRUDERS: Final = (
    Column("corridor", BilingualText("视廊编号", "Corridor id"), on_paper=False),
    Column("id", BilingualText("建筑编号", "Building id"), on_paper=False),
    Column("corridor_name", BilingualText("视廊", "Corridor")),
    Column("name", BilingualText("建筑", "Building")),
    Column("state", BilingualText("现状或方案", "Existing or proposed")),
    Column("zone", BilingualText("范围", "Zone")),
    Column("depth", BilingualText("景深", "Ground")),
    Column("outcome", BilingualText("结论", "Outcome"), on_paper=False),
    Column("distance", ALONG_CORRIDOR.title, ALONG_CORRIDOR),
    Column("excess", OVER_PLANE.title, OVER_PLANE),
    Column("error_95", STANDARD_ERROR.title, STANDARD_ERROR),
    Column("level", PLANE_LEVEL.title, PLANE_LEVEL),
    Column("limit", BilingualText("此处限高", "Height limit here"), HEIGHT),
    Column("volume", CORRIDOR_VOLUME.title, CORRIDOR_VOLUME),
    Column("share", BilingualText("单独遮挡(背景：天空)", "Section (behind: sky) taken"), CORRIDOR_SHARE),
    Column("settled_by", BilingualText("如何定论", "What would settle it"), on_paper=False),
)  # fmt: skip
CORRIDORS: Final = (
    Column("corridor", BilingualText("视廊编号", "Corridor id"), on_paper=False),
    Column("name", BilingualText("视廊", "Corridor")),
    Column("kind", BilingualText("类别", "Kind"), on_paper=False),
    Column("length", DISTANCE.title, DISTANCE),
    Column("bearing", BEARING.title, BEARING, on_paper=False),
    Column("width", CORRIDOR_WIDTH.title, CORRIDOR_WIDTH),
    Column("eye_level", BilingualText("视点高程", "Elevation of the eye"), ELEVATION, on_paper=False),
    Column("threshold", BilingualText("门槛高程", "Elevation of the threshold"), ELEVATION),
    Column("count_before", BilingualText("侵入建筑(现状)", "Intruders existing")),
    Column("count_new", BilingualText("侵入方案", "Intruding proposals")),
    Column("volume_before", BilingualText("侵入体积(现状)", "Volume existing"), CORRIDOR_VOLUME),
    Column("volume_new", BilingualText("侵入体积(方案)", "Volume of proposals"), CORRIDOR_VOLUME),
    Column("blocked_before", BilingualText("断面被遮(现状)", "Section blocked before"), CORRIDOR_SHARE),
    Column("blocked_after", BilingualText("断面被遮(方案后)", "Section blocked after"), CORRIDOR_SHARE),
    Column("sky_before", BilingualText("背后天空被占(现状)", "Sky filled before"), SKY_SHARE, on_paper=False),
    Column("sky_after", BilingualText("背后天空被占(方案后)", "Sky filled after"), SKY_SHARE, on_paper=False),
    Column("ground_excess", BilingualText("地面高出", "Ground over the plane"), OVER_PLANE, on_paper=False),
    Column("basis", BilingualText("依据", "Basis")),
)  # fmt: skip
PROPOSALS: Final = (
    Column("corridor", BilingualText("视廊编号", "Corridor id"), on_paper=False),
    Column("id", BilingualText("方案编号", "Proposal id"), on_paper=False),
    Column("node", BilingualText("图层", "Layer"), on_paper=False),
    Column("corridor_name", BilingualText("视廊", "Corridor")),
    Column("name", BilingualText("方案", "Proposal")),
    Column("limit", BilingualText("此处限高", "Height limit here"), HEIGHT),
    Column("governs", BilingualText("控制视廊", "Governing corridor")),
    Column("blocked_before", BilingualText("断面被遮(现状)", "Section blocked before"), CORRIDOR_SHARE),
    Column("blocked_after", BilingualText("断面被遮(仅此方案)", "Section blocked with it"), CORRIDOR_SHARE),
    Column("sky_before", BilingualText("背后天空被占(现状)", "Sky filled before"), SKY_SHARE),
    Column("sky_after", BilingualText("背后天空被占(仅此方案)", "Sky filled with it"), SKY_SHARE),
    Column("volume", CORRIDOR_VOLUME.title, CORRIDOR_VOLUME),
)  # fmt: skip


def intruders_table(judged: Iterable[tuple[Finding, Judged]]) -> Table:
    """Return one row for each thing in each zone that it intrudes into."""
    return Table(
        "intruders",
        BilingualText("侵入视廊的建筑", "What intrudes into view corridors"),
        INTRUDERS,
        tuple(_intruder(finding, one) for finding, one in judged),
        subject="id",
    )


def _intruder(finding: Finding, one: Judged) -> tuple[object, ...]:
    rise, corridor = one.rise, finding.corridor
    settled = one.error.settled_by(rise.excess) if rise.excess <= one.error.error_95 else None
    return (
        corridor.id,
        rise.thing.id,
        corridor.name,
        rise.thing.name,
        PROPOSED if rise.thing.is_proposal else STANDS,
        ZONE_WORDS[rise.zone],
        DEPTH_WORDS[rise.depth],
        one.outcome.value,
        rise.distance,
        rise.excess,
        one.error.error_95,
        rise.level,
        rise.thing.height - rise.excess,
        rise.volume,
        100.0 * rise.share,
        settled or NO_NAME,
    )


def corridors_table(findings: Iterable[Finding]) -> Table:
    """Return one row a corridor: before and after."""
    return Table(
        "corridors",
        BilingualText("视廊", "View corridors"),
        CORRIDORS,
        tuple(_corridor(finding) for finding in findings),
    )


def _corridor(finding: Finding) -> tuple[object, ...]:
    corridor = finding.corridor
    new = [rise for rise in finding.intruding if rise.thing.is_proposal]
    return (
        corridor.id,
        corridor.name,
        KIND_WORDS[corridor.kind],
        corridor.length,
        corridor.bearing,
        corridor.width,
        corridor.eye[2],
        corridor.landmark[2],
        len({rise.thing.key for rise in finding.existing}),
        len({rise.thing.key for rise in new}),
        _volume(finding.existing),
        _volume(new),
        100.0 * finding.blocked[0],
        100.0 * finding.blocked[1],
        100.0 * finding.sky[0],
        100.0 * finding.sky[1],
        finding.ground_excess,
        ASSUMED if corridor.assumed else STATED,
    )


def proposals_table(findings: Iterable[Finding]) -> Table:
    """Return one row for each proposal near each corridor: its limit, and what it alone would change."""
    found = [
        (finding, thing, [rise for rise in finding.proposed if rise.thing.key == thing.key])
        for finding in findings
        for thing in finding.bodies[1].things
    ]
    limits = [min((thing.height - rise.excess for rise in own), default=math.nan) for _, thing, own in found]
    lowest: dict[str, float] = {}
    for (_, thing, _), limit in zip(found, limits, strict=True):
        lowest[thing.key] = min(lowest.get(thing.key, math.inf), limit if math.isfinite(limit) else math.inf)
    rows = []
    for (finding, thing, own), limit in zip(found, limits, strict=True):
        corridor = finding.corridor
        before = (finding.blocked[0], finding.sky[0])
        after = finding.with_proposal.get(thing.key, before)
        inside = [rise for rise in own if rise.intrudes(corridor.cap)]
        rows.append(
            (
                corridor.id, thing.id, thing.node.id, corridor.name, thing.name, limit,
                GOVERNS if limit == lowest[thing.key] else NO_NAME, 100.0 * before[0], 100.0 * after[0],
                100.0 * before[1], 100.0 * after[1], _volume(inside),
            )
        )  # fmt: skip
    title = BilingualText("方案前后", "Before and after each proposal")
    return Table("proposals", title, PROPOSALS, tuple(rows), subject="id")


def _volume(rises: Iterable[Rise]) -> float:
    return float(sum(rise.volume for rise in rises))


def chart_of(finding: Finding) -> Chart:
    """Return the section along a corridor's axis: ground, what stands, what is proposed, and the plane."""
    found, corridor = finding.profile, finding.corridor
    over = np.where(found.proposed > found.plane, found.plane, found.proposed)
    series = [
        Series("ground", BilingualText("地面", "Ground"), found.distance, found.ground, _EARTH),
        Series(
            "existing", BilingualText("现状最高", "Highest existing"), found.distance, found.existing, _GREY,
            dashed=True,
        ),
        Series(
            "proposed", BilingualText("方案", "Proposals"), found.distance, found.proposed, FAIL,
            filled_to=over,
        ),
        Series("plane", BilingualText("视廊面", "Corridor's plane"), found.distance, found.plane, _INK),
    ]  # fmt: skip
    shown = tuple(one for one in series if np.isfinite(one.y).any())
    title = BilingualText(f"纵断面：{corridor.name.zh}", f"Section along {corridor.name.en}")
    return Chart(f"section_{corridor.id}", title, ALONG_CORRIDOR, ELEVATION, shown)
