"""Verdicts as a table a planner reads, and as sight lines in the city.

It does not know how they were reached.
"""

import math
from typing import Final

import numpy as np

from analysis.base import Column, Table
from analysis.common.verdict import Outcome
from analysis.sightline.balloon.findings import Finding, Pair
from analysis.sightline.balloon.targets import Proposal
from analysis.sightline.balloon.verdicts import Judged, place_name
from scene.messages import NO_NAME, BilingualText
from scene.node import Node, Provenance, Role, Style
from scene.payloads import Polylines
from scene.units import (
    ANGULAR_HEIGHT,
    ANGULAR_WIDTH,
    BEARING,
    DISTANCE,
    HEIGHT,
    OVER_SKYLINE,
    SHARE_OF_SKYLINE,
    SOLID_ANGLE,
    STANDARD_ERROR,
    STATION,
    UNSEEN_HEIGHT,
    VISIBLE_HEIGHT,
)

#: sRGB of sight lines: blue, amber and red, which a colour-blind reader can tell apart.
COLOUR: Final = {
    Outcome.PASS: (0x2F, 0x7F, 0xA6),
    Outcome.REVIEW: (0xB9, 0x7A, 0x12),
    Outcome.FAIL: (0xB5, 0x43, 0x2E),
}
WORD: Final = {
    Outcome.PASS: BilingualText("通过", "pass"),
    Outcome.REVIEW: BilingualText("需复核", "review"),
    Outcome.FAIL: BilingualText("不通过", "fail"),
}

COLUMNS = (
    Column("proposal", BilingualText("方案", "Proposal"), on_paper=False),
    Column("viewpoint", BilingualText("视点", "Viewpoint"), on_paper=False),
    Column("outcome", BilingualText("结论", "Outcome")),
    Column("proposal_name", BilingualText("方案名称", "Proposal name"), on_paper=False),
    Column("viewpoint_name", BilingualText("视点名称", "Viewpoint name")),
    Column("station", BilingualText("里程", "Station"), STATION),
    Column("height", BilingualText("方案高度", "Proposed height"), HEIGHT, on_paper=False),
    Column("seen", BilingualText("可见(计树木)", "Seen with trees"), on_paper=False),
    Column("visible_height", BilingualText("可见高度(计树木)", "Visible height with trees"), VISIBLE_HEIGHT),
    Column("unseen_height", BilingualText("不可见限高(计树木)", "Unseen up to, with trees"), UNSEEN_HEIGHT),
    Column("screen", BilingualText("遮挡物(计树木)", "Screened by, with trees")),
    Column("seen_bare", BilingualText("可见(不计树木)", "Seen without trees"), on_paper=False),
    Column(
        "visible_height_bare",
        BilingualText("可见高度(不计树木)", "Visible height without trees"),
        VISIBLE_HEIGHT,
    ),
    Column(
        "unseen_height_bare",
        BilingualText("不可见限高(不计树木)", "Unseen up to, without trees"),
        UNSEEN_HEIGHT,
    ),
    Column("screen_bare", BilingualText("遮挡物(不计树木)", "Screened by, without trees"), on_paper=False),
    Column("error_95", BilingualText("误差(95%)", "Error (95 %)"), STANDARD_ERROR),
    Column("settled_by", BilingualText("如何定论", "What would settle it"), on_paper=False),
    Column("angular_height", BilingualText("竖向视角", "Angular height"), ANGULAR_HEIGHT),
    Column("angular_width", BilingualText("水平视角", "Angular width"), ANGULAR_WIDTH),
    Column(
        "solid_angle", BilingualText("立体角(计树木)", "Solid angle with trees"), SOLID_ANGLE, on_paper=False
    ),
    Column("skyline_share", BilingualText("天际线占比", "Share of the skyline"), SHARE_OF_SKYLINE),
    Column(
        "skyline_area", BilingualText("高出天际线", "Area above the skyline"), OVER_SKYLINE, on_paper=False
    ),
    Column("seen_part", BilingualText("可见部位", "Part that is seen"), on_paper=False),
    Column(
        "unseen_height_body",
        BilingualText("不可见限高(不计桅杆)", "Unseen up to, without its mast"),
        UNSEEN_HEIGHT,
        on_paper=False,
    ),
    Column("distance", BilingualText("距离", "Distance"), DISTANCE),
    Column("bearing", BilingualText("方位角", "Bearing"), BEARING, on_paper=False),
)


def table_of(judged: list[tuple[Proposal, float, Judged]]) -> Table:
    """Return one row for each pair of a proposal, at its height, and a viewpoint."""
    return Table(
        "balloon",
        BilingualText("红气球视线分析", "Red balloon: sightlines"),
        COLUMNS,
        tuple(_row(proposal, height, one) for proposal, height, one in judged),
        subject="proposal",
    )


