"""Proposals against the ceiling: a verdict each, decided by columns through the triangles.

A proposal is held against every rule at its middle and its corners. Over the limit by more than its error it
fails; within the error it is for review. Over the balloon's limit without trees but under it with them, it is
hidden by trees only, and for review too. It does not know how it is drawn.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from analysis.common.verdict import Outcome, Verdict
from analysis.sightline.ceiling.judging import Judge, Limit, Place, likely_stations
from analysis.sightline.ceiling.kinds import Kind
from analysis.sightline.ceiling.zones import rings_of
from scene.feedback import Feedback
from scene.messages import BilingualText, Message, msg
from scene.node import Node
from scene.payloads import Buildings
from scene.units import HEIGHT

#: Towards the corners from the middle: at a corner itself a neighbour's wall may stand.
_INSET = 0.98


@dataclass(frozen=True, slots=True)
class Judged:
    """One proposal.

    Parameters
    ----------
    node : Node
    row : int
    verdict : Verdict
    excess : float
        Metres over the ceiling, 0 under it.
    level : float
        Local z that is allowed; nan if no rule holds.
    """

    node: Node
    row: int
    verdict: Verdict
    excess: float
    level: float


def judged_proposals(judge: Judge, nodes: Iterable[Node], feedback: Feedback) -> list[Judged]:
    """Judge all proposals."""
    judged = []
    for node in nodes:
        if isinstance(node.payload, Buildings):
            for row in range(node.payload.count):
                feedback.check()
                judged.append(_judged(judge, node, node.payload, row, feedback))
    return judged


def _judged(judge: Judge, node: Node, buildings: Buildings, row: int, feedback: Feedback) -> Judged:
    shift = np.zeros(3) if node.transform is None else node.transform[:3, 3]
    first, stop = buildings.building_start[row], buildings.building_start[row + 1]
    ground = float(buildings.outdoor_ground[row]) + float(shift[2])
    top = float(buildings.top[first:stop].max()) + float(shift[2])
    eaves = float(buildings.eaves[first:stop].max()) + float(shift[2])
    corners = np.concatenate(rings_of(buildings, row)) + shift[:2]
    places = _places(corners)
    likely = likely_stations(judge.session, places)
    tightest: tuple[float, Limit, float] | None = None
    leafy: Limit | None = None
    for place in places:
        feedback.check()
        limits = judge.caps(place, ground)
        unseen = judge.unseen(place, ground, trees=judge.session.params.trees, likely=likely)
        for limit in [*limits, *([unseen] if unseen is not None else [])]:
            measured = eaves if limit.kind is Kind.ZONE_EAVES else top
            room = limit.level - measured
            if tightest is None or (room, limit.kind) < (tightest[0], tightest[1].kind):
                tightest = room, limit, measured
                if limit.kind is Kind.UNSEEN and room < 0.0 and not judge.session.params.trees:
                    leafy = judge.unseen(place, ground, trees=True, likely=likely)
    name = BilingualText(buildings.text("name_zh", row), buildings.text("name_en", row))
    if not (name.zh or name.en):
        name = BilingualText.same(buildings.ids[row])
    if tightest is None or not math.isfinite(tightest[1].level):
        return _free(judge, node, buildings.ids[row], name, top - ground, tightest)
    room, limit, measured = tightest
    outcome, reason = _outcome(room, limit, leafy, measured)
    verdict = Verdict(
        subject=buildings.ids[row],
        subject_name=name,
        outcome=outcome,
        reason=reason,
        quantity=HEIGHT,
        value=measured - ground,
        limit=max(limit.level - ground, 0.0),
        error_95=limit.error_95,
        rule=limit.rule,
        viewpoint=limit.viewpoint_id,
        viewpoint_name=limit.viewpoint,
        governing_object=limit.screen_id,
        governing_name=limit.screen if limit.screen_id else limit.subject,
        node=node.id,
    )
    return Judged(node, row, verdict, max(-room, 0.0), limit.level)


def _places(corners: np.ndarray) -> list[Place]:
    middle = corners.mean(axis=0)
    spots = np.concatenate([middle[None], middle + _INSET * (corners - middle)])
    return [(float(x), float(y)) for x, y in spots]


def _outcome(room: float, limit: Limit, leafy: Limit | None, measured: float) -> tuple[Outcome, Message]:
    over = max(-room, 0.0)
    if abs(room) <= limit.error_95:
        if room < 0.0:
            return Outcome.REVIEW, msg("{over:.1f} m over the ceiling, but within the error.", over=over)
        return Outcome.REVIEW, msg("{room:.1f} m under the ceiling, but within the error.", room=room)
    if room > 0.0:
        return Outcome.PASS, msg("{room:.1f} m under the ceiling.", room=room)
    if leafy is not None and leafy.level - measured > 0.0:
        return Outcome.REVIEW, msg("{over:.1f} m over the ceiling; hidden by trees only.", over=over)
    return Outcome.FAIL, msg("{over:.1f} m over the ceiling.", over=over)


def _free(
    judge: Judge,
    node: Node,
    subject: str,
    name: BilingualText,
    height: float,
    tightest: tuple[float, Limit, float] | None,
) -> Judged:
    rule = tightest[1].rule if tightest else judge.session.book.rule("balloon")
    verdict = Verdict(
        subject, name, Outcome.PASS,
        msg("No rule limits it up to {height:g} m.", height=judge.session.params.greatest_height),
        HEIGHT, height, math.nan, 1.96 * judge.session.book.number("ground_height_sigma"), rule, node=node.id,
    )  # fmt: skip
    return Judged(node, 0, verdict, 0.0, math.nan)
