"""From what rises over a corridor's plane to a verdict that can be signed: outcome, reason, 95 % error, rule.

Over the plane of the landmark's corridor is a fail; in the wider consultation area it is for review; behind
the landmark, where it is seen, a fail if the silhouette's sky is protected, else for review. A height within
its error of the plane is for review, whichever side it is on; so is what stands inside a zone by less than
its own position is known, and what stands beside it by less than both positions are.

The error of a height over the plane at the share f = d / D of the way has the variance ::

    sh² + (se (1 - f))² + (st f)² + (p' s)²

with sh of the thing's height, se of the eye's elevation, st of the threshold's, s of the distance between
viewing place and thing, and p' the slope of the plane. It does not know how things were measured.
"""

import math
from dataclasses import dataclass, replace
from typing import Final

from analysis.common.errors import P95, ErrorBudget, Term
from analysis.common.rules import RuleBook
from analysis.common.verdict import Outcome, Rule, Verdict
from analysis.corridor.bodies import Bodies, Thing
from analysis.corridor.findings import TOUCHING, Finding, Rise, rises
from analysis.sightline.errors import accuracy_of, position_sigma
from scene.geometry.corridors import Corridor, Zone
from scene.messages import NO_NAME, Message, msg
from scene.node import Node, Role
from scene.units import HEIGHT

_RULES: Final = {
    Zone.CORRIDOR: "view_corridor",
    Zone.WIDER: "view_consultation",
    Zone.BACKGROUND: "view_background",
}
_SIGMAS: Final = {Role.BUILDINGS: "building_height_sigma", Role.PROPOSALS: "proposal_height_sigma"}
_RANK: Final = {Outcome.PASS: 0, Outcome.REVIEW: 1, Outcome.FAIL: 2}
#: Share of the sky behind a landmark that counts as filled.
_SEEN: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Judged:
    """One thing in one zone, with its outcome.

    Parameters
    ----------
    rise : Rise
    outcome : Outcome
    reason : Message
    error : ErrorBudget
        Of what it rises over the plane.
    """

    rise: Rise
    outcome: Outcome
    reason: Message
    error: ErrorBudget


def error_of(corridor: Corridor, rise: Rise, book: RuleBook) -> ErrorBudget:
    """Return the error of what a thing rises over the plane.

    Parameters
    ----------
    corridor : Corridor
    rise : Rise
    book : RuleBook
    """
    thing = rise.thing
    own = thing.height_sigma
    if not math.isfinite(own):
        own = book.number(_SIGMAS.get(thing.node.role, "structure_height_sigma"))
    share = min(max(rise.distance / corridor.length, 0.0), 1.0)
    _, slope, bend = corridor.plane
    steep = slope + 2.0 * bend * rise.distance
    theirs, ours = accuracy_of(thing.node), corridor.accuracy
    place = math.hypot(position_sigma(theirs, book), position_sigma(ours, book))
    eye, mark = book.number("eye_height_sigma"), book.number("ground_height_sigma")
    plane = math.hypot(eye * (1.0 - share), mark * share)
    height = msg("a survey of the height of {object} (± {error:.1f} m)", object=thing.name, error=P95 * own)
    ends = msg(
        "a survey of the viewing place and the threshold of {corridor} (± {error:.1f} m)",
        corridor=corridor.name,
        error=P95 * plane,
    )
    position = msg(
        "a survey of the position of {object} (± {error:.1f} m)", object=thing.name, error=P95 * place
    )
    return ErrorBudget(
        (
            Term("height", own**2, height),
            Term("plane", plane**2, ends),
            Term("position", (steep * place) ** 2, position),
        )
    )


def position_margin(node: Node, corridor: Corridor, book: RuleBook) -> float:
    """Return the 95 % error of the distance between a node's things and a corridor's edge, metres.

    Parameters
    ----------
    node : Node
    corridor : Corridor
    book : RuleBook
    """
    theirs, ours = accuracy_of(node), corridor.accuracy
    return P95 * math.hypot(position_sigma(theirs, book), position_sigma(ours, book))


def judged(corridor: Corridor, rise: Rise, book: RuleBook) -> Judged:
    """Judge one thing in one zone.

    Parameters
    ----------
    corridor, rise, book
        As for :func:`error_of`.
    """
    error = error_of(corridor, rise, book)
    outcome, reason = _finding_on(corridor, rise, error)
    return Judged(rise, outcome, reason, error)


def _finding_on(corridor: Corridor, rise: Rise, error: ErrorBudget) -> tuple[Outcome, Message]:
    if rise.lowest >= corridor.cap:
        return Outcome.PASS, msg("It stays above {corridor}.", corridor=corridor.name)
    if rise.excess <= TOUCHING:
        return _under(corridor, rise, error)
    over = msg(
        "It rises {excess:.1f} m over the plane of {corridor}, {distance:.0f} m from the viewing place",
        excess=rise.excess,
        corridor=corridor.name,
        distance=rise.distance,
    )
    if rise.zone is Zone.WIDER:
        return Outcome.REVIEW, msg("{found}, in the wider consultation area: consult.", found=over)
    if rise.zone is Zone.BACKGROUND:
        return _behind(corridor, rise, error, over)
    if rise.excess <= error.error_95:
        return Outcome.REVIEW, _doubt(over, error, rise.excess)
    return Outcome.FAIL, msg("{found}, and must lose as much.", found=over)


