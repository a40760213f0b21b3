"""Proposals against the ceiling: a verdict each, decided by columns through the triangles.

A proposal is held against every rule at its middle and along its outline, corners and edges alike: what hides
a wall may be lower between two of its corners. Its height is that of its roof with the parapet; a mast is
held at its own place, and the tighter of the two decides. Over the limit by more than its error a proposal
fails; within the error it is for review. Over the balloon's limit without trees but under it with them, it is
hidden by trees only, and for review too. It does not know how it is drawn.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.common.verdict import Outcome, Verdict
from analysis.sightline.ceiling.judging import Judge, Limit, Place, likely_stations
from analysis.sightline.ceiling.kinds import Kind
from analysis.sightline.ceiling.zones import rings_of
from scene.feedback import Feedback
from scene.geometry.proposal_mesh import mast_over, parapet_over
from scene.geometry.proposals import mast_of
from scene.messages import BilingualText, Message, msg
from scene.node import Node
from scene.payloads import Buildings
from scene.payloads.arrays import F64, I32
from scene.units import HEIGHT

#: Towards the outline from the middle: at a corner itself a neighbour's wall may stand.
_INSET: Final = 0.98
#: Metres along an outline between two places, and the most places of a proposal; wider apart if need be.
_APART: Final = 2.0
_MOST: Final = 64


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
    roof = top + parapet_over(buildings, row)
    places = outline_places([ring + shift[:2] for ring in rings_of(buildings, row)])
    likely = likely_stations(judge.session, places)
    body = mast = None
    for place in places:
        feedback.check()
        # Of the balloon's limits along one roof only the lowest counts: others need not be found exactly.
        below = math.inf if body is None else roof + body.room
        body = _tighter(body, _tightest(judge, place, ground, (roof, eaves), likely, below))
    if (rise := mast_over(buildings, row)) > 0.0:
        pole = mast_of(buildings, row, rise)
        x, y = pole.rings.astype(np.float64).mean(axis=0) + shift[:2]
        mast = _tightest(judge, (float(x), float(y)), ground, (top + rise, None), likely)
    tightest = _tighter(body, mast)
    name = BilingualText(buildings.text("name_zh", row), buildings.text("name_en", row))
    if not (name.zh or name.en):
        name = BilingualText.same(buildings.ids[row])
    if tightest is None or not math.isfinite(tightest.limit.level):
        height = max(roof, mast.measured if mast is not None else -math.inf) - ground
        return _free(judge, node, row, name, height, tightest)
    limit, measured = tightest.limit, tightest.measured
    leafy = None
    if limit.kind is Kind.UNSEEN and tightest.room < 0.0 and not judge.session.params.trees:
        leafy = judge.unseen(tightest.place, ground, trees=True, likely=likely)
    outcome, reason = _outcome(tightest.room, limit, leafy, measured)
    if outcome is Outcome.FAIL and tightest is mast and body is not None and body.room >= 0.0:
        reason = msg("Only its mast is over the ceiling, by {over:.1f} m.", over=-tightest.room)
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
    return Judged(node, row, verdict, max(-tightest.room, 0.0), limit.level)


@dataclass(frozen=True, slots=True)
class _Held:
    """The rule that leaves least room at a place: what it allows, and the local z held against it."""

    place: Place
    limit: Limit
    measured: float

    @property
    def room(self) -> float:
        return self.limit.level - self.measured


def _tightest(
    judge: Judge,
    place: Place,
    ground: float,
    levels: tuple[float, float | None],
    likely: I32 | None,
    below: float = math.inf,
) -> _Held | None:
    """Hold a top, and eaves if there are, against every rule at a place; the balloon's only under `below`."""
    top, eaves = levels
    found: _Held | None = None
    trees = judge.session.params.trees
    unseen = judge.unseen(place, ground, trees=trees, likely=likely, below=below)
    for limit in [*judge.caps(place, ground), *([unseen] if unseen is not None else [])]:
        measured = eaves if limit.kind is Kind.ZONE_EAVES else top
        if measured is not None:
            found = _tighter(found, _Held(place, limit, measured))
    return found


def _tighter(one: _Held | None, other: _Held | None) -> _Held | None:
    """Return which of two leaves less room, the first if they leave the same."""
    if one is None or other is None:
        return one or other
    return other if (other.room, other.limit.kind) < (one.room, one.limit.kind) else one


def outline_places(rings: Sequence[F64]) -> list[Place]:
    """Return where a proposal is held against the ceiling: its middle, its corners, and along its edges.

    Parameters
    ----------
    rings : sequence of ndarray of float64, shape (n, 2)
        Local metres, without a closing repeat.

    Returns
    -------
    list of tuple of float
        Along each edge in equal steps of at most :data:`_APART`, or of more where that would be more than
        :data:`_MOST` places in all. Corners always count, however many there are.
    """
    starts = np.concatenate(rings)
    steps = np.concatenate([np.roll(ring, -1, axis=0) for ring in rings]) - starts
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    apart, most = _APART, max(_MOST - 1, len(starts))
    counts = np.maximum(np.ceil(lengths / apart - 1e-9).astype(np.int64), 1)
    while counts.sum() > most:
        apart *= max(float(counts.sum()) / most, 1.01)
        counts = np.maximum(np.ceil(lengths / apart - 1e-9).astype(np.int64), 1)
    edge = np.repeat(np.arange(len(starts)), counts)
    share = (np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts)) / counts[edge]
    middle = starts.mean(axis=0)
    around = starts[edge] + share[:, None] * steps[edge]
    spots = np.concatenate([middle[None], middle + _INSET * (around - middle)])
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
    row: int,
    name: BilingualText,
    height: float,
    tightest: _Held | None,
) -> Judged:
    assert isinstance(node.payload, Buildings)
    rule = tightest.limit.rule if tightest else judge.session.book.rule("balloon")
    verdict = Verdict(
        node.payload.ids[row], name, Outcome.PASS,
        msg("No rule limits it up to {height:g} m.", height=judge.session.params.greatest_height),
        HEIGHT, height, math.nan, 1.96 * judge.session.book.number("ground_height_sigma"), rule, node=node.id,
    )  # fmt: skip
    return Judged(node, row, verdict, 0.0, math.nan)