def _row(proposal: Proposal, height: float, judged: Judged) -> tuple[object, ...]:
    leafy, bare, shown = judged.pair.with_trees, judged.pair.without_trees, judged.shown
    east, north = shown.way
    return (
        proposal.id,
        judged.pair.viewpoint.id,
        judged.outcome.value,
        proposal.name,
        judged.pair.viewpoint.name,
        shown.station,
        height,
        leafy.seen,
        leafy.visible,
        _finite(leafy.unseen_height),
        _screen_name(leafy),
        bare.seen,
        bare.visible,
        _finite(bare.unseen_height),
        _screen_name(bare),
        judged.error_95,
        judged.settled_by or NO_NAME,
        math.degrees(shown.angular_height),
        math.degrees(shown.angular_width),
        leafy.solid_angle * math.degrees(1.0) ** 2,
        100.0 * leafy.skyline_share,
        leafy.skyline_area * math.degrees(1.0) ** 2,
        _part(judged.pair),
        _finite(judged.pair.body[0].unseen_height if judged.pair.body else leafy.unseen_height),
        shown.distance,
        math.degrees(math.atan2(east, north)) % 360.0 if math.isfinite(shown.distance) else math.nan,
    )


def _part(pair: Pair) -> BilingualText:
    """Return which part is seen, with the trees as they stand; empty if none is."""
    if not pair.with_trees.seen:
        return NO_NAME
    if pair.mast_alone:
        return BilingualText("仅桅杆", "mast only")
    return BilingualText("主体与桅杆", "body and mast") if pair.mast_seen else BilingualText("主体", "body")


def _finite(value: float) -> float:
    """Return nan for a height that no search has found."""
    return value if math.isfinite(value) else math.nan


def _screen_name(finding: Finding) -> BilingualText:
    return finding.hiding.name if finding.hiding else NO_NAME


def sight_lines(proposal: Proposal, judged: list[Judged], provenance: Provenance) -> tuple[Node, ...]:
    """Return the line from each viewpoint to where the proposal is first seen, one layer an outcome.

    A line runs from the eye over the edge of what screens the proposal, if anything does, to the proposal.
    The columns ``outcome``, ``screen_zh``, ``screen_en`` and ``unseen_height`` say what a line means.
    """
    layers = []
    for outcome, colour in COLOUR.items():
        drawn = [one for one in judged if one.outcome is outcome and math.isfinite(one.shown.distance)]
        if drawn:
            layers.append(
                Node(
                    BilingualText(
                        f"视线:{proposal.name.zh}({WORD[outcome].zh})",
                        f"Sight lines: {proposal.name.en} ({WORD[outcome].en})",
                    ),
                    Role.RESULT,
                    _lines(proposal, drawn),
                    style=Style(colour=colour),
                    provenance=provenance,
                    attributes={
                        "proposal": proposal.id,
                        "proposal_node": proposal.node,
                        "outcome": outcome.value,
                    },
                )
            )
    return tuple(layers)


def _lines(proposal: Proposal, drawn: list[Judged]) -> Polylines:
    lines = [_line(proposal, one) for one in drawn]
    names = [place_name(one.pair.viewpoint, one.shown) for one in drawn]
    screens = [_screen_name(one.shown) for one in drawn]
    return Polylines(
        np.array([vertex for line in lines for vertex in line], np.float32),
        np.cumsum([0, *map(len, lines)], dtype=np.int32),
        tuple(one.pair.viewpoint.id for one in drawn),
        {
            "name_zh": np.array([name.zh for name in names]),
            "name_en": np.array([name.en for name in names]),
            "outcome": np.array([one.outcome.value for one in drawn]),
            "screen_zh": np.array([name.zh for name in screens]),
            "screen_en": np.array([name.en for name in screens]),
            "unseen_height": np.array([_finite(one.decided_by.unseen_height) for one in drawn]),
        },
    )


def _line(proposal: Proposal, judged: Judged) -> list[tuple[float, float, float]]:
    """Return the vertices of a sight line, metres: eye, edge of the screen, lowest height that is seen."""
    finding = judged.shown
    vertices = [finding.eye, _end(proposal, finding)]
    if finding.hiding is not None:
        x, y = _along(finding, finding.hiding.distance)
        vertices.insert(1, (x, y, finding.hiding.z))
    return vertices


def _along(finding: Finding, distance: float) -> tuple[float, float]:
    """Return where a sight line is in plan, metres from the eye."""
    x, y, _ = finding.eye
    return (x + finding.way[0] * distance, y + finding.way[1] * distance)


def _end(proposal: Proposal, finding: Finding) -> tuple[float, float, float]:
    """Return where a sight line meets the proposal: at the height that is first seen, or at its top."""
    height = min(finding.unseen_height, proposal.height)
    x, y = _along(finding, finding.distance)
    return (x, y, proposal.outdoor_ground + height)