def _under(corridor: Corridor, rise: Rise, error: ErrorBudget) -> tuple[Outcome, Message]:
    clear = msg(
        "It stays {clearance:.1f} m under the plane of {corridor}",
        clearance=max(-rise.excess, 0.0),
        corridor=corridor.name,
    )
    if rise.zone is Zone.CORRIDOR and -rise.excess <= error.error_95:
        return Outcome.REVIEW, _doubt(clear, error, -rise.excess)
    return Outcome.PASS, msg("{found}.", found=clear)


def _behind(corridor: Corridor, rise: Rise, error: ErrorBudget, over: Message) -> tuple[Outcome, Message]:
    """Judge what stands behind the landmark: by the sky that it fills, as seen from the viewing place."""
    if rise.share <= _SEEN:
        return Outcome.PASS, msg(
            "It rises over the plane behind the landmark of {corridor}, but what stands before it hides it.",
            corridor=corridor.name,
        )
    filled = msg("{found}, and fills {sky:.1%} of the sky behind the landmark.", found=over, sky=rise.share)
    certain = corridor.silhouette and rise.excess > error.error_95
    return Outcome.FAIL if certain else Outcome.REVIEW, filled


def verdict_of(finding: Finding, thing: Thing, book: RuleBook, foreground: float) -> Verdict:
    """Return the verdict on one proposal before one corridor.

    Parameters
    ----------
    finding : Finding
    thing : Thing
        The proposal.
    book : RuleBook
    foreground : float
        As for :func:`analysis.corridor.findings.rises`.
    """
    corridor = finding.corridor
    own = [rise for rise in finding.proposed if rise.thing.key == thing.key]
    found = [judged(corridor, rise, book) for rise in own]
    worst = max(found, key=lambda one: (_RANK[one.outcome], one.rise.excess), default=None)
    near = next((at for at, one in enumerate(finding.bodies[1].things) if one.key == thing.key), None)
    if near is not None:
        alone = finding.bodies[1].only(near)
        if worst is None or (worst.outcome is Outcome.PASS and worst.rise.zone is not Zone.CORRIDOR):
            worst = _beside(corridor, alone, book, foreground) or worst
        elif worst.outcome is Outcome.FAIL:
            worst = _hardly_inside(corridor, worst, alone, book, foreground) or worst
    if worst is None:
        reason = msg("It stands outside {corridor}.", corridor=corridor.name)
        error = ErrorBudget((Term("height", book.number("proposal_height_sigma") ** 2, reason),))
        return _verdict(corridor, thing, Outcome.PASS, reason, math.nan, error, book)
    limit = thing.height - worst.rise.excess
    return _verdict(corridor, thing, worst.outcome, worst.reason, limit, worst.error, book, worst.rise)


def _beside(corridor: Corridor, alone: Bodies, book: RuleBook, foreground: float) -> Judged | None:
    """Return a review where a thing stands beside the corridor, but nearer than positions are known."""
    margin = position_margin(alone.things[0].node, corridor, book)
    near = [
        rise
        for rise in rises(corridor, alone, foreground, margin)
        if rise.zone is Zone.CORRIDOR and rise.intrudes(corridor.cap)
    ]
    if not near:
        return None
    reason = msg(
        "It rises over the plane beside {corridor}, less than {margin:.1f} m from it: within the error of "
        "positions.",
        corridor=corridor.name,
        margin=margin,
    )
    rise = replace(near[0], volume=0.0)
    return Judged(rise, Outcome.REVIEW, reason, error_of(corridor, rise, book))


def _hardly_inside(
    corridor: Corridor, failed: Judged, alone: Bodies, book: RuleBook, foreground: float
) -> Judged | None:
    """Return a review where what fails stands within the zone by less than its own position is known."""
    margin = P95 * position_sigma(accuracy_of(alone.things[0].node), book)
    for rise in rises(corridor, alone, foreground, -margin):
        if rise.zone is failed.rise.zone and rise.excess > failed.error.error_95:
            return None
    reason = msg(
        "It rises over the plane of {corridor}, but stands less than {margin:.1f} m inside it: within the "
        "error of positions.",
        corridor=corridor.name,
        margin=margin,
    )
    return replace(failed, outcome=Outcome.REVIEW, reason=reason)


def _doubt(found: Message, error: ErrorBudget, margin: float) -> Message:
    remedy = error.settled_by(margin)
    if remedy is None:
        return msg("{found}, but within the error.", found=found)
    return msg("{found}, but within the error. {remedy}", found=found, remedy=remedy)


def _verdict(
    corridor: Corridor,
    thing: Thing,
    outcome: Outcome,
    reason: Message,
    limit: float,
    error: ErrorBudget,
    book: RuleBook,
    rise: Rise | None = None,
) -> Verdict:
    return Verdict(
        subject=thing.id,
        subject_name=thing.name,
        outcome=outcome,
        reason=reason,
        quantity=HEIGHT,
        value=thing.height,
        limit=limit,
        error_95=error.error_95,
        rule=rule_of(corridor, rise.zone if rise else Zone.CORRIDOR, book),
        viewpoint=corridor.id,
        viewpoint_name=corridor.name,
        node=thing.node.id,
    )


def rule_of(corridor: Corridor, zone: Zone, book: RuleBook) -> Rule:
    """Return the rule of a corridor: its own where the row states one, else that of the zone."""
    usual = book.rule(_RULES[zone])
    if corridor.rule == NO_NAME:
        return replace(usual, assumed=usual.assumed or corridor.assumed)
    source = corridor.source if corridor.source != NO_NAME else usual.source
    return Rule(usual.id, corridor.rule, source, corridor.assumed)
