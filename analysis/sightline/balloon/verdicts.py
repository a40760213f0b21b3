"""From findings to a verdict that can be signed: outcome, reason, 95 % error, governing viewpoint.

Seen with the trees as they stand is a fail; seen only when the trees are taken away is for review; unseen
without trees is a pass. A height within its error of the limit is for review, whichever side it is on.

The error of the height that stays unseen is that of :mod:`analysis.sightline.errors`, with the variance of
the proposal's own height added; the verdict names the input whose survey would settle it. It does not know
how sight was found.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.common.errors import P95, ErrorBudget, Term
from analysis.common.rules import RuleBook
from analysis.common.verdict import Outcome, Verdict
from analysis.sightline.balloon.findings import Finding, Pair
from analysis.sightline.balloon.surroundings import Surroundings
from analysis.sightline.balloon.targets import Proposal
from analysis.sightline.errors import (
    Geometry,
    Sampling,
    Sigmas,
    accuracy_of,
    height_sigma,
    position_sigma,
    sight_terms,
)
from analysis.sightline.stations import Viewpoint
from scene.messages import NO_NAME, BilingualText, Message, msg
from scene.units import HEIGHT

#: What hides a proposal that is seen from foot to top.
NOTHING: Final = BilingualText("无遮挡", "nothing")
_RANK: Final = {Outcome.PASS: 0, Outcome.REVIEW: 1, Outcome.FAIL: 2}


@dataclass(frozen=True, slots=True)
class Judged:
    """One pair with its outcome.

    Parameters
    ----------
    pair : Pair
    outcome : Outcome
    reason : Message
    decided_by : Finding
        The finding, with or without trees, that the outcome rests on.
    error : ErrorBudget
        Of its unseen height, metres.
    settled_by : Message or None
        Where it lies within its error: whose survey would settle it.
    """

    pair: Pair
    outcome: Outcome
    reason: Message
    decided_by: Finding
    error: ErrorBudget
    settled_by: Message | None = None

    @property
    def error_95(self) -> float:
        """The 95 % error of its unseen height, metres."""
        return self.error.error_95

    @property
    def shown(self) -> Finding:
        """The finding to show: of a fail where most is seen, else the one that the outcome rests on."""
        return self.pair.clearest if self.outcome is Outcome.FAIL else self.decided_by


def judge(
    pair: Pair, proposal: Proposal, height: float, surroundings: Surroundings, book: RuleBook
) -> Judged:
    """Give the outcome for one viewpoint.

    Parameters
    ----------
    pair : Pair
        Findings at `height`.
    proposal : Proposal
    height : float
        Above outdoor ground, metres.
    surroundings : Surroundings
        Holds the screens, and how one looked.
    book : RuleBook
        Standard deviations where the data gives none, and the height that may be seen.
    """
    leafy, bare = pair.with_trees, pair.without_trees
    allowed = book.number("visible_height_limit")
    name = pair.viewpoint.name
    if leafy.visible > allowed:
        error = error_budget(leafy, pair.viewpoint, proposal, surroundings, book)
        if leafy.visible - allowed <= error.error_95:
            return _doubtful(
                pair, leafy, error, leafy.visible - allowed, msg("Seen from {viewpoint}", viewpoint=name)
            )
        where = place_name(pair.viewpoint, pair.clearest)
        reason = msg(
            "Seen from {viewpoint}: {visible:.1f} m of its height.", viewpoint=where, visible=leafy.visible
        )
        if pair.mast_alone:
            reason = msg(
                "Seen from {viewpoint}: {visible:.1f} m of its mast, nothing of its body.",
                viewpoint=where,
                visible=leafy.visible,
            )
        return Judged(pair, Outcome.FAIL, reason, leafy, error)
    error = error_budget(bare, pair.viewpoint, proposal, surroundings, book)
    if bare.visible > allowed:
        reason = msg("From {viewpoint} it is hidden by trees only.", viewpoint=name)
        return Judged(pair, Outcome.REVIEW, reason, bare, error)
    margin = bare.unseen_height + allowed - height
    if margin <= error.error_95:
        return _doubtful(pair, bare, error, margin, msg("Unseen from {viewpoint}", viewpoint=name))
    return Judged(pair, Outcome.PASS, msg("Unseen from {viewpoint}.", viewpoint=name), bare, error)


def _doubtful(pair: Pair, finding: Finding, error: ErrorBudget, margin: float, found: Message) -> Judged:
    """Leave a pair for review because it lies within its error, and say whose survey would settle it."""
    remedy = error.settled_by(margin)
    reason = msg("{found}, but within the error.", found=found)
    if remedy is not None:
        reason = msg("{found}, but within the error. {remedy}", found=found, remedy=remedy)
    return Judged(pair, Outcome.REVIEW, reason, finding, error, remedy)


def verdict_of(
    judged: list[Judged], proposal: Proposal, height: float, book: RuleBook, doubt: Message | None = None
) -> Verdict:
    """Return the verdict on a proposal: the worst outcome of all viewpoints.

    A fail is spoken of from where most is seen, and its limit is the one exceeded most beyond doubt; every
    other outcome rests on the viewpoint that comes nearest to a worse one.

    Parameters
    ----------
    judged : list of Judged
        Of all viewpoints; at least one.
    proposal : Proposal
    height : float
        Above outdoor ground, metres.
    book : RuleBook
    doubt : Message, optional
        Why the method does not hold here; turns a pass or a fail into a review.
    """
    rank = max(_RANK[one.outcome] for one in judged)
    equal = [one for one in judged if _RANK[one.outcome] == rank]
    strictest = max(equal, key=lambda one: _nearness(one, height))
    fails = strictest.outcome is Outcome.FAIL
    worst = max(equal, key=lambda one: one.pair.clearest.visible) if fails else strictest
    shown = worst.shown
    outcome, reason = worst.outcome, worst.reason
    if outcome is Outcome.PASS:
        reason = msg("Unseen from every viewpoint ({count}), trees or not.", count=len(judged))
    if doubt is not None:
        outcome, reason = Outcome.REVIEW, doubt
    screen, limit = shown.hiding, strictest.decided_by.unseen_height
    name = place_name(worst.pair.viewpoint, shown)
    limit_name = place_name(strictest.pair.viewpoint, strictest.decided_by)
    return Verdict(
        subject=proposal.id,
        subject_name=proposal.name,
        outcome=outcome,
        reason=reason,
        quantity=HEIGHT,
        value=height,
        limit=limit if math.isfinite(limit) else float("nan"),
        error_95=strictest.error_95,
        rule=book.rule("balloon"),
        viewpoint=worst.pair.viewpoint.id,
        viewpoint_name=name,
        limit_viewpoint_name=limit_name if limit_name != name else NO_NAME,
        governing_object=screen.id if screen else "",
        governing_name=screen.name if screen else NOTHING,
        node=proposal.node,
    )


def _nearness(judged: Judged, height: float) -> tuple[float, float]:
    """Sort fails by what is beyond doubt too high, others by what may be; then by what is seen."""
    excess = height - judged.decided_by.unseen_height
    doubt = -judged.error_95 if judged.outcome is Outcome.FAIL else judged.error_95
    return round(excess + doubt, HEIGHT.decimals), judged.pair.clearest.visible


def place_name(viewpoint: Viewpoint, finding: Finding) -> BilingualText:
    """Return the name of a viewpoint, with the station if it is a route."""
    if not viewpoint.is_route:
        return viewpoint.name
    return BilingualText(
        f"{viewpoint.name.zh} 里程 {finding.station:.0f} m", f"{viewpoint.name.en} at {finding.station:.0f} m"
    )


def error_budget(
    finding: Finding,
    viewpoint: Viewpoint,
    proposal: Proposal,
    surroundings: Surroundings,
    book: RuleBook,
) -> ErrorBudget:
    """Return the error of an unseen height: that of the sight line over its screen, and of the own height."""
    own = proposal.height_sigma
    own = own if math.isfinite(own) else book.number("proposal_height_sigma")
    remedy = msg(
        "a survey of the height of {object} (± {error:.1f} m)", object=proposal.name, error=P95 * own
    )
    terms = [Term("proposal_height", own**2, remedy)]
    screen = finding.screen
    if screen is not None and math.isfinite(finding.unseen_height):
        layer = surroundings.rays.layers[screen.layer]
        geometry = Geometry(finding.distance, screen.distance, screen.z - finding.eye[2])
        sigmas = Sigmas(
            height_sigma(layer, screen.row, book),
            book.number("eye_height_sigma"),
            position_sigma(accuracy_of(layer.node), book),
            position_sigma(viewpoint.accuracy, book),
            position_sigma(proposal.accuracy, book),
        )
        sampling = Sampling(
            surroundings.optics.step,
            surroundings.optics.spacing if viewpoint.is_route else 0.0,
            book.number("edge_slope"),
            _width(proposal, finding),
        )
        named = screen.name
        if layer.solid.ids and layer.solid.row_name(screen.row) == NO_NAME:
            row = layer.solid.row_id(screen.row)  # a surveyor must know which of them
            named = BilingualText(f"{named.zh}({row})", f"{named.en} ({row})")
        terms += sight_terms(geometry, sigmas, sampling, named, viewpoint.name, proposal.name)
    return ErrorBudget(tuple(terms))


def _width(proposal: Proposal, finding: Finding) -> float:
    """Return how wide a proposal is across a sight line, metres; a point has no width."""
    if proposal.is_point:
        return 0.0
    return float(np.ptp(proposal.plan() @ (-finding.way[1], finding.way[0])))
